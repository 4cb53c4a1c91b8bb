//! Map literals: entries and spreads, from the left to the right.
//!
//! In: `{ ..defaults, port = 1 }`. Out: a [`TermKind::Map`] where what `defaults` holds is known now; where it
//! is known only later, `defaults | combine({'port': 1})`. A later key wins; an entry that is unset is left out,
//! and what a spread before it gave under this key stays.

use std::collections::HashMap;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, conform, fit, literal};
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::{Field, Record, Rest, Type};
use crate::source::Span;
use crate::syntax::tree::{self, MapItem};
use crate::value::{Map, Value};

/// A map while it is read from the left to the right.
#[derive(Default)]
struct Growing {
    /// What the last later spread and all before it give: maps that `combine` joins, with their type.
    front: Vec<Term>,
    front_type: Option<Type>,
    /// What came since.
    entries: Vec<(EcoString, Term)>,
    /// Whether a spread is secret as a whole, or broken.
    secret: bool,
    bad: bool,
}

impl Lowering<'_, '_> {
    pub(super) fn map(&mut self, items: &[MapItem], expected: Option<&Type>, span: Span) -> Term {
        let mut map = Growing::default();
        let mut places: HashMap<EcoString, Span> = HashMap::new();
        let mut written: Vec<(EcoString, Span)> = Vec::new();
        for item in items {
            match item {
                MapItem::Entry { key, value, .. } => {
                    let Some(name) = self.text_now(key) else {
                        continue;
                    };
                    // Most maps have a few keys, for which hashing is not worth it.
                    let first = if items.len() > 16 {
                        places.insert(name.clone(), key.span)
                    } else {
                        let mut known = written.iter();
                        known.find(|(other, _)| *other == name).map(|(_, at)| *at)
                    };
                    if let Some(first) = first {
                        let key_text = name.to_string();
                        self.problems.push(ExprError::DuplicateKey {
                            key: key_text,
                            again: key.span,
                            first,
                        });
                        continue;
                    }
                    written.push((name.clone(), key.span));
                    let term = match expected.and_then(|ty| literal::value_of(ty, &name)) {
                        Some(ty) => self.argument(value, ty),
                        None => self.infer(value),
                    };
                    map.put(name, term);
                }
                MapItem::Spread { value, .. } => self.map_spread(value, &mut map),
            }
        }
        if let Some(record) = expected.and_then(fit::record_of) {
            for (name, place) in written {
                if !record.fields.iter().any(|field| field.name == name) {
                    conform::Mismatch::report_key(&name, record, place, self.problems);
                    map.bad = true;
                }
            }
        }
        map.finish(expected, span)
    }

    fn map_spread(&mut self, value: &tree::Expr, map: &mut Growing) {
        let spread = self.plain(value);
        match (spread.kind, plain_of(&spread.ty)) {
            (TermKind::Value(Value::Map(values)), _) => {
                for (key, value) in values.iter() {
                    let ty = conform::type_of(value);
                    map.put(key.clone(), Term::value(spread.span, ty, value.clone()));
                }
            }
            (TermKind::Map(more), _) => {
                for (key, term) in more {
                    map.put(key, term);
                }
            }
            (_, Type::Error) => map.bad = true,
            (kind, Type::Map(_) | Type::Record(_) | Type::Any) => {
                let (ty, span) = (spread.ty, spread.span);
                map.later(Term { span, ty, kind }, span);
            }
            (kind, _) => {
                let (ty, span) = (spread.ty, spread.span);
                self.wrong(&Term { span, ty, kind }, "a map");
                map.bad = true;
            }
        }
    }
}

impl Growing {
    /// Adds an entry, which wins over one of its key unless it is unset.
    fn put(&mut self, name: EcoString, term: Term) {
        if term.kind == TermKind::Unset {
            return;
        }
        let Some((_, before)) = self.entries.iter_mut().find(|(other, _)| *other == name) else {
            self.entries.push((name, term));
            return;
        };
        // A key keeps the place where it came first, as in Python's maps.
        if let Type::Optional(inner) = &term.ty {
            let ty = fit::unify(&before.ty, inner);
            let fallback = positional(vec![before.clone()]);
            let span = term.span;
            let kind = TermKind::Filter(
                Box::new(term),
                EcoString::from("default"),
                Box::new(fallback),
            );
            *before = Term { span, ty, kind };
        } else {
            *before = term;
        }
    }

    /// Adds a map whose keys only the target knows.
    fn later(&mut self, spread: Term, span: Span) {
        self.secret |= matches!(spread.ty, Type::Secret(_));
        // A default of the record wins over what came before it, as a value would.
        if let Type::Record(record) = plain_of(&spread.ty)
            && (!self.front.is_empty() || !self.entries.is_empty())
        {
            for field in &record.fields {
                if let Some(default) = &field.default {
                    let default = Term::value(span, field.ty.clone(), default.clone());
                    self.put(field.name.clone(), default);
                }
            }
        }
        self.flush(span);
        self.join(spread);
    }

    /// Makes the entries since the last later spread the next map to combine.
    fn flush(&mut self, span: Span) {
        if self.entries.is_empty() {
            return;
        }
        let entries = std::mem::take(&mut self.entries);
        let (maybe, fixed): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .partition(|(_, term)| matches!(term.ty, Type::Optional(_)));
        if !fixed.is_empty() {
            self.join(make_map(fixed, None, span));
        }
        for (name, term) in maybe {
            self.join(where_set(name, term));
        }
    }

    /// Lets a map win over what stands before it.
    fn join(&mut self, map: Term) {
        self.front_type = Some(match self.front_type.take() {
            Some(front) => combined(&front, plain_of(&map.ty)),
            None => plain_of(&map.ty).clone(),
        });
        self.front.push(map);
    }

    fn finish(mut self, expected: Option<&Type>, span: Span) -> Term {
        if self.bad {
            return super::broken(span);
        }
        if self.front.is_empty() {
            return make_map(self.entries, expected, span);
        }
        self.flush(span);
        let ty = match self.front_type {
            Some(ty) if self.secret => Type::Secret(Arc::new(ty)),
            Some(ty) => ty,
            None => Type::Error,
        };
        let mut maps = self.front.into_iter();
        let first = maps.next().unwrap_or_else(|| super::broken(span));
        let rest: Vec<Term> = maps.collect();
        if rest.is_empty() {
            return Term { span, ty, ..first };
        }
        let name = EcoString::from("combine");
        let kind = TermKind::Filter(Box::new(first), name, Box::new(positional(rest)));
        Term { span, ty, kind }
    }
}

/// `{'home': home} if home is defined else {}`.
fn where_set(name: EcoString, term: Term) -> Term {
    let span = term.span;
    let condition = Term {
        span,
        ty: Type::Bool,
        kind: TermKind::Test {
            subject: Box::new(term.clone()),
            negated: false,
            name: EcoString::from("defined"),
            args: Box::default(),
        },
    };
    let field = Field {
        name: name.clone(),
        ty: term.ty.clone(),
        default: None,
        docs: Vec::new(),
    };
    let fields = vec![field];
    let ty = Type::Record(Arc::new(Record {
        name: None,
        fields,
        rest: Rest::Nothing,
    }));
    let set = Term {
        ty: fit::present(&term.ty).clone(),
        ..term
    };
    Term {
        span,
        ty: ty.clone(),
        kind: TermKind::If {
            then: Box::new(Term {
                span,
                ty: ty.clone(),
                kind: TermKind::Map(vec![(name, set)]),
            }),
            condition: Box::new(condition),
            otherwise: Some(Box::new(Term::value(span, ty, Value::map(Map::new())))),
        },
    }
}

const fn positional(positional: Vec<Term>) -> Args {
    Args {
        positional,
        named: Vec::new(),
    }
}

/// The type inside `secret`.
fn plain_of(ty: &Type) -> &Type {
    if let Type::Secret(inner) = ty {
        plain_of(inner)
    } else {
        ty
    }
}

/// The type of two maps of which the second wins.
fn combined(left: &Type, right: &Type) -> Type {
    match (left, right) {
        (Type::Record(left), Type::Record(right)) => {
            let mut fields = left.fields.clone();
            for field in &right.fields {
                let Some(known) = fields.iter_mut().find(|known| known.name == field.name) else {
                    fields.push(field.clone());
                    continue;
                };
                if let Type::Optional(inner) = &field.ty {
                    // Where it is unset, what came before stays.
                    known.ty = fit::unify(&known.ty, inner);
                } else {
                    *known = field.clone();
                }
            }
            Type::Record(Arc::new(Record {
                name: None,
                fields,
                rest: Rest::Nothing,
            }))
        }
        (Type::Map(left), Type::Map(right)) => Type::Map(Arc::new(fit::unify(left, right))),
        (Type::Map(value), Type::Record(record)) | (Type::Record(record), Type::Map(value)) => {
            let all = record.fields.iter().fold((**value).clone(), |all, field| {
                fit::unify(&all, fit::present(&field.ty))
            });
            Type::Map(Arc::new(all))
        }
        _ => Type::Any,
    }
}

fn make_map(entries: Vec<(EcoString, Term)>, expected: Option<&Type>, span: Span) -> Term {
    // A known value is looked into, whatever its type: one of its own would be made for nothing.
    if let Some(ty) = expected
        && let Some(map) = known_map(&entries)
    {
        return Term::value(span, fit::present(ty).clone(), Value::map(map));
    }
    let field = |(name, term): &(EcoString, Term)| Field {
        name: name.clone(),
        ty: term.ty.clone(),
        default: None,
        docs: Vec::new(),
    };
    let fields = entries.iter().map(field).collect();
    let ty = Type::Record(Arc::new(Record {
        name: None,
        fields,
        rest: Rest::Nothing,
    }));
    match known_map(&entries) {
        Some(map) => Term::value(span, ty, Value::map(map)),
        None => Term {
            span,
            ty,
            kind: TermKind::Map(entries),
        },
    }
}

fn known_map(entries: &[(EcoString, Term)]) -> Option<Map> {
    let mut map = Map::with_capacity(entries.len());
    for (key, term) in entries {
        map.insert(key.clone(), term.known()?.clone());
    }
    Some(map)
}
