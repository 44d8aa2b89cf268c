//! `multipart/form-data`: text parts are fields, files become `{filename, content_type, size}` (Z-112); their bytes
//! stay in the kept raw body.

use super::charset;
use super::decode::DecodeError;
use super::form::{Fields, FormTree};
use bytes::Bytes;
use futures_util::{FutureExt, stream};
use multer::{Field, Multipart};
use signalbox_wire::tree::{Members, Node};
use std::convert::Infallible;

/// Whether a body without a usable content type starts like a multipart one.
pub(super) fn looks_like(body: &[u8]) -> bool {
    boundary_of(body).is_some()
}

/// The boundary as the first line of the body spells it.
fn boundary_of(body: &[u8]) -> Option<String> {
    let (first, rest) = body.split_at(body.iter().position(|byte| *byte == b'\n')?);
    let boundary = std::str::from_utf8(first).ok()?.trim_end().strip_prefix("--")?;
    let header = rest.trim_ascii_start().get(..20)?;
    (!boundary.is_empty() && header.eq_ignore_ascii_case(b"content-disposition:"))
        .then(|| boundary.to_owned())
}

/// Decodes a whole body.
///
/// # Errors
/// No boundary, a part cut short, or too many parts.
pub(super) fn decode(content_type: &str, body: &Bytes) -> Result<Fields, DecodeError> {
    let boundary = multer::parse_boundary(content_type)
        .ok()
        .or_else(|| boundary_of(body))
        .ok_or_else(|| broken("it names no boundary"))?;
    let whole = body.clone();
    let parts = Multipart::new(stream::once(async move { Ok::<_, Infallible>(whole) }), boundary);
    // The whole body is at hand, so the parser never has to wait: pending means that it wants bytes that do not exist.
    read_parts(parts)
        .now_or_never()
        .unwrap_or_else(|| Err(broken("it ends in the middle of a part")))
}

async fn read_parts(mut parts: Multipart<'_>) -> Result<Fields, DecodeError> {
    let mut form = FormTree::default();
    let mut guessed_charset = false;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let value = if part.file_name().is_some() {
            file(part).await?
        } else {
            let declared = part
                .content_type()
                .and_then(|kind| charset::declared(kind.as_ref()));
            let bytes = part.bytes().await.map_err(broken)?;
            let text = charset::to_text(&bytes, declared);
            guessed_charset |= text.guessed;
            Node::Text(text.text.into_owned())
        };
        form.add(&name, value)?;
    }
    Ok(Fields {
        guessed_charset,
        ..form.finish()
    })
}

async fn file(part: Field<'_>) -> Result<Node, DecodeError> {
    let filename = part.file_name().unwrap_or_default().to_owned();
    let content_type = part.content_type().map(ToString::to_string).unwrap_or_default();
    let size = part.bytes().await.map_err(broken)?.len() as u64;
    Ok(Node::Map(Members::from([
        ("filename".to_owned(), Node::Text(filename)),
        ("content_type".to_owned(), Node::Text(content_type)),
        ("size".to_owned(), Node::Count(size)),
    ])))
}

fn broken(reason: impl ToString) -> DecodeError {
    DecodeError::Multipart {
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=XX";

    fn part(head: &str, body: &str) -> String {
        format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    }

    fn json(content_type: &str, body: String) -> Result<String, DecodeError> {
        decode(content_type, &Bytes::from(body)).map(|fields| Node::Map(fields.members).to_json())
    }

    #[test]
    fn parts_become_fields_and_files_become_descriptions() {
        let body = part("name=\"lead[tags][]\"", "a")
            + &part("name=\"lead[tags][]\"", "Привет")
            + &part(
                "name=\"f\"; filename=\"план.pdf\"\r\nContent-Type: application/pdf",
                "%PDF-",
            )
            + "--XX--\r\n";
        let expected = r#"{"lead":{"tags":["a","Привет"]},"f":{"filename":"план.pdf","content_type":"application/pdf","size":5}}"#;
        assert_eq!(json(TYPE, body.clone()).unwrap(), expected);
        assert!(looks_like(body.as_bytes()));
        assert_eq!(json("multipart/form-data", body).unwrap(), expected);
    }

    #[test]
    fn broken_bodies_are_refused() {
        let whole = part("name=\"a\"", "1");
        for body in [
            whole.clone(),
            "--XX\r\n".to_owned(),
            "--XX".to_owned(),
            whole[..20].to_owned(),
        ] {
            assert!(
                matches!(json(TYPE, body.clone()), Err(DecodeError::Multipart { .. })),
                "{body:?}"
            );
        }
        assert!(matches!(
            json("multipart/form-data", "x".to_owned()),
            Err(DecodeError::Multipart { .. })
        ));
    }

    #[test]
    fn text_that_starts_with_dashes_is_not_multipart() {
        for body in [
            "--",
            "-- \ntext",
            "--a\nContent-Type: x",
            "--\nContent-Disposition: form-data",
        ] {
            assert!(!looks_like(body.as_bytes()), "{body:?}");
        }
    }
}
