//! `signalbox render`: tries a template.

use crate::cli::Render;
use anyhow::{Context, Result};
use signalbox_expr::Values;

/// Prints the rendering on standard output and what is to be said about it on standard error.
pub fn run(flags: &Render) -> Result<()> {
    let fixture = match &flags.fixture {
        Some(path) => {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
        }
        None => "{}".to_owned(),
    };
    let values = if flags.html_values {
        Values::Html
    } else {
        Values::Plain
    };
    let context = flags.context.to_string();
    let rendered = signalbox_expr::render_command_with(&fixture, &context, &flags.template, values)?;
    for notice in &rendered.notices {
        eprintln!("{notice}");
    }
    println!("{}", rendered.text);
    Ok(())
}
