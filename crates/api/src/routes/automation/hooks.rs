//! Incoming hooks: list, make, show, change, remove, rotate, pause, resume, replay a range of their requests.
