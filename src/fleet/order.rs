//! In which order Ansible goes through the hosts of a group.
//!
//! In: an inventory as it is written into `hosts.yml`: `all` with the hosts of no group and every
//! group as a child, then each group with its hosts and its children. Out: for a group, its hosts
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
    for group in inventory.groups.iter().filter(|group| group.name != "all") {
        add(&mut group.hosts.iter().copied());
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
            for &child in &group.children {
                if !std::mem::replace(&mut seen_groups[child as usize], true) {
                    next.push(child);
                }
            }
        }
        level = next;
    }
    order
}

/// Whether Ansible has an order for the hosts of a group at all: it keeps the groups of a level
/// below the first in a set, so that two of them with children have none between them.
#[must_use]
pub fn is_fixed(inventory: &Inventory, group: u32) -> bool {
    if inventory.groups[group as usize].name == "all" {
        return true;
    }
    let mut seen = vec![false; inventory.groups.len()];
    let mut level = inventory.groups[group as usize].children.clone();
    while !level.is_empty() {
        let parents = level
            .iter()
            .filter(|&&group| !inventory.groups[group as usize].children.is_empty());
        if parents.count() > 1 {
            return false;
        }
        let below = level
            .iter()
            .flat_map(|&group| &inventory.groups[group as usize].children);
        level = below
            .copied()
            .filter(|&child| !std::mem::replace(&mut seen[child as usize], true))
            .collect();
    }
    true
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
