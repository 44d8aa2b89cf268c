//! A whole table read in pieces, as a store takes it in.

use crate::{Found, Row, SheetError, Wish, read, unguarded};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

/// How much is read at once and at most.
#[derive(Debug, Clone, Copy)]
pub struct Pieces {
    /// Rows of a piece.
    pub rows: usize,
    /// Rows after which reading ends; one more is counted, so that a longer file is known as such.
    pub most: i64,
}

/// What reading a table leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How it was read.
    pub found: Found,
    /// The cells of the first row.
    pub first: Vec<String>,
    /// How many rows were read.
    pub rows: i64,
}

/// Reads a table in pieces: `each` gets the place of a piece's first row, from 0, and lines with their cells. It may break
/// off. Cells are cleared of what guards them against being computed, and of NUL, which no database keeps in a text.
///
/// # Errors
/// As [`read`], and [`SheetError::Empty`] without a row.
pub fn read_in_pieces<R: Read + Seek>(
    file: R,
    wish: &Wish,
    pieces: Pieces,
    mut each: impl FnMut(i64, Vec<(i64, Vec<String>)>) -> ControlFlow<()>,
) -> Result<Taken, SheetError> {
    let (mut first, mut rows, mut start) = (Vec::new(), 0, 0);
    let mut piece = Vec::with_capacity(pieces.rows);
    let mut is_broken_off = false;
    let found = read(file, wish, |row| {
        let (line, cells) = cleared(row);
        if rows == 0 {
            first.clone_from(&cells);
        }
        piece.push((line, cells));
        rows += 1;
        if piece.len() == pieces.rows {
            let full = std::mem::replace(&mut piece, Vec::with_capacity(pieces.rows));
            is_broken_off = each(start, full).is_break();
            start = rows;
        }
        match is_broken_off || rows > pieces.most {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    if rows == 0 {
        return Err(SheetError::Empty);
    }
    if !piece.is_empty() && !is_broken_off {
        // Nothing follows that could be broken off.
        let _last = each(start, piece);
    }
    Ok(Taken { found, first, rows })
}

fn cleared(row: Row) -> (i64, Vec<String>) {
    let cells = row.cells.iter().map(|cell| unguarded(cell).replace('\0', ""));
    (i64::try_from(row.line).unwrap_or(i64::MAX), cells.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn pieces(text: &str, rows: usize, most: i64) -> (Vec<(i64, usize)>, Result<Taken, SheetError>) {
        let mut seen = Vec::new();
        let taken = read_in_pieces(
            Cursor::new(text.as_bytes()),
            &Wish::default(),
            Pieces { rows, most },
            |start, piece| {
                seen.push((start, piece.len()));
                ControlFlow::Continue(())
            },
        );
        (seen, taken)
    }

    #[test]
    fn every_row_is_in_one_piece() {
        let text = "name,phone\na,1\nb,2\nc,3\nd,4\n";
        for (size, expected) in [
            (2, vec![(0, 2), (2, 2), (4, 1)]),
            (5, vec![(0, 5)]),
            (9, vec![(0, 5)]),
        ] {
            let (seen, taken) = pieces(text, size, 100);
            assert_eq!(seen, expected, "{size}");
            let taken = taken.expect("a table");
            assert_eq!(
                (taken.rows, taken.first),
                (5, vec!["name".into(), "phone".into()])
            );
        }
    }

    #[test]
    fn a_longer_table_is_known_by_one_row_more_and_an_empty_one_refused() {
        let (_, taken) = pieces("a\nb\nc\nd\n", 10, 2);
        assert_eq!(taken.expect("a table").rows, 3);
        assert!(matches!(pieces("", 10, 2).1, Err(SheetError::Empty)));
    }

    #[test]
    fn who_breaks_off_hears_nothing_more() {
        let mut calls = 0;
        let table = Cursor::new("a\nb\nc\nd\ne\n".as_bytes());
        let taken = read_in_pieces(table, &Wish::default(), Pieces { rows: 2, most: 100 }, |_, _| {
            calls += 1;
            ControlFlow::Break(())
        });
        assert_eq!((calls, taken.expect("a table").rows), (1, 2));
    }
}
