//! Deliveries: list, show with request and attempts, retry one or many, cancel.
