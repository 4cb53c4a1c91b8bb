//! `defaults/main.yml` and `vars/main.yml`.
//!
//! In: parameters and lets. Out: every default with its description above; a parameter without
//! one is in `meta/argument_specs.yml` only. Entries have no defaults file of their own in
//! Ansible, so theirs stand here, too.

use crate::emit::ansible::Files;
use crate::emit::ansible::data;
use crate::emit::ansible::fields::Fields;
use crate::emit::yaml::Node;
use crate::fleet::program::Notes;
use crate::fleet::program::Role;
use crate::fleet::term::TermKind;

pub(super) fn emit(role: &Role, folder: &str, files: &mut Files) {
    let mut defaults = Fields::default();
    let of_entries = role.entries.iter().flat_map(|entry| &entry.params);
    for param in role.params.iter().chain(of_entries) {
        if let Some(default) = &param.default
            && default.kind != TermKind::Unset
        {
            put(
                &mut defaults,
                &param.emitted,
                data::kept(default),
                &param.notes,
            );
            defaults.from(default.span);
        }
    }
    if !defaults.is_empty() {
        files.yaml(
            format!("{folder}/defaults/main.yml"),
            &[],
            &defaults.into_node(),
        );
    }
    let mut vars = Fields::default();
    for variable in &role.lets {
        put(
            &mut vars,
            &variable.emitted,
            data::kept(&variable.value),
            &variable.notes,
        );
        vars.from(variable.value.span);
    }
    if !vars.is_empty() {
        files.yaml(format!("{folder}/vars/main.yml"), &[], &vars.into_node());
    }
}

/// What is described stands apart.
fn put(fields: &mut Fields, name: &str, node: Node, notes: &Notes) {
    if notes.docs.is_empty() && notes.comments.is_empty() {
        fields.put_noted(name, node, notes);
    } else {
        fields.put_apart(name, node, notes);
    }
}
