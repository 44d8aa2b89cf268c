//! Bytes to text. UTF-8 unless something says otherwise; windows-1251 is the guess for bytes that are not UTF-8, for
//! that is what old Russian shops, mail robots and 1C send.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1251};
use std::borrow::Cow;

/// A text and whether its charset had to be guessed.
pub(super) struct Text<'a> {
    pub text: Cow<'a, str>,
    pub guessed: bool,
}

/// The charset a `Content-Type` names, if it names a known one.
pub(super) fn declared(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let label = value.trim().trim_matches(['"', '\'']);
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| Encoding::for_label(label.as_bytes()))?
    })
}

/// The charset an XML declaration (`<?xml version="1.0" encoding="windows-1251"?>`) names.
pub(super) fn declared_in_xml(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(200)];
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

/// Decodes a whole body: a byte order mark wins over what [`to_text`] goes by.
pub(super) fn body_to_text<'a>(body: &'a [u8], declared: Option<&'static Encoding>) -> Text<'a> {
    match Encoding::for_bom(body) {
        Some((encoding, mark)) => to_text(&body[mark..], Some(encoding)),
        None => to_text(body, declared),
    }
}

/// Decodes bytes, of a field for instance: by the declared charset, as UTF-8, or by the guess.
pub(super) fn to_text<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Text<'a> {
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return Text { text, guessed: false };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Text {
            text: Cow::Borrowed(text),
            guessed: false,
        },
        Err(_) => Text {
            text: WINDOWS_1251.decode_without_bom_handling(bytes).0,
            guessed: true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_found_where_senders_write_them() {
        let table = [
            ("text/html; charset=windows-1251", Some("windows-1251")),
            (
                "application/x-www-form-urlencoded; Charset=\"cp1251\"",
                Some("windows-1251"),
            ),
            ("text/plain; format=flowed; charset=koi8-r", Some("KOI8-R")),
            ("text/plain", None),
            ("text/plain; charset=no-such-charset", None),
        ];
        for (content_type, expected) in table {
            assert_eq!(
                declared(content_type).map(Encoding::name),
                expected,
                "{content_type}"
            );
        }
        let xml = b"<?xml version=\"1.0\" encoding='windows-1251'?><a/>";
        assert_eq!(declared_in_xml(xml).map(Encoding::name), Some("windows-1251"));
        assert!(declared_in_xml(b"<a encoding=\"windows-1251\"/>").is_none());
        assert!(declared_in_xml(b"<?xml encoding=?>").is_none());
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_windows_1251() {
        let table: [(&[u8], Option<&'static Encoding>, &str, bool); 5] = [
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", None, "Привет", true),
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", Some(UTF_8), "Привет", true),
            (b"\xcf\xf0\xe8", Some(WINDOWS_1251), "При", false),
            ("Привет".as_bytes(), None, "Привет", false),
            (b"\xef\xbb\xbf{}", None, "\u{feff}{}", false),
        ];
        for (bytes, declared, expected, guessed) in table {
            let text = to_text(bytes, declared);
            assert_eq!((text.text.as_ref(), text.guessed), (expected, guessed));
        }
    }
    #[test]
    fn byte_order_marks_name_the_charset_of_a_body() {
        let bodies: [&[u8]; 3] = [b"\xef\xbb\xbf{}", b"\xfe\xff\0{\0}", b"\xff\xfe{\0}\0"];
        for body in bodies {
            assert_eq!(body_to_text(body, Some(WINDOWS_1251)).text, "{}", "{body:?}");
        }
    }
}
