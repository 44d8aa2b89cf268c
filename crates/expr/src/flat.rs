//! Bodies as flat variables: `{"order":{"items":[{"sku":"A1"}]}}` is `{order_items_0_sku}` (R-6, Z-100).

use crate::value::Value;

/// Levels that become names; what lies deeper stays as JSON in the variable of level 10.
pub const MAX_LEVELS: usize = 10;

/// The variables of a body, and the names that two paths wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flattened {
    /// Parents before their children, in document order, each name once.
    pub variables: Vec<(String, Value)>,
    /// Names taken by an earlier path; `{{hook.…}}` still reaches the later one.
    pub collisions: Vec<String>,
}

/// All variables of a body: objects and lists themselves, and everything inside them.
pub fn flatten(value: &Value) -> Vec<(String, Value)> {
    flatten_reporting(value).variables
}

/// As [`flatten`], with the names that were wanted twice.
pub fn flatten_reporting(value: &Value) -> Flattened {
    let mut flat = Flattened::default();
    let mut taken = std::collections::HashSet::new();
    visit(value, "", 0, &mut |name, value, level| {
        if !taken.insert(name.to_owned()) {
            flat.collisions.push(name.to_owned());
            return;
        }
        let nested = matches!(value, Value::List(_) | Value::Map(_));
        let value = match nested && level == MAX_LEVELS {
            true => Value::Text(value.to_json_string()),
            false => value.clone(),
        };
        flat.variables.push((name.to_owned(), value));
    });
    flat
}

fn visit(value: &Value, prefix: &str, level: usize, found: &mut dyn FnMut(&str, &Value, usize)) {
    if level == MAX_LEVELS {
        return;
    }
    for_each_child(value, &mut |key, child| {
        let key = clean(key);
        let name = if prefix.is_empty() {
            key
        } else {
            format!("{prefix}_{key}")
        };
        found(&name, child, level + 1);
        visit(child, &name, level + 1, found);
    });
}

fn for_each_child<'v>(value: &'v Value, found: &mut dyn FnMut(&str, &'v Value)) {
    match value {
        Value::Map(map) => map.iter().for_each(|(key, child)| found(key, child)),
        Value::List(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, child)| found(&index.to_string(), child));
        }
        _ => {}
    }
}

/// Everything but letters, digits and `_` becomes `_` (Z-100).
fn clean(key: &str) -> String {
    key.chars()
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' })
        .collect()
}

/// Looks one flat name up without making all of them; the same answer as [`flatten`] gives.
pub fn find(value: &Value, name: &str) -> Option<Value> {
    let (found, level) = descend(value, name, 1)?;
    let nested = matches!(found, Value::List(_) | Value::Map(_));
    Some(match nested && level == MAX_LEVELS {
        true => Value::Text(found.to_json_string()),
        false => found.clone(),
    })
}

fn descend<'v>(value: &'v Value, name: &str, level: usize) -> Option<(&'v Value, usize)> {
    if level > MAX_LEVELS {
        return None;
    }
    let mut answer = None;
    for_each_child(value, &mut |key, child| {
        if answer.is_some() {
            return;
        }
        let Some(rest) = strip_key(name, key) else { return };
        answer = match rest.strip_prefix('_') {
            _ if rest.is_empty() => Some((child, level)),
            Some(rest) => descend(child, rest, level + 1),
            None => None,
        };
    });
    answer
}

/// `name` without the cleaned `key` in front of it.
fn strip_key<'n>(name: &'n str, key: &str) -> Option<&'n str> {
    let mut rest = name;
    for c in key.chars() {
        let c = if c.is_alphanumeric() { c } else { '_' };
        rest = rest.strip_prefix(c)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(json: &str) -> Vec<String> {
        flatten(&Value::from_json(json).unwrap())
            .into_iter()
            .map(|(name, value)| format!("{name}={}", value.to_text()))
            .collect()
    }

    #[test]
    fn the_table_of_the_catalogue() {
        assert_eq!(
            names(r#"{"a":{"b":[{"c":1}]}}"#),
            [
                r#"a={"b":[{"c":1}]}"#,
                r#"a_b=[{"c":1}]"#,
                r#"a_b_0={"c":1}"#,
                "a_b_0_c=1"
            ]
        );
        assert_eq!(names(r#"[{"id":5}]"#), [r#"0={"id":5}"#, "0_id=5"]);
        assert!(names("\"ok\"").is_empty());
        assert_eq!(names(r#"{"user-agent":"x"}"#), ["user_agent=x"]);
        let clash = flatten_reporting(&Value::from_json(r#"{"a_b":1,"a":{"b":2}}"#).unwrap());
        assert_eq!(clash.collisions, ["a_b"]);
        assert_eq!(clash.variables[0], ("a_b".into(), Value::from(1)));
    }

    #[test]
    fn the_eleventh_level_stays_json() {
        let json = (1..=12)
            .rev()
            .fold("1".to_owned(), |inner, n| format!("{{\"k{n}\":{inner}}}"));
        let name = (1..=10).map(|n| format!("k{n}")).collect::<Vec<_>>().join("_");
        let all = names(&json);
        assert_eq!(all.len(), 10);
        assert_eq!(all[9], format!("{name}={{\"k11\":{{\"k12\":1}}}}"));
        let value = Value::from_json(&json).unwrap();
        assert_eq!(find(&value, &name), Some(Value::from(r#"{"k11":{"k12":1}}"#)));
        assert_eq!(find(&value, &format!("{name}_k11")), None);
    }

    #[test]
    fn looking_up_agrees_with_flattening() {
        let json =
            r#"{"a_b":1,"a":{"b":2,"c_d":{"e":3}},"a_c":{"d_e":4},"l":[[7],{"x":null}],"x-y":{"z":1}}"#;
        let value = Value::from_json(json).unwrap();
        for (name, expected) in flatten(&value) {
            assert_eq!(find(&value, &name), Some(expected), "{name}");
        }
        assert_eq!(
            find(&value, "a_c_d"),
            Some(value.step("a").unwrap().step("c_d").unwrap().clone())
        );
        assert_eq!(find(&value, "nothing"), None);
    }
}
