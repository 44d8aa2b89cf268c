//! CSV: the delimiter is found out, rows may have any number of cells.

use crate::charset::{self, Utf8};
use crate::{Format, Found, Row, SheetError, Wish, bounded};
use csv::{ReaderBuilder, StringRecord};
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// Delimiters in the order of preference when they fit equally.
const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];
/// How much of the text the delimiter is found out from.
const SAMPLE_BYTES: u64 = 64 * 1024;
/// So many rows.
const SAMPLE_ROWS: usize = 50;

pub(crate) fn read<R: Read + Seek>(
    mut file: R,
    wish: &Wish,
    mut each: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<Found, SheetError> {
    let encoding = match &wish.encoding {
        Some(label) => charset::encoding_named(label)?,
        None => charset::detect(&mut file)?,
    };
    let delimiter = match wish.delimiter {
        Some(delimiter) => delimiter,
        None => {
            let mut sample = Vec::new();
            Utf8::new(&mut file, encoding)
                .take(SAMPLE_BYTES)
                .read_to_end(&mut sample)?;
            file.seek(SeekFrom::Start(0))?;
            // The sample may end in the middle of a letter.
            guess(&String::from_utf8_lossy(&sample))
        }
    };
    // A last line without an end would be counted differently from the others.
    walk(Utf8::new(file, encoding).chain(&b"\n"[..]), delimiter, &mut each)?;
    Ok(Found {
        format: Format::Csv,
        encoding: Some(encoding.name().to_owned()),
        delimiter: Some(delimiter),
        sheets: Vec::new(),
        sheet: None,
    })
}

fn reader<R: Read>(text: R, delimiter: char) -> csv::Reader<R> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(text)
}

fn walk<R: Read>(
    text: R,
    delimiter: char,
    each: &mut impl FnMut(Row) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    let mut rows = reader(text, delimiter);
    let mut record = StringRecord::new();
    while next(&mut rows, &mut record)? {
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        // Blank lines before the record are passed over silently, so that the line is counted back from its end.
        let inner: usize = cells.iter().map(|cell| cell.matches('\n').count()).sum();
        // A quote that is never closed swallows the end of its line as well: the record still begins where it begins.
        let begins = record.position().map_or(1, csv::Position::line);
        let line = rows
            .position()
            .line()
            .saturating_sub(1 + inner as u64)
            .max(begins);
        let row = Row { line, cells };
        bounded(&row)?;
        let is_blank = row.cells.iter().all(|cell| cell.trim().is_empty());
        if !is_blank && each(row).is_break() {
            break;
        }
    }
    Ok(())
}

fn next<R: Read>(rows: &mut csv::Reader<R>, record: &mut StringRecord) -> Result<bool, SheetError> {
    rows.read_record(record).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => SheetError::Io(error),
        // Rows may have any length and the text is UTF-8 by now: nothing else can happen.
        other => SheetError::Io(std::io::Error::other(format!("{other:?}"))),
    })
}

/// The delimiter that cuts most rows into the same number of cells, more than one.
fn guess(sample: &str) -> char {
    let score = |delimiter: &char| {
        let mut rows = reader(sample.as_bytes(), *delimiter);
        let mut counts: Vec<usize> = Vec::new();
        let mut record = StringRecord::new();
        while counts.len() < SAMPLE_ROWS && matches!(rows.read_record(&mut record), Ok(true)) {
            counts.push(record.len());
        }
        let usual = |wanted: usize| counts.iter().filter(|count| **count == wanted).count();
        let best = counts
            .iter()
            .copied()
            .filter(|count| *count > 1)
            .map(|count| (usual(count), count));
        best.max().unwrap_or((0, 0))
    };
    // The last of equals wins, so that the order of preference is walked backwards.
    DELIMITERS.into_iter().rev().max_by_key(score).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn rows(bytes: &[u8], wish: &Wish) -> (Found, Vec<Row>) {
        let mut all = Vec::new();
        let found = crate::read(Cursor::new(bytes), wish, |row| {
            all.push(row);
            ControlFlow::Continue(())
        });
        (found.unwrap(), all)
    }

    #[test]
    fn delimiters_are_found_out() {
        for (text, delimiter) in [
            ("a;b;c\n1;2,5;3\n", ';'),
            ("a,b,c\n1,\"2;5\",3\n", ','),
            ("a\tb\n1\t2,0\n", '\t'),
            ("a|b\n1|2\n", '|'),
            ("имя\nАнна\n", ';'),
            // A header with commas inside does not mislead.
            ("Имя;\"Город, район\";Сумма\nА;\"К, Ш\";1,5\nБ;В;2,5\n", ';'),
        ] {
            assert_eq!(guess(text), delimiter, "{text}");
        }
    }

    #[test]
    fn lines_are_told_as_people_see_them() {
        let text = "a;b\n\n\"x\ny\";1\nz;2;3\n";
        let (found, rows) = rows(text.as_bytes(), &Wish::default());
        assert_eq!(
            (found.delimiter, found.encoding.as_deref()),
            (Some(';'), Some("UTF-8"))
        );
        let told: Vec<(u64, usize)> = rows.iter().map(|row| (row.line, row.cells.len())).collect();
        assert_eq!(told, [(1, 2), (3, 2), (5, 3)]);
        assert_eq!(rows[1].cells[0], "x\ny");
    }

    #[test]
    fn a_quote_that_is_never_closed_is_explained() {
        let text = format!("a;b\n1;\"open {}", "x;y\n".repeat(40_000));
        let read = crate::read(Cursor::new(text.as_bytes()), &Wish::default(), |_| {
            ControlFlow::Continue(())
        });
        let error = read.unwrap_err().to_string();
        assert!(
            error.contains("line 2, column 2") && error.contains("close it"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_table_is_refused_with_a_remedy() {
        for (bytes, expected) in [
            (&b""[..], "empty"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xlsx"),
            (b"PK\x03\x04 and nothing more", "save it as .xlsx"),
        ] {
            let read = crate::read(
                Cursor::new(bytes),
                &Wish::default(),
                |_| ControlFlow::Continue(()),
            );
            let error = read.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            drop(crate::read(Cursor::new(bytes), &Wish::default(), |_| ControlFlow::Continue(())));
        }

        #[test]
        fn what_is_written_is_read_back(
            rows_in in proptest::collection::vec(proptest::collection::vec("[a-zа-я0-9 ,;\"'=+\n-]{1,9}x", 2..6), 2..8),
            semicolon in any::<bool>(),
        ) {
            let form = crate::CsvForm { delimiter: if semicolon { ';' } else { ',' }, mark: semicolon };
            let mut text = form.start().to_owned();
            for row in &rows_in {
                form.line(&mut text, row.iter().map(String::as_str));
            }
            let wish = Wish { delimiter: Some(form.delimiter), ..Wish::default() };
            let (_, back) = rows(text.as_bytes(), &wish);
            let back: Vec<Vec<String>> = back
                .into_iter()
                .map(|row| row.cells.iter().map(|cell| crate::unguarded(cell).to_owned()).collect())
                .collect();
            prop_assert_eq!(back, rows_in);
        }
    }
}
