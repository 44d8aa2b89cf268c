//! `split`: one of several ways by their shares, drawn once a pass and kept (C-51, Z-163).

use crate::error::Result;
use crate::flow::walk::{After, Walk};
use crate::work::Work;
use signalbox_expr::Scope;
use signalbox_model::flow::SplitStep;

/// Which of several shares of 100 a draw below 100 falls into.
pub(super) fn drawn(shares: impl Iterator<Item = u8>, draw: u64) -> Option<usize> {
    let mut sum = 0;
    for (n, share) in shares.enumerate() {
        sum += u64::from(share);
        if draw < sum {
            return Some(n);
        }
    }
    None
}

/// A random number below 100, from the ids that were handed in.
pub(super) fn draw(work: &mut Work, walk: &mut Walk) -> Result<u64> {
    walk.run.draws += 1;
    work.with_scope(&walk.run, |scope| scope.random(100))
}

pub(super) fn split(work: &mut Work, walk: &mut Walk, settings: &SplitStep) -> Result<After> {
    let draw = draw(work, walk)?;
    let way = drawn(settings.ways.iter().map(|way| way.share), draw);
    let next = way.and_then(|n| settings.ways[n].next.clone());
    Ok(After::Go(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_cover_the_hundred() {
        for (draw, expected) in [
            (0, Some(0)),
            (29, Some(0)),
            (30, Some(2)),
            (99, Some(2)),
            (100, None),
        ] {
            assert_eq!(drawn([30, 0, 70].into_iter(), draw), expected, "{draw}");
        }
    }
}
