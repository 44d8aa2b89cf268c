//! Saved views of lists.

use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Query};
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_engine::views::NewView;
use signalbox_model::ViewId;
use signalbox_model::person::Role;
use signalbox_model::view::{SavedView, ViewList, ViewText};
use signalbox_store::{StoreError, views};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Views")
        .get(
            "/views",
            "view_list",
            "List the saved views of a list: everybody's and one's own.",
            list,
        )
        .post("/views", "view_create", "Save a view.", create)
        .put("/views/{id}", "view_update", "Write a saved view whole.", update)
        .delete("/views/{id}", "view_delete", "Forget a saved view.", delete)
}

/// Which views.
#[derive(Debug, Deserialize, JsonSchema)]
struct OfList {
    /// The list.
    list: ViewList,
}

/// A view that is saved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ViewNew {
    /// The list; of a view that exists it stays.
    list: ViewList,
    /// Everybody's; one's own when absent.
    #[serde(default)]
    shared: bool,
    /// What it shows.
    view: ViewText,
}

async fn list(me: Can<Read>, Query(OfList { list }): Query<OfList>) -> Result<Json<Page<SavedView>>> {
    let user = me.user().id;
    let found =
        me.read(move |space| -> std::result::Result<_, StoreError> { views::of_list(space, list, user) });
    Ok(Json(Page::whole(found.await?)))
}

/// Who saves, and whether they may change what is everybody's.
fn who(me: &Can<Write>) -> (signalbox_model::UserId, bool) {
    let manages = matches!(me.user().role, Role::Owner | Role::Admin | Role::Manager);
    (me.user().id, manages)
}

async fn save(me: Can<Write>, id: Option<ViewId>, new: ViewNew) -> Result<SavedView> {
    let who = who(&me);
    let ViewNew { list, shared, view } = new;
    let new = NewView {
        id,
        list,
        shared,
        view,
    };
    me.write(move |work| work.engine_does(|engine, tx, by| engine.save_view(tx, by, who, new)))
        .await
}

async fn create(me: Can<Write>, Body(new): Body<ViewNew>) -> Result<Created<SavedView>> {
    Ok(Created(save(me, None, new).await?))
}

async fn update(me: Can<Write>, At(id): At<ViewId>, Body(new): Body<ViewNew>) -> Result<Json<SavedView>> {
    Ok(Json(save(me, Some(id), new).await?))
}

async fn delete(me: Can<Write>, At(id): At<ViewId>) -> Result<NoContent> {
    let who = who(&me);
    me.write(move |work| work.engine_does(|engine, tx, by| engine.delete_view(tx, by, who, id)))
        .await?;
    Ok(NoContent)
}
