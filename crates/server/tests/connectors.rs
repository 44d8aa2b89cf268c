//! Connections and bridges through the real binary, against doubles of the systems they speak with.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};
use signalbox_testkit::doubles::{Amocrm, Mindbox, Mishap};
use signalbox_testkit::{Client, Signalbox, until};
use std::path::Path;
use std::time::{Duration, Instant};

const KEY: &str = "canary-mindbox-0123456789";
const FORM: &str = "application/x-www-form-urlencoded";

struct House {
    server: Signalbox,
    api: Client,
    dir: tempfile::TempDir,
}

impl House {
    fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_signalbox"));
        let server = Signalbox::start(binary, dir.path(), &["--allow-internal", "127.0.0.0/8"]);
        let owner = json!({"name": "Ann", "email": "ann@example.com", "password": "correct horse"});
        server.client().post("/api/v1/setup", owner);
        let token = server.command(&["token", "create", "--name", "test", "--scope", "admin"]);
        let token = { token }.output().unwrap();
        let api = server
            .client()
            .with_token(String::from_utf8_lossy(&token.stdout).trim());
        Self { server, api, dir }
    }

    fn connect(&self, settings: Value, secrets: &[(&str, &str)]) -> Value {
        let made = self
            .api
            .post("/api/v1/connections", json!({ "settings": settings }));
        for (name, value) in secrets {
            let path = format!(
                "/api/v1/connections/{}/secrets/{name}",
                made["id"].as_str().unwrap()
            );
            let set = self.api.call("PUT", &path, Some(&json!({ "value": value }))).ok();
            assert!(!set.to_string().contains(value), "{set}");
        }
        made
    }

    fn mindbox(&self, double: &Mindbox, name: &str, more: Value) -> Value {
        let mut settings = json!({ "base_url": double.base(), "endpoint_id": Mindbox::ENDPOINT });
        settings
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.connect(
            json!({ "name": name, "kind": "mindbox", "settings": settings }),
            &[("key", KEY)],
        )
    }

    /// A source that Calltouch sends to; the path of its hook.
    fn calltouch(&self) -> String {
        let settings =
            json!({ "name": "Calltouch", "kind": "calltouch", "attributes": ["mindboxDeviceUUID"] });
        let made = self.connect(settings, &[]);
        let url = made["hook_url"].as_str().unwrap();
        format!("/in/{}", url.rsplit('/').next().unwrap())
    }

    /// amoCRM's own kind with another scheme: a double has no certificate.
    fn amocrm_nearby(&self) {
        let kinds = self.api.get("/api/v1/connection-kinds")["items"].clone();
        let mut all = kinds.as_array().unwrap().iter();
        let mut kind = all.find(|kind| kind["key"] == "amocrm").unwrap()["manifest"].clone();
        kind["base_url"] = "http://{{domain}}/api/v4".into();
        if let Some(grant) = kind.pointer_mut("/auth/1/oauth/token_url") {
            *grant = "http://{{domain}}/oauth2/access_token".into();
        }
        let path = "/api/v1/connection-kinds/amocrm-double";
        self.api.call("PUT", path, Some(&kind)).ok();
    }

    /// A plain hook; its path.
    fn hook(&self, key: &str) -> String {
        let hook = json!({ "key": key, "settings": { "name": key } });
        let url = self.api.post("/api/v1/hooks", hook)["url"].clone();
        format!("/in/{}", url.as_str().unwrap().rsplit('/').next().unwrap())
    }

    fn bridge(&self, bridge: &Value) -> String {
        let made = self.api.post("/api/v1/bridges", json!({ "bridge": bridge }));
        let id = made["id"].as_str().unwrap().to_owned();
        self.api.post(&format!("/api/v1/scenarios/{id}/on"), json!({}));
        id
    }

    fn history(&self, bridge: &str) -> Vec<Value> {
        let page = self.api.get(&format!("/api/v1/bridges/{bridge}/history"));
        page["items"].as_array().unwrap().clone()
    }

    /// The newest call of a bridge, once it has ended.
    fn ended(&self, bridge: &str) -> Value {
        let mut last = Value::Null;
        until("the call has ended", || {
            last = self
                .history(bridge)
                .first()
                .map_or(Value::Null, |run| run["call"].clone());
            matches!(last["state"].as_str(), Some("delivered" | "failed" | "uncertain"))
        });
        last
    }
}

fn call(more: &str) -> String {
    format!(
        "id=612908450&leadtype=call&callphase=calldisconnected&calltime=2021-03-26+18%3A46%3A00&utm_source=yandex{more}"
    )
}

fn to_mindbox(connection: &str, filter: Value, values: Value) -> Value {
    let mut all = json!({
        "customer.mobilePhone": "{callerphone}",
        "customerAction.customFields.callId": "{id}",
        "customerAction.customFields.utmSource": "{utm_source}",
        "customerAction.customFields.utmMedium": "{utm_medium}",
        "executionDateTimeUtc": "{calltime}",
    });
    all.as_object_mut()
        .unwrap()
        .extend(values.as_object().unwrap().clone());
    json!({
        "name": connection,
        "start": { "on": "hook_received", "hook": "calltouch", "empty_texts": ["<не указано>", "(not set)"] },
        "filter": filter,
        "call": { "connection": connection, "operation": "async", "values": all },
    })
}

#[test]
fn calls_are_split_between_two_operations_by_session_and_cookie() {
    let house = House::open();
    let mindbox = Mindbox::start(KEY);
    house.mindbox(&mindbox, "Old", json!({ "authorisation": "Mindbox" }));
    house.mindbox(&mindbox, "New", json!({ "authorisation": "SecretKey" }));
    let hook = house.calltouch();
    let both = |is: &str| json!([{ "left": "{sessionId}", "is": is }, { "left": "{attrs_mindboxDeviceUUID}", "is": is }]);
    let fixed = house.bridge(&to_mindbox(
        "old",
        both("empty"),
        json!({ "operation": "CallTouchStatic" }),
    ));
    let pool = json!({ "operation": "CallTouch", "deviceUUID": "{attrs_mindboxDeviceUUID}" });
    let pool = house.bridge(&to_mindbox("new", both("not_empty"), pool));

    // A number of the dynamic pool: attributes come as JSON inside the form.
    let attrs = "&callerphone=79161234567&sessionId=345&attrs=%7B%22mindboxDeviceUUID%22%3A%22c0ffee%22%7D";
    house.api.send_file(&hook, FORM, call(attrs));
    assert_eq!(
        house.ended(&pool)["state"],
        "delivered",
        "{:?}",
        house.history(&pool)
    );
    // A static number: what is missing comes as a placeholder.
    let missing = "&callerphone=79160000000&sessionId=%3C%D0%BD%D0%B5+%D1%83%D0%BA%D0%B0%D0%B7%D0%B0%D0%BD%D0%BE%3E&utm_medium=%28not+set%29";
    house.api.send_file(&hook, FORM, call(missing));
    until("the second call is sent", || mindbox.calls().len() == 2);
    assert_eq!(
        house.ended(&fixed)["state"],
        "delivered",
        "{:?}",
        house.history(&fixed)
    );

    let calls = mindbox.calls();
    let operations: Vec<_> = calls
        .iter()
        .map(|call| call.query("operation").unwrap())
        .collect();
    assert_eq!(operations, ["CallTouch", "CallTouchStatic"]);
    assert_eq!(calls[0].query("deviceUUID"), Some("c0ffee"));
    assert_eq!(calls[1].query("deviceUUID"), None);
    let authorisations: Vec<_> = calls
        .iter()
        .map(|call| call.header("authorization").unwrap())
        .collect();
    assert_eq!(
        authorisations,
        [format!("SecretKey {KEY}"), format!("Mindbox secretKey=\"{KEY}\"")]
    );
    assert_eq!(
        calls[0].header("content-type"),
        Some("application/json; charset=utf-8")
    );
    assert_eq!(
        calls[1].body,
        json!({
            "customer": { "mobilePhone": "79160000000" },
            "customerAction": { "customFields": { "callId": "612908450", "utmSource": "yandex" } },
            "executionDateTimeUtc": calls[1].body["executionDateTimeUtc"],
        })
    );
    // Each bridge saw both calls, and says why it let one of them be.
    for bridge in [&fixed, &pool] {
        let statuses: Vec<_> = house
            .history(bridge)
            .iter()
            .map(|run| run["status"].clone())
            .collect();
        assert_eq!(statuses.len(), 2, "{statuses:?}");
        assert!(statuses.contains(&json!("not_matched")) && statuses.contains(&json!("fired")));
    }
}

/// A bridge without a filter, from a plain hook, over one connection to Mindbox.
fn plain(house: &House, mindbox: &Mindbox, more: Value) -> (String, String) {
    house.mindbox(mindbox, "Mindbox", more);
    let hook = house.calltouch();
    let bridge = to_mindbox("mindbox", json!([]), json!({ "operation": "CallTouch" }));
    let bridge = house.bridge(&bridge);
    (hook, bridge)
}

#[test]
fn a_refusal_inside_a_200_is_a_failure_with_its_fields_and_is_not_repeated() {
    let house = House::open();
    let mindbox = Mindbox::start(KEY);
    let (hook, bridge) = plain(&house, &mindbox, json!({}));
    house.api.send_file(&hook, FORM, call("&callerphone=anonymous"));
    let ended = house.ended(&bridge);
    assert_eq!(
        (&ended["state"], &ended["status"]),
        (&json!("failed"), &json!(200)),
        "{ended}"
    );
    let delivery = format!("/api/v1/deliveries/{}", ended["delivery"].as_str().unwrap());
    let attempts = house.api.get(&delivery)["attempts"].clone();
    assert_eq!(
        attempts[0]["faults"],
        json!([{ "field": "customer.mobilePhone", "message": "the phone is incorrect" }])
    );
    assert_eq!(attempts.as_array().unwrap().len(), 1);
    let connection = house.api.get("/api/v1/connections")["items"].clone();
    let connection = connection
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["key"] == "mindbox")
        .unwrap()
        .clone();
    assert!(
        connection["health"]["failure"]
            .as_str()
            .unwrap()
            .contains("the phone is incorrect"),
        "{connection}"
    );
    // Mended and sent again with the settings of today, the value is another.
    let values = json!({ "customer.mobilePhone": { "value": "{callerphone}", "map": { "anonymous": "79990000000" } },
        "operation": "CallTouch" });
    let mended = to_mindbox("mindbox", json!([]), values);
    house
        .api
        .call(
            "PUT",
            &format!("/api/v1/bridges/{bridge}"),
            Some(&json!({ "bridge": mended })),
        )
        .ok();
    let run = house.history(&bridge)[0]["run"].clone();
    let resent = house.api.post(
        &format!("/api/v1/bridges/{bridge}/resend"),
        json!({ "runs": [run] }),
    );
    assert!(resent["items"][0]["refused"].is_null(), "{resent}");
    until("it is sent again", || mindbox.done().len() == 1);
    assert_eq!(mindbox.done()[0].body["customer"]["mobilePhone"], "79990000000");
}

#[test]
fn trouble_is_tried_again_and_a_lost_answer_does_nothing_twice() {
    let house = House::open();
    let mindbox = Mindbox::start(KEY);
    let (hook, bridge) = plain(&house, &mindbox, json!({ "transaction_ids": "yes" }));
    mindbox.goes_wrong([Mishap::Status(500), Mishap::LostAnswer]);
    house.api.send_file(&hook, FORM, call("&callerphone=79161234567"));
    let ended = house.ended(&bridge);
    assert_eq!(ended["state"], "delivered", "{ended}");
    assert_eq!(ended["tries"], 3, "{ended}");
    let ids: Vec<_> = mindbox
        .calls()
        .iter()
        .map(|call| call.query("transactionId").map(str::to_owned))
        .collect();
    assert!(ids[0].is_some() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(mindbox.done().len(), 1, "it was worked off once");
}

#[test]
fn a_bridge_that_only_fails_is_stopped_and_its_owner_told() {
    let house = House::open();
    let mindbox = Mindbox::start("another key");
    let (hook, bridge) = plain(&house, &mindbox, json!({}));
    for n in 0..10 {
        house
            .api
            .send_file(&hook, FORM, call(&format!("&callerphone=7916000000{n}")));
    }
    until("the bridge is stopped", || {
        house.api.get(&format!("/api/v1/bridges/{bridge}"))["on"] == false
    });
    until("somebody is told", || {
        house
            .api
            .get("/api/v1/notifications")
            .to_string()
            .contains("bridge_paused")
    });
    assert_eq!(mindbox.calls().len(), 10);
    assert!(mindbox.done().is_empty());
}

#[test]
fn amocrm_gets_seven_requests_a_second_and_its_faults_are_read() {
    let house = House::open();
    let amo = Amocrm::start("canary-amo-token");
    house.amocrm_nearby();
    let domain = amo.base().trim_start_matches("http://");
    let settings = json!({ "name": "Amo", "kind": "amocrm-double", "settings": { "domain": domain } });
    let made = house.connect(settings, &[("token", "canary-amo-token")]);
    let id = made["id"].as_str().unwrap();
    let checked = house
        .api
        .post(&format!("/api/v1/connections/{id}/check"), json!({}));
    assert_eq!(checked["works"], true, "{checked}");
    let path = house.hook("form");
    let bridge = house.bridge(&json!({
        "name": "Leads", "start": { "on": "hook_received", "hook": "form" },
        "call": { "connection": "amo", "operation": "create_lead_with_contact",
            "values": { "name": "Order {n}", "price": "{sum}", "phone": "{phone}" } },
    }));
    let began = Instant::now();
    for n in 0..20 {
        house
            .api
            .post(&path, json!({ "n": n, "sum": "1500", "phone": "+79161234567" }));
    }
    until("every lead is there", || amo.done().len() == 20);
    assert!(
        began.elapsed() > Duration::from_millis(1500),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        amo.done()[0].body[0]["_embedded"]["contacts"][0]["custom_fields_values"][0],
        json!({ "field_code": "PHONE", "values": [{ "value": "+79161234567", "enum_code": "WORK" }] })
    );
    house
        .api
        .post(&path, json!({ "n": 21, "sum": "12.5", "phone": "+79161234567" }));
    until("the fault is read", || house.ended(&bridge)["state"] == "failed");
    let error = house.ended(&bridge)["error"].clone();
    assert!(error.as_str().unwrap().contains("Bad Request"), "{error}");
    // A value that is of another type never leaves.
    house
        .api
        .post(&path, json!({ "n": 22, "sum": "much", "phone": "+79161234567" }));
    until("it failed by itself", || {
        house.history(&bridge)[0]["status"] == "failed"
    });
}

#[test]
fn a_token_is_got_by_its_code_renewed_once_for_all_and_told_nowhere() {
    let mut house = House::open();
    let amo = Amocrm::start_oauth("canary-code-0123");
    house.amocrm_nearby();
    let domain = amo.base().trim_start_matches("http://");
    let settings = json!({ "domain": domain, "authorisation": "oauth", "client_id": "me" });
    let secrets = [
        ("client_secret", Amocrm::CLIENT_SECRET),
        ("code", "canary-code-0123"),
    ];
    let made = house.connect(
        json!({ "name": "Amo", "kind": "amocrm-double", "settings": settings }),
        &secrets,
    );
    let check = format!("/api/v1/connections/{}/check", made["id"].as_str().unwrap());
    let checked = house.api.post(&check, json!({}));
    assert_eq!(checked["works"], true, "{checked}");
    let path = house.hook("form");
    house.bridge(&json!({
        "name": "Leads", "start": { "on": "hook_received", "hook": "form" },
        "call": { "connection": "amo", "operation": "create_lead", "values": { "name": "Order {n}" } },
    }));
    // The first token expires soon: whoever comes first renews it, for all.
    for n in 0..5 {
        house.api.post(&path, json!({ "n": n }));
    }
    until("every lead is there", || amo.done().len() == 5);
    // A token that is refused before its time is renewed too, and the call goes through.
    amo.goes_wrong([Mishap::Status(401)]);
    house.api.post(&path, json!({ "n": 6 }));
    until("the sixth is there", || amo.done().len() == 6);
    let calls = amo.calls();
    let asked: Vec<_> = calls
        .iter()
        .filter(|call| call.path == "/oauth2/access_token")
        .collect();
    let grants: Vec<_> = asked
        .iter()
        .map(|call| call.body["grant_type"].as_str().unwrap())
        .collect();
    assert_eq!(grants, ["authorization_code", "refresh_token", "refresh_token"]);
    assert_eq!(asked[2].body["refresh_token"], "canary-refresh-002");
    let shown =
        house.api.get("/api/v1/deliveries").to_string() + &house.api.get("/api/v1/connections").to_string();
    assert!(!shown.contains("canary"), "{shown}");
    assert!(house.server.stop().success());
    for secret in ["canary-access", "canary-refresh", "canary-code", "canary-client"] {
        assert_eq!(
            leaks(house.dir.path(), secret),
            [""; 0],
            "{secret} lies open in files"
        );
    }
}

/// Whether a secret stands in a file below a folder.
fn leaks(folder: &Path, secret: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(leaks(&path, secret));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_secret_is_told_nowhere_not_even_by_who_got_it() {
    let mut house = House::open();
    let mindbox = Mindbox::start(KEY);
    let (hook, bridge) = plain(&house, &mindbox, json!({}));
    mindbox.goes_wrong([Mishap::SaysBack]);
    house.api.send_file(&hook, FORM, call("&callerphone=79161234567"));
    let ended = house.ended(&bridge);
    assert_eq!(ended["state"], "failed");
    assert!(ended["error"].as_str().unwrap().contains("••••"), "{ended}");
    let run = house.history(&bridge)[0]["run"].as_str().unwrap().to_owned();
    let delivery = ended["delivery"].as_str().unwrap();
    let connection = house.api.get("/api/v1/connections")["items"][0]["id"].clone();
    let connection = connection.as_str().unwrap();
    for path in [
        "/api/v1/connections".to_owned(),
        format!("/api/v1/connections/{connection}"),
        "/api/v1/connection-kinds".to_owned(),
        "/api/v1/deliveries".to_owned(),
        format!("/api/v1/deliveries/{delivery}"),
        format!("/api/v1/runs/{run}"),
        format!("/api/v1/bridges/{bridge}"),
        format!("/api/v1/bridges/{bridge}/history"),
        "/api/v1/export".to_owned(),
        "/api/v1/audit".to_owned(),
        "/api/v1/notifications".to_owned(),
        "/api/v1/events".to_owned(),
    ] {
        let answer = house.api.call("GET", &path, None);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert!(!answer.body.to_string().contains(KEY), "{path} tells the secret");
    }
    mindbox.goes_wrong([Mishap::SaysBack]);
    let bridge = house.api.get(&format!("/api/v1/bridges/{bridge}"))["bridge"].clone();
    let mut bridge = bridge;
    bridge["call"]["values"]["customer.mobilePhone"] = "79161234567".into();
    bridge["call"]["values"]["executionDateTimeUtc"] = "".into();
    let tested = house
        .api
        .post("/api/v1/bridges/test", json!({ "bridge": bridge }));
    assert_eq!(tested["attempt"]["status"], 400, "{tested}");
    assert!(!tested.to_string().contains(KEY), "{tested}");
    let exported = house.server.command(&["export"]).output().unwrap();
    assert!(exported.status.success());
    let exported = String::from_utf8_lossy(&exported.stdout).into_owned();
    assert!(
        exported.contains("endpoint_id") && !exported.contains(KEY),
        "{exported}"
    );
    assert!(house.server.stop().success());
    assert_eq!(
        leaks(house.dir.path(), KEY),
        [""; 0],
        "the secret lies open in files"
    );
}
