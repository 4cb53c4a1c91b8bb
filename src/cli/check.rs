//! `rolecall check`: everything that is wrong, and nothing written.

use crate::cli::args::Check;
use crate::cli::project;
use crate::cli::render::Terminal;
use crate::cli::{Outcome, print};

/// Checks a project.
pub fn run(options: &Check, terminal: &Terminal) -> Outcome {
    let compiled = project::compile(&options.dir);
    terminal.problems(&compiled.problems, &compiled.sources);
    let Some(fleet) = &compiled.fleet else {
        return project::outcome(&compiled);
    };
    print(&format!("Fine: {}.\n", super::build::size(fleet)))
}
