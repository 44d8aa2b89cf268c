//! Where a saved view uses a thing.

use super::thing::Wanted;
use signalbox_model::view::SavedView;
use signalbox_model::{Key, Scalar};

/// The places of a view that use a thing: its filter, its columns, the order of its columns on the board.
pub(super) fn paths(wanted: &Wanted, view: &SavedView) -> Vec<String> {
    let Some(kind) = view.list.kind() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (name, value) in &view.view.filter {
        let path = format!("filter.{name}");
        let key = name.strip_prefix("field.").unwrap_or(name);
        if let Ok(key) = key.parse::<Key>() {
            wanted.assigned(&path, kind, &key, &Scalar(value.clone()), &mut out);
        }
    }
    for (n, column) in view.view.columns.iter().enumerate() {
        if let Some(key) = column.strip_prefix("fields.") {
            wanted.named(&format!("columns[{n}]"), kind, key, &mut out);
        }
    }
    for stage in view.view.sort.keys() {
        let pipeline = view
            .view
            .filter
            .get("pipeline")
            .and_then(|key| key.parse::<Key>().ok());
        if let Ok(key) = stage.parse::<Key>() {
            wanted.placed(&format!("sort.{stage}."), pipeline.as_ref(), Some(&key), &mut out);
        }
    }
    out
}
