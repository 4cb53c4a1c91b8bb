//! Inventories: hosts, groups, and the values of each.
//!
//! In: an inventory of the program and what the fleet computed for it. Out: `hosts.yml` with
//! hosts and groups only, a file in `group_vars` and `host_vars` for each that has values. Every
//! group stands once, at the first level: whatever its parents, one change is one line.

use ecow::EcoString;

use crate::emit::ansible::Files;
use crate::emit::ansible::data;
use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Given;
use crate::fleet::program::Group;
use crate::fleet::program::Inventory;
use crate::fleet::term::TermKind;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    for (inventory, values) in fleet.program.inventories.iter().zip(&fleet.inventories) {
        let folder = folder(fleet, inventory);
        emit_plugin(inventory, &folder, files);
        if has_hosts_file(inventory) {
            let comments = fields::comments(&inventory.notes);
            files.yaml(format!("{folder}/hosts.yml"), &comments, &hosts(inventory));
        }
        for (group, written) in inventory.groups.iter().zip(&values.group_vars) {
            // Beside a folder Ansible would not read the file of that name.
            let within = group.emitted == "all" && !inventory.vaults.is_empty();
            let end = if within { "/main" } else { "" };
            let path = || format!("{folder}/group_vars/{}{end}.yml", group.emitted);
            emit_vars(files, written, path);
        }
        for vault in &inventory.vaults {
            let path = format!("{folder}/group_vars/all/{}", vault.path);
            files.copy(path, vault.from.clone());
        }
        for (index, host) in (0u32..).zip(&inventory.hosts) {
            let path = || format!("{folder}/host_vars/{}.yml", host.name);
            emit_vars(files, values.host_vars(index, host), path);
        }
    }
}

/// What `-i` takes, relative to the tree.
pub(super) fn source(fleet: &Fleet, inventory: &Inventory) -> String {
    let folder = folder(fleet, inventory);
    match (&inventory.plugin, has_hosts_file(inventory)) {
        // A folder is read file by file: the plugin's, and the groups that are known already.
        (Some(_), true) => folder,
        (Some((plugin, _)), false) => format!("{folder}/{}.yml", short(plugin)),
        (None, _) => format!("{folder}/hosts.yml"),
    }
}

/// The only inventory stands in `inventory/` itself.
fn folder(fleet: &Fleet, inventory: &Inventory) -> String {
    if fleet.program.inventories.len() == 1 && inventory.name == "hosts" {
        "inventory".to_owned()
    } else {
        format!("inventory/{}", inventory.name)
    }
}

fn has_hosts_file(inventory: &Inventory) -> bool {
    inventory.plugin.is_none()
        || !inventory.hosts.is_empty()
        || inventory
            .groups
            .iter()
            .any(|group| !group.children.is_empty())
}

fn emit_plugin(inventory: &Inventory, folder: &str, files: &mut Files) {
    let Some((plugin, settings)) = &inventory.plugin else {
        return;
    };
    let mut fields = Fields::default();
    fields.put("plugin", Node::Data(plugin.clone()));
    for given in settings {
        if let Some(node) = data::argument(&given.value) {
            fields.put_noted(given.emitted.clone(), node, given.noted());
        }
    }
    files.yaml(
        format!("{folder}/{}.yml", short(plugin)),
        &fields::comments(&inventory.notes),
        &fields.into_node(),
    );
}

fn short(plugin: &str) -> &str {
    plugin.rsplit('.').next().unwrap_or(plugin)
}

/// `host_vars/NAME.yml`, if there is something to say.
fn emit_vars<'f>(
    files: &mut Files,
    written: impl IntoIterator<Item = &'f Given>,
    path: impl Fn() -> String,
) {
    // What a vault itself declares by that name is there already.
    let own = |value: &&Given| !matches!(&value.value.kind, TermKind::Ref(name) if name.emitted == value.emitted);
    let written: Vec<&Given> = written.into_iter().filter(own).collect();
    if written.is_empty() {
        return;
    }
    let entries = written
        .iter()
        .map(|value| {
            let entry = fields::noted(data::variable(&value.value), value.noted());
            (value.emitted.clone(), entry)
        })
        .collect();
    files.yaml(path(), &[], &Node::Map(entries));
}

/// The tree of `hosts.yml`.
fn hosts(inventory: &Inventory) -> Node {
    let mut seen = vec![false; inventory.hosts.len()];
    let mut groups = Fields::default();
    let is_all = |group: &Group| group.emitted == "all";
    let mut grouped = vec![false; inventory.hosts.len()];
    for group in inventory.groups.iter().filter(|group| !is_all(group)) {
        for host in &group.hosts {
            if let Some(flag) = grouped.get_mut(*host as usize) {
                *flag = true;
            }
        }
    }
    let alone: Vec<u32> = (0u32..)
        .zip(&grouped)
        .filter(|(_, grouped)| !**grouped)
        .map(|(host, _)| host)
        .collect();
    let mut all = Fields::default();
    if !alone.is_empty() {
        all.put("hosts", members(inventory, &alone, &mut seen));
    }
    // Ansible goes through groups of the second level in no order of its own. As children of
    // `all` they are of the first, and a play on `all` has the same order everywhere.
    if inventory
        .groups
        .iter()
        .any(|group| !is_all(group) && !group.children.is_empty())
    {
        let names = inventory.groups.iter().filter(|group| !is_all(group));
        let children = names
            .map(|group| (group.emitted.clone(), Node::Empty.into()))
            .collect();
        all.put("children", Node::Map(children));
    }
    if !all.is_empty() {
        let notes = inventory.groups.iter().find(|group| is_all(group));
        let notes = notes.map(|group| group.notes.clone()).unwrap_or_default();
        groups.put_apart("all", all.into_node(), &notes);
    }
    // In the program's order, which the fleet takes for Ansible's when it orders a play's hosts.
    for group in inventory.groups.iter().filter(|group| !is_all(group)) {
        let mut fields = Fields::default();
        if !group.hosts.is_empty() {
            fields.put("hosts", members(inventory, &group.hosts, &mut seen));
        }
        let children: Vec<(EcoString, Entry)> = group
            .children
            .iter()
            .filter_map(|child| inventory.groups.get(*child as usize))
            .map(|child| (child.emitted.clone(), Node::Empty.into()))
            .collect();
        if !children.is_empty() {
            fields.put("children", Node::Map(children));
        }
        let node = if fields.is_empty() {
            Node::Empty
        } else {
            fields.into_node()
        };
        groups.put_apart(group.emitted.clone(), node, &group.notes);
    }
    if groups.is_empty() {
        groups.put("all", Node::Empty);
    }
    groups.into_node()
}

/// Hosts of a group; what was written about a host stands where it comes first.
fn members(inventory: &Inventory, hosts: &[u32], seen: &mut [bool]) -> Node {
    Node::Map(
        hosts
            .iter()
            .filter_map(|index| {
                let host = inventory.hosts.get(*index as usize)?;
                let seen = seen.get_mut(*index as usize)?;
                let comments = if *seen {
                    Vec::new()
                } else {
                    fields::comments(&host.notes)
                };
                *seen = true;
                let entry = Entry {
                    comments,
                    ..Entry::from(Node::Empty)
                };
                Some((host.name.clone(), entry))
            })
            .collect(),
    )
}
