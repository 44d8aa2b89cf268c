//! Global variables.

use crate::can::{Can, Read, Write};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::Micros;
use signalbox_store::globals::{self, Global};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Global variables")
        .get("/globals", "global_list", "List global variables, by name.", list)
        .put(
            "/globals/{name}",
            "global_update",
            "Set a global variable, making it when it is new.",
            update,
        )
        .delete(
            "/globals/{name}",
            "global_delete",
            "Remove a global variable.",
            delete,
        )
}

/// A global variable.
#[derive(Debug, Serialize, JsonSchema)]
struct GlobalView {
    /// Its name, unique whatever its case.
    name: String,
    /// Its value.
    value: String,
    /// When it last changed.
    updated_at: Micros,
}

impl From<Global> for GlobalView {
    fn from(
        Global {
            name,
            value,
            updated_at,
        }: Global,
    ) -> Self {
        Self {
            name,
            value,
            updated_at,
        }
    }
}

/// A new value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GlobalValue {
    /// The value, up to 30,000 characters.
    value: String,
}

async fn list(me: Can<Read>) -> Result<Json<Page<GlobalView>>> {
    let all = me.read(globals::list).await?;
    Ok(Json(Page::whole(all.into_iter().map(GlobalView::from).collect())))
}

async fn update(
    me: Can<Write>,
    At(name): At<String>,
    Body(GlobalValue { value }): Body<GlobalValue>,
) -> Result<Json<GlobalView>> {
    let set =
        me.write(move |work| work.engine_does(|engine, tx, by| engine.set_global(tx, by, &name, &value)));
    Ok(Json(set.await?.into()))
}

async fn delete(me: Can<Write>, At(name): At<String>) -> Result<NoContent> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.delete_global(tx, by, &name)))
        .await?;
    Ok(NoContent)
}
