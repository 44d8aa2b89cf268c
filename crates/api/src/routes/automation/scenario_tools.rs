//! Trying a scenario without storing it: check, dry run; running a manual one.
