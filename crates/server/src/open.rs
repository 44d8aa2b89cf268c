//! The store as a command sees it, beside a server that may be running.

use crate::clock::now;
use crate::config::Place;
use crate::offline::Offline;
use crate::workspaces::Home;
use anyhow::{Context, Result, bail};
use signalbox_engine::Engine;
use signalbox_model::Micros;
use signalbox_store::audit::{Actor, Via};
use signalbox_store::{Db, Options, Tx, Url};
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The node whose ids commands use, so that they never meet those of a server.
const NODE: i64 = 63;

/// An open store and the runtime it is asked on.
pub struct Opened {
    /// The store.
    pub db: Db,
    /// The workspace the command works on.
    pub home: Home,
    runtime: Runtime,
}

impl Opened {
    /// Opens the store and brings it up to date; it is made when it is missing.
    pub fn open(place: &Place) -> Result<Self> {
        if let Url::Lite(path) = &place.database
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        let options = Options {
            node: NODE,
            writers: 1,
            readers: 1,
            ..Options::new(place.database.clone())
        };
        let db = Db::open(&options, now().0).context("the database does not open")?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let home = Home(place.workspace);
        Ok(Self { db, home, runtime })
    }

    /// The same, but only when there is a store: for commands that would be empty without one.
    pub fn existing(place: &Place) -> Result<Self> {
        match &place.database {
            Url::Lite(path) if !Path::new(path).exists() => bail!(
                "there is no database at {}: name its folder with --data, or start `signalbox serve` first",
                path.display()
            ),
            _ => Self::open(place),
        }
    }

    /// An engine over this store.
    pub fn engine(&self) -> Engine {
        Engine::new(self.db.ids().clone(), Box::new(Offline), Box::new(Offline), || 0)
    }

    /// Waits for something that the store does.
    pub fn wait<T>(&self, doing: impl Future<Output = T>) -> T {
        self.runtime.block_on(doing)
    }

    /// Runs `work` in a transaction.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx, Micros) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let now = now();
        let actor = Arc::new(Actor {
            user: None,
            via: Via::Command,
            address: String::new(),
            at: now,
            ids: self.db.ids().clone(),
        });
        self.runtime.block_on(self.db.write(move |tx| {
            tx.act_as(actor);
            work(tx, now)
        }))
    }

    /// Runs `work` and undoes it.
    pub fn rehearse<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx, Micros) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let now = now();
        self.runtime.block_on(self.db.rehearse(move |tx| work(tx, now)))
    }
}
