//! A decider without scenarios: an event becomes a request, a timer is taken, a result is written.

use signalbox_delivery::Decider;
use signalbox_engine::LEASE_SECS;
use signalbox_engine::chat::Fetched;
use signalbox_engine::connect::Line;
use signalbox_engine::{Done, EngineError, LiveNote, Result, Topic, Tried};
use signalbox_model::action::Method;
use signalbox_model::chat::Inbound;
use signalbox_model::event::Payload;
use signalbox_model::job::{JobState, Listening, Request};
use signalbox_model::{
    BulkId, ChannelId, EventId, ImportId, JobId, Key, MessageId, Micros, ScenarioId, WorkspaceId,
};
use signalbox_store::chat::fetches;
use signalbox_store::chat::messages::Outcome;
use signalbox_store::{Db, StoreError, Tx, bulk, events, jobs, timers};
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub struct Script {
    db: Db,
    target: String,
    /// The secret that signs requests.
    pub sign_with: Mutex<Option<&'static str>>,
    /// Whether requests wait for their answer.
    pub listens: AtomicBool,
    /// Events that break their unit of work; a negative id panics.
    pub poison: Mutex<HashSet<i64>>,
    /// Whether results cannot be worked off.
    pub spoils_results: AtomicBool,
    /// How many calls the store still refuses.
    pub refusals: AtomicUsize,
    pub answers: Mutex<Vec<Option<String>>>,
    pub tidied: AtomicUsize,
    pub bulk_steps: Mutex<Vec<i64>>,
}

impl Script {
    pub fn new(db: Db, target: &str) -> Self {
        Self {
            db,
            target: target.to_owned(),
            sign_with: Mutex::default(),
            listens: AtomicBool::new(false),
            poison: Mutex::default(),
            spoils_results: AtomicBool::new(false),
            refusals: AtomicUsize::new(0),
            answers: Mutex::default(),
            tidied: AtomicUsize::new(0),
            bulk_steps: Mutex::default(),
        }
    }

    fn refuse(&self) -> Result<()> {
        let less = |left: usize| left.checked_sub(1);
        match self
            .refusals
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
        {
            Ok(_) => Err(StoreError::DiskFull.into()),
            Err(_) => Ok(()),
        }
    }

    fn job(&self, now: Micros, workspace: WorkspaceId, event: &events::Stored) -> jobs::Stored {
        let listen = self.listens.load(Ordering::Relaxed).then(|| Listening {
            scenario: ScenarioId(1),
            also_without_data: false,
            subject: None,
            parent: Payload::default(),
            depth: 0,
        });
        jobs::Stored {
            id: JobId(self.db.next_id(now.0)),
            workspace,
            run: None,
            step: None,
            event: Some(event.event.id),
            state: JobState::Sending,
            due_at: now.plus_secs(LEASE_SECS),
            attempt: 1,
            host: self.target.split('/').nth(2).unwrap_or_default().to_owned(),
            request: Request {
                method: Method::Post,
                url: self.target.clone(),
                headers: vec![("content-type".into(), "text/plain".into())],
                body: event.event.id.to_string(),
                sign_with: self.sign_with.lock().unwrap().map(|name| name.parse().unwrap()),
                follow_redirects: false,
                listen,
                dialog: None,
                call: None,
            },
            attempts: Vec::new(),
            status: None,
            pack: None,
        }
    }
}

impl Decider for Script {
    fn line(&self, _: &mut Tx, _: WorkspaceId, _: &Key) -> Result<Option<Line>> {
        Ok(None)
    }

    fn work_off(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, event: EventId) -> Result<Done> {
        self.refuse()?;
        if self.poison.lock().unwrap().contains(&event.0) {
            return Err(EngineError::Store(StoreError::Broken("a poisoned event".into())));
        }
        assert!(
            !self.poison.lock().unwrap().contains(&-event.0),
            "a panic on purpose"
        );
        let space = &mut tx.space(workspace);
        if !events::claim(space, event)? {
            return Ok(Done::default());
        }
        let stored = events::get(space, event)?.unwrap();
        let job = self.job(now, workspace, &stored);
        jobs::insert(space, &job)?;
        Ok(Done {
            jobs: vec![job],
            live: vec![LiveNote {
                workspace,
                topic: Topic::Run,
                id: event.0,
            }],
            ..Done::default()
        })
    }

    fn fire_timers(&self, tx: &mut Tx, now: Micros, limit: i64) -> Result<(usize, Done)> {
        self.refuse()?;
        let due = timers::due_any_workspace(tx, now, limit)?;
        for timer in &due {
            if self.poison.lock().unwrap().contains(&timer.id.0) {
                return Err(EngineError::Store(StoreError::Broken("a poisoned timer".into())));
            }
            timers::take(&mut tx.space(timer.workspace), timer.id)?;
        }
        Ok((due.len(), Done::default()))
    }

    fn fire_schedules(&self, _: &mut Tx, _: Micros) -> Result<Done> {
        Ok(Done::default())
    }

    fn step_bulk(
        &self,
        tx: &mut Tx,
        _: Micros,
        workspace: WorkspaceId,
        id: BulkId,
        limit: i64,
    ) -> Result<(bool, Done)> {
        let space = &mut tx.space(workspace);
        let row = bulk::get(space, id)?.unwrap();
        if row.state != bulk::State::Running {
            return Ok((false, Done::default()));
        }
        let through = limit.min(row.total - row.done);
        bulk::advance(space, id, row.after + through, through, 0)?;
        self.bulk_steps.lock().unwrap().push(id.0);
        let more = row.done + through < row.total;
        if !more {
            bulk::set_state(space, id, &[bulk::State::Running], bulk::State::Finished)?;
        }
        Ok((more, Done::default()))
    }

    fn step_import(
        &self,
        _: &mut Tx,
        _: Micros,
        _: WorkspaceId,
        _: ImportId,
        _: i64,
    ) -> Result<(bool, Done)> {
        Ok((false, Done::default()))
    }

    fn halt_import(&self, _: &mut Tx, _: Micros, _: WorkspaceId, _: ImportId) -> Result<()> {
        Ok(())
    }

    fn tidy_timers(&self, _: &mut Tx, _: Micros) -> Result<Done> {
        self.tidied.fetch_add(1, Ordering::Relaxed);
        Ok(Done::default())
    }

    fn finish_job(&self, tx: &mut Tx, _: Micros, job: &jobs::Stored, tried: Tried) -> Result<Done> {
        self.refuse()?;
        if self.spoils_results.load(Ordering::Relaxed) {
            return Err(EngineError::Store(StoreError::Broken("a spoilt result".into())));
        }
        let mut attempts = job.attempts.clone();
        attempts.push(tried.attempt);
        let space = &mut tx.space(job.workspace);
        jobs::finish_attempt(space, job.id, tried.state, tried.due_at, &attempts)?;
        self.answers.lock().unwrap().push(tried.answer);
        Ok(Done::default())
    }

    fn receive(&self, _: &mut Tx, _: Micros, _: WorkspaceId, _: ChannelId, _: Inbound) -> Result<Done> {
        Ok(Done::default())
    }

    fn sent(&self, _: &mut Tx, _: Micros, _: WorkspaceId, _: MessageId, _: &Outcome) -> Result<Done> {
        Ok(Done::default())
    }

    fn fetched(&self, _: &mut Tx, _: Micros, _: &fetches::Stored, _: Fetched) -> Result<Done> {
        Ok(Done::default())
    }

    fn expire_messages(&self, _: &mut Tx, _: Micros, _: Micros, _: i64) -> Result<(usize, Done)> {
        Ok((0, Done::default()))
    }
}
