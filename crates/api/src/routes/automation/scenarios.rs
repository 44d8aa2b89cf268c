//! Scenarios: list, make, show, save, remove, put in order, switch on and off, versions.
