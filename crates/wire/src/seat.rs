//! A place kept free in a JSON body for what is put in later, while everything else stays as it is written.

use crate::body::{Step, steps};
use indexmap::IndexMap;
use serde_json::value::{RawValue, to_raw_value};

/// What stands at a place that is kept free.
pub const SEAT: &str = "••••";

/// Puts a text at a dotted place of a JSON document. Nothing when there is no such place: it is never made.
pub fn put_text(document: &str, path: &str, text: &str) -> Option<String> {
    let document: &RawValue = serde_json::from_str(document).ok()?;
    let put = put(document, &steps(path).ok()?, text)?;
    Some(put.get().to_owned())
}

fn put(whole: &RawValue, steps: &[Step], text: &str) -> Option<Box<RawValue>> {
    let Some((step, rest)) = steps.split_first() else {
        return to_raw_value(text).ok();
    };
    match step {
        Step::Name(name) => {
            let mut members: IndexMap<String, Box<RawValue>> = serde_json::from_str(whole.get()).ok()?;
            let slot = members.get_mut(name)?;
            *slot = put(slot, rest, text)?;
            to_raw_value(&members).ok()
        }
        Step::Index(index) => {
            let mut items: Vec<Box<RawValue>> = serde_json::from_str(whole.get()).ok()?;
            let slot = items.get_mut(usize::try_from(*index).ok()?)?;
            *slot = put(slot, rest, text)?;
            to_raw_value(&items).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_place_itself_changes() {
        let body = r#"{"sum":12.50,"args":["db",2,"x",{"x":"x"}],"x":"x"}"#;
        let put = |path: &str| put_text(body, path, "s\"ecret");
        assert_eq!(
            put("args.2").as_deref(),
            Some(r#"{"sum":12.50,"args":["db",2,"s\"ecret",{"x":"x"}],"x":"x"}"#)
        );
        for nowhere in ["args.9", "other", "sum.x", "args.x", ""] {
            assert_eq!(put(nowhere), None, "{nowhere}");
        }
    }
}
