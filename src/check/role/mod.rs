//! Roles: parameters, relations, lets, sections, entries, handlers and steps.
//!
//! In: `role base { param ssh_port: port = 22 … }`. Out: a [`Role`] whose parameter is
//! `base_ssh_port` and whose steps are tasks as Ansible has them.

pub mod assets;
pub mod cycle;
pub(crate) mod declared;
mod entry;
pub mod lets;
pub mod once;
pub mod reads;
pub mod same;

use ecow::EcoString;

use crate::check::error::role::RoleError;
use crate::check::expr::{Lowering, Place};
use crate::check::foreign;
use crate::check::handler;
use crate::check::names::{Signature, World};
use crate::check::program::{Notes, Role, RoleId, Step, StepKind};
use crate::check::role::assets::Places;
use crate::check::step::Body;
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{self, Attr, ItemKind, RoleItem, StepItem};

/// Checks every role, and reports those that lead back to themselves.
pub fn check_all(world: &World<'_>, problems: &mut Problems) -> Vec<Role> {
    let places = Places::of(world);
    let ids = (0u32..).map(RoleId).take(world.roles.len());
    let roles: Vec<Role> = ids.map(|id| check(world, id, &places, problems)).collect();
    cycle::find(world, &roles, problems);
    roles
}

/// Checks one role.
pub fn check(world: &World<'_>, id: RoleId, places: &Places<'_>, problems: &mut Problems) -> Role {
    let (signature, item) = &world.roles[id.0 as usize];
    if signature.foreign.is_some() {
        return foreign::role::check(world, signature, item, problems);
    }
    let mut role = blank(signature, item);
    let ItemKind::Role(tree) = &item.kind else {
        return role;
    };
    let low = Lowering::new(world, signature.space, Place::Role, problems);
    let beside = places.beside(item);
    let mut body = Body::new(low, Some(signature), beside.map(|(assets, _)| assets));
    let items = &tree.body.items;
    attributes(&mut body, items, &mut role);
    once::check(items, body.low.problems);
    declared::bind_params(&mut body, &signature.params, Whose::Role);
    lets::cycles(&mut body.low, items);
    role.lets = lets::bind(&mut body, items);
    role.params = declared::params(&mut body.low, items, &signature.params);
    role.requires = declared::requires(&mut body.low, items, &role.params);
    let declared = body.low.mark();
    role.depends = depends(&mut body, items);
    role.steps = steps(&mut body, items);
    role.handlers = handler::handlers(&mut body, items, signature);
    body.low.reset(declared);
    role.entries = entry::entries(&mut body, items, signature);
    assets::take(
        &mut body,
        &mut role,
        beside.is_some_and(|(_, shared)| shared),
    );
    role
}

/// Whose parameters are bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The role's.
    Role,
    /// An entry's own.
    Entry,
}

pub(crate) fn blank(signature: &Signature, item: &tree::Item) -> Role {
    Role {
        name: signature.name.clone(),
        emitted: signature.emitted.clone(),
        prefix: signature.prefix.clone(),
        span: signature.span,
        notes: Notes::from(&item.lead),
        spec: None,
        params: Vec::new(),
        requires: Vec::new(),
        lets: Vec::new(),
        depends: Vec::new(),
        steps: Vec::new(),
        entries: Vec::new(),
        handlers: Vec::new(),
        templates: Vec::new(),
        files: Vec::new(),
        origin: None,
        untested: None,
    }
}

/// `prefix`, `spec` and `untested`.
fn attributes(body: &mut Body<'_, '_>, items: &[RoleItem], role: &mut Role) {
    let mut seen: Vec<&tree::Name> = Vec::new();
    for attr in items.iter().filter_map(|item| as_attr(item)) {
        let name = attr.name.text.as_str();
        if let Some(first) = seen.iter().find(|first| first.text == name) {
            let (name, first) = (name.to_string(), first.span);
            body.low.problems.push(RoleError::GivenTwice {
                name,
                again: attr.name.span,
                first,
            });
            continue;
        }
        seen.push(&attr.name);
        match name {
            "prefix" => prefix(body, attr),
            "spec" => role.spec = text(body, attr),
            "untested" => role.untested = text(body, attr),
            _ => unknown_attribute(body, &attr.name, &["prefix", "spec", "untested"]),
        }
    }
}

const fn as_attr(item: &RoleItem) -> Option<&Attr> {
    if let RoleItem::Attr(attr) = item {
        Some(attr)
    } else {
        None
    }
}

fn prefix(body: &mut Body<'_, '_>, attr: &Attr) {
    let Some(prefix) = text(body, attr) else {
        return;
    };
    let first = prefix
        .chars()
        .next()
        .is_none_or(|first| first.is_ascii_alphabetic() || first == '_');
    if !first
        || !prefix
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    {
        let name = prefix.to_string();
        body.low.problems.push(RoleError::BadPrefix {
            name,
            span: attr.value.span,
        });
    }
}

/// An attribute that is a text known now.
pub fn text(body: &mut Body<'_, '_>, attr: &Attr) -> Option<EcoString> {
    body.low.now(&attr.value, &Type::String)?.as_text().cloned()
}

fn unknown_attribute(body: &mut Body<'_, '_>, name: &tree::Name, known: &[&'static str]) {
    let near = suggest::nearest(&name.text, known.iter().copied());
    let fix = near.and_then(|near| Fix::rename(name.span, &name.text, near));
    let help = near
        .map(|near| format!("did you mean `{near}`?"))
        .or_else(|| {
            Some(format!(
                "a role has {}; task keywords stand on tasks and blocks",
                known.join(", ")
            ))
        });
    let (name, span) = (name.text.to_string(), name.span);
    let error = RoleError::UnknownAttribute { name, span, help };
    body.low.problems.push_fix(error, fix);
}

fn depends(body: &mut Body<'_, '_>, items: &[RoleItem]) -> Vec<Step> {
    let mut steps = Vec::new();
    for item in items {
        let RoleItem::Depends { body: held, .. } = item else {
            continue;
        };
        for item in &held.items {
            match item {
                StepItem::Error(_) => {}
                StepItem::Step(step) if matches!(step.kind, tree::StepKind::Role { .. }) => {
                    body.no_loop(
                        &step.header,
                        "role",
                        "Ansible's dependencies run once",
                        "apply it as a step: `role other for x in xs { … }`",
                    );
                    let checked = body.step(step);
                    if matches!(checked.kind, StepKind::Role(_)) {
                        steps.push(checked);
                    }
                }
                StepItem::Step(step) => depends_holds(body, step.span),
                StepItem::Attr(attr) => depends_holds(body, attr.name.span),
                StepItem::Let(binding) => depends_holds(body, binding.name.span),
            }
        }
    }
    steps
}

fn depends_holds(body: &mut Body<'_, '_>, span: Span) {
    body.low.problems.push(RoleError::DependsHolds { span });
}

fn steps(body: &mut Body<'_, '_>, items: &[RoleItem]) -> Vec<Step> {
    let mut steps = Vec::new();
    for item in items {
        match item {
            RoleItem::Step(step) => steps.push(body.step(step)),
            RoleItem::Section {
                lead,
                span,
                name,
                header,
                body: held,
            } => {
                steps.push(body.section(lead, *span, name, header, held));
            }
            RoleItem::Error(_)
            | RoleItem::Attr(_)
            | RoleItem::Param(_)
            | RoleItem::Require(_)
            | RoleItem::Let(_)
            | RoleItem::Entry { .. }
            | RoleItem::Handler(_)
            | RoleItem::Depends { .. } => {}
        }
    }
    steps
}
