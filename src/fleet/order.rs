//! In which order Ansible goes through the hosts of a group.
//!
//! In: an inventory as it is written into `hosts.yml`: `all` with the hosts of no group, then every
//! group by name under `all`, each with its hosts, then its children. Out: for a group, its hosts
//! in the order of `ansible-playbook --list-hosts`.

use crate::check::program::Inventory;

/// The hosts in the order in which `hosts.yml` first names them.
#[must_use]
pub fn of_inventory(inventory: &Inventory) -> Vec<u32> {
    let mut seen = vec![false; inventory.hosts.len()];
    let mut order = Vec::with_capacity(inventory.hosts.len());
    let mut add = |hosts: &mut dyn Iterator<Item = u32>| {
        for host in hosts {
            if !std::mem::replace(&mut seen[host as usize], true) {
                order.push(host);
            }
        }
    };
    add(&mut alone(inventory).into_iter());
    for group in by_name(inventory) {
        add(&mut inventory.groups[group as usize].hosts.iter().copied());
    }
    order
}

/// The hosts of a group in Ansible's order: level by level, its own hosts first.
#[must_use]
pub fn of_group(inventory: &Inventory, group: u32) -> Vec<u32> {
    if inventory.groups[group as usize].name == "all" {
        return of_inventory(inventory);
    }
    let mut seen_groups = vec![false; inventory.groups.len()];
    let mut seen = vec![false; inventory.hosts.len()];
    let mut order = Vec::new();
    let mut level = vec![group];
    seen_groups[group as usize] = true;
    while !level.is_empty() {
        let mut next = Vec::new();
        for &group in &level {
            let group = &inventory.groups[group as usize];
            for &host in &group.hosts {
                if !std::mem::replace(&mut seen[host as usize], true) {
                    order.push(host);
                }
            }
            let mut children = group.children.clone();
            children.sort_by_key(|&child| &inventory.groups[child as usize].emitted);
            for child in children {
                if !std::mem::replace(&mut seen_groups[child as usize], true) {
                    next.push(child);
                }
            }
        }
        level = next;
    }
    order
}

/// The groups but `all`, by Ansible's name.
fn by_name(inventory: &Inventory) -> Vec<u32> {
    let mut groups: Vec<u32> = (0u32..)
        .zip(&inventory.groups)
        .filter(|(_, group)| group.name != "all")
        .map(|(index, _)| index)
        .collect();
    groups.sort_by_key(|&group| &inventory.groups[group as usize].emitted);
    groups
}

/// The hosts that no group names but `all`.
fn alone(inventory: &Inventory) -> Vec<u32> {
    let mut named = vec![false; inventory.hosts.len()];
    for group in inventory.groups.iter().filter(|group| group.name != "all") {
        for &host in &group.hosts {
            named[host as usize] = true;
        }
    }
    (0u32..)
        .zip(&named)
        .filter(|(_, named)| !**named)
        .map(|(host, _)| host)
        .collect()
}
