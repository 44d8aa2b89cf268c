//! The run log at 1,000,000 stored runs: what each filter's first page and histogram cost. Run by hand:
//! `cargo nextest run -p signalbox-store --run-ignored only million --no-capture`, on PostgreSQL through
//! `scripts/with-postgres.sh`. `SIGNALBOX_RUNS` stores fewer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::record::Author;
use signalbox_model::run::{BlockTrace, RowTrace, RunStatus, Trace};
use signalbox_model::{EventId, Micros, RecordId, RecordKind, RecordRef, RunId, ScenarioId, WorkspaceId, id};
use signalbox_store::runs::{self, Filter, Search, Statuses, Stored};
use signalbox_store::{Db, Options, Result, Tx, Url, events};
use std::time::Instant;

const HOME: WorkspaceId = WorkspaceId(1);
/// Ten runs a second, from here on.
const BEGIN: i64 = 1_780_000_000_000;

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(future)
}

/// Three in four match nothing, one in ten thousand fails, one record has a tenth of all runs.
fn run(n: i64) -> (Event, Stored) {
    let at = BEGIN + n * 100;
    let status = match n {
        n if n % 10_000 == 0 => RunStatus::Failed,
        n if n % 50_000 == 1 => RunStatus::Throttled,
        n if n % 4 == 0 => RunStatus::Fired,
        _ => RunStatus::NotMatched,
    };
    let record = if n % 10 == 0 { 7 } else { n % 5_000 };
    let subject = Some(RecordRef {
        kind: RecordKind::Lead,
        id: RecordId(record),
    });
    let mut payload = Payload::default();
    let name = if n == 1000 {
        "needle".to_owned()
    } else {
        format!("Customer {n}")
    };
    payload.variables.insert("name".into(), name.into());
    let event = Event {
        id: EventId(id::compose(at, 0, 1)),
        workspace: HOME,
        kind: EventKind::RunRequested,
        subject,
        key: Some(n % 100),
        payload,
        cause: None,
        depth: 0,
        author: Author::System,
        at: Micros(at * 1000),
    };
    let row = RowTrace {
        ok: status == RunStatus::Fired,
        left: Some(format!("{}", n % 500)),
        ..RowTrace::default()
    };
    let block = BlockTrace {
        id: "b1".parse().unwrap(),
        fired: status == RunStatus::Fired,
        rows: vec![row.clone(), row],
        steps: Vec::new(),
        us: 12,
    };
    let stored = Stored {
        id: RunId(id::compose(at, 0, 2)),
        scenario: ScenarioId(n % 100),
        version: 1,
        event: event.id,
        status,
        subject,
        at: event.at,
        us: 40,
        trace: Trace {
            blocks: vec![block],
            ..Trace::default()
        },
        parked: None,
        pack: None,
    };
    (event, stored)
}

/// How many runs are stored.
fn size() -> i64 {
    match std::env::var("SIGNALBOX_RUNS") {
        Ok(runs) => runs.parse().unwrap(),
        Err(_) => 1_000_000,
    }
}

fn seed(db: &Db, runs: i64) {
    for from in (0..runs).step_by(10_000) {
        let done: Result<()> = wait(db.write(move |tx| {
            let mut space = tx.space(HOME);
            for n in from..from + 10_000 {
                let (event, run) = run(n);
                events::append(&mut space, &event, EventState::Done)?;
                runs::insert(&mut space, &run)?;
            }
            Ok(())
        }));
        done.unwrap();
    }
}

fn measure(db: &Db, name: &str, look: impl Fn(&mut Tx) -> Result<usize> + Clone + Send + 'static) {
    let mut best = f64::MAX;
    let mut first = 0.0;
    let mut found = 0;
    for go in 0..5 {
        let look = look.clone();
        let began = Instant::now();
        found = wait(db.read(look)).unwrap();
        let ms = began.elapsed().as_secs_f64() * 1000.0;
        first = if go == 0 { ms } else { first };
        best = ms.min(best);
    }
    println!("{name:<44} {found:>7} rows  first {first:>8.2} ms  best {best:>8.2} ms");
}

/// Like the API: pages of heads, each row's data looked through, until the budget is used up.
fn search(tx: &mut Tx, text: &str, filter: Filter) -> Result<usize> {
    let mut space = tx.space(HOME);
    let mut search = Search::new(text);
    let (mut before, mut rows, mut bytes, mut found) = (None, 0, 0, 0);
    while rows < 4_000 && bytes < 12 * 1024 * 1024 && found < 50 {
        let page = runs::list(
            &mut space,
            Filter {
                before,
                limit: 250,
                ..filter
            },
        )?;
        if page.is_empty() {
            break;
        }
        for run in &page {
            let (held, read) = search.holds(&mut space, run)?;
            found += usize::from(held);
            bytes += read;
            rows += 1;
            before = Some(run.id);
        }
    }
    Ok(found)
}

#[test]
#[ignore = "takes minutes and measures: run it by hand"]
fn a_million() {
    let dir = tempfile::tempdir().unwrap();
    let url = match std::env::var("SIGNALBOX_TEST_PG") {
        Ok(server) => {
            let name = format!("million{}", std::process::id());
            let mut admin =
                postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
            admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
            Url::Pg(format!("{server}/{name}"))
        }
        Err(_) => Url::Lite(dir.path().join("t.db")),
    };
    let db = Db::open(&Options::new(url), BEGIN * 1000).unwrap();
    let began = Instant::now();
    let runs = size();
    seed(&db, runs);
    println!("seeded in {:.0} s", began.elapsed().as_secs_f64());
    let middle = Micros((BEGIN + runs * 50) * 1000);
    let page = Filter {
        limit: 50,
        ..Filter::default()
    };
    let table = [
        ("all", page),
        (
            "fired",
            Filter {
                status: RunStatus::Fired.into(),
                ..page
            },
        ),
        (
            "failed (1 in 10,000)",
            Filter {
                status: RunStatus::Failed.into(),
                ..page
            },
        ),
        (
            "throttled (1 in 50,000)",
            Filter {
                status: RunStatus::Throttled.into(),
                ..page
            },
        ),
        (
            "all but non-matches",
            Filter {
                status: Statuses::of(&[
                    RunStatus::Fired,
                    RunStatus::Failed,
                    RunStatus::Throttled,
                    RunStatus::Waiting,
                ]),
                ..page
            },
        ),
        (
            "scenario",
            Filter {
                scenario: Some(ScenarioId(42)),
                ..page
            },
        ),
        (
            "scenario and failed (none)",
            Filter {
                scenario: Some(ScenarioId(42)),
                status: RunStatus::Failed.into(),
                ..page
            },
        ),
        (
            "scenario that never ran",
            Filter {
                scenario: Some(ScenarioId(5000)),
                ..page
            },
        ),
        (
            "record with 100,000 runs",
            Filter {
                subject: Some(RecordId(7)),
                ..page
            },
        ),
        (
            "record with 100,000 runs, throttled",
            Filter {
                subject: Some(RecordId(7)),
                status: RunStatus::Throttled.into(),
                ..page
            },
        ),
        (
            "record with 100,000 runs, rare scenario",
            Filter {
                subject: Some(RecordId(7)),
                scenario: Some(ScenarioId(43)),
                ..page
            },
        ),
        (
            "record and scenario",
            Filter {
                subject: Some(RecordId(43)),
                scenario: Some(ScenarioId(43)),
                ..page
            },
        ),
        (
            "record with 100,000 runs, scenario it never had",
            Filter {
                subject: Some(RecordId(7)),
                scenario: Some(ScenarioId(41)),
                ..page
            },
        ),
        (
            "record with 100,000 runs, unknown scenario",
            Filter {
                subject: Some(RecordId(7)),
                scenario: Some(ScenarioId(5000)),
                ..page
            },
        ),
        (
            "before the middle",
            Filter {
                to: Some(middle),
                ..page
            },
        ),
        (
            "one second in the middle",
            Filter {
                from: Some(middle),
                to: Some(middle.plus_secs(1)),
                ..page
            },
        ),
        (
            "scenario, failed, before the middle",
            Filter {
                scenario: Some(ScenarioId(0)),
                status: RunStatus::Failed.into(),
                to: Some(middle),
                ..page
            },
        ),
        (
            "event",
            Filter {
                event: Some(EventId(id::compose(BEGIN + 500, 0, 1))),
                ..page
            },
        ),
    ];
    for (name, filter) in table {
        measure(&db, name, move |tx| {
            Ok(runs::list(&mut tx.space(HOME), filter)?.len())
        });
    }
    for (name, text) in [
        ("text, often", "customer 99"),
        ("text, the oldest run alone", "needle"),
        ("text, never", "nowhere"),
    ] {
        measure(&db, name, move |tx| search(tx, text, page));
    }
    let until = Micros((BEGIN + runs * 100) * 1000);
    for (name, filter) in [
        ("histogram of all", page),
        (
            "histogram of a scenario",
            Filter {
                scenario: Some(ScenarioId(42)),
                ..page
            },
        ),
        (
            "histogram of a record with 100,000 runs",
            Filter {
                subject: Some(RecordId(7)),
                ..page
            },
        ),
        (
            "histogram of failed",
            Filter {
                status: RunStatus::Failed.into(),
                ..page
            },
        ),
    ] {
        measure(&db, name, move |tx| {
            let found = runs::histogram(
                &mut tx.space(HOME),
                &filter,
                Micros(BEGIN * 1000),
                until,
                60,
                2_000_000,
            )?;
            Ok(found.len())
        });
    }
}
