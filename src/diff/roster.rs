//! Every host of both sides by number, and sets of them in words.
//!
//! In: the numbers of `web01`, `web02` and `web03`. Out: `web (3 hosts)` if that is exactly the
//! group `web`, else the groups that fit into it and the names that are left.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::Reach;
use crate::diff::state::HostKey;

/// A set of hosts.
pub type Hosts = BTreeSet<u32>;

/// How many names or groups are written out.
const SHOWN: usize = 3;

/// Every host of both sides.
#[derive(Debug, Default)]
pub struct Roster {
    keys: Vec<HostKey>,
    numbers: BTreeMap<HostKey, u32>,
    /// Groups with their hosts, the large ones first.
    groups: Vec<(String, Hosts)>,
    inventories: usize,
}

impl Roster {
    /// Of hosts, and of groups as `web` or `production: web`.
    #[must_use]
    pub fn new(
        hosts: BTreeSet<HostKey>,
        groups: BTreeMap<(String, String), BTreeSet<HostKey>>,
    ) -> Self {
        let keys: Vec<HostKey> = hosts.into_iter().collect();
        let numbers: BTreeMap<HostKey, u32> = keys.iter().cloned().zip(0u32..).collect();
        let inventories: BTreeSet<&String> = keys
            .iter()
            .map(|(inventory, _)| inventory)
            .chain(groups.keys().map(|(inventory, _)| inventory))
            .collect();
        let inventories = inventories.len();
        let mut groups: Vec<(String, Hosts)> = groups
            .into_iter()
            .filter(|(_, members)| !members.is_empty())
            .map(|((inventory, group), members)| {
                let name = match (group.as_str(), inventories > 1) {
                    ("all", true) => format!("all of {inventory}"),
                    ("all", false) => "all".to_owned(),
                    (_, true) => format!("{inventory}: {group}"),
                    (_, false) => group,
                };
                let members = members
                    .iter()
                    .filter_map(|key| numbers.get(key).copied())
                    .collect();
                (name, members)
            })
            .collect();
        groups.sort_by(|(a, of_a), (b, of_b)| of_b.len().cmp(&of_a.len()).then(a.cmp(b)));
        Self {
            keys,
            numbers,
            groups,
            inventories,
        }
    }

    /// The number of a host.
    #[must_use]
    pub fn number(&self, key: &HostKey) -> Option<u32> {
        self.numbers.get(key).copied()
    }

    /// The inventory and the name of a host.
    #[must_use]
    pub fn key(&self, host: u32) -> Option<&HostKey> {
        self.keys.get(host as usize)
    }

    /// The name, with its inventory where there are several.
    #[must_use]
    pub fn name(&self, host: u32) -> String {
        match self.key(host) {
            Some((inventory, name)) if self.inventories > 1 => format!("{inventory}: {name}"),
            Some((_, name)) => name.clone(),
            None => String::new(),
        }
    }

    /// A set of hosts for a report.
    #[must_use]
    pub fn reach(&self, hosts: &Hosts) -> Reach {
        Reach {
            count: hosts.len(),
            text: self.text(hosts),
            names: hosts.iter().map(|host| self.name(*host)).collect(),
        }
    }

    /// In words.
    #[must_use]
    pub fn text(&self, hosts: &Hosts) -> String {
        if let [one] = hosts.iter().collect::<Vec<_>>().as_slice() {
            return self.name(**one);
        }
        if let Some((name, _)) = self.groups.iter().find(|(_, members)| members == hosts) {
            return if name == "all" {
                format!("all {} hosts", hosts.len())
            } else {
                format!("{name} ({} hosts)", hosts.len())
            };
        }
        if hosts.len() <= SHOWN {
            return self.names(hosts);
        }
        if let Some(text) = self.all_but(hosts) {
            return text;
        }
        let mut left = hosts.clone();
        let mut parts = Vec::new();
        for (name, members) in &self.groups {
            if parts.len() < SHOWN && members.len() > 1 && members.is_subset(&left) {
                parts.push(format!("{name} ({})", members.len()));
                left = left.difference(members).copied().collect();
            }
        }
        if parts.is_empty() {
            return self.names(hosts);
        }
        if !left.is_empty() {
            parts.push(self.names(&left));
        }
        parts.join(", ")
    }

    /// `all but disabled (17 hosts)`.
    fn all_but(&self, hosts: &Hosts) -> Option<String> {
        let (name, all) = self.groups.first()?;
        let lacks: Hosts = all.difference(hosts).copied().collect();
        if !hosts.is_subset(all) || lacks.is_empty() || lacks.len() * 3 > all.len() {
            return None;
        }
        let group = self.groups.iter().find(|(_, members)| *members == lacks);
        let lacks = match group {
            Some((group, _)) => group.clone(),
            None if lacks.len() <= SHOWN => self.names(&lacks),
            None => return None,
        };
        Some(format!("{name} but {lacks} ({} hosts)", hosts.len()))
    }

    fn names(&self, hosts: &Hosts) -> String {
        let shown: Vec<String> = hosts.iter().take(SHOWN).map(|h| self.name(*h)).collect();
        match hosts.len().saturating_sub(SHOWN) {
            0 => shown.join(", "),
            rest => format!("{} and {rest} more", shown.join(", ")),
        }
    }
}
