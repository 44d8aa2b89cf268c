//! Region and time zone of a Russian telephone number.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Call;
use crate::value::Value;

struct Region {
    name: &'static str,
    /// Hours ahead of UTC.
    offset: &'static str,
}

struct Table {
    regions: Vec<Region>,
    /// Digits after the country code, to the index of the region.
    prefixes: HashMap<String, usize>,
}

/// Longest prefix in the table.
const LONGEST: usize = 8;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        regions: Vec::new(),
        prefixes: HashMap::new(),
    };
    for line in include_str!("../../data/phone-regions.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let mut columns = line.split('|');
        let mut next = || columns.next().unwrap_or_default();
        let (name, offset, codes, mobile) = (next(), next(), next(), next());
        let index = table.regions.len();
        table.regions.push(Region { name, offset });
        for code in codes.split(' ').filter(|code| !code.is_empty()) {
            table.prefixes.insert(code.to_owned(), index);
        }
        for group in mobile.split(' ') {
            let Some((head, tails)) = group.split_once(':') else {
                continue;
            };
            for tail in tails.split(',') {
                table.prefixes.insert(format!("{head}{tail}"), index);
            }
        }
    }
    table
});

fn region_of(text: &str) -> Option<&'static Region> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.len() {
        11 => digits.strip_prefix(['7', '8'])?,
        10 => digits.as_str(),
        _ => return None,
    };
    let found = (3..=LONGEST)
        .rev()
        .find_map(|length| TABLE.prefixes.get(&national[..length]));
    found.map(|index| &TABLE.regions[*index])
}

/// «Чувашская Республика».
pub(crate) fn region(call: &mut Call<'_, '_>, value: Value) -> Value {
    look_up(call, &value, |region| region.name.to_owned())
}

/// Hours ahead of UTC: `+3`.
pub(crate) fn timezone(call: &mut Call<'_, '_>, value: Value) -> Value {
    look_up(call, &value, |region| format!("+{}", region.offset))
}

fn look_up(call: &mut Call<'_, '_>, value: &Value, print: fn(&Region) -> String) -> Value {
    // Of several numbers the first counts.
    let text = value.to_text();
    let first = text.split(',').next().unwrap_or_default();
    match region_of(first) {
        Some(region) => Value::Text(print(region)),
        None => {
            if !value.is_empty() {
                call.warn(format!(
                    "«{}» is no Russian number of a known region: the result is empty",
                    first.trim()
                ));
            }
            Value::from("")
        }
    }
}
