//! CSV as table programs take it, without letting a cell run as a formula.

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvForm {
    /// Between cells.
    pub delimiter: char,
    /// Whether the text begins with a byte order mark, by which Excel knows UTF-8.
    pub mark: bool,
}

impl CsvForm {
    /// What stands before the first line.
    pub fn start(self) -> &'static str {
        if self.mark { "\u{feff}" } else { "" }
    }

    /// Adds a line.
    pub fn line<'c>(self, out: &mut String, cells: impl IntoIterator<Item = &'c str>) {
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                out.push(self.delimiter);
            }
            self.cell(out, cell);
        }
        out.push_str("\r\n");
    }

    fn cell(self, out: &mut String, cell: &str) {
        // What looks guarded already gets another apostrophe, so that taking one off gives the cell back.
        let bare = cell.trim_start_matches('\'');
        let looks_guarded = bare.len() < cell.len() && bare.starts_with(STARTS);
        let guard = if is_formula(cell) || looks_guarded {
            "'"
        } else {
            ""
        };
        let quoted = cell.contains([self.delimiter, '"', '\n', '\r']) || cell.starts_with([' ', '\t']);
        if !quoted {
            out.push_str(guard);
            out.push_str(cell);
            return;
        }
        out.push('"');
        out.push_str(guard);
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
}

/// What a formula can begin with.
const STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a table program would compute the cell instead of showing it. Plain numbers and phones are left alone.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '@', '\t', '\r']) || (cell.starts_with(['+', '-']) && !is_number(cell))
}

fn is_number(cell: &str) -> bool {
    let digits = &cell[1..];
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
}

/// A cell without the apostrophe that keeps it from being computed.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(STARTS) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_runs_as_a_formula() {
        let form = CsvForm {
            delimiter: ',',
            mark: false,
        };
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            (
                "=HYPERLINK(\"http://x\",\"y\")",
                "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
            ),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("\t=1", "\"'\t=1\""),
            ("+79161234567", "+79161234567"),
            ("-12.50", "-12.50"),
            ("-", "'-"),
            ("a,b", "\"a,b\""),
            (" a", "\" a\""),
            ("", ""),
            ("Roof", "Roof"),
        ] {
            let mut out = String::new();
            form.line(&mut out, [cell]);
            assert_eq!(out, format!("{written}\r\n"), "{cell}");
        }
    }

    #[test]
    fn the_guard_is_taken_off_again() {
        for (cell, bare) in [
            ("'=1", "=1"),
            ("'+79161234567", "+79161234567"),
            ("'quoted'", "'quoted'"),
        ] {
            assert_eq!(unguarded(cell), bare);
        }
    }
}
