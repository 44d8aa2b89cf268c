//! Trying templates.

use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::Body;
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_engine::dryrun::{Sample, Tried};
use signalbox_expr::{Button, ButtonTarget, Context, Level, Rendered, Values};
use signalbox_model::{EventId, RecordRef};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.chapter("Templates").post(
        "/templates/preview",
        "template_preview",
        "Render a template on a sample.",
        preview,
    )
}

/// What is rendered, and on what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Preview {
    /// The template.
    template: String,
    /// Where it stands: `note`, `url`, `json`, `form`, `header`, `telegram`, `sms` or `field`.
    context: String,
    /// Values hold HTML: in a Telegram message their tags stay, cleaned, instead of being escaped.
    #[serde(default)]
    html_values: bool,
    /// A record.
    record: Option<RecordRef>,
    /// A request that was caught.
    arrival_id: Option<EventId>,
    /// Run variables.
    #[serde(default)]
    variables: Map<String, Value>,
    /// Or a whole fixture, as `signalbox render` reads it.
    fixture: Option<Value>,
}

/// What came out.
#[derive(Debug, Serialize, JsonSchema)]
struct Previewed {
    /// The text.
    text: String,
    /// What should be known about it.
    notices: Vec<Notice>,
    /// Buttons, row by row.
    buttons: Vec<Vec<PreviewButton>>,
}

/// Something to be known.
#[derive(Debug, Serialize, JsonSchema)]
struct Notice {
    /// `warning` or `error`.
    level: &'static str,
    /// What.
    message: String,
}

/// A button.
#[derive(Debug, Serialize, JsonSchema)]
struct PreviewButton {
    /// Its caption.
    text: String,
    /// The address it opens.
    url: Option<String>,
    /// What it sends back.
    data: Option<String>,
}

impl From<Button> for PreviewButton {
    fn from(Button { text, target }: Button) -> Self {
        match target {
            ButtonTarget::Url(url) => Self {
                text,
                url: Some(url),
                data: None,
            },
            ButtonTarget::Callback(data) => Self {
                text,
                url: None,
                data: Some(data),
            },
        }
    }
}

impl From<Rendered> for Previewed {
    fn from(rendered: Rendered) -> Self {
        let notice = |notice: signalbox_expr::Notice| Notice {
            level: match notice.level {
                Level::Warning => "warning",
                Level::Error => "error",
            },
            message: notice.message,
        };
        let rows = rendered.buttons.into_iter();
        Self {
            text: rendered.text,
            notices: rendered.notices.into_iter().map(notice).collect(),
            buttons: rows
                .map(|row| row.into_iter().map(PreviewButton::from).collect())
                .collect(),
        }
    }
}

async fn preview(me: Can<Read>, Body(asked): Body<Preview>) -> Result<Json<Previewed>> {
    let Preview {
        template,
        context,
        html_values,
        record,
        arrival_id,
        variables,
        fixture,
    } = asked;
    let values = if html_values { Values::Html } else { Values::Plain };
    if let Some(fixture) = fixture {
        let fixture = fixture.to_string();
        let rendered = signalbox_expr::render_command_with(&fixture, &context, &template, values);
        let rendered = rendered.map_err(|error| {
            let path = if matches!(error, signalbox_expr::RenderError::Context(_)) {
                "context"
            } else {
                "fixture"
            };
            Problem::invalid(path, error.to_string())
        });
        return Ok(Json(rendered?.into()));
    }
    let context: Context = context
        .parse()
        .map_err(|error: signalbox_expr::UnknownContext| Problem::invalid("context", error.to_string()))?;
    if arrival_id.is_some() && !me.sees_everything() {
        return Err(me.tells_too_much());
    }
    let rendered = me.rehearse(move |work| {
        let sample = Sample {
            arrival_id,
            record,
            variables,
        };
        let tried = Tried {
            template: &template,
            context,
            values,
        };
        work.engine_does(|engine, tx, by| engine.preview(tx, by.now, by.workspace, tried, &sample))
    });
    Ok(Json(rendered.await?.into()))
}
