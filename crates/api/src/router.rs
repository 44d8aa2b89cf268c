//! The router of the whole server.

use crate::doc::{Endpoint, Routes};
use crate::routes::exports::Lists;
use crate::server::{App, Server, Shared};
use crate::{
    auth, health, idempotent, incoming, messenger, metrics, remote, routes, shell, tracker, visits, web_chat,
};
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use serde_json::Value;
use std::sync::Arc;

/// The version of the API in its address.
const BASE: &str = "/api/v1";

/// Serves the API, health, and `studio` (static files) for everything else.
pub fn router(app: App, studio: Router) -> Router {
    let limit = app.config.max_body_bytes;
    let server: Shared = Arc::new(Server::new(app));
    let (api, _, document) = routes::all(Routes::default()).finish();
    let document: Arc<str> = document.to_string().into();
    let api = api
        .fallback(shell::no_route)
        .method_not_allowed_fallback(shell::no_method)
        .layer(from_fn_with_state(server.clone(), idempotent::remember))
        .layer(from_fn_with_state(server.clone(), auth::authenticate))
        .layer(from_fn(shell::uncached))
        .layer(DefaultBodyLimit::max(limit));
    // An export asks the lists themselves, so that it shows what they show.
    let lists = Lists(api.clone().with_state(server.clone()));
    let api = api.layer(Extension(lists));
    let openapi = get(move || {
        let document = document.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], document.to_string()) }
    });
    // Without these a request whose secret part was lost would be answered with a page of the studio: a lost event.
    let incoming = Router::new()
        .route("/in/{token}", any(incoming::take))
        .route("/in/{token}/", any(incoming::take))
        .route("/in", any(incoming::nowhere))
        .route("/in/", any(incoming::nowhere))
        .route("/in/{token}/{*rest}", any(incoming::nowhere))
        .route("/tg/{address}", post(messenger::take))
        .merge(remote::routes())
        .merge(tracker::postbacks());
    let guarded = Router::new()
        .nest(BASE, api)
        .route("/api/openapi.json", openapi)
        .route("/api/{*rest}", any(shell::no_route))
        .merge(health::routes())
        .merge(visits::routes())
        .merge(tracker::entries())
        .merge(web_chat::routes(&server))
        .layer(from_fn_with_state(server.clone(), shell::bounded))
        .layer(from_fn_with_state(server.clone(), metrics::count));
    Router::new()
        .merge(guarded)
        .fallback_service(studio)
        .layer(from_fn_with_state(server.clone(), shell::secure))
        .merge(incoming)
        .with_state(server)
}

/// The OpenAPI document.
pub fn openapi() -> Value {
    routes::all(Routes::default()).finish().2
}

/// Every route of the API.
pub fn endpoints() -> Vec<Endpoint> {
    routes::all(Routes::default()).finish().1
}
