//! What whoever asks has begun to write in a dialog.

use crate::can::{Can, Read, Write};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::DialogId;
use signalbox_store::chat::{dialogs, drafts};

/// The longest text that is kept, characters.
const MOST: usize = 16_384;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(
            "/dialogs/{id}/draft",
            "dialog_draft_show",
            "Show what you have begun to write in a dialog.",
            show,
        )
        .put(
            "/dialogs/{id}/draft",
            "dialog_draft_save",
            "Keep what you have begun to write in a dialog, for every machine you work on.",
            save,
        )
}

/// What was begun and not sent.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct DialogDraft {
    /// To the person.
    answer: String,
    /// To the other operators.
    note: String,
}

async fn show(me: Can<Read>, At(id): At<DialogId>) -> Result<Json<DialogDraft>> {
    let user = me.user().id;
    let found = me.read(move |space| {
        dialogs::get(space, id)?.ok_or_else(|| Problem::not_found("dialog"))?;
        Ok::<_, Problem>(drafts::get(space, user, id)?.unwrap_or_default())
    });
    let drafts::Draft { answer, note } = found.await?;
    Ok(Json(DialogDraft { answer, note }))
}

async fn save(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(DialogDraft { answer, note }): Body<DialogDraft>,
) -> Result<NoContent> {
    for (field, text) in [("answer", &answer), ("note", &note)] {
        if text.chars().count() > MOST {
            return Err(Problem::invalid(field, format!("use at most {MOST} characters")));
        }
    }
    let user = me.user().id;
    me.write(move |work| {
        let now = work.now;
        let space = &mut work.space();
        dialogs::get(space, id)?.ok_or_else(|| Problem::not_found("dialog"))?;
        let draft = drafts::Draft { answer, note };
        Ok(drafts::put(space, user, id, &draft, now)?)
    })
    .await?;
    Ok(NoContent)
}
