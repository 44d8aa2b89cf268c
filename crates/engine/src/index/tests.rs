use super::*;
use crate::compile::Body;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// A scenario whose only block asks for some variables' values.
fn scenario(id: i64, asks: &[(u8, u8)]) -> Arc<Compiled> {
    let rows: Vec<_> = asks
        .iter()
        .map(|(variable, value)| json!({"left": format!("{{v{variable}}}"), "is": "equals", "right": format!("x{value}")}))
        .collect();
    let document = json!({"name": "n", "start": {"on": "manual"}, "blocks": [{"if": rows}]});
    Arc::new(Compiled {
        id: ScenarioId(id),
        key: format!("s{id}").parse().unwrap(),
        on: true,
        position: -id,
        version: 1,
        body: Body::new(serde_json::from_value(document).unwrap()),
    })
}

/// The ids of the candidates for an event that has a value of each variable; `None` is a list, which has no key.
fn candidates(bucket: &Bucket, values: [Option<u8>; 3]) -> Vec<i64> {
    let look_up = |name: &str| {
        let n: usize = name[1..].parse().unwrap();
        Some(match values[n] {
            Some(value) => Value::text(format!("x{value}")),
            None => Value::List(vec![Value::from("x0")]),
        })
    };
    bucket
        .candidates(look_up)
        .iter()
        .map(|found| found.id.0)
        .collect()
}

proptest! {
    /// However scenarios came and went, whoever could fire is found, in the order of the list, and only those who are
    /// there; nobody is left behind in an empty bucket.
    #[test]
    fn who_could_fire_is_found_however_the_bucket_came_to_be(
        deeds in prop::collection::vec((0_i64..8, prop::option::of(prop::collection::vec((0_u8..3, 0_u8..3), 0..3))), 0..40),
        values in prop::array::uniform3(prop::option::of(0_u8..3)),
    ) {
        let mut there: BTreeMap<i64, Arc<Compiled>> = BTreeMap::new();
        let mut bucket = Bucket::default();
        for (id, asks) in deeds {
            if let Some(old) = there.remove(&id) {
                bucket.take(&old);
            }
            if let Some(asks) = asks {
                let new = scenario(id, &asks);
                bucket.put(&new);
                there.insert(id, new);
            }
        }
        let could = |compiled: &Compiled| compiled.body.scenario.blocks[0].conditions.iter().all(|row| {
            let text = serde_json::to_value(row).unwrap();
            let variable: usize = text["left"].as_str().unwrap()[2..3].parse().unwrap();
            values[variable].is_none_or(|value| text["right"] == format!("x{value}"))
        });
        let found = candidates(&bucket, values);
        let mut sorted = found.clone();
        sorted.sort_by_key(|id| -id);
        prop_assert_eq!(&found, &sorted);
        for (id, compiled) in &there {
            prop_assert!(!could(compiled) || found.contains(id), "{} of {:?}", id, found);
        }
        prop_assert!(found.iter().all(|id| there.contains_key(id)));
        let mut all: Vec<i64> = bucket.all().map(|compiled| compiled.id.0).collect();
        all.sort_unstable();
        prop_assert_eq!(all, there.keys().copied().collect::<Vec<_>>());
        // Filed at once, the same scenarios let no more be looked at than one demand leaves over.
        let at_once = candidates(&Bucket::new(there.values()), values);
        for (id, compiled) in &there {
            prop_assert!(!could(compiled) || at_once.contains(id));
        }
        for old in there.values() {
            bucket.take(old);
        }
        prop_assert!(bucket.is_empty() && bucket.spread.is_empty() && bucket.filed.is_empty());
    }
}

#[test]
fn the_demand_that_tells_most_apart_is_chosen() {
    let all: Vec<_> = (0..9)
        .map(|n| scenario(i64::from(n), &[(0, 0), (1, n)]))
        .collect();
    let one_by_one = all.iter().fold(Bucket::default(), |mut bucket, scenario| {
        bucket.put(scenario);
        bucket
    });
    for bucket in [Bucket::new(all.iter()), one_by_one] {
        // The first one came when both told as much apart.
        let found = candidates(&bucket, [Some(0), Some(7), Some(0)]);
        assert!(found.contains(&7) && found.len() <= 2, "{found:?}");
        assert_eq!(candidates(&bucket, [Some(1), None, Some(0)]).len(), 9);
    }
}
