//! Acts on many dialogs at once, and macros: several acts by one press.

use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::chat::{Acted, MacroDraft};
use signalbox_model::desk::{DialogAct, Macro};
use signalbox_model::{DialogId, MacroId};
use signalbox_store::chat::macros;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post(
            "/dialogs/acts",
            "dialog_act",
            "Do the same to many dialogs, or press a macro; where an act is refused nothing of it stays in that dialog.",
            act,
        )
        .get("/macros", "macro_list", "List the macros one can press, by name.", list)
        .post("/macros", "macro_create", "Make a macro.", create)
        .put("/macros/{id}", "macro_update", "Write a macro.", update)
        .delete("/macros/{id}", "macro_delete", "Remove a macro.", delete)
}

/// What is done to which dialogs: `acts`, or those of a macro.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ActOn {
    /// The dialogs, at most 200.
    dialogs: Vec<DialogId>,
    /// What is done to each, in order; at most 20.
    acts: Option<Vec<DialogAct>>,
    /// Or the acts of this macro.
    #[serde(rename = "macro")]
    pressed: Option<MacroId>,
}

/// What became of the dialogs.
#[derive(Debug, Serialize, JsonSchema)]
struct ActsDone {
    /// In how many everything was done.
    done: usize,
    /// Those in which nothing was done, and why.
    refused: Vec<ActRefused>,
}

/// A dialog in which nothing was done.
#[derive(Debug, Serialize, JsonSchema)]
struct ActRefused {
    /// The dialog.
    dialog: DialogId,
    /// Why.
    reason: String,
}

impl From<Vec<Acted>> for ActsDone {
    fn from(acted: Vec<Acted>) -> Self {
        let all = acted.len();
        let refused: Vec<ActRefused> = acted
            .into_iter()
            .filter_map(|acted| {
                let reason = acted.refused?;
                Some(ActRefused {
                    dialog: acted.dialog,
                    reason,
                })
            })
            .collect();
        Self {
            done: all - refused.len(),
            refused,
        }
    }
}

async fn act(me: Can<Write>, Body(on): Body<ActOn>) -> Result<Json<ActsDone>> {
    let ActOn {
        dialogs,
        acts,
        pressed,
    } = on;
    let done = me.write(move |work| {
        let acts = match (acts, pressed) {
            (Some(acts), None) => acts,
            (None, Some(id)) => work.engine_does(|engine, tx, by| engine.macro_acts(tx, by, id))?,
            _ => return Err(Problem::invalid("acts", "give `acts` or a `macro`")),
        };
        let (acted, done) =
            work.engine_does(|engine, tx, by| engine.act_on_dialogs(tx, by, &dialogs, &acts))?;
        work.then(done);
        Ok(acted)
    });
    Ok(Json(done.await?.into()))
}

/// A macro that is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MacroWrite {
    /// What people call it.
    name: String,
    /// Everybody's; one's own when absent.
    #[serde(default)]
    shared: bool,
    /// What it does, in order; at most 20.
    acts: Vec<DialogAct>,
}

impl From<MacroWrite> for MacroDraft {
    fn from(new: MacroWrite) -> Self {
        Self {
            name: new.name,
            shared: new.shared,
            acts: new.acts,
        }
    }
}

async fn list(me: Can<Read>) -> Result<Json<Page<Macro>>> {
    let user = me.user().id;
    let found = me.read(move |space| macros::list(space, user)).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(|stored| stored.body).collect(),
    )))
}

async fn save(me: Can<Write>, id: Option<MacroId>, new: MacroWrite) -> Result<Macro> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.save_macro(tx, by, id, new.into())))
        .await
}

async fn create(me: Can<Write>, Body(new): Body<MacroWrite>) -> Result<Created<Macro>> {
    Ok(Created(save(me, None, new).await?))
}

async fn update(me: Can<Write>, At(id): At<MacroId>, Body(new): Body<MacroWrite>) -> Result<Json<Macro>> {
    Ok(Json(save(me, Some(id), new).await?))
}

async fn delete(me: Can<Write>, At(id): At<MacroId>) -> Result<NoContent> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.delete_macro(tx, by, id)))
        .await?;
    Ok(NoContent)
}
