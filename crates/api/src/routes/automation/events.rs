//! Events and why: list, show with every candidate scenario, retry; `POST /why`.
