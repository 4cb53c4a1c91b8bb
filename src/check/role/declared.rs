//! What a role declares: parameters with their defaults, and relations between them.

use crate::check::expr::{Binding, Lowering, Place};
use crate::check::names::{ParamSignature, unknown};
use crate::check::program::{Notes, Param, Require, RequireKind};
use crate::check::role::Whose;
use crate::check::step::Body;
use crate::check::step::LoopVar;
use crate::check::term::RefKind;
use crate::syntax::tree::{self, Name, RoleItem};

/// Binds parameters; an entry's come over the role's.
pub fn bind_params(body: &mut Body<'_, '_>, params: &[ParamSignature], whose: Whose) {
    for param in params {
        if whose == Whose::Entry {
            // A template sees them only where the entry's tasks alone render it.
            body.loops.push(LoopVar {
                name: param.name.clone(),
                emitted: param.emitted.clone(),
                secret: param.ty.holds_secret(),
                ty: param.ty.clone(),
                items: None,
            });
        }
        body.reserved(&param.emitted, param.span);
        body.low.bind(Binding {
            name: param.name.clone(),
            kind: RefKind::Param,
            emitted: param.emitted.clone(),
            ty: param.ty.clone(),
            span: param.span,
            value: None,
        });
    }
}

/// The parameters with their defaults, as written.
pub fn params(
    low: &mut Lowering<'_, '_>,
    items: &[RoleItem],
    signatures: &[ParamSignature],
) -> Vec<Param> {
    let mut params = Vec::new();
    for item in items {
        let RoleItem::Param(param) = item else {
            continue;
        };
        let signature = signatures
            .iter()
            .find(|known| known.span == param.name.span);
        let Some(signature) = signature else { continue };
        let place = std::mem::replace(&mut low.place, Place::Given);
        let default = param
            .default
            .as_ref()
            .map(|default| low.check(default, &signature.ty));
        low.place = place;
        params.push(Param {
            name: signature.name.clone(),
            emitted: signature.emitted.clone(),
            span: signature.span,
            ty: signature.ty.clone(),
            default,
            notes: match &param.default {
                Some(default) => Notes::of(&param.lead, default),
                None => Notes::from(&param.lead),
            },
        });
    }
    params
}

/// The relations between parameters.
pub fn requires(low: &mut Lowering<'_, '_>, items: &[RoleItem], params: &[Param]) -> Vec<Require> {
    let mut requires = Vec::new();
    for item in items {
        let RoleItem::Require(require) = item else {
            continue;
        };
        let mut all = |names: &[Name]| {
            let found: Vec<usize> = names
                .iter()
                .filter_map(|name| index(low, name, params))
                .collect();
            (found.len() == names.len()).then_some(found)
        };
        let kind = match &require.kind {
            tree::RequireKind::OneOf(names) => all(names).map(RequireKind::OneOf),
            tree::RequireKind::Exclusive(names) => all(names).map(RequireKind::Exclusive),
            tree::RequireKind::Together(names) => all(names).map(RequireKind::Together),
            tree::RequireKind::When(name, condition) => {
                let found = index(low, name, params);
                let mark = low.mark();
                let condition = low.condition(condition);
                low.reset(mark);
                found.map(|index| RequireKind::When(index, condition))
            }
        };
        requires.extend(kind.map(|kind| Require {
            span: require.span,
            notes: Notes::from(&require.lead),
            kind,
        }));
    }
    requires
}

fn index(low: &mut Lowering<'_, '_>, name: &Name, params: &[Param]) -> Option<usize> {
    let found = params.iter().position(|param| param.name == name.text);
    if found.is_none() {
        let known = params.iter().map(|param| param.name.as_str());
        low.problems.push(unknown("parameter", name, known));
    }
    found
}
