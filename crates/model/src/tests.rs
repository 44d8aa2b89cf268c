//! Documents as people write them: what is read, and what the errors say.

use crate::scenario::Scenario;
use serde_json::json;

fn fault(doc: serde_json::Value) -> String {
    serde_path_to_error::deserialize::<_, Scenario>(doc)
        .unwrap_err()
        .to_string()
}

fn with_step(step: serde_json::Value) -> serde_json::Value {
    json!({"name": "x", "start": {"on": "manual"}, "blocks": [{"do": [{"action": "add_note", "text": "a"}, step]}]})
}

#[test]
fn a_scenario_reads_and_prints_the_same() {
    let doc = json!({
        "name": "Hot sale",
        "start": {"on": "hook_received", "hook": "tilda"},
        "throttle_secs": 60,
        "blocks": [{
            "id": "s1",
            "if": [
                {"left": "{event}", "is": "equals", "right": "sale"},
                {"or": true, "any": [{"left": "{amount}", "is": "greater", "right": "100"}]}
            ],
            "do": [
                {"id": "s2", "action": "create_lead", "name": "Sale {id}", "fields": {"sale": "{amount}"}},
                {"id": "s3", "timer": {"after": "3 days"}, "action": "run_scenario", "scenario": "follow-up"},
                {"id": "s4", "action": "send_webhook", "url": "https://a.b/", "body": {"fields": {"a.b": "{id}"}}}
            ]
        }]
    });
    let scenario: Scenario = serde_json::from_value(doc.clone()).unwrap();
    assert_eq!(serde_json::to_value(&scenario).unwrap(), doc);
}

#[test]
fn faults_name_their_place() {
    for (doc, place, reason) in [
        (
            with_step(json!({"action": "creat_lead"})),
            "blocks[0].do[1]",
            "there is no `creat_lead`",
        ),
        (
            with_step(json!({"action": "add_note"})),
            "blocks[0].do[1]",
            "missing field `text`",
        ),
        (
            with_step(json!({"action": "add_note", "text": {"a": 1}})),
            "blocks[0].do[1]",
            "text: expected text",
        ),
        (
            with_step(json!({"action": "add_note", "text": "a", "txt": 1})),
            "blocks[0].do[1]",
            "unknown field `txt`",
        ),
        (
            with_step(json!({"text": "a"})),
            "blocks[0].do[1]",
            "missing field `action`",
        ),
        (
            with_step(json!({"action": "add_note", "text": "a", "timer": {}})),
            "blocks[0].do[1]",
            "timer: a timer has exactly",
        ),
        (
            json!({"name": "x", "start": {"on": "full_moon"}}),
            "start",
            "there is no `full_moon`",
        ),
        (
            json!({"name": "x", "start": {"on": "manual"}, "blocks": [{"if": [{"left": "{a}", "is": "equals"}]}]}),
            "blocks[0].if[0]",
            "needs `right`",
        ),
    ] {
        let said = fault(doc);
        assert!(said.starts_with(place) && said.contains(reason), "{said}");
    }
}

#[test]
fn ids_are_filled_once_and_stay() {
    let mut scenario: Scenario =
        serde_json::from_value(with_step(json!({"id": "s1", "action": "add_note", "text": "b"}))).unwrap();
    scenario.fill_ids();
    let ids: Vec<_> = scenario.blocks[0]
        .steps
        .iter()
        .filter_map(|s| s.id.clone())
        .collect();
    assert_eq!(
        ids.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["s3", "s1"]
    );
    let before = scenario.clone();
    scenario.fill_ids();
    assert_eq!(scenario, before);
}

#[test]
fn every_kind_has_a_schema() {
    let schema = serde_json::to_string(&schemars::schema_for!(Scenario)).unwrap();
    for kind in crate::action::Action::KINDS
        .iter()
        .chain(crate::start::Start::KINDS)
    {
        assert!(schema.contains(kind), "{kind}");
    }
}
