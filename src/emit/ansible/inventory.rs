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
use crate::fleet::program::Notes;
use crate::fleet::term::TermKind;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    for (inventory, values) in fleet.program.inventories.iter().zip(&fleet.inventories) {
        let folder = fleet.inventory_folder(inventory);
        files.about(inventory.span.or(fleet.program.project.span));
        emit_plugin(inventory, &folder, files);
        if is_regrouping(inventory) {
            continue;
        }
        if has_hosts_file(inventory) {
            let comments = fields::comments(&inventory.notes);
            let whole = hosts(inventory, &|_| true, None);
            files.yaml(format!("{folder}/hosts.yml"), &comments, &whole);
        }
        for (group, written) in inventory.groups.iter().zip(&values.group_vars) {
            files.about(group.span);
            let path = || format!("{folder}/{}", inventory.group_file(&group.emitted));
            emit_vars(files, written, path);
        }
        for vault in &inventory.vaults {
            files.copy(format!("{folder}/{}", vault.file()), vault.from.clone());
        }
        for (index, host) in (0u32..).zip(&inventory.hosts) {
            files.about(host.span);
            let path = || format!("{folder}/host_vars/{}.yml", host.name);
            emit_vars(files, values.host_vars(index, host), path);
        }
    }
    files.about(fleet.program.project.span);
    lab(fleet, files);
}

/// `lab.yml`: those of the hosts that are containers. It lies beside `hosts.yml`, so that Ansible
/// reads the same variables for it; what differs is what ssh is told.
fn lab(fleet: &Fleet, files: &mut Files) {
    let Some(lab) = &fleet.lab else {
        return;
    };
    let Some(inventory) = fleet.program.inventories.get(lab.inventory) else {
        return;
    };
    let mut vars = Fields::default();
    vars.put(
        "ansible_python_interpreter",
        Node::Str("/usr/bin/python3".into()),
    );
    // The sockets are the lab's own: one that leads to production must not be found there.
    let ssh =
        "-F lab/ssh_config -o ControlMaster=auto -o ControlPersist=60s -o ControlPath=lab/ssh-%C";
    vars.put("ansible_ssh_args", Node::Str(ssh.into()));
    let tree = hosts(
        inventory,
        &|host| lab.get(host).is_some(),
        Some(vars.into_node()),
    );
    let path = format!("{}/lab.yml", fleet.inventory_folder(inventory));
    files.yaml(path, &[], &tree);
}

/// What `-i` takes, relative to the tree.
pub(super) fn source(fleet: &Fleet, inventory: &Inventory) -> String {
    let folder = fleet.inventory_folder(inventory);
    match (&inventory.plugin, has_hosts_file(inventory)) {
        // A folder is read file by file: the plugin's, and the groups that are known already.
        (Some(_), true) => folder,
        (Some((plugin, _)), false) => format!("{folder}/{}.yml", short(plugin)),
        (None, _) => format!("{folder}/hosts.yml"),
    }
}

fn has_hosts_file(inventory: &Inventory) -> bool {
    inventory.plugin.is_none() || !is_regrouping(inventory) && has_members(inventory)
}

fn has_members(inventory: &Inventory) -> bool {
    !inventory.hosts.is_empty()
        || inventory
            .groups
            .iter()
            .any(|group| !group.children.is_empty())
}

/// `constructed` puts the hosts of the inventories named before it into groups. Variables beside it
/// would be read after theirs, and what is common would win over what one of them says.
fn is_regrouping(inventory: &Inventory) -> bool {
    let plugin = inventory.plugin.as_ref().map(|(name, _)| name.as_str());
    plugin.is_some_and(|name| matches!(name, "constructed" | "ansible.builtin.constructed"))
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
            fields.from(given.value.span);
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
            let entry = fields::noted(data::kept(&value.value), value.noted());
            (value.emitted.clone(), entry.at(value.value.span))
        })
        .collect();
    files.yaml(path(), &[], &Node::Map(entries));
}

/// The wanted hosts that are in no group but `all`.
fn ungrouped(inventory: &Inventory, wanted: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let mut grouped = vec![false; inventory.hosts.len()];
    for group in inventory.groups.iter().filter(|group| !is_all(group)) {
        for host in &group.hosts {
            if let Some(flag) = grouped.get_mut(*host as usize) {
                *flag = true;
            }
        }
    }
    (0u32..)
        .zip(&grouped)
        .filter(|(host, grouped)| !**grouped && wanted(*host))
        .map(|(host, _)| host)
        .collect()
}

fn is_all(group: &Group) -> bool {
    group.emitted == "all"
}

/// The tree of `hosts.yml`, with the hosts that are wanted.
fn hosts(inventory: &Inventory, wanted: &dyn Fn(u32) -> bool, vars: Option<Node>) -> Node {
    let mut seen = vec![false; inventory.hosts.len()];
    let mut groups = Fields::default();
    let alone = ungrouped(inventory, wanted);
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
            .map(|group| {
                (
                    group.emitted.clone(),
                    Entry::from(Node::Empty).at(group.span),
                )
            })
            .collect();
        all.put("children", Node::Map(children));
    }
    if let Some(vars) = vars {
        all.put("vars", vars);
    }
    if !all.is_empty() {
        let notes = inventory.groups.iter().find(|group| is_all(group));
        let notes = notes.map(|group| group.notes.clone()).unwrap_or_default();
        groups.put_apart("all", all.into_node(), &notes);
    }
    // In the program's order, which the fleet takes for Ansible's when it orders a play's hosts.
    for group in inventory.groups.iter().filter(|group| !is_all(group)) {
        let mut fields = Fields::default();
        let hosts = group.hosts.iter().copied();
        let hosts: Vec<u32> = hosts.filter(|host| wanted(*host)).collect();
        if !hosts.is_empty() {
            fields.put("hosts", members(inventory, &hosts, &mut seen));
        }
        let children: Vec<(EcoString, Entry)> = group
            .children
            .iter()
            .filter_map(|child| inventory.groups.get(*child as usize))
            .map(|child| {
                (
                    child.emitted.clone(),
                    Entry::from(Node::Empty).at(child.span),
                )
            })
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
        groups.from(group.span);
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
                    fields::comments(host.notes.as_deref().unwrap_or(Notes::NONE))
                };
                *seen = true;
                let entry = Entry {
                    comments,
                    ..Entry::from(Node::Empty).at(host.span)
                };
                Some((host.name.clone(), entry))
            })
            .collect(),
    )
}
