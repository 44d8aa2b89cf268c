//! `/t/{token}` and `/l/{token}/{record}/{kind}`: trigger links as people open them (F-58, F-59).

use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::any;
use signalbox_engine::{EngineError, LinkVisit};
use signalbox_model::{RecordId, RecordKind, RecordRef};
use signalbox_store::links;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/t/{token}", any(personal))
        .route("/l/{token}/{record}/{kind}", any(manual))
}

async fn personal(
    State(server): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let engine = server.app.engine.clone();
    let visit = server.read(move |tx| engine.visit(tx, &token)).await?;
    answer(&server, &method, &headers, visit.ok_or_else(unknown)?).await
}

async fn manual(
    State(server): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path((token, record, kind)): Path<(String, String, u8)>,
) -> Result<Response> {
    let kind = match kind {
        1 => RecordKind::Contact,
        2 => RecordKind::Lead,
        3 => RecordKind::Company,
        _ => return Err(unknown()),
    };
    let id: RecordId = record.parse().map_err(|_| unknown())?;
    let record = RecordRef { kind, id };
    let found = server.read(move |tx| -> std::result::Result<_, EngineError> {
        let Some((workspace, link)) = links::find_manual_any_workspace(tx, &token)? else {
            return Ok(None);
        };
        let mut space = tx.space(workspace);
        let stored = links::get(&mut space, link)?.filter(|stored| stored.settings.manual_form);
        let now = signalbox_store::crm::current(&mut space, record)?;
        Ok(stored.zip(now).map(|(stored, record)| LinkVisit {
            workspace,
            link,
            record,
            settings: stored.settings,
        }))
    });
    let visit = found.await?.ok_or_else(unknown)?;
    answer(&server, &method, &headers, visit).await
}

fn unknown() -> Problem {
    Problem::new(
        Code::NotFound,
        "this link leads nowhere: it may have been removed",
    )
}

/// A click of a person goes on to the target; of a scanner nothing happens; where a press is asked for, the first
/// visit shows the button (Z-91).
async fn answer(server: &Shared, method: &Method, headers: &HeaderMap, visit: LinkVisit) -> Result<Response> {
    if !matches!(*method, Method::GET | Method::HEAD | Method::POST) {
        return Err(crate::shell::no_method().await);
    }
    if server.app.intake.is_preview(method.as_str(), headers) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if visit.settings.confirm && *method != Method::POST {
        return Ok(button(&visit.settings.name));
    }
    let (engine, now) = (server.app.engine.clone(), server.now());
    let (target, done) = server.write(move |tx| engine.click(tx, now, &visit)).await?;
    server.after(done);
    redirect(&target)
}

/// Only the web is gone to: a template must not make a link run code.
pub(crate) fn redirect(target: &str) -> Result<Response> {
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| target.to_ascii_lowercase().starts_with(scheme));
    let place = HeaderValue::from_str(target).ok().filter(|_| is_web);
    let place = place.ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            "the target of this link is no web address: tell its owner",
        )
    })?;
    let headers = [
        (header::LOCATION, place),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::FOUND, headers).into_response())
}

/// A page with one button, which needs no script. Its target may be anywhere, so the form's own policy is open.
fn button(name: &str) -> Response {
    let page = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>{name}</title><style>body{{font:18px system-ui,sans-serif;display:grid;\
         place-items:center;min-height:90vh;margin:0}}button{{font:inherit;padding:.8em 2em;border:0;border-radius:.5em;\
         background:#2563eb;color:#fff;cursor:pointer}}</style></head><body><form method=\"post\"><button>{name}</button></form>\
         </body></html>",
        name = escaped(name)
    );
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Html(page)).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_gone_to() {
        for good in ["https://example.com/?a=b", "HTTP://example.com"] {
            assert_eq!(redirect(good).unwrap().status(), StatusCode::FOUND, "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.com",
            "",
            "https://e.com/\r\nx: y",
        ] {
            assert_eq!(redirect(bad).unwrap_err().code(), Code::NotFound, "{bad}");
        }
    }

    #[test]
    fn a_name_cannot_break_out_of_the_page() {
        assert_eq!(escaped("<b>\"&"), "&lt;b&gt;&quot;&amp;");
    }
}
