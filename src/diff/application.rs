//! The roles that a play names, and what it gives them.
//!
//! In: the `roles:` of a play before and after. Out: `role-applied`, `role-order`, and for each
//! parameter that differs the value, on the hosts of the play.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::delta::{delta, one_sided};
use crate::diff::play::{subject, under};
use crate::diff::roster::Hosts;
use crate::diff::side::PlaySide;
use crate::diff::yaml::Node;

/// The roles that a play names, with what it gives them.
pub(super) fn applications(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    (was, play): (&PlaySide, &PlaySide),
    a: &Node,
    b: &Node,
    change: &dyn Fn(&'static str, Sign, &str, &Hosts) -> Change,
) {
    let list = |node: &Node| -> Vec<(String, Node)> {
        let roles = node.get("roles").map_or(&[][..], Node::items).iter();
        let called = |role: &Node| Some(pair.role_name(&role.get("role")?.text()));
        let named = roles.filter_map(|role| Some((called(role)?, role.clone())));
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        named
            .map(|(name, node)| {
                let number = seen.entry(name.clone()).or_default();
                *number += 1;
                let key = if *number == 1 {
                    name
                } else {
                    format!("{name} ({number})")
                };
                (key, node)
            })
            .collect()
    };
    let (olds, news) = (list(a), list(b));
    let names = |list: &[(String, Node)], other: &[(String, Node)]| -> Vec<String> {
        let both = list
            .iter()
            .filter(|(name, _)| other.iter().any(|(o, _)| o == name));
        both.map(|(name, _)| name.clone()).collect()
    };
    let (before, after) = (names(&olds, &news), names(&news, &olds));
    if before != after {
        let mut made = change(
            "role-order",
            Sign::Moved,
            "its roles run in another order",
            &play.hosts,
        );
        made.before = Some(before.join(", "));
        made.after = Some(after.join(", "));
        found.add(made, &play.hosts);
    }
    for (name, node) in &news {
        match olds.iter().find(|(other, _)| other == name) {
            None => {
                let title = format!("applies role {name}");
                let made = change("role-applied", Sign::Added, &title, &play.hosts);
                let made = made.with(gives(pair, node));
                found.add(made, &play.hosts);
            }
            Some((_, old)) => given(pair, found, (was, play), name, old, node, change),
        }
    }
    for (name, _) in olds
        .iter()
        .filter(|(name, _)| !news.iter().any(|(o, _)| o == name))
    {
        let title = format!("no longer applies role {name}");
        let made = change("role-unapplied", Sign::Removed, &title, &play.hosts);
        found.add(made, &play.hosts);
    }
}

/// What a new application gives.
fn gives(pair: &Pair<'_, '_>, node: &Node) -> Vec<Detail> {
    let entries = node.entries().iter().filter(|(key, _)| key != "role");
    let part = |key: &str, node: &Node| {
        let mut part = one_sided(&pair.label(key), None, Some(node));
        if pair.is_secret(key) {
            part.after = Some("a secret, never shown".to_owned());
        }
        part
    };
    entries.map(|(key, node)| part(key, node)).collect()
}

/// What an application gives: parameters are values, everything else belongs to the play.
fn given(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    (was, play): (&PlaySide, &PlaySide),
    role: &str,
    old: &Node,
    new: &Node,
    change: &dyn Fn(&'static str, Sign, &str, &Hosts) -> Change,
) {
    let mut rest = Vec::new();
    let keys = old
        .entries()
        .iter()
        .chain(new.entries())
        .map(|(key, _)| key.as_str());
    let mut seen = BTreeSet::new();
    for key in keys.filter(|key| seen.insert(*key)) {
        let (a, b) = (old.get(key), new.get(key));
        if a == b {
            continue;
        }
        let known = pair
            .after
            .names
            .get(key)
            .or_else(|| pair.before.names.get(key));
        let Some(known) = known else {
            match (a, b) {
                (Some(a), Some(b)) => {
                    rest.extend(delta(a, b).into_iter().map(|part| under(key, part)))
                }
                (a, b) => rest.push(one_sided(key, a, b)),
            }
            continue;
        };
        let (kind, sign, title) = match (known.secret, a, b) {
            (true, None, _) => ("secret-changed", Sign::Changed, "given now"),
            (true, _, None) => ("secret-changed", Sign::Changed, "no longer given"),
            (true, ..) => ("secret-changed", Sign::Changed, "changed"),
            (false, None, _) => ("value-added", Sign::Added, ""),
            (false, _, None) => ("value-removed", Sign::Removed, ""),
            (false, ..) => ("value-changed", Sign::Changed, ""),
        };
        let mut made = Change::new(Section::Values, kind, sign, known.label.clone(), title)
            .on(pair.roster.reach(&play.hosts))
            .at(play.place.clone())
            .seen_in(play.file.clone());
        let from = |play: &PlaySide| match &play.place {
            Some(place) => format!("application in {}, {place}", subject(play)),
            None => format!("application in {}", subject(play)),
        };
        made.before_from = a.map(|_| from(was));
        made.after_from = b.map(|_| from(play));
        if !known.secret {
            let parts = match (a, b) {
                (Some(a), Some(b)) => delta(a, b),
                _ => Vec::new(),
            };
            if parts.is_empty()
                || parts
                    .iter()
                    .any(|part| part.path.is_empty() && part.lines.is_empty())
            {
                made.before = a.map(Node::text);
                made.after = b.map(Node::text);
            } else {
                made.details = parts;
            }
        }
        found
            .values
            .entry(key.to_owned())
            .or_default()
            .extend(&play.hosts);
        found.add(made, &play.hosts);
    }
    if !rest.is_empty() {
        let title = format!("applies role {role} otherwise");
        let made = change("application-changed", Sign::Changed, &title, &play.hosts).with(rest);
        found.add(made, &play.hosts);
    }
}
