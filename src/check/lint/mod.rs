//! What ansible-lint's production profile would say of the tasks that will be written.
//!
//! In: the checked program, with `copy { dest = "/etc/motd", content = "hi" }` in it. Out: a report
//! that the file has no mode. `allow = ["risky-file-permissions"]` on the task takes it back, and
//! is emitted as ansible-lint's own `# noqa`. The facts (which modules, which commands) are the
//! rules' own and stand in `lang/lint.md` rule by rule.

mod allow;
mod changed;
mod command;
mod condition;
mod fact;
mod failure;
mod file;
mod line;
mod package;
mod revision;
mod strategy;
mod task;
mod text;

use crate::check::lint::task::Task;
use crate::check::program::{Play, Program, Role, Step, StepKind, VerifyItem};
use crate::diagnostic::Problems;
use crate::source::Span;

/// What `allow` may name: our code, and the rule of ansible-lint's that reports the same.
pub const RULES: [(&str, Option<&str>); 18] = [
    ("avoid-implicit", Some("avoid-implicit")),
    (
        "command-instead-of-module",
        Some("command-instead-of-module"),
    ),
    ("command-instead-of-shell", Some("command-instead-of-shell")),
    ("ignore-errors", Some("ignore-errors")),
    ("inline-env-var", Some("inline-env-var")),
    ("latest", Some("latest[git]")),
    ("literal-compare", Some("literal-compare")),
    ("no-changed-when", Some("no-changed-when")),
    ("no-free-form", Some("no-free-form[raw]")),
    ("no-handler", Some("no-handler")),
    ("no-relative-paths", Some("no-relative-paths")),
    ("no-tabs", Some("no-tabs")),
    ("package-latest", Some("package-latest")),
    ("plain-secret", None),
    ("risky-file-permissions", Some("risky-file-permissions")),
    ("risky-shell-pipe", Some("risky-shell-pipe")),
    ("run-once", None),
    ("var-naming", Some("var-naming[no-role-prefix]")),
];

/// Looks at every step that will be written.
pub fn check<'p>(program: &'p Program, problems: &'p mut Problems) {
    let errors = problems.all().iter().filter(|problem| problem.is_error());
    let mut broken: Vec<Span> = errors.map(|problem| problem.place()).collect();
    broken.sort_unstable_by_key(|span| span.start);
    let sound = broken.is_empty();
    let mut lint = Lint {
        problems,
        role: None,
        broken,
    };
    for role in &program.roles {
        lint.role = Some(role);
        let entries = role.entries.iter().flat_map(|entry| &entry.steps);
        let handlers = role.handlers.iter().flat_map(|handler| &handler.steps);
        let steps = role.steps.iter().chain(entries);
        steps.for_each(|step| lint.step(step, Place::Task));
        handlers.for_each(|step| lint.step(step, Place::Handler));
    }
    lint.role = None;
    for play in program.plays() {
        // Roles that apply one another have no end, which was reported.
        if sound {
            strategy::once(program, play, lint.problems);
        }
        lint.play(play);
    }
    for test in &program.tests {
        test.prepare.iter().for_each(|play| lint.play(play));
        for item in test.verify.iter().flat_map(|verify| &verify.items) {
            if let VerifyItem::Step(step) = item {
                lint.step(step, Place::Task);
            }
        }
    }
}

/// Where a step stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Task,
    Handler,
}

struct Lint<'p> {
    problems: &'p mut Problems,
    /// The role that the steps stand in.
    role: Option<&'p Role>,
    /// Where something is wrong already, by its start.
    broken: Vec<Span>,
}

impl Lint<'_> {
    fn play(&mut self, play: &Play) {
        let handlers = play.handlers.iter().flat_map(|handler| &handler.steps);
        play.steps
            .iter()
            .for_each(|step| self.step(step, Place::Task));
        handlers.for_each(|step| self.step(step, Place::Handler));
    }

    fn step(&mut self, step: &Step, place: Place) {
        // What is wrong in a task may be just what a rule would speak of: `moed = 0644`.
        let broken = self.is_broken(step);
        if !broken {
            self.rules(step, place);
        }
        for inner in step.inside() {
            self.step(inner, place);
        }
        if !step.allow.is_empty() {
            allow::silence(step, broken, self.problems);
        }
    }

    fn rules(&mut self, step: &Step, place: Place) {
        if place == Place::Task {
            condition::changed(step, self.problems);
        }
        condition::literal(step, self.problems);
        failure::ignored(step, self.problems);
        text::tabs(step, self.problems);
        let StepKind::Task(call) = &step.kind else {
            return;
        };
        let task = Task { step, call };
        changed::said(task, self.problems);
        command::environment(task, self.problems);
        command::module(task, self.problems);
        command::pipe(task, self.problems);
        command::raw(task, self.problems);
        command::shell(task, self.problems);
        fact::prefixed(task, self.role, self.problems);
        file::mode(task, self.problems);
        package::latest(task, self.problems);
        revision::named(task, self.problems);
        text::content(task, self.problems);
        text::relative(task, self.problems);
    }

    /// Whether an error stands in the step, its inner steps apart.
    fn is_broken(&self, step: &Step) -> bool {
        let first = self
            .broken
            .partition_point(|span| span.start < step.span.start);
        self.broken[first..]
            .iter()
            .take_while(|span| span.start < step.span.end)
            .any(|span| !within(*span, step.inside()))
    }
}

/// Whether a place lies in one of the steps.
fn within<'s>(place: Span, mut steps: impl Iterator<Item = &'s Step>) -> bool {
    steps.any(|step| step.span.start <= place.start && place.start < step.span.end)
}
