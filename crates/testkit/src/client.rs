//! A client of the API.

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Request;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body, as JSON when it is, else as a string.
    pub body: Value,
}

impl Answer {
    /// The body of a 2xx answer; panics with the whole answer otherwise.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.body
    }
}

/// Talks to one server. Cloning keeps the connections and the sign-in.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    agent: Agent,
    token: Option<String>,
}

impl Client {
    /// `base` is `http://HOST:PORT`.
    pub fn new(base: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(std::time::Duration::from_secs(30)));
        Self {
            base: base.to_owned(),
            agent: config.build().into(),
            token: None,
        }
    }

    /// The same with an API token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The same client of the server at another base.
    #[must_use]
    pub fn at(mut self, base: &str) -> Self {
        base.clone_into(&mut self.base);
        self
    }

    /// Calls `path` below the base. `None` when no answer came: the server is gone or went away meanwhile.
    pub fn try_call(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let bytes = body.map(Value::to_string).unwrap_or_default();
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        self.answer(request, bytes)
    }

    /// POST of a file, expecting 2xx.
    #[track_caller]
    pub fn send_file(&self, path: &str, kind: &str, bytes: String) -> Value {
        let mut request = Request::builder()
            .method("POST")
            .uri(format!("{}{path}", self.base))
            .header("content-type", kind);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.answer(request, bytes)
            .unwrap_or_else(|| panic!("POST {path}: no answer from {}", self.base))
            .ok()
    }

    fn answer(&self, request: ureq::http::request::Builder, bytes: String) -> Option<Answer> {
        let request = request.body(bytes).expect("a method and a path make a request");
        let mut answer = self.agent.run(request).ok()?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string().ok()?;
        let body = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
        Some(Answer { status, body })
    }

    /// Calls `path` and expects an answer.
    #[track_caller]
    pub fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.try_call(method, path, body)
            .unwrap_or_else(|| panic!("{method} {path}: no answer from {}", self.base))
    }

    /// GET, expecting 2xx.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.call("GET", path, None).ok()
    }

    /// POST, expecting 2xx.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "callers write the body in place")]
    pub fn post(&self, path: &str, body: Value) -> Value {
        self.call("POST", path, Some(&body)).ok()
    }
}
