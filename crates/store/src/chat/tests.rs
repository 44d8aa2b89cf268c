//! The outbox of the chats, the list of dialogs, claims.

use super::dialogs::{self, Filter, View};
use super::messages::{self, Outcome, Part};
use super::reports;
use crate::tests::{databases, wait};
use crate::{Result, Space};
use signalbox_model::chat::{ChatKind, Content, Rich};
use signalbox_model::dialog::{Body, DialogStatus, Holder, MessageAuthor, MessageState};
use signalbox_model::{BotId, ChannelId, DialogId, MessageId, Micros, UserId, WorkspaceId};

const HOME: WorkspaceId = WorkspaceId(1);
const CHANNEL: ChannelId = ChannelId(5);

fn dialog(id: i64, last_at: i64) -> dialogs::Stored {
    dialogs::Stored {
        id: DialogId(id),
        bot: BotId(2),
        channel: CHANNEL,
        identity: None,
        chat: format!("c{id}"),
        chat_kind: ChatKind::Private,
        contact: None,
        name: format!("Person {id}"),
        status: DialogStatus::Auto,
        holder: Holder::Flow,
        user: None,
        turn: 0,
        revision: 1,
        unread: 0,
        position: None,
        memory: "{}".into(),
        last_at: Micros(last_at),
        preview: None,
        heard_at: None,
        snoozed_until: None,
        created_at: Micros(1),
    }
}

fn said(id: i64, dialog: i64, due_at: i64, turn: Option<i64>) -> messages::Stored {
    let content = Content {
        text: Rich::plain(format!("m{id}")),
        ..Content::default()
    };
    messages::Stored {
        id: MessageId(id),
        workspace: HOME,
        channel: CHANNEL,
        dialog: DialogId(dialog),
        author: if turn.is_some() {
            MessageAuthor::Flow
        } else {
            MessageAuthor::Operator
        },
        user: None,
        state: MessageState::Planned,
        body: Body::Sent(Box::new(content)),
        external: None,
        presses: None,
        turn,
        bulk: false,
        at: Micros(1),
        due_at: Micros(due_at),
        attempt: 0,
        error: None,
        run: None,
        edited_at: None,
        removed_at: None,
        past: Vec::new(),
        copy_of: None,
    }
}

fn leased(tx: &mut crate::Tx, now: i64) -> Result<Vec<i64>> {
    let found = messages::lease(tx, Micros(now), Micros(now + 100), CHANNEL, 10)?;
    Ok(found.iter().map(|leased| leased.message.id.0).collect())
}

fn confirmed() -> Outcome {
    Outcome::Confirmed {
        external: vec!["77".into()],
    }
}

#[test]
fn messages_leave_in_the_order_of_their_dialog_and_once() {
    databases(|db| {
        let done: Result<()> = wait(db.write(|tx| {
            let space = &mut tx.space(HOME);
            for id in [10, 11] {
                dialogs::insert(space, &dialog(id, 1))?;
            }
            for message in [
                said(1, 10, 0, None),
                said(2, 10, 0, None),
                said(3, 11, 0, None),
                said(4, 11, 500, None),
            ] {
                messages::insert(space, &message)?;
            }
            assert_eq!(leased(tx, 10)?, [1, 3]);
            // The second of a dialog waits until the first is settled.
            assert_eq!(leased(tx, 10)?, [0_i64; 0]);
            assert!(messages::settle(&mut tx.space(HOME), MessageId(1), &confirmed())?);
            assert!(!messages::settle(
                &mut tx.space(HOME),
                MessageId(1),
                &confirmed()
            )?);
            assert_eq!(leased(tx, 10)?, [2]);
            let later = Outcome::Later { due_at: Micros(60) };
            assert!(messages::settle(&mut tx.space(HOME), MessageId(2), &later)?);
            assert_eq!(leased(tx, 59)?, [0_i64; 0]);
            assert_eq!(leased(tx, 60)?, [2]);
            // Whoever sent number 3 has died.
            let lost = messages::expire_any_workspace(tx, Micros(120), "the server stopped", 10)?;
            assert_eq!(lost.iter().map(|m| m.id.0).collect::<Vec<_>>(), [3]);
            assert_eq!(leased(tx, 400)?, [0_i64; 0]);
            assert_eq!(leased(tx, 500)?, [4]);
            // Its answer may still come in.
            assert!(messages::settle(&mut tx.space(HOME), MessageId(3), &confirmed())?);
            let shown = messages::get(&mut tx.space(HOME), MessageId(3))?.unwrap();
            assert_eq!(
                (shown.state, shown.external.as_deref()),
                (MessageState::Confirmed, Some("77"))
            );
            Ok(())
        }));
        done.unwrap();
    });
}

#[test]
fn an_answer_does_not_wait_for_the_broadcast_that_was_planned_before_it() {
    databases(|db| {
        let done: Result<()> = wait(db.write(|tx| {
            dialogs::insert(&mut tx.space(HOME), &dialog(10, 1))?;
            for (id, bulk) in [(1, true), (2, true), (3, false), (4, false)] {
                let message = messages::Stored {
                    bulk,
                    ..said(id, 10, 0, None)
                };
                messages::insert(&mut tx.space(HOME), &message)?;
            }
            assert_eq!(messages::soonest_any_workspace(tx, CHANNEL)?, Some(Micros(0)));
            assert_eq!(leased(tx, 10)?, [3, 1]);
            assert_eq!(leased(tx, 10)?, [0_i64; 0]);
            assert!(messages::settle(&mut tx.space(HOME), MessageId(3), &confirmed())?);
            // A broadcast that is on its way has its turn first.
            assert_eq!(leased(tx, 10)?, [0_i64; 0]);
            assert!(messages::settle(&mut tx.space(HOME), MessageId(1), &confirmed())?);
            assert_eq!(leased(tx, 10)?, [4, 2]);
            assert_eq!(messages::soonest_any_workspace(tx, CHANNEL)?, None);
            Ok(())
        }));
        done.unwrap();
    });
}

#[test]
fn the_flow_is_silent_once_a_person_took_the_dialog() {
    databases(|db| {
        let done: Result<()> = wait(db.write(|tx| {
            let space = &mut tx.space(HOME);
            let mut talk = dialog(10, 1);
            dialogs::insert(space, &talk)?;
            for message in [
                said(1, 10, 0, Some(0)),
                said(2, 10, 0, Some(0)),
                said(3, 10, 0, None),
            ] {
                messages::insert(space, &message)?;
            }
            assert_eq!(leased(tx, 10)?, [1]);
            let space = &mut tx.space(HOME);
            assert!(messages::still_wanted(space, MessageId(1))?);
            let mut late = talk.clone();
            (talk.turn, talk.holder, talk.user) = (1, Holder::Operator { user: UserId(9) }, Some(UserId(9)));
            assert!(dialogs::save(space, &mut talk)?);
            // Ten operators may press at once: one wins.
            assert!(!dialogs::save(space, &mut late)?);
            assert!(!messages::still_wanted(space, MessageId(1))?);
            assert!(messages::postpone(space, MessageId(1), Micros(0))?);
            assert_eq!(
                leased(tx, 10)?,
                [3],
                "what the flow had planned is cancelled on the way"
            );
            let states: Vec<_> = messages::list(&mut tx.space(HOME), DialogId(10), Part::Newest, 10)?
                .iter()
                .map(|message| message.state)
                .collect();
            use MessageState::{Cancelled, Sent};
            assert_eq!(states, [Cancelled, Cancelled, Sent]);
            assert_eq!(dialogs::held_by(&mut tx.space(HOME), UserId(9))?, 1);
            Ok(())
        }));
        done.unwrap();
    });
}

fn ids(space: &mut Space, filter: &Filter) -> Result<Vec<i64>> {
    Ok(dialogs::list(space, filter)?
        .iter()
        .map(|dialog| dialog.id.0)
        .collect())
}

#[test]
fn the_list_shows_each_view_by_the_newest_message_and_pages_by_key() {
    databases(|db| {
        let done: Result<()> = wait(db.write(|tx| {
            let space = &mut tx.space(HOME);
            let me = UserId(9);
            for id in 10..16 {
                let mut talk = dialog(id, id / 2);
                match id {
                    11 => (talk.status, talk.unread) = (DialogStatus::Manual, 2),
                    12 => (talk.status, talk.user) = (DialogStatus::Manual, Some(me)),
                    13 => talk.status = DialogStatus::Finished,
                    14 => talk.snoozed_until = Some(Micros(99)),
                    _ => {}
                }
                dialogs::insert(space, &talk)?;
                // What `insert` leaves to the first change.
                dialogs::save(space, &mut talk)?;
            }
            let view = |view| Filter {
                view,
                limit: 50,
                ..Filter::default()
            };
            assert_eq!(ids(space, &view(View::All))?, [15, 12, 11, 10]);
            assert_eq!(ids(space, &view(View::Mine(me)))?, [12]);
            assert_eq!(ids(space, &view(View::Unassigned))?, [11]);
            assert_eq!(ids(space, &view(View::Snoozed))?, [14]);
            assert_eq!(ids(space, &view(View::Closed))?, [13]);
            let named = Filter {
                query: Some("PERSON 1".into()),
                ..view(View::All)
            };
            assert_eq!(ids(space, &named)?, [15, 12, 11, 10]);
            assert_eq!(
                ids(
                    space,
                    &Filter {
                        query: Some("5%".into()),
                        ..view(View::All)
                    }
                )?,
                [0_i64; 0]
            );
            let first = Filter {
                limit: 2,
                ..view(View::All)
            };
            assert_eq!(ids(space, &first)?, [15, 12]);
            let next = Filter {
                before: Some((Micros(6), DialogId(12))),
                ..first
            };
            assert_eq!(ids(space, &next)?, [11, 10]);
            let counts = dialogs::counts(space, me, None)?;
            assert_eq!(
                (counts.mine, counts.unassigned, counts.all, counts.snoozed),
                (1, 1, 4, 1)
            );
            assert_eq!(counts.mine_unread, 0);
            Ok(())
        }));
        done.unwrap();
    });
}

#[test]
fn a_report_is_claimed_once() {
    databases(|db| {
        let done: Result<()> = wait(db.write(|tx| {
            assert!(reports::claim(&mut tx.space(HOME), CHANNEL, "7", Micros(5))?);
            assert!(!reports::claim(&mut tx.space(HOME), CHANNEL, "7", Micros(6))?);
            assert!(reports::claim(&mut tx.space(HOME), ChannelId(6), "7", Micros(6))?);
            assert_eq!(reports::tidy_any_workspace(tx, Micros(6), 10)?, 1);
            assert!(reports::claim(&mut tx.space(HOME), CHANNEL, "7", Micros(7))?);
            Ok(())
        }));
        done.unwrap();
    });
}
