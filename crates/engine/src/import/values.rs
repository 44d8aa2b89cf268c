//! What stands in the columns of a file.

use crate::error::Result;
use signalbox_model::RecordKind;
use signalbox_model::import::{Column, RowFault};
use signalbox_store::Space;
use signalbox_store::imports::{self, Stored};
use std::collections::HashMap;

/// The most different values that are told.
const MAX_VALUES: usize = 500;

/// The different values of columns, each with how often it occurs, in the order they first occur; 500 at most.
pub fn different(space: &mut Space, import: &Stored, columns: &[usize]) -> Result<Vec<(Vec<String>, i64)>> {
    let mut found: Vec<(Vec<String>, i64)> = Vec::new();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    let mut from = i64::from(import.settings.header);
    loop {
        let rows = imports::file_rows(space, import.id, from, 500)?;
        let Some((last, _)) = rows.last() else {
            return Ok(found);
        };
        from = last + 1;
        for (_, (_, cells)) in rows {
            let cell = |column: &usize| cells.get(*column).map_or("", |cell| cell.trim()).to_owned();
            let values: Vec<String> = columns.iter().map(cell).collect();
            if values.iter().all(String::is_empty) {
                continue;
            }
            match places.get(&values) {
                Some(place) => found[*place].1 += 1,
                None if found.len() < MAX_VALUES => {
                    places.insert(values.clone(), found.len());
                    found.push((values, 1));
                }
                None => {}
            }
        }
    }
}

/// The pipelines and stages that a file names, when missing ones are to be made.
pub fn named_stages(space: &mut Space, import: &Stored) -> Result<Vec<(String, String)>> {
    if !import.settings.create_stages {
        return Ok(Vec::new());
    }
    let place = |field: &str| {
        let mut columns = import.settings.columns.iter();
        columns.position(|column: &Column| {
            column
                .target()
                .is_some_and(|(record, key)| record == RecordKind::Lead && key.as_str() == field)
        })
    };
    let (pipeline, stage) = (place("pipeline"), place("stage"));
    let columns: Vec<usize> = pipeline.into_iter().chain(stage).collect();
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let pair = |(values, _): (Vec<String>, i64)| {
        let mut values = values.into_iter();
        let mut take = |is_there: bool| {
            if is_there {
                values.next().unwrap_or_default()
            } else {
                String::new()
            }
        };
        (take(pipeline.is_some()), take(stage.is_some()))
    };
    Ok(different(space, import, &columns)?
        .into_iter()
        .map(pair)
        .collect())
}

/// Why a row was refused, for people: the column, its value and what is wrong.
pub fn reason(fault: &RowFault) -> String {
    match (fault.column, fault.value.as_str()) {
        (Some(column), value) if !value.is_empty() => {
            format!("column {}, `{value}`: {}", column + 1, fault.message)
        }
        (Some(column), _) => format!("column {}: {}", column + 1, fault.message),
        (None, _) => fault.message.clone(),
    }
}
