//! Texts with tags as people write them, turned into text and marks. Nothing is ever refused: what is no tag is text.

use signalbox_model::chat::{Mark, Rich, Style};

/// A tag that was opened: its name, what it means, where it begins.
struct Open {
    name: String,
    style: Style,
    start: u32,
}

/// Reads a text with `<b> <i> <u> <s> <code> <pre> <blockquote> <tg-spoiler> <a href>` and entities.
pub(crate) fn read(source: &str) -> Rich {
    let mut reader = Reader::default();
    let mut rest = source;
    while let Some(at) = rest.find(['<', '&']) {
        reader.push(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('<') {
            reader.tag(rest)
        } else {
            reader.entity(rest)
        };
        let taken = taken.unwrap_or_else(|| {
            reader.push(&rest[..1]);
            1
        });
        rest = &rest[taken..];
    }
    reader.push(rest);
    reader.finish()
}

#[derive(Default)]
struct Reader {
    text: String,
    /// UTF-16 units so far, as platforms count.
    units: u32,
    open: Vec<Open>,
    marks: Vec<Mark>,
}

impl Reader {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let units = text.encode_utf16().count();
        self.units = self
            .units
            .saturating_add(u32::try_from(units).unwrap_or(u32::MAX));
    }

    /// An entity at the beginning of `rest`; how many bytes it took.
    fn entity(&mut self, rest: &str) -> Option<usize> {
        let end = rest.bytes().take(10).position(|byte| byte == b';')?;
        let name = &rest[1..end];
        let c = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        };
        self.push(c.encode_utf8(&mut [0; 4]));
        Some(end + 1)
    }

    /// A tag at the beginning of `rest`; how many bytes it took.
    fn tag(&mut self, rest: &str) -> Option<usize> {
        let end = rest.find('>')?;
        let inside = &rest[1..end];
        if let Some(name) = inside.strip_prefix('/') {
            return self.close(&name.trim().to_ascii_lowercase()).then_some(end + 1);
        }
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let name = name.trim_end_matches('/').to_ascii_lowercase();
        if name == "br" {
            self.push("\n");
            return Some(end + 1);
        }
        let style = style_of(&name, attributes)?;
        self.open.push(Open {
            name,
            style,
            start: self.units,
        });
        Some(end + 1)
    }

    /// Closes the nearest tag of a name, and those inside it.
    fn close(&mut self, name: &str) -> bool {
        let Some(place) = self.open.iter().rposition(|open| open.name == name) else {
            return false;
        };
        for open in self.open.drain(place..).rev() {
            let len = self.units - open.start;
            if len > 0 {
                self.marks.push(Mark {
                    start: open.start,
                    len,
                    style: open.style,
                });
            }
        }
        true
    }

    fn finish(mut self) -> Rich {
        while let Some(open) = self.open.last() {
            let name = open.name.clone();
            self.close(&name);
        }
        // Outer marks first, which is the order platforms send them in.
        self.marks
            .sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.len)));
        Rich {
            text: self.text,
            marks: self.marks,
        }
    }
}

fn style_of(name: &str, attributes: &str) -> Option<Style> {
    Some(match name {
        "b" | "strong" => Style::Bold,
        "i" | "em" => Style::Italic,
        "u" | "ins" => Style::Underline,
        "s" | "strike" | "del" => Style::Strike,
        "tg-spoiler" => Style::Spoiler,
        "span" if attributes.contains("tg-spoiler") => Style::Spoiler,
        "code" => Style::Code,
        "pre" => Style::Pre(String::new()),
        "blockquote" => Style::Quote,
        "a" => {
            let (_, value) = attributes.split_once("href")?;
            let value = value.trim_start().strip_prefix('=')?.trim();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (address, _) = value[1..].split_once(quote)?;
            Style::Link(read(address).text)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(source: &str) -> (String, Vec<(u32, u32, Style)>) {
        let rich = read(source);
        let marks = rich
            .marks
            .into_iter()
            .map(|mark| (mark.start, mark.len, mark.style));
        (rich.text, marks.collect())
    }

    #[test]
    fn tags_become_marks_and_anything_else_is_text() {
        use Style::{Bold, Italic, Link};
        let none: Vec<(u32, u32, Style)> = Vec::new();
        for (source, text, expected) in [
            ("plain", "plain", none.clone()),
            ("a <b>bold</b> c", "a bold c", vec![(2, 4, Bold)]),
            ("😀<b>x</b>", "😀x", vec![(2, 1, Bold)]),
            ("<b>a<i>b</i></b>", "ab", vec![(0, 2, Bold), (1, 1, Italic)]),
            ("<b>a<i>b</b>c", "abc", vec![(0, 2, Bold), (1, 1, Italic)]),
            ("<b>open", "open", vec![(0, 4, Bold)]),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2", none.clone()),
            (
                "&lt;b&gt; &amp;amp; &#33; &#x1F600;",
                "<b> &amp; ! 😀",
                none.clone(),
            ),
            ("</b> <script>x</script>", "</b> <script>x</script>", none.clone()),
            ("<b></b>", "", none.clone()),
            (
                "<a href=\"https://a.b/?x=1&amp;y=2\">go</a>",
                "go",
                vec![(0, 2, Link("https://a.b/?x=1&y=2".into()))],
            ),
            ("<a>go</a>", "<a>go</a>", none),
        ] {
            assert_eq!(marks(source), (text.to_owned(), expected), "{source}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_refused_and_marks_lie_within_the_text(source in "([<>&;/a-c😀\"= #]|<b>|</b>|<a href=\"x\">|&lt;){0,40}") {
            let rich = read(&source);
            let units = rich.text.encode_utf16().count() as u64;
            for mark in &rich.marks {
                proptest::prop_assert!(mark.len > 0 && u64::from(mark.start) + u64::from(mark.len) <= units);
            }
        }
    }
}
