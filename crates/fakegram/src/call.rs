//! One call of the Bot API: its parameters, in whichever of the four forms they came, and its answer.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// A refusal, in the words of the real server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub code: u16,
    pub description: String,
    pub parameters: Option<Value>,
}

pub(crate) type Answer = Result<Value, Refusal>;

impl Refusal {
    pub fn new(code: u16, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
            parameters: None,
        }
    }

    /// 400, with the prefix the real server puts before each.
    pub fn bad(what: &str) -> Self {
        Self::new(400, format!("Bad Request: {what}"))
    }

    /// 403.
    pub fn forbidden(what: &str) -> Self {
        Self::new(403, format!("Forbidden: {what}"))
    }

    /// 429: the scope is frozen for so many seconds.
    pub fn flood(seconds: u64) -> Self {
        Self {
            code: 429,
            description: format!("Too Many Requests: retry after {seconds}"),
            parameters: Some(json!({"retry_after": seconds})),
        }
    }
}

/// The answer as it travels.
pub(crate) fn document(answer: &Answer) -> (u16, Value) {
    match answer {
        Ok(result) => (200, json!({"ok": true, "result": result})),
        Err(refusal) => {
            let mut body = json!({
                "ok": false,
                "error_code": refusal.code,
                "description": refusal.description,
            });
            if let Some(parameters) = &refusal.parameters {
                body["parameters"] = parameters.clone();
            }
            (refusal.code, body)
        }
    }
}

/// A file that came along.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub name: String,
    pub mime: Option<String>,
    pub bytes: Bytes,
}

/// The parameters of a call.
#[derive(Debug, Default)]
pub(crate) struct Params {
    pub fields: Map<String, Value>,
    pub uploads: HashMap<String, Upload>,
}

impl Params {
    /// Reads the query and the body: JSON, a form, or a form with files.
    pub async fn read(parts: &Parts, body: Bytes) -> Result<Self, Refusal> {
        let mut params = Self::default();
        params.take_form(parts.uri.query().unwrap_or_default());
        let kind = parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if body.is_empty() {
            return Ok(params);
        }
        if kind.starts_with("application/json") {
            params.take_json(&body)?;
        } else if kind.starts_with("multipart/form-data") {
            params.take_multipart(kind, body).await?;
        } else {
            params.take_form(&String::from_utf8_lossy(&body));
        }
        Ok(params)
    }

    fn take_json(&mut self, body: &[u8]) -> Result<(), Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => {
                self.fields
                    .extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
                Ok(())
            }
            _ => Err(Refusal::bad("can't parse request: body must be a JSON object")),
        }
    }

    fn take_form(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.fields.insert(decoded(name), Value::String(decoded(value)));
        }
    }

    async fn take_multipart(&mut self, kind: &str, body: Bytes) -> Result<(), Refusal> {
        let broken = |_| Refusal::bad("can't parse multipart/form-data body");
        let boundary = multer::parse_boundary(kind).map_err(broken)?;
        let whole = futures_util::stream::once(async { Ok::<_, std::convert::Infallible>(body) });
        let mut form = multer::Multipart::new(whole, boundary);
        while let Some(part) = form.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let mime = part.content_type().map(ToString::to_string);
            let bytes = part.bytes().await.map_err(broken)?;
            if let Some(file) = file {
                let upload = Upload {
                    name: file,
                    mime,
                    bytes,
                };
                self.uploads.insert(name, upload);
            } else {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.fields.insert(name, Value::String(text));
            }
        }
        Ok(())
    }

    /// A text; none when it is missing or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A number, also one that came as text.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.fields.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_i64(),
        }
    }

    /// A floating number, also one that came as text.
    pub fn float(&self, name: &str) -> Option<f64> {
        match self.fields.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_f64(),
        }
    }

    /// A switch, also one that came as text.
    pub fn flag(&self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Value::Bool(on)) => *on,
            Some(Value::String(text)) => text.eq_ignore_ascii_case("true") || text == "1",
            _ => false,
        }
    }

    /// A document, also one that came as text.
    pub fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.fields.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Refusal::bad(&format!("can't parse {name} JSON object"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    /// The id of a chat; one that cannot be a number is a name nobody has.
    pub fn chat(&self) -> Result<i64, Refusal> {
        if !self.fields.contains_key("chat_id") {
            return Err(Refusal::bad("chat_id is empty"));
        }
        self.int("chat_id").ok_or_else(|| Refusal::bad("chat not found"))
    }

    /// What is recorded: documents as documents, files by name and size.
    pub fn recorded(&self) -> Value {
        let mut fields = self.fields.clone();
        for name in [
            "reply_markup",
            "entities",
            "caption_entities",
            "media",
            "reply_parameters",
        ] {
            if let Ok(Some(value)) = self.json(name) {
                fields.insert(name.to_owned(), value);
            }
        }
        if let Some(chat) = self.int("chat_id") {
            fields.insert("chat_id".to_owned(), json!(chat));
        }
        for (name, upload) in &self.uploads {
            let shown = json!({"file_name": upload.name, "size": upload.bytes.len()});
            fields.insert(name.clone(), shown);
        }
        Value::Object(fields)
    }
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced)
        .decode_utf8_lossy()
        .into_owned()
}
