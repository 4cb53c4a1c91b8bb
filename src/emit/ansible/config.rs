//! `ansible.cfg`.
//!
//! In: the inventories and the project's own settings. Out: where inventory and roles are, and the
//! few settings without which the tree would load slower or fail later.

use crate::emit::ansible::Files;
use crate::emit::ansible::inventory;
use crate::emit::yaml;
use crate::fleet::Fleet;
use crate::fleet::program::{Inventory, PLUGIN_FOLDERS};

struct Setting {
    section: String,
    key: String,
    value: String,
    why: String,
}

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    let mut settings = usual(fleet);
    for (section, key, value) in &fleet.program.project.settings {
        match settings
            .iter_mut()
            .find(|known| known.section == **section && known.key == **key)
        {
            Some(known) => {
                known.value = value.to_string();
                known.why.clear();
            }
            None => settings.push(setting(section, key, value, "")),
        }
    }
    let mut sections: Vec<&str> = Vec::new();
    for known in &settings {
        if !sections.contains(&known.section.as_str()) {
            sections.push(&known.section);
        }
    }
    let mut text = format!("# {}\n", yaml::GENERATED);
    for section in sections {
        text.push_str(&format!("\n[{section}]\n"));
        for known in settings.iter().filter(|known| known.section == section) {
            if !known.why.is_empty() {
                text.push_str(&format!("# {}\n", known.why));
            }
            if !known.key.is_empty() {
                // A value's further lines are part of it only when they are indented.
                let value = known.value.replace('\n', "\n  ");
                text.push_str(format!("{} = {value}", known.key).trim_end());
                text.push('\n');
            }
        }
    }
    files.text("ansible.cfg", text);
}

fn usual(fleet: &Fleet) -> Vec<Setting> {
    let inventories = &fleet.program.inventories;
    let inventory = match inventories.as_slice() {
        [] => None,
        [only] => Some(setting(
            "defaults",
            "inventory",
            &inventory::source(fleet, only),
            "",
        )),
        [first, ..] => Some(setting(
            "defaults",
            "",
            "",
            &format!(
                "One of several inventories is named on each run, as in: -i {}",
                inventory::source(fleet, first)
            ),
        )),
    };
    inventory
        .into_iter()
        .chain([setting("defaults", "roles_path", "roles", "")])
        .chain(
            PLUGIN_FOLDERS
                .into_iter()
                .map(|(folder, _)| folder)
                .filter(|folder| fleet.program.has_plugins(folder))
                .map(|folder| setting("defaults", folder, folder, "")),
        )
        .chain([setting(
            "inventory",
            "enable_plugins",
            "host_list, yaml, auto, ini",
            "YAML first: the usual order reads each inventory file twice.",
        )])
        // `as "web-servers"` was asked for: Ansible need not complain of it on each run.
        .chain(has_dashes(fleet).then(|| {
            setting(
                "defaults",
                "force_valid_group_names",
                "ignore",
                "Names of groups may hold dashes.",
            )
        }))
        // Where none is configured, a run without `-i` has none to read.
        .chain((inventories.len() == 1).then(|| {
            setting(
                "inventory",
                "unparsed_is_failed",
                "true",
                "An inventory that cannot be read is an error, not an empty one.",
            )
        }))
        .collect()
}

fn has_dashes(fleet: &Fleet) -> bool {
    let groups = |inventory: &Inventory| {
        let mut groups = inventory.groups.iter();
        groups.any(|group| group.emitted.contains('-'))
    };
    fleet.program.inventories.iter().any(groups)
}

fn setting(section: &str, key: &str, value: &str, why: &str) -> Setting {
    Setting {
        section: section.to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
        why: why.to_owned(),
    }
}
