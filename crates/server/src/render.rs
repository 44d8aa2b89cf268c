//! `signalbox render`: tries a template.

use crate::cli::Render;
use anyhow::{Context, Result};

/// Prints the rendering on standard output and what is to be said about it on standard error.
pub fn run(flags: &Render) -> Result<()> {
    let fixture = match &flags.fixture {
        Some(path) => {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
        }
        None => "{}".to_owned(),
    };
    let rendered = signalbox_expr::render_command(&fixture, &flags.context.to_string(), &flags.template)?;
    for notice in &rendered.notices {
        eprintln!("{notice}");
    }
    println!("{}", rendered.text);
    Ok(())
}
