//! `rolecall debug`: what the tests of the compiler compare with real Ansible.

use crate::cli::args::{Debug, DebugCommand};
use crate::cli::project;
use crate::cli::render::Terminal;
use crate::cli::{Outcome, print};
use crate::fleet;

/// Prints it.
pub fn run(options: &Debug, terminal: &Terminal) -> Outcome {
    match &options.what {
        DebugCommand::Fleet { dir } => {
            let compiled = project::compile(dir);
            terminal.problems(&compiled.problems, &compiled.sources);
            match &compiled.fleet {
                Some(fleet) => print(&fleet::dump::json(fleet)),
                None => Outcome::Wrong,
            }
        }
        DebugCommand::Eval { file } => super::eval::run(file, terminal),
        DebugCommand::Template { list, add, remove } => {
            super::template::run(list, add, remove, terminal)
        }
    }
}
