//! Playbooks and plays: which are there, which hosts they match, which roles run where.
//!
//! In: the plays of two sides. Out: `play-added`, `play-hosts` (it matches other hosts now),
//! `role-gained`, and what differs in keywords, applications and tasks of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::application::applications;
use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::delta::{delta, one_sided};
use crate::diff::roster::Hosts;
use crate::diff::side::{PlaySide, Side};
use crate::diff::step::{Owner, steps};
use crate::diff::tasks::{handlers_of_list, of_list};
use crate::diff::yaml::Node;

/// What is compared elsewhere.
const APART: [&str; 6] = [
    "name",
    "hosts",
    "roles",
    "tasks",
    "handlers",
    "import_playbook",
];

/// Compares playbooks, plays and who runs which role.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found) {
    playbooks(pair, found);
    let pairs = pairs(pair);
    for (old, new) in &pairs {
        match (old, new) {
            (None, Some(play)) => whole(pair, found, play, Sign::Added),
            (Some(play), None) => whole(pair, found, play, Sign::Removed),
            (Some(old), Some(new)) => both(pair, found, old, new),
            (None, None) => {}
        }
    }
    order(pair, found, &pairs);
    roles(pair, found);
}

type Plays<'p> = Vec<(Option<&'p PlaySide>, Option<&'p PlaySide>)>;

/// By name; then a play that only is called otherwise.
fn pairs<'p>(pair: &Pair<'p, '_>) -> Plays<'p> {
    let mut old: Vec<&PlaySide> = pair.before.plays.iter().collect();
    let mut found: Plays<'p> = Vec::new();
    let mut alone = Vec::new();
    for new in &pair.after.plays {
        let at = old
            .iter()
            .position(|old| old.playbook == new.playbook && old.name == new.name);
        match at {
            Some(at) => found.push((Some(old.remove(at)), Some(new))),
            None => alone.push(new),
        }
    }
    for new in alone {
        let body = |side: &Side<'_>, play: &PlaySide| {
            let doc = side.doc(&play.file)?;
            let node = doc.items().get(play.item)?;
            let entries = node.entries().iter().filter(|(key, _)| key != "name");
            Some(entries.cloned().collect::<Vec<_>>())
        };
        let at = old.iter().position(|old| {
            old.playbook == new.playbook && body(pair.before, old) == body(pair.after, new)
        });
        found.push((at.map(|at| old.remove(at)), Some(new)));
    }
    found.extend(old.into_iter().map(|old| (Some(old), None)));
    found
}

fn playbooks(pair: &Pair<'_, '_>, found: &mut Found) {
    let names = |side: &Side<'_>| -> BTreeMap<String, String> {
        let playbooks = side.fleet.program.playbooks.iter();
        playbooks
            .map(|one| {
                (
                    one.name.to_string(),
                    format!("playbooks/{}.yml", one.emitted),
                )
            })
            .collect()
    };
    let (old, new) = (names(pair.before), names(pair.after));
    for (these, those, kind, sign, word) in [
        (&new, &old, "playbook-added", Sign::Added, "new"),
        (&old, &new, "playbook-removed", Sign::Removed, "gone"),
    ] {
        for (name, file) in these.iter().filter(|(name, _)| !those.contains_key(*name)) {
            let change = Change::new(Section::Plays, kind, sign, format!("playbook {name}"), word)
                .seen_in(file.clone());
            found.add(change, &Hosts::new());
        }
    }
    for (name, file) in &new {
        let Some(old_file) = old.get(name) else {
            continue;
        };
        let imports = |side: &Side<'_>, file: &str| -> Vec<String> {
            let doc = side.doc(file);
            let items = doc.iter().flat_map(|doc| doc.items().to_vec());
            items
                .filter_map(|item| Some(item.get("ansible.builtin.import_playbook")?.text()))
                .map(|file| file.strip_suffix(".yml").unwrap_or(&file).to_owned())
                .collect()
        };
        let (a, b) = (imports(pair.before, old_file), imports(pair.after, file));
        if a != b {
            let mut change = Change::new(
                Section::Plays,
                "imports-changed",
                Sign::Changed,
                format!("playbook {name}"),
                "imports other playbooks",
            )
            .seen_in(file.clone());
            change.before = Some(a.join(", "));
            change.after = Some(b.join(", "));
            found.add(change, &Hosts::new());
        }
    }
}

pub(super) fn subject(play: &PlaySide) -> String {
    format!("play {}: {}", play.playbook, play.name)
}

fn whole(pair: &Pair<'_, '_>, found: &mut Found, play: &PlaySide, sign: Sign) {
    let (kind, side, word, verb) = if sign == Sign::Added {
        ("play-added", pair.after, "new", "runs")
    } else {
        ("play-removed", pair.before, "gone", "ran")
    };
    let roles: Vec<&str> = play.roles.iter().map(String::as_str).collect();
    let title = if roles.is_empty() {
        word.to_owned()
    } else {
        format!("{word}, {verb} {}", roles.join(", "))
    };
    let mut change = Change::new(Section::Plays, kind, sign, subject(play), title)
        .on(pair.roster.reach(&play.hosts))
        .at(play.place.clone())
        .seen_in(play.file.clone());
    change.spec.clone_from(&play.spec);
    found.add(change, &play.hosts);
    let owner = Owner {
        subject: subject(play),
        section: Section::Plays,
        hosts: play.hosts.clone(),
        entries: BTreeMap::new(),
        own: play.hosts.clone(),
        place: play.place.clone(),
        spec: play.spec.clone(),
        steps: Vec::new(),
        old_steps: Vec::new(),
        ignored: BTreeSet::new(),
        role: None,
    };
    let list = |side: &Side<'_>| -> Vec<crate::diff::tasks::Item> {
        let doc = side.doc(&play.file);
        let node = doc.as_ref().and_then(|doc| doc.items().get(play.item));
        let tasks = node.and_then(|node| node.get("tasks"));
        of_list(side, tasks.map_or(&[], Node::items), &play.file)
    };
    let (old, new) = if sign == Sign::Added {
        (Vec::new(), list(side))
    } else {
        (list(side), Vec::new())
    };
    steps(pair, found, &owner, &old, &new);
}

fn both(pair: &Pair<'_, '_>, found: &mut Found, old: &PlaySide, new: &PlaySide) {
    let docs = (pair.before.doc(&old.file), pair.after.doc(&new.file));
    let a = docs.0.as_ref().and_then(|doc| doc.items().get(old.item));
    let b = docs.1.as_ref().and_then(|doc| doc.items().get(new.item));
    let (Some(a), Some(b)) = (a, b) else { return };
    matches(pair, found, old, new, a, b);
    let change = |kind, sign, title: &str, hosts: &Hosts| {
        let mut change = Change::new(Section::Plays, kind, sign, subject(new), title)
            .on(pair.roster.reach(hosts))
            .at(new.place.clone())
            .seen_in(new.file.clone());
        change.spec.clone_from(&new.spec);
        change
    };
    if old.name != new.name {
        let mut made = change(
            "play-renamed",
            Sign::Moved,
            "only its name changed",
            &Hosts::new(),
        );
        made.section = Section::Cosmetic;
        made.before = Some(old.name.clone());
        made.after = Some(new.name.clone());
        found.add(made, &Hosts::new());
    }
    let mut details = Vec::new();
    let keys = a.entries().iter().chain(b.entries()).map(|(key, _)| key);
    let mut seen = BTreeSet::new();
    for key in keys.filter(|key| !APART.contains(&key.as_str()) && seen.insert(key.as_str())) {
        match (a.get(key), b.get(key)) {
            (Some(a), Some(b)) => {
                details.extend(delta(a, b).into_iter().map(|part| under(key, part)))
            }
            (a, b) => details.push(one_sided(key, a, b)),
        }
    }
    if !details.is_empty() {
        let made =
            change("play-changed", Sign::Changed, "runs otherwise", &new.hosts).with(details);
        found.add(made, &new.hosts);
    }
    applications(pair, found, (old, new), a, b, &change);
    let owner = Owner {
        subject: subject(new),
        section: Section::Plays,
        hosts: new.hosts.clone(),
        entries: BTreeMap::new(),
        own: new.hosts.clone(),
        place: new.place.clone(),
        spec: new.spec.clone(),
        steps: Vec::new(),
        old_steps: Vec::new(),
        ignored: BTreeSet::new(),
        role: None,
    };
    let list = |side: &Side<'_>, node: &Node, key: &str, file: &str| {
        of_list(side, node.get(key).map_or(&[], Node::items), file)
    };
    let olds = list(pair.before, a, "tasks", &old.file);
    let news = list(pair.after, b, "tasks", &new.file);
    steps(pair, found, &owner, &olds, &news);
    let olds = handlers_of_list(pair.before, a.get("handlers"), &old.file);
    let news = handlers_of_list(pair.after, b.get("handlers"), &new.file);
    steps(pair, found, &owner, &olds, &news);
}

pub(super) fn under(key: &str, mut part: Detail) -> Detail {
    part.path = match part.path.as_str() {
        "" | "[]" => key.to_owned(),
        path if path.starts_with('[') => format!("{key}{path}"),
        path => format!("{key}.{path}"),
    };
    part
}

/// The hosts that a play matches.
fn matches(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    old: &PlaySide,
    new: &PlaySide,
    a: &Node,
    b: &Node,
) {
    let patterns = (
        a.get("hosts").map(Node::text),
        b.get("hosts").map(Node::text),
    );
    // Of a host that comes or goes it is said there, unless the play speaks of others, too.
    let told = |host: &u32| patterns.0 == patterns.1 && !pair.stays(*host);
    let come = new.hosts.difference(&old.hosts).copied();
    let come: Hosts = come.filter(|host| !told(host)).collect();
    let gone = old.hosts.difference(&new.hosts).copied();
    let gone: Hosts = gone.filter(|host| !told(host)).collect();
    for (hosts, sign, title) in [
        (&come, Sign::Added, "matches more hosts"),
        (&gone, Sign::Removed, "matches fewer hosts"),
    ] {
        if hosts.is_empty() {
            continue;
        }
        let mut change = Change::new(Section::Plays, "play-hosts", sign, subject(new), title)
            .on(pair.roster.reach(hosts))
            .at(new.place.clone());
        if patterns.0 == patterns.1 {
            let because = "its pattern is the same, the groups are not";
            change.because.push(because.to_owned());
        } else {
            (change.before, change.after) = patterns.clone();
            change.files.insert(new.file.clone());
        }
        found.add(change, hosts);
    }
    if come.is_empty() && gone.is_empty() && patterns.0 != patterns.1 {
        let mut change = Change::new(
            Section::Plays,
            "play-pattern",
            Sign::Moved,
            subject(new),
            "another pattern for the same hosts",
        )
        .at(new.place.clone())
        .seen_in(new.file.clone());
        (change.before, change.after) = patterns;
        found.add(change, &Hosts::new());
    }
}

/// Plays that run in another order.
fn order(pair: &Pair<'_, '_>, found: &mut Found, pairs: &Plays<'_>) {
    let mut by_book: BTreeMap<&str, Vec<(usize, usize, &PlaySide)>> = BTreeMap::new();
    for both in pairs {
        if let (Some(old), Some(new)) = both {
            let plays = by_book.entry(new.playbook.as_str()).or_default();
            plays.push((old.item, new.item, new));
        }
    }
    for (book, mut plays) in by_book {
        plays.sort_by_key(|(_, new, _)| *new);
        let after: Vec<&str> = plays
            .iter()
            .map(|(_, _, play)| play.name.as_str())
            .collect();
        let file = plays.first().map(|(_, _, play)| play.file.clone());
        plays.sort_by_key(|(old, _, _)| *old);
        let before: Vec<&str> = plays
            .iter()
            .map(|(_, _, play)| play.name.as_str())
            .collect();
        if before != after {
            let hosts = turned(&plays);
            let mut change = Change::new(
                Section::Plays,
                "play-order",
                Sign::Moved,
                format!("playbook {book}"),
                "its plays run in another order",
            )
            .on(pair.roster.reach(&hosts));
            change.before = Some(before.join(", "));
            change.after = Some(after.join(", "));
            change.files.extend(file);
            found.add(change, &hosts);
        }
    }
}

/// The hosts of the plays that changed places with another: the others run as they did. The plays are sorted by where they stood.
fn turned(plays: &[(usize, usize, &PlaySide)]) -> Hosts {
    let mut hosts = Hosts::new();
    for (index, (_, at, play)) in plays.iter().enumerate() {
        for (_, other, behind) in &plays[index + 1..] {
            if other < at {
                hosts.extend(play.hosts.union(&behind.hosts));
            }
        }
    }
    hosts
}

/// Hosts that a role runs on now, or no longer.
fn roles(pair: &Pair<'_, '_>, found: &mut Found) {
    let mut gained: BTreeMap<(bool, Hosts), Vec<&String>> = BTreeMap::new();
    for (name, new) in &pair.after.roles {
        let Some(old) = pair.before.roles.get(name) else {
            continue;
        };
        // Of a host that comes or goes it is said there.
        let come = new.hosts.difference(&old.hosts).copied();
        let come: Hosts = come.filter(|host| pair.stays(*host)).collect();
        let gone = old.hosts.difference(&new.hosts).copied();
        let gone: Hosts = gone.filter(|host| pair.stays(*host)).collect();
        for (hosts, is_new) in [(come, true), (gone, false)] {
            if !hosts.is_empty() {
                gained.entry((is_new, hosts)).or_default().push(name);
            }
        }
    }
    for ((is_new, hosts), names) in gained {
        let (kind, sign, title) = if is_new {
            ("role-gained", Sign::Added, "runs on more hosts")
        } else {
            (
                "role-lost",
                Sign::Removed,
                "runs on fewer hosts; what it did stays there",
            )
        };
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let word = if names.len() == 1 { "role" } else { "roles" };
        let change = Change::new(
            Section::Plays,
            kind,
            sign,
            format!("{word} {}", names.join(", ")),
            title,
        )
        .on(pair.roster.reach(&hosts));
        found.add(change, &hosts);
    }
}
