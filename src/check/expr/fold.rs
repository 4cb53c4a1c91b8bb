//! Computing now what is known now: the only door from checking to [`crate::value`].

use ecow::EcoString;
use std::sync::Arc;

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, broken};
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::{BinaryOp, CompareOp, UnaryOp};
use crate::value::{self, Error, Value};

impl Lowering<'_, '_> {
    /// A computed value, or a report of why there is none.
    pub(super) fn folded(&mut self, result: Result<Value, Error>, ty: Type, span: Span) -> Term {
        match result {
            Ok(value) => {
                let ty = if ty == Type::Any {
                    super::conform::type_of(&value)
                } else {
                    ty
                };
                Term::value(span, ty, value)
            }
            // `[] | first` has no result on the target either: what stands behind may ask.
            Err(Error::Undefined { .. }) => {
                let ty = Type::Optional(Arc::new(ty));
                Term {
                    span,
                    ty,
                    kind: TermKind::Unset,
                }
            }
            Err(Error::NotImplemented { what }) => {
                self.problems.push(ExprError::NotEvaluated {
                    what: what.to_string(),
                    span,
                });
                broken(span)
            }
            Err(error) => {
                self.problems.push(ExprError::CannotCompute {
                    reason: error.to_string(),
                    span,
                });
                broken(span)
            }
        }
    }
}

pub(super) fn to_text(value: &Value) -> EcoString {
    value::repr::to_text(value)
}

/// `a.b`, if `a` has it.
#[must_use]
pub fn field(value: &Value, name: &str) -> Option<Value> {
    if let Value::Map(map) = value {
        map.get(name).cloned()
    } else {
        None
    }
}

/// `a[b]`.
///
/// # Errors
/// Why there is nothing.
pub fn index(container: &Value, key: &Value) -> Result<Value, Error> {
    value::index::index(container, key)
}

/// `a[start:stop:step]`.
///
/// # Errors
/// What has no parts, and a step of 0.
pub fn slice(value: &Value, bounds: &[Option<&Value>]) -> Result<Value, Error> {
    let bound = |at: usize| match bounds.get(at).copied().flatten() {
        Some(Value::Int(bound)) => Some(*bound),
        _ => None,
    };
    value::index::slice(value, bound(0), bound(1), bound(2))
}

/// `not a`, `-a`.
///
/// # Errors
/// What has no negative.
pub fn unary(op: UnaryOp, value: &Value) -> Result<Value, Error> {
    match op {
        UnaryOp::Not => Ok(Value::Bool(!value::ops::truth(value))),
        UnaryOp::Minus => value::ops::neg(value),
        UnaryOp::Plus => value::ops::pos(value),
    }
}

/// `a + b`.
///
/// # Errors
/// What does not go together.
pub fn binary(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Error> {
    match op {
        BinaryOp::Or => Ok(if value::ops::truth(a) {
            a.clone()
        } else {
            b.clone()
        }),
        BinaryOp::And => Ok(if value::ops::truth(a) {
            b.clone()
        } else {
            a.clone()
        }),
        BinaryOp::Add => value::ops::add(a, b),
        BinaryOp::Sub => value::ops::sub(a, b),
        BinaryOp::Concat => Ok(value::ops::concat(a, b)),
        BinaryOp::Mul => value::ops::mul(a, b),
        BinaryOp::Div => value::ops::div(a, b),
        BinaryOp::FloorDiv => value::ops::floor_div(a, b),
        BinaryOp::Mod => value::ops::modulo(a, b),
        BinaryOp::Pow => value::ops::pow(a, b),
    }
}

/// `a < b < c`: true when each neighbour pair holds.
///
/// # Errors
/// What has no order.
pub fn compare(first: &Value, rest: &[(CompareOp, &Value)]) -> Result<Value, Error> {
    let mut left = first;
    for (op, right) in rest {
        let holds = match op {
            CompareOp::Eq => value::ops::equal(left, right),
            CompareOp::Ne => !value::ops::equal(left, right),
            CompareOp::Lt => value::ops::less(left, right)?,
            CompareOp::Le => value::ops::less_equal(left, right)?,
            CompareOp::Gt => value::ops::greater(left, right)?,
            CompareOp::Ge => value::ops::greater_equal(left, right)?,
            CompareOp::In => value::ops::contains(right, left)?,
            CompareOp::NotIn => !value::ops::contains(right, left)?,
        };
        if !holds {
            return Ok(Value::Bool(false));
        }
        left = right;
    }
    Ok(Value::Bool(true))
}

/// The values of arguments, if all are known.
pub(super) fn args(args: &Args) -> Option<value::Args> {
    Some(value::Args {
        positional: args
            .positional
            .iter()
            .map(|term| term.known().cloned())
            .collect::<Option<_>>()?,
        named: args
            .named
            .iter()
            .map(|(name, term)| Some((name.clone(), term.known()?.clone())))
            .collect::<Option<_>>()?,
    })
}
