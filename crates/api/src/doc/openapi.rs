//! The OpenAPI 3.1 document of the routes.

use super::{Answer, Endpoint};
use axum::http::Method;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The place of named schemas.
const SCHEMAS: &str = "#/components/schemas/";
/// What is appended to the name of a form that is taken, when the form that is answered differs.
const TAKEN: &str = "Input";

/// Puts the document together. A type that is taken and answered in one form appears once; where the two differ
/// (a default makes a field optional only on the way in), the taken one is called `…Input`.
pub(super) fn document(
    endpoints: &[Endpoint],
    mut inputs: SchemaGenerator,
    mut outputs: SchemaGenerator,
) -> Value {
    let mut schemas = outputs.take_definitions(true);
    let taken = inputs.take_definitions(true);
    let renamed = differing(&taken, &schemas);
    for (name, mut schema) in taken {
        rename(&mut schema, &renamed);
        let name = if renamed.contains(&name) {
            format!("{name}{TAKEN}")
        } else {
            name
        };
        schemas.insert(name, schema);
    }
    let mut paths = Map::new();
    for endpoint in endpoints {
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_lowercase()] = operation(endpoint, &renamed);
    }
    schemas.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Signalbox",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "Conversations, CRM and automation on your own server. Times are UNIX microseconds UTC, \
                money is whole minor units, ids are 13 characters that sort by birth. Errors are RFC 9457 problem documents.",
        },
        "servers": [{ "url": "/api/v1" }],
        "tags": tags(endpoints),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "An API token: `sbt_…`" },
                "session": {
                    "type": "apiKey", "in": "cookie", "name": crate::auth::COOKIE,
                    "description": "A signed-in browser. Requests that change something also need the header `X-Signalbox: 1`.",
                },
            },
        },
    })
}

/// Names whose two forms differ, themselves or in what they refer to.
fn differing(taken: &Map<String, Value>, answered: &Map<String, Value>) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = taken
        .iter()
        .filter(|(name, schema)| answered.get(*name).is_some_and(|other| other != *schema))
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        let more: Vec<String> = taken
            .iter()
            .filter(|(name, schema)| {
                !names.contains(*name) && answered.contains_key(*name) && refers(schema, &names)
            })
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return names;
        }
        names.extend(more);
    }
}

fn refers(schema: &Value, names: &BTreeSet<String>) -> bool {
    match schema {
        Value::Object(map) => {
            target(map).is_some_and(|name| names.contains(name))
                || map.values().any(|inner| refers(inner, names))
        }
        Value::Array(list) => list.iter().any(|inner| refers(inner, names)),
        _ => false,
    }
}

fn target(map: &Map<String, Value>) -> Option<&str> {
    map.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

fn rename(schema: &mut Value, names: &BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(name) = target(map).filter(|name| names.contains(*name)) {
                let renamed = format!("{SCHEMAS}{name}{TAKEN}");
                map.insert("$ref".into(), renamed.into());
            }
            map.values_mut().for_each(|inner| rename(inner, names));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| rename(inner, names)),
        _ => {}
    }
}

fn tags(endpoints: &[Endpoint]) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    endpoints
        .iter()
        .filter(|e| seen.insert(e.tag))
        .map(|e| json!({ "name": e.tag }))
        .collect()
}

fn operation(endpoint: &Endpoint, renamed: &BTreeSet<String>) -> Value {
    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": parameters(endpoint, renamed),
        "responses": answers(endpoint),
    });
    if let Some(body) = &endpoint.body {
        let mut schema = body.schema.clone().to_value();
        rename(&mut schema, renamed);
        operation["requestBody"] =
            json!({ "required": body.required, "content": { body.content_type: { "schema": schema } } });
    }
    if let Some(scope) = endpoint.scope {
        operation["security"] = json!([{ "token": [scope] }, { "session": [scope] }]);
    }
    operation
}

fn parameters(endpoint: &Endpoint, renamed: &BTreeSet<String>) -> Vec<Value> {
    let mut all: Vec<Value> = path_names(endpoint.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    all.extend(endpoint.query.iter().map(|parameter| {
        let mut schema = parameter.schema.clone();
        rename(&mut schema, renamed);
        let description = schema.as_object_mut().and_then(|map| map.remove("description"));
        let mut all = json!({ "name": parameter.name, "in": "query", "required": parameter.required, "schema": schema });
        if let Some(description) = description {
            all["description"] = description;
        }
        all
    }));
    let writes = [Method::POST, Method::PATCH, Method::DELETE].contains(&endpoint.method);
    if writes && endpoint.scope.is_some() {
        all.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string", "maxLength": 200 },
            "description": "The same key and request give the same answer for 24 hours; the effect happens once.",
        }));
    }
    all
}

/// The names in a path: `/hooks/{id}` has `id`.
pub(super) fn path_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn answers(endpoint: &Endpoint) -> Value {
    let mut all = Map::new();
    for (status, Answer { description, content }) in &endpoint.answers {
        let mut answer = json!({ "description": description });
        if let Some((kind, schema)) = content {
            answer["content"] = json!({ *kind: { "schema": schema } });
        }
        all.insert(status.to_string(), answer);
    }
    let problem = json!({ "schema": { "$ref": format!("{SCHEMAS}Problem") } });
    all.insert(
        "default".into(),
        json!({ "description": "A problem; `code` says which", "content": { "application/problem+json": problem } }),
    );
    Value::Object(all)
}
