//! Whatever is sent to whatever route: an answer of the server's own making, never "something went wrong".

use crate::harness::{Client, Reply, on_sqlite};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use signalbox_api::Endpoint;

/// How often every route is called.
const ROUNDS: usize = 30;

/// Any JSON.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-5_i64..5).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[{]{1,2}[a-z.():|*]{0,12}[}]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((".{0,8}", inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Draws documents that fit what the API says it takes, but for a part here and there.
pub struct Draw<'d> {
    runner: TestRunner,
    document: &'d Value,
    ids: Vec<String>,
}

/// A request that was drawn, and what came of it.
pub struct Drawn {
    /// What was sent, for the message of a failure.
    pub sent: String,
    pub reply: Reply,
}

impl<'d> Draw<'d> {
    /// Draws from the document; of ids these.
    pub fn new(document: &'d Value, ids: Vec<String>) -> Self {
        Self {
            runner: TestRunner::deterministic(),
            document,
            ids,
        }
    }

    /// Calls a route with whatever it says it takes.
    pub async fn call(&mut self, client: &Client<'_>, endpoint: &Endpoint) -> Drawn {
        let parts = endpoint.path.split('/').map(|part| {
            if part.starts_with('{') {
                self.id()
            } else {
                part.into()
            }
        });
        let path = parts.collect::<Vec<_>>().join("/");
        self.call_at(client, endpoint, &path).await
    }

    /// Calls a route at this path with whatever else it says it takes.
    pub async fn call_at(&mut self, client: &Client<'_>, endpoint: &Endpoint, path: &str) -> Drawn {
        let known = endpoint.query.iter();
        let known: Vec<_> = known
            .map(|parameter| (parameter.name.as_str(), &parameter.schema, parameter.required))
            .collect();
        let path = format!("{path}?{}", self.query(&known));
        let operation = &self.document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
        let content = operation["requestBody"]["content"]
            .as_object()
            .and_then(|content| content.iter().next());
        let (kind, body) = match content {
            Some((kind, media)) => (Some(kind.as_str()), self.value(&media["schema"], 0).to_string()),
            None => (None, String::new()),
        };
        let method = endpoint.method.as_str();
        Drawn {
            sent: format!("{method} {path} with {body}"),
            reply: client.send(method, &path, kind, body).await,
        }
    }
}

impl Draw<'_> {
    fn below(&mut self, end: usize) -> usize {
        (0..end).new_tree(&mut self.runner).unwrap().current()
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn any(&mut self) -> Value {
        document().new_tree(&mut self.runner).unwrap().current()
    }

    fn id(&mut self) -> String {
        let ids = self.ids.clone();
        self.one_of(&ids).clone()
    }

    /// A value for a schema. Deep ones end in anything.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > 12 || self.below(25) == 0 {
            return self.any();
        }
        if let Some(target) = schema["$ref"].as_str() {
            let target = self.document.pointer(target.trim_start_matches('#')).unwrap();
            return self.value(target, depth + 1);
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(all) = schema["enum"].as_array() {
            return self.one_of(all).clone();
        }
        let mut value = match schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            Some(arms) => {
                let arm = self.one_of(arms);
                self.value(arm, depth + 1)
            }
            None => self.plain(schema, depth),
        };
        // Flattened enums stand beside the properties of their owner.
        if let (Value::Object(_), Some(_)) = (&value, schema["properties"].as_object()) {
            let own = self.object(schema, depth);
            value.as_object_mut().unwrap().extend(own);
        }
        value
    }

    fn plain(&mut self, schema: &Value, depth: usize) -> Value {
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.clone(),
            Value::String(kind) => vec![json!(kind)],
            _ => return self.any(),
        };
        match self.one_of(&kinds).as_str().unwrap() {
            "object" => Value::Object(self.object(schema, depth)),
            "array" => {
                let count = self.below(3);
                (0..count)
                    .map(|_| self.value(&schema["items"], depth + 1))
                    .collect()
            }
            "string" => self.text().into(),
            "integer" | "number" => (0..100_i64).new_tree(&mut self.runner).unwrap().current().into(),
            "boolean" => (self.below(2) == 0).into(),
            _ => Value::Null,
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Map<String, Value> {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut map = Map::new();
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(&json!(name)) || self.below(3) == 0 {
                let value = self.value(inner, depth + 1);
                map.insert(name.clone(), value);
            }
        }
        map
    }

    /// A query: anything, or parameters the route knows by name, schema and whether they must be there.
    fn query(&mut self, known: &[(&str, &Value, bool)]) -> String {
        if self.below(8) == 0 {
            let any = "(limit|cursor|q|record|state|kind)=[a-z0-9%]{0,6}".new_tree(&mut self.runner);
            return any.unwrap().current();
        }
        let mut parts = Vec::new();
        for (name, schema, required) in known {
            if !required && self.below(8) > 0 {
                continue;
            }
            let value = match self.value(schema, 0) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            let plain: String = value
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            parts.push(format!("{name}={plain}"));
        }
        parts.join("&")
    }

    fn text(&mut self) -> String {
        match self.below(5) {
            0 => self.id(),
            1 => ".{0,12}".new_tree(&mut self.runner).unwrap().current(),
            2 => (*self.one_of(&[
                "name: A\nstart: {on: manual}\n",
                "start: {on: manual}",
                "{{lead.sale:calc}}",
                "a: [b",
                "url",
            ]))
            .into(),
            _ => "[a-z]{1,8}".new_tree(&mut self.runner).unwrap().current(),
        }
    }
}

/// Things for ids to lead to.
pub async fn furnish(anna: &Client<'_>) -> Vec<String> {
    let record = json!({ "name": "A" });
    let lead = anna.post("/leads", record.clone()).await.is(201);
    let contact = anna.post("/contacts", record.clone()).await.is(201);
    let company = anna.post("/companies", record).await.is(201);
    let bot = json!({ "key": "shop", "settings": { "name": "Shop" } });
    let bot = anna.post("/bots", bot).await.is(201);
    let hook = anna
        .post("/hooks", json!({ "settings": { "name": "site" } }))
        .await
        .is(201);
    let url = hook["url"]
        .as_str()
        .unwrap()
        .replace("https://crm.example.com", "/");
    anna.send("POST", &url, Some("application/json"), "{\"a\":1}")
        .await
        .is(200);
    let arrivals = anna
        .get(&format!("/hooks/{}/arrivals", hook["id"].as_str().unwrap()))
        .await
        .is(200);
    let text = "name: M\nstart: {on: manual}\n";
    let scenario = anna.post("/scenarios", json!({ "text": text })).await.is(201);
    let made = [
        &lead,
        &contact,
        &company,
        &bot,
        &hook,
        &arrivals["items"][0],
        &scenario,
    ];
    let ids = made
        .into_iter()
        .map(|made| made["id"].as_str().unwrap().to_owned());
    ids.chain(["0000000000001", "nonsense", "sales", "%00", "7"].map(str::to_owned))
        .collect()
}

#[test]
fn no_route_breaks_on_any_document() {
    // Copying the database is not about documents, streams do not end, and Anna must stay signed in.
    let skipped = ["backup_create", "stream_show", "setup_create", "session_delete"];
    let document = signalbox_api::openapi();
    let mut routes = signalbox_api::endpoints();
    routes.retain(|endpoint| !skipped.contains(&endpoint.id));
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let mut draw = Draw::new(&document, furnish(&anna).await);
        let mut taken = std::collections::BTreeSet::new();
        for _ in 0..ROUNDS {
            for endpoint in &routes {
                let Drawn { sent, reply } = draw.call(&anna, endpoint).await;
                assert!(!reply.status.is_server_error(), "{sent}: {}", reply.text);
                assert!(
                    !reply.status.is_client_error() || reply.json()["code"].is_string(),
                    "{sent}: {}",
                    reply.text
                );
                if reply.status.is_success() {
                    taken.insert(endpoint.id);
                }
            }
        }
        anna.get("/session").await.is(200);
        // A draw that is always refused would prove little; routes on one thing of many kinds seldom hit one.
        assert!(
            taken.len() * 5 > routes.len() * 2,
            "only {} of {} routes ever took something",
            taken.len(),
            routes.len()
        );
    });
}
