use super::*;
use crate::outbox::host::FAILURES;
use proptest::prelude::*;
use signalbox_model::WorkspaceId;
use signalbox_model::action::Method;
use signalbox_model::job::{JobState, Request};

const LIMITS: Limits = Limits {
    sending: 8,
    per_host: 3,
    held: 50,
    longest_send: Duration::from_secs(10),
};
const NOW: Micros = Micros(1_780_000_000_000_000);
const QUICK: Duration = Duration::from_millis(1);

fn job(id: i64, host: &str) -> jobs::Stored {
    jobs::Stored {
        id: JobId(id),
        workspace: WorkspaceId(1),
        run: None,
        step: None,
        event: None,
        state: JobState::Sending,
        due_at: NOW.plus_secs(LEASE_SECS),
        attempt: 1,
        host: host.to_owned(),
        request: Request {
            method: Method::Post,
            url: format!("http://{host}/"),
            headers: Vec::new(),
            body: String::new(),
            sign_with: None,
            follow_redirects: false,
            listen: None,
            dialog: None,
            call: None,
        },
        attempts: Vec::new(),
        status: None,
        pack: None,
    }
}

fn all_next(hosts: &mut Hosts) -> Vec<(String, i64)> {
    std::iter::from_fn(|| hosts.next(NOW))
        .map(|taken| (taken.host.to_string(), taken.job.id.0))
        .collect()
}

#[test]
fn a_host_with_much_to_get_does_not_hold_up_another() {
    let mut hosts = Hosts::new(LIMITS);
    for id in 0..20 {
        assert!(matches!(hosts.enter(job(id, "slow"), NOW), Entry::Held));
    }
    hosts.enter(job(100, "quick"), NOW);
    let taken = all_next(&mut hosts);
    let expected = [("slow", 0), ("quick", 100), ("slow", 1), ("slow", 2)];
    assert_eq!(taken, expected.map(|(host, id)| (host.to_owned(), id)));
    hosts.sent(&"slow".into(), Verdict::Alive, QUICK, NOW);
    assert_eq!(all_next(&mut hosts), [("slow".to_owned(), 3)]);
}

#[test]
fn one_host_gets_half_of_the_memory_and_the_rest_comes_back_later() {
    let mut hosts = Hosts::new(LIMITS);
    let off: Vec<_> = (0..40)
        .filter_map(|id| match hosts.enter(job(id, "a"), NOW) {
            Entry::PutOff(job, until) => Some((job.id.0, until)),
            _ => None,
        })
        .collect();
    assert_eq!(off.first().map(|(id, _)| *id), Some(26));
    assert!(off.is_sorted_by(|a, b| a.1 < b.1), "one after the other");
    assert!(off.iter().all(|(_, until)| *until > NOW));
}

#[test]
fn a_full_memory_takes_nothing_and_nothing_twice() {
    let mut hosts = Hosts::new(LIMITS);
    for id in 0..50 {
        hosts.enter(job(id, &format!("h{id}")), NOW);
    }
    assert!(matches!(hosts.enter(job(0, "h0"), NOW), Entry::Held));
    assert!(matches!(hosts.enter(job(77, "h77"), NOW), Entry::Left));
    hosts.forget([JobId(3)].into_iter());
    assert!(matches!(hosts.enter(job(77, "h77"), NOW), Entry::Held));
}

#[test]
fn a_job_whose_lease_may_end_on_the_way_is_left_to_the_next_lease() {
    let mut hosts = Hosts::new(LIMITS);
    let mut old = job(1, "a");
    old.due_at = NOW.plus_secs(9);
    hosts.enter(old, NOW);
    hosts.enter(job(2, "a"), NOW);
    assert_eq!(all_next(&mut hosts), [("a".to_owned(), 2)]);
    assert_eq!(hosts.held(), 1);
}

#[test]
fn what_waits_for_a_broken_host_goes_back_and_others_are_sent() {
    let mut hosts = Hosts::new(Limits {
        per_host: 64,
        sending: 64,
        ..LIMITS
    });
    let host: Arc<str> = "down".into();
    for id in 0..i64::from(FAILURES) + 5 {
        hosts.enter(job(id, "down"), NOW);
    }
    let mut put_off = Vec::new();
    for n in 0..FAILURES {
        assert!(hosts.next(NOW).is_some(), "{n}");
        put_off.extend(hosts.sent(&host, Verdict::Failing, QUICK, NOW));
    }
    assert_eq!(put_off.len(), 5);
    assert!(matches!(hosts.enter(job(90, "down"), NOW), Entry::PutOff(..)));
    hosts.enter(job(91, "up"), NOW);
    assert_eq!(all_next(&mut hosts), [("up".to_owned(), 91)]);
}

#[test]
fn a_job_that_ends_while_it_is_fetched_again_is_not_sent_twice() {
    let mut hosts = Hosts::new(LIMITS);
    hosts.enter(job(1, "a"), NOW);
    assert!(hosts.next(NOW).is_some());
    hosts.begin_fetch();
    hosts.sent(&"a".into(), Verdict::Alive, QUICK, NOW);
    hosts.forget([JobId(1)].into_iter());
    let mut fetched = vec![job(1, "a"), job(2, "a")];
    hosts.end_fetch(&mut fetched);
    assert_eq!(fetched.iter().map(|job| job.id.0).collect::<Vec<_>>(), [2]);
    hosts.forget([JobId(2)].into_iter());
    hosts.begin_fetch();
    let mut fetched = vec![job(2, "a")];
    hosts.end_fetch(&mut fetched);
    assert_eq!(fetched.len(), 1, "each fetch for itself");
}

#[derive(Debug, Clone)]
enum Move {
    Enter(u8),
    Next,
    Sent(usize, Verdict),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let verdict = prop_oneof![
        Just(Verdict::Alive),
        Just(Verdict::Failing),
        Just(Verdict::Unknown)
    ];
    let one = prop_oneof![
        3 => (0u8..4).prop_map(Move::Enter),
        3 => Just(Move::Next),
        2 => (any::<usize>(), verdict).prop_map(|(which, verdict)| Move::Sent(which, verdict)),
    ];
    prop::collection::vec(one, 1..400)
}

proptest! {
    /// Every job that came in is at every moment in exactly one place, and no limit is ever passed.
    #[test]
    fn no_job_is_lost_and_no_limit_passed(moves in moves()) {
        let mut hosts = Hosts::new(LIMITS);
        let (mut entered, mut left, mut off, mut ended) = (0i64, 0, 0, 0);
        let mut under_way: Vec<(Arc<str>, JobId)> = Vec::new();
        for one in moves {
            match one {
                Move::Enter(host) => {
                    entered += 1;
                    match hosts.enter(job(entered, &format!("h{host}")), NOW) {
                        Entry::Held => {}
                        Entry::Left => left += 1,
                        Entry::PutOff(job, _) => {
                            off += 1;
                            hosts.forget([job.id].into_iter());
                        }
                    }
                }
                Move::Next => under_way.extend(hosts.next(NOW).map(|taken| (taken.host, taken.job.id))),
                Move::Sent(which, verdict) if !under_way.is_empty() => {
                    let (host, id) = under_way.swap_remove(which % under_way.len());
                    let back = hosts.sent(&host, verdict, QUICK, NOW);
                    off += i64::try_from(back.len()).unwrap();
                    hosts.forget(back.iter().map(|(job, _)| job.id).chain([id]));
                    ended += 1;
                }
                Move::Sent(..) => {}
            }
            prop_assert_eq!(hosts.sending(), under_way.len());
            prop_assert!(under_way.len() <= LIMITS.sending && hosts.held() <= LIMITS.held);
            for host in (0..4).map(|n| format!("h{n}")) {
                prop_assert!(under_way.iter().filter(|(to, _)| **to == *host).count() <= LIMITS.per_host);
            }
        }
        // What waits can be sent to the end.
        while let Some(taken) = hosts.next(NOW).map(|taken| (taken.host, taken.job.id)).or_else(|| under_way.pop()) {
            let (host, id) = taken;
            hosts.sent(&host, Verdict::Alive, QUICK, NOW);
            hosts.forget([id].into_iter());
            ended += 1;
        }
        prop_assert_eq!(hosts.held(), 0);
        prop_assert_eq!(entered, left + off + ended);
    }
}
