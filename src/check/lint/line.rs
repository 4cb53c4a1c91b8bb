//! The line that a command runs, as far as it is known.
//!
//! In: `command "systemctl restart {{ unit }}"`. Out: its text with one letter for what comes later, its
//! first words, and where it stands.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::lint::task::Task;
use crate::check::term::{Term, TermKind, TextPart};
use crate::source::Span;
use crate::value::Value;

/// Stands for what only the target knows: a letter that means nothing to a shell.
const LATER: &str = "X";

/// A line.
pub(super) struct Line {
    /// What is known of it.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Line {
    /// Of a task with `command` or `shell`.
    pub fn of(task: Task<'_>) -> Option<Self> {
        if let Some(cmd) = task.arg("cmd") {
            return Some(Self {
                text: text(cmd),
                span: cmd.span,
            });
        }
        let argv = task.arg("argv")?;
        let words: Vec<String> = match &argv.kind {
            TermKind::List(items) => items.iter().map(|item| text(&item.term)).collect(),
            TermKind::Value(Value::List(items)) => items.iter().map(plain).collect(),
            _ => return None,
        };
        Some(Self {
            text: words.join(" "),
            span: argv.span,
        })
    }

    /// The program, without the folder that it is in, and the word behind it.
    pub fn program(&self) -> Option<(&str, Option<&str>)> {
        let mut words = self.text.split_whitespace();
        let program = words.next()?.rsplit('/').next()?;
        Some((program, words.next()))
    }
}

/// A text with one letter for what comes later.
pub(super) fn text(term: &Term) -> String {
    match &term.kind {
        TermKind::Value(value) => plain(value),
        TermKind::Text(parts) => parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => written(text),
                TextPart::Term(_) => LATER.to_owned(),
            })
            .collect(),
        _ => LATER.to_owned(),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Str(text) => written(text),
        _ => LATER.to_owned(),
    }
}

/// What would begin a template is emitted as one that gives it.
fn written(text: &str) -> String {
    ["{{", "{%", "{#"]
        .into_iter()
        .fold(text.to_owned(), |text, braces| text.replace(braces, LATER))
}
