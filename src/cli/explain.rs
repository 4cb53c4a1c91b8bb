//! `rolecall explain CODE`: the page of a diagnostic.

use miette::Diagnostic;
use thiserror::Error;

use crate::cli::args::Explain;
use crate::cli::page;
use crate::cli::pages::PAGES;
use crate::cli::render::{Terminal, width};
use crate::cli::{Outcome, print};
use crate::suggest;

/// Longer lines are hard to read, however wide the terminal.
const MOST_READABLE: usize = 100;

/// There is no such page.
#[derive(Debug, Error, Diagnostic)]
#[error("there is no diagnostic `{code}`")]
#[diagnostic(code("unknown-code"))]
struct UnknownCode {
    code: String,
    #[help]
    help: String,
}

/// Prints a page, or the list of codes.
pub fn run(options: &Explain, terminal: &Terminal) -> Outcome {
    let Some(code) = &options.code else {
        let list: String = PAGES.iter().map(|(code, _)| format!("{code}\n")).collect();
        return print(&list);
    };
    if let Some((_, page)) = PAGES.iter().find(|(name, _)| name == code) {
        let width = width().min(MOST_READABLE);
        return print(&page::render(page, width, terminal.colors_output()));
    }
    let near = suggest::nearest(code, PAGES.iter().map(|(name, _)| *name));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`rolecall explain` lists all codes".to_string(),
    };
    terminal.problem(UnknownCode {
        code: code.clone(),
        help,
    });
    Outcome::Failed
}
