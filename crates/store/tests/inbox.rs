//! The inbox at 100,000 dialogs with ten messages each: what its lists, counts and searches cost. Run by hand:
//! `cargo nextest run -p signalbox-store --run-ignored only a_hundred_thousand --no-capture`, on PostgreSQL through
//! `scripts/with-postgres.sh`. `SIGNALBOX_DIALOGS` stores fewer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use signalbox_model::chat::{ChatKind, Rich};
use signalbox_model::dialog::{Body, DialogStatus, Holder, MessageAuthor, MessageState};
use signalbox_model::{BotId, ChannelId, DialogId, FlowId, MessageId, Micros, UserId, WorkspaceId, id};
use signalbox_store::chat::dialogs::{self, Filter, Order, Position, Preview, Stored, View};
use signalbox_store::chat::messages;
use signalbox_store::chat::passes::{self, Pass, Passed, Passes};
use signalbox_store::{Db, Options, Result, Tx, Url};
use std::time::Instant;

const HOME: WorkspaceId = WorkspaceId(1);
const ANNA: UserId = UserId(11);
/// Ten dialogs a second, from here on.
const BEGIN: i64 = 1_780_000_000_000;
const FLOW: FlowId = FlowId(3);
const STEPS: [&str; 10] = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"];

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(future)
}

/// Half of them are over, one in ten waits for an operator, one in fifty is Anna's, one in a hundred is put off.
fn dialog(n: i64) -> Stored {
    let at = Micros((BEGIN + n * 100) * 1000);
    let status = match n {
        n if n % 2 == 0 => DialogStatus::Finished,
        n if n % 10 == 1 || n % 50 == 3 => DialogStatus::Manual,
        _ => DialogStatus::Auto,
    };
    let mine = n % 50 == 3;
    Stored {
        id: DialogId(id::compose(BEGIN + n * 100, 0, 1)),
        bot: BotId(2),
        channel: ChannelId(5),
        identity: None,
        chat: format!("c{n}"),
        chat_kind: ChatKind::Private,
        contact: None,
        name: format!("Person {n}"),
        status,
        holder: if mine {
            Holder::Operator { user: ANNA }
        } else {
            Holder::Flow
        },
        user: mine.then_some(ANNA),
        turn: 0,
        revision: 0,
        unread: i64::from(status == DialogStatus::Manual && n % 4 == 1),
        position: Some(Position {
            flow: FLOW,
            version: 1,
            step: STEPS[usize::try_from(n % 10).unwrap()].parse().unwrap(),
        }),
        memory: r#"{"vars":{"name":"Olha","city":"Kyiv"}}"#.into(),
        last_at: at,
        preview: None,
        heard_at: Some(at),
        snoozed_until: (n % 100 == 5).then(|| at.plus_secs(86_400)),
        created_at: at,
    }
}

fn message(n: i64, k: i64, dialog: DialogId) -> messages::Stored {
    let text = if n == 77 && k == 0 {
        "Шукаю голку".to_owned()
    } else {
        format!("Message {k} of person {n}: how much is the green tea, and when will it come?")
    };
    let received = signalbox_model::chat::Message {
        text: Rich::plain(text),
        ..Default::default()
    };
    messages::Stored {
        id: MessageId(id::compose(BEGIN + n * 100 + k, 0, 2)),
        workspace: HOME,
        channel: ChannelId(5),
        dialog,
        author: MessageAuthor::Contact,
        user: None,
        state: MessageState::Confirmed,
        body: Body::Received(Box::new(received)),
        external: None,
        presses: None,
        turn: None,
        bulk: false,
        at: Micros((BEGIN + n * 100 + k) * 1000),
        due_at: Micros(0),
        attempt: 0,
        error: None,
        run: None,
        edited_at: None,
        removed_at: None,
        past: Vec::new(),
        copy_of: None,
    }
}

fn passes_of(n: i64) -> Passes {
    let reached = usize::try_from(n % 10).unwrap();
    let pass = |step: &str, at: usize| {
        let pass = Pass {
            entered: 1,
            gone: i64::from(at < reached),
            failed: i64::from(n % 1000 == 9 && at == reached),
        };
        ((FLOW, step.parse().unwrap()), pass)
    };
    STEPS[..=reached]
        .iter()
        .enumerate()
        .map(|(at, step)| pass(step, at))
        .collect()
}

fn seed(db: &Db, dialogs: i64) {
    for from in (0..dialogs).step_by(1_000) {
        let done: Result<()> = wait(db.write(move |tx| {
            for n in from..from + 1_000 {
                let mut space = tx.space(HOME);
                let mut row = dialog(n);
                dialogs::insert(&mut space, &row)?;
                for k in 0..10 {
                    messages::insert(&mut space, &message(n, k, row.id))?;
                }
                row.preview = Some(Preview {
                    message: MessageId(id::compose(BEGIN + n * 100 + 9, 0, 2)),
                    author: MessageAuthor::Contact,
                    text: format!("Message 9 of person {n}"),
                });
                dialogs::save(&mut space, &mut row)?;
                passes::add(&mut space, row.id, row.last_at, &passes_of(n))?;
            }
            Ok(())
        }));
        done.unwrap();
    }
}

/// The best and the first of five goes, milliseconds.
fn measure(db: &Db, name: &str, look: impl Fn(&mut Tx) -> Result<usize> + Clone + Send + 'static) -> f64 {
    let (mut best, mut first, mut found) = (f64::MAX, 0.0, 0);
    for go in 0..5 {
        let look = look.clone();
        let began = Instant::now();
        found = wait(db.read(look)).unwrap();
        let ms = began.elapsed().as_secs_f64() * 1000.0;
        first = if go == 0 { ms } else { first };
        best = ms.min(best);
    }
    println!("{name:<44} {found:>7} rows  first {first:>8.2} ms  best {best:>8.2} ms");
    best
}

fn filters() -> Vec<(&'static str, Filter)> {
    let page = |view| Filter {
        view,
        limit: 50,
        ..Filter::default()
    };
    let on_step = |passed| Filter {
        flow: Some(FLOW),
        step: Some("s4".into()),
        passed,
        ..page(View::Every)
    };
    vec![
        ("mine", page(View::Mine(ANNA))),
        ("unassigned", page(View::Unassigned)),
        ("all open", page(View::All)),
        ("snoozed", page(View::Snoozed)),
        ("closed", page(View::Closed)),
        (
            "mine and unread",
            Filter {
                unread: true,
                ..page(View::Mine(ANNA))
            },
        ),
        (
            "waiting longest",
            Filter {
                order: Order::Waiting,
                ..page(View::All)
            },
        ),
        (
            "mine, waiting longest",
            Filter {
                order: Order::Waiting,
                ..page(View::Mine(ANNA))
            },
        ),
        (
            "of a status",
            Filter {
                status: Some(DialogStatus::Manual),
                ..page(View::All)
            },
        ),
        (
            "of another bot (none)",
            Filter {
                bot: Some(BotId(9)),
                ..page(View::All)
            },
        ),
        (
            "by a name",
            Filter {
                query: Some("person 99999".into()),
                ..page(View::All)
            },
        ),
        (
            "by a name nobody has",
            Filter {
                query: Some("nobody at all".into()),
                ..page(View::All)
            },
        ),
        (
            "the page in the middle",
            Filter {
                before: Some((Micros((BEGIN + 5_000_000) * 1000), DialogId(i64::MAX))),
                ..page(View::All)
            },
        ),
        ("standing on a step", on_step(None)),
        ("came to a step", on_step(Some((Passed::Entered, 0)))),
        ("could not go on there", on_step(Some((Passed::Failed, 0)))),
    ]
}

#[test]
#[ignore = "takes minutes and measures: run it by hand"]
fn a_hundred_thousand() {
    let dir = tempfile::tempdir().unwrap();
    let url = match std::env::var("SIGNALBOX_TEST_PG") {
        Ok(server) => {
            let name = format!("inbox{}", std::process::id());
            let mut admin =
                postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
            admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
            Url::Pg(format!("{server}/{name}"))
        }
        Err(_) => Url::Lite(dir.path().join("t.db")),
    };
    let db = Db::open(&Options::new(url), BEGIN * 1000).unwrap();
    let count = std::env::var("SIGNALBOX_DIALOGS").map_or(100_000, |n| n.parse().unwrap());
    let began = Instant::now();
    seed(&db, count);
    println!("seeded in {:.0} s", began.elapsed().as_secs_f64());
    for (name, filter) in filters() {
        let best = measure(&db, name, move |tx| {
            Ok(dialogs::list(&mut tx.space(HOME), &filter)?.len())
        });
        assert!(best < 100.0, "the list `{name}` took {best} ms");
    }
    let best = measure(&db, "counts of the tabs", |tx| {
        dialogs::counts(&mut tx.space(HOME), ANNA, None).map(|_| 5)
    });
    assert!(best < 100.0, "the counts took {best} ms");
    measure(&db, "counters of a flow", |tx| {
        Ok(passes::counts(&mut tx.space(HOME), FLOW, 0)?.len())
    });
    for (name, query) in [
        ("search, often", "green tea"),
        ("search, a page without a find", "голку"),
    ] {
        measure(&db, name, move |tx| {
            Ok(messages::search(&mut tx.space(HOME), None, query, None)?
                .messages
                .len())
        });
    }
}
