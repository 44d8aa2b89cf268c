//! Links between leads, contacts and companies.

use crate::can::{Can, Write};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, MaybeBody};
use crate::problem::{Problem, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_engine::crm;
use signalbox_model::RecordKind::{Company, Contact, Lead};
use signalbox_model::{RecordId, RecordKind, RecordRef};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Links of records")
        .put(
            "/leads/{id}/contacts/{contact_id}",
            "lead_contact_link",
            "Link a contact to a lead.",
            lead_contact,
        )
        .delete(
            "/leads/{id}/contacts/{contact_id}",
            "lead_contact_unlink",
            "Take a contact off a lead.",
            lead_no_contact,
        )
        .put(
            "/leads/{id}/company/{company_id}",
            "lead_company_link",
            "Link a company to a lead.",
            lead_company,
        )
        .delete(
            "/leads/{id}/company/{company_id}",
            "lead_company_unlink",
            "Take a company off a lead.",
            lead_no_company,
        )
        .put(
            "/contacts/{id}/company/{company_id}",
            "contact_company_link",
            "Link a company to a contact.",
            contact_company,
        )
        .delete(
            "/contacts/{id}/company/{company_id}",
            "contact_company_unlink",
            "Take a company off a contact.",
            contact_no_company,
        )
}

/// How two records are linked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct LinkKind {
    /// Makes it the main link; the first one is so without asking.
    main: bool,
}

type Ends = (RecordId, RecordId);

async fn link(
    me: Can<Write>,
    kinds: (RecordKind, RecordKind),
    (one, other): Ends,
    kind: LinkKind,
) -> Result<NoContent> {
    let one = RecordRef {
        kind: kinds.0,
        id: one,
    };
    let other = RecordRef {
        kind: kinds.1,
        id: other,
    };
    me.write(move |work| work.change(|space, ctx| crm::link(space, ctx, one, other, kind.main)))
        .await?;
    Ok(NoContent)
}

async fn unlink(me: Can<Write>, kinds: (RecordKind, RecordKind), (one, other): Ends) -> Result<NoContent> {
    let one = RecordRef {
        kind: kinds.0,
        id: one,
    };
    let other = RecordRef {
        kind: kinds.1,
        id: other,
    };
    me.write(move |work| {
        for record in [one, other] {
            if !signalbox_store::crm::exists(&mut work.space(), record)? {
                return Err(Problem::not_found(record.kind.as_str()));
            }
        }
        work.change(|space, ctx| crm::unlink(space, ctx, one, other))
    })
    .await?;
    Ok(NoContent)
}

async fn lead_contact(
    me: Can<Write>,
    At(ends): At<Ends>,
    MaybeBody(kind): MaybeBody<LinkKind>,
) -> Result<NoContent> {
    link(me, (Lead, Contact), ends, kind).await
}

async fn lead_no_contact(me: Can<Write>, At(ends): At<Ends>) -> Result<NoContent> {
    unlink(me, (Lead, Contact), ends).await
}

async fn lead_company(
    me: Can<Write>,
    At(ends): At<Ends>,
    MaybeBody(kind): MaybeBody<LinkKind>,
) -> Result<NoContent> {
    link(me, (Lead, Company), ends, kind).await
}

async fn lead_no_company(me: Can<Write>, At(ends): At<Ends>) -> Result<NoContent> {
    unlink(me, (Lead, Company), ends).await
}

async fn contact_company(
    me: Can<Write>,
    At(ends): At<Ends>,
    MaybeBody(kind): MaybeBody<LinkKind>,
) -> Result<NoContent> {
    link(me, (Contact, Company), ends, kind).await
}

async fn contact_no_company(me: Can<Write>, At(ends): At<Ends>) -> Result<NoContent> {
    unlink(me, (Contact, Company), ends).await
}
