//! Values that are allowed to hold HTML: what Telegram understands stays, everything else becomes plain text
//! (example 114).

/// Tags Telegram understands, and the attribute each may carry.
const TAGS: [(&str, Option<&str>); 16] = [
    ("a", Some("href")),
    ("b", None),
    ("blockquote", Some("expandable")),
    ("code", Some("class")),
    ("del", None),
    ("em", None),
    ("i", None),
    ("ins", None),
    ("pre", None),
    ("s", None),
    ("span", Some("class")),
    ("strike", None),
    ("strong", None),
    ("tg-emoji", Some("emoji-id")),
    ("tg-spoiler", None),
    ("u", None),
];

/// Named characters people paste; Telegram knows only `lt gt amp quot`.
const NAMED: [(&str, &str); 10] = [
    ("nbsp", "\u{a0}"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("apos", "'"),
    ("copy", "©"),
];

/// Longest entity read.
const MAX_ENTITY: usize = 10;

/// Cleans a value that holds HTML. The result is balanced, has only Telegram's tags with harmless attributes, and
/// addresses only of `http`, `https`, `mailto`, `tel` and `tg`. Other tags vanish, their text stays; scripts and
/// styles vanish whole; `<br>` and ends of paragraphs are line breaks.
pub(crate) fn clean(text: &str) -> String {
    let mut out = Cleaner {
        out: String::with_capacity(text.len()),
        open: Vec::new(),
    };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let used = match c {
            '<' => out.markup(rest),
            '&' => out.entity(rest),
            _ => {
                let plain = rest.find(['<', '&']).unwrap_or(rest.len());
                out.text(&rest[..plain]);
                plain
            }
        };
        rest = &rest[used..];
    }
    while let Some(tag) = out.open.pop() {
        out.close(tag);
    }
    out.out
}

struct Cleaner {
    out: String,
    /// Tags that wait for their end, outermost first.
    open: Vec<&'static str>,
}

impl Cleaner {
    fn text(&mut self, text: &str) {
        crate::context::escape_html(text, &mut self.out);
    }

    fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    /// `<`: a tag, a comment, or just the sign. How many bytes were used.
    fn markup(&mut self, rest: &str) -> usize {
        if let Some(inside) = rest.strip_prefix("<!--") {
            return inside.find("-->").map_or(rest.len(), |end| end + "<!---->".len());
        }
        let Some((tag, length)) = Tag::read(rest) else {
            self.out.push_str("&lt;");
            return 1;
        };
        match tag.name.as_str() {
            "script" | "style" if !tag.closing => length + skip_past(&rest[length..], &tag.name),
            "br" => {
                self.out.push('\n');
                length
            }
            "p" | "div" | "li" if tag.closing => {
                self.out.push('\n');
                length
            }
            _ => {
                self.known(&tag);
                length
            }
        }
    }

    fn known(&mut self, tag: &Tag) {
        let Some((name, attribute)) = TAGS.iter().find(|(name, _)| *name == tag.name) else {
            return;
        };
        if tag.closing {
            // What was opened inside ends with it; an end without a beginning means nothing.
            if self.open.contains(name) {
                while let Some(inner) = self.open.pop() {
                    self.close(inner);
                    if inner == *name {
                        break;
                    }
                }
            }
            return;
        }
        let value = attribute.and_then(|wanted| tag.attribute(wanted).map(|value| (wanted, value)));
        let Some(attribute) = attribute_text(name, value) else {
            return;
        };
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(&attribute);
        self.out.push('>');
        self.open.push(name);
    }

    /// `&`: an entity that Telegram knows, the character of one it does not, or just the sign.
    fn entity(&mut self, rest: &str) -> usize {
        let end = rest.bytes().take(MAX_ENTITY).position(|byte| byte == b';');
        let Some(name) = end.map(|end| &rest[1..end]) else {
            self.out.push_str("&amp;");
            return 1;
        };
        let used = name.len() + 2;
        let numeric = name
            .strip_prefix('#')
            .is_some_and(|code| match code.strip_prefix(['x', 'X']) {
                Some(hex) => !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()),
                None => !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()),
            });
        if numeric || matches!(name, "lt" | "gt" | "amp" | "quot") {
            self.out.push_str(&rest[..used]);
            return used;
        }
        match NAMED.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => {
                self.out.push_str(text);
                used
            }
            None => {
                self.out.push_str("&amp;");
                1
            }
        }
    }
}

/// The attribute as it is printed; `None` when the tag means nothing without one that is missing.
fn attribute_text(tag: &str, attribute: Option<(&str, &str)>) -> Option<String> {
    let printed = |name: &str, value: &str| {
        let mut escaped = String::new();
        crate::context::escape_html(&decoded(value), &mut escaped);
        format!(" {name}=\"{}\"", escaped.replace('"', "&quot;"))
    };
    match (tag, attribute) {
        ("a", Some((name, url))) => is_harmless(&decoded(url)).then(|| printed(name, url)),
        ("span", Some((name, "tg-spoiler"))) => Some(printed(name, "tg-spoiler")),
        ("code", Some((name, class))) if class.starts_with("language-") => Some(printed(name, class)),
        ("tg-emoji", Some((name, id))) if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) => {
            Some(printed(name, id))
        }
        ("blockquote", Some((name, _))) => Some(format!(" {name}")),
        ("a" | "span" | "tg-emoji", _) => None,
        _ => Some(String::new()),
    }
}

/// The four entities of an attribute's value, read back.
fn decoded(value: &str) -> String {
    value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn is_harmless(url: &str) -> bool {
    let scheme = url
        .trim()
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel" | "tg"))
}

/// Bytes up to and with the end tag of `name`; everything when it never ends.
fn skip_past(text: &str, name: &str) -> usize {
    let end = format!("</{name}");
    let lower = text.to_ascii_lowercase();
    let Some(at) = lower.find(&end) else {
        return text.len();
    };
    lower[at..].find('>').map_or(text.len(), |close| at + close + 1)
}

struct Tag {
    name: String,
    closing: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// A tag at the beginning of `text`, and its length; `None` when the `<` begins none.
    fn read(text: &str) -> Option<(Tag, usize)> {
        let inside = text.strip_prefix('<')?;
        let (closing, inside) = match inside.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
        let name = inside[..name_end].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut tag = Tag {
            name,
            closing,
            attributes: Vec::new(),
        };
        let mut rest = &inside[name_end..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(after) = rest.strip_prefix('>') {
                return Some((tag, text.len() - after.len()));
            }
            rest = tag.read_attribute(rest)?;
        }
    }

    fn read_attribute<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let end = text.find(|c: char| c.is_ascii_whitespace() || "=/><\"'".contains(c))?;
        let name = text[..end].to_ascii_lowercase();
        if name.is_empty() {
            return None;
        }
        let rest = text[end..].trim_start();
        let Some(rest) = rest.strip_prefix('=').map(str::trim_start) else {
            self.attributes.push((name, String::new()));
            return Some(&text[end..]);
        };
        let (value, rest) = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest[1..].split_once(quote)?,
            _ => rest.split_at(rest.find(|c: char| c.is_ascii_whitespace() || c == '>')?),
        };
        self.attributes.push((name, value.to_owned()));
        Some(rest)
    }

    fn attribute(&self, wanted: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn telegrams_tags_stay_and_the_rest_becomes_text() {
        for (html, cleaned) in [
            ("<a href=\"x\">1</a>", "1"),
            (
                "<a href=\"https://x.y/?a=1&amp;b=2\">1</a>",
                "<a href=\"https://x.y/?a=1&amp;b=2\">1</a>",
            ),
            (
                "<A HREF='https://x.y' onclick=\"evil()\">1</A>",
                "<a href=\"https://x.y\">1</a>",
            ),
            ("<a href=\"javascript:evil()\">1</a>", "1"),
            (
                "<a href=\"tg://user?id=5\">Ann</a>",
                "<a href=\"tg://user?id=5\">Ann</a>",
            ),
            ("<b>bold <i>both</b> none", "<b>bold <i>both</i></b> none"),
            ("</b>x", "x"),
            ("<b>never closed", "<b>never closed</b>"),
            ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
            ("<div>one</div><p>two</p>", "one\ntwo\n"),
            ("one<br>two<br/>three", "one\ntwo\nthree"),
            ("<script>evil()</script>kept<style>b{}</style>", "kept"),
            ("<script>evil(", ""),
            ("<!-- note -->x<!-- never closed", "x"),
            (
                "<span class=\"tg-spoiler\">s</span><span class=\"x\">t</span>",
                "<span class=\"tg-spoiler\">s</span>t",
            ),
            (
                "<pre><code class=\"language-rust\">a&lt;b</code></pre>",
                "<pre><code class=\"language-rust\">a&lt;b</code></pre>",
            ),
            (
                "<blockquote expandable>q</blockquote>",
                "<blockquote expandable>q</blockquote>",
            ),
            (
                "&nbsp;&laquo;x&raquo; &amp; &#8381; &#x41; &bogus; &",
                "\u{a0}«x» &amp; &#8381; &#x41; &amp;bogus; &amp;",
            ),
            ("<img src=x onerror=evil()>", ""),
            ("<b", "&lt;b"),
            ("1<2", "1&lt;2"),
        ] {
            assert_eq!(clean(html), cleaned, "{html}");
        }
    }

    proptest! {
        /// Whatever comes in: tags are Telegram's and balanced, and cleaning again changes nothing.
        #[test]
        fn what_comes_out_is_clean(text in "(<|</|>|b|i|a|script|br| |href=|\"|'|https:|javascript:|&|amp;|nbsp;|!--|я){0,30}") {
            let cleaned = clean(&text);
            prop_assert_eq!(clean(&cleaned), cleaned.clone());
            let mut open = Vec::new();
            for piece in cleaned.split('<').skip(1) {
                let (tag, _) = piece.split_once('>').expect("a tag ends");
                match tag.strip_prefix('/') {
                    Some(name) => prop_assert_eq!(open.pop(), Some(name.to_owned())),
                    None => {
                        let name = tag.split(' ').next().unwrap_or_default();
                        prop_assert!(TAGS.iter().any(|(known, _)| *known == name), "{}", tag);
                        prop_assert!(!tag.contains("javascript:"), "{}", tag);
                        open.push(name.to_owned());
                    }
                }
            }
            prop_assert!(open.is_empty());
        }
    }
}
