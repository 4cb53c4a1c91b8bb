//! The fleet's picture as facts: which host is in which groups and runs which roles, and what of it is touched.
//!
//! In: the two sides and what was found. Out: a [`Picture`] of every host of both sides. Of
//! `web04.example.org` it says that it is new, in `web`, and runs `base`; coordinates are the drawing's.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Section};
use crate::diff::compare::{Found, Pair};
use crate::diff::roster::Hosts;
use crate::diff::side::Side;

/// How a host, its place in a group, or a role on it stands to the change: what says more is more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// As it was.
    Same,
    /// Something of it happens otherwise.
    Touched,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
}

impl Mark {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Touched => "touched",
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }

    const fn of(was: bool, is: bool, touched: bool) -> Self {
        match (was, is) {
            (false, _) => Self::Added,
            (_, false) => Self::Removed,
            _ if touched => Self::Touched,
            _ => Self::Same,
        }
    }
}

/// Groups or roles by their numbers.
pub type Marks = BTreeMap<usize, Mark>;

/// A host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnHost {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub state: Mark,
    /// The groups that hold it, or held it.
    pub groups: Marks,
    /// The roles that run on it, or ran.
    pub roles: Marks,
}

/// The fleet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The names of the groups, without `all`: the large ones first.
    pub groups: Vec<String>,
    /// The names of the roles that run anywhere: those on many hosts first.
    pub roles: Vec<String>,
    /// By name.
    pub hosts: Vec<DrawnHost>,
}

/// Sets of hosts before and after, by name.
type Sets = BTreeMap<String, (Hosts, Hosts)>;

/// The fleet as it is, with what is gone.
#[must_use]
pub fn draw(pair: &Pair<'_, '_>, found: &Found) -> Picture {
    let (old, new) = (pair.before.numbers(), pair.after.numbers());
    let mut hosts: BTreeMap<u32, DrawnHost> = old
        .union(&new)
        .map(|host| {
            let touched = found.hosts.contains(host);
            let drawn = DrawnHost {
                name: pair.roster.name(*host),
                state: Mark::of(old.contains(host), new.contains(host), touched),
                groups: Marks::new(),
                roles: Marks::new(),
            };
            (*host, drawn)
        })
        .collect();
    let touched = touched_roles(pair, found);
    let groups = by_size(groups(pair));
    for (number, (_, sets)) in groups.iter().enumerate() {
        put(&mut hosts, sets, &Hosts::new(), |host, mark| {
            host.groups.insert(number, mark);
        });
    }
    let roles = by_size(roles(pair));
    for (number, (name, sets)) in roles.iter().enumerate() {
        let touched = touched.get(name).cloned().unwrap_or_default();
        put(&mut hosts, sets, &touched, |host, mark| {
            host.roles.insert(number, mark);
        });
    }
    let names = |list: Vec<(String, (Hosts, Hosts))>| list.into_iter().map(|(name, _)| name);
    Picture {
        groups: names(groups).collect(),
        roles: names(roles).collect(),
        hosts: hosts.into_values().collect(),
    }
}

fn put(
    hosts: &mut BTreeMap<u32, DrawnHost>,
    (was, is): &(Hosts, Hosts),
    touched: &Hosts,
    mut into: impl FnMut(&mut DrawnHost, Mark),
) {
    for number in was.union(is) {
        if let Some(host) = hosts.get_mut(number) {
            let touched = touched.contains(number);
            into(
                host,
                Mark::of(was.contains(number), is.contains(number), touched),
            );
        }
    }
}

fn by_size(sets: Sets) -> Vec<(String, (Hosts, Hosts))> {
    let mut list: Vec<_> = sets
        .into_iter()
        .filter(|(_, (was, is))| !was.is_empty() || !is.is_empty())
        .collect();
    list.sort_by_key(|(_, (was, is))| std::cmp::Reverse(was.union(is).count()));
    list
}

fn groups(pair: &Pair<'_, '_>) -> Sets {
    let sides = [pair.before, pair.after];
    let several = sides.iter().any(|side| side.inventories.len() > 1);
    let mut sets = Sets::new();
    for (after, side) in sides.iter().enumerate() {
        for (inventory, one) in &side.inventories {
            for (name, group) in one.groups.iter().filter(|(name, _)| *name != "all") {
                let label = if several {
                    format!("{inventory}: {name}")
                } else {
                    name.clone()
                };
                let set = sets.entry(label).or_default();
                let set = if after == 0 { &mut set.0 } else { &mut set.1 };
                set.extend(&group.members);
            }
        }
    }
    sets
}

fn roles(pair: &Pair<'_, '_>) -> Sets {
    let mut sets = Sets::new();
    for (name, role) in &pair.before.roles {
        sets.entry(name.clone()).or_default().0.extend(&role.hosts);
    }
    for (name, role) in &pair.after.roles {
        sets.entry(name.clone()).or_default().1.extend(&role.hosts);
    }
    sets
}

/// The hosts on which each role does something else.
fn touched_roles(pair: &Pair<'_, '_>, found: &Found) -> BTreeMap<String, Hosts> {
    let mut numbers = BTreeMap::new();
    for number in pair.before.numbers().union(&pair.after.numbers()) {
        numbers.insert(pair.roster.name(*number), *number);
    }
    let mut touched: BTreeMap<String, Hosts> = BTreeMap::new();
    for task in &found.tasks {
        if let Some(role) = &task.role {
            touched.entry(role.clone()).or_default().extend(&task.hosts);
        }
    }
    let telling = |change: &&Change| !matches!(change.section, Section::Cosmetic | Section::Tests);
    for change in found.changes.iter().filter(telling) {
        let Some(role) = role_of(change, [pair.after, pair.before]) else {
            continue;
        };
        let hosts = change.hosts.names.iter();
        let hosts: BTreeSet<u32> = hosts
            .filter_map(|name| numbers.get(name).copied())
            .collect();
        touched.entry(role).or_default().extend(hosts);
    }
    touched
}

/// The role that a change is about: of `role web: Start it`, `handler web: Reload nginx` and
/// `web.port` it is `web`.
fn role_of(change: &Change, sides: [&Side<'_>; 2]) -> Option<String> {
    let known = |name: &str| sides.iter().any(|side| side.roles.contains_key(name));
    let words = ["role ", "handler ", "parameter "];
    let subject = change.subject.as_str();
    let rest = words.iter().find_map(|word| subject.strip_prefix(word));
    let name = rest.unwrap_or(subject).split(':').next()?;
    let owner = name.rsplit_once('.').map(|(owner, _)| owner);
    let mut candidates = [Some(name), owner].into_iter().flatten();
    candidates.find(|name| known(name)).map(ToOwned::to_owned)
}
