//! Long texts in parts that a platform takes (Z-178): at line ends, otherwise at spaces, never inside a character as
//! people see it, and never inside a mark that fits into a part.

use crate::rich::units;
use signalbox_model::chat::{Mark, Rich};
use unicode_segmentation::UnicodeSegmentation;

/// The parts, each of at most `limit` UTF-16 code units, 2 or more. Spaces at the cuts are left out, and so are parts
/// with nothing else: a text of spaces has no parts.
pub fn split(rich: &Rich, limit: u32) -> Vec<Rich> {
    let places = Places::of(rich);
    let limit = limit.max(2);
    let mut parts = Vec::new();
    let mut start = 0;
    while start < rich.text.len() {
        let end = places.end_of_part(rich, start, limit);
        parts.extend(places.part(rich, start, end));
        start = end;
    }
    parts
}

/// Where the text may be cut.
struct Places {
    /// Each character's byte and the units before it, and the end.
    chars: Vec<(usize, u32)>,
    /// Bytes where characters as people see them begin, and the end.
    graphemes: Vec<usize>,
}

impl Places {
    fn of(rich: &Rich) -> Self {
        let text = &rich.text;
        let mut count = 0;
        let mut chars = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            chars.push((at, count));
            count += u32::from(c.len_utf16() == 2) + 1;
        }
        chars.push((text.len(), count));
        let mut graphemes: Vec<_> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        graphemes.push(text.len());
        Self { chars, graphemes }
    }

    /// Units before a byte that begins a character.
    fn unit(&self, byte: usize) -> u32 {
        let at = self.chars.partition_point(|(at, _)| *at < byte);
        self.chars.get(at).map_or(0, |(_, unit)| *unit)
    }

    fn end_of_part(&self, rich: &Rich, start: usize, limit: u32) -> usize {
        let first = self.unit(start);
        let past = self
            .chars
            .partition_point(|(_, unit)| unit.saturating_sub(first) <= limit);
        let furthest = self.chars[past - 1].0;
        if furthest == rich.text.len() {
            return furthest;
        }
        let half = self.chars[self.chars.partition_point(|(_, unit)| *unit < first + limit / 2)].0;
        let is_free = |cut: usize| {
            let at = self.unit(cut);
            !rich
                .marks
                .iter()
                .any(|mark| mark.start < at && at < mark.start + mark.len)
        };
        let window = &rich.text[start..furthest];
        let lines = || window.rmatch_indices('\n').map(|(at, _)| start + at + 1);
        let spaces = || window.rmatch_indices(' ').map(|(at, _)| start + at + 1);
        let from = self.graphemes.partition_point(|at| *at <= start);
        let to = self.graphemes.partition_point(|at| *at <= furthest);
        let seen = || self.graphemes[from..to].iter().rev().copied();
        let late = |cut: &usize| *cut > half;
        lines()
            .filter(late)
            .chain(spaces().filter(late))
            .chain(lines())
            .chain(spaces())
            .chain(seen())
            .find(|cut| is_free(*cut))
            // One mark fills the whole part: it is cut, and goes on in the next.
            .or_else(|| lines().chain(spaces()).find(late))
            .or_else(|| seen().next())
            // One character as people see it is longer than a part.
            .unwrap_or(furthest)
    }

    /// The text between two cuts with the marks over it, without the spaces around.
    fn part(&self, rich: &Rich, start: usize, end: usize) -> Option<Rich> {
        let piece = &rich.text[start..end];
        // Only what is at a cut is left out: the text begins and ends as it was written.
        let front = if start == 0 {
            0
        } else {
            piece.len() - piece.trim_start().len()
        };
        let back = if end == rich.text.len() {
            piece.len()
        } else {
            piece.trim_end().len()
        };
        if piece.trim().is_empty() {
            return None;
        }
        let text = &piece[front..back];
        let first = self.unit(start + front);
        let last = first + units(text);
        let marks = rich.marks.iter().filter_map(|mark| {
            let from = mark.start.max(first);
            let to = (mark.start + mark.len).min(last);
            (from < to).then(|| Mark {
                start: from - first,
                len: to - from,
                style: mark.style.clone(),
            })
        });
        Some(Rich {
            text: text.to_owned(),
            marks: marks.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use signalbox_model::chat::Style;

    fn texts(text: &str, limit: u32) -> Vec<String> {
        split(&Rich::plain(text), limit)
            .into_iter()
            .map(|part| part.text)
            .collect()
    }

    #[test]
    fn cuts_are_at_line_ends_then_spaces_then_characters() {
        assert_eq!(texts("short", 10), ["short"]);
        assert_eq!(texts("first line\nsecond", 12), ["first line", "second"]);
        assert_eq!(texts("one two three", 9), ["one two", "three"]);
        assert_eq!(texts("abcdef", 4), ["abcd", "ef"]);
        assert_eq!(texts("👍👍👍", 3), ["👍", "👍", "👍"]);
        assert_eq!(
            texts("ab👨‍👩‍👧cd", 9),
            ["ab", "👨‍👩‍👧c", "d"],
            "a family is one character"
        );
        assert_eq!(texts("  \n ", 10), Vec::<String>::new());
    }

    #[test]
    fn a_mark_that_fits_is_not_cut() {
        let mut rich = Rich::plain("aaaa bb cc dd");
        rich.marks = vec![Mark {
            start: 5,
            len: 5,
            style: Style::Bold,
        }];
        let parts = split(&rich, 8);
        assert_eq!(parts[0], Rich::plain("aaaa"));
        assert_eq!(parts[1].text, "bb cc dd");
        assert_eq!((parts[1].marks[0].start, parts[1].marks[0].len), (0, 5));
    }

    #[test]
    fn a_mark_that_is_too_long_goes_on_in_the_next_part() {
        let mut rich = Rich::plain("aaaa bbbb cccc");
        rich.marks = vec![Mark {
            start: 0,
            len: 14,
            style: Style::Italic,
        }];
        let parts = split(&rich, 10);
        let lengths: Vec<_> = parts.iter().map(|part| part.marks[0].len).collect();
        assert_eq!(lengths, [9, 4]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_part_fits(
            text in "([a-c]|[ \n]|👍|é|e\u{301}|👨‍👩‍👧){0,80}",
            spans in proptest::collection::vec((0u32..60, 1u32..30), 0..4),
            limit in 12u32..40,
        ) {
            let whole = units(&text);
            let mut rich = Rich::plain(text.clone());
            rich.marks = spans
                .into_iter()
                .filter(|(start, len)| start + len <= whole)
                .map(|(start, len)| Mark { start, len, style: Style::Bold })
                .collect();
            let parts = split(&rich, limit);
            let bare = |text: &str| text.replace([' ', '\n'], "");
            let joined: String = parts.iter().map(|part| bare(&part.text)).collect();
            prop_assert_eq!(joined, bare(&text));
            for part in &parts {
                let size = units(&part.text);
                prop_assert!(size <= limit && !part.text.trim().is_empty());
                for mark in &part.marks {
                    prop_assert!(mark.len > 0 && mark.start + mark.len <= size);
                }
            }
        }
    }
}
