//! A postback, read: what a partner reports of somebody, and what of it cannot be used (C-3…C-8, Z-66…Z-70).

use crate::remote::{MOST_FIELDS, MOST_VALUE, Sent, field_key};
use signalbox_model::Key;
use signalbox_model::tracker::PostbackSettings;
use std::collections::BTreeMap;

/// The longest click id, bytes.
pub(super) const MOST_CODE: usize = 64;
/// The longest name of an event, bytes.
const MOST_EVENT: usize = 64;
/// The longest id of a partner, bytes (C-91).
const MOST_TID: usize = 255;
/// The greatest sum, minor units.
const MOST_COST: i64 = 100_000_000_000_000;

/// What a partner reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub code: String,
    /// As it is called here.
    pub event: String,
    pub cost: Option<i64>,
    pub currency: Option<String>,
    pub tid: Option<String>,
    pub fields: BTreeMap<Key, Sent>,
    /// What of it was left out, and why.
    pub warnings: Vec<String>,
}

/// What a parameter is.
enum Part<'n> {
    Click,
    Event,
    Cost,
    Currency,
    Tid,
    Field(&'n str),
    Other,
}

fn part<'n>(name: &'n str, settings: &PostbackSettings) -> Part<'n> {
    let plain = name.trim();
    if settings
        .click_parameter
        .as_deref()
        .is_some_and(|own| own.eq_ignore_ascii_case(plain))
    {
        return Part::Click;
    }
    if let Some(field) = ["fields.", "details."]
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))
    {
        return Part::Field(field);
    }
    let lower = plain.to_ascii_lowercase();
    match lower.strip_prefix("tracker.").unwrap_or(&lower) {
        "clickid" | "click_id" => Part::Click,
        "event" => Part::Event,
        "cost" => Part::Cost,
        "currency" => Part::Currency,
        "tid" => Part::Tid,
        _ => Part::Other,
    }
}

/// Whether a value is a macro that the partner did not replace: `{clickid}`, `[clickid]`, the parameter's own name,
/// nothing at all (Z-68).
pub(super) fn is_unexpanded(name: &str, value: &str) -> bool {
    let squeezed: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let mut plain = squeezed.to_lowercase();
    for (code, sign) in [("%7b", "{"), ("%7d", "}"), ("%5b", "["), ("%5d", "]")] {
        plain = plain.replace(code, sign);
    }
    let wrapped = |open: char, close: char| plain.starts_with(open) && plain.ends_with(close);
    let own = name.trim().to_lowercase();
    let bare = own.rsplit('.').next().unwrap_or(&own);
    plain.is_empty() || wrapped('{', '}') || wrapped('[', ']') || plain == own || plain == bare
}

/// `sub1`, `sub_id2`: what a template that nobody filled in sends in place of a click id (Z-68).
fn is_sub(value: &str) -> bool {
    let lower = value.trim().to_ascii_lowercase();
    lower.strip_prefix("sub").is_some_and(|rest| {
        let rest = rest.trim_start_matches('_').trim_start_matches("id");
        rest.trim_start_matches('_')
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    })
}

/// Reads the parameters of a postback.
///
/// # Errors
/// Why nothing of it can be used; with the click id as far as it was there.
pub(super) fn read(
    parameters: &[(String, String)],
    settings: &PostbackSettings,
) -> Result<Report, (String, String)> {
    let mut report = Report::default();
    let mut refused = None;
    for (name, value) in parameters {
        let value = value.trim();
        let unexpanded = is_unexpanded(name, value);
        match part(name, settings) {
            Part::Click if unexpanded || is_sub(value) => {
                refused.get_or_insert(format!(
                    "`{name}={value}` is no click id: the partner did not replace its macro"
                ));
            }
            Part::Click => value.clone_into(&mut report.code),
            Part::Event if unexpanded => {
                refused.get_or_insert(format!(
                    "`{name}={value}` is no event: the partner did not replace its macro"
                ));
            }
            Part::Event => report.event = event_name(value, settings),
            Part::Field(field) => add_field(&mut report, field, value, unexpanded),
            Part::Other => {}
            Part::Cost | Part::Currency | Part::Tid if unexpanded => {
                if !value.is_empty() {
                    report.warnings.push(format!(
                        "`{name}={value}` was left out: the partner did not replace its macro"
                    ));
                }
            }
            Part::Cost => match cost(value) {
                Some(minor) => report.cost = Some(minor),
                None => report.warnings.push(format!("`{name}={value}` was left out: it is no sum")),
            },
            Part::Currency => match currency(value) {
                Some(known) => report.currency = Some(known),
                None => report.warnings.push(format!(
                    "`{name}={value}` is no currency: the sum was left out, because sums of different currencies are never mixed"
                )),
            },
            Part::Tid => report.tid = Some(cut(value, MOST_TID).to_owned()),
        }
    }
    let refused = refused.or_else(|| fault(&report));
    if let Some(reason) = refused {
        return Err((report.code, reason));
    }
    if report
        .warnings
        .iter()
        .any(|warning| warning.contains("is no currency"))
    {
        report.cost = None;
    }
    Ok(report)
}

fn fault(report: &Report) -> Option<String> {
    if report.code.is_empty() {
        return Some(
            "there is no `clickid`: put the partner's macro for our click id into the address".into(),
        );
    }
    if report.code.len() > MOST_CODE {
        return Some(format!("a click id has at most {MOST_CODE} characters"));
    }
    if report.event.is_empty() {
        return Some("there is no `tracker.event`: write which event this address reports".into());
    }
    (report.event.len() > MOST_EVENT || report.event.contains('#')).then(|| {
        format!(
            "`{}` is no name of an event: use up to {MOST_EVENT} characters without `#`",
            report.event
        )
    })
}

/// The event as it is called here: case does not count, the postback's own names come first (C-82).
fn event_name(value: &str, settings: &PostbackSettings) -> String {
    let lower = value.to_lowercase();
    let known = settings.names.iter().find(|(raw, _)| raw.to_lowercase() == lower);
    known.map_or(lower, |(_, name)| name.to_lowercase())
}

fn add_field(report: &mut Report, name: &str, value: &str, unexpanded: bool) {
    if unexpanded {
        report.warnings.push(format!(
            "`fields.{name}={value}` was left out: the partner did not replace its macro"
        ));
        return;
    }
    let key =
        field_key(name).filter(|_| report.fields.len() < MOST_FIELDS && value.chars().count() <= MOST_VALUE);
    match key {
        Some(key) => {
            let sent = Sent {
                name: name.to_owned(),
                value: value.to_owned(),
            };
            report.fields.insert(key, sent);
        }
        None => report.warnings.push(format!(
            "`fields.{name}` was left out: its name or value is too long"
        )),
    }
}

fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A sum in minor units: a decimal with point or comma, possibly negative (Z-70). More than two digits are rounded.
pub(super) fn cost(text: &str) -> Option<i64> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !is_number(whole) || !is_number(part) || whole.len() > 15 {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: i64 = format!("{part:0<3}")[..3].parse().ok()?;
    let minor = whole.checked_mul(100)?.checked_add((thousandths + 5) / 10)?;
    (minor <= MOST_COST).then_some(if negative { -minor } else { minor })
}

fn currency(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    (upper.len() == 3 && upper.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> PostbackSettings {
        serde_json::from_value(serde_json::json!({
            "name": "1win", "click_parameter": "sub4", "names": {"Withdraw": "withdrawal"}
        }))
        .unwrap()
    }

    fn of(query: &str) -> Result<Report, (String, String)> {
        read(&super::super::request::parameters(query), &settings())
    }

    #[test]
    fn the_address_of_the_seed_is_read() {
        let report = of("clickid=67wgwWkaR0&tracker.event=sale&tracker.cost=9,50&tracker.currency=usd&tracker.tid=dep:1:2:9.50&fields.last_deposit=9.50&fields.user_id={user_id}").unwrap();
        assert_eq!(
            (report.code.as_str(), report.event.as_str()),
            ("67wgwWkaR0", "sale")
        );
        assert_eq!(
            (report.cost, report.currency.as_deref()),
            (Some(950), Some("USD"))
        );
        assert_eq!(report.tid.as_deref(), Some("dep:1:2:9.50"));
        assert_eq!(report.fields.len(), 1);
        assert!(
            report.warnings[0].contains("fields.user_id={user_id}"),
            "{report:?}"
        );
    }

    #[test]
    fn names_of_partners_become_ours() {
        let report = of("sub4=a1&tracker.event=WITHDRAW&tracker.cost=-10").unwrap();
        assert_eq!(
            (report.code.as_str(), report.event.as_str(), report.cost),
            ("a1", "withdrawal", Some(-1000))
        );
    }

    #[test]
    fn macros_that_were_not_replaced_are_seen() {
        for value in [
            "{clickid}",
            "{{clickid}}",
            "[clickid]",
            "%7Bclickid%7D",
            "{ START0 }",
            "clickid",
            "ClickId",
            "",
            "  ",
            "sub1",
            "sub_id3",
        ] {
            let query = format!(
                "clickid={}&tracker.event=sale",
                value.replace('%', "%25").replace(' ', "+")
            );
            assert!(of(&query).is_err(), "{value}");
        }
        assert!(of("clickid=sub1a&tracker.event=sale").is_ok());
        assert!(of("clickid=a&tracker.event={event}").is_err());
        assert!(of("tracker.event=sale").is_err() && of("clickid=a").is_err());
    }

    #[test]
    fn sums_are_read_to_the_minor_unit() {
        for (text, minor) in [
            ("10", Some(1000)),
            ("10.5", Some(1050)),
            ("10,55", Some(1055)),
            ("-10", Some(-1000)),
            ("0.005", Some(1)),
            ("1 000.00", Some(100_000)),
            (".5", Some(50)),
            ("", None),
            ("ten", None),
            ("1e5", None),
            ("1.2.3", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(cost(text), minor, "{text}");
        }
    }

    #[test]
    fn a_sum_of_no_currency_is_left_out_and_the_event_stays() {
        let report = of("clickid=a&tracker.event=sale&tracker.cost=5&tracker.currency=dollars").unwrap();
        assert_eq!((report.cost, report.currency), (None, None));
    }
}
