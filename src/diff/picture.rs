//! What `html` draws: hosts under their groups, roles, and what is touched.
//!
//! In: the two sides and what was found. Out: a [`Picture`]; it holds facts, no coordinates.

use std::collections::BTreeSet;

use crate::diff::change::{DrawnGroup, DrawnHost, Picture};
use crate::diff::compare::{Found, Pair};
use crate::diff::side::Side;

/// Draws the fleet as it is, with what is gone.
#[must_use]
pub fn draw(pair: &Pair<'_, '_>, found: &Found) -> Picture {
    let mut picture = Picture::default();
    let known = |side: &Side<'_>, host: u32| {
        let mut inventories = side.inventories.values();
        inventories.any(|one| one.hosts.values().any(|known| known.number == host))
    };
    let of = |side: &Side<'_>| -> BTreeSet<u32> {
        let inventories = side.inventories.values();
        inventories
            .flat_map(|one| one.hosts.values().map(|host| host.number))
            .collect()
    };
    let (old, new) = (of(pair.before), of(pair.after));
    for host in old.union(&new) {
        let state = match (old.contains(host), new.contains(host)) {
            (false, _) => "added",
            (_, false) => "removed",
            _ if found.hosts.contains(host) => "touched",
            _ => "same",
        };
        let side = if new.contains(host) {
            pair.after
        } else {
            pair.before
        };
        let mut groups: Vec<(usize, String)> = Vec::new();
        for (inventory, one) in &side.inventories {
            for (name, group) in &one.groups {
                if name != "all" && group.members.contains(host) {
                    groups.push((group.members.len(), label(pair, inventory, name)));
                }
            }
        }
        // The smallest first: under it the host is drawn.
        groups.sort();
        picture.hosts.push(DrawnHost {
            name: pair.roster.name(*host),
            state,
            groups: groups.into_iter().map(|(_, name)| name).collect(),
        });
    }
    debug_assert!(
        new.iter().all(|host| known(pair.after, *host)),
        "hosts are numbered"
    );
    for (inventory, one) in &pair.after.inventories {
        for (name, group) in one.groups.iter().filter(|(name, _)| name.as_str() != "all") {
            let roles = pair.after.roles.iter();
            picture.groups.push(DrawnGroup {
                name: label(pair, inventory, name),
                hosts: group.members.len(),
                touched: group.members.intersection(&found.hosts).count(),
                roles: roles
                    .filter(|(_, role)| !role.hosts.is_disjoint(&group.members))
                    .map(|(name, _)| name.clone())
                    .collect(),
            });
        }
    }
    let touched: BTreeSet<&str> = found
        .changes
        .iter()
        .filter_map(|change| {
            let subject = change
                .subject
                .strip_prefix("role ")
                .unwrap_or(&change.subject);
            subject
                .split([':', ','])
                .next()
                .map(|name| match pair.after.roles.contains_key(name) {
                    true => name,
                    false => name.rsplit_once('.').map_or(name, |(role, _)| role),
                })
        })
        .collect();
    let roles = pair.after.roles.keys();
    picture.roles = roles
        .map(|name| (name.clone(), touched.contains(name.as_str())))
        .collect();
    picture
}

fn label(pair: &Pair<'_, '_>, inventory: &str, group: &str) -> String {
    if pair.after.inventories.len() > 1 {
        format!("{inventory}: {group}")
    } else {
        group.to_owned()
    }
}
