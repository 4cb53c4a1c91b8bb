//! The values that hosts come to have, before and after, and where each comes from.
//!
//! In: `group_vars`, `host_vars` and the roles' defaults of two sides. Out: `value-changed` for
//! `base.ssh_port: 22 → 2222`, once for all the hosts that have this change.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::delta::{delta, one_sided};
use crate::diff::giver::{self, Given, Giver, Text, Way, node};
use crate::diff::roster::Hosts;
use crate::diff::side::{self, Side};
use crate::diff::yaml::Node;

/// More different changes of one name than this are one entry.
const MOST_APART: usize = 4;

/// Compares what hosts have.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found) {
    let (old, new) = (&pair.before.inventories, &pair.after.inventories);
    let before = Given::new(pair.before, |name| new.contains_key(name));
    let after = Given::new(pair.after, |name| old.contains_key(name));
    let names: BTreeSet<&String> = before.names().chain(after.names()).collect();
    for name in names {
        let ways = giver::ways(pair, name, (&before, &after));
        one(pair, found, name, giver::merged(pair, name, ways));
    }
    for name in old.keys().filter(|name| new.contains_key(*name)) {
        unseen(pair, found, name);
        vaults(pair, found, name);
    }
}

fn one(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    name: &str,
    mut merged: BTreeMap<(Text, Text), Way<'_>>,
) {
    merged.retain(|_, way| !comes_with_its_role(pair, name, way));
    let mut all: Hosts = merged
        .values()
        .flat_map(|way| way.hosts.iter().copied())
        .collect();
    if all.is_empty() {
        return;
    }
    // Where its role does not run, nobody asks for a parameter.
    let asked = asked(pair, name);
    let asks = |hosts: &Hosts| asked.as_ref().is_none_or(|asked| !asked.is_disjoint(hosts));
    if !asks(&all) {
        for way in merged.values() {
            let mut unread = change(pair, name, way);
            unread.kind = "value-unread";
            unread.title = "no play gives the role to these hosts".to_owned();
            found.changes.push(unread);
        }
        return;
    }
    if let Some(asked) = &asked {
        all.retain(|host| asked.contains(host));
        for way in merged.values_mut().filter(|way| asks(&way.hosts)) {
            way.hosts.retain(|host| asked.contains(host));
        }
    }
    let values = found.values.entry(name.to_owned()).or_default();
    values.extend(&all);
    if merged.len() > MOST_APART {
        let ways: Vec<Way<'_>> = merged.into_values().collect();
        found.add(many(pair, name, &ways, &all), &all);
        return;
    }
    for way in merged.into_values() {
        let change = change(pair, name, &way);
        let touched: Hosts = way.hosts.intersection(&all).copied().collect();
        found.add(change, &touched);
    }
}

/// The hosts on which the role of a parameter runs, before or after.
fn asked(pair: &Pair<'_, '_>, name: &str) -> Option<Hosts> {
    let label = pair.label(name);
    let (role, _) = label.rsplit_once('.')?;
    let sides = [pair.before, pair.after];
    let roles = sides.iter().filter_map(|side| side.roles.get(role));
    Some(roles.flat_map(|role| role.hosts.iter().copied()).collect())
}

/// A default that a host has because it has the role is no change of its own.
fn comes_with_its_role(pair: &Pair<'_, '_>, name: &str, way: &Way<'_>) -> bool {
    let default = |giver: Option<&Giver>| {
        let role = giver.and_then(|giver| giver.label.strip_prefix("default of role "));
        role.map(ToOwned::to_owned)
    };
    let role = match (way.before, way.after) {
        (None, after) => default(after),
        (before, None) => default(before),
        (Some(_), Some(_)) => None,
    };
    let Some(role) = role else { return false };
    let has = |side: &Side<'_>| {
        let role = side.roles.get(&role)?;
        Some(role.defaults.iter().any(|(known, _)| known == name))
    };
    // A role that is new or gone, or one that had the default before.
    !matches!(
        (has(pair.before), has(pair.after)),
        (Some(false), Some(true)) | (Some(true), Some(false))
    )
}

/// Whether a secret stands in an encrypted file, where its name cannot be read: it is declared, and nobody gives it.
fn from_vault(side: &Side<'_>, name: &str) -> bool {
    let mut vars = side.fleet.program.vars.iter();
    let declared = vars.any(|var| var.name == name && var.ty.holds_secret());
    let mut inventories = side.inventories.values();
    declared && inventories.any(|inventory| !inventory.vaults.is_empty())
}

fn described(pair: &Pair<'_, '_>, name: &str) -> (Section, String, bool) {
    let section = if name.starts_with("ansible_") {
        Section::Fleet
    } else {
        Section::Values
    };
    (section, pair.label(name), pair.is_secret(name))
}

fn change(pair: &Pair<'_, '_>, name: &str, way: &Way<'_>) -> Change {
    let (section, label, secret) = described(pair, name);
    let before = way.before.and_then(|giver| node(pair.before, giver, name));
    let after = way.after.and_then(|giver| node(pair.after, giver, name));
    let (kind, sign) = match (&before, &after, section, secret) {
        (_, _, _, true) => ("secret-changed", Sign::Changed),
        (None, _, Section::Fleet, _) => ("connection-added", Sign::Added),
        (_, None, Section::Fleet, _) => ("connection-removed", Sign::Removed),
        (_, _, Section::Fleet, _) => ("connection-changed", Sign::Changed),
        (None, ..) => ("value-added", Sign::Added),
        (_, None, ..) => ("value-removed", Sign::Removed),
        _ => ("value-changed", Sign::Changed),
    };
    let title = match (secret, &before, &after) {
        (false, ..) => "",
        (true, None, _) if from_vault(pair.before, name) => {
            "given here now, and before in an encrypted file"
        }
        (true, _, None) if from_vault(pair.after, name) => "given in an encrypted file now",
        (true, None, _) => "given now",
        (true, _, None) => "no longer given",
        (true, ..) => "changed",
    };
    let mut change = Change::new(section, kind, sign, label, title);
    change.before_from = way.from(0);
    change.after_from = way.from(1);
    change.place = way
        .after
        .or(way.before)
        .and_then(|giver| giver.place.clone());
    change.files = way.files().collect();
    if !secret {
        let parts = match (&before, &after) {
            (Some(before), Some(after)) => delta(before, after),
            _ => Vec::new(),
        };
        let whole = parts
            .iter()
            .any(|part| part.path.is_empty() && part.lines.is_empty());
        if parts.is_empty() || whole {
            let told = |node: &Node| side::told(name, &node.text());
            change.before = before.as_ref().map(told);
            change.after = after.as_ref().map(told);
        } else {
            change.details = parts;
        }
    }
    change.on(pair.roster.reach(&way.hosts))
}

/// Another value on each host: an entry that shows the first ones.
fn many(pair: &Pair<'_, '_>, name: &str, ways: &[Way<'_>], all: &Hosts) -> Change {
    let (section, label, secret) = described(pair, name);
    let kind = match (secret, section) {
        (true, _) => "secret-changed",
        (false, Section::Fleet) => "connection-changed",
        (false, _) => "value-changed",
    };
    let title = if secret {
        "changed".to_owned()
    } else {
        format!("changes in {} ways", ways.len())
    };
    let mut change = Change::new(section, kind, Sign::Changed, label, title);
    for way in ways {
        let before = way.before.and_then(|giver| node(pair.before, giver, name));
        let after = way.after.and_then(|giver| node(pair.after, giver, name));
        if !secret {
            let on = pair.roster.text(&way.hosts);
            change
                .details
                .push(one_sided(&on, before.as_ref(), after.as_ref()));
        }
        change.files.extend(way.files());
    }
    change.on(pair.roster.reach(all))
}

/// Values of groups whose hosts are known at run time only.
fn unseen(pair: &Pair<'_, '_>, found: &mut Found, inventory: &str) {
    let (old, new) = (
        &pair.before.inventories[inventory],
        &pair.after.inventories[inventory],
    );
    for (name, group) in &new.groups {
        let Some(before) = old.groups.get(name) else {
            continue;
        };
        if !(group.dynamic || before.dynamic) {
            continue;
        }
        let (a, b) = (pair.before.doc(&before.file), pair.after.doc(&group.file));
        let details = match (&a, &b) {
            (Some(a), Some(b)) => delta(a, b),
            (None, None) => Vec::new(),
            (a, b) => vec![one_sided("", a.as_deref(), b.as_deref())],
        };
        let secret = |detail: &Detail| {
            let name = detail.path.split(['.', '[']).next().unwrap_or_default();
            let known = pair
                .after
                .names
                .get(name)
                .or_else(|| pair.before.names.get(name));
            known.is_some_and(|known| known.secret) || name.is_empty()
        };
        if details.is_empty() {
            continue;
        }
        let shown = details.into_iter().map(|detail| {
            if secret(&detail) {
                Detail {
                    path: detail.path,
                    ..Detail::default()
                }
            } else {
                detail
            }
        });
        let change = Change::new(
            Section::Values,
            "group-values-changed",
            Sign::Changed,
            format!("values of the group {name}"),
            "for the hosts that it gets at run time, too",
        )
        .with(shown.collect())
        .at(group.place.clone())
        .on(pair.roster.reach(&group.members))
        .seen_in(group.file.clone());
        // The same in several inventories is said once.
        let same = found.changes.iter_mut().find(|known| {
            known.subject == change.subject
                && known.details == change.details
                && known.hosts == change.hosts
        });
        match same {
            Some(known) => known.files.extend(change.files),
            None => found.add(change, &group.members),
        }
    }
}

/// Encrypted files: that they differ is all there is to say.
fn vaults(pair: &Pair<'_, '_>, found: &mut Found, inventory: &str) {
    let (old, new) = (
        &pair.before.inventories[inventory],
        &pair.after.inventories[inventory],
    );
    for (name, path) in &new.vaults {
        let known = old.vaults.iter().any(|(other, _)| other == name);
        if pair.before.files.get(path) == pair.after.files.get(path) {
            continue;
        }
        let hosts: Hosts = new.hosts.values().map(|host| host.number).collect();
        let (sign, title) = if known {
            (Sign::Changed, "changed")
        } else {
            (Sign::Added, "read from now on")
        };
        let change = Change::new(
            Section::Values,
            "secret-changed",
            sign,
            format!("secrets in {name}"),
            title,
        )
        .on(pair.roster.reach(&hosts))
        .seen_in(path.clone());
        found.add(change, &hosts);
    }
    for (name, path) in &old.vaults {
        if !new.vaults.iter().any(|(other, _)| other == name) {
            let change = Change::new(
                Section::Values,
                "secret-removed",
                Sign::Removed,
                format!("secrets in {name}"),
                "no longer read",
            )
            .seen_in(path.clone());
            found.add(change, &Hosts::new());
        }
    }
}
