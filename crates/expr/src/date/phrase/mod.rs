//! Time phrases in the manner of PHP's strtotime: the longest form that fits at each place wins,
//! fields and shifts are gathered, then applied in a fixed order. Compared with PHP in the tests' table.

mod rules;
mod state;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use rules::RULES;
use state::State;

/// Longest phrase read.
const MAX_PHRASE: usize = 200;

/// The moment a phrase says, seen from `base`; `None` when it says none.
pub(super) fn parse(phrase: &str, base: &Zoned) -> Option<Zoned> {
    read(phrase)?.apply(base)
}

/// A text that is nothing but a date in figures, `26.03.2021 18:46` or `2021-03-26T18:46Z`:
/// what a comparison may take for a date (Z-6).
pub(crate) fn parse_absolute(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let text = text.trim();
    let plausible = text.len() >= 8 && text.len() <= 40 && text.as_bytes()[0].is_ascii_digit();
    if !plausible
        || !text.contains(['.', '-'])
        || text.contains(|c: char| c.is_alphabetic() && !"tTzZ".contains(c))
    {
        return None;
    }
    let state = read(text)?;
    state.date?;
    state.apply(&Timestamp::UNIX_EPOCH.to_zoned(zone.clone()))
}

fn read(phrase: &str) -> Option<State> {
    if phrase.len() > MAX_PHRASE {
        return None;
    }
    let lower = phrase.to_lowercase();
    let mut rest = lower.trim();
    let mut state = State::default();
    while !rest.is_empty() {
        let rules = RULES
            .iter()
            .filter_map(|rule| Some((rule, rule.pattern.captures(rest)?)));
        // max_by_key keeps the last of equals, so the table is walked backwards: the first rule wins.
        let (rule, found) = rules.rev().max_by_key(|(_, found)| found[0].len())?;
        (rule.read)(&found, &mut state)?;
        rest = rest[found[0].len()..].trim_start_matches([' ', ',', '\t', '\n', '\r']);
    }
    state.touched.then_some(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of PHP 8.2 for 18:46:09 on Friday 26 March 2021 in Moscow; "none" where it gives none.
    #[test]
    fn phrases_mean_what_they_mean_in_php() {
        let base: Zoned = "2021-03-26T18:46:09+03:00[Europe/Moscow]".parse().unwrap();
        let mut wrong = Vec::new();
        for (phrase, expected) in [
            ("now", "2021-03-26 18:46:09"),
            ("today", "2021-03-26 00:00:00"),
            ("midnight", "2021-03-26 00:00:00"),
            ("noon", "2021-03-26 12:00:00"),
            ("tomorrow", "2021-03-27 00:00:00"),
            ("yesterday", "2021-03-25 00:00:00"),
            ("next week", "2021-03-29 18:46:09"),
            ("this week", "2021-03-22 18:46:09"),
            ("last week", "2021-03-15 18:46:09"),
            ("previous month", "2021-02-26 18:46:09"),
            ("next month", "2021-04-26 18:46:09"),
            ("next year", "2022-03-26 18:46:09"),
            ("last monday of this month", "2021-03-29 00:00:00"),
            ("first monday of january 2022", "2022-01-03 00:00:00"),
            ("second tuesday of next month", "2021-04-13 00:00:00"),
            ("last friday of next month", "2021-04-30 00:00:00"),
            ("first sat of July 2008", "2008-07-05 00:00:00"),
            ("next friday", "2021-04-02 00:00:00"),
            ("last friday", "2021-03-19 00:00:00"),
            ("this friday", "2021-03-26 00:00:00"),
            ("friday", "2021-03-26 00:00:00"),
            ("monday", "2021-03-29 00:00:00"),
            ("tuesday 15:00", "2021-03-30 15:00:00"),
            ("monday next week", "2021-03-29 00:00:00"),
            ("sunday next week", "2021-04-04 00:00:00"),
            ("saturday this week", "2021-03-27 00:00:00"),
            ("sunday this week", "2021-03-28 00:00:00"),
            ("tomorrow noon", "2021-03-27 12:00:00"),
            ("noon tomorrow", "2021-03-27 00:00:00"),
            ("yesterday 14:00", "2021-03-25 14:00:00"),
            ("14:00 yesterday", "2021-03-25 00:00:00"),
            ("last day of next month", "2021-04-30 18:46:09"),
            ("first day of next month", "2021-04-01 18:46:09"),
            ("first day of january 2022", "2022-01-01 00:00:00"),
            ("midnight first day of next month", "2021-04-01 00:00:00"),
            ("last day of february", "2021-02-28 00:00:00"),
            ("first day of", "2021-03-01 18:46:09"),
            ("@1234567890", "2009-02-14 02:31:30"),
            ("@86400 +1 day", "1970-01-03 03:00:00"),
            ("+7 days", "2021-04-02 18:46:09"),
            ("7 days", "2021-04-02 18:46:09"),
            ("+1 week 2 days", "2021-04-04 18:46:09"),
            ("-3 months", "2020-12-26 18:46:09"),
            ("+1 month -1 day", "2021-04-25 18:46:09"),
            ("3 days ago", "2021-03-23 18:46:09"),
            ("1 month 2 days ago", "2021-02-24 18:46:09"),
            ("1 month ago 10:00", "2021-02-26 10:00:00"),
            ("+3 weekdays", "2021-03-31 18:46:09"),
            ("-2 weekdays", "2021-03-24 18:46:09"),
            ("5 weekdays ago", "2021-03-19 18:46:09"),
            ("+90 minutes", "2021-03-26 20:16:09"),
            ("+1 hour 30 minutes", "2021-03-26 20:16:09"),
            ("eighth day", "2021-04-03 18:46:09"),
            ("january 2022", "2022-01-01 00:00:00"),
            ("26 march", "2021-03-26 00:00:00"),
            ("march 26, 2022", "2022-03-26 00:00:00"),
            ("26 March 2022 10:30", "2022-03-26 10:30:00"),
            ("March 5", "2021-03-05 00:00:00"),
            ("1 jan", "2021-01-01 00:00:00"),
            ("2021-05-05", "2021-05-05 00:00:00"),
            ("2021-05-05 10:00 +1 day", "2021-05-06 10:00:00"),
            ("2021-05-05T10:00:00Z", "2021-05-05 13:00:00"),
            ("2021-05-05T10:00:00+05:00", "2021-05-05 08:00:00"),
            ("05.05.2021", "2021-05-05 00:00:00"),
            ("05.05.2021 10:15", "2021-05-05 10:15:00"),
            ("05-05-2021", "2021-05-05 00:00:00"),
            ("5/6/2021", "2021-05-06 00:00:00"),
            ("20210501", "2021-05-01 00:00:00"),
            ("20210501T101500", "2021-05-01 10:15:00"),
            ("2pm", "2021-03-26 14:00:00"),
            ("2:30 pm", "2021-03-26 14:30:00"),
            ("14:00:05", "2021-03-26 14:00:05"),
            ("2022", "2021-03-26 20:22:00"),
            ("Fri, 26 Mar 2021 18:46:00 +0300", "2021-03-26 18:46:00"),
            ("2021-01-31 +1 month", "2021-03-03 00:00:00"),
            ("2020-02-29 +1 year", "2021-03-01 00:00:00"),
            ("saturday", "2021-03-27 00:00:00"),
            ("sun", "2021-03-28 00:00:00"),
            ("+1 monday", "2021-03-29 18:46:09"),
            ("+2 monday", "2021-04-05 18:46:09"),
            ("next month monday", "2021-04-29 00:00:00"),
            ("first day of next month noon", "2021-04-01 12:00:00"),
            ("last day of this month 23:59:59", "2021-03-31 23:59:59"),
            ("monday this week", "2021-03-22 00:00:00"),
            ("next week monday", "2021-03-29 00:00:00"),
            ("2021-03", "2021-03-01 00:00:00"),
            ("last sunday of october 2021", "2021-10-31 00:00:00"),
            ("+2 weeks friday", "2021-04-09 00:00:00"),
            ("tomorrow 9am", "2021-03-27 09:00:00"),
            ("-1 year", "2020-03-26 18:46:09"),
            ("fortnight ago", "none"),
            ("+1 fortnight", "2021-04-09 18:46:09"),
            ("-1 week sunday", "2021-03-21 00:00:00"),
            ("third friday of january 2022", "2022-01-21 00:00:00"),
            ("last day of previous month", "2021-02-28 18:46:09"),
        ] {
            let moment = parse(phrase, &base);
            let said = moment.map_or("none".to_owned(), |at| {
                at.strftime("%Y-%m-%d %H:%M:%S").to_string()
            });
            if said != expected {
                wrong.push(format!("{phrase}: {said}, PHP says {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn nonsense_is_no_date() {
        let base: Zoned = "2021-03-26T18:46:09+03:00[Europe/Moscow]".parse().unwrap();
        for phrase in [
            "",
            "soon",
            "32.13.2021",
            "25:61",
            "+ days",
            "2021-13-01",
            "blue monday",
            "99999999999999999999 days",
        ] {
            assert_eq!(parse(phrase, &base), None, "{phrase}");
        }
    }

    #[test]
    fn only_figures_are_absolute() {
        for (text, expected) in [
            ("26.03.2021", Some("2021-03-26T00:00:00Z")),
            // Here PHP would read a time, 05:05:21.
            ("05.05.21", Some("2021-05-05T00:00:00Z")),
            ("26.03.2021 18:46", Some("2021-03-26T18:46:00Z")),
            ("2021-03-26T18:46:00+03:00", Some("2021-03-26T15:46:00Z")),
            ("2021-03-26 18:46:09", Some("2021-03-26T18:46:09Z")),
            ("tomorrow", None),
            ("12.50", None),
            ("1234567890", None),
            ("+79998887766", None),
            ("8-800-555-35-35", None),
        ] {
            let moment = parse_absolute(text, &TimeZone::UTC).map(|at| at.timestamp().to_string());
            assert_eq!(moment.as_deref(), expected, "{text}");
        }
    }
}
