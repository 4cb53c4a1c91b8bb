//! The inventories of one side: hosts and groups by name, with what each gives and its file.
//!
//! In: an inventory of the fleet. Out: an [`InventorySide`]; of `group web` it knows the members,
//! the file `inventory/group_vars/web.yml`, and the names of what stands there.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::moved::Renames;
use crate::diff::roster::{Hosts, Roster};
use crate::diff::side::Side;
use crate::diff::state::{HostKey, depths};
use crate::fleet::Fleet;
use crate::fleet::IMPLICIT_LOCALHOST;
use crate::fleet::program::{Given, Inventory as Declared};

/// An inventory.
#[derive(Debug, Default)]
pub struct InventorySide {
    /// `inventory`, or `inventory/staging`.
    pub folder: String,
    /// The plugin that fills it, with its file.
    pub plugin: Option<String>,
    /// By name.
    pub hosts: BTreeMap<String, HostSide>,
    /// By name.
    pub groups: BTreeMap<String, GroupSide>,
    /// The names of the groups as Ansible reads them: what comes later wins.
    pub order: Vec<String>,
    /// Encrypted files: how they are called in the source, and where they stand.
    pub vaults: Vec<(String, String)>,
}

/// A host.
#[derive(Debug, Default)]
pub struct HostSide {
    /// Its number.
    pub number: u32,
    /// Where it is written.
    pub place: Option<String>,
    /// Its file.
    pub file: String,
    /// What it is given: Ansible's names, and where.
    pub gives: Vec<(String, Option<String>)>,
}

/// A group.
#[derive(Debug, Default)]
pub struct GroupSide {
    /// Ansible's name.
    pub emitted: String,
    /// Filled at run time.
    pub dynamic: bool,
    /// Every host below it.
    pub members: Hosts,
    /// Those that it holds itself.
    pub direct: Hosts,
    /// The groups that it holds itself.
    pub children: BTreeSet<String>,
    /// Where it is written.
    pub place: Option<String>,
    /// Its file.
    pub file: String,
    /// What it gives: Ansible's names, and where.
    pub gives: Vec<(String, Option<String>)>,
}

impl Side<'_> {
    /// Reads every inventory.
    pub(super) fn read_inventories(&mut self, roster: &Roster, renames: &Renames) {
        let program = &self.fleet.program;
        for (declared, resolved) in program.inventories.iter().zip(&self.fleet.inventories) {
            let folder = self.fleet.inventory_folder(declared);
            let number = |host: u32| -> Option<u32> {
                let host = declared.hosts.get(host as usize)?;
                let name = renames.host(&host.name);
                roster.number(&(declared.name.to_string(), name))
            };
            let giver = |given: &Given| (renames.word(&given.emitted), self.at(given.span));
            let mut made = InventorySide {
                plugin: declared.plugin.as_ref().map(|(plugin, _)| {
                    let short = plugin.rsplit('.').next().unwrap_or(plugin);
                    format!("{folder}/{short}.yml")
                }),
                order: order(declared, renames),
                ..InventorySide::default()
            };
            for (index, group) in declared.groups.iter().enumerate() {
                let emitted = renames.group_emitted(&group.emitted);
                let child = |child: &u32| {
                    let child = declared.groups.get(*child as usize)?;
                    Some(renames.group(&child.name))
                };
                let side = GroupSide {
                    file: format!("{folder}/{}", declared.group_file(&emitted)),
                    emitted,
                    dynamic: group.dynamic || declared.plugin.is_some(),
                    members: resolved
                        .members
                        .get(index)
                        .into_iter()
                        .flatten()
                        .filter_map(|host| number(*host))
                        .collect(),
                    direct: group
                        .hosts
                        .iter()
                        .filter_map(|host| number(*host))
                        .collect(),
                    children: group.children.iter().filter_map(child).collect(),
                    place: self.at(group.span),
                    gives: resolved
                        .group_vars
                        .get(index)
                        .into_iter()
                        .flatten()
                        .map(giver)
                        .collect(),
                };
                made.groups.insert(renames.group(&group.name), side);
            }
            for (index, host) in (0u32..).zip(&declared.hosts) {
                let Some(number) = number(index) else {
                    continue;
                };
                let name = renames.host(&host.name);
                let written = resolved.host_vars(index, host);
                let side = HostSide {
                    number,
                    place: self.at(host.span),
                    file: format!("{folder}/host_vars/{name}.yml"),
                    gives: written.into_iter().map(giver).collect(),
                };
                made.hosts.insert(name, side);
            }
            let vaults = declared.vaults.iter();
            made.vaults = vaults
                .map(|vault| (vault.path.to_string(), format!("{folder}/{}", vault.file())))
                .collect();
            made.folder = folder;
            self.inventories.insert(declared.name.to_string(), made);
        }
    }
}

fn order(declared: &Declared, renames: &Renames) -> Vec<String> {
    let depths = depths(declared);
    let mut order: Vec<usize> = (0..declared.groups.len()).collect();
    order.sort_by_key(|&group| (depths[group], &declared.groups[group].emitted));
    let name = |group: usize| renames.group(&declared.groups[group].name);
    order.into_iter().map(name).collect()
}

/// The hosts that a fleet knows, and `localhost` where a play reaches it.
#[must_use]
pub fn host_keys(fleet: &Fleet, renames: &Renames) -> BTreeSet<HostKey> {
    let mut found = BTreeSet::new();
    for (index, declared) in fleet.program.inventories.iter().enumerate() {
        let name = |name: String| (declared.name.to_string(), name);
        found.extend(
            declared
                .hosts
                .iter()
                .map(|host| name(renames.host(&host.name))),
        );
        let local = fleet.plays.iter().any(|play| {
            let hosts = play.hosts.get(index);
            hosts.is_some_and(|hosts| hosts.contains(&IMPLICIT_LOCALHOST))
        });
        if local {
            found.insert(name("localhost".to_owned()));
        }
    }
    found
}

/// The hosts below each group: by inventory and group.
#[must_use]
pub fn group_keys(
    fleet: &Fleet,
    renames: &Renames,
) -> BTreeMap<(String, String), BTreeSet<HostKey>> {
    let mut found = BTreeMap::new();
    for (declared, resolved) in fleet.program.inventories.iter().zip(&fleet.inventories) {
        for (group, members) in declared.groups.iter().zip(&resolved.members) {
            let hosts = members.iter().filter_map(|host| {
                let host = declared.hosts.get(*host as usize)?;
                Some((declared.name.to_string(), renames.host(&host.name)))
            });
            let key = (declared.name.to_string(), renames.group(&group.name));
            found.insert(key, hosts.collect());
        }
    }
    found
}
