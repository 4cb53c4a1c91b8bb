//! Whether a term fits a type, and what it becomes there.
//!
//! A known value is looked into and completed by the defaults of its records; of a later one only
//! the type can be asked.

use std::sync::Arc;

use crate::check::error::expr::ExprError;
use crate::check::expr::operator::textual;
use crate::check::expr::unset;
use crate::check::expr::{Lowering, article, broken, conform, describe};
use crate::check::term::{Term, TermKind};
use crate::check::types::{Field, Record, Refined, Rest, Type};

impl Lowering<'_, '_> {
    /// Makes a term one of the type, or reports why it is none.
    pub fn fit(&mut self, mut term: Term, ty: &Type) -> Term {
        if matches!(term.ty, Type::Error) || matches!(ty, Type::Error) {
            return term;
        }
        if term.ty == Type::Int && unit_missing(ty) {
            // Only how it was written tells a number from a duration: both are whole numbers.
            let help = Some(String::from(
                "a duration has a unit: `30s`, `15m`, `2h`, `1d`",
            ));
            let (found, expected) = (article(&term.ty), article(ty));
            self.problems.push(ExprError::WrongType {
                found,
                expected,
                span: term.span,
                help,
            });
            return broken(term.span);
        }
        if let TermKind::Value(value) = &term.kind {
            if conform::is_exact(value, ty) {
                term.ty = present(ty).clone();
                return term;
            }
            return match conform::conform(self.world, value, ty) {
                Ok(value) => Term {
                    kind: TermKind::Value(value),
                    ty: present(ty).clone(),
                    span: term.span,
                },
                Err(mismatch) => {
                    mismatch.report(term.span, self.problems);
                    broken(term.span)
                }
            };
        }
        if let (TermKind::Map(entries), Some(record)) = (&mut term.kind, record_of(ty)) {
            let entries = std::mem::take(entries);
            return self.fit_record(entries, record, ty, term.span);
        }
        if let (TermKind::Map(entries), Some(inner)) = (&mut term.kind, values_of(ty)) {
            let entries = std::mem::take(entries);
            return self.fit_entries(entries, inner, ty, term.span);
        }
        if assignable(&term.ty, ty) {
            // A value of a wider static type keeps it: what emits asks whether it may be unset.
            let optional = matches!(term.ty, Type::Optional(_)) || term.kind == TermKind::Unset;
            term.ty = match (optional, ty) {
                (true, _) | (false, Type::Any) => term.ty,
                (false, Type::Optional(inner)) => (**inner).clone(),
                (false, ty) => ty.clone(),
            };
            return term;
        }
        self.report_misfit(&term, ty);
        broken(term.span)
    }

    fn report_misfit(&mut self, term: &Term, ty: &Type) {
        match (&term.ty, ty) {
            (Type::Optional(inner), ty) if assignable(inner, ty) => {
                self.problems.push(unset(term));
            }
            (Type::Secret(inner), _) if assignable(inner, ty) => {
                self.problems.push(ExprError::SecretShown {
                    ty: ty.to_string(),
                    span: term.span,
                });
            }
            (found, ty) => {
                let help = suggestion(found, ty, &describe(term));
                let (found, expected) = (article(found), article(ty));
                self.problems.push(ExprError::WrongType {
                    found,
                    expected,
                    span: term.span,
                    help,
                });
            }
        }
    }

    /// A map literal with later parts, as a map: an entry that is unset is left out.
    fn fit_entries(
        &mut self,
        entries: Vec<(ecow::EcoString, Term)>,
        inner: &Type,
        ty: &Type,
        span: crate::source::Span,
    ) -> Term {
        let optional = if matches!(inner, Type::Optional(_) | Type::Any) {
            inner.clone()
        } else {
            Type::Optional(Arc::new(inner.clone()))
        };
        let fitted: Vec<_> = entries
            .into_iter()
            .map(|(key, term)| (key, self.fit(term, &optional)))
            .collect();
        if fitted.iter().any(|(_, term)| term.ty == Type::Error) {
            return broken(span);
        }
        Term {
            span,
            ty: present(ty).clone(),
            kind: TermKind::Map(fitted),
        }
    }

    /// A map literal with later parts, as a record: fields checked one by one, defaults filled in.
    fn fit_record(
        &mut self,
        entries: Vec<(ecow::EcoString, Term)>,
        record: &Record,
        ty: &Type,
        span: crate::source::Span,
    ) -> Term {
        let mut fitted: Vec<(ecow::EcoString, Term)> = Vec::new();
        let mut failed = false;
        for (key, term) in entries {
            let Some(field) = record.fields.iter().find(|field| field.name == key) else {
                let mismatch = conform::Mismatch::unknown_field(&key, record);
                mismatch.report(term.span, self.problems);
                failed = true;
                continue;
            };
            let optional = if matches!(field.ty, Type::Optional(_)) {
                field.ty.clone()
            } else {
                Type::Optional(Arc::new(field.ty.clone()))
            };
            let term = self.fit(term, &optional);
            failed |= term.ty == Type::Error;
            fitted.push((key, term));
        }
        for field in &record.fields {
            if fitted.iter().any(|(key, _)| *key == field.name) {
                continue;
            }
            match (&field.default, &field.ty) {
                (Some(default), _) => {
                    fitted.push((
                        field.name.clone(),
                        Term::value(span, field.ty.clone(), default.clone()),
                    ));
                }
                (None, Type::Optional(_)) => {}
                (None, _) if failed => {}
                (None, _) => {
                    let (field, ty) = (field.name.to_string(), ty.to_string());
                    self.problems
                        .push(ExprError::MissingField { field, ty, span });
                    failed = true;
                }
            }
        }
        if failed {
            return broken(span);
        }
        let order =
            |name: &ecow::EcoString| record.fields.iter().position(|field| field.name == *name);
        fitted.sort_by_key(|(name, _)| order(name));
        Term {
            span,
            // What is written is set, also where it need not be.
            ty: present(ty).clone(),
            kind: TermKind::Map(fitted),
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what is listed holds a record"
)]
pub(super) fn record_of(ty: &Type) -> Option<&Record> {
    match ty {
        Type::Record(record) => Some(record),
        Type::Optional(inner) | Type::Secret(inner) => record_of(inner),
        _ => None,
    }
}

/// What a map of this type holds.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what is listed holds a map"
)]
fn values_of(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Map(inner) => Some(inner),
        Type::Optional(inner) | Type::Secret(inner) => values_of(inner),
        _ => None,
    }
}

/// Whether a number without a unit does not say what is meant.
#[expect(clippy::wildcard_enum_match_arm, reason = "only a duration has units")]
fn unit_missing(ty: &Type) -> bool {
    match ty {
        Type::Refined(Refined::Duration) => true,
        Type::Optional(inner) => unit_missing(inner),
        _ => false,
    }
}

/// What to type instead, where one thing is usually meant.
fn suggestion(found: &Type, wanted: &Type, name: &str) -> Option<String> {
    match (found, wanted) {
        (found, Type::List(item)) if assignable(found, item) => {
            Some(format!("a list of one: `[{name}]`"))
        }
        (found, Type::Int | Type::Refined(Refined::Port | Refined::Duration)) if textual(found) => {
            Some(format!("turn it into a number: `{name} | int`"))
        }
        (Type::Int | Type::Float, wanted) if textual(wanted) => Some(String::from(
            "as text: put it in quotes, or `{{ }}` in a string",
        )),
        (Type::List(_), wanted) if textual(wanted) => {
            Some(format!("join it: `{name} | join(\",\")`"))
        }
        _ => None,
    }
}

/// Whether every later value of one type may stand where the other is wanted.
#[must_use]
pub fn assignable(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Error | Type::Any, _) | (_, Type::Error | Type::Any) => true,
        (Type::Optional(from), Type::Optional(to)) => assignable(from, to),
        (Type::Optional(_), _) => false,
        (from, Type::Optional(to)) => assignable(from, to),
        (Type::Secret(from), Type::Secret(to)) => assignable(from, to),
        (Type::Secret(_), _) => false,
        (from, Type::Secret(to)) => assignable(from, to),
        (Type::Int, Type::Float | Type::Refined(Refined::Port | Refined::Duration)) => true,
        (Type::Refined(Refined::Port | Refined::Duration), Type::Int | Type::Float) => true,
        (from, Type::String) => textual(from),
        (
            Type::String,
            Type::Refined(_) | Type::Host | Type::Group | Type::Template | Type::File,
        ) => textual(to),
        // Later text of one kind where text of another kind is wanted: only the target knows.
        (
            Type::Refined(_) | Type::Host | Type::Group,
            Type::Refined(_) | Type::Host | Type::Group,
        ) if textual(from) && textual(to) => true,
        (Type::Literals(from), Type::Literals(to)) => from.iter().all(|text| to.contains(text)),
        (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => {
            assignable(from, to)
        }
        (Type::Record(from), Type::Map(to)) => {
            from.fields.iter().all(|field| assignable(&field.ty, to))
        }
        (Type::Record(from), Type::Record(to)) => {
            from == to
                || to.fields.iter().all(|wanted| {
                    from.fields
                        .iter()
                        .find(|field| field.name == wanted.name)
                        .map_or(matches!(wanted.ty, Type::Optional(_)), |field| {
                            assignable(&field.ty, &wanted.ty)
                        })
                })
        }
        (from, to) => from == to,
    }
}

/// The type of what is one or the other.
#[must_use]
pub fn unify(left: &Type, right: &Type) -> Type {
    match (left, right) {
        (left, right) if left == right => left.clone(),
        (Type::Error, other) | (other, Type::Error) => other.clone(),
        (Type::Optional(left), Type::Optional(right)) => optional(unify(left, right)),
        (Type::Optional(inner), other) | (other, Type::Optional(inner)) => {
            optional(unify(inner, other))
        }
        (Type::Secret(left), Type::Secret(right)) => Type::Secret(Arc::new(unify(left, right))),
        (Type::Secret(inner), other) | (other, Type::Secret(inner)) => {
            Type::Secret(Arc::new(unify(inner, other)))
        }
        (Type::Any, _) | (_, Type::Any) => Type::Any,
        (Type::Literals(left), Type::Literals(right)) => {
            let mut all = (**left).clone();
            all.extend(right.iter().filter(|text| !left.contains(text)).cloned());
            Type::Literals(Arc::new(all))
        }
        (Type::List(left), Type::List(right)) => Type::List(Arc::new(unify(left, right))),
        (Type::Map(left), Type::Map(right)) => Type::Map(Arc::new(unify(left, right))),
        (Type::Record(left), Type::Record(right)) => either(left, right),
        (left, right) if textual(left) && textual(right) => Type::String,
        (Type::Int | Type::Float, Type::Int | Type::Float) => Type::Float,
        (left, right) if assignable(left, right) => right.clone(),
        (left, right) if assignable(right, left) => left.clone(),
        _ => Type::Any,
    }
}

/// A record that is one or the other: a field that only one of them has may be unset.
fn either(left: &Record, right: &Record) -> Type {
    let of = |record: &Record, name: &str| {
        record
            .fields
            .iter()
            .find(|field| field.name == name)
            .cloned()
    };
    let mut fields = Vec::new();
    for field in &left.fields {
        let mut field = field.clone();
        match of(right, &field.name) {
            Some(other) => {
                field.ty = unify(&field.ty, &other.ty);
                if other.default != field.default {
                    field.default = None;
                }
            }
            None => field = maybe(field),
        }
        fields.push(field);
    }
    let more = right
        .fields
        .iter()
        .filter(|field| of(left, &field.name).is_none());
    fields.extend(more.cloned().map(maybe));
    Type::Record(Arc::new(Record {
        name: None,
        fields,
        rest: Rest::Nothing,
    }))
}

fn maybe(field: Field) -> Field {
    Field {
        ty: optional(field.ty),
        default: None,
        ..field
    }
}

/// The type of what is there.
pub(super) fn present(ty: &Type) -> &Type {
    if let Type::Optional(inner) = ty {
        inner
    } else {
        ty
    }
}

/// `T?`.
pub(super) fn optional(ty: Type) -> Type {
    if matches!(ty, Type::Optional(_)) {
        ty
    } else {
        Type::Optional(Arc::new(ty))
    }
}
