//! The body of a call: JSON, or a form with files.

use super::api::{Call, Upload};
use bytes::Bytes;
use serde_json::Value;

/// The content type and the body. The boundary is a number that must not occur in a file, so that it comes from chance.
pub(super) fn encode(call: &Call, uploads: &[Upload], boundary: u128) -> (String, Bytes) {
    if uploads.is_empty() {
        let body = Bytes::from(Value::Object(call.params.clone()).to_string());
        return ("application/json".to_owned(), body);
    }
    let boundary = format!("signalbox-{boundary:032x}");
    let files: usize = uploads.iter().map(|upload| upload.bytes.len() + 256).sum();
    let mut body = Vec::with_capacity(files + 1024);
    for (name, value) in &call.params {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        part(
            &mut body,
            &boundary,
            &format!("name=\"{name}\""),
            None,
            text.as_bytes(),
        );
    }
    for upload in uploads {
        let about = format!("name=\"{}\"; filename=\"{}\"", upload.field, quoted(&upload.name));
        let mime = upload.mime.as_deref().filter(|mime| is_plain(mime));
        let mime = Some(mime.unwrap_or("application/octet-stream"));
        part(&mut body, &boundary, &about, mime, &upload.bytes);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (
        format!("multipart/form-data; boundary={boundary}"),
        Bytes::from(body),
    )
}

fn part(body: &mut Vec<u8>, boundary: &str, about: &str, mime: Option<&str>, content: &[u8]) {
    let mime = mime.map_or_else(String::new, |mime| format!("content-type: {mime}\r\n"));
    let head = format!("--{boundary}\r\ncontent-disposition: form-data; {about}\r\n{mime}\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

/// A name that cannot leave its quotes, as browsers write it.
fn quoted(name: &str) -> String {
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    if name.is_empty() { "file".to_owned() } else { name }
}

fn is_plain(mime: &str) -> bool {
    !mime.is_empty() && mime.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn files_stand_in_a_form() {
        let mut call = Call::new("sendPhoto");
        call.set("chat_id", json!(7));
        call.set("photo", json!("attach://file0"));
        let upload = Upload {
            field: "file0".into(),
            name: "a\"\r\nb.png".into(),
            mime: Some("image/png".into()),
            bytes: Bytes::from_static(b"\x01\xff"),
        };
        let (kind, body) = encode(&call, &[upload], 5);
        let boundary = "signalbox-00000000000000000000000000000005";
        assert_eq!(kind, format!("multipart/form-data; boundary={boundary}"));
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("name=\"chat_id\"\r\n\r\n7\r\n"));
        assert!(
            text.contains("filename=\"a%22%0D%0Ab.png\"\r\ncontent-type: image/png\r\n\r\n\u{1}\u{fffd}\r\n")
        );
        assert!(text.ends_with(&format!("--{boundary}--\r\n")));
    }
}
