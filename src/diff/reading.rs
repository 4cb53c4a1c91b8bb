//! Who reads a value, and which other values are made of it.
//!
//! In: `region` is another on `web01`. Out: so is `base.mirror`, whose default is `"{{ region }}.example.org"`, and a task
//! that reads `vars[region ~ "_port"]` may read whatever changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::compare::Pair;
use crate::diff::roster::Hosts;
use crate::diff::side::RoleSide;
use crate::diff::tasks::mentions;
use crate::diff::yaml::Node;

/// How a text reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reads {
    /// Not at all.
    Nothing,
    /// That of the host itself.
    Own,
    /// Those of other hosts, too.
    Others,
}

impl Reads {
    /// Where something differs, of a reader on `everywhere`, if the value does on `hosts`.
    #[must_use]
    pub const fn on<'h>(self, hosts: &'h Hosts, everywhere: &'h Hosts) -> &'h Hosts {
        match self {
            Self::Nothing | Self::Own => hosts,
            Self::Others => everywhere,
        }
    }
}

/// How a text reads a value: by its name, or by one that is known at run time only.
#[must_use]
pub fn reads(text: &str, name: &str) -> Reads {
    match (mentions(text, name), text.contains("hostvars")) {
        (true, true) => Reads::Others,
        (true, false) => Reads::Own,
        (false, _) if computes_names(text) => Reads::Own,
        (false, _) => Reads::Nothing,
    }
}

/// `vars[name]`, `lookup("vars", name)`: but for names that stand there.
fn computes_names(text: &str) -> bool {
    let quoted = |rest: &str| rest.trim_start().starts_with(['\'', '"']);
    let subscript = text.match_indices("vars[").any(|(at, word)| {
        let alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        alone && !quoted(&text[at + word.len()..])
    });
    let lookups = [
        "'vars',",
        "\"vars\",",
        "'ansible.builtin.vars',",
        "\"ansible.builtin.vars\",",
    ];
    let lookup = lookups.iter().any(|word| {
        let mut found = text.match_indices(word);
        found.any(|(at, word)| !quoted(&text[at + word.len()..]))
    });
    subscript || lookup
}

/// A value that is computed on the host: its name, its text, and the hosts that have it.
struct Made {
    name: String,
    node: Node,
    hosts: Hosts,
}

/// Where a value differs, and what it is made of, where it is said the same as before.
#[derive(Clone, Debug, Default)]
pub struct Differs {
    /// Where.
    pub hosts: Hosts,
    /// The names of the values that are said otherwise.
    pub of: BTreeSet<String>,
}

/// By Ansible's names.
pub type Values = BTreeMap<String, Differs>;

/// The values that differ, with those that are made of them, wherever the fleet says one.
#[must_use]
pub fn chained(pair: &Pair<'_, '_>, values: &BTreeMap<String, Hosts>) -> Values {
    if values.is_empty() {
        return Values::new();
    }
    let mut made = Vec::new();
    // Most files are data alone, and are not read for this.
    let mut add = |file: &str, names: &mut dyn Iterator<Item = &String>, hosts: &Hosts| {
        let computes = pair
            .after
            .text(file)
            .is_some_and(|text| text.contains("{{"));
        let Some(doc) = pair.after.doc(file).filter(|_| computes) else {
            return;
        };
        for name in names {
            if let Some(node) = doc.get(name) {
                let (name, node) = (name.clone(), node.clone());
                made.push(Made {
                    name,
                    node,
                    hosts: hosts.clone(),
                });
            }
        }
    };
    for inventory in pair.after.inventories.values() {
        for group in inventory.groups.values() {
            add(
                &group.file,
                &mut group.gives.iter().map(|(name, _)| name),
                &group.members,
            );
        }
        for host in inventory.hosts.values() {
            let alone = Hosts::from([host.number]);
            add(
                &host.file,
                &mut host.gives.iter().map(|(name, _)| name),
                &alone,
            );
        }
    }
    for role in pair.after.roles.values() {
        let file = format!("roles/{}/defaults/main.yml", role.emitted);
        add(
            &file,
            &mut role.defaults.iter().map(|(name, _)| name),
            &role.hosts,
        );
    }
    for play in &pair.after.plays {
        let doc = pair.after.doc(&play.file);
        let item = doc.as_ref().and_then(|doc| doc.items().get(play.item));
        let roles = item.and_then(|item| item.get("roles"));
        for (name, node) in roles
            .map_or(&[][..], Node::items)
            .iter()
            .flat_map(Node::entries)
        {
            let (name, node) = (name.to_string(), node.clone());
            made.push(Made {
                name,
                node,
                hosts: play.hosts.clone(),
            });
        }
    }
    let said = values.iter().map(|(name, hosts)| {
        let differs = Differs {
            hosts: hosts.clone(),
            of: BTreeSet::new(),
        };
        (name.clone(), differs)
    });
    closed(said.collect(), &made)
}

/// The values that differ, with the `let`s of a role that read them.
#[must_use]
pub fn with_lets(pair: &Pair<'_, '_>, values: &Values, role: &RoleSide) -> Values {
    let doc = pair
        .after
        .doc(&format!("roles/{}/vars/main.yml", role.emitted));
    let entries = doc.as_ref().map_or(&[][..], |doc| doc.entries()).iter();
    let made: Vec<Made> = entries
        .map(|(name, node)| Made {
            name: name.to_string(),
            node: node.clone(),
            hosts: role.hosts.clone(),
        })
        .collect();
    closed(values.clone(), &made)
}

/// With what is made of them, until nothing is added.
fn closed(mut values: Values, made: &[Made]) -> Values {
    loop {
        let mut more: Vec<(String, Hosts, BTreeSet<String>)> = Vec::new();
        for one in made {
            let (mut on, mut of) = (Hosts::new(), BTreeSet::new());
            for (value, differs) in values.iter().filter(|(value, _)| **value != one.name) {
                let mut how = Reads::Nothing;
                one.node.walk(&mut |text| how = how.max(reads(text, value)));
                if how != Reads::Nothing {
                    on.extend(how.on(&differs.hosts, &one.hosts).intersection(&one.hosts));
                    if differs.of.is_empty() {
                        of.insert(value.clone());
                    } else {
                        of.extend(differs.of.iter().cloned());
                    }
                }
            }
            if !values
                .get(&one.name)
                .is_some_and(|known| on.is_subset(&known.hosts))
                && !on.is_empty()
            {
                more.push((one.name.clone(), on, of));
            }
        }
        if more.is_empty() {
            return values;
        }
        for (name, on, of) in more {
            let differs = values.entry(name).or_default();
            // What is said otherwise itself is said so.
            if differs.hosts.is_empty() {
                differs.of = of;
            }
            differs.hosts.extend(on);
        }
    }
}
