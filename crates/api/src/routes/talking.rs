//! Who else looks at a dialog and writes in it, so that two do not answer at once.

use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::{At, Body};
use crate::problem::{Problem, Result};
use crate::talking::Scene;
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_engine::{LiveNote, Topic};
use signalbox_model::{DialogId, Micros};
use signalbox_store::chat::dialogs;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Dialogs")
        .post(
            "/dialogs/{id}/presence",
            "dialog_presence_speak",
            "Say that one looks at a dialog, every ten seconds, or writes in it; answers who else does.",
            speak,
        )
        .post(
            "/dialogs/{id}/presence/leave",
            "dialog_presence_leave",
            "Say that one no longer looks.",
            leave,
        )
}

/// A page that speaks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Speaking {
    /// The page, by a name it gave itself, at most 64 characters.
    tab: String,
    /// An answer is being written.
    #[serde(default)]
    writing: bool,
}

fn checked(speaking: &Speaking) -> Result<()> {
    if speaking.tab.is_empty() || speaking.tab.len() > 64 {
        return Err(Problem::invalid("tab", "name the page with 1 to 64 characters"));
    }
    Ok(())
}

async fn speak(
    me: Can<Read>,
    At(dialog): At<DialogId>,
    Body(speaking): Body<Speaking>,
) -> Result<Json<Scene>> {
    checked(&speaking)?;
    let found = me.read(move |space| dialogs::get(space, dialog)).await?;
    found.ok_or_else(|| Problem::not_found("dialog"))?;
    let (server, user, now) = (me.server(), me.user(), me.server().now());
    let who = (speaking.tab, user.id, user.name.clone());
    let news = server
        .talking
        .speak(me.workspace(), dialog, who, speaking.writing, now);
    if news {
        tell(&me, dialog);
    }
    Ok(Json(scene(&me, dialog, now)))
}

async fn leave(
    me: Can<Read>,
    At(dialog): At<DialogId>,
    Body(speaking): Body<Speaking>,
) -> Result<Json<Scene>> {
    checked(&speaking)?;
    let server = me.server();
    server
        .talking
        .leave(me.workspace(), dialog, me.user().id, &speaking.tab);
    tell(&me, dialog);
    Ok(Json(Scene::default()))
}

fn scene(me: &Can<Read>, dialog: DialogId, now: Micros) -> Scene {
    me.server().talking.scene(me.workspace(), dialog, now)
}

fn tell(me: &Can<Read>, dialog: DialogId) {
    me.server().app.live.publish(&[LiveNote {
        workspace: me.workspace(),
        topic: Topic::Talking(dialog.0),
        id: dialog.0,
    }]);
}
