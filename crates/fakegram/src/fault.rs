//! Faults that are to come.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The call is carried out and never answered.
    Hang,
    /// The connection is closed without an answer.
    Close {
        /// The call is carried out first.
        done: bool,
    },
    /// The call is carried out, and the connection is closed in the middle of the answer.
    Truncate,
    /// An error, with nothing carried out.
    Status {
        /// The status.
        code: u16,
        /// What it says.
        #[serde(default)]
        description: String,
        /// Seconds, with 429.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The answer takes so much longer.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// Each update of the answer comes twice (`getUpdates`).
    Repeat,
    /// The updates of the answer come the other way round (`getUpdates`).
    Reverse,
}

/// When it goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Only this method; any when missing.
    #[serde(default)]
    pub method: Option<String>,
    /// Only this chat; any when missing.
    #[serde(default)]
    pub chat: Option<i64>,
    /// So many calls that fit pass unharmed first.
    #[serde(default)]
    pub after: u32,
    /// So many calls are harmed.
    #[serde(default = "once")]
    pub times: u32,
    /// How.
    #[serde(flatten)]
    pub fault: Fault,
}

fn once() -> u32 {
    1
}

impl Rule {
    /// Harms the next call of a method.
    pub fn next(method: &str, fault: Fault) -> Self {
        Self {
            method: Some(method.to_owned()),
            chat: None,
            after: 0,
            times: 1,
            fault,
        }
    }
}

/// The faults that are left.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub Vec<Rule>);

impl Faults {
    /// The fault of a call, which is used up by it.
    pub fn take(&mut self, method: &str, chat: Option<i64>) -> Option<Fault> {
        let fits = |rule: &&mut Rule| {
            rule.method
                .as_deref()
                .is_none_or(|name| name.eq_ignore_ascii_case(method))
                && rule.chat.is_none_or(|id| Some(id) == chat)
        };
        let rule = self.0.iter_mut().find(fits)?;
        if rule.after > 0 {
            rule.after -= 1;
            return None;
        }
        let fault = rule.fault.clone();
        rule.times = rule.times.saturating_sub(1);
        self.0.retain(|rule| rule.times > 0);
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_used_up_by_the_calls_it_fits() {
        let mut rule = Rule::next("sendMessage", Fault::Truncate);
        (rule.after, rule.times, rule.chat) = (1, 2, Some(5));
        let mut faults = Faults(vec![rule]);
        assert_eq!(faults.take("getMe", None), None);
        assert_eq!(faults.take("sendMessage", Some(6)), None);
        let seen: Vec<_> = (0..4)
            .map(|_| faults.take("sendmessage", Some(5)).is_some())
            .collect();
        assert_eq!(seen, [false, true, true, false]);
    }
}
