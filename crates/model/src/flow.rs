//! Flows: the drawn course of a talk, step by step (C-44…C-56, O-30…O-41).

use crate::action;
use crate::chat::{FileKind, Press};
use crate::condition::Row;
use crate::dialog::DialogStatus;
use crate::tagged::catalogue;
use crate::text::{Key, Scalar};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Steps of one flow, at most.
pub const MAX_STEPS: usize = 2_000;
/// Steps that may follow one input without waiting; then the dialog stops with an error (Z-148).
pub const MAX_STEPS_PER_INPUT: usize = 25;

/// A flow of a bot, as people write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The step a dialog begins with; the first when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Key>,
    /// Pushes while a dialog stands anywhere in this flow and its step has none of its own (C-50).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pushes: Vec<Push>,
    /// The steps. Their order is that of the outline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<FlowStep>,
    /// Notes on the canvas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<CanvasNote>,
}

/// A note on the canvas, in Markdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanvasNote {
    /// What it says.
    pub text: String,
    /// Where it lies.
    pub at: Place,
}

/// A place on the canvas, in its own units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// Where a dialog goes on: a step of this flow, `step`; the beginning of another, `flow/`; or its step, `flow/step`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct StepRef {
    /// Another flow of the bot.
    pub flow: Option<Key>,
    /// The step; without one the flow's first.
    pub step: Option<Key>,
}

impl TryFrom<String> for StepRef {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let key = |text: &str| text.parse::<Key>().map_err(|error| error.to_string());
        match text.split_once('/') {
            None => Ok(Self {
                flow: None,
                step: Some(key(&text)?),
            }),
            Some((flow, "")) => Ok(Self {
                flow: Some(key(flow)?),
                step: None,
            }),
            Some((flow, step)) => Ok(Self {
                flow: Some(key(flow)?),
                step: Some(key(step)?),
            }),
        }
    }
}

impl From<StepRef> for String {
    fn from(target: StepRef) -> Self {
        let step = target.step.map(|step| step.to_string()).unwrap_or_default();
        match target.flow {
            Some(flow) => format!("{flow}/{step}"),
            None => step,
        }
    }
}

/// A step of a flow: what every kind has, and its kind.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FlowStep {
    /// Its name in documents; dialogs stand on it, so it stays when the title changes.
    pub id: Key,
    /// The title for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What people who draw the flow tell each other about the step.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Left out when off: the dialog goes on with `next`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// Where it lies on the canvas; laid out when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// Words and commands that enter the step from anywhere in the bot; trimmed, case does not count (O-31, Z-145).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Only for people who fit (O-30, Z-148).
    #[serde(default, rename = "if", skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Row>,
    /// Where those go who do not fit; without it they skip to `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<StepRef>,
    /// Waits so many seconds before it does anything; messages meanwhile are kept and start nothing (C-46, Z-160).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay_secs: u32,
    /// The status the dialog has when the step is done (C-46).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<DialogStatus>,
    /// Messages while the person is silent on this step (C-50).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pushes: Vec<Push>,
    /// Where the dialog goes on; nowhere: it stays here until something moves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<StepRef>,
    /// What the step does.
    #[serde(flatten)]
    pub kind: StepKind,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// The part of a step that every kind has.
#[derive(Deserialize)]
struct Common {
    id: Key,
    #[serde(default)]
    title: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    off: bool,
    at: Option<Place>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default, rename = "if")]
    audience: Vec<Row>,
    otherwise: Option<StepRef>,
    #[serde(default)]
    delay_secs: u32,
    finish: Option<DialogStatus>,
    #[serde(default)]
    pushes: Vec<Push>,
    next: Option<StepRef>,
}

const COMMON: [&str; 12] = [
    "id",
    "title",
    "comment",
    "off",
    "at",
    "aliases",
    "if",
    "otherwise",
    "delay_secs",
    "finish",
    "pushes",
    "next",
];

impl<'de> Deserialize<'de> for FlowStep {
    // By hand, since `flatten` would lose the place of a fault inside the kind.
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let mut map = serde_json::Map::deserialize(d)?;
        let common = COMMON
            .into_iter()
            .filter_map(|name| map.shift_remove(name).map(|value| (name.to_owned(), value)))
            .collect();
        let Common {
            id,
            title,
            comment,
            off,
            at,
            aliases,
            audience,
            otherwise,
            delay_secs,
            finish,
            pushes,
            next,
        } = crate::tagged::payload(common)?;
        let kind = StepKind::deserialize(serde_json::Value::Object(map)).map_err(serde::de::Error::custom)?;
        Ok(Self {
            id,
            title,
            comment,
            off,
            at,
            aliases,
            audience,
            otherwise,
            delay_secs,
            finish,
            pushes,
            next,
            kind,
        })
    }
}

/// A message to somebody who is silent; it is not sent once they answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// So many seconds after the message before it.
    pub after_secs: u32,
    /// What is sent.
    pub message: FlowMessage,
}

/// One message of a step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowMessage {
    /// The text or caption, a template; `<b> <i> <u> <s> <code> <pre> <blockquote> <tg-spoiler> <a href>` format it.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub text: Scalar,
    /// Files; two or more are an album.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FlowFile>,
    /// Buttons, in rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<FlowButton>>,
    /// The buttons stand in place of the person's keyboard instead of under the message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keyboard: bool,
    /// Takes the person's extra keyboard away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hide_keyboard: bool,
    /// Shows "typing" so many seconds before the message, up to 60.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub typing_secs: u32,
    /// Pins the message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pin: bool,
}

fn is_blank(text: &Scalar) -> bool {
    text.0.is_empty()
}

/// A file of a step's message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowFile {
    /// What it is shown as.
    pub kind: FileKind,
    /// The name of an uploaded file of the workspace, or an address; a template.
    pub source: Scalar,
}

/// A button of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowButton {
    /// The caption, a template.
    pub text: Scalar,
    /// What a press does.
    #[serde(default)]
    pub press: FlowPress,
}

/// What a press of a step's button does (C-49, O-37).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowPress {
    /// The dialog goes on with the step's `next`.
    #[default]
    Next,
    /// The dialog goes to a step.
    GoTo(StepRef),
    /// The messages of another step are sent; the dialog stays (Z-165).
    Run(StepRef),
    /// A manual scenario runs for the contact.
    Scenario(Key),
    /// Opens an address, a template.
    Url(Scalar),
    /// Opens a web app, a template.
    WebApp(Scalar),
    /// Puts a text into the person's input, a template.
    Query(Scalar),
    /// Shares the phone; keyboards only.
    SharePhone,
    /// Shares the place; keyboards only.
    ShareLocation,
}

impl FlowPress {
    /// Whether only a keyboard in place of the person's own can carry it.
    pub fn needs_keyboard(&self) -> bool {
        matches!(self, Self::SharePhone | Self::ShareLocation)
    }

    /// The press that a platform understands without knowing flows, when there is one.
    pub fn plain(&self) -> Option<Press> {
        match self {
            Self::SharePhone => Some(Press::SharePhone),
            Self::ShareLocation => Some(Press::ShareLocation),
            _ => None,
        }
    }
}

catalogue! {
    /// What a step does.
    pub enum StepKind tag "step" {
        /// Sends messages and goes on without waiting, unless buttons or `wait` hold it (O-33, C-48).
        "send" => Send(SendStep),
        /// Asks and takes the answer into a variable or a field (O-34, O-36).
        "ask" => Ask(AskStep),
        /// Goes on where the first branch that holds leads; when none holds the dialog becomes manual (C-52, Z-162).
        "branch" => Branch(BranchStep),
        /// Draws one of several ways by their shares (C-51, Z-163).
        "split" => Split(SplitStep),
        /// Waits (C-53).
        "wait" => Wait(WaitStep),
        /// Carries out actions of the automation: leads, fields, tags, tasks, notes, scenarios, requests (O-38, C-54).
        "act" => Act(ActStep),
        /// Sends a request and goes on by its answer (C-100).
        "request" => Request(RequestStep),
        /// Hands the dialog to an operator and goes on when they close it (O-35, Z-139).
        "operator" => Operator(OperatorStep),
        /// Gives the dialog to one of several users by their shares, or takes it from them (C-54).
        "assign" => Assign(AssignStep),
        /// Goes through another flow and comes back.
        "flow" => SubFlow(SubFlowStep),
        /// Comes back from a flow that was entered by a `flow` step.
        "return" => Return(Empty),
        /// Ties the chat to a user of the studio by a one-time link; who then does not fit the audience goes to
        /// `otherwise` (O-40, Z-157).
        "log_in" => LogIn(LogInStep),
        /// Sends to every participant of the bot at set times and takes them to `next`; talks with people are left alone
        /// (O-39, Z-155).
        "schedule" => Schedule(ScheduleStep),
        /// Ends the talk.
        "finish" => Finish(Empty),
    }
}

/// A step without settings of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// Settings of `send`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendStep {
    /// The messages, in order.
    pub messages: Vec<FlowMessage>,
    /// Holds the dialog here until the person writes or presses, also without buttons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wait: bool,
}

/// What an answer must look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Answer {
    #[default]
    Text,
    Number,
    Email,
    Phone,
    Date,
    Time,
    Url,
    /// One of the buttons.
    Choice,
    /// A file or a photo.
    File,
    Location,
}

/// Settings of `ask`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskStep {
    /// The question.
    pub message: FlowMessage,
    /// What an answer must look like.
    #[serde(default)]
    pub answer: Answer,
    /// What is said to an answer that does not fit; then it waits again.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub retry: Scalar,
    /// After so many answers that do not fit the dialog goes to `gave_up`; 0: never.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u32,
    /// Where it goes then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gave_up: Option<StepRef>,
    /// The dialog variable that keeps the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<Key>,
    /// The contact's field that takes the answer. A phone may merge the person with a known contact (Z-150, Z-151).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Key>,
    /// Offers the values of the field as buttons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub options: bool,
    /// What is said when the answer was taken.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub thanks: Scalar,
}

/// Settings of `branch`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchStep {
    /// Tried in order.
    pub branches: Vec<Branch>,
}

/// A way of a branch step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// A title for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// When it is taken.
    #[serde(rename = "if")]
    pub conditions: Vec<Row>,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<StepRef>,
}

/// Settings of `split`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitStep {
    /// The ways; their shares are 100 together.
    pub ways: Vec<Way>,
}

/// A way of a split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// Percent.
    pub share: u8,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<StepRef>,
}

/// Settings of `wait`: how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitStep {
    /// So many seconds.
    Secs(u32),
    /// Until the clock of the bot's zone shows `HH:MM`; tomorrow when it is past (C-53).
    Until(String),
    /// Until the working hours of the bot begin; not at all within them.
    WorkingHours,
}

/// Settings of `act`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActStep {
    /// The actions, in order.
    #[serde(rename = "do")]
    pub actions: Vec<action::Step>,
}

/// Settings of `request`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestStep {
    /// The request.
    pub request: action::SendWebhook,
    /// Ways by the answer: `{webhook_status}` and the answer's own variables are at hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Where it goes when no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<StepRef>,
}

/// Settings of `operator`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OperatorStep {
    /// What is said first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<FlowMessage>,
    /// Operators of these bots; of this bot when empty (Z-136).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bots: Vec<Key>,
    /// Where it goes when nobody is free (Z-133).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nobody: Option<StepRef>,
}

/// Settings of `assign`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignStep {
    /// E-mails of users with their shares, 100 together; empty: the dialog is taken from whoever has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<Share>,
}

/// A user's share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The user's e-mail.
    pub user: String,
    /// Percent.
    pub share: u8,
}

/// Settings of `flow`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubFlowStep {
    /// The flow.
    pub flow: Key,
    /// Comes back to `next` when it ends; otherwise the dialog stays there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub come_back: bool,
}

/// Settings of `log_in`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogInStep {
    /// The text with the button that opens the link.
    pub message: FlowMessage,
    /// What is said when it worked.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub done: Scalar,
    /// What is said when it did not.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub refused: Scalar,
    /// Where it goes then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<StepRef>,
}

/// Settings of `schedule`. It runs on set days, `schedule`, or at even distances, `every`, counted from `starts_at`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleStep {
    /// The days and the time of day, in the bot's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<crate::start::Schedule>,
    /// So long from one run to the next, e.g. `6 hours` or `2 weeks`; at least 10 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<crate::timer::Span>,
    /// The first run, or the moment before which there is none: `2027-01-31T10:00` in the bot's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<String>,
    /// There is no run after this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
    /// What is sent.
    pub messages: Vec<FlowMessage>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_flow_comes_back_as_it_was_written() {
        let written = json!({
            "name": "Welcome",
            "start": "hello",
            "steps": [
                {"id": "hello", "title": "Hello", "aliases": ["/start"], "next": "ask", "step": "send",
                 "messages": [{"text": "Hi, {{contact.name}}", "buttons": [[
                    {"text": "Prices", "press": {"go_to": "sales/"}}, {"text": "Next", "press": "next"}]]}]},
                {"id": "ask", "step": "ask", "message": {"text": "Your phone?", "keyboard": true}, "answer": "phone",
                 "field": "phone", "next": "night"},
                {"id": "night", "step": "wait", "until": "09:00", "finish": "manual"},
                {"id": "end", "step": "finish"},
            ],
        });
        let flow: Flow = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(
            flow.steps[2].kind,
            StepKind::Wait(WaitStep::Until("09:00".into()))
        );
        let again: Flow = serde_json::from_value(serde_json::to_value(&flow).unwrap()).unwrap();
        assert_eq!(again, flow);
        assert_eq!(
            serde_json::to_value(&flow).unwrap()["steps"][0],
            written["steps"][0]
        );
    }

    #[test]
    fn a_fault_names_its_place() {
        let fault =
            |step: serde_json::Value| serde_json::from_value::<FlowStep>(step).unwrap_err().to_string();
        assert!(fault(json!({"id": "a", "step": "sing"})).contains("there is no `sing`"));
        let text = fault(json!({"id": "a", "step": "split", "ways": [{"share": "x"}]}));
        assert!(text.starts_with("ways[0].share: "), "{text}");
        let text = fault(json!({"id": "a", "step": "finish", "speed": 1}));
        assert!(text.contains("speed"), "{text}");
        assert!(fault(json!({"id": "a", "step": "finish", "next": "x/Y"})).starts_with("next: "));
    }
}
