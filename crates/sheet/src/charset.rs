//! Bytes of a text file to UTF-8, as a stream.

use crate::SheetError;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};
use std::io::{Read, Seek, SeekFrom};

/// Bytes read at a time.
const BLOCK: usize = 64 * 1024;

/// The encoding with this label.
///
/// # Errors
/// When no encoding is called so.
pub fn encoding_named(label: &str) -> Result<&'static Encoding, SheetError> {
    Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| SheetError::NoEncoding(label.to_owned()))
}

/// Finds out the encoding: a byte order mark, else UTF-16 by its zeros, else UTF-8 when the whole file is, else
/// windows-1251, which table programs of this part of the world write. The file is left at its start.
pub(crate) fn detect<R: Read + Seek>(file: &mut R) -> Result<&'static Encoding, SheetError> {
    let mut block = vec![0; BLOCK];
    let first = fill(file, &mut block)?;
    let head = &block[..first];
    let found = match Encoding::for_bom(head) {
        Some((encoding, _)) => encoding,
        None => match by_zeros(head) {
            Some(encoding) => encoding,
            None if is_utf8(file, &mut block, first)? => UTF_8,
            None => WINDOWS_1251,
        },
    };
    file.seek(SeekFrom::Start(0))?;
    Ok(found)
}

/// Reads until the block is full or the file ends.
fn fill<R: Read>(file: &mut R, block: &mut [u8]) -> Result<usize, SheetError> {
    let mut filled = 0;
    while filled < block.len() {
        match file.read(&mut block[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// UTF-16 without a mark: delimiters, digits and line ends have a zero at every other place.
fn by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if even.max(odd) * 20 < head.len() || head.is_empty() {
        return None;
    }
    Some(if odd > even { UTF_16LE } else { UTF_16BE })
}

fn is_utf8<R: Read>(file: &mut R, block: &mut [u8], mut count: usize) -> Result<bool, SheetError> {
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let mut out = String::with_capacity(BLOCK * 3 + 16);
    while count > 0 {
        out.clear();
        let (result, _) = decoder.decode_to_string_without_replacement(&block[..count], &mut out, false);
        if !matches!(result, encoding_rs::DecoderResult::InputEmpty) {
            return Ok(false);
        }
        count = fill(file, block)?;
    }
    out.clear();
    let (end, _) = decoder.decode_to_string_without_replacement(&[], &mut out, true);
    Ok(matches!(end, encoding_rs::DecoderResult::InputEmpty))
}

/// A reader that gives UTF-8; what cannot be decoded becomes `�`.
pub(crate) struct Utf8<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` is not decoded yet.
    left: std::ops::Range<usize>,
    out: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf8<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder(),
            raw: vec![0; BLOCK],
            left: 0..0,
            out: Vec::with_capacity(BLOCK),
            given: 0,
            ended: false,
        }
    }

    /// Decodes the next piece; false at the end.
    fn decode(&mut self) -> std::io::Result<bool> {
        self.given = 0;
        self.out.clear();
        while self.out.is_empty() {
            if self.ended && self.left.is_empty() {
                return Ok(false);
            }
            if self.left.is_empty() {
                let count = self.inner.read(&mut self.raw)?;
                self.left = 0..count;
                self.ended = count == 0;
            }
            self.out.resize(BLOCK, 0);
            let piece = &self.raw[self.left.clone()];
            let (result, read, written, _) = self.decoder.decode_to_utf8(piece, &mut self.out, self.ended);
            self.left.start += read;
            self.out.truncate(written);
            if self.ended && result == CoderResult::InputEmpty {
                self.left = 0..0;
                return Ok(!self.out.is_empty());
            }
        }
        Ok(true)
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.given == self.out.len() && !self.decode()? {
            return Ok(0);
        }
        let piece = &self.out[self.given..];
        let count = piece.len().min(buffer.len());
        buffer[..count].copy_from_slice(&piece[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        if little {
            units.flat_map(u16::to_le_bytes).collect()
        } else {
            units.flat_map(u16::to_be_bytes).collect()
        }
    }

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut text = String::new();
        Utf8::new(Cursor::new(bytes), encoding)
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn every_usual_encoding_is_found_and_decoded() {
        let text = "Имя;Телефон\r\nЮлия;+7 916\r\n";
        let (cp1251, _, _) = WINDOWS_1251.encode(text);
        let with_mark = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (with_mark(b"\xef\xbb\xbf", text.into()), "UTF-8"),
            (with_mark(b"\xff\xfe", utf16(text, true)), "UTF-16LE"),
            (with_mark(b"\xfe\xff", utf16(text, false)), "UTF-16BE"),
            (utf16(text, true), "UTF-16LE"),
            (utf16(text, false), "UTF-16BE"),
            (cp1251.into_owned(), "windows-1251"),
        ] {
            let found = detect(&mut Cursor::new(&bytes)).unwrap();
            assert_eq!(found.name(), name);
            assert_eq!(decoded(&bytes, found), text, "{name}");
        }
    }

    #[test]
    fn a_letter_on_the_border_of_blocks_stays_whole() {
        let text = "я".repeat(BLOCK);
        let bytes = format!("a{text}").into_bytes();
        assert_eq!(detect(&mut Cursor::new(&bytes)).unwrap(), UTF_8);
        assert_eq!(decoded(&bytes, UTF_8), format!("a{text}"));
    }

    #[test]
    fn a_late_foreign_letter_tells_the_encoding() {
        let mut bytes = vec![b'a'; BLOCK * 2];
        bytes.push(0xcf);
        assert_eq!(detect(&mut Cursor::new(&bytes)).unwrap(), WINDOWS_1251);
    }
}
