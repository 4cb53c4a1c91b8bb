//! `.ansible-lint`, where the tree holds what others wrote.
//!
//! In: a role that is carried over as it is. Out: its folder among `exclude_paths`; everything that
//! is generated is held to the whole profile. No file where all is generated.

use std::collections::BTreeSet;

use crate::emit::ansible::Files;
use crate::emit::ansible::fields::Fields;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Origin;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    let program = &fleet.program;
    let roles = program
        .roles
        .iter()
        .filter(|role| matches!(role.origin, Some(Origin::Folder { .. })))
        .map(|role| format!("roles/{}/", role.emitted));
    let plugins = program.plugins.iter().map(|plugin| plugin.path.clone());
    let carried: BTreeSet<String> = roles.chain(plugins).collect();
    if carried.is_empty() {
        return;
    }
    let paths = carried
        .into_iter()
        .map(|path| Entry::from(Node::Data(path.into())))
        .collect();
    let mut file = Fields::default();
    file.put("exclude_paths", Node::List(paths));
    let why = ["What others wrote is carried over as it is, and is theirs to mend.".into()];
    files.yaml(".ansible-lint", &why, &file.into_node());
}
