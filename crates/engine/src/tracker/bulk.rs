//! Many events at once, as lines of text in the forms trackers use (2.7): each line goes the way of a postback.

use super::accept::PostbackCall;
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::PostbackId;
use signalbox_model::tracker::PostbackVerdict;
use signalbox_store::Tx;
use signalbox_store::tracker::postbacks;

/// Lines of one text, at most.
const MOST_LINES: usize = 5000;

/// The form of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineForm {
    /// `clickid:payout=10.5:cnv_status=sale:cnv_currency=usd:tid=7`, as Binom has it.
    Binom,
    /// `clickid,payout,status,tid`, as Keitaro has it; semicolons and tabs separate too.
    Keitaro,
}

/// What became of a line.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineOutcome {
    /// Its number in the text, from 1.
    pub line: usize,
    /// What became of it; absent when it could not be read.
    pub verdict: Option<PostbackVerdict>,
    /// Why.
    pub reason: Option<String>,
}

impl Engine {
    /// Takes every line of a text as a postback of an address.
    pub fn take_lines(
        &self,
        tx: &mut Tx,
        by: &By,
        id: PostbackId,
        form: LineForm,
        text: &str,
    ) -> Result<(Vec<LineOutcome>, Done)> {
        let postback = postbacks::get(&mut tx.space(by.workspace), id)?;
        let postback = postback.ok_or_else(|| EngineError::NotFound("postback with this id".into()))?;
        let lines: Vec<(usize, &str)> = text
            .lines()
            .enumerate()
            .map(|(n, line)| (n + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty())
            .collect();
        if lines.len() > MOST_LINES {
            return Err(EngineError::invalid(
                "text",
                format!("send at most {MOST_LINES} lines at once"),
            ));
        }
        let (mut outcomes, mut done) = (Vec::new(), Done::default());
        for (line, said) in lines {
            let outcome = match request(form, said) {
                Err(reason) => LineOutcome {
                    line,
                    verdict: None,
                    reason: Some(reason),
                },
                Ok(request) => {
                    let call = PostbackCall {
                        method: "LINE".into(),
                        request,
                    };
                    let answer = self.take_postback(tx, by.now, &postback, call)?;
                    done.merge(answer.done);
                    LineOutcome {
                        line,
                        verdict: Some(answer.verdict),
                        reason: answer.reason,
                    }
                }
            };
            outcomes.push(outcome);
        }
        Ok((outcomes, done))
    }
}

/// A line as the query of a postback.
fn request(form: LineForm, line: &str) -> std::result::Result<String, String> {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let mut put = |name: &str, value: &str| {
        let (name, value) = (name.trim(), value.trim());
        match name {
            _ if value.is_empty() => {}
            "payout" | "cost" => drop(query.append_pair("tracker.cost", value)),
            "cnv_status" | "status" => drop(query.append_pair("tracker.event", event(value))),
            "cnv_currency" | "currency" => drop(query.append_pair("tracker.currency", value)),
            "tid" | "cnv_id" => drop(query.append_pair("tracker.tid", value)),
            "clickid" => drop(query.append_pair("clickid", value)),
            other => drop(query.append_pair(&format!("fields.{other}"), value)),
        }
    };
    match form {
        LineForm::Binom => {
            let mut parts = line.split(':');
            put("clickid", parts.next().unwrap_or_default());
            for part in parts {
                let (name, value) = part
                    .split_once('=')
                    .ok_or_else(|| format!("`{part}` is no `name=value`"))?;
                put(name, value);
            }
        }
        LineForm::Keitaro => {
            let cells: Vec<&str> = line.split([',', ';', '\t']).collect();
            if !(3..=4).contains(&cells.len()) {
                return Err("write `clickid,payout,status` and, if there is one, the partner's id".into());
            }
            for (name, value) in ["clickid", "payout", "status", "tid"].iter().zip(cells) {
                put(name, value);
            }
        }
    }
    Ok(query.finish())
}

/// What trackers call events, and what they are called here.
fn event(status: &str) -> &str {
    match status.to_ascii_lowercase().as_str() {
        "lead" => "registration",
        "rebill" => "resale",
        _ => status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_trackers_become_postbacks() {
        for (form, line, query) in [
            (
                LineForm::Binom,
                "a1:payout=10.5:cnv_status=lead",
                "clickid=a1&tracker.cost=10.5&tracker.event=registration",
            ),
            (
                LineForm::Binom,
                "a1:cnv_status=sale:tid=7:geo=UA",
                "clickid=a1&tracker.event=sale&tracker.tid=7&fields.geo=UA",
            ),
            (
                LineForm::Keitaro,
                "a1,5,rebill,8",
                "clickid=a1&tracker.cost=5&tracker.event=resale&tracker.tid=8",
            ),
            (
                LineForm::Keitaro,
                "a1;5;sale",
                "clickid=a1&tracker.cost=5&tracker.event=sale",
            ),
        ] {
            assert_eq!(request(form, line).unwrap(), query, "{line}");
        }
        assert!(request(LineForm::Binom, "a1:sale").is_err());
        assert!(request(LineForm::Keitaro, "a1").is_err());
    }
}
