//! One scenario through Molecule.
//!
//! In: `base`, with the containers that its `molecule.yml` names. Out: how it ended. The containers
//! are removed here, before and after and whatever happened between: Molecule is told not to, so
//! that after a failure one can still see whether they live.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::test::containers;
use crate::cli::test::engine::Variables;
use crate::cli::test::output::{Line, Output};
use crate::cli::test::report::{Ended, Failure, Ran};
use crate::cli::test::running::{MARK, Running};
use crate::cli::test::translate::{Event, Reader, explain};
use crate::compile::Compiled;

/// How long a container may take to end after it has stopped to answer.
const ENDING: Duration = Duration::from_secs(15);

/// What is run.
pub struct Scenario {
    /// The test, among the program's.
    pub index: usize,
    /// Its name.
    pub test: String,
    /// Molecule's name of it.
    pub name: String,
    /// Its containers.
    pub containers: Vec<String>,
}

/// What is the same for all.
pub struct Setting<'s> {
    /// The built tree.
    pub tree: &'s Path,
    /// podman or docker.
    pub engine: &'static str,
    /// Molecule's environment.
    pub variables: Variables,
    /// Leave the containers.
    pub keep: bool,
    /// Somebody wants to end it.
    pub stop: &'s AtomicBool,
}

impl Setting<'_> {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Runs a scenario.
pub fn run(
    scenario: &Scenario,
    setting: &Setting<'_>,
    compiled: &Compiled,
    output: &Output,
) -> Ran {
    let start = Instant::now();
    let line = output.begin(&scenario.test);
    let ended = if setting.stopped() {
        Ended::Interrupted
    } else {
        containers::remove(setting.engine, &scenario.name);
        let ended = through(scenario, setting, compiled, output, &line);
        if !setting.keep || matches!(ended, Ended::Interrupted) {
            let left = containers::remove(setting.engine, &scenario.name);
            if !left.is_empty() {
                output.line(&format!(
                    "{}: still there: {}: `{} rm --force {}`",
                    scenario.test,
                    left.join(", "),
                    setting.engine,
                    left.join(" ")
                ));
            }
        }
        ended
    };
    drop(line);
    let took = start.elapsed();
    match &ended {
        Ended::Passed => output.line(&format!(
            "{}: passed in {} s",
            scenario.test,
            took.as_secs()
        )),
        Ended::Failed(failure) | Ended::NotRun(failure) => {
            output.line(&format!(
                "{}: {}\n{}",
                scenario.test, failure.kind, failure.text
            ));
        }
        Ended::Interrupted => {}
    }
    Ran {
        test: scenario.test.clone(),
        ended,
        took,
    }
}

fn through(
    scenario: &Scenario,
    setting: &Setting<'_>,
    compiled: &Compiled,
    output: &Output,
    line: &Line,
) -> Ended {
    let (mut running, lines) = match start(scenario, setting) {
        Ok(started) => started,
        Err(error) => {
            return Ended::NotRun(Failure {
                kind: "not run",
                text: format!("  Molecule could not be started: {error}"),
                span: None,
            });
        }
    };
    let mut reader = Reader::default();
    // Of what cannot be read otherwise, the end is shown.
    let mut tail: VecDeque<String> = VecDeque::new();
    let mut since = Instant::now();
    let mut status: Option<ExitStatus> = None;
    let mut deadline = None;
    loop {
        if setting.stopped() {
            running.stop();
            return Ended::Interrupted;
        }
        match lines.recv_timeout(Duration::from_millis(100)) {
            Ok(text) => {
                if tail.len() == 20 {
                    tail.pop_front();
                }
                match reader.line(&text) {
                    Some(Event::Step(step)) => {
                        since = Instant::now();
                        output.line(&format!("{}: {step}", scenario.test));
                        line.now(step);
                    }
                    Some(Event::Task(task)) => line.now(task),
                    Some(Event::Done(step)) => {
                        let took = since.elapsed().as_secs();
                        output.line(&format!("{}: {step} done in {took} s", scenario.test));
                    }
                    None => {}
                }
                tail.push_back(text);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            // Something that Molecule left running may hold the pipe open.
            Err(RecvTimeoutError::Timeout) if deadline.is_some_and(|end| Instant::now() > end) => {
                break;
            }
            Err(RecvTimeoutError::Timeout) => {
                if status.is_none() {
                    status = running.child.try_wait().ok().flatten();
                    deadline = status.map(|_| Instant::now() + Duration::from_secs(2));
                }
            }
        }
    }
    // Its output may end before it does.
    while status.is_none() {
        if setting.stopped() {
            running.stop();
            return Ended::Interrupted;
        }
        status = running.child.try_wait().ok().flatten();
        thread::sleep(Duration::from_millis(20));
    }
    if status.is_some_and(|status| status.success()) {
        return Ended::Passed;
    }
    let look = || containers::dead(setting.engine, &scenario.name, &scenario.containers);
    let mut dead = look();
    let end = Instant::now() + ENDING;
    while dead.is_empty() && reader.ending() && Instant::now() < end && !setting.stopped() {
        thread::sleep(Duration::from_millis(500));
        dead = look();
    }
    explain(&reader, &dead, &tail, scenario.index, compiled)
}

fn start(
    scenario: &Scenario,
    setting: &Setting<'_>,
) -> std::io::Result<(Running, Receiver<String>)> {
    let (reader, writer) = std::io::pipe()?;
    let ephemeral = setting
        .tree
        .with_file_name(format!("molecule-{}", scenario.name));
    let child = Command::new("molecule")
        .args([
            "test",
            "--destroy",
            "never",
            "--scenario-name",
            &scenario.name,
        ])
        .current_dir(setting.tree)
        .envs(setting.variables.iter().map(|(name, value)| (name, value)))
        .env("MOLECULE_EPHEMERAL_DIRECTORY", &ephemeral)
        .env(MARK, &ephemeral)
        // Ctrl-C is for us: what runs is ended in order.
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()?;
    let (sender, lines) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut bytes = Vec::new();
        while reader
            .read_until(b'\n', &mut bytes)
            .is_ok_and(|read| read > 0)
        {
            let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if sender.send(text).is_err() {
                break;
            }
        }
    });
    let mark = format!("{MARK}={}", ephemeral.display());
    Ok((Running { child, mark }, lines))
}
