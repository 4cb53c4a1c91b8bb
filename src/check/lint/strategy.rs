//! `run_once` where no host waits for another.
//!
//! In: a play with `strategy = "free"` and a step with `run_once = true`, its own or one of a role that it applies. Out: a
//! report: Ansible runs such a step on every host.

use crate::check::error::lint::LintError;
use crate::check::lint::task::{keyword, may_hold};
use crate::check::program::{Play, Program, Step, StepKind};
use crate::check::term::Term;
use crate::diagnostic::Problems;
use crate::value::{Value, short};

/// `run_once` in a play with the strategy `free` or `host_pinned`.
pub(super) fn once(program: &Program, play: &Play, problems: &mut Problems) {
    let strategy = play.keywords.iter().find(|word| word.name == "strategy");
    let Some((strategy, Value::Str(name))) =
        strategy.and_then(|word| Some((&word.value, word.value.known()?)))
    else {
        return;
    };
    let name = short(name);
    if !matches!(name, "free" | "host_pinned") {
        return;
    }
    for step in &play.steps {
        within(program, step, &mut |once| {
            problems.push(LintError::Once {
                strategy: name.to_string(),
                span: once.span,
                play: strategy.span,
            });
        });
    }
}

fn within(program: &Program, step: &Step, found: &mut impl FnMut(&Term)) {
    if let Some(once) = keyword(step, "run_once").filter(|once| may_hold(once)) {
        found(once);
    }
    if let StepKind::Role(application) = &step.kind {
        let role = program.roles.get(application.role.0 as usize);
        let steps = role.map(|role| match application.entry {
            Some(entry) => role
                .entries
                .get(entry)
                .map_or(&[][..], |entry| &entry.steps),
            None => &role.steps,
        });
        for inner in steps.into_iter().flatten() {
            within(program, inner, found);
        }
    }
    for inner in step.inside() {
        within(program, inner, found);
    }
}
