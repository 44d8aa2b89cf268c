//! Text with marks from HTML as people write it in templates (T-11).
//!
//! Nothing is refused: a tag that is unknown, has no counterpart or crosses another one is text, and so is an `&` that
//! begins no reference. So what a person is called never stops a message.

use signalbox_model::chat::{Mark, Rich, Style};

/// Code units of UTF-16, as offsets of marks count.
pub fn units(text: &str) -> u32 {
    text.chars().map(|c| u32::from(c.len_utf16() == 2) + 1).sum()
}

/// Reads HTML: `b strong i em u ins s strike del code pre blockquote tg-spoiler`, `span class="tg-spoiler"`,
/// `a href`, `br`.
pub fn from_html(html: &str) -> Rich {
    let tokens = tokens(html);
    let partners = partners(&tokens);
    let mut text = String::with_capacity(html.len());
    let mut length = 0;
    let mut starts = vec![0; tokens.len()];
    let mut marks = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = text.len();
        match (&token.what, partners[at]) {
            (What::Text, _) => unescape(token.raw, &mut text),
            (What::Break, _) => text.push('\n'),
            (What::Open(_), Some(_)) => starts[at] = length,
            (What::Close(_), Some(open)) => {
                if let What::Open(tag) = &tokens[open].what
                    && length > starts[open]
                {
                    marks.push((starts[open], length, tag.clone()));
                }
            }
            (What::Open(_) | What::Close(_), None) => unescape(token.raw, &mut text),
        }
        length += units(&text[before..]);
    }
    Rich {
        text,
        marks: styled(marks),
    }
}

#[derive(Debug)]
struct Token<'a> {
    raw: &'a str,
    what: What,
}

#[derive(Debug)]
enum What {
    Text,
    Break,
    Open(Tag),
    Close(&'static str),
}

#[derive(Debug, Clone)]
struct Tag {
    /// The same for tags that close each other.
    name: &'static str,
    style: Style,
    /// Of `<code class="language-…">`.
    language: Option<String>,
}

fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (raw, what) = match rest.strip_prefix('<').and_then(tag) {
            Some((length, what)) => (&rest[..length + 1], what),
            None => {
                // A `<` that begins no tag belongs to the text up to the next one.
                let first = usize::from(rest.starts_with('<'));
                let end = rest[first..].find('<').map_or(rest.len(), |at| at + first);
                (&rest[..end], What::Text)
            }
        };
        rest = &rest[raw.len()..];
        tokens.push(Token { raw, what });
    }
    tokens
}

/// Longer than any tag that means something: what is beyond is not searched for a `>`.
const LONGEST_TAG: usize = 4096;

/// The tag that follows a `<`, and its length with the `>`.
fn tag(after: &str) -> Option<(usize, What)> {
    let mut window = after.len().min(LONGEST_TAG);
    while !after.is_char_boundary(window) {
        window -= 1;
    }
    let end = after[..window].find('>')?;
    let inside = &after[..end];
    let what = match inside.strip_prefix('/') {
        Some(name) => What::Close(known(name.trim_end())?),
        None => {
            let inside = inside.trim_end_matches('/').trim_end();
            let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
            if name.eq_ignore_ascii_case("br") {
                What::Break
            } else {
                What::Open(open(known(name)?, attributes)?)
            }
        }
    };
    Some((end + 1, what))
}

/// The name of a tag as we write it, when it means something.
fn known(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 15] = [
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "code",
        "pre",
        "blockquote",
        "a",
        "span",
        "tg-spoiler",
    ];
    NAMES.into_iter().find(|known| name.eq_ignore_ascii_case(known))
}

fn open(name: &'static str, attributes: &str) -> Option<Tag> {
    let mut language = None;
    let style = match name {
        "b" | "strong" => Style::Bold,
        "i" | "em" => Style::Italic,
        "u" | "ins" => Style::Underline,
        "s" | "strike" | "del" => Style::Strike,
        "tg-spoiler" => Style::Spoiler,
        "span" => {
            attribute(attributes, "class").filter(|class| class == "tg-spoiler")?;
            Style::Spoiler
        }
        "code" => {
            language = attribute(attributes, "class")
                .and_then(|class| class.strip_prefix("language-").map(str::to_owned));
            Style::Code
        }
        "pre" => Style::Pre(String::new()),
        "blockquote" => Style::Quote,
        _ => Style::Link(attribute(attributes, "href").filter(|href| !href.trim().is_empty())?),
    };
    Some(Tag {
        name,
        style,
        language,
    })
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let at = attributes.find(&format!("{name}="))?;
    let value = &attributes[at + name.len() + 1..];
    let raw = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(char::is_whitespace).next()?,
    };
    let mut text = String::new();
    unescape(raw, &mut text);
    Some(text)
}

/// For each tag the one it belongs to. Tags inside a pair that stay alone have none.
fn partners(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut waiting: Vec<(usize, &'static str)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match &token.what {
            What::Open(tag) => waiting.push((at, tag.name)),
            What::Close(name) => {
                if let Some(place) = waiting.iter().rposition(|(_, open)| open == name) {
                    let open = waiting[place].0;
                    waiting.truncate(place);
                    (partners[open], partners[at]) = (Some(at), Some(open));
                }
            }
            What::Text | What::Break => {}
        }
    }
    partners
}

/// Marks in order, a block of code taking the language of the code it consists of.
fn styled(mut found: Vec<(u32, u32, Tag)>) -> Vec<Mark> {
    found.sort_by_key(|(start, end, tag)| {
        (
            *start,
            std::cmp::Reverse(*end),
            !matches!(tag.style, Style::Pre(_)),
        )
    });
    let mut marks: Vec<Mark> = Vec::with_capacity(found.len());
    for (start, end, tag) in found {
        let len = end - start;
        let block = marks
            .last_mut()
            .filter(|mark| mark.start == start && mark.len == len && tag.style == Style::Code);
        match block.map(|mark| &mut mark.style) {
            Some(Style::Pre(language)) => *language = tag.language.unwrap_or_default(),
            _ => marks.push(Mark {
                start,
                len,
                style: tag.style,
            }),
        }
    }
    marks
}

/// Adds a text with its references resolved.
fn unescape(raw: &str, text: &mut String) {
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = reference(rest).unwrap_or(('&', 1));
        text.push(character);
        rest = &rest[length..];
    }
    text.push_str(rest);
}

fn reference(rest: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 6] = [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", '\u{a0}'),
    ];
    if let Some((name, character)) = NAMED.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some((*character, name.len()));
    }
    let digits = rest.strip_prefix("&#")?;
    // The greatest code has seven digits.
    let end = digits.bytes().take(9).position(|byte| byte == b';')?;
    let code = match digits[..end].strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits[..end].parse().ok()?,
    };
    let character = char::from_u32(code).filter(|character| *character != '\0')?;
    Some((character, end + 3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(start: u32, len: u32, style: Style) -> Mark {
        Mark { start, len, style }
    }

    #[test]
    fn tags_become_marks_counted_in_utf16_units() {
        let rich = from_html("👍<b>x <i>y</i></b><br/>&lt;<a href='https://a.b/?c&amp;d'>l</a>");
        assert_eq!(rich.text, "👍x y\n<l");
        let expected = [
            mark(2, 3, Style::Bold),
            mark(4, 1, Style::Italic),
            mark(7, 1, Style::Link("https://a.b/?c&d".into())),
        ];
        assert_eq!(rich.marks, expected);
    }

    #[test]
    fn a_block_of_code_takes_its_language() {
        let rich = from_html("<pre><code class=\"language-rust\">fn</code></pre>");
        assert_eq!(rich.marks, [mark(0, 2, Style::Pre("rust".into()))]);
    }

    #[test]
    fn what_is_no_markup_is_text() {
        let table = [
            ("Tom & Jerry <3", "Tom & Jerry <3"),
            ("<b>open", "<b>open"),
            ("close</b>", "close</b>"),
            ("<blink>x</blink>", "<blink>x</blink>"),
            ("<a>x</a>", "<a>x</a>"),
            ("a < b > c", "a < b > c"),
            ("&unknown; &#0; &#x110000;", "&unknown; &#0; &#x110000;"),
            ("<b", "<b"),
            ("<<b>>", "<<b>>"),
        ];
        for (html, text) in table {
            assert_eq!(from_html(html), Rich::plain(text), "{html}");
        }
    }

    #[test]
    fn a_tag_that_crosses_another_is_text() {
        let rich = from_html("<b>x<i>y</b>z</i>");
        assert_eq!(rich.text, "x<i>yz</i>");
        assert_eq!(rich.marks, [mark(0, 5, Style::Bold)]);
    }

    proptest! {
        #[test]
        fn anything_can_be_read(html in "([<>/&;#\"' =a-c]|</?[biua]>|<a href=\"x\">|👍|é|\\n){0,60}") {
            let rich = from_html(&html);
            let whole = units(&rich.text);
            for mark in &rich.marks {
                prop_assert!(mark.len > 0 && mark.start + mark.len <= whole);
            }
        }

        #[test]
        fn what_is_escaped_comes_out_as_it_was(text in "\\PC{0,40}") {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            prop_assert_eq!(from_html(&escaped), Rich::plain(text.clone()));
            let bold = from_html(&format!("<b>{escaped}</b>"));
            prop_assert_eq!(&bold.text, &text);
            prop_assert_eq!(bold.marks.len(), usize::from(!text.is_empty()));
        }
    }
}
