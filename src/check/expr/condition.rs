//! Conditions: true or false, as ansible-core 2.19 demands; what is not gets the comparison meant.
//!
//! `when packages` is an error that offers `packages | length > 0`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::expr::ExprError;
use crate::check::expr::operator::{numeric, textual};
use crate::check::expr::{Lowering, article, describe};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::syntax::tree::{self, ExprKind};
use crate::value::Value;

impl Lowering<'_, '_> {
    /// Lowers a condition: boolean. What it tells of optional values (`x is defined`) holds
    /// until the next [`Lowering::reset`].
    pub fn condition(&mut self, expr: &tree::Expr) -> Term {
        let term = self.boolean(expr);
        self.assume(expr, true);
        term
    }

    /// Conditions that must all hold, one after the other, as `assert` takes them: a list of them, or
    /// a single one.
    pub fn conditions(&mut self, expr: &tree::Expr) -> Term {
        let mark = self.mark();
        let terms: Vec<Term> = match &expr.kind {
            ExprKind::List(items) if !items.iter().any(|item| item.spread) => items
                .iter()
                .map(|item| self.condition(&item.value))
                .collect(),
            _ => vec![self.condition(expr)],
        };
        self.reset(mark);
        if terms.iter().any(|term| term.ty == Type::Error) {
            return super::broken(expr.span);
        }
        super::literal::make_list(terms, expr.span, Some(&Type::Bool))
    }

    /// A boolean, with the comparison meant offered for what is not.
    pub(super) fn boolean(&mut self, expr: &tree::Expr) -> Term {
        let term = self.infer(expr);
        let meant = meant(expr, &term, &term.ty);
        let help = match (&term.ty, meant) {
            (_, None) => return self.require_set(term),
            // Whether it is set is what was to be asked.
            (Type::Optional(_), Some(_)) => {
                format!("ask whether it is set: `{} is defined`", describe(&term))
            }
            (_, Some(help)) => help,
        };
        self.problems.push(ExprError::NotACondition {
            found: found(&term),
            help,
            span: term.span,
        });
        super::broken(term.span)
    }
}

/// What to write for something that is no condition; `None` for one that is.
fn meant(expr: &tree::Expr, term: &Term, ty: &Type) -> Option<String> {
    let name = describe(term);
    Some(match ty {
        Type::Any if searches(term) => {
            let TermKind::Filter(subject, ..) = &term.kind else {
                return None;
            };
            format!("ask with a test: `{} is search(\"…\")`", describe(subject))
        }
        Type::Bool | Type::Any | Type::Error => return None,
        Type::Secret(inner) | Type::Optional(inner) => return meant(expr, term, inner),
        Type::List(_) if matches!(expr.kind, ExprKind::List(_)) => {
            String::from("several conditions are joined by `and`: `a and b`")
        }
        ty if is_result(ty) => format!(
            "ask how it went: `{name} is changed`, `{name} is succeeded`, `{name} is failed`"
        ),
        Type::List(_) | Type::Map(_) | Type::Record(_) => {
            format!("ask whether it holds anything: `{name} | length > 0`")
        }
        Type::Literals(texts) => format!(
            "compare: `{name} == \"{}\"`",
            texts.first().map_or("…", |text| text.as_str())
        ),
        ty if textual(ty) => match term.known() {
            Some(Value::Str(text)) if matches!(expr.kind, ExprKind::Text(_)) => of_text(text),
            _ if is_quoted(expr) => {
                String::from("a condition is an expression: write it without quotes and `{{ }}`")
            }
            _ => {
                format!("compare: `{name} != \"\"`; of a text that says yes or no: `{name} | bool`")
            }
        },
        ty if numeric(ty) => format!("compare: `{name} != 0`"),
        _ => String::from("write a comparison, or leave the condition out"),
    })
}

/// `"{{ x == 1 }}"`, as playbooks have it in other places.
fn is_quoted(expr: &tree::Expr) -> bool {
    matches!(&expr.kind, ExprKind::Text(text) if matches!(text.parts.as_slice(), [tree::TextPart::Code(_)]))
}

fn of_text(text: &str) -> String {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => String::from("write `true`"),
        "false" | "no" | "off" | "0" => String::from("write `false`"),
        // `x == "a" or "b"`
        _ if !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) =>
        {
            format!(
                "a condition is an expression; whether something is one of several texts is asked by `x in [\"…\", \"{text}\"]`"
            )
        }
        _ => String::from("a condition is an expression, without quotes around it"),
    }
}

/// Gives the text that was found, or null: never true or false.
fn searches(term: &Term) -> bool {
    matches!(&term.kind, TermKind::Filter(_, name, _) if crate::value::short(name) == "regex_search")
}

/// What a task gave: the name is that of no type that can be declared.
fn is_result(ty: &Type) -> bool {
    matches!(ty, Type::Record(record) if record.name.as_deref() == Some("result"))
}

fn found(term: &Term) -> String {
    if searches(term) {
        String::from("the text that was found, or null")
    } else {
        article(&term.ty)
    }
}
