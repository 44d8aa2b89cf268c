use super::*;
use proptest::prelude::*;
use signalbox_model::{RecordId, RecordKind, RecordRef};

fn waiting(event: i64, about: i64) -> Waiting {
    Waiting {
        workspace: WorkspaceId(1),
        event: EventId(event),
        subject: Some(RecordRef {
            kind: RecordKind::Lead,
            id: RecordId(about),
        }),
    }
}

/// Everything that waits, lane by lane.
fn drain(lanes: &Lanes) -> Vec<Vec<i64>> {
    let drained = lanes.lanes.iter().map(|lane| lane.turns.lock().take(usize::MAX));
    drained
        .map(|lane| {
            lanes.forget(&lane);
            lane.into_iter().map(|(_, event)| event.0).collect()
        })
        .collect()
}

fn opened(count: usize, room: usize) -> Lanes {
    let lanes = Lanes::new(count, room);
    lanes.close();
    lanes.open();
    lanes
}

#[test]
fn what_waited_before_the_start_comes_first() {
    let lanes = Lanes::new(1, 10);
    lanes.push(vec![waiting(7, 1)]);
    assert_eq!(
        drain(&lanes),
        [[0i64; 0]],
        "left to the database, which is read from the first"
    );
    lanes.place_all(vec![waiting(3, 1), waiting(7, 1)]);
    lanes.close();
    lanes.push(vec![waiting(8, 1)]);
    lanes.open();
    lanes.push(vec![waiting(9, 1), waiting(3, 1)]);
    assert_eq!(drain(&lanes), [[3, 7, 8, 9]], "and nothing is taken twice");
}

#[test]
fn a_full_memory_leaves_everything_that_follows_to_the_database() {
    let lanes = opened(1, 2);
    lanes.push(vec![waiting(1, 1), waiting(2, 1), waiting(4, 1), waiting(3, 1)]);
    assert_eq!(lanes.spilled_from(), Some(EventId(3)));
    assert_eq!(drain(&lanes), [[1, 2]]);
    lanes.push(vec![waiting(5, 1)]);
    assert_eq!(lanes.held(), 0, "there is room, but those before it come first");
}

#[test]
fn a_memory_that_fills_while_the_last_page_is_read_spills_again() {
    let lanes = Lanes::new(1, 1);
    lanes.close();
    lanes.push(vec![waiting(5, 1), waiting(6, 1)]);
    lanes.open();
    assert_eq!(lanes.spilled_from(), Some(EventId(5)));
    assert_eq!(lanes.held(), 0);
}

proptest! {
    /// A model of the reader beside the intake: whatever the interleaving, each record's events come in order and none
    /// is lost.
    #[test]
    fn order_of_a_record_survives_every_spill(
        moves in prop::collection::vec((0i64..4, 0usize..5, any::<bool>()), 1..300),
        count in 1usize..5,
        room in 1usize..20,
    ) {
        let lanes = opened(count, room);
        let mut written: Vec<Waiting> = Vec::new();
        let mut worked: Vec<i64> = Vec::new();
        let read_back = |lanes: &Lanes, written: &[Waiting], worked: &[i64]| {
            let Some(first) = lanes.spilled_from() else { return };
            let missing = |from: EventId| -> Vec<Waiting> {
                written.iter().filter(|w| w.event >= from && !worked.contains(&w.event.0)).copied().collect()
            };
            lanes.place_all(missing(first));
            lanes.close();
            lanes.place_all(missing(first));
            lanes.open();
        };
        for (n, (about, take, read)) in moves.iter().enumerate() {
            let event = waiting(i64::try_from(n).unwrap() + 1, *about);
            written.push(event);
            lanes.push(vec![event]);
            for lane in &lanes.lanes {
                let taken = lane.turns.lock().take(*take);
                lanes.forget(&taken);
                worked.extend(taken.iter().map(|(_, id)| id.0));
            }
            if *read {
                read_back(&lanes, &written, &worked);
            }
        }
        while worked.len() < written.len() {
            worked.extend(drain(&lanes).concat());
            read_back(&lanes, &written, &worked);
        }
        for about in 0..4 {
            let of = |id: &i64| written[usize::try_from(*id - 1).unwrap()].subject.unwrap().id.0 == about;
            let own: Vec<_> = worked.iter().filter(|id| of(id)).collect();
            prop_assert!(own.is_sorted(), "{own:?}");
        }
    }
}
