//! Workbooks: one sheet, cell by cell.

use crate::{Format, Found, MAX_COLUMNS, MAX_UNPACKED_BYTES, Row, SheetError, Wish, bounded};
use calamine::{Data, ExcelDateTime, Reader, Xlsx};
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

fn broken(error: impl std::fmt::Display) -> SheetError {
    SheetError::Workbook(error.to_string())
}

pub(crate) fn read<R: Read + Seek>(
    mut file: R,
    wish: &Wish,
    mut each: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<Found, SheetError> {
    check_unpacked(&mut file)?;
    let mut book: Xlsx<R> = Xlsx::new(file).map_err(broken)?;
    let sheets = book.sheet_names();
    let sheet = match &wish.sheet {
        Some(name) if sheets.contains(name) => name.clone(),
        Some(name) => return Err(SheetError::NoSheet(name.clone())),
        None => sheets.first().cloned().ok_or(SheetError::NoSheets)?,
    };
    walk(&mut book, &sheet, &mut each)?;
    Ok(Found {
        format: Format::Xlsx,
        encoding: None,
        delimiter: None,
        sheets,
        sheet: Some(sheet),
    })
}

fn walk<R: Read + Seek>(
    book: &mut Xlsx<R>,
    sheet: &str,
    each: &mut impl FnMut(Row) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut row: Option<Row> = None;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (at, column) = cell.get_position();
        let (line, column) = (u64::from(at) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        let text = text(&Data::from(cell.get_value().clone()));
        if row.as_ref().is_some_and(|row| row.line != line)
            && let Some(done) = row.take()
            && give(done, each)?.is_break()
        {
            return Ok(());
        }
        if text.is_empty() {
            continue;
        }
        if column >= MAX_COLUMNS {
            return Err(SheetError::TooManyColumns { line });
        }
        let row = row.get_or_insert_with(|| Row {
            line,
            cells: Vec::new(),
        });
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = text;
    }
    if let Some(done) = row {
        // The end comes either way.
        let _ = give(done, each)?;
    }
    Ok(())
}

fn give(row: Row, each: &mut impl FnMut(Row) -> ControlFlow<()>) -> Result<ControlFlow<()>, SheetError> {
    bounded(&row)?;
    if row.cells.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(ControlFlow::Continue(()));
    }
    Ok(each(row))
}

/// A cell as people write it: whole numbers without a point, dates in ISO 8601.
fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => plain(*number),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(moment) => date(moment),
        other => other.to_string(),
    }
}

/// A number without an exponent, as far as a 64-bit float is exact.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    number.to_string()
}

fn date(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return plain(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => day,
        _ => format!("{day} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// Refuses archives whose parts say that together they are out of all proportion: the sizes stand in the directory at
/// the end of the file.
fn check_unpacked<R: Read + Seek>(file: &mut R) -> Result<(), SheetError> {
    /// The directory of a workbook is some kilobytes; comments after it may have 64.
    const TAIL: u64 = 1024 * 1024;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    let entries = tail
        .windows(46)
        .filter(|window| window.starts_with(b"PK\x01\x02"));
    let size = |entry: &[u8]| u64::from(u32::from_le_bytes([entry[24], entry[25], entry[26], entry[27]]));
    if entries.map(size).sum::<u64>() > MAX_UNPACKED_BYTES {
        return Err(SheetError::Unpacked);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime as Written, Format as Look, Workbook};
    use std::io::Cursor;

    fn book() -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Сделки").unwrap();
        for (column, head) in ["Название", "Бюджет", "Дата", "Когда", "Телефон", "Да"]
            .iter()
            .enumerate()
        {
            sheet.write(0, u16::try_from(column).unwrap(), *head).unwrap();
        }
        let (day, moment) = (
            Look::new().set_num_format("dd.mm.yyyy"),
            Look::new().set_num_format("dd.mm.yyyy hh:mm"),
        );
        sheet.write(2, 0, "Крыша").unwrap();
        sheet.write(2, 1, 1250.5).unwrap();
        sheet
            .write_with_format(2, 2, Written::from_ymd(2026, 1, 31).unwrap(), &day)
            .unwrap();
        let ten = Written::from_ymd(2026, 1, 31)
            .unwrap()
            .and_hms(10, 30, 0)
            .unwrap();
        sheet.write_with_format(2, 3, ten, &moment).unwrap();
        sheet.write(2, 4, 79_161_234_567.0).unwrap();
        sheet.write(2, 5, true).unwrap();
        book.add_worksheet()
            .set_name("Прочее")
            .unwrap()
            .write(0, 0, "x")
            .unwrap();
        book.save_to_buffer().unwrap()
    }

    fn rows(wish: &Wish) -> (Found, Vec<Row>) {
        let mut all = Vec::new();
        let found = crate::read(Cursor::new(book()), wish, |row| {
            all.push(row);
            ControlFlow::Continue(())
        });
        (found.unwrap(), all)
    }

    #[test]
    fn cells_become_texts_as_people_write_them() {
        let (found, rows) = rows(&Wish::default());
        assert_eq!(
            (found.format, found.sheets.as_slice()),
            (Format::Xlsx, &["Сделки".to_owned(), "Прочее".to_owned()][..])
        );
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].line, 3);
        assert_eq!(
            rows[1].cells,
            [
                "Крыша",
                "1250.5",
                "2026-01-31",
                "2026-01-31 10:30:00",
                "79161234567",
                "true"
            ]
        );
    }

    #[test]
    fn another_sheet_can_be_chosen() {
        let wish = Wish {
            sheet: Some("Прочее".into()),
            ..Wish::default()
        };
        assert_eq!(rows(&wish).1[0].cells, ["x"]);
        let missing = Wish {
            sheet: Some("Нет".into()),
            ..Wish::default()
        };
        let read = crate::read(Cursor::new(book()), &missing, |_| ControlFlow::Continue(()));
        assert!(matches!(read, Err(SheetError::NoSheet(_))));
    }

    #[test]
    fn an_archive_that_unpacks_to_too_much_is_refused() {
        let mut bytes = book();
        let entry = bytes
            .windows(4)
            .position(|window| window == b"PK\x01\x02")
            .unwrap();
        bytes[entry + 24..entry + 28].copy_from_slice(&u32::MAX.to_le_bytes());
        let read = crate::read(
            Cursor::new(bytes),
            &Wish::default(),
            |_| ControlFlow::Continue(()),
        );
        assert!(matches!(read, Err(SheetError::Unpacked)));
    }
}
