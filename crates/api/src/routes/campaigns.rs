//! Campaigns, and the report of what came of them.

use super::hooks::fresh_token;
use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Query};
use crate::problem::{Problem, Result};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::tracker::{AutoAction, AutoActions, CampaignDraft, SourceCall, SourceCalls};
use signalbox_model::tracker::CampaignSettings;
use signalbox_model::{CampaignId, Key, Micros};
use signalbox_store::tracker::campaigns::Stored;
use signalbox_store::tracker::report::{self, By};
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Tracker")
        .get("/campaigns", "campaign_list", "List campaigns, by key.", list)
        .post(
            "/campaigns",
            "campaign_create",
            "Make a campaign with a link of its own.",
            create,
        )
        .get("/campaigns/{id}", "campaign_show", "Show a campaign.", show)
        .put(
            "/campaigns/{id}",
            "campaign_update",
            "Write the settings of a campaign.",
            update,
        )
        .delete(
            "/campaigns/{id}",
            "campaign_delete",
            "Delete a campaign; whom it brought keep their click ids.",
            delete,
        )
        .get(
            "/campaigns/{id}/auto-actions",
            "auto_action_list",
            "Show what a campaign does when partners report something.",
            auto_actions,
        )
        .put(
            "/campaigns/{id}/auto-actions",
            "auto_action_update",
            "Write what a campaign does when partners report something: the scenario of these rules, switched on.",
            set_auto_actions,
        )
        .get(
            "/campaigns/{id}/source-calls",
            "source_call_list",
            "Show what the source of a campaign is told.",
            source_calls,
        )
        .put(
            "/campaigns/{id}/source-calls",
            "source_call_update",
            "Write what the source of a campaign is told: the scenario of these calls, switched on.",
            set_source_calls,
        )
        .get(
            "/tracker/report",
            "tracker_report",
            "Count clicks, starts, events and sums by campaign or by any tracker field.",
            tally,
        )
}

/// A campaign.
#[derive(Debug, Serialize, JsonSchema)]
struct CampaignView {
    /// Its id.
    id: CampaignId,
    /// Its name in documents.
    key: Key,
    /// Its link.
    url: String,
    /// Its link with its parameters, to paste into an ad network: the network's macros stand untouched in it.
    url_with_parameters: String,
    /// Its settings.
    settings: CampaignSettings,
    /// When it was made.
    created_at: Micros,
    /// When it last changed.
    updated_at: Micros,
}

/// A campaign that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CampaignNew {
    /// Its key; made from the name when absent.
    key: Option<Key>,
    /// Its settings.
    settings: CampaignSettings,
}

/// The settings of a campaign.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CampaignWrite {
    /// Its settings.
    settings: CampaignSettings,
}

fn view(base: &str, campaign: &Stored) -> CampaignView {
    let url = format!("{base}/c/{}", campaign.token);
    let parameters = campaign.settings.parameters.iter();
    // A macro is the ad network's: it is written as it stands (C-5).
    let pairs: Vec<String> = parameters
        .filter(|parameter| !parameter.placeholder.trim().is_empty())
        .map(|parameter| format!("{}={}", parameter.parameter, parameter.placeholder.trim()))
        .collect();
    let url_with_parameters = match pairs.is_empty() {
        true => url.clone(),
        false => format!("{url}?{}", pairs.join("&")),
    };
    CampaignView {
        id: campaign.id,
        key: campaign.key.clone(),
        url,
        url_with_parameters,
        settings: campaign.settings.clone(),
        created_at: campaign.created_at,
        updated_at: campaign.updated_at,
    }
}

fn read(look: &Look, base: &str, id: CampaignId) -> Result<CampaignView> {
    let found = look.defs.campaigns.get(&id);
    found
        .map(|campaign| view(base, campaign))
        .ok_or_else(|| Problem::not_found("campaign"))
}

async fn list(me: Can<Read>) -> Result<Json<Page<CampaignView>>> {
    let base = me.server().app.config.public_url.clone();
    let found = me.look(move |look| {
        let mut all: Vec<_> = look.defs.campaigns.values().collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(all.into_iter().map(|campaign| view(&base, campaign)).collect())
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn show(me: Can<Read>, At(id): At<CampaignId>) -> Result<Json<CampaignView>> {
    let base = me.server().app.config.public_url.clone();
    Ok(Json(me.look(move |look| read(look, &base, id)).await?))
}

async fn create(
    me: Can<Manage>,
    Body(CampaignNew { key, settings }): Body<CampaignNew>,
) -> Result<Created<CampaignView>> {
    let base = me.server().app.config.public_url.clone();
    let token: String = fresh_token()?.chars().take(16).collect();
    let made = me.write(move |work| {
        let draft = CampaignDraft { key, settings };
        let id = work.engine_does(|engine, tx, by| engine.create_campaign(tx, by, draft, token))?;
        read(&work.look()?, &base, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<CampaignId>,
    Body(CampaignWrite { settings }): Body<CampaignWrite>,
) -> Result<Json<CampaignView>> {
    let base = me.server().app.config.public_url.clone();
    let saved = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.update_campaign(tx, by, id, &settings))?;
        read(&work.look()?, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At(id): At<CampaignId>) -> Result<NoContent> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.delete_campaign(tx, by, id)))
        .await?;
    Ok(NoContent)
}

/// Rules that are to be written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AutoActionsWrite {
    /// The rules. Those with a number come first; of several for one event the first fires.
    rules: Vec<AutoAction>,
}

async fn auto_actions(me: Can<Read>, At(id): At<CampaignId>) -> Result<Json<AutoActions>> {
    let found = me.look(move |look| Ok(look.engine.auto_actions(&look.defs, id)?));
    Ok(Json(found.await?))
}

async fn set_auto_actions(
    me: Can<Manage>,
    At(id): At<CampaignId>,
    Body(AutoActionsWrite { rules }): Body<AutoActionsWrite>,
) -> Result<Json<AutoActions>> {
    let saved = me.write(move |work| {
        work.command(|engine, tx, by| engine.set_auto_actions(tx, by, id, &rules))?;
        let look = work.look()?;
        Ok(look.engine.auto_actions(&look.defs, id)?)
    });
    Ok(Json(saved.await?))
}

/// Calls that are to be written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SourceCallsWrite {
    /// The calls. All that fit an event are made.
    calls: Vec<SourceCall>,
}

async fn source_calls(me: Can<Read>, At(id): At<CampaignId>) -> Result<Json<SourceCalls>> {
    let found = me.look(move |look| Ok(look.engine.source_calls(&look.defs, id)?));
    Ok(Json(found.await?))
}

async fn set_source_calls(
    me: Can<Manage>,
    At(id): At<CampaignId>,
    Body(SourceCallsWrite { calls }): Body<SourceCallsWrite>,
) -> Result<Json<SourceCalls>> {
    let saved = me.write(move |work| {
        work.command(|engine, tx, by| engine.set_source_calls(tx, by, id, &calls))?;
        let look = work.look()?;
        Ok(look.engine.source_calls(&look.defs, id)?)
    });
    Ok(Json(saved.await?))
}

/// What is counted.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Clicks from this moment.
    from: Micros,
    /// Clicks before this moment.
    to: Micros,
    /// Of this campaign alone.
    campaign: Option<CampaignId>,
    /// The tracker field whose values the rows are: `ad_name`; by campaign when absent.
    field: Option<String>,
}

/// Events of one kind.
#[derive(Debug, Serialize, JsonSchema)]
struct TallyEvent {
    /// The event.
    event: String,
    /// How many.
    count: i64,
    /// How many people.
    people: i64,
    /// Sums in minor units, each currency by itself.
    sums: BTreeMap<String, i64>,
}

/// A row of the report.
#[derive(Debug, Serialize, JsonSchema)]
struct TallyRow {
    /// The campaign's name or the field's value; absent for clicks that have none.
    value: Option<String>,
    /// Clicks.
    clicks: i64,
    /// Clicks that began a dialog.
    starts: i64,
    /// Events of their people.
    events: Vec<TallyEvent>,
}

async fn tally(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<TallyRow>>> {
    if which.from.0 >= which.to.0 {
        return Err(Problem::invalid("to", "choose a moment after `from`"));
    }
    if which
        .field
        .as_ref()
        .is_some_and(|field| field.is_empty() || field.chars().count() > 64)
    {
        return Err(Problem::invalid("field", "use 1 to 64 characters"));
    }
    let found = me.look(move |look| {
        let asked = report::Asked {
            campaign: which.campaign,
            from: which.from,
            to: which.to,
            by: which.field.map_or(By::Campaign, By::Field),
        };
        let clicks = report::clicks(&mut look.space(), &asked)?;
        let events = report::events(&mut look.space(), &asked)?;
        let name = |value: Option<String>| match asked.by {
            By::Field(_) => value,
            By::Campaign => named(look, value),
        };
        Ok(clicks
            .into_iter()
            .map(|row| TallyRow {
                events: counted(&events, row.value.as_ref()),
                value: name(row.value),
                clicks: row.clicks,
                starts: row.starts,
            })
            .collect())
    });
    Ok(Json(Page::whole(found.await?)))
}

/// The name of a campaign by its raw id; none for who came by themselves.
fn named(look: &Look, value: Option<String>) -> Option<String> {
    let raw: i64 = value?.parse().ok().filter(|raw| *raw != 0)?;
    let id = CampaignId(raw);
    let known = look.defs.campaigns.get(&id);
    Some(known.map_or_else(|| id.to_string(), |campaign| campaign.settings.name.clone()))
}

fn counted(events: &[report::Events], value: Option<&String>) -> Vec<TallyEvent> {
    let mut out: Vec<TallyEvent> = Vec::new();
    for row in events.iter().filter(|row| row.value.as_ref() == value) {
        if out.last().is_none_or(|last| last.event != row.event) {
            out.push(TallyEvent {
                event: row.event.clone(),
                count: 0,
                people: 0,
                sums: BTreeMap::new(),
            });
        }
        if let Some(last) = out.last_mut() {
            last.count += row.count;
            // The same person may have sums in two currencies; hardly ever, and never fewer than the greatest.
            last.people = last.people.max(row.people);
            if let Some(currency) = &row.currency {
                last.sums.insert(currency.clone(), row.sum);
            }
        }
    }
    out
}
