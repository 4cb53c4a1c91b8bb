//! Whether a command says what it changes.
//!
//! In: `command "systemctl daemon-reload"`. Out: a report: Ansible takes every command for a change, so that no run
//! is ever quiet. `changed_when`, `creates` and `removes` say better.

use crate::check::error::lint::LintError;
use crate::check::lint::task::Task;
use crate::diagnostic::Problems;
use crate::value::Value;

/// `changed_when`, `creates` or `removes` on a command.
pub(super) fn said(task: Task<'_>, problems: &mut Problems) {
    let short = task.builtin();
    if !matches!(short, "command" | "shell" | "raw") {
        return;
    }
    let said = task.keyword("changed_when").is_some()
        || task.arg("creates").is_some()
        || task.arg("removes").is_some();
    // Of what is left to itself nothing is known here.
    let left = task.keyword("async").is_some()
        && task.keyword("poll").and_then(|poll| poll.known()) == Some(&Value::Int(0));
    if said || left {
        return;
    }
    problems.push(LintError::Changed {
        module: short.to_string(),
        more: if short == "raw" {
            ""
        } else {
            ", or `creates = \"/path\"` in the braces for the file that it makes"
        },
        span: task.call.span,
    });
}
