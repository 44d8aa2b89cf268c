//! Faults of manifests, connections and calls, before anything is sent.

use super::call::{body_names, missing};
use super::{Connection, Connections};
use crate::error::Fault;
use signalbox_model::action::CallOperation;
use signalbox_model::connection::{
    ConnectionKind, ConnectionSettings, Credential, Given, OAuth, Operation, Parameter, Place, When,
};
use signalbox_wire::body::{EmptyValues, JsonScalar, json_from_paths};
use signalbox_wire::fill::names;
use std::collections::HashSet;

/// Lists in a manifest or a connection hold at most so many.
const MOST: usize = 500;
/// The longest text in them, characters.
const LONGEST: usize = 4000;
/// The longest time limit, seconds.
const MOST_SECS: u8 = 20;
/// The most tries.
const MOST_TRIES: u8 = 20;

/// The faults of a manifest.
pub fn kind(kind: &ConnectionKind) -> Vec<Fault> {
    let mut check = KindCheck {
        kind,
        faults: Vec::new(),
    };
    check.whole();
    check.faults
}

struct KindCheck<'k> {
    kind: &'k ConnectionKind,
    faults: Vec<Fault>,
}

impl KindCheck<'_> {
    fn error(&mut self, path: impl Into<String>, say: impl Into<String>) {
        self.faults.push(Fault::error(path, say));
    }

    fn whole(&mut self) {
        let kind = self.kind;
        if kind.name.trim().is_empty() || kind.name.chars().count() > 200 {
            self.error("name", "use 1 to 200 characters");
        }
        if !(1..=MOST_SECS).contains(&kind.timeout_secs) {
            self.error(
                "timeout_secs",
                format!("an answer is waited for 1 to {MOST_SECS} seconds"),
            );
        }
        if kind
            .retry
            .tries
            .is_some_and(|tries| !(1..=MOST_TRIES).contains(&tries))
        {
            self.error("retry.tries", format!("a call is tried 1 to {MOST_TRIES} times"));
        }
        if kind.operations.is_empty() && kind.source.is_none() {
            self.error(
                "operations",
                "a kind has operations, or a source that sends, or both",
            );
        }
        if !kind.operations.is_empty() && kind.base_url.trim().is_empty() {
            self.error("base_url", "operations need an address to begin with");
        }
        self.once(
            "settings",
            kind.settings.iter().map(|setting| setting.key.as_str()),
        );
        self.once("secrets", kind.secrets.iter().map(|secret| secret.key.as_str()));
        for (n, secret) in kind.secrets.iter().enumerate() {
            self.when(&format!("secrets[{n}]"), secret.when.as_ref());
        }
        self.text("base_url", &kind.base_url, &[], false);
        for (n, credential) in kind.auth.iter().enumerate() {
            self.credential(&format!("auth[{n}]"), credential);
        }
        self.given("headers", &kind.headers, &[]);
        for (key, operation) in &kind.operations {
            self.operation(&format!("operations.{key}"), operation);
        }
        if let Some(check) = &kind.check {
            self.text("check.path", &check.path, &[], false);
        }
    }

    fn once<'t>(&mut self, path: &str, all: impl Iterator<Item = &'t str>) {
        let mut seen = HashSet::new();
        for (n, name) in all.enumerate() {
            if !seen.insert(name) {
                self.error(format!("{path}[{n}]"), format!("`{name}` is there twice"));
            }
            if n == MOST {
                self.error(path, format!("there are at most {MOST}"));
            }
        }
    }

    /// A text may name settings, what its place adds, and secrets where they are put in.
    fn text(&mut self, path: &str, text: &str, more: &[&str], with_secrets: bool) {
        if text.chars().count() > LONGEST {
            self.error(path, format!("use at most {LONGEST} characters"));
        }
        for name in names(text) {
            let is_known = match name.strip_prefix("secret.") {
                Some(secret) => {
                    with_secrets && self.kind.secrets.iter().any(|slot| slot.key.as_str() == secret)
                }
                None => {
                    more.contains(&name)
                        || self
                            .kind
                            .settings
                            .iter()
                            .any(|setting| setting.key.as_str() == name)
                }
            };
            if !is_known {
                let say = match name.starts_with("secret.") && !with_secrets {
                    true => format!(
                        "`{{{{{name}}}}}` stands where it would be stored and shown: secrets belong under `auth`"
                    ),
                    false => format!("`{{{{{name}}}}}` is neither a setting nor a secret of this kind"),
                };
                self.error(path, say);
            }
        }
    }

    fn when(&mut self, path: &str, when: Option<&When>) {
        let Some(when) = when else { return };
        let setting = self
            .kind
            .settings
            .iter()
            .find(|setting| setting.key == when.setting);
        match setting {
            None => self.error(
                format!("{path}.when.setting"),
                format!("there is no setting `{}`", when.setting),
            ),
            Some(setting) if !setting.choices.is_empty() && !setting.choices.contains(&when.is) => {
                self.error(
                    format!("{path}.when.is"),
                    format!("`{}` is none of the choices", when.is),
                );
            }
            Some(_) => {}
        }
    }

    fn given(&mut self, path: &str, all: &[Given], more: &[&str]) {
        for (n, given) in all.iter().enumerate() {
            let place = format!("{path}[{n}]");
            self.text(&format!("{place}.value"), &given.value, more, false);
            self.when(&place, given.when.as_ref());
        }
    }

    fn credential(&mut self, path: &str, credential: &Credential) {
        match credential {
            Credential::Header(given) | Credential::Query(given) | Credential::Body(given) => {
                self.text(&format!("{path}.value"), &given.value, &[], true);
                self.when(path, given.when.as_ref());
            }
            Credential::Basic(basic) => {
                self.text(&format!("{path}.user"), &basic.user, &[], true);
                self.text(&format!("{path}.password"), &basic.password, &[], true);
            }
            Credential::OAuth(grant) => self.grant(path, grant),
            Credential::Path(part) => self.text(&format!("{path}.value"), &part.value, &[], true),
        }
    }

    fn grant(&mut self, path: &str, grant: &OAuth) {
        for (name, text, with_secrets) in [
            ("token_url", &grant.token_url, false),
            ("client_id", &grant.client_id, true),
            ("client_secret", &grant.client_secret, true),
            ("code", &grant.code, true),
            ("redirect_uri", &grant.redirect_uri, false),
        ] {
            self.text(&format!("{path}.{name}"), text, &[], with_secrets);
        }
        self.when(path, grant.when.as_ref());
    }

    fn operation(&mut self, path: &str, operation: &Operation) {
        if operation.name.trim().is_empty() {
            self.error(format!("{path}.name"), "give the operation a name");
        }
        let in_path: Vec<&str> = in_path(operation).collect();
        self.text(&format!("{path}.path"), &operation.path, &in_path, false);
        self.given(
            &format!("{path}.query"),
            &operation.query,
            &["call.id", "call.guid"],
        );
        self.given(&format!("{path}.headers"), &operation.headers, &[]);
        for (n, fixed) in operation.fixed.iter().enumerate() {
            let place = format!("{path}.fixed[{n}].value");
            self.text(&place, &fixed.value, &["call.id", "call.guid"], false);
        }
        for (n, parameter) in operation.parameters.iter().enumerate() {
            let unused =
                parameter.place == Place::Path && !names(&operation.path).contains(&parameter.name.as_str());
            if unused {
                let say = format!("the path has no `{{{{{}}}}}`", parameter.name);
                self.error(format!("{path}.parameters[{n}].in"), say);
            }
        }
        let place = format!("{path}.parameters");
        self.faults
            .extend(parameters(&place, &operation.parameters, |name| {
                operation.place_of(name)
            }));
    }
}

fn in_path(operation: &Operation) -> impl Iterator<Item = &str> {
    let of_path = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.place == Place::Path);
    of_path.map(|parameter| parameter.name.as_str())
}

/// The faults of a list of parameters.
fn parameters(path: &str, all: &[Parameter], place_of: impl Fn(&str) -> String) -> Vec<Fault> {
    let mut faults = Vec::new();
    if all.len() > MOST {
        faults.push(Fault::error(path, format!("there are at most {MOST}")));
    }
    let mut seen = HashSet::new();
    for (n, parameter) in all.iter().enumerate() {
        if parameter.name.trim().is_empty() {
            faults.push(Fault::error(
                format!("{path}[{n}].name"),
                "give the parameter a name",
            ));
        }
        if !seen.insert(&parameter.name) {
            let say = format!("`{}` is there twice", parameter.name);
            faults.push(Fault::error(format!("{path}[{n}].name"), say));
        }
    }
    let body: Vec<_> = all
        .iter()
        .filter(|parameter| super::is_of_body(parameter) && !parameter.name.trim().is_empty())
        .map(|parameter| (place_of(&parameter.name), JsonScalar::Null))
        .collect();
    if seen.len() == all.len()
        && let Err(fault) = json_from_paths(&body, EmptyValues::Drop)
    {
        faults.push(Fault::error(path, fault.to_string()));
    }
    faults
}

/// The faults of a connection. What is still to be filled in does not keep it from being saved, only from being used.
pub fn connection(all: &Connections, settings: &ConnectionSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    if settings.name.trim().is_empty() || settings.name.chars().count() > 200 {
        faults.push(Fault::error("settings.name", "use 1 to 200 characters"));
    }
    let Some(kind) = all.kind(&settings.kind) else {
        let say = format!(
            "there is no kind `{}`: choose one of the list, or add its manifest",
            settings.kind
        );
        faults.push(Fault::error("settings.kind", say));
        return faults;
    };
    for key in settings.settings.keys() {
        if !kind.settings.iter().any(|setting| setting.key == *key) {
            let say = format!("the kind `{}` has no such setting", settings.kind);
            faults.push(Fault::error(format!("settings.settings.{key}"), say));
        }
    }
    for setting in &kind.settings {
        let written = settings
            .settings
            .get(&setting.key)
            .map(|text| text.trim())
            .unwrap_or_default();
        let path = format!("settings.settings.{}", setting.key);
        if setting.required && written.is_empty() && setting.default.is_empty() {
            faults.push(Fault::error(&path, "fill this in"));
        }
        if written.chars().count() > LONGEST {
            faults.push(Fault::error(&path, format!("use at most {LONGEST} characters")));
        }
        if !written.is_empty()
            && !setting.choices.is_empty()
            && !setting.choices.iter().any(|choice| choice == written)
        {
            let say = format!("choose one of {}", setting.choices.join(", "));
            faults.push(Fault::error(&path, say));
        }
    }
    own_headers(&kind, settings, &mut faults);
    faults.extend(parameters(
        "settings.parameters",
        &settings.parameters,
        str::to_owned,
    ));
    for (n, parameter) in settings.parameters.iter().enumerate() {
        if parameter.place != Place::Body {
            let say = "parameters of a connection travel in the body";
            faults.push(Fault::error(format!("settings.parameters[{n}].in"), say));
        }
    }
    if settings.attributes.len() > MOST {
        faults.push(Fault::error(
            "settings.attributes",
            format!("there are at most {MOST}"),
        ));
    }
    base(kind, settings, &mut faults);
    faults
}

fn own_headers(kind: &ConnectionKind, settings: &ConnectionSettings, faults: &mut Vec<Fault>) {
    if settings.headers.len() > MOST {
        faults.push(Fault::error(
            "settings.headers",
            format!("there are at most {MOST}"),
        ));
    }
    for (name, value) in &settings.headers {
        let path = format!("settings.headers.{name}");
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            faults.push(Fault::error(
                &path,
                "a header's name has letters, digits and dashes",
            ));
        }
        for asked in names(value) {
            let is_known = match asked.strip_prefix("secret.") {
                Some(secret) => {
                    kind.own_secrets || kind.secrets.iter().any(|slot| slot.key.as_str() == secret)
                }
                None => kind.settings.iter().any(|setting| setting.key.as_str() == asked),
            };
            if !is_known {
                let say = format!("`{{{{{asked}}}}}` is neither a setting nor a secret of this connection");
                faults.push(Fault::error(&path, say));
            }
        }
        let says_it = name.eq_ignore_ascii_case("authorization") && !signalbox_wire::fill::is_secret(value);
        if says_it && !value.trim().is_empty() {
            let say =
                "a password written here is stored and shown: keep it as a secret, and write {{secret.name}}";
            faults.push(Fault::error(&path, say));
        }
    }
}

/// The address must be one, once everything is filled in.
fn base(kind: std::sync::Arc<ConnectionKind>, settings: &ConnectionSettings, faults: &mut Vec<Fault>) {
    if kind.operations.is_empty() || faults.iter().any(Fault::is_error) {
        return;
    }
    let stored = signalbox_store::connections::Stored {
        id: signalbox_model::ConnectionId(0),
        key: settings.kind.clone(),
        settings: settings.clone(),
        created_at: signalbox_model::Micros(0),
        updated_at: signalbox_model::Micros(0),
    };
    // The address is wrong where something was filled in.
    let filled_in = names(&kind.base_url)
        .first()
        .map(|name| format!("settings.settings.{name}"));
    let connection = Connection {
        stored,
        kind: Some(kind),
    };
    if let Err(say) = connection.address("") {
        let place = filled_in.unwrap_or_else(|| "settings.kind".to_owned());
        faults.push(Fault::error(place, say));
    }
}

/// The faults of a call, at `path`.
pub(crate) fn call(all: &Connections, path: &str, call: &CallOperation) -> Vec<Fault> {
    let own = |name: &str| format!("{path}.{name}");
    let Some(connection) = all.get(&call.connection) else {
        let say = format!(
            "there is no connection `{}`: make it under Connections, or mend the name",
            call.connection
        );
        return vec![Fault::error(own("connection"), say)];
    };
    let Some(operation) = connection.operation(&call.operation) else {
        let known = connection.kind.iter().flat_map(|kind| kind.operations.keys());
        let known: Vec<_> = known.map(|key| key.as_str()).collect();
        let say = format!(
            "connections of the kind `{}` know no operation `{}`; known are {}",
            connection.stored.settings.kind,
            call.operation,
            known.join(", ")
        );
        return vec![Fault::error(own("operation"), say)];
    };
    let mut faults = Vec::new();
    for parameter in missing(connection, operation, call) {
        let say = "this must not be empty: give it a value, or a fallback";
        faults.push(Fault::error(own(&format!("values.{}", parameter.name)), say));
    }
    for (name, _) in &call.values.0 {
        let is_declared = connection
            .parameters(operation)
            .any(|parameter| parameter.name == *name);
        if !operation.open && !is_declared {
            faults.push(Fault::error(
                own(&format!("values.{name}")),
                "the operation takes no such parameter",
            ));
        }
    }
    if let Err(fault) = json_from_paths(&body_names(connection, operation, call), EmptyValues::Drop) {
        faults.push(Fault::error(own("values"), fault.to_string()));
    }
    let free = [
        ("method", call.method.is_some()),
        ("path", call.path.is_some()),
        ("headers", !call.headers.is_empty()),
    ];
    for (name, is_given) in free {
        if is_given && !operation.free {
            faults.push(Fault::error(
                own(name),
                "the operation says this itself: leave it out",
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults_of(manifest: serde_json::Value) -> Vec<String> {
        let manifest: ConnectionKind = serde_json::from_value(manifest).unwrap();
        kind(&manifest).into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn faults_of_a_manifest_name_their_place() {
        let whole = json!({
            "name": "Shop",
            "base_url": "https://{{host}}",
            "settings": [{ "key": "host", "name": "Host" }],
            "secrets": [{ "key": "key", "name": "Key" }],
            "auth": [{ "header": { "name": "X-Key", "value": "{{secret.key}}" } }],
            "operations": { "order": { "name": "Order", "path": "/orders/{{id}}",
                "parameters": [{ "name": "id", "in": "path" }, { "name": "a.b" }] } },
        });
        assert_eq!(faults_of(whole.clone()), [""; 0]);
        let broken = |pointer: &str, value: serde_json::Value| {
            let mut broken = whole.clone();
            *broken.pointer_mut(pointer).unwrap() = value;
            faults_of(broken)
        };
        assert_eq!(broken("/name", json!(" ")), ["name"]);
        assert_eq!(broken("/base_url", json!("https://{{hots}}")), ["base_url"]);
        assert_eq!(broken("/base_url", json!("https://{{secret.key}}")), ["base_url"]);
        assert_eq!(
            broken("/auth/0/header/value", json!("{{secret.other}}")),
            ["auth[0].value"]
        );
        assert_eq!(
            broken("/operations/order/path", json!("/orders")),
            ["operations.order.parameters[0].in"]
        );
        assert_eq!(
            broken("/operations/order/parameters/1/name", json!("id")),
            ["operations.order.parameters[1].name"]
        );
        let twice = json!([{ "name": "id", "in": "path" }, { "name": "a" }, { "name": "a.b" }]);
        assert_eq!(
            broken("/operations/order/parameters", twice),
            ["operations.order.parameters"]
        );
    }

    #[test]
    fn faults_of_a_connection_name_their_place() {
        let all = Connections::default();
        let faults = |settings: serde_json::Value| {
            let settings: ConnectionSettings = serde_json::from_value(settings).unwrap();
            let found = connection(&all, &settings).into_iter().map(|fault| fault.path);
            found.collect::<Vec<_>>()
        };
        let http = |more: serde_json::Value| {
            let mut whole =
                json!({ "name": "Shop", "kind": "http", "settings": { "base_url": "https://shop.example" } });
            whole
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            whole
        };
        assert_eq!(faults(http(json!({}))), [""; 0]);
        assert_eq!(
            faults(http(json!({ "settings": {} }))),
            ["settings.settings.base_url"]
        );
        assert_eq!(
            faults(http(json!({ "settings": { "base_url": "ftp://x" } }))),
            ["settings.settings.base_url"]
        );
        assert_eq!(
            faults(http(json!({ "headers": { "Authorization": "Bearer abc" } }))),
            ["settings.headers.Authorization"]
        );
        assert_eq!(
            faults(http(
                json!({ "headers": { "Authorization": "Bearer {{secret.any}}" } })
            )),
            [""; 0]
        );
        assert_eq!(
            faults(http(json!({ "headers": { "a b": "x" } }))),
            ["settings.headers.a b"]
        );
        assert_eq!(
            faults(json!({ "name": "x", "kind": "unheard-of" })),
            ["settings.kind"]
        );
        assert_eq!(
            faults(json!({ "name": "x", "kind": "mindbox",
                "settings": { "endpoint_id": "site", "authorisation": "Basic" } })),
            ["settings.settings.authorisation"]
        );
    }
}
