//! Hosts that come and go, groups, who is in which.
//!
//! In: two inventories. Out: `host-added`, `group-joined`, `group-nested` …, each for all the hosts
//! that it is true of.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::delta::one_sided;
use crate::diff::inventory::{GroupSide, HostSide, InventorySide};
use crate::diff::roster::Hosts;

/// Compares the inventories.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found) {
    let (before, after) = (&pair.before.inventories, &pair.after.inventories);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    // One inventory that is called otherwise holds the same hosts.
    for name in names {
        let several = before.len() > 1 || after.len() > 1;
        let label = |what: &str| {
            if several {
                format!("{name}: {what}")
            } else {
                what.to_owned()
            }
        };
        match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) => inventory(pair, found, old, new, &label),
            (None, Some(new)) => whole(pair, found, name, new, Sign::Added),
            (Some(old), None) => whole(pair, found, name, old, Sign::Removed),
            (None, None) => {}
        }
    }
}

fn whole(pair: &Pair<'_, '_>, found: &mut Found, name: &str, side: &InventorySide, sign: Sign) {
    let (kind, word) = if sign == Sign::Added {
        ("inventory-added", "new")
    } else {
        ("inventory-removed", "gone")
    };
    let hosts: Hosts = side.hosts.values().map(|host| host.number).collect();
    let mut change = Change::new(
        Section::Fleet,
        kind,
        sign,
        format!("inventory {name}"),
        word,
    )
    .on(pair.roster.reach(&hosts));
    let folder = format!("{}/", side.folder);
    let files = if sign == Sign::Added {
        &pair.after.files
    } else {
        &pair.before.files
    };
    change.files = files
        .keys()
        .filter(|path| path.starts_with(&folder))
        .cloned()
        .collect();
    found.add(change, &hosts);
}

fn inventory(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    old: &InventorySide,
    new: &InventorySide,
    label: &dyn Fn(&str) -> String,
) {
    let file = format!("{}/hosts.yml", new.folder);
    let come: Vec<&String> = new
        .hosts
        .keys()
        .filter(|name| !old.hosts.contains_key(*name))
        .collect();
    let gone: Vec<&String> = old
        .hosts
        .keys()
        .filter(|name| !new.hosts.contains_key(*name))
        .collect();
    for (names, side, kind, sign, word) in [
        (come, new, "host-added", Sign::Added, "new"),
        (gone, old, "host-removed", Sign::Removed, "gone"),
    ] {
        // Hosts of the same groups and roles are one entry.
        let mut alike: BTreeMap<Vec<&String>, Hosts> = BTreeMap::new();
        let mut first = BTreeMap::new();
        for name in names {
            let Some(host) = side.hosts.get(name) else {
                continue;
            };
            let groups = groups_of(side, host.number);
            first.entry(groups.clone()).or_insert((name, host));
            alike.entry(groups).or_default().insert(host.number);
        }
        for (groups, hosts) in alike {
            let subject = match (hosts.len(), first.get(&groups)) {
                (1, Some((name, _))) => label(&format!("host {name}")),
                (many, _) => label(&format!("{many} hosts")),
            };
            let inside = if groups.is_empty() {
                "in no group".to_owned()
            } else {
                let names: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
                format!("in {}", names.join(", "))
            };
            let place = first.get(&groups).and_then(|(_, host)| host.place.clone());
            let mut change = Change::new(
                Section::Fleet,
                kind,
                sign,
                subject,
                format!("{word}, {inside}{}", runs(pair, side, &hosts)),
            )
            .on(pair.roster.reach(&hosts))
            .at(place)
            .seen_in(file.clone());
            let numbers = |host: &&HostSide| hosts.contains(&host.number);
            for host in side.hosts.values().filter(numbers) {
                change.files.insert(host.file.clone());
            }
            if hosts.len() == 1 && sign == Sign::Added {
                change.details = given(pair, side, &hosts);
            }
            found.add(change, &hosts);
        }
    }
    groups(pair, found, old, new, label, &file);
    plugin(pair, found, old, new, label);
}

/// What a new host is given itself.
fn given(pair: &Pair<'_, '_>, side: &InventorySide, hosts: &Hosts) -> Vec<Detail> {
    let host = side
        .hosts
        .values()
        .find(|host| hosts.contains(&host.number));
    let Some(host) = host else { return Vec::new() };
    let Some(doc) = pair.after.doc(&host.file) else {
        return Vec::new();
    };
    let secret = |name: &str| pair.after.names.get(name).is_some_and(|known| known.secret);
    let shown = doc.entries().iter().filter(|(name, _)| !secret(name));
    shown
        .map(|(name, node)| one_sided(&pair.after.label(name), None, Some(node)))
        .collect()
}

/// `; runs base, web`.
fn runs(pair: &Pair<'_, '_>, side: &InventorySide, hosts: &Hosts) -> String {
    let new = pair
        .after
        .inventories
        .values()
        .any(|one| std::ptr::eq(one, side));
    let roles = if new {
        &pair.after.roles
    } else {
        &pair.before.roles
    };
    let names: Vec<&str> = roles
        .iter()
        .filter(|(_, role)| hosts.is_subset(&role.hosts))
        .map(|(name, _)| name.as_str())
        .collect();
    match (names.is_empty(), new) {
        (true, _) => String::new(),
        (false, true) => format!("; runs {}", names.join(", ")),
        (false, false) => format!("; ran {}", names.join(", ")),
    }
}

fn groups_of(side: &InventorySide, host: u32) -> Vec<&String> {
    let holds = |(name, group): &(&String, &GroupSide)| {
        name.as_str() != "all" && group.members.contains(&host)
    };
    side.groups
        .iter()
        .filter(holds)
        .map(|(name, _)| name)
        .collect()
}

fn groups(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    old: &InventorySide,
    new: &InventorySide,
    label: &dyn Fn(&str) -> String,
    file: &str,
) {
    let names: BTreeSet<&String> = old.groups.keys().chain(new.groups.keys()).collect();
    let change = |name: &str, kind, sign, title: String, hosts: &Hosts| {
        Change::new(
            Section::Fleet,
            kind,
            sign,
            label(&format!("group {name}")),
            title,
        )
        .on(pair.roster.reach(hosts))
        .seen_in(file)
    };
    for name in names.into_iter().filter(|name| name.as_str() != "all") {
        match (old.groups.get(name), new.groups.get(name)) {
            (None, Some(group)) => {
                let made = change(
                    name,
                    "group-added",
                    Sign::Added,
                    "new".to_owned(),
                    &group.members,
                )
                .at(group.place.clone());
                found.add(made, &Hosts::new());
            }
            (Some(group), None) => {
                let made = change(
                    name,
                    "group-removed",
                    Sign::Removed,
                    "gone".to_owned(),
                    &group.members,
                );
                found.add(made, &Hosts::new());
            }
            (Some(before), Some(after)) => {
                let both = |hosts: Hosts| -> Hosts {
                    let known = |host: &u32| {
                        let of =
                            |side: &InventorySide| side.hosts.values().any(|h| h.number == *host);
                        of(old) && of(new)
                    };
                    hosts.into_iter().filter(known).collect()
                };
                let joined = both(after.members.difference(&before.members).copied().collect());
                let left = both(before.members.difference(&after.members).copied().collect());
                for (hosts, kind, sign, title) in [
                    (joined, "group-joined", Sign::Added, "holds more hosts"),
                    (left, "group-left", Sign::Removed, "holds fewer hosts"),
                ] {
                    if !hosts.is_empty() {
                        let made = change(name, kind, sign, title.to_owned(), &hosts)
                            .at(after.place.clone());
                        found.add(made, &Hosts::new());
                    }
                }
                nesting(found, name, before, after, &change);
                if before.emitted != after.emitted {
                    let title = format!(
                        "is called `{}` in Ansible, no longer `{}`",
                        after.emitted, before.emitted
                    );
                    let mut made =
                        change(name, "group-renamed", Sign::Moved, title, &after.members);
                    made.files.extend([before.file.clone(), after.file.clone()]);
                    found.add(made, &Hosts::new());
                }
            }
            (None, None) => {}
        }
    }
    // A host that was in no group stands under `all`.
    if let (Some(before), Some(after)) = (old.groups.get("all"), new.groups.get("all")) {
        nesting(found, "all", before, after, &change);
    }
}

fn nesting(
    found: &mut Found,
    name: &str,
    before: &GroupSide,
    after: &GroupSide,
    change: &dyn Fn(&str, &'static str, Sign, String, &Hosts) -> Change,
) {
    for (these, those, kind, sign, word) in [
        (
            &after.children,
            &before.children,
            "group-nested",
            Sign::Added,
            "now holds the group",
        ),
        (
            &before.children,
            &after.children,
            "group-unnested",
            Sign::Removed,
            "no longer holds the group",
        ),
    ] {
        for child in these.difference(those) {
            let title = format!("{word} `{child}`");
            let made = change(name, kind, sign, title, &Hosts::new()).at(after.place.clone());
            found.add(made, &Hosts::new());
        }
    }
}

fn plugin(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    old: &InventorySide,
    new: &InventorySide,
    label: &dyn Fn(&str) -> String,
) {
    let doc = |side: &crate::diff::side::Side<'_>, inventory: &InventorySide| {
        inventory.plugin.as_ref().and_then(|path| side.doc(path))
    };
    let (before, after) = (doc(pair.before, old), doc(pair.after, new));
    if let (Some(before), Some(after)) = (before, after) {
        let details = crate::diff::delta::delta(&before, &after);
        if !details.is_empty() {
            let path = new.plugin.clone().unwrap_or_default();
            let change = Change::new(
                Section::Fleet,
                "plugin-changed",
                Sign::Changed,
                label("inventory plugin"),
                "asks for other hosts",
            )
            .with(details)
            .seen_in(path);
            found.add(change, &Hosts::new());
        }
    }
}
