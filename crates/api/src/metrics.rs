//! Counts for Prometheus, written by hand: some forty lines instead of a recorder with its own registry.

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use parking_lot::RwLock;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::time::Instant;

/// Upper ends of the buckets, microseconds.
const BUCKETS: [u64; 12] = [
    250, 500, 1_000, 2_000, 4_000, 7_000, 15_000, 50_000, 150_000, 500_000, 2_000_000, 10_000_000,
];

/// How one route did.
#[derive(Debug, Default)]
pub(crate) struct Route {
    /// Answers by the hundreds of their status.
    classes: [AtomicU64; 5],
    buckets: [AtomicU64; BUCKETS.len()],
    sum_us: AtomicU64,
}

impl Route {
    /// Counts an answer.
    pub(crate) fn count(&self, status: u16, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.classes[class].fetch_add(1, Relaxed);
        self.sum_us.fetch_add(us, Relaxed);
        if let Some(bucket) = BUCKETS.iter().position(|end| us <= *end) {
            self.buckets[bucket].fetch_add(1, Relaxed);
        }
    }

    fn total(&self) -> u64 {
        self.classes.iter().map(|count| count.load(Relaxed)).sum()
    }
}

/// How the routes did since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    routes: RwLock<BTreeMap<String, BTreeMap<String, Arc<Route>>>>,
    /// The public address of hooks, counted without a look-up.
    pub(crate) hooks: Route,
}

impl Metrics {
    fn route(&self, path: &str, method: &Method) -> Arc<Route> {
        let known = self
            .routes
            .read()
            .get(path)
            .and_then(|methods| methods.get(method.as_str()).cloned());
        known.unwrap_or_else(|| {
            let mut routes = self.routes.write();
            routes
                .entry(path.to_owned())
                .or_default()
                .entry(method.as_str().to_owned())
                .or_default()
                .clone()
        })
    }

    /// The counts in the text form of Prometheus, after which gauges may follow.
    pub(crate) fn text(&self) -> String {
        let mut out = String::from(
            "# HELP signalbox_http_requests_total Requests by route and class of status.\n\
             # TYPE signalbox_http_requests_total counter\n",
        );
        let routes = self.routes.read();
        let all = || {
            let named = routes.iter().flat_map(|(path, methods)| {
                methods
                    .iter()
                    .map(move |(method, route)| (path.as_str(), method.as_str(), route.as_ref()))
            });
            named.chain([("/in/{token}", "ANY", &self.hooks)])
        };
        for (path, method, route) in all() {
            for (class, count) in (1..).zip(&route.classes) {
                let count = count.load(Relaxed);
                if count > 0 {
                    line(
                        &mut out,
                        format_args!(
                            "signalbox_http_requests_total{{method=\"{method}\",route=\"{path}\",status=\"{class}xx\"}} {count}"
                        ),
                    );
                }
            }
        }
        out.push_str(
            "# HELP signalbox_http_request_seconds How long answers took.\n\
             # TYPE signalbox_http_request_seconds histogram\n",
        );
        all().for_each(|(path, method, route)| histogram(&mut out, path, method, route));
        out
    }
}

fn histogram(out: &mut String, path: &str, method: &str, route: &Route) {
    let total = route.total();
    if total == 0 {
        return;
    }
    let labels = format!("method=\"{method}\",route=\"{path}\"");
    let mut below = 0;
    for (end, count) in BUCKETS.iter().zip(&route.buckets) {
        below += count.load(Relaxed);
        line(
            out,
            format_args!(
                "signalbox_http_request_seconds_bucket{{{labels},le=\"{}\"}} {below}",
                seconds(*end)
            ),
        );
    }
    line(
        out,
        format_args!("signalbox_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {total}"),
    );
    line(
        out,
        format_args!(
            "signalbox_http_request_seconds_sum{{{labels}}} {}",
            seconds(route.sum_us.load(Relaxed))
        ),
    );
    line(
        out,
        format_args!("signalbox_http_request_seconds_count{{{labels}}} {total}"),
    );
}

/// Microseconds as a decimal of seconds.
fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}

fn line(out: &mut String, text: std::fmt::Arguments) {
    out.push_str(&text.to_string());
    out.push('\n');
}

/// A value of now.
pub(crate) fn gauge(out: &mut String, name: &str, help: &str, values: &[(String, i64)]) {
    line(
        out,
        format_args!("# HELP signalbox_{name} {help}\n# TYPE signalbox_{name} gauge"),
    );
    for (labels, value) in values {
        line(out, format_args!("signalbox_{name}{labels} {value}"));
    }
}

/// Counts every request that has a route.
pub(crate) async fn count(
    State(server): State<crate::server::Shared>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let response = next.run(request).await;
    if let Some(path) = path {
        server
            .metrics
            .route(path.as_str(), &method)
            .count(response.status().as_u16(), began.elapsed());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_counts_by_class_and_its_buckets_add_up() {
        let metrics = Metrics::default();
        let route = metrics.route("/api/v1/leads", &Method::GET);
        route.count(200, Duration::from_micros(300));
        route.count(200, Duration::from_micros(1_500));
        route.count(503, Duration::from_secs(60));
        let text = metrics.text();
        for expected in [
            "signalbox_http_requests_total{method=\"GET\",route=\"/api/v1/leads\",status=\"2xx\"} 2\n",
            "signalbox_http_requests_total{method=\"GET\",route=\"/api/v1/leads\",status=\"5xx\"} 1\n",
            "route=\"/api/v1/leads\",le=\"0.000250\"} 0\n",
            "route=\"/api/v1/leads\",le=\"0.000500\"} 1\n",
            "route=\"/api/v1/leads\",le=\"10.000000\"} 2\n",
            "route=\"/api/v1/leads\",le=\"+Inf\"} 3\n",
            "signalbox_http_request_seconds_sum{method=\"GET\",route=\"/api/v1/leads\"} 60.001800\n",
        ] {
            assert!(text.contains(expected), "{expected} in\n{text}");
        }
    }
}
