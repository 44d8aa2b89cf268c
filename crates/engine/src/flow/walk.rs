//! Walking through steps: entered, done, left, until one waits (Z-148).

use super::steps;
use crate::chat::Bot;
use crate::chat::internal::{Back, Cause, Phase, Talk, facts};
use crate::error::Result;
use crate::run::Run;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_model::dialog::{DialogStatus, Holder, Line};
use signalbox_model::event::{Event, EventKind, Payload};
use signalbox_model::flow::{Flow, FlowStep, MAX_STEPS_PER_INPUT, StepKind, StepRef};
use signalbox_model::record::Author;
use signalbox_model::{EventId, FlowId, Key, Micros, RunId, ScenarioId};
use signalbox_store::chat::dialogs::Position;
use signalbox_store::chat::flows;
use std::rc::Rc;
use std::sync::Arc;

/// A step of a version of a flow.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub flow: FlowId,
    pub version: i64,
    pub doc: Arc<Flow>,
    pub at: usize,
}

impl Spot {
    pub fn step(&self) -> &FlowStep {
        &self.doc.steps[self.at]
    }

    pub fn position(&self) -> Position {
        Position {
            flow: self.flow,
            version: self.version,
            step: self.step().id.clone(),
        }
    }
}

/// What a step leaves the dialog with.
pub(crate) enum After {
    /// It goes on there; nowhere when none.
    Go(Option<StepRef>),
    /// It stays and waits.
    Stay(Phase),
    /// It comes back from a sub-flow.
    Return,
}

/// A dialog on its way.
pub(crate) struct Walk<'t> {
    pub talk: &'t mut Talk,
    pub bot: Arc<Bot>,
    pub cause: Cause,
    pub run: Run,
    /// When the next message may leave, after those that show somebody writing.
    pub due: Micros,
    /// Many walk at once: what is said goes behind the answers to people who wrote.
    pub bulk: bool,
    passed: usize,
}

impl Walk<'_> {
    pub fn author(&self) -> Author {
        Author::Dialog {
            dialog: self.talk.row.id,
        }
    }
}

/// A step of a flow by its id; the first when none is named.
fn place_in(flow: &Flow, step: Option<&Key>) -> Option<usize> {
    match step.or(flow.start.as_ref()) {
        Some(key) => flow.steps.iter().position(|step| step.id == *key),
        None => (!flow.steps.is_empty()).then_some(0),
    }
}

impl Work<'_, '_> {
    pub(crate) fn walk<'t>(&mut self, talk: &'t mut Talk, bot: &Arc<Bot>, cause: &Cause) -> Result<Walk<'t>> {
        let run = self.flow_run(talk, cause)?;
        Ok(Walk {
            bot: bot.clone(),
            cause: cause.clone(),
            run,
            due: self.now,
            bulk: false,
            passed: 0,
            talk,
        })
    }

    /// What templates, conditions and actions of a flow see: the contact, the dialog's variables, who wrote.
    fn flow_run(&mut self, talk: &Talk, cause: &Cause) -> Result<Run> {
        let mut variables = facts(self, &talk.row);
        self.add_person(talk, &mut variables)?;
        for (name, value) in &talk.memory.fields {
            variables.insert(format!("dialog.{name}"), value.clone().into());
            variables.insert(format!("fields.{name}"), value.clone().into());
            variables.insert(name.to_string(), value.clone().into());
        }
        for (name, value) in &talk.memory.vars {
            variables.insert(format!("dialog.{name}"), value.clone().into());
            variables.insert(name.clone(), value.clone().into());
        }
        let event = Event {
            id: cause.event.unwrap_or(EventId(self.next_id())),
            workspace: self.defs.workspace,
            kind: EventKind::MessageReceived,
            subject: talk.contact(),
            key: Some(talk.row.id.0),
            payload: Payload {
                variables,
                records: talk.memory.records.clone(),
                chain: cause.chain.clone(),
                ..Payload::default()
            },
            cause: None,
            depth: cause.depth.saturating_sub(1),
            author: Author::Dialog { dialog: talk.row.id },
            at: self.now,
        };
        let vars = Rc::new(Vars::new(&event.payload));
        Ok(Run {
            id: RunId(self.next_id()),
            scenario: ScenarioId(0),
            version: 0,
            body: self.engine.empty_body(),
            subject: event.subject,
            records: event.payload.records.clone(),
            event: Rc::new(event),
            vars,
            draws: 0,
        })
    }

    /// The variables are read anew after a step changed them.
    pub(crate) fn refresh(&mut self, walk: &mut Walk) -> Result<()> {
        let (id, draws) = (walk.run.id, walk.run.draws);
        walk.talk.memory.records.clone_from(&walk.run.records);
        walk.run = self.flow_run(walk.talk, &walk.cause)?;
        (walk.run.id, walk.run.draws) = (id, draws);
        Ok(())
    }

    /// Where a reference of a step leads. Within a flow the version stays; another flow is entered as it is published.
    pub(crate) fn spot_of(
        &mut self,
        walk: &Walk,
        from: Option<&Spot>,
        target: &StepRef,
    ) -> Result<Option<Spot>> {
        let own = from.filter(|spot| match &target.flow {
            None => true,
            Some(key) => walk.bot.flow(key).is_some_and(|flow| flow.id == spot.flow),
        });
        if let Some(spot) = own {
            let place = place_in(&spot.doc, target.step.as_ref());
            return Ok(place.map(|at| Spot { at, ..spot.clone() }));
        }
        let Some(head) = target.flow.as_ref().and_then(|key| walk.bot.flow(key)).cloned() else {
            return Ok(None);
        };
        self.spot_in(&head, target.step.as_ref())
    }

    /// A step of the published version of a flow; its first when none is named.
    pub(crate) fn spot_in(&mut self, head: &flows::Head, step: Option<&Key>) -> Result<Option<Spot>> {
        if head.version == 0 {
            return Ok(None);
        }
        let Some(doc) = self.version_of(head.id, head.version)? else {
            return Ok(None);
        };
        let place = place_in(&doc, step);
        Ok(place.map(|at| Spot {
            flow: head.id,
            version: head.version,
            doc,
            at,
        }))
    }

    pub(crate) fn version_of(&mut self, flow: FlowId, version: i64) -> Result<Option<Arc<Flow>>> {
        let defs = self.defs.clone();
        Ok(defs.bots.version(&mut self.space(), flow, version)?)
    }

    /// The step a dialog stands on, in the version it follows.
    pub(crate) fn standing(&mut self, position: Option<&Position>) -> Result<Option<Spot>> {
        let Some(at) = position.cloned() else {
            return Ok(None);
        };
        let Some(doc) = self.version_of(at.flow, at.version)? else {
            return Ok(None);
        };
        let place = doc.steps.iter().position(|step| step.id == at.step);
        Ok(place.map(|place| Spot {
            flow: at.flow,
            version: at.version,
            doc,
            at: place,
        }))
    }

    /// The step a dialog waits on, in the newest version that still has it: here a dialog in flight goes over.
    pub(crate) fn waiting_on(&mut self, walk: &mut Walk) -> Result<Option<Spot>> {
        let Some(old) = self.standing(walk.talk.row.position.as_ref())? else {
            return Ok(None);
        };
        let head = walk.bot.flows.iter().find(|flow| flow.id == old.flow).cloned();
        let Some(head) = head.filter(|head| head.version > old.version) else {
            return Ok(Some(old));
        };
        let id = old.step().id.clone();
        let newer = self.spot_in(&head, Some(&id))?;
        if let Some(spot) = &newer {
            walk.talk.row.position = Some(spot.position());
        }
        Ok(newer.or(Some(old)))
    }

    /// Goes on with a step and those after it, until one waits or the loop guard ends it.
    pub(crate) fn go(&mut self, walk: &mut Walk, mut here: Option<Spot>) -> Result<()> {
        while let Some(spot) = here {
            walk.passed += 1;
            if walk.passed > MAX_STEPS_PER_INPUT {
                let say = format!(
                    "{MAX_STEPS_PER_INPUT} steps followed one another without waiting: break the loop"
                );
                return self.trouble(walk, say);
            }
            here = self.enter(walk, &spot, false)?;
        }
        Ok(())
    }

    /// Enters a step; the next one when it does not wait.
    pub(crate) fn enter(&mut self, walk: &mut Walk, spot: &Spot, delayed: bool) -> Result<Option<Spot>> {
        let doc = spot.doc.clone();
        let step = &doc.steps[spot.at];
        if !delayed {
            self.stop_timers(walk.talk.row.id, None)?;
            walk.talk.enter(spot.position());
            walk.talk.memory.phase = Phase::Still;
            walk.talk.memory.tries = 0;
            self.done.steps.push((spot.flow, step.id.clone()));
            self.came_to_step(walk.talk, &walk.cause)?;
            if step.off {
                return self.follow(walk, spot, step.next.as_ref());
            }
            // Who fits a `log_in` step is known once the person has logged in (Z-157).
            if !step.audience.is_empty()
                && !matches!(step.kind, StepKind::LogIn(_))
                && !self
                    .judge(&walk.run, &crate::compile::conditions(&step.audience))?
                    .0
            {
                let target = step.otherwise.as_ref().or(step.next.as_ref());
                return self.follow(walk, spot, target);
            }
            if step.delay_secs > 0 {
                walk.talk.memory.phase = Phase::Delay;
                let due = self.now.plus_secs(step.delay_secs.into());
                self.set_clock(
                    walk.talk,
                    super::clock::DELAY,
                    step.id.as_str(),
                    due,
                    &walk.cause,
                    0,
                )?;
                return Ok(None);
            }
        }
        match steps::perform(self, walk, spot)? {
            After::Stay(phase) => {
                walk.talk.memory.phase = phase;
                if phase == Phase::Answer {
                    self.first_push(walk, spot)?;
                }
                Ok(None)
            }
            After::Go(target) => self.leave(walk, spot, target.as_ref()),
            After::Return => self.come_back(walk),
        }
    }

    /// Leaves a step that is done: its status is set, then the dialog goes on where the step leads.
    pub(crate) fn leave(
        &mut self,
        walk: &mut Walk,
        spot: &Spot,
        target: Option<&StepRef>,
    ) -> Result<Option<Spot>> {
        let doc = spot.doc.clone();
        match doc.steps[spot.at].finish {
            None => {}
            Some(DialogStatus::Auto) => walk.talk.row.status = DialogStatus::Auto,
            // It stays on the step, pushes, and goes on at any message (C-47, Z-161).
            Some(DialogStatus::Waiting) => {
                walk.talk.row.status = DialogStatus::Waiting;
                walk.talk.memory.phase = Phase::Answer;
                self.first_push(walk, spot)?;
                return Ok(None);
            }
            Some(status) => {
                let author = walk.author();
                self.change_status(walk.talk, status, &author)?;
                return Ok(None);
            }
        }
        self.follow(walk, spot, target)
    }

    /// Goes where a reference leads. Where nothing follows, a sub-flow comes back.
    pub(crate) fn follow(
        &mut self,
        walk: &mut Walk,
        spot: &Spot,
        target: Option<&StepRef>,
    ) -> Result<Option<Spot>> {
        let Some(target) = target else {
            return self.come_back(walk);
        };
        let next = self.spot_of(walk, Some(spot), target)?;
        if next.is_none() {
            let say = format!(
                "there is no step `{}` any more: publish the flow again",
                String::from(target.clone())
            );
            self.trouble(walk, say)?;
        }
        Ok(next)
    }

    fn come_back(&mut self, walk: &mut Walk) -> Result<Option<Spot>> {
        while let Some(Back { flow, version, step }) = walk.talk.memory.back.pop() {
            let Some(spot) = self.standing(Some(&Position { flow, version, step }))? else {
                continue;
            };
            let doc = spot.doc.clone();
            if let Some(next) = &doc.steps[spot.at].next {
                return self.spot_of(walk, Some(&spot), next);
            }
        }
        walk.talk.memory.phase = Phase::Still;
        Ok(None)
    }

    /// The flow cannot go on: people must look.
    pub(crate) fn trouble(&mut self, walk: &mut Walk, reason: String) -> Result<()> {
        let author = walk.author();
        walk.talk.memory.trouble = Some(reason.clone());
        walk.talk.fail();
        self.line(walk.talk, Line::Trouble { reason }, &author)?;
        if !matches!(walk.talk.row.holder, Holder::Operator { .. }) {
            self.change_status(walk.talk, DialogStatus::Manual, &author)?;
            walk.talk.row.unread = walk.talk.row.unread.max(1);
        }
        Ok(())
    }
}
