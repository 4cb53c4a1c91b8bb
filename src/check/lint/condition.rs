//! Conditions that are said better in another way.
//!
//! In: `when made is changed`, `when active == true`. Out: reports that offer `notify`, and `when active`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::lint::LintError;
use crate::check::program::Step;
use crate::check::term::{Term, TermKind};
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{BinaryOp, CompareOp, UnaryOp};
use crate::value::Value;

/// A handler where a step runs because something changed, and for no other reason.
pub(super) fn changed(step: &Step, problems: &mut Problems) {
    let Some(when) = &step.when else {
        return;
    };
    let (mut found, mut more) = (None, false);
    when.walk(&mut |term| {
        if found.is_none() && says_changed(term) {
            found = Some(term.span);
        }
        more |= is_joined(term);
    });
    if let (Some(span), false) = (found, more) {
        problems.push(LintError::Handler { span });
    }
}

fn says_changed(term: &Term) -> bool {
    match &term.kind {
        TermKind::Test { name, negated, .. } => name.ends_with("changed") && !negated,
        TermKind::Field { name, .. } => name.starts_with("changed"),
        TermKind::Index(_, index) => {
            matches!(index.known(), Some(Value::Str(name)) if name == "changed")
        }
        _ => false,
    }
}

/// `and`, `or`, `not`: there is more to it.
fn is_joined(term: &Term) -> bool {
    match &term.kind {
        TermKind::Binary(op, ..) => matches!(op, BinaryOp::And | BinaryOp::Or),
        TermKind::Unary(op, _) => *op == UnaryOp::Not,
        TermKind::Test { negated, .. } => *negated,
        TermKind::Compare(_, rest) => rest.iter().any(|(op, _)| *op == CompareOp::NotIn),
        _ => false,
    }
}

/// What is true or false is asked, not compared.
pub(super) fn literal(step: &Step, problems: &mut Problems) {
    let Some(when) = &step.when else {
        return;
    };
    when.walk(&mut |term| {
        if let Some(found) = compared(term) {
            problems.push(LintError::Literal {
                value: found.value,
                help: found.help(),
                span: found.span,
            });
        }
    });
}

struct Compared<'t> {
    value: bool,
    asks: bool,
    span: Span,
    other: &'t Term,
}

impl Compared<'_> {
    fn help(&self) -> String {
        match (path(self.other), self.asks) {
            (Some(path), true) => format!("write `{path}`"),
            (Some(path), false) => format!("write `not {path}`"),
            (None, true) => String::from("write the other side alone"),
            (None, false) => String::from("write `not` and the other side"),
        }
    }
}

/// `a.b` as it was written.
fn path(term: &Term) -> Option<String> {
    match &term.kind {
        TermKind::Ref(name) => Some(name.name.to_string()),
        TermKind::Field { base, name, .. } => Some(format!("{}.{name}", path(base)?)),
        _ => None,
    }
}

fn compared(term: &Term) -> Option<Compared<'_>> {
    let TermKind::Compare(first, rest) = &term.kind else {
        return None;
    };
    let [(op, second)] = rest.as_slice() else {
        return None;
    };
    let equal = match op {
        CompareOp::Eq => true,
        CompareOp::Ne => false,
        _ => return None,
    };
    let sides = [(second, &**first), (&**first, second)];
    sides.into_iter().find_map(|(side, other)| {
        let Some(Value::Bool(value)) = side.known() else {
            return None;
        };
        Some(Compared {
            value: *value,
            asks: *value == equal,
            span: side.span,
            other,
        })
    })
}
