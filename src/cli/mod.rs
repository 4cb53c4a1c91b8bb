//! The command. It alone prints.
//!
//! Exit status: 0 fine, 1 the input is wrong (or the tree stale), 2 the command could not run.

mod affected;
mod args;
mod blame;
mod build;
mod check;
mod debug;
mod diff;
mod eval;
mod explain;
mod fix;
mod fmt;
mod git;
mod man;
mod new;
mod page;
mod pages;
mod project;
mod render;
mod template;
mod test;
mod why;

use std::io::Write;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// The input is wrong, or the tree is stale.
    Wrong,
    /// The command could not run.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Wrong => Self::from(1),
            Outcome::Failed => Self::from(2),
        }
    }
}

/// Runs the command with the process's arguments.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        render::show(&format!(
            "rolecall made a mistake of its own: {panic}\nPlease report it, with the `.roll` text that shows it. Nothing that was built is damaged.\n"
        ));
    }));
    std::panic::catch_unwind(dispatch).unwrap_or_else(|_| Outcome::Failed.into())
}

fn dispatch() -> ExitCode {
    let parsed = Args::try_parse().and_then(|args| match args.conflict() {
        Some(reason) => Err(Args::command().error(ErrorKind::ArgumentConflict, reason)),
        None => Ok(args),
    });
    let args = match parsed {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; what else clap says is about the command line.
            let code = if error.use_stderr() {
                Outcome::Failed
            } else {
                Outcome::Fine
            };
            let _ = error.print();
            return code.into();
        }
    };
    let terminal = render::Terminal::new(args.color, args.message_format);
    let outcome = match &args.command {
        Command::New(options) => new::run(options, &terminal),
        Command::Check(options) => check::run(options, &terminal),
        Command::Build(options) => build::run(options, &terminal),
        Command::Fix(options) => fix::run(options, &terminal),
        Command::Diff(options) => diff::run(options, &terminal),
        Command::Fmt(options) => fmt::run(options, &terminal),
        Command::Affected(options) => affected::run(options, &terminal),
        Command::Why(options) => why::run(options, &terminal),
        Command::Blame(options) => blame::run(options, &terminal),
        Command::Test(options) => test::run(options, &terminal),
        Command::Explain(options) => explain::run(options, &terminal),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "rolecall", &mut out);
            print(&String::from_utf8_lossy(&out))
        }
        Command::Man(options) => man::run(options, &terminal),
        Command::Debug(options) => debug::run(options, &terminal),
    };
    match terminal.finish() {
        Outcome::Failed => Outcome::Failed,
        Outcome::Fine | Outcome::Wrong => outcome,
    }
    .into()
}

/// Prints; whoever stopped reading wants no more.
fn print(text: &str) -> Outcome {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Outcome::Failed,
        _ => Outcome::Fine,
    }
}
