//! What the workers ask of the engine.

use signalbox_engine::chat::Fetched;
use signalbox_engine::connect::Line;
use signalbox_engine::{Done, Engine, Result, Tried};
use signalbox_model::chat::Inbound;
use signalbox_model::{BulkId, ChannelId, EventId, ImportId, Key, MessageId, Micros, WorkspaceId};
use signalbox_store::chat::fetches;
use signalbox_store::chat::messages::Outcome;
use signalbox_store::{Tx, jobs};

/// Decides, one unit of work at a time. The engine does; tests put something simple in its place.
///
/// Every function runs inside a transaction that is rolled back when it fails, and may then run again.
pub trait Decider: Send + Sync + 'static {
    /// Works off a waiting event, once, whichever node asks.
    ///
    /// # Errors
    /// Only when the store fails; a failing event is kept with its reason by the decider itself.
    fn work_off(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, event: EventId) -> Result<Done>;

    /// Fires at most `limit` timers that are due; how many it took.
    ///
    /// # Errors
    /// When the store fails.
    fn fire_timers(&self, tx: &mut Tx, now: Micros, limit: i64) -> Result<(usize, Done)>;

    /// Starts the schedules that are due.
    ///
    /// # Errors
    /// When the store fails.
    fn fire_schedules(&self, tx: &mut Tx, now: Micros) -> Result<Done>;

    /// Runs the next records of a bulk run, at most `limit`; whether there is more.
    ///
    /// # Errors
    /// When the store fails.
    fn step_bulk(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        bulk: BulkId,
        limit: i64,
    ) -> Result<(bool, Done)>;

    /// Works off the next rows of an import, at most `limit`; whether there is more.
    ///
    /// # Errors
    /// When the store fails.
    fn step_import(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        import: ImportId,
        limit: i64,
    ) -> Result<(bool, Done)>;

    /// Stops an import whose step fails for ever.
    ///
    /// # Errors
    /// When the store fails.
    fn halt_import(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, import: ImportId) -> Result<()>;

    /// Deletes delayed actions that have waited too long for their scenario (Z-57).
    ///
    /// # Errors
    /// When the store fails.
    fn tidy_timers(&self, tx: &mut Tx, now: Micros) -> Result<Done>;

    /// Writes what a try to send brought and what follows from it. The job's headers and body are gone: they were
    /// handed to the receiver without a copy.
    ///
    /// # Errors
    /// When the store fails.
    fn finish_job(&self, tx: &mut Tx, now: Micros, job: &jobs::Stored, tried: Tried) -> Result<Done>;

    /// What a sender needs of a connection; nothing when it is gone.
    ///
    /// # Errors
    /// When its kind is gone or the store fails.
    fn line(&self, tx: &mut Tx, workspace: WorkspaceId, connection: &Key) -> Result<Option<Line>>;

    /// Works off what a channel reported, once for its key.
    ///
    /// # Errors
    /// When the channel is gone or the store fails.
    fn receive(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        channel: ChannelId,
        inbound: Inbound,
    ) -> Result<Done>;

    /// Writes how the sending of a message ended.
    ///
    /// # Errors
    /// When the store fails.
    fn sent(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        message: MessageId,
        outcome: &Outcome,
    ) -> Result<Done>;

    /// Keeps what came of fetching a file.
    ///
    /// # Errors
    /// When the store fails.
    fn fetched(&self, tx: &mut Tx, now: Micros, fetch: &fetches::Stored, came: Fetched) -> Result<Done>;

    /// Makes at most `limit` messages uncertain whose claim ended before `ended`; how many.
    ///
    /// # Errors
    /// When the store fails.
    fn expire_messages(&self, tx: &mut Tx, now: Micros, ended: Micros, limit: i64) -> Result<(usize, Done)>;
}

impl Decider for Engine {
    fn line(&self, tx: &mut Tx, workspace: WorkspaceId, connection: &Key) -> Result<Option<Line>> {
        Engine::line(self, tx, workspace, connection)
    }

    fn work_off(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, event: EventId) -> Result<Done> {
        Engine::work_off(self, tx, now, workspace, event)
    }

    fn fire_timers(&self, tx: &mut Tx, now: Micros, limit: i64) -> Result<(usize, Done)> {
        Engine::fire_timers(self, tx, now, limit)
    }

    fn fire_schedules(&self, tx: &mut Tx, now: Micros) -> Result<Done> {
        Engine::fire_schedules(self, tx, now)
    }

    fn step_bulk(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        bulk: BulkId,
        limit: i64,
    ) -> Result<(bool, Done)> {
        Engine::step_bulk(self, tx, now, workspace, bulk, limit)
    }

    fn step_import(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        import: ImportId,
        limit: i64,
    ) -> Result<(bool, Done)> {
        Engine::step_import(self, tx, now, workspace, import, limit)
    }

    fn halt_import(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, import: ImportId) -> Result<()> {
        Engine::halt_import(self, tx, now, workspace, import)
    }

    fn tidy_timers(&self, tx: &mut Tx, now: Micros) -> Result<Done> {
        Engine::tidy_timers(self, tx, now)
    }

    fn finish_job(&self, tx: &mut Tx, now: Micros, job: &jobs::Stored, tried: Tried) -> Result<Done> {
        Engine::finish_job(self, tx, now, job, tried)
    }

    fn receive(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        channel: ChannelId,
        inbound: Inbound,
    ) -> Result<Done> {
        Ok(Engine::receive(self, tx, now, workspace, channel, inbound)?.done)
    }

    fn sent(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        message: MessageId,
        outcome: &Outcome,
    ) -> Result<Done> {
        Engine::sent(self, tx, now, workspace, message, outcome)
    }

    fn fetched(&self, tx: &mut Tx, now: Micros, fetch: &fetches::Stored, came: Fetched) -> Result<Done> {
        Engine::fetched(self, tx, now, fetch, came)
    }

    fn expire_messages(&self, tx: &mut Tx, now: Micros, ended: Micros, limit: i64) -> Result<(usize, Done)> {
        let done = Engine::expire_messages(self, tx, now, ended, limit)?;
        Ok((done.chats.len(), done))
    }
}
