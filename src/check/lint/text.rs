//! What text looks like in the file that is written.
//!
//! In: `copy { content = "a\tb" }`, `copy { content = { a = 1 } }`. Out: reports that offer a file of the role, and
//! `| to_nice_json`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::lint::LintError;
use crate::check::lint::task::Task;
use crate::check::program::{Step, StepKind};
use crate::check::term::{Term, TermKind, TextPart};
use crate::diagnostic::Problems;
use crate::value::Value;

/// Arguments in which a tab is nothing unusual.
const TABS: [&str; 4] = ["insertafter", "insertbefore", "line", "regexp"];

/// Tabs in what a task is given. Where an expression stands beside them nobody looks.
pub(super) fn tabs(step: &Step, problems: &mut Problems) {
    let keywords = step.keywords.iter().map(|word| (&word.name, &word.value));
    let lets = step.lets.iter().map(|bound| (&bound.emitted, &bound.value));
    let mut all: Vec<_> = keywords.chain(lets).collect();
    match &step.kind {
        StepKind::Task(call) => {
            all.extend(call.args.iter().map(|arg| (&arg.emitted, &arg.value)));
            all.extend(call.free_form.iter().map(|text| (&call.module, text)));
        }
        StepKind::Fact { emitted, value } => all.push((emitted, value)),
        // A play's `roles:` are no tasks, and a value is set on a group as well.
        StepKind::Role(_) | StepKind::Block { .. } | StepKind::Section { .. } => {}
    }
    for (name, term) in all {
        if has_tab(name, term) {
            problems.push(LintError::Tab { span: term.span });
        }
    }
}

fn has_tab(name: &str, term: &Term) -> bool {
    match &term.kind {
        TermKind::Value(value) => value_has_tab(name, value),
        TermKind::List(items) => items.iter().any(|item| has_tab("", &item.term)),
        TermKind::Map(entries) => entries
            .iter()
            .any(|(key, term)| key.contains('\t') || has_tab(key, term)),
        _ => false,
    }
}

fn value_has_tab(name: &str, value: &Value) -> bool {
    match value {
        Value::Str(text) => {
            let later = ["{{", "{%", "{#"]
                .iter()
                .any(|braces| text.contains(braces));
            text.contains('\t') && !later && !TABS.contains(&name)
        }
        Value::List(items) => items.iter().any(|item| value_has_tab("", item)),
        Value::Map(map) => map
            .iter()
            .any(|(key, value)| key.contains('\t') || value_has_tab(key, value)),
        _ => false,
    }
}

/// Content that is no text.
pub(super) fn content(task: Task<'_>, problems: &mut Problems) {
    if task.builtin() != "copy" {
        return;
    }
    let Some(content) = task.arg("content") else {
        return;
    };
    let structured = match &content.kind {
        TermKind::List(_) | TermKind::Map(_) => true,
        TermKind::Value(value) => !matches!(value, Value::Str(_)),
        _ => false,
    };
    if structured {
        problems.push(LintError::Content { span: content.span });
    }
}

/// A source beside the role's folders instead of in them.
pub(super) fn relative(task: Task<'_>, problems: &mut Problems) {
    let folder = match task.builtin() {
        "copy" => "files",
        "template" => "templates",
        _ => return,
    };
    let leads_out = |text: &str| text.contains(&format!("../{folder}"));
    let Some(src) = task.arg("src") else {
        return;
    };
    let found = match &src.kind {
        TermKind::Value(Value::Str(text)) => leads_out(text),
        TermKind::Text(parts) => parts
            .iter()
            .any(|part| matches!(part, TextPart::Literal(text) if leads_out(text))),
        _ => false,
    };
    if found {
        problems.push(LintError::Relative {
            folder,
            span: src.span,
        });
    }
}
