//! Commands that something better stands for.
//!
//! In: `command "systemctl restart nginx"`, `shell "id bob"`, `command "LANG=C sort a"`. Out: reports that offer the module
//! `systemd_service`, `command`, and `environment`.

use crate::check::error::lint::LintError;
use crate::check::lint::line;
use crate::check::lint::line::Line;
use crate::check::lint::task::Task;
use crate::diagnostic::Problems;
use crate::schema::lint;
use crate::value::short;

/// What only a shell understands.
const SHELL: [char; 15] = [
    '&', '|', '<', '>', ';', '$', '\n', '*', '[', ']', '{', '}', '?', '`', '!',
];

/// A module where a command does the same.
pub(super) fn module(task: Task<'_>, problems: &mut Problems) {
    if !matches!(task.builtin(), "command" | "shell") {
        return;
    }
    let Some(line) = Line::of(task) else {
        return;
    };
    let Some((program, next)) = line.program() else {
        return;
    };
    let Some(instead) = lint::instead_of(program) else {
        return;
    };
    if next.is_some_and(|word| instead.spares(word)) {
        return;
    }
    let modules: Vec<String> = instead
        .modules()
        .map(|full| format!("`{}`", short(full)))
        .collect();
    problems.push(LintError::ModuleInstead {
        program: program.to_string(),
        modules: modules.join(" or "),
        span: line.span,
    });
}

/// `command` where no shell is needed.
pub(super) fn shell(task: Task<'_>, problems: &mut Problems) {
    if task.builtin() != "shell" || task.arg("executable").is_some() {
        return;
    }
    let Some(line) = Line::of(task) else {
        return;
    };
    if !line.text.contains(SHELL) {
        problems.push(LintError::CommandInstead {
            span: task.call.span,
        });
    }
}

/// `environment` where a variable stands before the program.
pub(super) fn environment(task: Task<'_>, problems: &mut Problems) {
    if task.builtin() != "command" {
        return;
    }
    let Some(line) = Line::of(task) else {
        return;
    };
    let first = line.text.split_whitespace().next().unwrap_or_default();
    if let Some((name, value)) = first.split_once('=') {
        problems.push(LintError::Environment {
            name: name.to_string(),
            value: value.to_string(),
            span: line.span,
        });
    }
}

/// `executable` as an argument of `raw`.
pub(super) fn raw(task: Task<'_>, problems: &mut Problems) {
    if task.builtin() != "raw" {
        return;
    }
    if let Some(text) = &task.call.free_form
        && line::text(text).contains("executable=")
    {
        problems.push(LintError::Executable { span: text.span });
    }
}

/// `pipefail` where there is a pipe.
pub(super) fn pipe(task: Task<'_>, problems: &mut Problems) {
    let ignores = task
        .keyword("ignore_errors")
        .is_some_and(crate::check::lint::task::may_hold);
    if task.builtin() != "shell" || ignores {
        return;
    }
    let Some(line) = Line::of(task) else {
        return;
    };
    let other = task
        .text("executable")
        .is_some_and(|shell| shell.contains("pwsh"));
    if has_pipe(&line.text) && !other && !line.text.lines().any(sets_pipefail) {
        problems.push(LintError::Pipe { span: line.span });
    }
}

/// A `|` that is not half of a `||`.
fn has_pipe(text: &str) -> bool {
    let bytes = text.as_bytes();
    let bar = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'|');
    (0..bytes.len()).any(|at| bar(Some(at)) && !bar(at.checked_sub(1)) && !bar(Some(at + 1)))
}

/// `set -o pipefail`, `set -euo pipefail`.
fn sets_pipefail(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix("set") else {
        return false;
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let [option, name] = pair else { return false };
        option.starts_with(['-', '+']) && option.ends_with('o') && name.starts_with("pipefail")
    })
}
