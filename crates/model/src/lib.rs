//! Ids, records and the catalogue of kinds.
