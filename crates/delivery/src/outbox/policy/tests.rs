use super::*;
use bytes::Bytes;
use std::time::Duration;

const NOW: Micros = Micros(1_780_000_000_000_000);

fn attempt(number: usize, listens: bool) -> Try<'static> {
    Try {
        job: JobId(12_345),
        number,
        tries: 10,
        listens,
        retry: None,
        now: NOW,
    }
}

fn answer(status: u16, retry_after: Option<&str>) -> OutboundResponse {
    let header = retry_after.map(|wish| ("retry-after".to_owned(), wish.to_owned()));
    OutboundResponse {
        status,
        headers: header.into_iter().collect(),
        body: Bytes::new(),
        truncated: false,
        elapsed: Duration::from_millis(3),
    }
}

fn timed_out(request_sent: bool) -> OutboundError {
    OutboundError::TimedOut {
        host: "shop.example".into(),
        after: Duration::from_secs(5),
        request_sent,
    }
}

fn refused_connection() -> OutboundError {
    OutboundError::Connect {
        host: "shop.example".into(),
        reason: "refused".into(),
    }
}

#[test]
fn answers_are_judged_by_their_status() {
    use JobState::{Delivered, Failed, Planned};
    let table = [
        (200, 1, false, Delivered),
        (204, 10, false, Delivered),
        (299, 1, true, Delivered),
        (301, 1, false, Failed),
        (400, 1, false, Failed),
        (410, 1, false, Failed),
        (408, 1, false, Planned),
        (429, 9, false, Planned),
        (500, 1, false, Planned),
        (503, 10, false, Failed),
        (503, 11, false, Failed),
        (503, 1, true, Failed),
    ];
    for (status, number, listens, expected) in table {
        let (state, _, error) = attempt(number, listens).answered(&answer(status, None));
        assert_eq!(state, expected, "{status} at try {number}");
        assert_eq!(error.is_none(), expected == Delivered, "{status}");
    }
}

#[test]
fn missing_answers_are_judged_by_what_may_have_happened() {
    use JobState::{Failed, Planned, Uncertain};
    let blocked = OutboundError::BadUrl {
        reason: "no host".into(),
    };
    let table = [
        (timed_out(true), 1, false, Planned),
        (timed_out(true), 10, false, Uncertain),
        (timed_out(false), 10, false, Failed),
        (refused_connection(), 9, false, Planned),
        (refused_connection(), 10, false, Failed),
        (refused_connection(), 1, true, Failed),
        (timed_out(true), 1, true, Uncertain),
        (blocked, 1, false, Failed),
    ];
    for (error, number, listens, expected) in table {
        let (state, _, text) = attempt(number, listens).unanswered(&error);
        assert_eq!(state, expected, "{error} at try {number}");
        assert!(text.is_some());
    }
    let (_, _, text) = attempt(1, true).unanswered(&timed_out(true));
    assert_eq!(text.as_deref(), Some("answer not received in 5 s"));
}

#[test]
fn the_next_try_follows_the_receivers_wish_or_the_schedule() {
    let secs = |number, wish| {
        let (_, due_at, _) = attempt(number, false).answered(&answer(503, wish));
        (due_at.0 - NOW.0) as f64 / 1e6
    };
    let table = [
        (1, None, 4.0..=6.0),
        (2, None, 24.0..=36.0),
        (9, None, 28_800.0..=43_200.0),
        (1, Some("0"), 4.0..=6.0),
        (1, Some("2"), 2.0..=2.2),
        (9, Some("3600"), 3600.0..=3960.0),
        (1, Some("nonsense"), 4.0..=6.0),
    ];
    for (number, wish, expected) in table {
        let pause = secs(number, wish);
        assert!(expected.contains(&pause), "{number} {wish:?}: {pause}");
    }
}

#[test]
fn moments_are_spread() {
    let moments: std::collections::BTreeSet<i64> = (0..1000)
        .map(|job| {
            let one = Try {
                job: JobId(job << 15),
                ..attempt(1, false)
            };
            one.unanswered(&refused_connection()).1.0 - NOW.0
        })
        .collect();
    assert!(moments.len() > 990);
    assert!(*moments.first().unwrap() < 4_100_000 && *moments.last().unwrap() > 5_900_000);
}

#[test]
fn only_trouble_of_the_host_counts_against_it() {
    let blocked = OutboundError::BadUrl {
        reason: "no host".into(),
    };
    let table = [
        (Ok(200), Verdict::Alive),
        (Ok(404), Verdict::Alive),
        (Ok(429), Verdict::Unknown),
        (Ok(500), Verdict::Failing),
        (Err(timed_out(false)), Verdict::Failing),
        (Err(blocked), Verdict::Unknown),
    ];
    for (answer, expected) in table {
        let answer = answer.as_ref().map(|status| *status);
        assert_eq!(verdict(answer), expected, "{answer:?}");
    }
}
