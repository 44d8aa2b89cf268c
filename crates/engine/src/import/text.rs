//! The settings of an import as a file: what `signalbox import` calls a mapping.

use crate::error::{EngineError, Fault, Result};
use signalbox_model::import::ImportSettings;

/// Reads a mapping, YAML or JSON.
///
/// # Errors
/// What is wrong with it, at its place.
pub fn parse_settings(text: &str) -> Result<ImportSettings> {
    let tree: serde_json::Value = serde_yaml_ng::from_str(text).map_err(|error| {
        let mut fault = Fault::error("", format!("this is not YAML: {error}"));
        fault.line = error.location().map(|at| at.line());
        EngineError::Invalid(vec![fault])
    })?;
    serde_path_to_error::deserialize(tree)
        .map_err(|error| EngineError::Invalid(vec![crate::check::place(&error)]))
}

/// Prints a mapping as YAML.
pub fn print_settings(settings: &ImportSettings) -> Result<String> {
    crate::account::yaml(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use signalbox_model::import::Column;

    #[test]
    fn a_mapping_reads_what_it_prints_and_names_the_place_of_a_fault() {
        let settings = ImportSettings {
            columns: vec![
                Column::Skip,
                Column::Field {
                    record: signalbox_model::RecordKind::Lead,
                    field: "name".parse().expect("a key"),
                },
            ],
            tags: vec!["file".into()],
            ..ImportSettings::default()
        };
        let text = print_settings(&settings).expect("it prints");
        assert_eq!(parse_settings(&text).expect("it reads"), settings);
        let wrong = parse_settings("columns: [{to: nowhere}]").expect_err("an unknown target");
        assert!(wrong.to_string().contains("columns[0]"), "{wrong}");
    }
}
