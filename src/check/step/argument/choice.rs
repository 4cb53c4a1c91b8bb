//! Values that are listed: `state` is `present` or `absent`.

use ecow::EcoString;

use crate::check::error::argument::ArgumentError;
use crate::check::step::Body;
use crate::check::step::argument::value::{Kind, Want};
use crate::diagnostic::Fix;
use crate::schema::module::Argument;
use crate::source::Span;
use crate::suggest;
use crate::value::Value;

/// The most values that a message lists.
const LISTED: usize = 16;

impl Body<'_, '_> {
    /// Reports a known value that is not among those listed.
    pub(super) fn choice(&mut self, want: Want<'_>, value: &Value, span: Span) {
        if !is_chosen(want) {
            return;
        }
        let text = match value {
            Value::Str(text) => text.clone(),
            Value::Int(number) => ecow::eco_format!("{number}"),
            Value::Float(number) => ecow::eco_format!("{number}"),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => return,
        };
        self.chosen(want, &text, span);
    }

    /// Reports the first of a later value's texts that is not among those listed.
    pub(super) fn choices(&mut self, want: Want<'_>, texts: &[EcoString], span: Span) {
        if is_chosen(want) {
            for text in texts {
                if self.chosen(want, text, span) {
                    return;
                }
            }
        }
    }

    fn chosen(&mut self, want: Want<'_>, text: &str, span: Span) -> bool {
        // A truth value that is listed for a text is one in Python: `"True"` means it.
        let is = |choice: &str| match choice {
            "true" | "false" => choice == text.to_ascii_lowercase(),
            _ => choice == text,
        };
        if want.argument.choices().any(is) {
            return false;
        }
        let choices: Vec<&str> = want.argument.choices().collect();
        let near = suggest::meant(text, choices.iter().copied());
        let fix = near.and_then(|near| Fix::rename(span, text, near));
        let error = ArgumentError::Choice {
            argument: want.naming(),
            value: text.to_string(),
            span,
            help: advice(want.argument, text),
        };
        self.low.problems.push_fix(error, fix);
        true
    }
}

/// Whether values are listed for it. A list's are those of its items.
fn is_chosen(want: Want<'_>) -> bool {
    let listed = matches!(
        want.kind,
        Kind::Str | Kind::Path | Kind::Int | Kind::Float | Kind::Raw
    );
    listed && want.argument.choices().next().is_some()
}

fn advice(argument: Argument, text: &str) -> String {
    let choices: Vec<&str> = argument.choices().collect();
    let shown = |count: usize| {
        let shown: Vec<String> = choices.iter().take(count).map(|c| quoted(c)).collect();
        shown.join(", ")
    };
    match suggest::meant(text, choices.iter().copied()) {
        Some(near) if choices.len() > 4 => format!("did you mean \"{near}\"?"),
        Some(near) => format!("did you mean \"{near}\"? It is one of {}", shown(LISTED)),
        None if choices.len() <= LISTED => format!("it is one of {}", shown(LISTED)),
        None => format!(
            "it is one of {} and {} more",
            shown(LISTED),
            choices.len() - LISTED
        ),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
