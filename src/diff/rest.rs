//! What is left: settings, plugins, tests, and every generated file that nothing explains yet.
//!
//! In: the files of two sides and the changes so far. Out: an entry for each kind of file, so that
//! no byte differs without a word; comments and the like are said to change nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::roster::Hosts;
use crate::diff::side::Side;
use crate::diff::source::contents;
use crate::diff::state::Contents;
use crate::diff::yaml::Node;

/// A file as a tree, before and after.
type Docs = (Option<Rc<Node>>, Option<Rc<Node>>);

/// Finds the rest.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found, original: &BTreeMap<String, usize>) {
    tests(pair, found);
    lab(pair, found);
    moves(pair, found, original);
    let known: BTreeSet<String> = found
        .changes
        .iter()
        .flat_map(|change| change.files.clone())
        .collect();
    let (old, new) = (&pair.before.files, &pair.after.files);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut comments = BTreeSet::new();
    let mut placed = BTreeSet::new();
    let mut pages = BTreeSet::new();
    let mut about: BTreeMap<Vec<Detail>, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        if known.contains(path) || old.get(path) == new.get(path) {
            continue;
        }
        let docs = (pair.before.doc(path), pair.after.doc(path));
        let values = path.contains("/group_vars/") || path.contains("/host_vars/");
        if path.ends_with(".md") {
            pages.insert(path.clone());
        } else if let (Some(a), Some(b)) = &docs
            && a.alike(b)
        {
            comments.insert(path.clone());
        } else if path == "ansible.cfg" && settings(pair.before, path) == settings(pair.after, path)
        {
            comments.insert(path.clone());
        } else if described(path, &docs) {
            pages.insert(path.clone());
        } else if values {
            placed.insert(path.clone());
        } else if let Some(details) = galaxy(path, &docs) {
            about.entry(details).or_default().insert(path.clone());
        } else {
            single(pair, found, path);
        }
    }
    for (details, files) in about {
        let subject = "what roles say of themselves";
        let mut change = Change::new(
            Section::Project,
            "generated-file-changed",
            Sign::Changed,
            subject,
            "",
        )
        .with(details);
        change.files = files;
        found.changes.push(change);
    }
    for (kind, subject, title, files) in [
        (
            "comments-changed",
            "comments and order",
            "the data are the same",
            comments,
        ),
        (
            "values-placed",
            "values",
            "stand in other files, and every host has the same",
            placed,
        ),
        (
            "pages-changed",
            "pages",
            "what is written for readers",
            pages,
        ),
    ] {
        if !files.is_empty() {
            let mut change = Change::new(Section::Cosmetic, kind, Sign::Noted, subject, title);
            change.files = files;
            found.changes.push(change);
        }
    }
}

/// The lines of an ini file that say something.
fn settings<'s>(side: &'s Side<'_>, path: &str) -> Option<Vec<&'s str>> {
    let lines = side.text(path)?.lines();
    Some(
        lines
            .filter(|line| !line.trim_start().starts_with(['#', ';']))
            .collect(),
    )
}

/// Descriptions of roles and of their parameters.
fn described(path: &str, docs: &Docs) -> bool {
    let (Some(a), Some(b)) = docs else {
        return false;
    };
    let words = ["description", "short_description", "default"];
    path.ends_with("/meta/argument_specs.yml")
        || path.ends_with("/meta/main.yml") && {
            crate::diff::delta::delta(a, b).iter().all(|part| {
                let last = part.path.rsplit('.').next().unwrap_or_default();
                words.contains(&last)
            })
        }
}

/// What differs in what a role says of itself to Ansible Galaxy, which runs nothing; nothing if more differs.
fn galaxy(path: &str, docs: &Docs) -> Option<Vec<Detail>> {
    let (Some(a), Some(b)) = docs else {
        return None;
    };
    if !path.starts_with("roles/") || !path.ends_with("/meta/main.yml") {
        return None;
    }
    let mut details = crate::diff::delta::delta(a, b);
    for detail in &mut details {
        detail.path = detail.path.strip_prefix("galaxy_info.")?.to_owned();
    }
    Some(details)
}

/// A file that no part of the comparison knows.
fn single(pair: &Pair<'_, '_>, found: &mut Found, path: &str) {
    let (a, b) = (pair.before.files.get(path), pair.after.files.get(path));
    let (sign, title) = match (a, b) {
        (None, _) => (Sign::Added, "new"),
        (_, None) => (Sign::Removed, "gone"),
        _ => (Sign::Changed, "changed"),
    };
    let of_role = |side: &Side<'_>| {
        let (folder, rest) = path.strip_prefix("roles/")?.split_once('/')?;
        let mut roles = side.roles.iter();
        let (name, role) =
            roles.find(|(_, role)| role.emitted == folder && role.external.is_some())?;
        Some((format!("role {name}: file {rest}"), role.hosts.clone()))
    };
    // What others wrote has files that only their tasks know.
    if let Some((subject, hosts)) = of_role(pair.after).or_else(|| of_role(pair.before)) {
        let kind = match sign {
            Sign::Added => "file-added",
            Sign::Removed => "file-removed",
            Sign::Changed | Sign::Moved | Sign::Noted => "file-changed",
        };
        let change = Change::new(Section::Roles, kind, sign, subject, title)
            .with(contents(a, b))
            .on(pair.roster.reach(&hosts))
            .seen_in(path);
        found.add(change, &hosts);
        return;
    }
    let kind = match path {
        "ansible.cfg" => "settings-changed",
        "requirements.yml" => "requirements-changed",
        ".ansible-lint" => "lint-changed",
        _ if path.contains("plugins/")
            || path.starts_with("library/")
            || path.starts_with("module_utils/") =>
        {
            "plugin-file-changed"
        }
        _ => "generated-file-changed",
    };
    let section = if kind == "lint-changed" {
        Section::Cosmetic
    } else {
        Section::Project
    };
    let everywhere = matches!(kind, "settings-changed" | "plugin-file-changed");
    let hosts: Hosts = if everywhere {
        pair.after
            .plays
            .iter()
            .flat_map(|play| play.hosts.iter().copied())
            .collect()
    } else {
        Hosts::new()
    };
    let change = Change::new(section, kind, sign, path, title)
        .with(contents(a, b))
        .on(pair.roster.reach(&hosts))
        .seen_in(path);
    found.add(change, &hosts);
}

/// Tests and platforms: that they differ, and in which files.
fn tests(pair: &Pair<'_, '_>, found: &mut Found) {
    let (old, new) = (&pair.before.files, &pair.after.files);
    for (root, word, kinds) in [
        (
            "molecule/",
            "test",
            ["test-added", "test-removed", "test-changed"],
        ),
        (
            "containers/",
            "platform",
            ["platform-added", "platform-removed", "platform-changed"],
        ),
    ] {
        let mut folders: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        for path in old.keys().chain(new.keys()) {
            if let Some((folder, _)) = path
                .strip_prefix(root)
                .and_then(|rest| rest.split_once('/'))
            {
                folders.entry(folder).or_default().insert(path);
            }
        }
        for (folder, paths) in folders {
            let differing: BTreeSet<String> = paths
                .iter()
                .filter(|path| old.get(**path) != new.get(**path))
                .map(|path| (*path).clone())
                .collect();
            if differing.is_empty() {
                continue;
            }
            let was = paths.iter().any(|path| old.contains_key(*path));
            let is = paths.iter().any(|path| new.contains_key(*path));
            let (kind, sign, title) = match (was, is) {
                (false, _) => (kinds[0], Sign::Added, "new"),
                (_, false) => (kinds[1], Sign::Removed, "gone"),
                _ => (kinds[2], Sign::Changed, "changed"),
            };
            let subject = if folder == "shared" {
                "what all tests share".to_owned()
            } else {
                format!("{word} {folder}")
            };
            let title = if kind.ends_with("-changed") {
                let name = |path: &String| path[root.len() + folder.len() + 1..].to_owned();
                let names: Vec<String> = differing.iter().map(name).collect();
                format!("changed in {}", names.join(", "))
            } else {
                title.to_owned()
            };
            let mut change = Change::new(Section::Tests, kind, sign, subject, title);
            change.files = differing;
            found.changes.push(change);
        }
    }
}

/// The containers in which the fleet can be tried.
fn lab(pair: &Pair<'_, '_>, found: &mut Found) {
    let (old, new) = (&pair.before.files, &pair.after.files);
    let of_lab = |path: &&String| {
        *path == "compose.yaml" || path.starts_with("lab/") || path.ends_with("inventory/lab.yml")
    };
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).filter(of_lab).collect();
    let differing = paths
        .into_iter()
        .filter(|path| old.get(*path) != new.get(*path));
    let differing: BTreeSet<String> = differing.cloned().collect();
    if differing.is_empty() {
        return;
    }
    let is = |files: &Contents| files.contains_key("compose.yaml");
    let (kind, sign, title) = match (is(old), is(new)) {
        (false, true) => ("lab-added", Sign::Added, "new".to_owned()),
        (true, false) => ("lab-removed", Sign::Removed, "gone".to_owned()),
        // A single file is shown as the place.
        _ if differing.len() == 1 => ("lab-changed", Sign::Changed, "changed".to_owned()),
        _ => {
            let names: Vec<&str> = differing.iter().map(String::as_str).collect();
            let title = format!("changed in {}", names.join(", "));
            ("lab-changed", Sign::Changed, title)
        }
    };
    let mut change = Change::new(Section::Tests, kind, sign, "the lab", title);
    change.files = differing;
    found.changes.push(change);
}

/// What `moved` says is no change, in so many words.
fn moves(pair: &Pair<'_, '_>, found: &mut Found, original: &BTreeMap<String, usize>) {
    let told = pair.renames.told();
    if told.is_empty() {
        return;
    }
    let known: BTreeSet<&String> = pair.before.files.keys().collect();
    let sections = pair.renames.section_files();
    let mut files: BTreeSet<String> = original
        .keys()
        .filter(|path| !known.contains(path))
        .cloned()
        .chain(sections)
        .collect();
    for (subject, title) in told {
        let mut change = Change::new(Section::Cosmetic, "moved", Sign::Moved, subject, title);
        change.files = std::mem::take(&mut files);
        found.changes.push(change);
    }
}
