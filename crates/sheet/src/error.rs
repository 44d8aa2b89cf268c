//! Why a file could not be read, said so that a person can mend it.

use crate::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_UNPACKED_BYTES};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// There is nothing in it.
    #[error("the file is empty: choose the file with the rows")]
    Empty,
    /// A workbook of the format before 2007.
    #[error("this is a workbook of the old format .xls: save it as .xlsx or CSV, then send it again")]
    OldWorkbook,
    /// An archive that is no workbook, or a damaged one.
    #[error("the workbook cannot be read ({0}): open it in a table program and save it as .xlsx again")]
    Workbook(String),
    /// A workbook without sheets.
    #[error("the workbook has no sheets: add one with the rows")]
    NoSheets,
    /// No sheet has this name.
    #[error("there is no sheet `{0}`: choose one of the workbook")]
    NoSheet(String),
    /// No encoding has this name.
    #[error("`{0}` is no encoding that is known here: write one such as utf-8 or windows-1251")]
    NoEncoding(String),
    /// A quote is never closed, or the file is no text.
    #[error(
        "line {line}, column {column} holds more than {} KB: most likely a quote \" is opened before it and never closed; close it",
        MAX_CELL_BYTES / 1024
    )]
    LongCell {
        /// The line.
        line: u64,
        /// The column, from 1.
        column: usize,
    },
    /// More columns than anybody maps.
    #[error("line {line} has more than {MAX_COLUMNS} columns: take away those you do not need")]
    TooManyColumns {
        /// The line.
        line: u64,
    },
    /// What the archive holds is out of all proportion.
    #[error(
        "unpacked, the workbook is larger than {} MB: split it, or save it as CSV",
        MAX_UNPACKED_BYTES / 1024 / 1024
    )]
    Unpacked,
    /// The file cannot be read from the disk.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
}
