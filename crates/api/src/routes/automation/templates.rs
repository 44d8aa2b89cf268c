//! `POST /templates/preview`.
