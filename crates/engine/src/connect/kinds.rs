//! The kinds that come with the server: one manifest each, read as those of a workspace are.

use signalbox_model::Key;
use signalbox_model::connection::ConnectionKind;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

const MANIFESTS: [(&str, &str); 11] = [
    ("amocrm", include_str!("../../kinds/amocrm.yaml")),
    ("calltouch", include_str!("../../kinds/calltouch.yaml")),
    ("dadata", include_str!("../../kinds/dadata.yaml")),
    ("http", include_str!("../../kinds/http.yaml")),
    ("keitaro", include_str!("../../kinds/keitaro.yaml")),
    ("mindbox", include_str!("../../kinds/mindbox.yaml")),
    ("odoo", include_str!("../../kinds/odoo.yaml")),
    ("sms-ru", include_str!("../../kinds/sms-ru.yaml")),
    ("tilda", include_str!("../../kinds/tilda.yaml")),
    ("turbosms", include_str!("../../kinds/turbosms.yaml")),
    ("twilio", include_str!("../../kinds/twilio.yaml")),
];

static BUILT_IN: LazyLock<BTreeMap<Key, Arc<ConnectionKind>>> = LazyLock::new(|| {
    let read = |(key, text): (&str, &str)| -> Option<(Key, Arc<ConnectionKind>)> {
        let kind = crate::places::read(text).ok()?;
        Some((key.parse().ok()?, Arc::new(kind)))
    };
    MANIFESTS.into_iter().filter_map(read).collect()
});

/// The built-in kinds by key.
pub fn built_in() -> &'static BTreeMap<Key, Arc<ConnectionKind>> {
    &BUILT_IN
}

/// Whether a key is that of a built-in kind.
pub fn is_built_in(key: &Key) -> bool {
    BUILT_IN.contains_key(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_manifest_is_read_and_has_no_fault() {
        assert_eq!(built_in().len(), MANIFESTS.len());
        for (key, text) in MANIFESTS {
            let kind: ConnectionKind =
                crate::places::read(text).unwrap_or_else(|faults| panic!("{key}: {faults:?}"));
            let faults = super::super::check::kind(&kind);
            assert!(faults.is_empty(), "{key}: {faults:?}");
        }
    }
}
