//! The mode of a file that a task makes.
//!
//! In: `copy { dest = "/etc/motd", content = "hi" }`. Out: a report that offers `mode = 0644`. What
//! makes no file needs none: `file { state = "absent" }`, `lineinfile` without `create`.

use crate::check::error::lint::LintError;
use crate::check::lint::task::Task;
use crate::check::term::Term;
use crate::diagnostic::Fix;
use crate::diagnostic::Problems;
use crate::schema::lint;
use crate::schema::lint::NeedsMode;
use crate::source::Span;
use crate::value::Value;

/// `mode` where a file is made.
pub(super) fn mode(task: Task<'_>, problems: &mut Problems) {
    let module = task.module();
    if let Some(mode) = task.arg("mode") {
        let keeps = matches!(mode.known(), Some(Value::Str(text)) if text == "preserve");
        if keeps && lint::takes_mode(module) && !lint::preserves_mode(module) {
            problems.push(LintError::Preserve {
                module: task.short().to_string(),
                span: mode.span,
            });
        }
        return;
    }
    let create = task.arg("create");
    let made = match lint::needs_mode(module) {
        None => None,
        Some(NeedsMode::Always) if task.builtin() == "file" => by_state(task),
        Some(NeedsMode::Always) => Some(file(None)),
        Some(NeedsMode::IfCreate) => task.is_on("create").then(|| file(create)),
        Some(NeedsMode::UnlessCreateFalse) => {
            (create.is_none() || task.is_on("create")).then(|| file(create))
        }
    };
    if let Some(made) = made {
        let first = task.call.args.iter().map(|arg| arg.span).min();
        let fix = first.map(|first| {
            let mode = format!("mode = {}", made.mode);
            Fix::guess(first.at_start(), format!("{mode}, ")).titled(format!("write `{mode}`"))
        });
        let error = LintError::Mode {
            module: task.short().to_string(),
            what: made.what,
            mode: made.mode,
            span: task.call.span,
            because: made.because,
        };
        problems.push_fix(error, fix);
    }
}

/// What is made: the word for it, the mode to offer, and what asks for it.
struct Made {
    what: &'static str,
    mode: &'static str,
    because: Option<Span>,
}

fn file(because: Option<&Term>) -> Made {
    Made {
        what: "a file",
        mode: "0644",
        because: because.map(|term| term.span),
    }
}

/// `file`: a link has no mode of its own, below a folder one mode does not fit all, and without a
/// state nothing is made.
fn by_state(task: Task<'_>) -> Option<Made> {
    let state = task.arg("state")?;
    let known = task.text("state");
    if matches!(known, Some("absent" | "link" | "file")) || task.is_on("recurse") {
        return None;
    }
    Some(if known == Some("directory") {
        Made {
            what: "a directory",
            mode: "0755",
            because: Some(state.span),
        }
    } else {
        file(Some(state))
    })
}
