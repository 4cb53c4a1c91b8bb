//! `.ansible-lint`, where the tree holds what others wrote, or names that they rely on.
//!
//! In: a role that is carried over as it is; a role with `prefix = "rdo_"`. Out: its folder among `exclude_paths`; the one rule
//! that wants the role's own name before its variables in `skip_list`. Everything else is held to the whole profile, and
//! there is no file where nothing else is.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::emit::ansible::Files;
use crate::emit::ansible::fields::Fields;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Origin;
use crate::fleet::program::Role;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    let program = &fleet.program;
    let roles = program
        .roles
        .iter()
        .filter(|role| matches!(role.origin, Some(Origin::Folder { .. })))
        .map(|role| format!("roles/{}/", role.emitted));
    let plugins = program.plugins.iter().map(|plugin| plugin.path.clone());
    let carried: BTreeSet<String> = roles.chain(plugins).collect();
    let own = program.roles.iter().filter(|role| role.origin.is_none());
    let (mut named, mut otherwise) = (Vec::new(), Vec::new());
    for role in own {
        if !is_plain(&role.emitted) {
            named.push(role.emitted.as_str());
        }
        if !has_own_prefix(role) {
            otherwise.push(role.emitted.as_str());
        }
    }
    let mut file = Fields::default();
    let mut why: Vec<EcoString> = Vec::new();
    if !carried.is_empty() {
        let paths = carried
            .into_iter()
            .map(|path| Entry::from(Node::Data(path.into())))
            .collect();
        file.put("exclude_paths", Node::List(paths));
        why.push("What others wrote is carried over as it is, and is theirs to mend.".into());
    }
    let mut skipped: Vec<Entry> = Vec::new();
    if !named.is_empty() {
        skipped.push(Node::Str("role-name".into()).into());
        why.push(
            format!(
                "Roles keep the names that others know: {}.",
                named.join(", ")
            )
            .into(),
        );
    }
    if !otherwise.is_empty() {
        skipped.push(Node::Str("var-naming[no-role-prefix]".into()).into());
        let roles = otherwise.join(", ");
        why.push(format!("Variables have the prefix that their role gives them: {roles}.").into());
    }
    if !skipped.is_empty() {
        file.put("skip_list", Node::List(skipped));
    }
    if !file.is_empty() {
        files.yaml(".ansible-lint", &why, &file.into_node());
    }
}

/// Whether ansible-lint takes it for a role's name.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

/// Whether its variables begin with the role's name, as ansible-lint wants it.
fn has_own_prefix(role: &Role) -> bool {
    let name = role.emitted.replace("-", "_");
    let rest = role.prefix.strip_prefix(name.as_str());
    rest.is_some_and(|rest| rest.starts_with('_'))
}
