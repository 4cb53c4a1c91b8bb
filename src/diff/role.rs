//! Roles: their tasks and handlers, parameters, templates and files.
//!
//! In: the folder `roles/base` of two sides. Out: `task-changed` with the arguments that differ,
//! `task-moved` for an order that does, `template-changed` with its lines, on the hosts of the role.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::delta::{delta, one_sided};
use crate::diff::side::{RoleSide, Side};
use crate::diff::source::sources;
use crate::diff::step::{Owner, line, steps};
use crate::diff::tasks::{self, Item, What};
use crate::diff::yaml::Node;

/// Compares the roles.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found) {
    let (before, after) = (&pair.before.roles, &pair.after.roles);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        match (before.get(name), after.get(name)) {
            (None, Some(role)) => whole(pair, found, name, role, Sign::Added),
            (Some(role), None) => whole(pair, found, name, role, Sign::Removed),
            (Some(old), Some(new)) => both(pair, found, name, old, new),
            (None, None) => {}
        }
    }
}

fn whole(pair: &Pair<'_, '_>, found: &mut Found, name: &str, role: &RoleSide, sign: Sign) {
    let added = sign == Sign::Added;
    let (kind, side, word) = if added {
        ("role-added", pair.after, "new")
    } else {
        ("role-removed", pair.before, "gone; what it did stays there")
    };
    // A section that moved here was there before.
    let moved = if added {
        tasks::of_role(pair.before, &role.emitted)
    } else {
        Vec::new()
    };
    let known = |item: &Item| moved.iter().any(|old| old.name == item.name);
    let list = tasks::of_role(side, &role.emitted);
    let handlers = tasks::handlers(side, &role.emitted);
    let unused = if role.hosts.is_empty() {
        ", on no host"
    } else {
        ""
    };
    let subject = format!("role {name}");
    let title = format!("{word}{unused}");
    let mut change = Change::new(Section::Roles, kind, sign, subject, title)
        .on(pair.roster.reach(&role.hosts))
        .at(role.place.clone());
    change.spec.clone_from(&role.spec);
    let folder = format!("roles/{}/", role.emitted);
    let below = side.files.range(folder.clone()..);
    let below = below.take_while(|(path, _)| path.starts_with(&folder));
    change.files = below.map(|(path, _)| path.clone()).collect();
    let owner = owner(name, role, role, &BTreeSet::new());
    for item in list.iter().chain(&handlers).filter(|item| !known(item)) {
        if matches!(item.what, What::Task | What::Handler) {
            found.count(sign);
            change.details.push(line(item, added));
            if added {
                found.tasks.push(owner.touched(item, None));
            }
        }
    }
    found.add(change, &role.hosts);
    if !moved.is_empty() {
        let new: Vec<Item> = list.into_iter().filter(known).collect();
        steps(pair, found, &owner, &moved, &new);
    }
}

fn owner(name: &str, was: &RoleSide, role: &RoleSide, moved: &BTreeSet<(String, String)>) -> Owner {
    let mut entries = was.entries.clone();
    entries.extend(role.entries.clone());
    Owner {
        subject: format!("role {name}"),
        section: Section::Roles,
        hosts: role.hosts.clone(),
        entries,
        own: role.own.clone(),
        place: role.place.clone(),
        spec: role.spec.clone(),
        steps: role.steps.clone(),
        old_steps: was.steps.clone(),
        ignored: moved
            .iter()
            .filter(|(folder, _)| *folder == role.emitted)
            .map(|(_, section)| section.clone())
            .collect(),
        role: Some(name.to_owned()),
    }
}

fn both(pair: &Pair<'_, '_>, found: &mut Found, name: &str, old: &RoleSide, new: &RoleSide) {
    let owner = owner(name, old, new, &pair.renames.moved_sections());
    meta(pair, found, name, old, new);
    parameters(pair, found, name, old, new);
    defaults(pair, found, old, new);
    lets(pair, found, name, old, new);
    if changed_below(pair, old, new, "tasks/") {
        let before = tasks::of_role(pair.before, &old.emitted);
        let after = tasks::of_role(pair.after, &new.emitted);
        steps(pair, found, &owner, &before, &after);
    }
    if changed_below(pair, old, new, "handlers/") {
        let before = tasks::handlers(pair.before, &old.emitted);
        let after = tasks::handlers(pair.after, &new.emitted);
        steps(pair, found, &owner, &before, &after);
    }
    sources(pair, found, name, old, new);
}

pub(super) fn below<'f>(
    side: &'f Side<'_>,
    role: &RoleSide,
    part: &str,
) -> BTreeMap<String, &'f Vec<u8>> {
    let folder = format!("roles/{}/", role.emitted);
    let start = format!("{folder}{part}");
    side.files
        .range(start.clone()..)
        .take_while(|(path, _)| path.starts_with(&start))
        .map(|(path, content)| (path[folder.len()..].to_owned(), content))
        .collect()
}

fn changed_below(pair: &Pair<'_, '_>, old: &RoleSide, new: &RoleSide, part: &str) -> bool {
    below(pair.before, old, part) != below(pair.after, new, part)
}

/// `depends`, and whether a role may run twice.
fn meta(pair: &Pair<'_, '_>, found: &mut Found, name: &str, old: &RoleSide, new: &RoleSide) {
    let path = |role: &RoleSide| format!("roles/{}/meta/main.yml", role.emitted);
    let (Some(a), Some(b)) = (pair.before.doc(&path(old)), pair.after.doc(&path(new))) else {
        return;
    };
    for (key, kind, title) in [
        ("dependencies", "depends-changed", "depends on other roles"),
        ("allow_duplicates", "role-repeats", ""),
    ] {
        let mut details = match (a.get(key), b.get(key)) {
            (Some(a), Some(b)) => delta(a, b),
            (None, None) => Vec::new(),
            (a, b) => vec![one_sided("", a, b)],
        };
        if !details.is_empty() {
            let repeats = b.get(key).is_some_and(Node::is_true);
            let title = match (kind, repeats) {
                ("role-repeats", true) => "may run more than once on a host now",
                ("role-repeats", false) => "runs at most once on a host now",
                _ => title,
            };
            if kind == "role-repeats" {
                details.clear();
            }
            let subject = format!("role {name}");
            let change = Change::new(Section::Roles, kind, Sign::Changed, subject, title)
                .with(details)
                .on(pair.roster.reach(&new.hosts))
                .at(new.place.clone())
                .seen_in(path(new));
            found.add(change, &new.hosts);
        }
    }
}

/// What a role takes: types and what is required.
fn parameters(pair: &Pair<'_, '_>, found: &mut Found, name: &str, old: &RoleSide, new: &RoleSide) {
    let path = |role: &RoleSide| format!("roles/{}/meta/argument_specs.yml", role.emitted);
    let (Some(a), Some(b)) = (pair.before.doc(&path(old)), pair.after.doc(&path(new))) else {
        return;
    };
    let options = |node: &Node| -> BTreeMap<String, Node> {
        let entries = node
            .get("argument_specs")
            .map_or(&[][..], Node::entries)
            .iter();
        let options =
            entries.flat_map(|(_, entry)| entry.get("options").map_or(&[][..], Node::entries));
        options
            .map(|(name, node)| (name.to_string(), node.clone()))
            .collect()
    };
    let (a, b) = (options(&a), options(&b));
    let change = |emitted: &str, side: &Side<'_>, kind, sign, title: String| {
        let known = side.names.get(emitted);
        let label = known.map_or_else(|| format!("{name}.{emitted}"), |known| known.label.clone());
        Change::new(
            Section::Roles,
            kind,
            sign,
            format!("parameter {label}"),
            title,
        )
        .at(known.and_then(|known| known.place.clone()))
        .seen_in(path(new))
    };
    for (emitted, node) in &b {
        let Some(was) = a.get(emitted) else {
            let required = node.get("required").is_some_and(Node::is_true);
            let title = format!("new, {}", if required { "required" } else { "optional" });
            found.changes.push(change(
                emitted,
                pair.after,
                "param-added",
                Sign::Added,
                title,
            ));
            continue;
        };
        let details: Vec<Detail> = delta(was, node)
            .into_iter()
            .filter(|part| !told_elsewhere(part))
            .collect();
        if !details.is_empty() {
            let title = "takes other values".to_owned();
            let made = change(emitted, pair.after, "param-changed", Sign::Changed, title);
            found.changes.push(made.with(details));
        }
    }
    for emitted in a.keys().filter(|emitted| !b.contains_key(*emitted)) {
        let made = change(
            emitted,
            pair.before,
            "param-removed",
            Sign::Removed,
            "gone".to_owned(),
        );
        found.changes.push(made);
    }
}

/// Defaults are values of hosts; what a parameter is for changes nothing.
fn told_elsewhere(part: &Detail) -> bool {
    let last = part.path.rsplit('.').next().unwrap_or_default();
    let last = last.split('[').next().unwrap_or_default();
    matches!(last, "default" | "description" | "order")
}

/// Defaults where no host has them: elsewhere they are values.
fn defaults(pair: &Pair<'_, '_>, found: &mut Found, old: &RoleSide, new: &RoleSide) {
    let path = |role: &RoleSide| format!("roles/{}/defaults/main.yml", role.emitted);
    let entries = |side: &Side<'_>, role: &RoleSide| -> BTreeMap<String, Node> {
        let doc = side.doc(&path(role));
        let entries = doc.as_ref().map_or(&[][..], |doc| doc.entries()).iter();
        entries
            .map(|(key, node)| (key.to_string(), node.clone()))
            .collect()
    };
    let (a, b) = (entries(pair.before, old), entries(pair.after, new));
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    for name in names {
        let (before, after) = (a.get(name), b.get(name));
        let label = pair.label(name);
        let parameter = format!("parameter {label}");
        let told = found.changes.iter_mut().find(|change| {
            change.subject == parameter
                || change.subject == label && change.files.contains(&path(new))
        });
        if let Some(told) = told {
            told.files.insert(path(new));
            continue;
        }
        if before == after {
            continue;
        }
        let roles = pair.after.fleet.program.roles.iter();
        let mut entries = roles.flat_map(|role| &role.entries);
        let of_entry = entries.any(|entry| entry.params.iter().any(|p| p.emitted == *name));
        // An entry's parameters are no values of hosts: where it is asked for, it has what is given there, or this.
        let hosts = new.taken.get(name).cloned().unwrap_or_default();
        let title = match (of_entry, hosts.is_empty()) {
            (true, false) => "the default of an entry",
            (true, true) => "the default of an entry, which no play takes now",
            (false, _) => "its default, which no host has now",
        };
        let mut change = Change::new(
            Section::Values,
            "default-changed",
            Sign::Changed,
            label,
            title,
        );
        if !pair.is_secret(name) {
            match (before, after) {
                (Some(a), Some(b)) => change.details = delta(a, b),
                (a, b) => change.details = vec![one_sided("", a, b)],
            }
        }
        let known = pair.after.names.get(name);
        change.place = known.and_then(|known| known.place.clone());
        let change = change.seen_in(path(new)).on(pair.roster.reach(&hosts));
        found.add(change, &hosts);
    }
}

/// `let`s that are known on the host only.
fn lets(pair: &Pair<'_, '_>, found: &mut Found, name: &str, old: &RoleSide, new: &RoleSide) {
    let path = |role: &RoleSide| format!("roles/{}/vars/main.yml", role.emitted);
    let (a, b) = (pair.before.doc(&path(old)), pair.after.doc(&path(new)));
    let entries = |doc: &Option<std::rc::Rc<Node>>| -> BTreeMap<String, Node> {
        let entries = doc.as_ref().map_or(&[][..], |doc| doc.entries()).iter();
        entries
            .map(|(key, node)| (key.to_string(), node.clone()))
            .collect()
    };
    let (a, b) = (entries(&a), entries(&b));
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    for emitted in names {
        let (before, after) = (a.get(emitted), b.get(emitted));
        if before == after {
            continue;
        }
        let (kind, sign) = match (before, after) {
            (None, _) => ("let-added", Sign::Added),
            (_, None) => ("let-removed", Sign::Removed),
            _ => ("let-changed", Sign::Changed),
        };
        let side = if after.is_some() {
            pair.after
        } else {
            pair.before
        };
        let known = side.names.get(emitted);
        let label = known.map_or_else(|| format!("{name}.{emitted}"), |known| known.label.clone());
        let mut change = Change::new(Section::Values, kind, sign, label, "")
            .on(pair.roster.reach(&new.hosts))
            .at(known.and_then(|known| known.place.clone()))
            .seen_in(path(new));
        if known.is_some_and(|known| known.secret) {
            change.kind = "secret-changed";
            change.title = "changed".to_owned();
        } else {
            change.before = before.map(Node::text);
            change.after = after.map(Node::text);
        }
        found
            .values
            .entry(emitted.clone())
            .or_default()
            .extend(&new.hosts);
        found.add(change, &new.hosts);
    }
}
