//! Regular expressions on a linear-time engine (Y-2), compiled once and kept.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use parking_lot::Mutex;
use regex::{Regex, RegexBuilder};

/// Largest compiled program, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// Patterns kept; when full the cache starts anew, which bounds it without bookkeeping.
const KEPT: usize = 512;

/// By pattern and whether case counts.
type Cache = HashMap<(String, bool), Arc<Regex>>;

static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);

/// A compiled pattern: bare, or `/pattern/flags` with the flags i, m, s, u, x.
pub(crate) fn compile(pattern: &str, case_sensitive: bool) -> Result<Arc<Regex>, regex::Error> {
    let key = (pattern.to_owned(), case_sensitive);
    if let Some(known) = CACHE.lock().get(&key) {
        return Ok(known.clone());
    }
    let (body, flags) = delimited(pattern).unwrap_or((pattern, ""));
    let regex = RegexBuilder::new(body)
        .case_insensitive(!case_sensitive || flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .ignore_whitespace(flags.contains('x'))
        .size_limit(SIZE_LIMIT)
        .build()?;
    let regex = Arc::new(regex);
    let mut cache = CACHE.lock();
    if cache.len() >= KEPT {
        cache.clear();
    }
    cache.insert(key, regex.clone());
    Ok(regex)
}

/// The last line of an error, which says what is wrong; the lines before it draw the place.
pub(crate) fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim();
    last.trim_start_matches("error: ").to_owned()
}

fn delimited(pattern: &str) -> Option<(&str, &str)> {
    let (body, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    flags
        .chars()
        .all(|flag| "imsux".contains(flag))
        .then_some((body, flags))
}
