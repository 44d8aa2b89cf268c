//! Reports: what happened to the leads of a period, and who did what. Every query walks an index that covers it.

use crate::{Result, Space, Val};
use signalbox_model::run::RunStatus;
use signalbox_model::{Key, LossReasonId, Micros, PipelineId, ScenarioId, StageId, UserId, id};

/// From a moment to another, the second left out.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// The first moment.
    pub from: Micros,
    /// The first moment after it.
    pub to: Micros,
}

/// How leads went through a stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageStay {
    /// How many came to it.
    pub entered: i64,
    /// How many stand there now.
    pub here: i64,
    /// How long all of them stood there together, microseconds.
    pub spent_us: i64,
}

/// The leads of a period by the furthest stage they came to: its position, −1 for those that only were lost.
pub fn reached(space: &mut Space, pipeline: PipelineId, period: Period) -> Result<Vec<(i64, i64)>> {
    space.all(
        "SELECT furthest, COUNT(*) FROM (
             SELECT MAX(CASE WHEN stage.kind = 2 THEN -1 ELSE stage.position END) AS furthest
             FROM stage_stay JOIN stage ON stage.id = stage_stay.stage_id
             WHERE stage_stay.workspace_id = ?1 AND stage_stay.pipeline_id = ?2 AND born_at >= ?3 AND born_at < ?4
             GROUP BY born_at, lead_id
         ) AS leads GROUP BY furthest ORDER BY furthest",
        &[pipeline.0.into(), period.from.into(), period.to.into()],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )
}

/// How long the leads of a period stood on the stages of a pipeline, up to `now`.
pub fn stays(
    space: &mut Space,
    pipeline: PipelineId,
    period: Period,
    now: Micros,
) -> Result<Vec<(StageId, StageStay)>> {
    space.all(
        "SELECT stage_id, COUNT(*), CAST(SUM(CASE WHEN is_here THEN 1 ELSE 0 END) AS BIGINT),
             CAST(SUM(spent_us + CASE WHEN is_here THEN ?5 - entered_at ELSE 0 END) AS BIGINT)
         FROM stage_stay WHERE workspace_id = ?1 AND pipeline_id = ?2 AND born_at >= ?3 AND born_at < ?4
         GROUP BY stage_id",
        &[
            pipeline.0.into(),
            period.from.into(),
            period.to.into(),
            now.into(),
        ],
        |row| {
            let stay = StageStay {
                entered: row.int(1)?,
                here: row.int(2)?,
                spent_us: row.int(3)?,
            };
            Ok((StageId(row.int(0)?), stay))
        },
    )
}

/// What leads are told apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Their source.
    Source,
    /// Who made them: a person, a hook, a run.
    Maker,
    /// A custom field.
    Field(Key),
}

/// Leads with something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common; empty when they have none.
    pub value: String,
    /// How many.
    pub leads: i64,
    /// How many are won.
    pub won: i64,
    /// How many are lost.
    pub lost: i64,
    /// What the won ones are worth, minor units of the currency asked for.
    pub won_sum: i64,
}

/// The leads that were made in a period, by what they have in common, the most frequent first.
pub fn groups(
    space: &mut Space,
    by: &By,
    pipeline: Option<PipelineId>,
    period: Period,
    currency: &str,
) -> Result<Vec<Group>> {
    let value = match (by, space.tx().is_pg()) {
        (By::Source, _) => "lead.source".to_owned(),
        (By::Maker, true) => "lead.created_by::json ->> 'by'".to_owned(),
        (By::Maker, false) => "json_extract(lead.created_by, '$.by')".to_owned(),
        // A key is letters, digits, `-` and `_`.
        (By::Field(key), true) => format!("lead.fields::json ->> '{key}'"),
        (By::Field(key), false) => format!("json_extract(lead.fields, '$.\"{key}\"')"),
    };
    let narrow = pipeline.map_or("", |_| "AND lead.pipeline_id = ?5");
    let sql = format!(
        "SELECT COALESCE(CAST({value} AS TEXT), ''), COUNT(*),
             CAST(SUM(CASE WHEN stage.kind = 1 THEN 1 ELSE 0 END) AS BIGINT),
             CAST(SUM(CASE WHEN stage.kind = 2 THEN 1 ELSE 0 END) AS BIGINT),
             CAST(SUM(CASE WHEN stage.kind = 1 AND lead.currency = ?4 THEN lead.sale ELSE 0 END) AS BIGINT)
         FROM lead JOIN stage ON stage.id = lead.stage_id
         WHERE lead.workspace_id = ?1 AND lead.created_at >= ?2 AND lead.created_at < ?3 {narrow}
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100"
    );
    let mut params = vec![period.from.into(), period.to.into(), currency.into()];
    params.extend(pipeline.map(|pipeline| Val::Int(pipeline.0)));
    space.all(&sql, &params, |row| {
        Ok(Group {
            value: row.text(0)?,
            leads: row.int(1)?,
            won: row.int(2)?,
            lost: row.int(3)?,
            won_sum: row.int(4)?,
        })
    })
}

/// Leads that were closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// Won rather than lost.
    pub is_won: bool,
    /// Why it was lost.
    pub reason: Option<LossReasonId>,
    /// Whose they are.
    pub user: Option<UserId>,
    /// How many.
    pub leads: i64,
    /// What they are worth, minor units of the currency asked for.
    pub sum: i64,
}

/// The leads that were closed in a period, by outcome, reason and responsible user.
pub fn closed(
    space: &mut Space,
    pipeline: Option<PipelineId>,
    period: Period,
    currency: &str,
) -> Result<Vec<Closed>> {
    let narrow = pipeline.map_or("", |_| "AND lead.pipeline_id = ?5");
    let sql = format!(
        "SELECT stage.kind, loss_reason_id, responsible_id, COUNT(*),
             CAST(SUM(CASE WHEN lead.currency = ?4 THEN lead.sale ELSE 0 END) AS BIGINT)
         FROM lead JOIN stage ON stage.id = lead.stage_id
         WHERE lead.workspace_id = ?1 AND closed_at >= ?2 AND closed_at < ?3 AND stage.kind > 0 {narrow}
         GROUP BY stage.kind, loss_reason_id, responsible_id"
    );
    let mut params = vec![period.from.into(), period.to.into(), currency.into()];
    params.extend(pipeline.map(|pipeline| Val::Int(pipeline.0)));
    space.all(&sql, &params, |row| {
        Ok(Closed {
            is_won: row.int(0)? == 1,
            reason: row.opt_int(1)?.map(LossReasonId),
            user: row.opt_int(2)?.map(UserId),
            leads: row.int(3)?,
            sum: row.opt_int(4)?.unwrap_or(0),
        })
    })
}

/// Open leads of each responsible user, and what they are worth in a currency.
pub fn open_leads(
    space: &mut Space,
    pipeline: Option<PipelineId>,
    currency: &str,
) -> Result<Vec<(Option<UserId>, i64, i64)>> {
    let narrow = pipeline.map_or("", |_| "AND lead.pipeline_id = ?3");
    let sql = format!(
        "SELECT responsible_id, COUNT(*), CAST(SUM(CASE WHEN lead.currency = ?2 THEN lead.sale ELSE 0 END) AS BIGINT)
         FROM lead JOIN stage ON stage.id = lead.stage_id
         WHERE lead.workspace_id = ?1 AND stage.kind = 0 {narrow} GROUP BY responsible_id"
    );
    let mut params: Vec<Val> = vec![currency.into()];
    params.extend(pipeline.map(|pipeline| Val::Int(pipeline.0)));
    space.all(&sql, &params, |row| {
        Ok((
            row.opt_int(0)?.map(UserId),
            row.int(1)?,
            row.opt_int(2)?.unwrap_or(0),
        ))
    })
}

/// Tasks of a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Open now.
    pub open: i64,
    /// Open and past their moment.
    pub overdue: i64,
    /// Done in the period.
    pub done: i64,
}

/// Tasks of each responsible user.
pub fn tasks(space: &mut Space, period: Period, now: Micros) -> Result<Vec<(Option<UserId>, Tasks)>> {
    let mut all = space.all(
        "SELECT responsible_id, COUNT(*), CAST(SUM(CASE WHEN due_at < ?2 THEN 1 ELSE 0 END) AS BIGINT)
         FROM task WHERE workspace_id = ?1 AND done_at IS NULL GROUP BY responsible_id",
        &[now.into()],
        |row| {
            let tasks = Tasks {
                open: row.int(1)?,
                overdue: row.int(2)?,
                done: 0,
            };
            Ok((row.opt_int(0)?.map(UserId), tasks))
        },
    )?;
    let done = space.all(
        "SELECT responsible_id, COUNT(*) FROM task
         WHERE workspace_id = ?1 AND done_at >= ?2 AND done_at < ?3 GROUP BY responsible_id",
        &[period.from.into(), period.to.into()],
        |row| Ok((row.opt_int(0)?.map(UserId), row.int(1)?)),
    )?;
    for (user, count) in done {
        match all.iter_mut().find(|(known, _)| *known == user) {
            Some((_, tasks)) => tasks.done = count,
            None => all.push((
                user,
                Tasks {
                    done: count,
                    ..Tasks::default()
                },
            )),
        }
    }
    Ok(all)
}

/// Runs of a scenario within an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourOfRuns {
    /// Hours since [`EPOCH_US`].
    pub hour: i64,
    /// The scenario.
    pub scenario: ScenarioId,
    /// How they ended.
    pub status: RunStatus,
    /// How many.
    pub runs: i64,
    /// Actions they have done, planned or sent.
    pub actions: i64,
}

/// Ids count from here, UNIX microseconds.
pub const EPOCH_US: i64 = id::EPOCH_MS * 1000;
/// An hour, microseconds.
pub const HOUR_US: i64 = 3_600_000_000;

/// Ids in an hour: the time of a row is read from its id, so that an index on ids is enough.
fn ids_in_an_hour() -> i64 {
    id::floor_at(EPOCH_US + HOUR_US)
}

/// The runs of a period by hour, scenario and outcome, as far as they are kept.
pub fn runs(space: &mut Space, period: Period) -> Result<Vec<HourOfRuns>> {
    let hour = ids_in_an_hour();
    let found = space.all(
        "SELECT id / ?4, scenario_id, status, COUNT(*), CAST(SUM(actions) AS BIGINT) FROM run
         WHERE workspace_id = ?1 AND id >= ?2 AND id < ?3 GROUP BY 1, 2, 3",
        &span(period, hour),
        |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?, row.int(4)?)),
    )?;
    let known = found
        .into_iter()
        .filter_map(|(hour, scenario, status, runs, actions)| {
            Some(HourOfRuns {
                hour,
                scenario: ScenarioId(scenario),
                status: RunStatus::from_code(status)?,
                runs,
                actions,
            })
        });
    Ok(known.collect())
}

/// The requests of a period by hour, as far as they are kept.
pub fn requests(space: &mut Space, period: Period) -> Result<Vec<(i64, i64)>> {
    space.all(
        "SELECT id / ?4, COUNT(*) FROM job WHERE workspace_id = ?1 AND id >= ?2 AND id < ?3 GROUP BY 1",
        &span(period, ids_in_an_hour()),
        |row| Ok((row.int(0)?, row.int(1)?)),
    )
}

/// The ids of a period, and those of an hour.
fn span(period: Period, hour: i64) -> [Val<'static>; 3] {
    [
        id::floor_at(period.from.0).into(),
        id::floor_at(period.to.0).into(),
        hour.into(),
    ]
}
