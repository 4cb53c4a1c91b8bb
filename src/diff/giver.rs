//! Who gives each host its values on one side, and the ways in which that changes.
//!
//! In: `group_vars`, `host_vars` and the roles' defaults of two sides. Out, for `base_ssh_port`: one [`Way`] from the
//! default of the role to the group `builders`, with the hosts that go it.

use std::collections::BTreeMap;

use crate::diff::compare::Pair;
use crate::diff::inventory::InventorySide;
use crate::diff::roster::Hosts;
use crate::diff::side::Side;
use crate::diff::yaml::Node;

/// What gives a value: `group web`, its place, its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Giver {
    /// `group web`.
    pub label: String,
    /// Its place.
    pub place: Option<String>,
    /// Its file.
    pub file: String,
}

impl Giver {
    fn text(&self) -> String {
        match &self.place {
            Some(place) => format!("{}, {place}", self.label),
            None => self.label.clone(),
        }
    }
}

/// For each name, which giver each host has it from.
pub struct Given {
    givers: Vec<Giver>,
    of: BTreeMap<String, BTreeMap<u32, usize>>,
}

impl Given {
    /// What is given in those inventories that stay, and by the roles' defaults.
    pub fn new(side: &Side<'_>, stays: impl Fn(&str) -> bool) -> Self {
        let mut given = Self {
            givers: Vec::new(),
            of: BTreeMap::new(),
        };
        for (_, inventory) in side.inventories.iter().filter(|(name, _)| stays(name)) {
            given.inventory(inventory);
        }
        given.defaults(side);
        given
    }

    /// Every name that somebody gives.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.of.keys()
    }

    fn inventory(&mut self, inventory: &InventorySide) {
        for name in &inventory.order {
            let Some(group) = inventory.groups.get(name) else {
                continue;
            };
            for (value, place) in &group.gives {
                let giver = self.giver(format!("group {name}"), place, &group.file);
                let hosts = self.of.entry(value.clone()).or_default();
                hosts.extend(group.members.iter().map(|host| (*host, giver)));
            }
        }
        for (name, host) in &inventory.hosts {
            for (value, place) in &host.gives {
                let giver = self.giver(format!("host {name}"), place, &host.file);
                let hosts = self.of.entry(value.clone()).or_default();
                hosts.insert(host.number, giver);
            }
        }
    }

    /// What a role falls back on where it runs.
    fn defaults(&mut self, side: &Side<'_>) {
        for (name, role) in &side.roles {
            for (value, place) in &role.defaults {
                let file = format!("roles/{}/defaults/main.yml", role.emitted);
                let giver = self.giver(format!("default of role {name}"), place, &file);
                let hosts = self.of.entry(value.clone()).or_default();
                for host in &role.hosts {
                    hosts.entry(*host).or_insert(giver);
                }
            }
        }
    }

    fn giver(&mut self, label: String, place: &Option<String>, file: &str) -> usize {
        self.givers.push(Giver {
            label,
            place: place.clone(),
            file: file.to_owned(),
        });
        self.givers.len() - 1
    }

    fn of(&self, name: &str, host: u32) -> Option<&Giver> {
        let giver = self.of.get(name)?.get(&host)?;
        self.givers.get(*giver)
    }
}

/// One way in which a name changes.
pub struct Way<'g> {
    /// Who gave it.
    pub before: Option<&'g Giver>,
    /// Who gives it.
    pub after: Option<&'g Giver>,
    /// Whom.
    pub hosts: Hosts,
    /// Who else said and says the same of some of the hosts, by file and place.
    others: [BTreeMap<(&'g str, Option<&'g str>), &'g Giver>; 2],
}

impl Way<'_> {
    /// `host db01.example.org, hosts.roll:12 and 3 more`.
    pub fn from(&self, side: usize) -> Option<String> {
        let giver = [self.before, self.after][side]?;
        Some(match self.others[side].len() {
            0 => giver.text(),
            more => format!("{} and {more} more", giver.text()),
        })
    }

    /// The files in which it is said, before and after.
    pub fn files(&self) -> impl Iterator<Item = String> {
        let first = [self.before, self.after].into_iter().flatten();
        let others = self
            .others
            .iter()
            .flat_map(|others| others.values().copied());
        first.chain(others).map(|giver| giver.file.clone())
    }
}

/// A value as a tree; nothing where its file lost it.
pub fn node(side: &Side<'_>, giver: &Giver, name: &str) -> Option<Node> {
    side.doc(&giver.file)?.get(name).cloned()
}

/// Each way in which a name changes, with the hosts on which it does.
pub fn ways<'g>(
    pair: &Pair<'_, '_>,
    name: &str,
    given: (&'g Given, &'g Given),
) -> impl Iterator<Item = Way<'g>> {
    let mut ways: BTreeMap<(Option<usize>, Option<usize>), Way<'g>> = BTreeMap::new();
    let at = |given: &Given, host: u32| given.of.get(name).and_then(|of| of.get(&host).copied());
    let known = |given: &Given| -> Hosts {
        given
            .of
            .get(name)
            .into_iter()
            .flat_map(|of| of.keys().copied())
            .collect()
    };
    let mut differs: BTreeMap<(Option<usize>, Option<usize>), bool> = BTreeMap::new();
    for host in known(given.0)
        .union(&known(given.1))
        .filter(|host| pair.stays(**host))
    {
        let key = (at(given.0, *host), at(given.1, *host));
        let (before, after) = (given.0.of(name, *host), given.1.of(name, *host));
        let differs = *differs
            .entry(key)
            .or_insert_with(|| differ(pair, name, before, after));
        if differs {
            let way = ways.entry(key).or_insert_with(|| Way {
                before,
                after,
                hosts: Hosts::new(),
                others: [BTreeMap::new(), BTreeMap::new()],
            });
            way.hosts.insert(*host);
        }
    }
    ways.into_values()
}

/// A value as it is written; nothing where nobody gives one.
pub type Text = Option<String>;

/// Hosts say the same thing in files of their own: then the texts are what counts.
pub fn merged<'g>(
    pair: &Pair<'_, '_>,
    name: &str,
    ways: impl Iterator<Item = Way<'g>>,
) -> BTreeMap<(Text, Text), Way<'g>> {
    let text = |side: &Side<'_>, giver: Option<&Giver>| {
        giver
            .and_then(|giver| node(side, giver, name))
            .map(|node| node.text())
    };
    let mut merged: BTreeMap<(Text, Text), Way<'g>> = BTreeMap::new();
    for way in ways {
        let key = (text(pair.before, way.before), text(pair.after, way.after));
        let Some(into) = merged.get_mut(&key) else {
            merged.insert(key, way);
            continue;
        };
        let pairs = [(into.before, way.before), (into.after, way.after)];
        for ((first, other), others) in pairs.into_iter().zip(&mut into.others) {
            if let (Some(first), Some(other)) = (first, other)
                && (&first.file, &first.place) != (&other.file, &other.place)
            {
                others.insert((&other.file, other.place.as_deref()), other);
            }
        }
        into.hosts.extend(way.hosts);
    }
    merged
}

fn differ(pair: &Pair<'_, '_>, name: &str, before: Option<&Giver>, after: Option<&Giver>) -> bool {
    match (before, after) {
        (None, None) => false,
        (Some(before), Some(after)) => {
            let same_file = before.file == after.file
                && pair.before.files.get(&before.file) == pair.after.files.get(&after.file);
            !same_file && node(pair.before, before, name) != node(pair.after, after, name)
        }
        (Some(one), None) => node(pair.before, one, name).is_some(),
        (None, Some(one)) => node(pair.after, one, name).is_some(),
    }
}
