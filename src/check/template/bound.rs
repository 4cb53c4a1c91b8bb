//! What a scope of a template binds, wherever in it.
//!
//! In: `{% if a %}{% set b = 1 %}{% endif %}{% macro c() %}…`. Out: `b` and `c`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::collections::{BTreeMap, BTreeSet};

use crate::check::template::jinja::tree::{Expr, Stmt, Suffix};

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

/// How often `set` binds each name, at whatever depth.
pub fn count_sets(statements: &[Stmt], sets: &mut BTreeMap<String, usize>) {
    for statement in statements {
        let bodies: Vec<&[Stmt]> = match statement {
            Stmt::Set(target, _) | Stmt::SetBlock(target, ..) => {
                let names: Vec<&Expr> = match target {
                    Expr::Tuple(items, _) => items.iter().collect(),
                    target => vec![target],
                };
                for name in names {
                    if let Expr::Name(name) = name {
                        *sets.entry(name.text.clone()).or_default() += 1;
                    }
                }
                match statement {
                    Stmt::SetBlock(_, _, body) => vec![body],
                    _ => Vec::new(),
                }
            }
            Stmt::For(each) => vec![&each.body, &each.otherwise],
            Stmt::If(branches, otherwise) => {
                let mut inside = BTreeMap::new();
                let branches = branches.iter().map(|(_, body)| body.as_slice());
                branches
                    .chain([otherwise.as_slice()])
                    .for_each(|body| count_sets(body, &mut inside));
                // What is set under a condition may be something else.
                inside
                    .into_keys()
                    .for_each(|name| *sets.entry(name).or_default() += 2);
                Vec::new()
            }
            Stmt::With(_, body)
            | Stmt::Autoescape(_, body)
            | Stmt::Filter(_, body)
            | Stmt::Block(_, body)
            | Stmt::Macro(_, _, body)
            | Stmt::Call(_, _, body) => vec![body],
            Stmt::Print(_)
            | Stmt::Extends(_)
            | Stmt::Include(_)
            | Stmt::Import(..)
            | Stmt::From(..) => Vec::new(),
        };
        bodies.into_iter().for_each(|body| count_sets(body, sets));
    }
}

/// Whether an expression gives keys and values in pairs.
pub fn pairs(iter: &Expr) -> bool {
    let Expr::Postfix(_, suffixes) = iter else {
        return false;
    };
    match suffixes.as_slice() {
        [.., Suffix::Attr(name, _), Suffix::Call(_)] => {
            matches!(name.text.as_str(), "items" | "iteritems")
        }
        [.., Suffix::Filter(name, args)] => {
            matches!(name.text.as_str(), "dictsort" | "items") && args.all().next().is_none()
        }
        _ => false,
    }
}
