//! A manifest from an OpenAPI document: its operations with their parameters, as a draft to be looked at.

use crate::error::{EngineError, Result};
use serde_json::Value;
use signalbox_model::Key;
use signalbox_model::action::Method;
use signalbox_model::connection::{
    BodyForm, ConnectionKind, Credential, Given, Operation, Parameter, Place, SecretSlot, Setting, ValueType,
};
use std::collections::BTreeMap;

/// The largest document, bytes.
const MOST_BYTES: usize = 4 << 20;
/// Operations taken at most.
const MOST_OPERATIONS: usize = 300;
/// How deep bodies are followed: documents refer to themselves.
const MOST_LEVELS: usize = 6;
/// Parameters of one operation at most.
const MOST_PARAMETERS: usize = 200;

/// Reads a document of version 3, JSON or YAML.
///
/// # Errors
/// When the text is no such document; the error says what it lacks.
pub fn import(text: &str) -> Result<ConnectionKind> {
    if text.len() > MOST_BYTES {
        return Err(EngineError::invalid("text", "a document has at most 4 MiB"));
    }
    let document: Value = crate::places::read(text).map_err(EngineError::Invalid)?;
    if !document["openapi"]
        .as_str()
        .is_some_and(|version| version.starts_with("3."))
    {
        let say = "this is no OpenAPI document of version 3: it begins with `openapi: 3.…`";
        return Err(EngineError::invalid("text", say));
    }
    let reader = Reader { document: &document };
    let mut kind = ConnectionKind {
        name: reader
            .text(&document["info"]["title"])
            .unwrap_or_else(|| "API".to_owned()),
        description: reader.text(&document["info"]["description"]).unwrap_or_default(),
        base_url: "{{base_url}}".into(),
        settings: vec![Setting {
            key: key("base_url"),
            name: "Base address".into(),
            description: String::new(),
            required: true,
            default: reader.server(),
            choices: Vec::new(),
        }],
        secrets: Vec::new(),
        own_secrets: false,
        auth: Vec::new(),
        headers: Vec::new(),
        operations: reader.operations(),
        answer: None,
        retry: signalbox_model::connection::RetryPolicy::default(),
        timeout_secs: 10,
        per_second: None,
        check: None,
        source: None,
    };
    reader.security(&mut kind);
    if kind.operations.is_empty() {
        return Err(EngineError::invalid(
            "text",
            "the document describes no operation under `paths`",
        ));
    }
    Ok(kind)
}

fn key(text: &str) -> Key {
    text.parse()
        .unwrap_or_else(|_| crate::scenarios::free_key(text, |_| false))
}

struct Reader<'d> {
    document: &'d Value,
}

impl<'d> Reader<'d> {
    fn text(&self, value: &Value) -> Option<String> {
        let text = value.as_str()?.trim();
        let short: String = text.chars().take(500).collect();
        (!short.is_empty()).then_some(short)
    }

    /// What a `$ref` inside the document leads to.
    fn follow(&self, value: &'d Value) -> &'d Value {
        let mut here = value;
        for _ in 0..MOST_LEVELS {
            let Some(reference) = here["$ref"].as_str().and_then(|text| text.strip_prefix('#')) else {
                return here;
            };
            match self.document.pointer(reference) {
                Some(found) => here = found,
                None => return &Value::Null,
            }
        }
        &Value::Null
    }

    fn server(&self) -> String {
        let url = self.document["servers"][0]["url"].as_str().unwrap_or_default();
        match url.starts_with("https://") || url.starts_with("http://") {
            true => url.trim_end_matches('/').to_owned(),
            false => String::new(),
        }
    }

    fn operations(&self) -> BTreeMap<Key, Operation> {
        const METHODS: [(&str, Method); 5] = [
            ("get", Method::Get),
            ("post", Method::Post),
            ("put", Method::Put),
            ("patch", Method::Patch),
            ("delete", Method::Delete),
        ];
        let mut found = BTreeMap::new();
        for (path, item) in self.document["paths"].as_object().into_iter().flatten() {
            let item = self.follow(item);
            for (name, method) in METHODS {
                let Some(described) = item.get(name) else { continue };
                if found.len() == MOST_OPERATIONS {
                    return found;
                }
                let id = described["operationId"].as_str().map(str::to_owned);
                let id = id.unwrap_or_else(|| format!("{name} {path}"));
                let id = crate::scenarios::free_key(&id, |key| found.contains_key(key));
                found.insert(id, self.operation(path, method, item, described));
            }
        }
        found
    }

    fn operation(&self, path: &str, method: Method, item: &'d Value, described: &'d Value) -> Operation {
        let mut parameters = Vec::new();
        for listed in [&described["parameters"], &item["parameters"]] {
            for one in listed.as_array().into_iter().flatten() {
                let Some(one) = self.parameter(self.follow(one)) else {
                    continue;
                };
                if !parameters.iter().any(|known: &Parameter| known.name == one.name) {
                    parameters.push(one);
                }
            }
        }
        let content = &self.follow(&described["requestBody"])["content"];
        let form = content.get("application/x-www-form-urlencoded");
        let json = content.get("application/json");
        let body = match (json, form) {
            (Some(_), _) => BodyForm::Json,
            (None, Some(_)) => BodyForm::Form,
            (None, None) => BodyForm::None,
        };
        if let Some(schema) = json.or(form).map(|content| &content["schema"]) {
            let mut of_body = Vec::new();
            self.fields("", self.follow(schema), false, 0, &mut of_body);
            of_body.retain(|new| !parameters.iter().any(|known| known.name == new.name));
            parameters.extend(of_body);
        }
        parameters.truncate(MOST_PARAMETERS);
        let name = self.text(&described["summary"]);
        Operation {
            name: name.unwrap_or_else(|| format!("{} {path}", method.as_str())),
            description: self.text(&described["description"]).unwrap_or_default(),
            method,
            path: path.replace('{', "{{").replace('}', "}}"),
            query: Vec::new(),
            headers: Vec::new(),
            body,
            fixed: Vec::new(),
            under: String::new(),
            parameters,
            open: body == BodyForm::Json,
            free: false,
        }
    }

    fn parameter(&self, described: &'d Value) -> Option<Parameter> {
        let place = match described["in"].as_str()? {
            "query" => Place::Query,
            "path" => Place::Path,
            "header" => Place::Header,
            _ => return None,
        };
        let schema = self.follow(&described["schema"]);
        let required = place == Place::Path || described["required"] == true;
        let name = described["name"].as_str()?;
        Some(Parameter {
            place,
            ..self.field(name, schema, required, described)
        })
    }

    fn field(&self, name: &str, schema: &Value, required: bool, described: &Value) -> Parameter {
        let example = [&described["example"], &schema["example"], &schema["default"]];
        let example = example
            .into_iter()
            .find(|value| !value.is_null() && !value.is_object());
        Parameter {
            name: name.to_owned(),
            title: String::new(),
            description: self
                .text(&described["description"])
                .or_else(|| self.text(&schema["description"]))
                .unwrap_or_default(),
            value_type: value_type(schema),
            place: Place::Body,
            at: None,
            required,
            example: match example {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            },
            default: String::new(),
        }
    }

    /// The leaves of a body's schema as dotted names. What is required inside something optional is not asked for.
    fn fields(&self, path: &str, schema: &'d Value, required: bool, level: usize, out: &mut Vec<Parameter>) {
        let dot = if path.is_empty() { "" } else { "." };
        if level >= MOST_LEVELS || out.len() >= MOST_PARAMETERS {
            return;
        }
        if let Some(members) = schema["properties"].as_object() {
            let is_asked = |name: &str| {
                schema["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|one| one == name)
            };
            for (name, member) in members {
                let asked = (required || level == 0) && is_asked(name);
                let step = name.replace('\\', "\\\\").replace('.', "\\.");
                self.fields(
                    &format!("{path}{dot}{step}"),
                    self.follow(member),
                    asked,
                    level + 1,
                    out,
                );
            }
            return;
        }
        let items = self.follow(&schema["items"]);
        if items["properties"].is_object() {
            return self.fields(&format!("{path}{dot}0"), items, required, level + 1, out);
        }
        if !path.is_empty() {
            out.push(self.field(path, schema, required, schema));
        }
    }

    fn security(&self, kind: &mut ConnectionKind) {
        let schemes = self.document["components"]["securitySchemes"].as_object();
        let slot = |name: &str, what: &str| SecretSlot {
            when: None,
            key: key(name),
            name: what.to_owned(),
            description: String::new(),
            optional: true,
        };
        for (name, scheme) in schemes.into_iter().flatten() {
            let scheme = self.follow(scheme);
            let own = key(name);
            let given = |name: &str, value: String| Given {
                name: name.to_owned(),
                value,
                when: None,
            };
            let told = (
                scheme["type"].as_str(),
                scheme["scheme"].as_str(),
                scheme["in"].as_str(),
            );
            let credential = match told {
                (Some("http"), Some("bearer"), _) => {
                    Credential::Header(given("Authorization", format!("Bearer {{{{secret.{own}}}}}")))
                }
                (Some("apiKey"), _, Some("header")) => Credential::Header(given(
                    scheme["name"].as_str().unwrap_or(name),
                    format!("{{{{secret.{own}}}}}"),
                )),
                (Some("apiKey"), _, Some("query")) => Credential::Query(given(
                    scheme["name"].as_str().unwrap_or(name),
                    format!("{{{{secret.{own}}}}}"),
                )),
                _ => continue,
            };
            kind.auth.push(credential);
            kind.secrets.push(slot(name, name));
        }
    }
}

fn value_type(schema: &Value) -> ValueType {
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").and_then(Value::as_str),
        other => other.as_str(),
    };
    match (kind, schema["format"].as_str()) {
        (Some("integer" | "number"), _) => ValueType::Number,
        (Some("boolean"), _) => ValueType::Boolean,
        (Some("array" | "object"), _) => ValueType::Json,
        (_, Some("date")) => ValueType::Date,
        (_, Some("date-time")) => ValueType::Utc,
        _ => ValueType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = r##"
openapi: 3.0.3
info: { title: Shop, description: Orders of a shop. }
servers: [{ url: "https://shop.example/v2/" }]
paths:
  /orders/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    patch:
      operationId: changeOrder
      summary: Change an order
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
    get: { summary: Show an order }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  schemas:
    Order:
      required: [status]
      properties:
        status: { type: string, example: paid }
        customer: { properties: { phone: { type: string }, born: { type: string, format: date } } }
        lines: { type: array, items: { $ref: "#/components/schemas/Line" } }
        next: { $ref: "#/components/schemas/Order" }
    Line: { properties: { sku: { type: string }, count: { type: integer } } }
"##;

    #[test]
    fn a_document_gives_its_operations_and_what_proves_the_sender() {
        let kind = import(SHOP).unwrap();
        assert_eq!(
            (kind.name.as_str(), kind.settings[0].default.as_str()),
            ("Shop", "https://shop.example/v2")
        );
        assert!(
            super::super::check::kind(&kind).is_empty(),
            "{:?}",
            super::super::check::kind(&kind)
        );
        let change = &kind.operations[&key("changeOrder")];
        assert_eq!(
            (change.path.as_str(), change.method),
            ("/orders/{{id}}", Method::Patch)
        );
        let seen: Vec<_> = change
            .parameters
            .iter()
            .take(6)
            .map(|p| (p.name.as_str(), p.value_type, p.required))
            .collect();
        assert_eq!(
            seen,
            [
                ("id", ValueType::Number, true),
                ("status", ValueType::Text, true),
                ("customer.phone", ValueType::Text, false),
                ("customer.born", ValueType::Date, false),
                ("lines.0.sku", ValueType::Text, false),
                ("lines.0.count", ValueType::Number, false),
            ]
        );
        assert_eq!(kind.operations.len(), 2);
        assert_eq!(kind.secrets[0].key.as_str(), "token");
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in ["", "openapi: 2.0", "openapi: 3.0.0", "{"] {
            assert!(import(text).is_err(), "{text}");
        }
    }
}
