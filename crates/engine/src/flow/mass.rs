//! Schedule steps at work: planned when a flow is published, and every participant taken along when one comes due, a few
//! in each transaction with the place they reached, so that a crash takes nobody twice (O-39, Z-155, Z-180).

use super::schedule::{next_run, zone_of};
use super::walk::Spot;
use crate::chat::internal::Cause;
use crate::done::Done;
use crate::engine::Engine;
use crate::error::Result;
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::dialog::{DialogStatus, Holder, Line};
use signalbox_model::flow::{FlowStep, ScheduleStep, StepKind};
use signalbox_model::record::Author;
use signalbox_model::{BotId, DialogId, FlowId, Key, ScenarioId};
use signalbox_store::Tx;
use signalbox_store::bulk::{self, Over, OverTalks, State};
use signalbox_store::chat::{dialogs, schedules};

/// What one slice of a run did.
pub(crate) struct Slice {
    /// Dialogs it looked at.
    pub through: i64,
    /// How many of these failed.
    pub failed: i64,
    /// The last of them.
    pub after: i64,
}

fn scheduled(step: &FlowStep) -> Option<&ScheduleStep> {
    match &step.kind {
        StepKind::Schedule(settings) if !step.off => Some(settings),
        _ => None,
    }
}

impl Engine {
    /// Plans the schedule steps of a bot's published flows anew, as the definitions of this transaction have them.
    pub(crate) fn plan_schedules(&self, tx: &mut Tx, by: &By, bot: BotId) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        if let Some(bot) = work.defs.bots.by_id.get(&bot).cloned() {
            for head in bot.flows.iter().filter(|head| head.version > 0) {
                work.plan_flow(bot.bot.id, head.id, head.version)?;
            }
        }
        work.done.timers = true;
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    fn plan_flow(&mut self, bot: BotId, flow: FlowId, version: i64) -> Result<()> {
        let defs = self.defs.clone();
        let known = schedules::of_flow(&mut self.space(), flow)?;
        let doc = self.version_of(flow, version)?;
        let steps = doc.iter().flat_map(|doc| &doc.steps);
        let planned: Vec<_> = steps
            .filter_map(|step| Some((&step.id, scheduled(step)?)))
            .collect();
        for gone in known
            .iter()
            .filter(|known| planned.iter().all(|(id, _)| **id != known.step))
        {
            schedules::delete(&mut self.space(), flow, &gone.step)?;
        }
        let zone = defs
            .bots
            .by_id
            .get(&bot)
            .map(|bot| zone_of(&bot.bot.settings, &defs.zone));
        let zone = zone.unwrap_or_else(|| defs.zone.clone());
        for (id, settings) in planned {
            let before = known.iter().find(|known| known.step == *id);
            // What has come due and waits for its turn still runs.
            let due = before
                .and_then(|before| before.next_due)
                .filter(|due| *due <= self.now);
            let row = schedules::Stored {
                flow,
                step: id.clone(),
                bot,
                next_due: due.or_else(|| next_run(settings, self.now, &zone)),
                last_at: before.and_then(|before| before.last_at),
                last_bulk: before.and_then(|before| before.last_bulk),
            };
            schedules::put(&mut self.space(), &row)?;
        }
        Ok(())
    }

    /// A schedule step has come due. Runs missed while the server was down come due once, and a run whose predecessor
    /// still goes on is left out.
    pub(crate) fn flow_schedule_due(&mut self, flow: FlowId, step: &Key) -> Result<()> {
        self.tx.lock(flow.0)?;
        let (defs, now) = (self.defs.clone(), self.now);
        let known = schedules::get(&mut self.space(), flow, step)?;
        let Some(mut row) = known.filter(|row| row.next_due.is_some_and(|due| due <= now)) else {
            return Ok(());
        };
        let found = defs.bots.flow(flow);
        let doc = match found {
            Some((_, head)) => self.version_of(flow, head.version)?,
            None => None,
        };
        let settings = doc
            .iter()
            .flat_map(|doc| &doc.steps)
            .find(|known| known.id == *step);
        let (Some((bot, _)), Some(settings)) = (found, settings.and_then(scheduled)) else {
            return Ok(schedules::delete(&mut self.space(), flow, step)?);
        };
        row.next_due = next_run(settings, now, &zone_of(&bot.bot.settings, &defs.zone));
        if bot.bot.on && !self.goes_on(&row)? {
            let talks = OverTalks {
                bot: bot.bot.id,
                flow,
                step: step.clone(),
            };
            let over = Over {
                talks: Some(talks),
                ..Over::default()
            };
            row.last_at = Some(now);
            row.last_bulk = Some(self.start_bulk(ScenarioId(0), over, Author::System)?);
        }
        self.done.timers = true;
        Ok(schedules::put(&mut self.space(), &row)?)
    }

    fn goes_on(&mut self, row: &schedules::Stored) -> Result<bool> {
        let last = match row.last_bulk {
            Some(id) => bulk::get(&mut self.space(), id)?,
            None => None,
        };
        Ok(last.is_some_and(|last| matches!(last.state, State::Running | State::Paused)))
    }

    /// Takes the next participants to a schedule step; none when the step is gone.
    pub(crate) fn take_along(&mut self, talks: &OverTalks, after: i64, limit: i64) -> Result<Option<Slice>> {
        let head = self.defs.bots.flow(talks.flow).map(|(_, head)| head.clone());
        let spot = match head {
            Some(head) => self.spot_in(&head, Some(&talks.step))?,
            None => None,
        };
        let Some(spot) = spot.filter(|spot| scheduled(spot.step()).is_some()) else {
            return Ok(None);
        };
        let ids = dialogs::led_after(&mut self.space(), talks.bot, DialogId(after), limit)?;
        let mut slice = Slice {
            through: i64::try_from(ids.len()).unwrap_or(i64::MAX),
            failed: 0,
            after: ids.last().map_or(after, |id| id.0),
        };
        for id in ids {
            slice.failed += i64::from(!self.take_one(talks, &spot, id)?);
        }
        Ok(Some(slice))
    }

    /// Takes one along; false when it failed, and nothing of it stays then.
    fn take_one(&mut self, talks: &OverTalks, spot: &Spot, id: DialogId) -> Result<bool> {
        let before = std::mem::take(&mut self.done);
        self.tx.exec("SAVEPOINT participant", &[])?;
        let taken = self.take_to(talks, spot, id);
        if let Err(error) = &taken {
            if error.is_transient() {
                return taken.map(|()| false);
            }
            tracing::warn!(dialog = %id, %error, "a schedule step cannot take a dialog along; it stays where it is");
            self.tx.exec("ROLLBACK TO SAVEPOINT participant", &[])?;
            self.done = Done::default();
        }
        self.tx.exec("RELEASE SAVEPOINT participant", &[])?;
        let own = std::mem::replace(&mut self.done, before);
        self.done.merge(own);
        Ok(taken.is_ok())
    }

    fn take_to(&mut self, talks: &OverTalks, spot: &Spot, id: DialogId) -> Result<()> {
        let defs = self.defs.clone();
        let Some(bot) = defs.bots.by_id.get(&talks.bot).filter(|bot| bot.bot.on) else {
            return Ok(());
        };
        let mut talk = self.talk(id)?;
        // Somebody may have taken it since it was found.
        if talk.row.holder != Holder::Flow
            || !matches!(talk.row.status, DialogStatus::Auto | DialogStatus::Waiting)
        {
            return Ok(());
        }
        let cause = Cause::by(Author::System);
        let mut walk = self.walk(&mut talk, bot, &cause)?;
        walk.bulk = true;
        let step = spot.step();
        let audience = crate::compile::conditions(&step.audience);
        // Whom the step is not meant for stays where they are, unless it says where they go.
        if step.otherwise.is_none() && !self.judge(&walk.run, &audience)?.0 {
            return Ok(());
        }
        if let Some((_, head)) = defs.bots.flow(spot.flow) {
            let (flow, step) = (head.key.clone(), step.id.clone());
            self.line(walk.talk, Line::Moved { flow, step }, &Author::System)?;
        }
        self.begin_at(&mut walk, spot.clone())?;
        self.keep(talk, &cause).map(drop)
    }
}
