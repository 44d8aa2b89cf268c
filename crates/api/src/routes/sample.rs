//! Records to look around with.

use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_engine::crm;
use signalbox_store::sample;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Workspace")
        .get(
            "/sample",
            "sample_show",
            "Say how many records of the sample are there.",
            show,
        )
        .post(
            "/sample",
            "sample_create",
            "Add records to look around with; they start nothing.",
            create,
        )
        .delete(
            "/sample",
            "sample_delete",
            "Remove what is left of the sample, whatever has become of it.",
            remove,
        )
}

/// The sample.
#[derive(Debug, Serialize, JsonSchema)]
struct Sample {
    /// How many records came with it; 0 when it is not there.
    records: u64,
}

async fn show(me: Can<Read>) -> Result<Json<Sample>> {
    let records = me.read(sample::records).await?;
    Ok(Json(Sample {
        records: records.len() as u64,
    }))
}

async fn create(me: Can<Manage>) -> Result<Created<Sample>> {
    let user = me.user().clone();
    let made = me.write(move |work| work.change(|space, ctx| crm::add_sample(space, ctx, &user)));
    Ok(Created(Sample { records: made.await? }))
}

async fn remove(me: Can<Manage>) -> Result<NoContent> {
    me.write(|work| work.change(crm::remove_sample)).await?;
    Ok(NoContent)
}
