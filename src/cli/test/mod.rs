//! `rolecall test`: runs the project's tests in containers, through Molecule.
//!
//! In: `rolecall test base --jobs 2`. Out: a line for each step, failures at their `.roll` lines, a
//! table. The tree is built in a temporary folder: the one that is committed is not touched. Exit
//! status: 1 if a test fails, 2 if one could not be run or was interrupted.

mod containers;
mod engine;
mod molecule;
mod output;
mod report;
mod running;
mod translate;

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use tempfile::TempDir;

use crate::cli::args;
use crate::cli::render::{Terminal, show};
use crate::cli::test::engine::{EngineError, preflight};
use crate::cli::test::molecule::{Scenario, Setting};
use crate::cli::test::report::{Ended, Report};
use crate::cli::{Outcome, affected, project};
use crate::compile::Compiled;
use crate::disk::plan::plan;
use crate::fleet::program::{Program, Subject, Test};

/// Runs the tests that are asked for.
pub fn run(options: &args::Test, terminal: &Terminal) -> Outcome {
    let mut compiled = project::compile(&options.dir);
    if compiled.fleet.is_none() {
        terminal.problems(&compiled.problems, &compiled.sources);
        return project::outcome(&compiled);
    }
    let reached = match &options.affected {
        None => None,
        Some(base) => match affected::since(&options.dir, base, &compiled, terminal) {
            Ok(found) => {
                let tests = found.affected.tests.into_iter();
                Some(tests.map(|test| test.name).collect::<BTreeSet<String>>())
            }
            Err(outcome) => return outcome,
        },
    };
    let failed = |error: EngineError| {
        terminal.problem(error);
        Outcome::Failed
    };
    if let Err(error) = select(&mut compiled, options, reached.as_ref()) {
        return failed(error);
    }
    let scenarios = scenarios(&compiled);
    if scenarios.is_empty() {
        // Who reads the report wants one all the same.
        let none = Report {
            results: Vec::new(),
        };
        if !written(&none, options.junit.as_deref(), terminal) {
            return Outcome::Failed;
        }
        return terminal.say("No test is concerned.\n");
    }
    let Some(fleet) = &compiled.fleet else {
        return Outcome::Wrong;
    };
    let variables = match preflight(options, &fleet.program) {
        Ok(variables) => variables,
        Err(error) => return failed(error),
    };
    let scratch = match TempDir::with_prefix("rolecall-test-") {
        Ok(scratch) => scratch,
        Err(error) => return failed(EngineError::scratch(&error)),
    };
    let tree = scratch.path().join("tree");
    let artifacts = compiled.artifacts().unwrap_or_default();
    if let Err(error) = plan(&tree, &artifacts, false).and_then(crate::disk::plan::Plan::run) {
        terminal.problem(error);
        return Outcome::Failed;
    }
    let stop = Arc::new(AtomicBool::new(false));
    // SIGHUP: the terminal was closed.
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        if let Err(error) = signal_hook::flag::register(signal, Arc::clone(&stop)) {
            return failed(EngineError::scratch(&error));
        }
    }
    let setting = Setting {
        tree: &tree,
        engine: options.engine.name(),
        variables,
        keep: options.keep,
        stop: &stop,
    };
    let report = run_all(scenarios, &setting, options.jobs, &compiled);
    let outcome = finish(&report, options.junit.as_deref(), &compiled, terminal);
    if options.keep {
        show(&format!(
            "The containers and {} are kept.\n",
            scratch.keep().display()
        ));
    }
    if stop.load(Ordering::Relaxed) {
        show("Interrupted.\n");
        return Outcome::Failed;
    }
    outcome
}

fn run_all(
    scenarios: Vec<Scenario>,
    setting: &Setting<'_>,
    jobs: usize,
    compiled: &Compiled,
) -> Report {
    let output = output::Output::new();
    let jobs = jobs.clamp(1, scenarios.len().max(1));
    let queue = Mutex::new(VecDeque::from(scenarios));
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let next = queue
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .pop_front();
                    let Some(scenario) = next else { break };
                    let result = molecule::run(&scenario, setting, compiled, &output);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(result);
                }
            });
        }
    });
    let mut results = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by(|one, other| one.test.cmp(&other.test));
    Report { results }
}

fn finish(
    report: &Report,
    junit: Option<&Path>,
    compiled: &Compiled,
    terminal: &Terminal,
) -> Outcome {
    // People have read what failed while it ran, and see the table last.
    if !terminal.is_human() {
        terminal.problems(&report.problems(), &compiled.sources);
    }
    if terminal.is_json() {
        for object in report.objects() {
            terminal.object(&object);
        }
    }
    let _ = terminal.say(&report.table());
    if !written(report, junit, terminal) {
        return Outcome::Failed;
    }
    let any = |what: fn(&Ended) -> bool| report.results.iter().any(|result| what(&result.ended));
    if any(|ended| matches!(ended, Ended::NotRun(_) | Ended::Interrupted)) {
        Outcome::Failed
    } else if any(|ended| matches!(ended, Ended::Failed(_))) {
        Outcome::Wrong
    } else {
        Outcome::Fine
    }
}

/// Whether the report for machines could be written, if one is wanted.
fn written(report: &Report, junit: Option<&Path>, terminal: &Terminal) -> bool {
    let Some(path) = junit else { return true };
    let done = fs::write(path, report.junit());
    if let Err(error) = &done {
        terminal.problem(EngineError::junit(path, error));
    }
    done.is_ok()
}

/// Keeps the tests that are asked for, and of their platforms those that are.
fn select(
    compiled: &mut Compiled,
    options: &args::Test,
    reached: Option<&BTreeSet<String>>,
) -> Result<(), EngineError> {
    let Some(fleet) = &mut compiled.fleet else {
        return Ok(());
    };
    let program = &mut fleet.program;
    for name in &options.names {
        if !program.tests.iter().any(|test| called(test, name)) {
            let known = program.tests.iter().map(|test| test.name.to_string());
            return Err(EngineError::unknown("test", name, known.collect()));
        }
    }
    let platform = match &options.platform {
        None => None,
        Some(name) => {
            let index = program
                .platforms
                .iter()
                .position(|known| known.name == *name);
            let known = || program.platforms.iter().map(|known| known.name.to_string());
            Some(index.ok_or_else(|| EngineError::unknown("platform", name, known().collect()))?)
        }
    };
    if let Some(name) = &options.role
        && !program.roles.iter().any(|role| role.name == *name)
    {
        let known = program.roles.iter().map(|role| role.name.to_string());
        return Err(EngineError::unknown("role", name, known.collect()));
    }
    let mut tests = std::mem::take(&mut program.tests);
    tests.retain_mut(|test| {
        let named = options.names.is_empty() || options.names.iter().any(|name| called(test, name));
        let changed = reached.is_none_or(|reached| reached.contains(test.name.as_str()));
        named
            && changed
            && on_platform(test, platform)
            && of_role(program, test, options.role.as_deref())
    });
    program.tests = tests;
    Ok(())
}

fn called(test: &Test, name: &str) -> bool {
    test.name == name || test.emitted == name
}

/// Whether a test runs on a platform; of a role's only that one is left.
fn on_platform(test: &mut Test, platform: Option<usize>) -> bool {
    let Some(platform) = platform else {
        return true;
    };
    match &mut test.subject {
        Subject::Role { platforms, .. } => {
            platforms.retain(|index| *index == platform);
            !platforms.is_empty()
        }
        Subject::Fleet { hosts, .. } => hosts.iter().any(|(_, index)| *index == platform),
    }
}

fn of_role(program: &Program, test: &Test, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else {
        return true;
    };
    match &test.subject {
        Subject::Role { role, .. } => {
            let role = program.roles.get(role.0 as usize);
            role.is_some_and(|role| role.name == wanted)
        }
        Subject::Fleet { .. } => false,
    }
}

fn scenarios(compiled: &Compiled) -> Vec<Scenario> {
    let Some(fleet) = &compiled.fleet else {
        return Vec::new();
    };
    let program = &fleet.program;
    let scenario = |(index, test): (usize, &Test)| {
        // As the scenario's `molecule.yml` names them.
        let containers = match &test.subject {
            Subject::Role { platforms, .. } => {
                let names = platforms.iter().filter_map(|index| {
                    let platform = program.platforms.get(*index)?;
                    Some(format!(
                        "{}-{}",
                        test.emitted.replace("_", "-"),
                        platform.name
                    ))
                });
                names.collect()
            }
            Subject::Fleet {
                inventory, hosts, ..
            } => {
                let names = hosts.iter().filter_map(|(host, _)| {
                    let hosts = &program.inventories.get(*inventory)?.hosts;
                    Some(hosts.get(*host as usize)?.name.to_string())
                });
                names.collect()
            }
        };
        Scenario {
            index,
            test: test.name.to_string(),
            name: test.emitted.to_string(),
            containers,
        }
    };
    program.tests.iter().enumerate().map(scenario).collect()
}
