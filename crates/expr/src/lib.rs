//! The template language: text with `{{paths}}`, `{names}`, modifiers and buttons.
//!
//! A [`Template`] is parsed once and never fails; rendering asks a [`Scope`] for what the template
//! names and nothing else. No clock, no randomness, no records, no IO live here. Rule numbers in
//! comments (R-2, V-5, X-1 …) are those of the handbook page `docs/templates.md` and its source.

mod ast;
mod calc;
mod catalogue;
pub mod compare;
mod context;
mod date;
pub mod fixture;
pub mod flat;
mod html;
mod json;
mod locale;
mod modifier;
mod names;
mod names_table;
mod notice;
mod number;
mod parse;
mod pattern;
mod reference;
mod render;
mod scope;
mod template;
mod value;
mod words;

pub use catalogue::{Spec, catalogue};
pub use context::{Context, InvalidRendering, UnknownContext, validate_rendered};
pub use flat::{Flattened, flatten, flatten_reporting};
pub use json::JsonError;
pub use locale::{Locale, UnknownLocale};
pub use modifier::latin;
pub use names_table::{CHAT_NAMES, ROOTS};
pub use notice::{Diagnostic, Level, Notice, Span};
pub use number::{Number, parse_human};
pub use reference::{Name, Reference};
pub use render::{Button, ButtonTarget, Rendered, Values};
pub use scope::{Scope, Segment};
pub use template::Template;
pub use value::{Map, Style, Value};

/// Why the command `render` cannot begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    #[error(transparent)]
    Fixture(#[from] fixture::FixtureError),
    #[error(transparent)]
    Context(#[from] UnknownContext),
}

/// Renders a template on a fixture: the whole of the command `signalbox render` and of previews.
/// A body that is not JSON after rendering is an error notice (example 109).
pub fn render_command(fixture_json: &str, context: &str, template: &str) -> Result<Rendered, RenderError> {
    render_command_with(fixture_json, context, template, Values::Plain)
}

/// As [`render_command`], with a word on what values hold.
pub fn render_command_with(
    fixture_json: &str,
    context: &str,
    template: &str,
    values: Values,
) -> Result<Rendered, RenderError> {
    let context = context.parse()?;
    let scope = fixture::from_json(fixture_json)?;
    let mut rendered = Template::parse(template).render_with(&scope, context, values);
    if let Err(error) = validate_rendered(context, &rendered.text) {
        rendered.notices.push(Notice {
            level: Level::Error,
            message: error.to_string(),
            at: None,
        });
    }
    Ok(rendered)
}

/// The moment that a phrase says, seen from `now` and in its zone: `tomorrow 10:00`, `+2 hours`, `monday next week`.
/// `None` when it says none.
pub fn moment_of_phrase(now: &jiff::Zoned, phrase: &str) -> Option<jiff::Zoned> {
    date::shift(now, phrase)
}
