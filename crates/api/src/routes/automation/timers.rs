//! Pending timers: list, run now, move, cancel one or many.
