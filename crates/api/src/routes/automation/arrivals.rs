//! Requests that came to hooks: list, show with headers, body and variables, replay one.
