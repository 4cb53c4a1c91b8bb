//! Variables that two roles of a play share.
//!
//! Roles with `prefix = ""`, or with the same prefix, may name a parameter alike. In Ansible it is
//! then one variable: it must have one type and one default.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::error::play::PlayError;
use crate::check::mention::shape;
use crate::check::program::{Param, Play, Role, RoleId};
use crate::diagnostic::Problems;

/// Reports parameters of the roles of a play that share a name and differ.
pub fn check(roles: &[Role], applied: &BTreeSet<RoleId>, play: &Play, problems: &mut Problems) {
    let mut known: BTreeMap<&EcoString, (&Role, &Param)> = BTreeMap::new();
    for role in applied.iter().filter_map(|id| roles.get(id.0 as usize)) {
        for param in &role.params {
            let Some((first_role, first)) = known.insert(&param.emitted, (role, param)) else {
                continue;
            };
            let default = |param: &Param| param.default.as_ref().map(|term| shape(&term.kind));
            if first.ty != param.ty || default(first) != default(param) {
                problems.push(PlayError::SharedName {
                    name: param.emitted.to_string(),
                    first_role: first_role.name.to_string(),
                    role: role.name.to_string(),
                    play: play.on.span,
                    first: first.span,
                    second: param.span,
                });
            }
        }
    }
}
