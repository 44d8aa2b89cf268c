//! Reports on leads, people and automation.

use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::{Page, Query};
use crate::problem::{Problem, Result};
use crate::views::ScenarioName;
use crate::work::Look;
use axum::Json;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::record::{Money, StageKind};
use signalbox_model::run::RunStatus;
use signalbox_model::{LossReasonId, Micros, PipelineId, ScenarioId, StageId, UserId};
use signalbox_store::reports::{self, By, EPOCH_US, HOUR_US, Period};
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Reports")
        .get(
            "/reports/funnel",
            "report_funnel",
            "Say how far the leads of a period came in a pipeline, and how long they stood on its stages.",
            funnel,
        )
        .get(
            "/reports/sources",
            "report_sources",
            "Say where the leads of a period came from, and what became of them.",
            sources,
        )
        .get(
            "/reports/people",
            "report_people",
            "Say what each person has in hand, and what they did in a period.",
            people,
        )
        .get(
            "/reports/outcomes",
            "report_outcomes",
            "Say how many leads were won and lost in a period, and why they were lost.",
            outcomes,
        )
        .get(
            "/reports/usage",
            "report_usage",
            "Say how many runs, actions and requests there were on each day, as far as they are kept.",
            usage,
        )
}

/// Thirty days.
const MONTH_US: i64 = 30 * 24 * HOUR_US;
/// The longest period, about ten years.
const LONGEST_US: i64 = 3_660 * 24 * HOUR_US;

/// A period and what it is narrowed to.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Not before this moment, UNIX microseconds; thirty days before `to` when absent.
    from: Option<Micros>,
    /// Before this moment; now when absent.
    to: Option<Micros>,
    /// Leads of this pipeline, id or key.
    pipeline: Option<String>,
    /// What sources are told apart by: `source`, `maker`, or the key of a custom field; `source` when absent.
    by: Option<String>,
}

impl Which {
    fn period(&self, now: Micros) -> Result<Period> {
        let to = self.to.unwrap_or(Micros(now.0 + 1));
        let from = self.from.unwrap_or(Micros(to.0.saturating_sub(MONTH_US)));
        if from >= to || to.0.saturating_sub(from.0) > LONGEST_US {
            return Err(Problem::invalid(
                "from",
                "a period begins before it ends, and lasts ten years at most",
            ));
        }
        Ok(Period { from, to })
    }

    fn pipeline(&self, look: &Look) -> Result<Option<PipelineId>> {
        let text = self.pipeline.as_deref().filter(|text| !text.is_empty());
        text.map(|text| super::records::pipeline(&look.defs, text))
            .transpose()
    }
}

/// How far leads came.
#[derive(Debug, Serialize, JsonSchema)]
struct Funnel {
    /// The pipeline.
    pipeline_id: PipelineId,
    /// Leads of the period that came to the pipeline.
    leads: i64,
    /// Its stages in order.
    stages: Vec<FunnelStage>,
}

/// A stage of a funnel.
#[derive(Debug, Serialize, JsonSchema)]
struct FunnelStage {
    /// The stage.
    id: StageId,
    /// Its name.
    name: String,
    /// What it means.
    kind: StageKind,
    /// `#rrggbb`.
    color: String,
    /// Leads that came to it or to one after it; for lost ones, those that were lost.
    reached: i64,
    /// Leads that stood on it.
    entered: i64,
    /// Leads that stand there now.
    here: i64,
    /// How long a lead stood there on average, microseconds; of closed stages nothing is told.
    average_us: Option<i64>,
}

async fn funnel(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Funnel>> {
    let report = me.look(move |look| {
        let period = which.period(look.now)?;
        let asked = which.pipeline(look)?;
        let first = look.defs.schema.pipelines.first().map(|pipeline| pipeline.id);
        let id = asked.or(first).ok_or_else(|| Problem::not_found("pipeline"))?;
        let (defs, now) = (look.defs.clone(), look.now);
        let pipeline = defs
            .schema
            .pipeline(id)
            .ok_or_else(|| Problem::not_found("pipeline"))?;
        let reached = reports::reached(&mut look.space(), id, period)?;
        let stays: BTreeMap<StageId, _> = reports::stays(&mut look.space(), id, period, now)?
            .into_iter()
            .collect();
        let stages = (0_i64..).zip(&pipeline.stages).map(|(place, stage)| {
            let stay = stays.get(&stage.id).copied().unwrap_or_default();
            let came = reached
                .iter()
                .filter(|(furthest, _)| *furthest >= place)
                .map(|(_, count)| count);
            FunnelStage {
                id: stage.id,
                name: stage.name.clone(),
                kind: stage.kind,
                color: stage.color.clone(),
                reached: if stage.kind == StageKind::Lost {
                    stay.here
                } else {
                    came.sum()
                },
                entered: stay.entered,
                here: stay.here,
                average_us: (stage.kind == StageKind::Open && stay.entered > 0)
                    .then(|| stay.spent_us / stay.entered),
            }
        });
        Ok(Funnel {
            pipeline_id: id,
            stages: stages.collect(),
            leads: reached.iter().map(|(_, count)| count).sum(),
        })
    });
    Ok(Json(report.await?))
}

/// Leads with something in common.
#[derive(Debug, Serialize, JsonSchema)]
struct SourceRow {
    /// What they have in common; empty when they have none.
    value: String,
    /// How many.
    leads: i64,
    /// How many are won.
    won: i64,
    /// How many are lost.
    lost: i64,
    /// What the won ones are worth, in the workspace's currency.
    won_sum: Money,
}

async fn sources(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<SourceRow>>> {
    let rows = me.look(move |look| {
        let (period, pipeline) = (which.period(look.now)?, which.pipeline(look)?);
        let by = match which.by.as_deref() {
            None | Some("" | "source") => By::Source,
            Some("maker") => By::Maker,
            Some(key) => {
                let field = look.defs.schema.field(signalbox_model::RecordKind::Lead, key);
                let field =
                    field.ok_or_else(|| Problem::invalid("by", format!("a lead has no field `{key}`")))?;
                By::Field(field.key.clone())
            }
        };
        let currency = look.defs.settings.currency.clone();
        let found = reports::groups(&mut look.space(), &by, pipeline, period, &currency)?;
        let row = |group: reports::Group| SourceRow {
            value: group.value,
            leads: group.leads,
            won: group.won,
            lost: group.lost,
            won_sum: money(group.won_sum, &currency),
        };
        Ok(Page::whole(found.into_iter().map(row).collect()))
    });
    Ok(Json(rows.await?))
}

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

/// What a person has in hand and did.
#[derive(Debug, Serialize, JsonSchema)]
struct PersonRow {
    /// The person; absent for what nobody is responsible for.
    user_id: Option<UserId>,
    /// Their name.
    name: Option<String>,
    /// Open leads now.
    open_leads: i64,
    /// What those are worth, in the workspace's currency.
    open_sum: Money,
    /// Leads won in the period.
    won: i64,
    /// What those are worth.
    won_sum: Money,
    /// Leads lost in the period.
    lost: i64,
    /// Open tasks now.
    open_tasks: i64,
    /// Open tasks past their moment.
    overdue_tasks: i64,
    /// Tasks done in the period.
    done_tasks: i64,
}

async fn people(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<PersonRow>>> {
    let rows = me.look(move |look| {
        let (period, pipeline) = (which.period(look.now)?, which.pipeline(look)?);
        let (defs, now) = (look.defs.clone(), look.now);
        let currency = &defs.settings.currency;
        let mut rows: BTreeMap<Option<UserId>, PersonRow> = BTreeMap::new();
        let space = &mut look.space();
        let known = |user: Option<UserId>| PersonRow {
            user_id: user,
            name: user
                .and_then(|id| defs.schema.user(id))
                .map(|user| user.name.clone()),
            open_leads: 0,
            open_sum: money(0, currency),
            won: 0,
            won_sum: money(0, currency),
            lost: 0,
            open_tasks: 0,
            overdue_tasks: 0,
            done_tasks: 0,
        };
        for (user, leads, sum) in reports::open_leads(space, pipeline, currency)? {
            let row = rows.entry(user).or_insert_with(|| known(user));
            (row.open_leads, row.open_sum.minor) = (leads, sum);
        }
        for closed in reports::closed(space, pipeline, period, currency)? {
            let row = rows.entry(closed.user).or_insert_with(|| known(closed.user));
            if closed.is_won {
                row.won += closed.leads;
                row.won_sum.minor += closed.sum;
            } else {
                row.lost += closed.leads;
            }
        }
        for (user, tasks) in reports::tasks(space, period, now)? {
            let row = rows.entry(user).or_insert_with(|| known(user));
            (row.open_tasks, row.overdue_tasks, row.done_tasks) = (tasks.open, tasks.overdue, tasks.done);
        }
        Ok(Page::whole(rows.into_values().collect()))
    });
    Ok(Json(rows.await?))
}

/// Leads that were closed in a period.
#[derive(Debug, Serialize, JsonSchema)]
struct Outcomes {
    /// Won leads.
    won: i64,
    /// What they are worth, in the workspace's currency.
    won_sum: Money,
    /// Lost leads.
    lost: i64,
    /// What they would have been worth.
    lost_sum: Money,
    /// Lost leads by reason, the most frequent first.
    reasons: Vec<ReasonRow>,
}

/// Leads lost for a reason.
#[derive(Debug, Serialize, JsonSchema)]
struct ReasonRow {
    /// The reason; absent when none was given.
    reason_id: Option<LossReasonId>,
    /// Its name.
    name: Option<String>,
    /// How many.
    leads: i64,
    /// What they would have been worth.
    sum: Money,
}

async fn outcomes(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Outcomes>> {
    let report = me.look(move |look| {
        let (period, pipeline) = (which.period(look.now)?, which.pipeline(look)?);
        let defs = look.defs.clone();
        let currency = &defs.settings.currency;
        let closed = reports::closed(&mut look.space(), pipeline, period, currency)?;
        let (won, lost): (Vec<_>, Vec<_>) = closed.into_iter().partition(|closed| closed.is_won);
        let count = |all: &[reports::Closed]| all.iter().map(|closed| closed.leads).sum::<i64>();
        let sum = |all: &[reports::Closed]| money(all.iter().map(|closed| closed.sum).sum(), currency);
        let mut reasons: BTreeMap<Option<LossReasonId>, (i64, i64)> = BTreeMap::new();
        for closed in &lost {
            let told = reasons.entry(closed.reason).or_default();
            *told = (told.0 + closed.leads, told.1 + closed.sum);
        }
        let name = |id: LossReasonId| defs.schema.loss_reasons.iter().find(|reason| reason.id == id);
        let row = |(reason, (leads, sum)): (Option<LossReasonId>, (i64, i64))| ReasonRow {
            reason_id: reason,
            name: reason.and_then(name).map(|reason| reason.name.clone()),
            leads,
            sum: money(sum, currency),
        };
        let mut reasons: Vec<ReasonRow> = reasons.into_iter().map(row).collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.leads));
        Ok(Outcomes {
            won: count(&won),
            won_sum: sum(&won),
            lost: count(&lost),
            lost_sum: sum(&lost),
            reasons,
        })
    });
    Ok(Json(report.await?))
}

/// What automation did in a period.
#[derive(Debug, Serialize, JsonSchema)]
struct Usage {
    /// The days of the workspace's zone, in order; days without anything are left out.
    days: Vec<UsageDay>,
    /// Scenarios, the busiest first.
    scenarios: Vec<UsageScenario>,
}

/// A day.
#[derive(Debug, Serialize, JsonSchema)]
struct UsageDay {
    /// `2026-12-31`.
    day: String,
    /// Runs.
    runs: i64,
    /// Runs that did something.
    fired: i64,
    /// Runs that failed.
    failed: i64,
    /// Actions that were done, planned or sent.
    actions: i64,
    /// Requests that were decided.
    requests: i64,
}

/// A scenario.
#[derive(Debug, Serialize, JsonSchema)]
struct UsageScenario {
    /// Which.
    scenario: ScenarioName,
    /// Its runs.
    runs: i64,
    /// Those that did something.
    fired: i64,
    /// Those that failed.
    failed: i64,
    /// Actions they have done, planned or sent.
    actions: i64,
}

async fn usage(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Usage>> {
    let report = me.look(move |look| {
        let period = which.period(look.now)?;
        let defs = look.defs.clone();
        let day_of = |hour: i64| {
            let at = Timestamp::from_microsecond(EPOCH_US + hour * HOUR_US).unwrap_or_default();
            at.to_zoned(defs.zone.clone()).date().to_string()
        };
        let mut days: BTreeMap<String, [i64; 5]> = BTreeMap::new();
        let mut scenarios: BTreeMap<ScenarioId, [i64; 4]> = BTreeMap::new();
        for found in reports::runs(&mut look.space(), period)? {
            let told = [
                found.runs,
                if found.status == RunStatus::Fired {
                    found.runs
                } else {
                    0
                },
                if found.status == RunStatus::Failed {
                    found.runs
                } else {
                    0
                },
                found.actions,
            ];
            let day = days.entry(day_of(found.hour)).or_default();
            let scenario = scenarios.entry(found.scenario).or_default();
            for (place, count) in told.into_iter().enumerate() {
                day[place] += count;
                scenario[place] += count;
            }
        }
        for (hour, count) in reports::requests(&mut look.space(), period)? {
            days.entry(day_of(hour)).or_default()[4] += count;
        }
        let mut scenarios: Vec<UsageScenario> = scenarios
            .into_iter()
            .map(|(id, [runs, fired, failed, actions])| UsageScenario {
                scenario: ScenarioName::of(&defs, id),
                runs,
                fired,
                failed,
                actions,
            })
            .collect();
        scenarios.sort_by_key(|scenario| std::cmp::Reverse(scenario.runs));
        let day = |(day, [runs, fired, failed, actions, requests]): (String, [i64; 5])| UsageDay {
            day,
            runs,
            fired,
            failed,
            actions,
            requests,
        };
        Ok(Usage {
            days: days.into_iter().map(day).collect(),
            scenarios,
        })
    });
    Ok(Json(report.await?))
}
