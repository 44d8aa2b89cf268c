//! `signalbox import`: a file of records, without the studio.

use crate::account::NOBODY;
use crate::cli::Import;
use crate::config::Place;
use crate::open::Opened;
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use signalbox_engine::import as files;
use signalbox_engine::{By, Engine};
use signalbox_model::import::{ImportFile, ImportSettings, Outcome, Tally};
use signalbox_model::record::Author;
use signalbox_model::{ImportId, Micros, RecordKind, WorkspaceId};
use signalbox_sheet::{Pieces, Taken, Wish, read_in_pieces};
use signalbox_store::imports::{self, CHUNK, FileRow};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Rows in one transaction: a server that runs beside is held up for some tens of milliseconds at most.
const STEP: i64 = 100;

struct Loading {
    opened: Opened,
    engine: Arc<Engine>,
    workspace: WorkspaceId,
    id: ImportId,
}

/// Sends a file in, tries it or imports it, and says what became of its rows.
pub fn run(place: &Place, flags: &Import) -> Result<()> {
    let opened = Opened::existing(place)?;
    let engine = Arc::new(opened.engine());
    let home = opened.home;
    let workspace = opened.write(move |tx, _| home.find(tx)?.context(NOBODY))?;
    let mapping = flags.mapping.as_deref().map(mapping).transpose()?;
    let loading = begin(opened, engine, workspace, flags)?;
    let done = loading.work(flags, mapping);
    if flags.dry_run || flags.print_mapping || done.is_err() {
        loading.forget()?;
    }
    done
}

fn mapping(path: &Path) -> Result<ImportSettings> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    files::parse_settings(&text).with_context(|| format!("{} is no mapping", path.display()))
}

fn by(workspace: WorkspaceId, now: Micros) -> By {
    By {
        workspace,
        author: Author::System,
        now,
    }
}

/// Reads the file into the store, row by row.
fn begin(opened: Opened, engine: Arc<Engine>, workspace: WorkspaceId, flags: &Import) -> Result<Loading> {
    let kind: RecordKind = serde_json::from_value(flags.kind.clone().into())?;
    let source =
        std::fs::File::open(&flags.file).with_context(|| format!("cannot read {}", flags.file.display()))?;
    let name = flags
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let file = ImportFile {
        name: name.unwrap_or_default(),
        bytes: source.metadata()?.len(),
        ..ImportFile::default()
    };
    let (begun, asked) = (engine.clone(), file.clone());
    let id = opened.write(move |tx, now| Ok(begun.begin_import(tx, &by(workspace, now), kind, asked)?))?;
    let loading = Loading {
        opened,
        engine,
        workspace,
        id,
    };
    if let Err(error) = loading.receive(source, file, flags) {
        loading.forget()?;
        return Err(error);
    }
    Ok(loading)
}

impl Loading {
    fn receive(&self, source: std::fs::File, file: ImportFile, flags: &Import) -> Result<()> {
        let wish = Wish {
            encoding: flags.encoding.clone(),
            delimiter: flags.delimiter,
            sheet: flags.sheet.clone(),
        };
        let pieces = Pieces {
            rows: CHUNK,
            most: files::MAX_ROWS,
        };
        let mut failed = None;
        let taken = read_in_pieces(source, &wish, pieces, |start, piece| {
            failed = self.put(start, piece).err();
            match failed {
                Some(_) => ControlFlow::Break(()),
                None => ControlFlow::Continue(()),
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let taken = taken.with_context(|| format!("cannot read {}", flags.file.display()))?;
        if taken.rows > files::MAX_ROWS {
            bail!("the file has more than {} rows: split it", files::MAX_ROWS);
        }
        let rows = taken.rows;
        let file = described(file, taken);
        let (engine, workspace, id) = (self.engine.clone(), self.workspace, self.id);
        self.opened
            .write(move |tx, now| Ok(engine.receive_import(tx, &by(workspace, now), id, file, rows)?))
    }

    fn put(&self, start: i64, chunk: Vec<FileRow>) -> Result<()> {
        let (workspace, id) = (self.workspace, self.id);
        self.opened
            .write(move |tx, _| Ok(imports::put_chunk(&mut tx.space(workspace), id, start, &chunk)?))
    }

    fn work(&self, flags: &Import, mapping: Option<ImportSettings>) -> Result<()> {
        let (engine, workspace, id) = (self.engine.clone(), self.workspace, self.id);
        if let Some(settings) = mapping {
            let engine = engine.clone();
            self.opened.write(move |tx, now| {
                Ok(engine.configure_import(tx, &by(workspace, now), id, settings)?)
            })?;
        }
        if flags.print_mapping {
            let import = self.stored()?;
            print!("{}", files::print_settings(&import.settings)?);
            return Ok(());
        }
        let is_trial = flags.dry_run;
        self.opened.write(move |tx, now| {
            let by = by(workspace, now);
            if is_trial {
                engine.check_import(tx, &by, id)?;
                return Ok(());
            }
            let import = imports::get(&mut tx.space(workspace), id)?.context("the import is gone")?;
            let named = files::named_stages(&mut tx.space(workspace), &import)?;
            engine.run_import(tx, &by, id, &named)?;
            // Fields and stages may have been made.
            engine.touch(tx, &by)?;
            Ok(())
        })?;
        self.steps()?;
        self.report(is_trial)
    }

    fn stored(&self) -> Result<imports::Stored> {
        let (workspace, id) = (self.workspace, self.id);
        self.opened
            .write(move |tx, _| imports::get(&mut tx.space(workspace), id)?.context("the import is gone"))
    }

    /// Works off the rows. A server that runs beside may take some of them: each is imported once.
    fn steps(&self) -> Result<()> {
        // Shown on a terminal only.
        let bar = ProgressBar::new(u64::try_from(self.stored()?.total)?).with_style(style());
        loop {
            let (engine, workspace, id) = (self.engine.clone(), self.workspace, self.id);
            let (state, done) = self.opened.write(move |tx, now| {
                engine.step_import(tx, now, workspace, id, STEP)?;
                let import = imports::get(&mut tx.space(workspace), id)?.context("the import is gone")?;
                Ok((import.state, import.done))
            })?;
            bar.set_position(u64::try_from(done)?);
            if !state.is_busy() {
                bar.finish_and_clear();
                return Ok(());
            }
        }
    }

    fn report(&self, is_trial: bool) -> Result<()> {
        let import = self.stored()?;
        let would = if is_trial { "would be " } else { "" };
        let Tally {
            created,
            updated,
            skipped,
            refused,
            ..
        } = import.tally;
        println!(
            "{created} {would}created, {updated} {would}changed, {skipped} there already, {refused} refused"
        );
        let (workspace, id) = (self.workspace, self.id);
        let rows = self.opened.write(move |tx, _| {
            let space = &mut tx.space(workspace);
            let found = imports::rows_after(space, id, Some(Outcome::Refused), -1, 20)?;
            let mut told = Vec::new();
            for row in found {
                let line = imports::file_rows(space, id, row.place, 1)?.pop();
                told.push((
                    line.map_or(row.place + 1, |(_, (line, _))| line),
                    row.detail.faults,
                ));
            }
            Ok(told)
        })?;
        for (line, faults) in &rows {
            for fault in faults {
                println!("  line {line}: {}", files::reason(fault));
            }
        }
        let told = i64::try_from(rows.len())?;
        if refused > told {
            println!("  … and {} more", refused - told);
        }
        if !is_trial {
            println!("import {id}: the studio lists it under Import, where it can be taken back");
        }
        if refused > 0 {
            bail!("{refused} rows {would}refused");
        }
        Ok(())
    }

    /// Takes the import out of the list.
    fn forget(&self) -> Result<()> {
        let (workspace, id) = (self.workspace, self.id);
        self.opened
            .write(move |tx, _| Ok(imports::delete(&mut tx.space(workspace), id)?))
    }
}

fn described(file: ImportFile, Taken { found, first, .. }: Taken) -> ImportFile {
    ImportFile {
        format: found.format.name().into(),
        encoding: found.encoding,
        delimiter: found.delimiter,
        sheets: found.sheets,
        sheet: found.sheet,
        first,
        ..file
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("rows {bar:40} {pos}/{len}, {per_sec}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
