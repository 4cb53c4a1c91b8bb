//! The `let`s of a role, each after those it mentions.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::collections::HashMap;

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::error::names::NameError;
use crate::check::expr::{Binding, Lowering};
use crate::check::mention;
use crate::check::program::{Notes, RoleLet};
use crate::check::step::Body;
use crate::check::term::{RefKind, Term, TermKind};
use crate::schema::filter;
use crate::schema::lookup;
use crate::source::Span;
use crate::syntax::tree::{Expr, Let, Name, RoleItem};

/// The value of a `let`, of its written type; one that would differ at each use is reported.
pub fn value_of(low: &mut Lowering<'_, '_>, binding: &Let) -> Term {
    let ty = binding
        .ty
        .as_ref()
        .map(|ty| low.world.ty(low.space, ty, low.problems));
    let term = match ty {
        Some(ty) => low.check(&binding.value, &ty),
        None => low.infer(&binding.value),
    };
    let mut impure: Option<(EcoString, Span)> = None;
    term.walk(&mut |inner| {
        let name = match &inner.kind {
            TermKind::Call(name, _)
                if lookup::function(name).is_some_and(|function| function.impure) =>
            {
                name
            }
            TermKind::Filter(_, name, _)
                if filter::lookup(name).is_some_and(|filter| filter.impure) =>
            {
                name
            }
            _ => return,
        };
        if impure.is_none() {
            impure = Some((name.clone(), inner.span));
        }
    });
    if let Some((name, span)) = impure {
        low.problems.push(ExprError::ImpureLet {
            name: name.to_string(),
            span,
        });
    }
    term
}

/// Reports values that depend on themselves: lets, and defaults of parameters.
pub fn cycles(low: &mut Lowering<'_, '_>, items: &[RoleItem]) {
    let values: Vec<(&Name, &Expr)> = items.iter().filter_map(value).collect();
    for (to, span) in order(&values).back {
        let name = values[to].0;
        low.problems.push(NameError::LetCycle {
            name: name.text.to_string(),
            span,
            declared: name.span,
        });
    }
}

/// Values, each after those it mentions.
struct Order {
    order: Vec<usize>,
    /// Where one is mentioned that depends on the one it is mentioned in.
    back: Vec<(usize, Span)>,
}

/// Depth first, with a stack of its own: a chain of lets may be as long as anybody likes.
fn order(values: &[(&Name, &Expr)]) -> Order {
    let index: HashMap<&EcoString, usize> = values
        .iter()
        .enumerate()
        .map(|(index, (name, _))| (&name.text, index))
        .collect();
    let mentioned = |at: usize| {
        let mut found: Vec<(usize, Span)> = Vec::new();
        mention::names(values[at].1, &mut |name, span| {
            found.extend(index.get(name).map(|next| (*next, span)));
        });
        found.into_iter()
    };
    let mut result = Order {
        order: Vec::new(),
        back: Vec::new(),
    };
    let (new, open, done) = (0u8, 1u8, 2u8);
    let mut state = vec![new; values.len()];
    for start in 0..values.len() {
        if state[start] != new {
            continue;
        }
        state[start] = open;
        let mut path = vec![(start, mentioned(start))];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            match next.next() {
                Some((to, span)) if state[to] == open => result.back.push((to, span)),
                Some((to, _)) if state[to] == new => {
                    state[to] = open;
                    path.push((to, mentioned(to)));
                }
                Some(_) => {}
                None => {
                    state[at] = done;
                    result.order.push(at);
                    path.pop();
                }
            }
        }
    }
    result
}

const fn value(item: &RoleItem) -> Option<(&Name, &Expr)> {
    match item {
        RoleItem::Let(binding) => Some((&binding.name, &binding.value)),
        RoleItem::Param(param) => match &param.default {
            Some(default) => Some((&param.name, default)),
            None => None,
        },
        RoleItem::Error(_)
        | RoleItem::Attr(_)
        | RoleItem::Require(_)
        | RoleItem::Section { .. }
        | RoleItem::Entry { .. }
        | RoleItem::Handler(_)
        | RoleItem::Depends { .. }
        | RoleItem::Step(_) => None,
    }
}

/// Binds the lets among a role's or an entry's items; those that come back are as written.
pub fn bind(body: &mut Body<'_, '_>, items: &[RoleItem]) -> Vec<RoleLet> {
    let lets: Vec<&Let> = items
        .iter()
        .filter_map(|item| {
            if let RoleItem::Let(binding) = item {
                Some(binding)
            } else {
                None
            }
        })
        .collect();
    let values: Vec<(&Name, &Expr)> = lets
        .iter()
        .map(|binding| (&binding.name, &binding.value))
        .collect();
    let mut done: Vec<Option<RoleLet>> = lets.iter().map(|_| None).collect();
    for at in order(&values).order {
        done[at] = Some(bind_one(body, lets[at]));
    }
    done.into_iter().flatten().collect()
}

fn bind_one(body: &mut Body<'_, '_>, binding: &Let) -> RoleLet {
    let value = value_of(&mut body.low, binding);
    let emitted = body.emitted(&binding.name.text);
    body.low.bind(Binding {
        name: binding.name.text.clone(),
        kind: RefKind::RoleLet,
        emitted: emitted.clone(),
        ty: value.ty.clone(),
        span: binding.name.span,
        value: value.known().cloned(),
    });
    RoleLet {
        name: binding.name.text.clone(),
        emitted,
        span: binding.name.span,
        value,
        notes: Notes::of(&binding.lead, &binding.value),
    }
}
