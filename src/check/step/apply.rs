//! Roles as steps: `role other { x = 1 } for … when …`.

use crate::check::error::role::RoleError;
use crate::check::expr::Lowering;
use crate::check::foreign::{guess, secret};
use crate::check::names::{ParamSignature, Signature, unknown};
use crate::check::program::Notes;
use crate::check::program::{Application, Given, Step, StepKind};
use crate::check::role::same;
use crate::check::step::{Body, blank};
use crate::check::term::TermKind;
use crate::check::types::Type;
use crate::syntax::tree::{self, Attr};

impl Body<'_, '_> {
    /// `role other { … }`.
    pub(super) fn role_step(
        &mut self,
        step: &tree::Step,
        path: &tree::Path,
        params: &tree::Block<Attr>,
    ) -> Step {
        let start = self.enter();
        let each = self.each(&step.header.loops);
        let when = self.when(&step.header);
        let tags = self.tags(&step.header);
        let application = application(&mut self.low, path, params);
        self.leave(start);
        let kind = match application {
            Some(application) => {
                let dynamic = each.is_some();
                StepKind::Role(Application {
                    dynamic,
                    ..application
                })
            }
            None => blank(&step.lead, step.span).kind,
        };
        Step {
            each,
            when,
            tags,
            kind,
            ..blank(&step.lead, step.span)
        }
    }
}

/// A role with its parameters; nothing where there is no such role.
pub fn application(
    low: &mut Lowering<'_, '_>,
    path: &tree::Path,
    params: &tree::Block<Attr>,
) -> Option<Application> {
    let world = low.world;
    let (role, entry) = world.role_or_entry(low.space, path, low.problems)?;
    let signature = world.signature(role);
    let entry_of = entry.and_then(|entry| signature.entries.get(entry));
    let entry_params = entry_of
        .map(|(_, _, params)| params.as_slice())
        .unwrap_or_default();
    let known: Vec<&ParamSignature> = entry_params.iter().chain(&signature.params).collect();
    let mut given: Vec<Given> = Vec::new();
    let open = signature.foreign.as_ref().is_some_and(|read| read.open);
    for attr in &params.items {
        if open && !known.iter().any(|param| param.name == attr.name.text) {
            low.infer(&attr.value);
            continue;
        }
        given.extend(parameter(low, attr, signature, &known, &given));
    }
    let missing: Vec<&str> = entry_params
        .iter()
        .filter(|param| !param.has_default && !matches!(param.ty, Type::Optional(_) | Type::Error))
        .map(|param| param.name.as_str())
        .filter(|name| !params.items.iter().any(|attr| attr.name.text == *name))
        .collect();
    if !missing.is_empty() {
        let name = path.entry.as_ref().unwrap_or(&path.name);
        let problem = RoleError::MissingParameter {
            entry: name.text.to_string(),
            params: missing.join("`, `"),
            span: name.span,
        };
        low.problems.push(problem);
    }
    Some(Application {
        role,
        entry,
        params: given,
        dynamic: false,
    })
}

fn parameter(
    low: &mut Lowering<'_, '_>,
    attr: &Attr,
    role: &Signature,
    known: &[&ParamSignature],
    given: &[Given],
) -> Option<Given> {
    let name = &attr.name.text;
    if attr.adds {
        low.problems.push(RoleError::AddsHere {
            span: attr.name.span,
        });
    }
    if let Some(first) = given.iter().find(|given| given.name == *name) {
        let (name, first) = (name.to_string(), first.span);
        low.problems.push(RoleError::GivenTwice {
            name,
            again: attr.name.span,
            first,
        });
        return None;
    }
    let Some(param) = known.iter().find(|param| param.name == *name) else {
        low.infer(&attr.value);
        let names = known.iter().map(|param| param.name.as_str());
        low.problems.push(unknown("parameter", &attr.name, names));
        return None;
    };
    let ty = secret::receiving(low, role, param, &attr.value);
    let before = low.problems.all().len();
    let value = low.check(&attr.value, &ty);
    guess::said(low.problems, before, role, param);
    if value.kind == TermKind::Unset {
        return None;
    }
    same::check(low.problems, role, param, &value);
    Some(Given {
        name: name.clone(),
        emitted: param.emitted.clone(),
        span: attr.name.span,
        adds: false,
        own: false,
        value,
        notes: Notes::from(attr).boxed(),
    })
}
