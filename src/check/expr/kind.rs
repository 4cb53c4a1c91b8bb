//! Whether a type is of the kind that an operation takes, and the type of what it gives.
//!
//! In: `list(T)` and `list(Admin)`. Out: it fits, `T` is `Admin`; so `first`, which gives `T`, gives
//! an `Admin`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::expr::fit;
use crate::check::expr::operator::{numeric, textual};
use crate::check::types::{Refined, Type};
use crate::schema::signature::Kind;
use crate::value::Value;
use std::sync::Arc;

/// What the letters of a signature stand for in one call.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars(Vec<(char, Type)>);

impl Vars {
    /// What a letter stands for; `any` if nothing says.
    pub(super) fn get(&self, letter: char) -> Type {
        let found = self.0.iter().find(|(known, _)| *known == letter);
        found.map_or(Type::Any, |(_, ty)| ty.clone())
    }

    fn bind(&mut self, letter: char, ty: &Type) {
        match self.0.iter_mut().find(|(known, _)| *known == letter) {
            Some((_, known)) => *known = fit::unify(known, ty),
            None => self.0.push((letter, ty.clone())),
        }
    }
}

/// Whether a type is of a kind; letters are bound on the way. What is `any` fits everywhere.
pub(super) fn fits(kind: &Kind, ty: &Type, known: Option<&Value>, vars: &mut Vars) -> bool {
    match (kind, ty) {
        (Kind::Any, _) | (_, Type::Error) => true,
        (Kind::Var(letter), ty) => {
            vars.bind(*letter, ty);
            true
        }
        (Kind::OneOf(kinds), ty) => kinds.iter().any(|kind| {
            let mut tried = vars.clone();
            let fitted = fits(kind, ty, known, &mut tried);
            if fitted {
                *vars = tried;
            }
            fitted
        }),
        (kind, Type::Any) => {
            open(kind, vars);
            true
        }
        (kind, Type::Secret(inner)) => {
            let fitted = fits(kind, inner, known, vars);
            for (_, bound) in &mut vars.0 {
                if !matches!(bound, Type::Secret(_) | Type::Any) {
                    *bound = Type::Secret(Arc::new(bound.clone()));
                }
            }
            fitted
        }
        (kind, Type::Optional(inner)) => fits(kind, inner, known, vars),
        (Kind::String | Kind::Filter | Kind::Test, ty) => textual(ty),
        (Kind::Path, ty) => textual(ty) || *ty == Type::Int,
        (Kind::Scalar, ty) => textual(ty) || numeric(ty) || *ty == Type::Bool,
        (Kind::Int, ty) => matches!(
            ty,
            Type::Int | Type::Refined(Refined::Port | Refined::Duration)
        ),
        (Kind::Number, ty) => numeric(ty),
        (Kind::Bool, ty) => *ty == Type::Bool,
        (Kind::Null, ty) => *ty == Type::Null,
        (Kind::List(item), Type::List(of)) | (Kind::Iter(item), Type::List(of)) => {
            fits(item, of, None, vars)
        }
        (Kind::Map(value), Type::Map(of)) => fits(value, of, None, vars),
        (Kind::Map(value), Type::Record(_)) => fits(value, &values(ty), None, vars),
        (Kind::Iter(item), Type::Map(_) | Type::Record(_)) => fits(item, &Type::String, None, vars),
        (Kind::Iter(item), ty) if textual(ty) => fits(item, &Type::String, None, vars),
        (Kind::Result, ty) => matches!(ty, Type::Map(_) | Type::Record(_)),
        (Kind::Literal(text), ty) => {
            textual(ty) && known.is_none_or(|known| *known == Value::str(*text))
        }
        (Kind::List(_) | Kind::Map(_) | Kind::Iter(_), _) => false,
    }
}

/// Letters whose value nobody knows are `any`.
fn open(kind: &Kind, vars: &mut Vars) {
    match kind {
        Kind::Var(letter) => vars.bind(*letter, &Type::Any),
        Kind::List(inner) | Kind::Map(inner) | Kind::Iter(inner) => open(inner, vars),
        Kind::OneOf(kinds) => kinds.iter().for_each(|kind| open(kind, vars)),
        Kind::Any
        | Kind::String
        | Kind::Scalar
        | Kind::Int
        | Kind::Number
        | Kind::Bool
        | Kind::Null
        | Kind::Result
        | Kind::Path
        | Kind::Filter
        | Kind::Test
        | Kind::Literal(_) => {}
    }
}

/// The type of what is of a kind.
pub(super) fn given(kind: &Kind, vars: &Vars) -> Type {
    match kind {
        Kind::String | Kind::Literal(_) => Type::String,
        Kind::Int => Type::Int,
        Kind::Number => Type::Float,
        Kind::Bool => Type::Bool,
        Kind::Null => Type::Null,
        Kind::Var(letter) => vars.get(*letter),
        Kind::List(item) | Kind::Iter(item) => Type::List(Arc::new(given(item, vars))),
        Kind::Map(value) => Type::Map(Arc::new(given(value, vars))),
        Kind::Any
        | Kind::Scalar
        | Kind::Result
        | Kind::Path
        | Kind::Filter
        | Kind::Test
        | Kind::OneOf(_) => Type::Any,
    }
}

/// The type of a map's or record's values.
pub(super) fn values(ty: &Type) -> Type {
    match ty {
        Type::Map(value) => (**value).clone(),
        Type::Record(record) => {
            let mut types = record.fields.iter().map(|field| match &field.ty {
                Type::Optional(inner) => (**inner).clone(),
                ty => ty.clone(),
            });
            let first = if record.is_open() { None } else { types.next() };
            first.map_or(Type::Any, |first| {
                types.fold(first, |left, right| fit::unify(&left, &right))
            })
        }
        _ => Type::Any,
    }
}
