//! `allow = ["code"]` of a task or block, with the reason in a comment above.
//!
//! In: the attribute. Out: an [`Allow`] for each code, with what ansible-lint calls the rule.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::lint::LintError;
use crate::check::lint::RULES;
use crate::check::program::{Allow, Notes};
use crate::check::step::Body;
use crate::diagnostic::Fix;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{Attr, Expr, ExprKind, TextBody, TextPart};

impl Body<'_, '_> {
    /// What a step is allowed.
    pub(super) fn allow(&mut self, attr: &Attr) -> Vec<Allow> {
        let Some(codes) = codes(&attr.value) else {
            let example = one(&attr.value).map_or("no-changed-when", |(code, _)| code);
            self.low.problems.push(LintError::BadAllow {
                example: example.to_string(),
                span: attr.value.span,
            });
            return Vec::new();
        };
        let reason = Notes::from(&attr.lead).comments;
        let mut allowed = Vec::new();
        let spans: Vec<Span> = codes.iter().map(|(_, span)| *span).collect();
        for (index, (code, span)) in codes.into_iter().enumerate() {
            let Some((_, rule)) = RULES.iter().find(|(known, _)| *known == code) else {
                let near = suggest::nearest(code, RULES.iter().map(|(known, _)| *known));
                let fix = near.and_then(|near| Fix::rename(span, code, near));
                let error = LintError::UnknownRule {
                    code: code.to_string(),
                    span,
                    help: Some(near.map_or_else(
                        || String::from("`rolecall explain CODE` tells of each; only reports about how a task is written can be silenced"),
                        |near| format!("did you mean `{near}`?"),
                    )),
                };
                self.low.problems.push_fix(error, fix);
                continue;
            };
            if reason.iter().all(|line| line.trim().is_empty()) {
                self.low.problems.push(LintError::NoReason {
                    code: code.to_string(),
                    span,
                });
            }
            allowed.push(Allow {
                code: code.into(),
                span,
                removal: removal(attr, &spans, index),
                rule: *rule,
            });
        }
        allowed
    }
}

/// What goes with a code that is taken out.
fn removal(attr: &Attr, spans: &[Span], index: usize) -> Span {
    let before = index.checked_sub(1).and_then(|before| spans.get(before));
    match (before, spans.get(index), spans.get(index + 1)) {
        (Some(before), Some(span), _) => Span::new(before.end, span.end),
        (None, Some(span), Some(after)) => Span::new(span.start, after.start),
        _ => Span::new(attr.name.span.start, attr.value.span.end),
    }
}

fn codes(value: &Expr) -> Option<Vec<(&str, Span)>> {
    match &value.kind {
        ExprKind::Paren(inner) => codes(inner),
        ExprKind::List(items) => items
            .iter()
            .map(|item| if item.spread { None } else { one(&item.value) })
            .collect(),
        _ => None,
    }
}

fn one(value: &Expr) -> Option<(&str, Span)> {
    match &value.kind {
        ExprKind::Text(text) => Some((plain(text)?, value.span)),
        _ => None,
    }
}

fn plain(text: &TextBody) -> Option<&str> {
    match text.parts.as_slice() {
        [TextPart::Literal(text)] => Some(text),
        _ => None,
    }
}
