//! What a scope of a template binds, wherever in it.
//!
//! In: `{% if a %}{% set b = 1 %}{% endif %}{% macro c() %}…`. Out: `b` and `c`.

use std::collections::BTreeSet;

use crate::check::template::jinja::tree::{Expr, Stmt};

/// What statements bind in their own scope.
pub fn assigned(statements: &[Stmt], names: &mut BTreeSet<String>) {
    for statement in statements {
        match statement {
            Stmt::Set(target, _) | Stmt::SetBlock(target, ..) => targets(target, names),
            Stmt::Macro(name, ..) | Stmt::Import(_, name, _) => {
                names.insert(name.text.clone());
            }
            Stmt::From(_, imported, _) => {
                let bound = imported
                    .iter()
                    .map(|(name, alias)| alias.as_ref().unwrap_or(name));
                names.extend(bound.map(|name| name.text.clone()));
            }
            Stmt::If(branches, otherwise) => {
                branches.iter().for_each(|(_, body)| assigned(body, names));
                assigned(otherwise, names);
            }
            Stmt::Print(_)
            | Stmt::For(_)
            | Stmt::With(..)
            | Stmt::Autoescape(..)
            | Stmt::Filter(..)
            | Stmt::Block(..)
            | Stmt::Extends(_)
            | Stmt::Include(_)
            | Stmt::Call(..) => {}
        }
    }
}

fn targets(target: &Expr, names: &mut BTreeSet<String>) {
    match target {
        Expr::Name(name) => {
            names.insert(name.text.clone());
        }
        Expr::Tuple(items, _) => items.iter().for_each(|item| targets(item, names)),
        Expr::Namespace(..)
        | Expr::Str(..)
        | Expr::Const(_)
        | Expr::List(..)
        | Expr::Dict(..)
        | Expr::Joined(..)
        | Expr::Postfix(..) => {}
    }
}
