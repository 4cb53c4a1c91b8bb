//! Checkouts that are whatever the day brings.
//!
//! In: `git { repo = "https://example.org/a.git", dest = "/srv/a" }`. Out: a report that asks for `version`.

use crate::check::error::lint::LintError;
use crate::check::lint::task::Task;
use crate::diagnostic::Problems;

/// A revision of `git` and `hg`.
pub(super) fn named(task: Task<'_>, problems: &mut Problems) {
    let (argument, moving) = match task.module() {
        "ansible.builtin.git" => ("version", "HEAD"),
        "community.general.hg" => ("revision", "default"),
        _ => return,
    };
    let given = task.arg(argument);
    if given.is_some() && task.text(argument) != Some(moving) {
        return;
    }
    problems.push(LintError::Revision {
        argument,
        module: task.short().to_string(),
        span: given.map_or(task.call.span, |term| term.span),
    });
}
