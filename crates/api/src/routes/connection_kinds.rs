//! Kinds of connections: the manifests that come with the server, and those of a workspace.

use crate::can::{Can, Manage, Read};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::connect::{built_in, openapi};
use signalbox_model::Key;
use signalbox_model::connection::ConnectionKind;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Connections")
        .get(
            "/connection-kinds",
            "connection_kind_list",
            "List the kinds of connections, by key.",
            list,
        )
        .post(
            "/connection-kinds/openapi",
            "connection_kind_openapi",
            "Make the draft of a manifest from an OpenAPI document; nothing is saved.",
            import,
        )
        .put(
            "/connection-kinds/{key}",
            "connection_kind_update",
            "Write a kind of one's own, making it when it is new.",
            update,
        )
        .delete(
            "/connection-kinds/{key}",
            "connection_kind_delete",
            "Delete a kind of one's own that no connection is of.",
            delete,
        )
}

/// A kind.
#[derive(Debug, Serialize, JsonSchema)]
struct KindView {
    /// Its key.
    key: Key,
    /// Whether it comes with the server.
    built_in: bool,
    /// Its manifest.
    manifest: ConnectionKind,
}

/// A document.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OpenApiText {
    /// OpenAPI 3, JSON or YAML.
    text: String,
}

async fn list(me: Can<Read>) -> Result<Json<Page<KindView>>> {
    let all = me.look(|look| {
        let own = look
            .defs
            .connections
            .own_kinds
            .iter()
            .map(|(key, kind)| (key, kind, false));
        let built_in = built_in().iter().map(|(key, kind)| (key, kind, true));
        let view = |(key, kind, built_in): (&Key, &std::sync::Arc<ConnectionKind>, bool)| KindView {
            key: key.clone(),
            built_in,
            manifest: kind.as_ref().clone(),
        };
        let mut all: Vec<KindView> = built_in.chain(own).map(view).collect();
        all.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(all)
    });
    Ok(Json(Page::whole(all.await?)))
}

async fn update(
    me: Can<Manage>,
    At(key): At<Key>,
    Body(manifest): Body<ConnectionKind>,
) -> Result<Json<KindView>> {
    let saved = me.write(move |work| {
        work.command(|engine, tx, by| engine.put_connection_kind(tx, by, &key, &manifest))?;
        Ok(KindView {
            key,
            built_in: false,
            manifest,
        })
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At(key): At<Key>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_connection_kind(tx, by, &key)))
        .await?;
    Ok(NoContent)
}

async fn import(
    _: Can<Manage>,
    Body(OpenApiText { text }): Body<OpenApiText>,
) -> Result<Json<ConnectionKind>> {
    let read = tokio::task::spawn_blocking(move || openapi::import(&text));
    let kind = read.await.map_err(|error| Problem::internal(&error))?;
    Ok(Json(kind?))
}
