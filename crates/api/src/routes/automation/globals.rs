//! Global variables: list, set, remove.
