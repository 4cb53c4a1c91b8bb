//! `rolecall build`: checks, then writes what changed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use miette::Diagnostic;
use serde_json::json;
use thiserror::Error;

use crate::cli::Outcome;
use crate::cli::args::Build;
use crate::cli::project;
use crate::cli::render::Terminal;
use crate::disk::error::DiskError;
use crate::disk::plan::{Plan, Report, plan};
use crate::emit;
use crate::emit::artifact::Content;
use crate::fleet::Fleet;
use crate::fleet::program::{Handler, PlaybookItem, Step, StepKind};

/// What `--check` finds.
#[derive(Debug, Error, Diagnostic)]
#[error("{} is stale: {written} to write, {removed} to remove", out.display())]
#[diagnostic(
    code("stale-output"),
    help("run `rolecall build`, and commit what it writes")
)]
struct Stale {
    out: PathBuf,
    written: String,
    removed: usize,
}

/// Builds a project.
pub fn run(options: &Build, terminal: &Terminal) -> Outcome {
    let start = Instant::now();
    let mut compiled = project::compile(&options.dir);
    terminal.problems(&compiled.problems, &compiled.sources);
    let Some(fleet) = compiled.fleet.take() else {
        return project::outcome(&compiled);
    };
    // What is no longer needed gives room to what is made of it: texts, fleet, files.
    drop(compiled);
    let artifacts = emit::artifacts(&fleet);
    let out = out_of(options.out.as_deref(), &options.dir, &fleet);
    let size = size(&fleet);
    drop(fleet);
    let plan = match plan(&out, &artifacts, options.force) {
        Ok(plan) => plan,
        Err(error) => {
            let answered = matches!(error, DiskError::Edited { .. } | DiskError::Foreign { .. });
            terminal.problem(error);
            // The tree was compared, and is not what it should be: that answers `--check`.
            return if options.check && answered {
                Outcome::Wrong
            } else {
                Outcome::Failed
            };
        }
    };
    if options.check {
        return stale(&plan, &out, terminal);
    }
    match plan.run() {
        Ok(report) => {
            let mut text = String::new();
            if report.unfinished {
                text.push_str("Finished what an interrupted build had begun.\n");
            }
            let _ = writeln!(
                text,
                "{}: {} written, {} unchanged, {} removed.\n{} in {:.0?}.",
                out.display(),
                files(report.written.len()),
                report.unchanged,
                report.removed.len(),
                size,
                start.elapsed()
            );
            if terminal.is_json() {
                terminal.object(&object(&out, &report));
            }
            terminal.say(&text)
        }
        Err(error) => {
            terminal.problem(error);
            Outcome::Failed
        }
    }
}

/// The files as programs take them: what was written, or with `--check` what would be.
fn object(out: &Path, report: &Report) -> serde_json::Value {
    json!({
        "type": "built",
        "output": out.display().to_string(),
        "written": report.written,
        "removed": report.removed,
        "unchanged": report.unchanged,
    })
}

/// Where a project's tree is written: where it was asked for, or as the project says.
pub fn out_of(asked: Option<&Path>, dir: &Path, fleet: &Fleet) -> PathBuf {
    let output = fleet.program.project.output.as_str();
    let own = if output.is_empty() { "build" } else { output };
    // `build`, and not `./build`.
    let dir = dir.strip_prefix(".").unwrap_or(dir);
    asked.map_or_else(|| dir.join(own), Path::to_path_buf)
}

fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

/// `21 hosts, 9 roles, 61 tasks`.
pub fn size(fleet: &Fleet) -> String {
    let hosts: usize = fleet
        .program
        .inventories
        .iter()
        .map(|inventory| inventory.hosts.len())
        .sum();
    let tasks = tasks_of(fleet);
    let roles = fleet.program.roles.len();
    let plural =
        |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!(
        "{}, {}, {}",
        plural(hosts, "host"),
        plural(roles, "role"),
        plural(tasks, "task")
    )
}

/// The tasks and handlers of all roles, and those that stand in plays.
fn tasks_of(fleet: &Fleet) -> usize {
    let handled = |handlers: &[Handler]| -> usize {
        let each = handlers.iter().map(|handler| tasks_in(&handler.steps));
        each.sum()
    };
    let roles = fleet.program.roles.iter().map(|role| {
        let entries: usize = role
            .entries
            .iter()
            .map(|entry| tasks_in(&entry.steps))
            .sum();
        tasks_in(&role.steps) + entries + handled(&role.handlers)
    });
    let items = fleet.program.playbooks.iter().flat_map(|book| &book.items);
    let plays = items.map(|item| match item {
        PlaybookItem::Import(..) => 0,
        PlaybookItem::Play(play) => tasks_in(&play.steps) + handled(&play.handlers),
    });
    roles.chain(plays).sum()
}

fn tasks_in(steps: &[Step]) -> usize {
    steps
        .iter()
        .map(|step| match &step.kind {
            StepKind::Task(_) | StepKind::Fact { .. } => 1,
            StepKind::Block {
                steps,
                rescue,
                always,
            } => tasks_in(steps) + tasks_in(rescue) + tasks_in(always),
            StepKind::Section { steps, .. } => tasks_in(steps),
            StepKind::Role(_) => 0,
        })
        .sum()
}

/// `--check`: nothing written, the differences shown; of a tree that is not there, nothing but that.
fn stale(plan: &Plan<'_>, out: &Path, terminal: &Terminal) -> Outcome {
    if terminal.is_json() {
        terminal.object(&object(out, &plan.report));
    }
    if plan.is_done() {
        return terminal.say(&format!("{} is up to date.\n", out.display()));
    }
    let mut text = String::new();
    if plan.report.unfinished {
        let _ = writeln!(
            text,
            "{} is unfinished: a build was interrupted. Build again to finish it.",
            out.display()
        );
    }
    let writes = if out.exists() { plan.writes() } else { &[] };
    for artifact in writes {
        let path = out.join(&artifact.path);
        let Content::Text(new) = &artifact.content else {
            let _ = writeln!(text, "{} differs from the project's file.", path.display());
            continue;
        };
        let old = fs::read_to_string(&path).unwrap_or_default();
        let name = path.display().to_string();
        let from = if path.exists() {
            name.clone()
        } else {
            "/dev/null".to_string()
        };
        let diff = similar::TextDiff::from_lines(old.as_str(), new.as_str());
        let _ = write!(text, "{}", diff.unified_diff().header(&from, &name));
    }
    for path in &plan.report.removed {
        let _ = writeln!(text, "{} would be removed.", out.join(path).display());
    }
    terminal.say(&text);
    terminal.problem(Stale {
        out: out.to_path_buf(),
        written: files(plan.report.written.len()),
        removed: plan.report.removed.len(),
    });
    Outcome::Wrong
}
