//! Tables as files: CSV in whatever encoding and XLSX come in as rows of text, CSV goes out.
//!
//! Nothing here knows records, the store or HTTP. A file is walked row by row, so its size does not matter; only the
//! texts that an XLSX file shares between its cells are held together, and their size is bounded.

mod charset;
mod delimited;
mod error;
mod pieces;
mod write;
mod xlsx;

pub use charset::encoding_named;
pub use error::SheetError;
pub use pieces::{Pieces, Taken, read_in_pieces};
pub use write::{CsvForm, unguarded};

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// The most columns a row may have.
pub const MAX_COLUMNS: usize = 300;
/// The most bytes of one cell.
pub const MAX_CELL_BYTES: usize = 64 * 1024;
/// The most bytes the parts of an XLSX file may have together once they are unpacked.
pub const MAX_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;

/// The kinds of files that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with a delimiter.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// How a file is to be read; what is absent is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The encoding by its label, such as `windows-1251`.
    pub encoding: Option<String>,
    /// The delimiter: `,`, `;`, `|` or a tab.
    pub delimiter: Option<char>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The kind of file.
    pub format: Format,
    /// The encoding of a CSV file.
    pub encoding: Option<String>,
    /// The delimiter of a CSV file.
    pub delimiter: Option<char>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// The sheet that was read.
    pub sheet: Option<String>,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line in a CSV file or the row of a sheet, from 1: where people find it.
    pub line: u64,
    /// The cells as text.
    pub cells: Vec<String>,
}

/// Reads a file row by row; empty rows are left out. `each` may break off.
///
/// # Errors
/// When the file cannot be read as a table, or is larger than the limits of this crate.
pub fn read<R: Read + Seek>(
    mut file: R,
    wish: &Wish,
    each: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<Found, SheetError> {
    let mut first = [0; 4];
    let count = file.read(&mut first)?;
    file.seek(SeekFrom::Start(0))?;
    match &first[..count] {
        // The mark of a ZIP archive, which an XLSX file is.
        b"PK\x03\x04" => xlsx::read(file, wish, each),
        // The mark of the older binary format.
        [0xd0, 0xcf, 0x11, 0xe0] => Err(SheetError::OldWorkbook),
        [] => Err(SheetError::Empty),
        _ => delimited::read(file, wish, each),
    }
}

/// Bounds of one row, the same for every format.
fn bounded(row: &Row) -> Result<(), SheetError> {
    if row.cells.len() > MAX_COLUMNS {
        return Err(SheetError::TooManyColumns { line: row.line });
    }
    match row.cells.iter().position(|cell| cell.len() > MAX_CELL_BYTES) {
        Some(column) => Err(SheetError::LongCell {
            line: row.line,
            column: column + 1,
        }),
        None => Ok(()),
    }
}
