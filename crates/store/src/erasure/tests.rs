//! A person leaves packs and rows alike, and nobody else does.

use super::*;
use crate::packs::tests::{FINISHED, NOW, SPACE, Story, pack_all, tell_many};
use crate::tests::{databases, wait};
use crate::{Db, StoreError, events, jobs, packs, runs};

const DAY: i64 = 86_400;

/// Walks an erasure to its end.
fn erase(db: &Db, traces: Traces) {
    let id = ErasureId(db.next_id(NOW.plus_secs(DAY).0));
    let erasure = Erasure::new(id, Some(RecordId(1)), traces, None, NOW);
    let begun: Result<()> = wait(db.write(move |tx| begin(&mut tx.space(SPACE), &erasure)));
    begun.unwrap();
    while !wait(db.read(open_any_workspace)).unwrap().is_empty() {
        wait(db.write::<_, StoreError>(move |tx| step(&mut tx.space(SPACE), id, NOW))).unwrap();
    }
}

/// What is left of a story: of its event, run and delivery.
fn left(db: &Db, story: Story) -> [bool; 3] {
    let read: Result<_> = wait(db.read(move |tx| {
        let space = &mut tx.space(SPACE);
        let event = events::get(space, story.event)?.unwrap();
        let mut run = runs::get(space, story.run)?.unwrap();
        packs::restore_run(space, &mut run)?;
        let mut job = jobs::get(space, story.job)?.unwrap();
        packs::restore_job(space, &mut job)?;
        Ok([
            event.body.is_some(),
            !run.trace.blocks.is_empty(),
            !job.request.body.is_empty(),
        ])
    }));
    read.unwrap()
}

#[test]
fn a_person_leaves_rows_and_packs_with_what_they_caused() {
    databases(|db| {
        let stories = tell_many(db, 40, NOW, FINISHED);
        assert!(pack_all(db, NOW.plus_secs(20)) > 0, "half of them lie in packs");
        let mut traces = Traces::default();
        // The phones of the tenth and the thirtieth story.
        traces.add_phone("8 916 007-91-90");
        traces.add_phone("+79160237570");
        erase(db, traces);
        for (n, story) in stories.iter().enumerate() {
            let here = !matches!(n, 10 | 30);
            assert_eq!(left(db, *story), [here; 3], "story {n}");
        }
        // What left a pack is not in its bytes either.
        let all: Result<Vec<i64>> = wait(db.read(|tx| {
            tx.space(SPACE).all(
                "SELECT rows FROM pack WHERE workspace_id = ?1 ORDER BY id",
                &[],
                |row| row.int(0),
            )
        }));
        assert_eq!(all.unwrap(), [19, 19, 19]);
    });
}

#[test]
fn what_was_looked_for_is_forgotten_when_it_is_done() {
    databases(|db| {
        let mut traces = Traces::default();
        traces.add_address("iryna@example.com");
        erase(db, traces);
        let found = wait(db.read(move |tx| list(&mut tx.space(SPACE)))).unwrap();
        assert_eq!(found[0].traces, Traces::default());
        assert!(found[0].finished_at.is_some());
    });
}
