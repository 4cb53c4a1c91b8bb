//! What ansible-lint's production profile would say of the tasks that will be written.
//!
//! In: the checked program, with `copy { dest = "/etc/motd", content = "hi" }` in it. Out: a report
//! that the file has no mode. `allow = ["risky-file-permissions"]` on the task takes it back, and
//! is emitted as ansible-lint's own `# noqa`. The facts (which modules, which commands) are the
//! rules' own and stand in `lang/lint.md` rule by rule.

mod allow;
mod changed;
mod file;
mod package;
mod task;

use crate::check::lint::task::Task;
use crate::check::program::{Play, PlaybookItem, Program, Step, StepKind, VerifyItem};
use crate::diagnostic::Problems;
use crate::source::Span;

/// What `allow` may name: our code, and the rule of ansible-lint's that reports the same.
pub const RULES: [(&str, Option<&str>); 3] = [
    ("no-changed-when", Some("no-changed-when")),
    ("package-latest", Some("package-latest")),
    ("risky-file-permissions", Some("risky-file-permissions")),
];

/// Looks at every step that will be written.
pub fn check(program: &Program, problems: &mut Problems) {
    let errors = problems.all().iter().filter(|problem| problem.is_error());
    let mut broken: Vec<Span> = errors.map(|problem| problem.place()).collect();
    broken.sort_unstable_by_key(|span| span.start);
    let mut lint = Lint { problems, broken };
    for role in &program.roles {
        let entries = role.entries.iter().flat_map(|entry| &entry.steps);
        let handlers = role.handlers.iter().flat_map(|handler| &handler.steps);
        let steps = role.steps.iter().chain(entries);
        steps.for_each(|step| lint.step(step, Place::Task));
        handlers.for_each(|step| lint.step(step, Place::Handler));
    }
    let items = program
        .playbooks
        .iter()
        .flat_map(|playbook| &playbook.items);
    for item in items {
        if let PlaybookItem::Play(play) = item {
            lint.play(play);
        }
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

    fn rules(&mut self, step: &Step, _place: Place) {
        let StepKind::Task(call) = &step.kind else {
            return;
        };
        let task = Task { step, call };
        file::mode(task, self.problems);
        changed::said(task, self.problems);
        package::latest(task, self.problems);
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
