//! What editors complete: the JSON Schema of scenarios, and `/schema/completions`.
