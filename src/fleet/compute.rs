//! What a later expression comes to on one host, where everything that it reads is known there.
//!
//! In: `sites | length > 0 and level == "info"`, and what the host's parameters hold. Out: `true`.
//! Facts, results and lookups are known to no compiler: what reads one of them has no answer.

use crate::check::expr::fold;
use crate::check::term::Args;
use crate::check::term::BinaryOp;
use crate::check::term::Ref;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::check::term::TextPart;
use crate::value;
use crate::value::Map;
use crate::value::Value;
use crate::value::ops;

/// What something is known to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Known {
    /// A value.
    Value(Value),
    /// Nothing at all.
    Unset,
}

impl Known {
    fn value(self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset => None,
        }
    }
}

/// Computes a term with what `read` knows of the names in it; `None` where that is not enough, and
/// where it would fail.
pub(super) fn compute(term: &Term, read: &dyn Fn(&Ref) -> Option<Known>) -> Option<Known> {
    let value = |term: &Term| compute(term, read)?.value();
    let args = |args: &Args| arguments(args, &value);
    let computed = match &term.kind {
        TermKind::Value(value) => value.clone(),
        TermKind::Unset => return Some(Known::Unset),
        TermKind::Ref(reference) => return read(reference),
        TermKind::Text(parts) => text(parts, &value)?,
        TermKind::Field {
            base,
            name,
            default,
        } => {
            let found = match compute(base, read)? {
                Known::Value(base) => fold::field(&base, name),
                Known::Unset => None,
            };
            let known = found
                .or_else(|| default.as_deref().cloned())
                .map(Known::Value);
            return Some(known.unwrap_or(Known::Unset));
        }
        TermKind::Index(base, index) => fold::index(&value(base)?, &value(index)?).ok()?,
        TermKind::Slice(base, bounds) => {
            let bounds = bounds.each_ref().map(|bound| bound.as_ref().map(&value));
            if bounds.iter().any(|bound| matches!(bound, Some(None))) {
                return None;
            }
            let bounds = bounds.each_ref().map(|bound| bound.as_ref()?.as_ref());
            fold::slice(&value(base)?, &bounds).ok()?
        }
        TermKind::Call(name, given) => value::functions::call(name, &args(given)?).ok()?,
        TermKind::Method(base, name, given) => {
            value::methods::call(name, &value(base)?, &args(given)?).ok()?
        }
        TermKind::Filter(base, name, given) => {
            let base = match compute(base, read)? {
                Known::Value(base) => Some(base),
                Known::Unset => None,
            };
            value::filters::call(name, base.as_ref(), &args(given)?).ok()?
        }
        TermKind::Test {
            subject,
            negated,
            name,
            args: given,
        } => {
            let holds = match (name.as_str(), compute(subject, read)?) {
                ("defined", known) => known != Known::Unset,
                ("undefined", known) => known == Known::Unset,
                (_, Known::Unset) => return None,
                (name, Known::Value(subject)) => {
                    value::tests::call(name, &subject, &args(given)?).ok()?
                }
            };
            Value::Bool(holds != *negated)
        }
        TermKind::Unary(op, inner) => fold::unary(*op, &value(inner)?).ok()?,
        TermKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
            junction(*op, value(left), &|| value(right))?
        }
        TermKind::Binary(op, left, right) => {
            fold::binary(*op, &value(left)?, &value(right)?).ok()?
        }
        TermKind::Compare(first, rest) => {
            let (first, others) = (value(first)?, rest.iter().map(|(_, term)| value(term)));
            let others: Vec<Value> = others.collect::<Option<_>>()?;
            let ops = rest.iter().map(|(op, _)| *op);
            let rest: Vec<_> = ops.zip(&others).collect();
            fold::compare(&first, &rest).ok()?
        }
        TermKind::If {
            then,
            condition,
            otherwise,
        } => {
            let chosen = if ops::truth(&value(condition)?) {
                Some(then)
            } else {
                otherwise.as_ref()
            };
            return chosen.map_or(Some(Known::Unset), |chosen| compute(chosen, read));
        }
        TermKind::List(items) => {
            let items = items.iter().map(|item| compute(&item.term, read));
            let items: Vec<Known> = items.collect::<Option<_>>()?;
            Value::list(items.into_iter().filter_map(Known::value).collect())
        }
        TermKind::Map(entries) => {
            let mut map = Map::default();
            for (name, term) in entries {
                if let Known::Value(value) = compute(term, read)? {
                    map.insert(name.clone(), value);
                }
            }
            Value::map(map)
        }
        // What it asks is a fact nearly always.
        TermKind::By(_) => return None,
    };
    Some(Known::Value(computed))
}

/// `and`, `or`: one side may decide without the other.
fn junction(op: BinaryOp, left: Option<Value>, right: &dyn Fn() -> Option<Value>) -> Option<Value> {
    let decides = |side: &Value| ops::truth(side) == (op == BinaryOp::Or);
    match left {
        Some(left) if decides(&left) => Some(left),
        Some(_) => right(),
        // What the left side would be does not matter to a condition.
        None => right().filter(decides),
    }
}

fn text(parts: &[TextPart], value: &dyn Fn(&Term) -> Option<Value>) -> Option<Value> {
    let parts = parts.iter().map(|part| match part {
        TextPart::Literal(text) => Some(Value::Str(text.clone())),
        TextPart::Term(term) => value(term),
    });
    let parts: Vec<Value> = parts.collect::<Option<_>>()?;
    Some(ops::interpolate(&parts))
}

fn arguments(args: &Args, value: &dyn Fn(&Term) -> Option<Value>) -> Option<value::Args> {
    let named = args.named.iter();
    Some(value::Args {
        positional: args.positional.iter().map(value).collect::<Option<_>>()?,
        named: named
            .map(|(name, term)| Some((name.clone(), value(term)?)))
            .collect::<Option<_>>()?,
    })
}
