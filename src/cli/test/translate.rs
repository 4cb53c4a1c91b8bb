//! What Molecule and Ansible say, read and led back to the `.roll` files.
//!
//! In: the lines of `molecule test`. Out: which step and task run, and at the end what went wrong:
//! `TASK [base : Write the motd]` is a line of `role base`.

use std::collections::VecDeque;
use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::cli::test::report::{Ended, Failure};
use crate::compile::Compiled;
use crate::fleet::program::{PlaybookItem, Program, Step, Subject, VerifyItem};
use crate::fleet::term::TermKind;
use crate::source::{Sources, Span};
use crate::value::Value;

/// Something to show.
pub enum Event {
    /// `converge` begins.
    Step(String),
    /// A task begins.
    Task(String),
    /// A step ended well.
    Done(String),
}

/// A task that failed on a host.
struct Failed {
    task: String,
    host: String,
    message: String,
    unreachable: bool,
}

/// Reads line by line.
#[derive(Default)]
pub struct Reader {
    step: String,
    task: String,
    failed: Vec<Failed>,
    /// Tasks that changed something again.
    changed: Vec<String>,
    in_changed: bool,
    /// The step that failed: what follows is Molecule tidying up.
    over: Option<String>,
}

impl Reader {
    /// Whether a container did not answer.
    pub fn unreachable(&self) -> bool {
        self.failed.iter().any(|failed| failed.unreachable)
    }

    /// Whether a container may be ending: it did not answer, or in the middle of a module no more.
    pub fn ending(&self) -> bool {
        let cut = |text: &str| text.contains("deserialization failed") || text.is_empty();
        let mut failed = self.failed.iter();
        self.unreachable() || failed.any(|failed| cut(&failed.message))
    }

    /// Reads a line.
    pub fn line(&mut self, line: &str) -> Option<Event> {
        let line = plain(line);
        if self.over.is_some() {
            return None;
        }
        if self.in_changed {
            if let Some(task) = line.strip_prefix('*') {
                let task = task.split_once("=>").map_or(task, |(_, task)| task);
                self.changed.push(task.trim().to_owned());
                return None;
            }
            self.in_changed = false;
        }
        if line.contains("Idempotence test failed because of") {
            self.in_changed = true;
            return None;
        }
        if let Some((_, rest)) = line.split_once(" > ")
            && let Some((step, what)) = rest.split_once("] ")
            && step.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            return self.molecule(step, what);
        }
        for head in ["TASK [", "RUNNING HANDLER ["] {
            if let Some(rest) = line.strip_prefix(head) {
                let name = rest.rsplit_once(']').map_or(rest, |(name, _)| name);
                name.clone_into(&mut self.task);
                return Some(Event::Task(format!("{}: {name}", self.step)));
            }
        }
        if line == "...ignoring" {
            self.failed.pop();
        }
        self.failure(&line);
        None
    }

    fn molecule(&mut self, step: &str, what: &str) -> Option<Event> {
        if what == "Executing" {
            // What was rescued in the step before is no failure.
            self.failed.clear();
            step.clone_into(&mut self.step);
            return (step != "destroy").then(|| Event::Step(step.to_owned()));
        }
        if what.starts_with("Executed: Failed") {
            self.over = Some(step.to_owned());
        } else if what.starts_with("Executed: Successful") && step != "destroy" {
            return Some(Event::Done(step.to_owned()));
        }
        None
    }

    fn failure(&mut self, line: &str) {
        let rest = line
            .strip_prefix("fatal: [")
            .or_else(|| line.strip_prefix("failed: ["));
        let Some((host, rest)) = rest.and_then(|rest| rest.split_once(']')) else {
            return;
        };
        let Some((kind, json)) = rest.split_once("=> ") else {
            return;
        };
        // An item's failure comes before that of its task, which says less.
        if line.starts_with("fatal") && json.contains("\"One or more items failed\"") {
            return;
        }
        if self
            .failed
            .last()
            .is_some_and(|failed| failed.task != self.task)
        {
            self.failed.clear();
        }
        self.failed.push(Failed {
            task: self.task.clone(),
            host: host.split_whitespace().next().unwrap_or(host).to_owned(),
            message: message(json),
            unreachable: kind.contains("UNREACHABLE"),
        });
    }
}

/// Without colours.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    out
}

/// What a result says: the message, and what the command complained of.
fn message(json: &str) -> String {
    let Ok(result) = serde_json::from_str::<Json>(json) else {
        return json.to_owned();
    };
    let text = |name: &str| {
        let text = result.get(name).and_then(Json::as_str).unwrap_or_default();
        text.trim().to_owned()
    };
    let mut message = text("msg");
    for name in ["stderr", "stdout"] {
        let said = text(name);
        if !said.is_empty() && !message.contains(&said) {
            let lines: Vec<&str> = said.lines().collect();
            let last = lines.len().saturating_sub(8);
            let _ = write!(message, "\n{}", lines[last..].join("\n"));
            break;
        }
    }
    message
}

/// What went wrong, line by line.
fn told(reader: &Reader, tail: &VecDeque<String>, test: usize, compiled: &Compiled) -> String {
    let mut text = String::new();
    if let Some(first) = reader.failed.first() {
        let _ = writeln!(
            text,
            "  {}: {}",
            place(&first.task, test, compiled),
            first.task
        );
        for failed in &reader.failed {
            for (number, line) in failed.message.lines().enumerate() {
                let host = if number == 0 {
                    format!("{}: ", failed.host)
                } else {
                    String::new()
                };
                let _ = writeln!(text, "    {host}{line}");
            }
        }
    }
    for task in &reader.changed {
        let _ = writeln!(
            text,
            "  {}: {task}\n    changes something each time",
            place(task, test, compiled)
        );
    }
    if text.is_empty() {
        for line in tail {
            let _ = writeln!(text, "    {}", plain(line));
        }
    }
    text
}

/// What a failed scenario means.
pub fn explain(
    reader: &Reader,
    dead: &[&str],
    tail: &VecDeque<String>,
    test: usize,
    compiled: &Compiled,
) -> Ended {
    let step = reader.over.as_deref().unwrap_or(&reader.step);
    let task = reader.failed.first().map(|failed| &failed.task);
    let span = spanned(task.or(reader.changed.first()), test, compiled);
    let mut text = told(reader, tail, test, compiled);
    let says = |words: &[&str]| {
        let low = text.to_lowercase();
        words.iter().any(|word| low.contains(word))
    };
    let (kind, help) = match step {
        "create" if says(&["container name"]) && says(&["already in use"]) => (
            "name in use",
            "a container of this name is there that no test made: remove it, or give it another name",
        ),
        "create" if says(&["address already in use", "port is already allocated"]) => (
            "port in use",
            "end what uses the port, or give the platform's containers another",
        ),
        "create"
            if reader.task.starts_with("Build the images")
                || says(&[
                    "pull access denied",
                    "manifest unknown",
                    "initializing source",
                    "image not known",
                    "no such image",
                ]) =>
        {
            (
                "image not there",
                "see that the engine can get the image, or name one that is here with `--image PLATFORM=IMAGE`",
            )
        }
        "create" => (
            "container died",
            "see that the image has an init, and that the engine may run one",
        ),
        "" | "discovery" => (
            "not run",
            "run `molecule test` in the built tree to see more",
        ),
        _ if !dead.is_empty() => (
            "container died",
            "with `--keep` the containers stay, and the engine's `logs` says more",
        ),
        _ if reader.unreachable() => (
            "container not reached",
            "see that the image has Python and a shell; with `--keep` the container stays",
        ),
        "idempotence" if !reader.changed.is_empty() => {
            return Ended::Failed(Failure {
                kind: "not idempotent",
                text,
                span,
            });
        }
        "verify" | "side_effect" => {
            return Ended::Failed(Failure {
                kind: "failing check",
                text,
                span,
            });
        }
        _ => {
            return Ended::Failed(Failure {
                kind: "failing task",
                text,
                span,
            });
        }
    };
    if kind == "container died" && !dead.is_empty() {
        let _ = writeln!(text, "  not running: {}", dead.join(", "));
    }
    let _ = writeln!(text, "  help: {help}");
    Ended::NotRun(Failure { kind, text, span })
}

/// `roles/base/base.roll:12`: where a task was written; the test's own line if it is none of ours.
fn place(task: &String, test: usize, compiled: &Compiled) -> String {
    let span = spanned(Some(task), test, compiled);
    match span.and_then(|span| compiled.sources.place_of(span)) {
        Some((path, line, _)) => format!("{}:{line}", path.display()),
        None => "?".to_owned(),
    }
}

fn spanned(task: Option<&String>, test: usize, compiled: &Compiled) -> Option<Span> {
    let program = &compiled.fleet.as_ref()?.program;
    let task = task.and_then(|task| span_of(task, test, program, &compiled.sources));
    task.or_else(|| Some(program.tests.get(test)?.span))
}

fn span_of(task: &str, test: usize, program: &Program, sources: &Sources) -> Option<Span> {
    if let Some((role, name)) = task.split_once(" : ")
        && let Some(role) = program.roles.iter().find(|known| known.emitted == role)
    {
        let entries = role.entries.iter().flat_map(|entry| &entry.steps);
        let handlers = role.handlers.iter().flat_map(|handler| &handler.steps);
        let found = find(
            role.steps.iter().chain(entries).chain(handlers),
            name,
            sources,
        );
        let of_handler = || {
            let mut handlers = role.handlers.iter();
            Some(handlers.find(|handler| handler.emitted == name)?.span)
        };
        return found.or_else(of_handler).or(Some(role.span));
    }
    let test = program.tests.get(test)?;
    let mut checks = Vec::new();
    for item in test.verify.iter().flat_map(|part| &part.items) {
        match item {
            VerifyItem::Check(check) => {
                let of = if let TermKind::Value(Value::Str(text)) = &check.of.kind {
                    text.to_string()
                } else {
                    sources.text_of(check.of.span).trim_matches('"').to_owned()
                };
                if task.contains(&of) {
                    checks.push((of.len(), check.span));
                }
            }
            VerifyItem::Step(step) => {
                if let Some(span) = find(std::iter::once(&**step), task, sources) {
                    return Some(span);
                }
            }
            VerifyItem::Assert { .. } => {}
        }
    }
    // Of `/etc` and `/etc/motd` the longer one is meant.
    if let Some((_, span)) = checks.into_iter().max_by_key(|(length, _)| *length) {
        return Some(span);
    }
    if let Subject::Fleet { .. } = test.subject {
        let items = program
            .playbooks
            .iter()
            .flat_map(|playbook| &playbook.items);
        return items
            .filter_map(|item| match item {
                PlaybookItem::Play(play) => Some(&play.steps),
                PlaybookItem::Import(..) => None,
            })
            .find_map(|steps| find(steps.iter(), task, sources));
    }
    None
}

fn find<'p>(steps: impl Iterator<Item = &'p Step>, name: &str, sources: &Sources) -> Option<Span> {
    let mut open: VecDeque<&Step> = steps.collect();
    while let Some(step) = open.pop_front() {
        if let Some(term) = &step.name {
            let written = sources.text_of(term.span).trim_matches('"');
            let same = match written.split_once("{{") {
                Some((begins, _)) => !begins.is_empty() && name.starts_with(begins),
                None => written == name,
            };
            if same {
                return Some(term.span);
            }
        }
        open.extend(step.inside());
    }
    None
}
