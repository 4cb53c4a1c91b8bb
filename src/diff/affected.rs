//! What a change reaches: roles, plays, hosts and tests.
//!
//! In: the state before and the state now, say with another line in `role journal`. Out: `journal`
//! and every role that applies it, the plays that run one of these, their hosts, and the tests that
//! converge them, each with the reason. It errs on the side of more: what cannot be told apart
//! counts as reached.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diff::state::{HostKey, PlayKey, PlayState, State};

/// What is reached; sorted by name.
#[derive(Debug, Default, Serialize)]
pub struct Affected {
    /// Why everything is, if everything is.
    pub everything: Vec<String>,
    /// Roles.
    pub roles: Vec<Named>,
    /// Plays.
    pub plays: Vec<PlayNamed>,
    /// Hosts on which a play does something else now.
    pub hosts: Vec<HostNamed>,
    /// Tests whose outcome may be another.
    pub tests: Vec<TestNamed>,
}

/// A role.
#[derive(Debug, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Why.
    pub because: Vec<String>,
}

/// A play.
#[derive(Debug, Serialize)]
pub struct PlayNamed {
    /// Its playbook.
    pub playbook: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub because: Vec<String>,
}

/// A host.
#[derive(Debug, Serialize)]
pub struct HostNamed {
    /// Its inventory.
    pub inventory: String,
    /// Its name.
    pub name: String,
    /// The plays that reach it: `site: Web servers`.
    pub because: Vec<String>,
}

/// A test.
#[derive(Debug, Serialize)]
pub struct TestNamed {
    /// Its name.
    pub name: String,
    /// The Molecule scenario.
    pub scenario: String,
    /// Why.
    pub because: Vec<String>,
}

/// What the change from one state to another reaches.
#[must_use]
pub fn affected(old: &State, new: &State) -> Affected {
    let comparison = Comparison::new(old, new);
    let everything = comparison.everything.clone();
    let plays = comparison.plays();
    let mut by_host: BTreeMap<&HostKey, Vec<String>> = BTreeMap::new();
    for ((playbook, name), reached) in &plays {
        for host in &reached.hosts {
            let reasons = by_host.entry(host).or_default();
            reasons.push(format!("{playbook}: {name}"));
        }
    }
    // A host that no play reached, or reaches, may still come or go.
    for host in new
        .hosts
        .keys()
        .filter(|host| !old.hosts.contains_key(*host))
    {
        by_host.entry(host).or_default().push("new".to_owned());
    }
    for host in old
        .hosts
        .keys()
        .filter(|host| !new.hosts.contains_key(*host))
    {
        by_host.entry(host).or_default().push("removed".to_owned());
    }
    let tests = comparison.tests(&plays);
    let hosts = by_host.into_iter().map(|(host, because)| HostNamed {
        inventory: host.0.clone(),
        name: host.1.clone(),
        because,
    });
    Affected {
        roles: comparison.roles(),
        hosts: hosts.collect(),
        tests,
        plays: plays
            .iter()
            .map(|((playbook, name), reached)| PlayNamed {
                playbook: playbook.clone(),
                name: name.clone(),
                because: reached.because.clone(),
            })
            .collect(),
        everything,
    }
}

/// A play that is reached.
struct Reached {
    because: Vec<String>,
    /// Where it does something else.
    hosts: BTreeSet<HostKey>,
    /// Whether it does on every host.
    everywhere: bool,
}

struct Comparison<'s> {
    old: &'s State,
    new: &'s State,
    everything: Vec<String>,
    /// Roles whose tasks may do something else, with the reasons.
    roles: BTreeMap<String, Vec<String>>,
    /// Values that differ: where, and which.
    values: BTreeMap<&'s HostKey, BTreeSet<&'s str>>,
}

impl<'s> Comparison<'s> {
    fn new(old: &'s State, new: &'s State) -> Self {
        let mut values = BTreeMap::new();
        for (host, now) in &new.hosts {
            if let Some(before) = old.hosts.get(host) {
                let names = differing(before, now);
                if !names.is_empty() {
                    values.insert(host, names);
                }
            }
        }
        let everything = differing(&old.shared, &new.shared);
        Self {
            old,
            new,
            everything: everything.into_iter().map(ToOwned::to_owned).collect(),
            roles: roles(old, new),
            values,
        }
    }

    /// Roles by their own change and by that of their parameters' values.
    fn roles(&self) -> Vec<Named> {
        let mut found = self.roles.clone();
        let mut given: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for (host, names) in &self.values {
            for name in names {
                for state in [self.old, self.new] {
                    if let Some(role) = state.owners.get(*name) {
                        let hosts = given.entry((role, name)).or_default();
                        if hosts.last() != Some(&host.1.as_str()) {
                            hosts.push(&host.1);
                        }
                    }
                }
            }
        }
        for ((role, name), hosts) in given {
            let reason = format!("value of {name} on {}", few(&hosts));
            found.entry(role.to_owned()).or_default().push(reason);
        }
        if !self.everything.is_empty() {
            for name in self.new.roles.keys() {
                let reasons = found.entry(name.clone()).or_default();
                reasons.extend(self.everything.iter().cloned());
            }
        }
        let named = |(name, because)| Named { name, because };
        found.into_iter().map(named).collect()
    }

    fn plays(&self) -> BTreeMap<PlayKey, Reached> {
        let mut found = BTreeMap::new();
        let keys: BTreeSet<&PlayKey> = self.old.plays.keys().chain(self.new.plays.keys()).collect();
        for key in keys {
            let reached = match (self.old.plays.get(key), self.new.plays.get(key)) {
                (Some(before), Some(now)) => self.play(before, now),
                (None, Some(only)) => wholly("new", only),
                (Some(only), None) => wholly("removed", only),
                (None, None) => continue,
            };
            if !reached.because.is_empty() {
                found.insert(key.clone(), reached);
            }
        }
        found
    }

    fn play(&self, before: &PlayState, now: &PlayState) -> Reached {
        let mut because = self.everything.clone();
        if before.text != now.text {
            because.push("its definition".to_owned());
        }
        for role in before.roles.union(&now.roles) {
            if self.roles.contains_key(role) {
                because.push(format!("role {role}"));
            }
        }
        let everywhere = !because.is_empty();
        let mut hosts = BTreeSet::new();
        let come: Vec<&HostKey> = now.hosts.difference(&before.hosts).collect();
        let gone: Vec<&HostKey> = before.hosts.difference(&now.hosts).collect();
        for (which, what) in [(come, "reaches now"), (gone, "reaches no longer")] {
            if !which.is_empty() {
                let names: Vec<&str> = which.iter().map(|host| host.1.as_str()).collect();
                because.push(format!("{what} {}", few(&names)));
                hosts.extend(which.into_iter().cloned());
            }
        }
        let others = self.reads_others(now);
        let mut changed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (host, names) in &self.values {
            // What another host is given matters only to a role that asks for it.
            if !now.hosts.contains(*host) && !others {
                continue;
            }
            for name in names.iter().filter(|name| self.matters(name, now)) {
                changed.entry(name).or_default().push(&host.1);
                if others {
                    hosts.extend(now.hosts.iter().cloned());
                } else {
                    hosts.insert((*host).clone());
                }
            }
        }
        for (name, on) in changed {
            because.push(format!("value of {name} on {}", few(&on)));
        }
        if everywhere {
            hosts.extend(before.hosts.union(&now.hosts).cloned());
        }
        Reached {
            because,
            hosts,
            everywhere,
        }
    }

    /// Whether a play's outcome may depend on a value: a role's parameter matters where the role
    /// runs or its name is written; of everything else that is not asked.
    fn matters(&self, name: &str, play: &PlayState) -> bool {
        let owner = self
            .new
            .owners
            .get(name)
            .or_else(|| self.old.owners.get(name));
        owner.is_none_or(|owner| {
            play.roles.contains(owner) || self.texts(play).any(|text| text.contains(name))
        })
    }

    fn reads_others(&self, play: &PlayState) -> bool {
        let reads = |text: &str| {
            ["hostvars", "groups[", "groups."]
                .iter()
                .any(|word| text.contains(word))
        };
        self.texts(play).any(reads)
    }

    fn texts<'p>(&'p self, play: &'p PlayState) -> impl Iterator<Item = &'p str> {
        let roles = play
            .roles
            .iter()
            .filter_map(|role| self.new.roles.get(role));
        let files = roles.flat_map(|role| role.files.values().map(String::as_str));
        std::iter::once(play.text.as_str()).chain(files)
    }

    fn tests(&self, plays: &BTreeMap<PlayKey, Reached>) -> Vec<TestNamed> {
        let mut found = Vec::new();
        for (name, test) in &self.new.tests {
            let mut because = self.everything.clone();
            match self.old.tests.get(name) {
                None => because.push("new".to_owned()),
                Some(before) => {
                    let files = differing(&before.files, &test.files);
                    because.extend(files.into_iter().map(ToOwned::to_owned));
                }
            }
            if let Some(role) = test
                .role
                .as_ref()
                .filter(|role| self.roles.contains_key(*role))
            {
                because.push(format!("role {role}"));
            }
            if let Some((playbook, hosts)) = &test.fleet {
                let playbooks = self.new.imported(playbook);
                for ((of, play), reached) in plays {
                    let here = !reached.hosts.is_disjoint(hosts) || reached.everywhere;
                    if playbooks.contains(of) && here {
                        because.push(format!("play {of}: {play}"));
                    }
                }
            }
            if !because.is_empty() {
                found.push(TestNamed {
                    name: name.clone(),
                    scenario: test.folder.clone(),
                    because,
                });
            }
        }
        found
    }
}

fn wholly(why: &str, play: &PlayState) -> Reached {
    Reached {
        because: vec![why.to_owned()],
        hosts: play.hosts.clone(),
        everywhere: true,
    }
}

/// Roles whose files differ, and those that call on one.
fn roles(old: &State, new: &State) -> BTreeMap<String, Vec<String>> {
    let mut own: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let names: BTreeSet<&String> = old.roles.keys().chain(new.roles.keys()).collect();
    for name in names {
        let because = match (old.roles.get(name), new.roles.get(name)) {
            (Some(before), Some(now)) => differing(&before.files, &now.files)
                .into_iter()
                .map(ToOwned::to_owned)
                .collect(),
            (None, _) => vec!["new".to_owned()],
            (_, None) => vec!["removed".to_owned()],
        };
        if !because.is_empty() {
            own.insert(name.clone(), because);
        }
    }
    let mut all = own.clone();
    for (name, role) in &new.roles {
        for called in new.closure(&role.calls) {
            if called != *name && own.contains_key(&called) {
                let reasons = all.entry(name.clone()).or_default();
                reasons.push(format!("role {called}"));
            }
        }
    }
    all
}

/// The keys whose values differ, or that only one has.
fn differing<'s>(
    old: &'s BTreeMap<String, String>,
    new: &'s BTreeMap<String, String>,
) -> BTreeSet<&'s str> {
    let of_new = new
        .iter()
        .filter(|(key, value)| old.get(*key) != Some(value));
    let of_old = old.iter().filter(|(key, _)| !new.contains_key(*key));
    of_new.chain(of_old).map(|(key, _)| key.as_str()).collect()
}

/// `web01, web02, web03 and 12 more`.
fn few(names: &[&str]) -> String {
    let shown = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(3) {
        0 => shown,
        rest => format!("{shown} and {rest} more"),
    }
}
