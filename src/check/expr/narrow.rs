//! Narrowing: what a condition tells of values that may be unset.
//!
//! After `x is defined and m[k].f is defined`, `x` and `m[k].f` are of their plain types.

use ecow::{EcoString, eco_format};

use crate::check::expr::Lowering;
use crate::check::term::Term;
use crate::check::types::Type;
use crate::syntax::tree::{self, BinaryOp, ExprKind, UnaryOp};

impl Lowering<'_, '_> {
    /// Takes in what a condition tells if it is `truth`.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is not listed tells nothing of what is set"
    )]
    pub fn assume(&mut self, condition: &tree::Expr, truth: bool) {
        match &condition.kind {
            ExprKind::Paren(inner) => self.assume(inner, truth),
            ExprKind::Unary(UnaryOp::Not, inner) => self.assume(inner, !truth),
            ExprKind::Binary(BinaryOp::And, left, right) if truth => {
                self.assume(left, true);
                self.assume(right, true);
            }
            ExprKind::Binary(BinaryOp::Or, left, right) if !truth => {
                self.assume(left, false);
                self.assume(right, false);
            }
            ExprKind::Test {
                subject,
                negated,
                test,
            } => {
                let ran = match test.name.text.as_str() {
                    "skipped" | "skip" => *negated == truth,
                    "changed" | "change" => *negated != truth,
                    _ => false,
                };
                if ran && let Some(key) = key_of(subject) {
                    self.narrowed.push(eco_format!("ran {key}"));
                }
                let told_set = match test.name.text.as_str() {
                    "defined" => *negated != truth,
                    "undefined" => *negated == truth,
                    _ => return,
                };
                if told_set {
                    self.path_is_set(subject);
                }
            }
            _ => {}
        }
    }

    /// What is read of something is set only where that is.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only paths are made of parts"
    )]
    fn path_is_set(&mut self, path: &tree::Expr) {
        self.narrowed.extend(key_of(path));
        match &path.kind {
            ExprKind::Field(base, _) | ExprKind::Index(base, _) | ExprKind::Paren(base) => {
                self.path_is_set(base);
            }
            _ => {}
        }
    }

    /// Whether what is read is a field of a result whose task is known to have run.
    fn has_run(&self, expr: &tree::Expr) -> bool {
        let (ExprKind::Field(base, _) | ExprKind::Index(base, _)) = &expr.kind else {
            return false;
        };
        key_of(base).is_some_and(|key| self.narrowed.contains(&eco_format!("ran {key}")))
    }

    /// Gives a term its plain type where a condition has told that it is set.
    pub(super) fn narrow_type(&self, expr: &tree::Expr, mut term: Term) -> Term {
        if let Type::Optional(inner) = &term.ty
            && !self.narrowed.is_empty()
            && let Some(key) = key_of(expr)
            && (self.narrowed.contains(&key) || self.has_run(expr))
        {
            term.ty = (**inner).clone();
        }
        term
    }
}

/// A path as text, the same for every way of writing it: `a.b` and `a['b']` are one.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever is not listed is no path"
)]
fn key_of(expr: &tree::Expr) -> Option<EcoString> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Paren(inner) => key_of(inner),
        ExprKind::Field(base, field) => Some(eco_format!("{}.{}", key_of(base)?, field.text)),
        ExprKind::Index(base, index) => {
            let base = key_of(base)?;
            match &index.kind {
                ExprKind::Int(value) => Some(eco_format!("{base}[{value}]")),
                ExprKind::Text(text) => match text.parts.as_slice() {
                    [tree::TextPart::Literal(text)] => Some(eco_format!("{base}.{text}")),
                    _ => None,
                },
                _ => Some(eco_format!("{base}[{}]", key_of(index)?)),
            }
        }
        _ => None,
    }
}
