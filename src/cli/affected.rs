//! `rolecall affected --base REV`: what the change since a revision reaches.
//!
//! In: a revision, and the project as it lies in the folder. Out: roles, plays, hosts and tests,
//! as text or as JSON, with the reason for each. A base that does not compile says nothing of what
//! it did: everything counts as reached then.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use crate::cli::args::{self, AffectedFormat};
use crate::cli::render::{Terminal, show};
use crate::cli::{Outcome, diff, git, project};
use crate::compile::Compiled;
use crate::diff::affected::{Affected, affected};
use crate::diff::state::State;

/// What was found.
pub struct Found {
    /// The commit that was compared with.
    pub commit: String,
    /// Why the base could not be compared with, if it could not.
    pub broken: Option<String>,
    /// What the change reaches.
    pub affected: Affected,
}

/// Prints what is affected.
pub fn run(options: &args::Affected, terminal: &Terminal) -> Outcome {
    let compiled = project::compile(&options.dir);
    if compiled.fleet.is_none() {
        terminal.problems(&compiled.problems, &compiled.sources);
        return project::outcome(&compiled);
    }
    let found = match since(&options.dir, &options.base, &compiled, terminal) {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let value = || {
        json!({
            "type": "affected",
            "base": options.base,
            "commit": found.commit,
            "base_broken": found.broken,
            "affected": found.affected,
        })
    };
    if terminal.is_json() {
        return terminal.object(&value());
    }
    match options.format.unwrap_or(AffectedFormat::Text) {
        AffectedFormat::Text => terminal.say(&text(&found.affected)),
        AffectedFormat::Json => terminal.say(&format!("{:#}\n", value())),
    }
}

/// What the change since a revision reaches.
///
/// # Errors
/// The outcome, after the problem was shown.
pub fn since(
    dir: &Path,
    base: &str,
    compiled: &Compiled,
    terminal: &Terminal,
) -> Result<Found, Outcome> {
    let revision = git::revision(dir, base).map_err(|error| {
        terminal.problem(error);
        Outcome::Failed
    })?;
    let new = state(compiled).ok_or(Outcome::Wrong)?;
    let before = project::compile(&revision.dir);
    let (old, broken) = match state(&before) {
        Some(old) => (old, None),
        None => {
            let shared = new.shared.clone();
            let nothing = State {
                shared,
                ..State::default()
            };
            (nothing, Some(first_problem(&before)))
        }
    };
    if let Some(reason) = &broken {
        show(&format!(
            "warning: the project does not compile at `{base}` ({reason}): everything counts as affected.\n"
        ));
    }
    let mut affected = affected(&old, &new);
    if let Some(reason) = &broken {
        affected.everything = vec![format!("the base does not compile: {reason}")];
    }
    Ok(Found {
        commit: revision.commit,
        broken,
        affected,
    })
}

fn first_problem(compiled: &Compiled) -> String {
    let mut problems = compiled.problems.all().iter();
    let first = problems.find(|problem| problem.is_error());
    first.map_or_else(String::new, |problem| {
        // The message of a missing folder would name a temporary one.
        match problem.code().as_str() {
            "no-such-directory" => "the folder was not there".to_owned(),
            "no-roll-files" => "the folder held no `.roll` files".to_owned(),
            code => code.to_owned(),
        }
    })
}

fn state(compiled: &Compiled) -> Option<State> {
    let (fleet, artifacts) = (compiled.fleet.as_ref()?, compiled.artifacts()?);
    Some(State::new(fleet, &diff::contents(artifacts)))
}

fn text(affected: &Affected) -> String {
    let mut text = String::new();
    let part = |text: &mut String, title: &str, lines: Vec<(String, String)>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "{title}:");
            for (name, because) in lines {
                let _ = writeln!(text, "  {name}  ({because})");
            }
        }
    };
    if !affected.everything.is_empty() {
        let _ = writeln!(
            text,
            "everything, because of {}",
            affected.everything.join(", ")
        );
    }
    let roles = affected.roles.iter();
    let roles = roles.map(|role| (role.name.clone(), role.because.join("; ")));
    part(&mut text, "roles", roles.collect());
    let plays = affected.plays.iter();
    let plays = plays.map(|play| {
        (
            format!("{}: {}", play.playbook, play.name),
            play.because.join("; "),
        )
    });
    part(&mut text, "plays", plays.collect());
    let several = affected
        .hosts
        .windows(2)
        .any(|pair| pair[0].inventory != pair[1].inventory);
    let hosts = affected.hosts.iter().map(|host| {
        let name = if several {
            format!("{} in {}", host.name, host.inventory)
        } else {
            host.name.clone()
        };
        (name, host.because.join("; "))
    });
    part(&mut text, "hosts", hosts.collect());
    let tests = affected.tests.iter();
    let tests = tests.map(|test| (test.name.clone(), test.because.join("; ")));
    part(&mut text, "tests", tests.collect());
    if text.is_empty() {
        text.push_str("Nothing is affected.\n");
    }
    text
}
