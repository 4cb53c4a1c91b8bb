//! Fields asked for by name: `map(attribute="name")`, `selectattr("active")`, `sort(attribute="uid")`.
//!
//! In: `list(Admin)` and `"address.city"`. Out: the type of each admin's city, or a report that an
//! `Admin` has no such field.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use ecow::EcoString;
use std::sync::Arc;

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, article};
use crate::check::term::Term;
use crate::check::types::{Record, Rest, Type};
use crate::diagnostic::Fix;
use crate::suggest;
use crate::syntax::tree;
use crate::value::Value;

/// A step that leads nowhere.
struct Lost<'t> {
    /// What was asked.
    of: &'t Type,
    /// For what.
    step: String,
}

impl Lowering<'_, '_> {
    /// The type of the field that `path` leads to in each item; `None` where it is not known, or
    /// was reported. It is optional where some items may lack it.
    pub(super) fn path(&mut self, name: &tree::Name, item: &Type, path: &Term) -> Option<Type> {
        let text = match path.known()? {
            Value::Str(text) => text.clone(),
            Value::Int(index) => ecow::eco_format!("{index}"),
            Value::Null | Value::Bool(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => {
                return None;
            }
        };
        match follow(item, &text) {
            Ok(ty) => Some(ty),
            Err(Lost { of, step }) => {
                self.lost(name, of, &step, path);
                None
            }
        }
    }

    fn lost(&mut self, name: &tree::Name, of: &Type, step: &str, path: &Term) {
        let record = record_of(of);
        let known: Vec<&str> = record
            .iter()
            .flat_map(|record| &record.fields)
            .map(|field| field.name.as_str())
            .collect();
        let near = suggest::nearest(step, known.iter().copied());
        let fix = near.and_then(|near| Fix::rename(path.span, step, near));
        let help = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if known.is_empty() => None,
            None => Some(format!("its fields: {}", known.join(", "))),
        };
        let (of, field, span) = (article(of), step.to_string(), path.span);
        let rest = record.map_or(Rest::Nothing, |record| record.rest);
        if rest == Rest::Anything && near.is_none() {
            return;
        }
        if rest != Rest::Nothing {
            let of = format!("what `{}` looks at", name.text);
            let error = ExprError::UndocumentedField {
                of,
                field,
                span,
                help,
            };
            self.problems.push_fix(error, fix);
            return;
        }
        let (name, operation) = (name.text.to_string(), name.span);
        self.problems.push(ExprError::NoSuchFieldInItems {
            name,
            of,
            field,
            span,
            operation,
            help,
        });
    }

    /// Reports a field that some items may lack: Ansible stops at the first that does.
    pub(super) fn everywhere(&mut self, name: &tree::Name, ty: Type, path: &Term) -> Type {
        let Type::Optional(inner) = ty else {
            return ty;
        };
        let field = match path.known() {
            Some(Value::Str(text)) => text.clone(),
            _ => EcoString::from("it"),
        };
        let default = matches!(name.text.as_str(), "map" | "groupby");
        let (ty, operation) = (inner.to_string(), name.span);
        let default = if default {
            "say what stands in, `default=…`, or keep "
        } else {
            "keep "
        };
        self.problems.push(ExprError::MaybeUnsetInItems {
            help: format!("{default}those that have it: `selectattr(\"{field}\", \"defined\")`"),
            field: field.to_string(),
            span: path.span,
            operation,
            ty,
        });
        Arc::unwrap_or_clone(inner)
    }
}

/// A list's item type without `T?` at a field: what `selectattr("shell", "defined")` leaves.
pub(super) fn having(item: &Type, path: &str) -> Type {
    let Type::Record(record) = item else {
        return item.clone();
    };
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(a, b)| (a, Some(b)));
    let mut record = (**record).clone();
    for field in &mut record.fields {
        if field.name == first {
            if let Type::Optional(inner) = &field.ty {
                field.ty = (**inner).clone();
            }
            if let Some(rest) = rest {
                field.ty = having(&field.ty, rest);
            }
        }
    }
    Type::Record(record.into())
}

fn follow<'t>(from: &'t Type, path: &str) -> Result<Type, Lost<'t>> {
    let (step, rest) = path
        .split_once('.')
        .map_or((path, None), |(a, b)| (a, Some(b)));
    let on = |next: &'t Type| match rest {
        Some(rest) => follow(next, rest),
        None => Ok(next.clone()),
    };
    let lost = || {
        Err(Lost {
            of: from,
            step: step.to_string(),
        })
    };
    let is_index = step.parse::<i64>().is_ok();
    match from {
        Type::Any | Type::Error => Ok(Type::Any),
        Type::Record(record) => match record.fields.iter().find(|field| field.name == step) {
            Some(field) => on(&field.ty),
            None => lost(),
        },
        Type::Map(value) => on(value),
        Type::List(item) if is_index => on(item),
        Type::Optional(inner) => follow(inner, path).map(|ty| match ty {
            Type::Optional(_) => ty,
            ty => Type::Optional(Arc::new(ty)),
        }),
        Type::Secret(inner) => follow(inner, path).map(|ty| match ty {
            Type::Secret(_) | Type::Any => ty,
            ty => Type::Secret(Arc::new(ty)),
        }),
        ty if is_index && super::textual(ty) => Ok(Type::String),
        Type::Null
        | Type::Bool
        | Type::Int
        | Type::Float
        | Type::String
        | Type::Refined(_)
        | Type::List(_)
        | Type::Literals(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => lost(),
    }
}

fn record_of(ty: &Type) -> Option<&Record> {
    if let Type::Record(record) = ty {
        Some(record)
    } else {
        None
    }
}
