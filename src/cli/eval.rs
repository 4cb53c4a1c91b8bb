//! `rolecall debug eval FILE`: a table of expressions, computed now and written as Jinja.

use std::path::Path;

use crate::cli::render::Terminal;
use crate::cli::{Outcome, print};
use crate::compile::table;
use crate::diagnostic::Problems;
use crate::disk;
use crate::source::Sources;

/// Prints a line of JSON for each expression.
pub fn run(file: &Path, terminal: &Terminal) -> Outcome {
    let root = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let text = match disk::read::one(root, file) {
        Ok(text) => text,
        Err(error) => {
            terminal.problem(error);
            return Outcome::Failed;
        }
    };
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let lines = table::evaluate(file, &text, &mut sources, &mut problems);
    problems.sort();
    terminal.problems(&problems, &sources);
    if problems.has_errors() {
        Outcome::Wrong
    } else {
        print(&lines)
    }
}
