//! `moved`: the new name is known, the old one no longer.
//!
//! In: `moved role logs -> logserver`. Out: a [`Moved`] for the comparison with a state in which
//! `logserver` was `logs`. Of `a -> b` and `b -> c` comes out that `a` and `b` are `c`.

use std::collections::BTreeMap;

use ecow::EcoString;

use crate::check::error::moved::MovedError;
use crate::check::error::names::NameError;
use crate::check::names::World;
use crate::check::program::{Inventory, Moved, MovedKind, Role, Step, StepKind};
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::suggest::nearest;
use crate::syntax::tree::{ItemKind, Name};

/// What there is, with its place.
type Known = BTreeMap<EcoString, Span>;

/// Checks every `moved`.
pub fn check(
    world: &World<'_>,
    roles: &[Role],
    inventories: &[Inventory],
    problems: &mut Problems,
) -> Vec<Moved> {
    let mut written: Vec<(MovedKind, EcoString, EcoString, &Name, &Name)> = Vec::new();
    for (index, space) in world.spaces.iter().enumerate() {
        let items = space.input.files.iter().flat_map(|file| &file.tree.items);
        for item in items {
            if let ItemKind::Moved { kind, from, to } = &item.kind {
                let full = |name: &Name| match kind {
                    MovedKind::Role | MovedKind::Section if index > 0 => {
                        EcoString::from(format!("{}.{}", space.input.name, name.text))
                    }
                    MovedKind::Role | MovedKind::Section | MovedKind::Host | MovedKind::Group => {
                        name.text.clone()
                    }
                };
                written.push((*kind, full(from), full(to), from, to));
            }
        }
    }
    if written.is_empty() {
        return Vec::new();
    }
    let known = |kind| of_kind(kind, roles, inventories);
    let mut found: Vec<Moved> = Vec::new();
    for (index, (kind, from, to, at, target)) in written.iter().enumerate() {
        let known = known(*kind);
        let same = |other: &&(MovedKind, EcoString, EcoString, &Name, &Name)| {
            other.0 == *kind && other.1 == *from
        };
        if let Some(first) = written[..index].iter().find(same) {
            problems.push(MovedError::Twice {
                what: word(*kind),
                name: from.to_string(),
                again: at.span,
                first: first.3.span,
            });
            continue;
        }
        if let Some(declared) = known.get(from) {
            problems.push(MovedError::StillThere {
                what: word(*kind),
                name: from.to_string(),
                span: at.span,
                declared: *declared,
            });
            continue;
        }
        match last(*kind, to, &written, &known) {
            Some(to) => found.push(Moved {
                kind: *kind,
                from: from.clone(),
                to,
                span: at.span,
            }),
            None => {
                let near = nearest(to, known.keys().map(EcoString::as_str));
                problems.push(NameError::Unknown {
                    what: word(*kind),
                    name: to.to_string(),
                    span: target.span,
                    help: near.map(|near| format!("is `{near}` meant?")),
                });
            }
        }
    }
    found
}

/// Where a chain of moves ends, if that is there.
fn last(
    kind: MovedKind,
    to: &EcoString,
    written: &[(MovedKind, EcoString, EcoString, &Name, &Name)],
    known: &Known,
) -> Option<EcoString> {
    let mut to = to;
    for _ in 0..=written.len() {
        if known.contains_key(to) {
            return Some(to.clone());
        }
        let next = written
            .iter()
            .find(|other| other.0 == kind && other.1 == *to)?;
        to = &next.2;
    }
    None
}

const fn word(kind: MovedKind) -> &'static str {
    match kind {
        MovedKind::Role => "role",
        MovedKind::Section => "section",
        MovedKind::Host => "host",
        MovedKind::Group => "group",
    }
}

fn of_kind(kind: MovedKind, roles: &[Role], inventories: &[Inventory]) -> Known {
    match kind {
        MovedKind::Role => roles
            .iter()
            .map(|role| (role.name.clone(), role.span))
            .collect(),
        MovedKind::Section => {
            let mut known = Known::new();
            for role in roles {
                sections(&role.name, &role.steps, &mut known);
            }
            known
        }
        MovedKind::Host => inventories
            .iter()
            .flat_map(|inventory| &inventory.hosts)
            .map(|host| (host.name.clone(), host.span))
            .collect(),
        MovedKind::Group => inventories
            .iter()
            .flat_map(|inventory| &inventory.groups)
            .map(|group| (group.name.clone(), group.span))
            .collect(),
    }
}

fn sections(role: &EcoString, steps: &[Step], known: &mut Known) {
    for step in steps {
        if let StepKind::Section { name, steps } = &step.kind {
            known.insert(format!("{role}.{name}").into(), step.span);
            sections(role, steps, known);
        }
    }
}
