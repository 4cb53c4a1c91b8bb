//! Groups of one inventory: what is common and what the inventory says, put together.
//!
//! In: every place where a group is opened. Out: for each group its places, in the order common,
//! own, and its name in Ansible.

use std::collections::BTreeMap;

use ecow::EcoString;

use crate::check::error::inventory::InventoryError;
use crate::check::expr::Lowering;
use crate::check::inventory::expand::Declared;
use crate::diagnostic::Problems;
use crate::source::Span;

/// A group of one inventory, before its values.
#[derive(Debug)]
pub struct Opened {
    /// Its name in Ansible.
    pub emitted: EcoString,
    /// Where it is opened: indices of declarations, common ones first.
    pub at: Vec<usize>,
}

/// The groups of an inventory, by name; `all` is always there.
pub fn collect(
    declared: &Declared<'_>,
    inventory: Option<usize>,
    lowering: &mut Lowering<'_, '_>,
) -> BTreeMap<EcoString, Opened> {
    let mut groups: BTreeMap<EcoString, Opened> = BTreeMap::new();
    groups.insert(
        "all".into(),
        Opened {
            emitted: "all".into(),
            at: Vec::new(),
        },
    );
    for own in [false, true] {
        for (index, group) in declared
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| !group.ghost)
        {
            let here = if own {
                group.inventory.is_some() && group.inventory == inventory
            } else {
                group.inventory.is_none()
            };
            if !here {
                continue;
            }
            let alias = group
                .alias
                .and_then(|alias| Some((lowering.text_now(alias)?, alias.span)));
            let name = &group.name.text;
            let opened = groups.entry(name.clone()).or_insert_with(|| Opened {
                emitted: alias
                    .as_ref()
                    .map_or_else(|| name.clone(), |(alias, _)| alias.clone()),
                at: Vec::new(),
            });
            if let (Some((alias, span)), Some(&first)) = (&alias, opened.at.first())
                && *alias != opened.emitted
            {
                lowering.problems.push(InventoryError::TwoAnsibleNames {
                    name: name.to_string(),
                    again: *span,
                    emitted: alias.to_string(),
                    first: declared.groups[first].name.span,
                });
            }
            if opened.at.is_empty() {
                let span = alias.map_or(group.name.span, |(_, span)| span);
                check_name(name, &opened.emitted, span, lowering.problems);
            }
            let again = opened
                .at
                .iter()
                .find(|&&first| declared.groups[first].inventory == group.inventory);
            if let (Some(&first), false) = (again, name == "all") {
                lowering.problems.push(InventoryError::DuplicateGroup {
                    name: name.to_string(),
                    again: group.name.span,
                    first: declared.groups[first].name.span,
                });
            }
            opened.at.push(index);
        }
    }
    same_in_ansible(declared, &groups, lowering.problems);
    groups
}

fn check_name(name: &str, emitted: &str, span: Span, problems: &mut Problems) {
    let plain = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
    let reason = if emitted == "ungrouped" || (emitted == "all" && name != "all") {
        format!("`{emitted}` is one of Ansible's own")
    } else if name == "all" && emitted != "all" {
        String::from("`all` is Ansible's own and keeps its name")
    } else if emitted == "localhost" {
        String::from("`localhost` is a host")
    } else if !emitted.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_') {
        String::from("it must begin with a letter or `_`")
    } else if let Some(char) = emitted.chars().find(|char| !plain(*char)) {
        format!("it holds {char:?}")
    } else {
        return;
    };
    problems.push(InventoryError::BadGroupName {
        name: emitted.to_owned(),
        reason,
        span,
    });
}

fn same_in_ansible(
    declared: &Declared<'_>,
    groups: &BTreeMap<EcoString, Opened>,
    problems: &mut Problems,
) {
    let mut by_emitted: BTreeMap<&EcoString, &EcoString> = BTreeMap::new();
    let place = |name: &EcoString| {
        let at = groups.get(name).and_then(|opened| opened.at.first());
        at.map_or_else(Span::default, |&at| declared.groups[at].name.span)
    };
    for (name, opened) in groups {
        if let Some(first) = by_emitted.insert(&opened.emitted, name) {
            problems.push(InventoryError::SameInAnsible {
                first_name: first.to_string(),
                name: name.to_string(),
                emitted: opened.emitted.to_string(),
                again: place(name),
                first: place(first),
            });
        }
    }
}
