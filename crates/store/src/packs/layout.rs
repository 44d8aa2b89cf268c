//! The bytes of a pack: a version, then deflated: how many rows and columns, the ids, then column by column the
//! lengths and the bytes, so that like lies beside like.

use crate::{Result, StoreError};
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use std::io::Read;
use std::ops::Range;

/// The form of packs written today. Older ones stay readable.
const VERSION: u8 = 1;
/// More than a pack ever holds: a damaged one must not fill the memory.
const MOST: u64 = 64 << 20;

type Cells = Vec<Option<Vec<u8>>>;

/// Seals rows, sorted by id, of `width` columns each.
pub(super) fn seal(rows: &[(i64, Cells)], width: usize) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    put(&mut plain, rows.len() as u64);
    put(&mut plain, width as u64);
    let mut last = 0_i64;
    for (id, _) in rows {
        put(&mut plain, id.wrapping_sub(last).cast_unsigned());
        last = *id;
    }
    for column in 0..width {
        let cells = || {
            rows.iter()
                .map(|(_, cells)| cells.get(column).and_then(Option::as_deref))
        };
        for cell in cells() {
            put(&mut plain, cell.map_or(0, |bytes| bytes.len() as u64 + 1));
        }
        cells().flatten().for_each(|bytes| plain.extend_from_slice(bytes));
    }
    let mut out = vec![VERSION];
    DeflateEncoder::new(plain.as_slice(), Compression::default())
        .read_to_end(&mut out)
        .map_err(|error| StoreError::Broken(format!("a pack cannot be compressed: {error}")))?;
    Ok(out)
}

/// An unsealed pack.
pub(super) struct Opened {
    plain: Vec<u8>,
    ids: Vec<i64>,
    /// Where the cells lie, column after column.
    cells: Vec<Option<Range<usize>>>,
}

/// Unseals a pack.
pub(super) fn open(data: &[u8]) -> Result<Opened> {
    let damaged = || StoreError::Broken("a pack is damaged: restore the database from a backup".into());
    let (version, packed) = data.split_first().ok_or_else(damaged)?;
    if *version != VERSION {
        return Err(StoreError::Broken(format!(
            "a pack has form {version}, this version reads {VERSION}: start the version that wrote it, or a newer one"
        )));
    }
    let mut plain = Vec::new();
    let read = DeflateDecoder::new(packed).take(MOST).read_to_end(&mut plain);
    read.map_err(|_| damaged())?;
    index(&plain)
        .map(|(ids, cells)| Opened { plain, ids, cells })
        .ok_or_else(damaged)
}

impl Opened {
    /// The cells of a row.
    pub fn row<const N: usize>(&self, id: i64) -> Option<[Option<Vec<u8>>; N]> {
        let place = self.ids.binary_search(&id).ok()?;
        let count = self.ids.len();
        Some(std::array::from_fn(|column| {
            let range = self.cells.get(column * count + place)?.clone()?;
            self.plain.get(range).map(<[u8]>::to_vec)
        }))
    }
}

impl Opened {
    /// Every row, in the order of the ids.
    pub fn rows(&self) -> Vec<(i64, Cells)> {
        let count = self.ids.len();
        let width = self.cells.len().checked_div(count).unwrap_or(0);
        let cell = |place: usize, column: usize| {
            let range = self.cells.get(column * count + place)?.clone()?;
            self.plain.get(range).map(<[u8]>::to_vec)
        };
        let row = |(place, id): (usize, &i64)| (*id, (0..width).map(|column| cell(place, column)).collect());
        self.ids.iter().enumerate().map(row).collect()
    }
}

type Index = (Vec<i64>, Vec<Option<Range<usize>>>);

fn index(plain: &[u8]) -> Option<Index> {
    let mut at = 0;
    let rows = usize::try_from(get(plain, &mut at)?).ok()?;
    let width = usize::try_from(get(plain, &mut at)?).ok()?;
    // Every row has a byte at least: a damaged count must not reserve memory.
    if rows.checked_mul(width.max(1))? > plain.len() {
        return None;
    }
    let mut ids = Vec::with_capacity(rows);
    let mut last = 0_i64;
    for _ in 0..rows {
        last = last.wrapping_add(get(plain, &mut at)?.cast_signed());
        ids.push(last);
    }
    let mut cells = Vec::with_capacity(rows * width);
    for _ in 0..width {
        let lengths: Option<Vec<u64>> = (0..rows).map(|_| get(plain, &mut at)).collect();
        for length in lengths? {
            let Some(length) = length.checked_sub(1) else {
                cells.push(None);
                continue;
            };
            let end = at.checked_add(usize::try_from(length).ok()?)?;
            plain.get(at..end)?;
            cells.push(Some(at..end));
            at = end;
        }
    }
    Some((ids, cells))
}

/// Seven bits a byte, the lowest first.
fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

fn get(plain: &[u8], at: &mut usize) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = *plain.get(*at)?;
        *at += 1;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_rows() -> impl Strategy<Value = Vec<(i64, Cells)>> {
        let cell = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40));
        let row = (any::<i64>(), proptest::collection::vec(cell, 3));
        proptest::collection::btree_map(any::<i64>(), row, 0..40)
            .prop_map(|map| map.into_iter().map(|(id, (_, cells))| (id, cells)).collect())
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(rows in any_rows()) {
            let opened = open(&seal(&rows, 3).unwrap()).unwrap();
            for (id, cells) in &rows {
                let [a, b, c] = opened.row(*id).unwrap();
                prop_assert_eq!(&vec![a, b, c], cells);
            }
            prop_assert_eq!(opened.rows(), rows);
        }

        #[test]
        fn damage_is_an_error_and_never_a_panic(rows in any_rows(), flip in any::<(proptest::sample::Index, u8)>(), cut in any::<proptest::sample::Index>()) {
            let mut data = seal(&rows, 3).unwrap();
            let place = flip.0.index(data.len());
            data[place] ^= flip.1;
            data.truncate(cut.index(data.len() + 1));
            if let Ok(opened) = open(&data) {
                for (id, _) in &rows {
                    drop(opened.row::<3>(*id));
                }
            }
        }

        #[test]
        fn plain_bytes_are_judged_before_they_are_believed(plain in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Some((ids, cells)) = index(&plain) {
                prop_assert!(cells.iter().flatten().all(|range| range.end <= plain.len()));
                prop_assert!(ids.len() <= plain.len());
            }
        }
    }

    #[test]
    fn a_row_that_is_not_there_is_none() {
        let opened = open(&seal(&[(5, vec![None])], 1).unwrap()).unwrap();
        assert_eq!(opened.row::<1>(5), Some([None]));
        assert_eq!(opened.row::<1>(6), None);
    }

    #[test]
    fn a_newer_form_says_what_to_do() {
        let error = open(&[2, 0]).err().unwrap().to_string();
        assert!(error.contains("newer"), "{error}");
    }
}
