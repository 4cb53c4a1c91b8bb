//! Comprehensions: `[user.name for user in team if user.active]`, computed now.

use ecow::EcoString;
use std::sync::Arc;

use crate::check::error::expr::ExprError;
use crate::check::expr::literal::{item_of, value_of};
use crate::check::expr::{Binding, Lowering, broken, conform, describe, fit};
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree;
use crate::value::{SIZE_LIMIT, Value};

impl Lowering<'_, '_> {
    pub(super) fn comprehension(
        &mut self,
        comprehension: &tree::Comprehension,
        expected: Option<&Type>,
        span: Span,
    ) -> Term {
        let tree::Comprehension {
            element,
            clauses,
            condition,
        } = comprehension;
        let item = expected.and_then(item_of).cloned();
        let mut out = Out {
            values: Vec::new(),
            ty: item.clone(),
            failed: false,
        };
        let mut turns = 0;
        self.each(clauses, &mut |lowering| {
            turns += 1;
            if turns > SIZE_LIMIT {
                lowering.problems.push(ExprError::CannotCompute {
                    reason: format!("it goes through more than {SIZE_LIMIT} combinations"),
                    span,
                });
                out.failed = true;
                return false;
            }
            if let Some(condition) = condition {
                match lowering
                    .known(condition, Some(&Type::Bool))
                    .and_then(|term| term.known().cloned())
                {
                    Some(Value::Bool(true)) => {}
                    Some(_) => return true,
                    None => {
                        out.failed = true;
                        return false;
                    }
                }
            }
            match lowering.known(element, item.as_ref()) {
                Some(Term {
                    kind: TermKind::Value(value),
                    ty,
                    ..
                }) => {
                    out.ty = Some(
                        out.ty
                            .as_ref()
                            .map_or_else(|| ty.clone(), |known| fit::unify(known, &ty)),
                    );
                    out.values.push(value);
                    true
                }
                _ => {
                    out.failed = true;
                    false
                }
            }
        })
        .map_or_else(
            || broken(span),
            |()| {
                if out.failed {
                    return broken(span);
                }
                let ty = Type::List(Arc::new(out.ty.unwrap_or(Type::Any)));
                Term::value(span, ty, Value::list(out.values))
            },
        )
    }

    /// Runs `body` for each combination of the clauses' values, until it says no; nothing if a
    /// source is not known now.
    fn each(
        &mut self,
        clauses: &[tree::For],
        body: &mut dyn FnMut(&mut Self) -> bool,
    ) -> Option<()> {
        let Some((clause, rest)) = clauses.split_first() else {
            body(self);
            return Some(());
        };
        let source = self.plain(&clause.source);
        if source.ty == Type::Error {
            return None;
        }
        let Some(value) = source.known() else {
            let part = describe(&source);
            self.problems.push(ExprError::LaterComprehension {
                span: source.span,
                part,
            });
            return None;
        };
        let Some(rows) = rows(value, &source.ty, clause.names.len()) else {
            self.wrong(&source, "a list, or a map for two names");
            return None;
        };
        for row in rows {
            let before = self.problems.all().len();
            let mark = self.mark();
            for (name, (ty, value)) in clause.names.iter().zip(row) {
                self.bind(bound(name, ty, value));
            }
            let done = self.each(rest, body);
            self.reset(mark);
            // The same mistake would be found again for every value.
            if done.is_none() || self.problems.all().len() != before {
                return None;
            }
        }
        Some(())
    }
}

/// What a comprehension gathers.
struct Out {
    values: Vec<Value>,
    ty: Option<Type>,
    failed: bool,
}

/// A binding of a value known now.
#[must_use]
pub fn bound(name: &tree::Name, ty: Type, value: Value) -> Binding {
    let emitted = name.text.clone();
    Binding {
        name: name.text.clone(),
        kind: RefKind::Loop,
        emitted,
        ty,
        span: name.span,
        value: Some(value),
    }
}

/// What `for` goes over: for one name the items of a list, for two the entries of a map. Each row
/// holds a type and a value for each name.
#[must_use]
pub fn rows(value: &Value, ty: &Type, names: usize) -> Option<Vec<Vec<(Type, Value)>>> {
    match (value, names) {
        (Value::List(items), 1) => {
            let item = item_of(ty).cloned();
            let typed = |value: &Value| item.clone().unwrap_or_else(|| conform::type_of(value));
            Some(
                items
                    .iter()
                    .map(|value| vec![(typed(value), value.clone())])
                    .collect(),
            )
        }
        (Value::Map(map), 2) => {
            let row = |(key, value): (&EcoString, &Value)| {
                let ty = value_of(ty, key)
                    .cloned()
                    .unwrap_or_else(|| conform::type_of(value));
                vec![(Type::String, Value::Str(key.clone())), (ty, value.clone())]
            };
            Some(map.iter().map(row).collect())
        }
        _ => None,
    }
}
