//! The comparison: every part in turn, then whatever no part explains.
//!
//! In: the two sides. Out: [`Changes`]. A generated file that differs, and in which nothing was
//! found that differs, is an entry of its own: nothing is ever left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Changes, Section, Sign};
use crate::diff::handler::Handlers;
use crate::diff::inventory::{group_keys, host_keys};
use crate::diff::moved::Renames;
use crate::diff::roster::{Hosts, Roster};
use crate::diff::side::{Input, Side};
use crate::diff::{
    early, fleet, follow, picture, play, privilege, rest, role, step, summary, values,
};

/// What the parts share.
pub struct Pair<'p, 's> {
    /// What was.
    pub before: &'p Side<'s>,
    /// What is.
    pub after: &'p Side<'s>,
    /// Every host.
    pub roster: &'p Roster,
    /// What `moved` says.
    pub renames: &'p Renames,
    /// The hosts that both sides know.
    pub staying: Hosts,
    /// Handlers that are only called otherwise.
    pub handlers: Handlers,
}

impl Pair<'_, '_> {
    /// What a name of Ansible's is called in the language.
    #[must_use]
    pub fn label(&self, emitted: &str) -> String {
        let side = if self.after.names.contains_key(emitted) {
            self.after
        } else {
            self.before
        };
        side.label(emitted)
    }

    /// What a role in `roles/` is called in the language.
    #[must_use]
    pub fn role_name(&self, emitted: &str) -> String {
        let sides = [self.after, self.before];
        let mut roles = sides.iter().flat_map(|side| &side.roles);
        let found = roles.find(|(_, role)| role.emitted == emitted);
        found.map_or(emitted, |(name, _)| name.as_str()).to_owned()
    }

    /// Whether a value is never shown.
    #[must_use]
    pub fn is_secret(&self, emitted: &str) -> bool {
        [self.before, self.after]
            .iter()
            .any(|side| side.names.get(emitted).is_some_and(|known| known.secret))
    }

    /// Whether both sides know a host.
    #[must_use]
    pub fn stays(&self, host: u32) -> bool {
        self.staying.contains(&host)
    }
}

/// What the parts find for one another.
#[derive(Default)]
pub struct Found {
    /// The changes.
    pub changes: Vec<Change>,
    /// The hosts that each changed name has another value on.
    pub values: BTreeMap<String, Hosts>,
    /// Tasks that are new or do something else.
    pub tasks: Vec<step::Touched>,
    /// Templates and files of roles that differ: their paths.
    pub sources: BTreeSet<String>,
    /// The files whose tasks notify a handler that is called otherwise now, by what they notify.
    pub notifying: BTreeMap<String, BTreeSet<String>>,
    /// Hosts on which something happens otherwise.
    pub hosts: Hosts,
    /// Tasks and handlers that are new, do something else, are gone.
    pub counts: [usize; 3],
}

/// Compares two sides.
#[must_use]
pub fn compare(before: Input<'_>, after: Input<'_>) -> Changes {
    if before.contents == after.contents {
        return Changes {
            project: after.fleet.program.project.name.to_string(),
            ..Changes::default()
        };
    }
    let renames = Renames::new(&before.fleet.program, &after.fleet.program);
    let none = Renames::default();
    let mut hosts = host_keys(after.fleet, &none);
    hosts.extend(host_keys(before.fleet, &renames));
    let mut groups = group_keys(before.fleet, &renames);
    groups.extend(group_keys(after.fleet, &none));
    let roster = Roster::new(hosts, groups);
    let original: BTreeMap<String, usize> = before
        .contents
        .iter()
        .map(|(path, content)| (path.clone(), content.len()))
        .collect();
    let differing = differing(&before.contents, &after.contents);
    let before = Side::new(before, &roster, &renames);
    let after = Side::new(after, &roster, &none);
    let pair = Pair {
        before: &before,
        after: &after,
        roster: &roster,
        renames: &renames,
        staying: before
            .numbers()
            .intersection(&after.numbers())
            .copied()
            .collect(),
        handlers: Handlers::new(&before, &after),
    };
    let mut found = Found::default();
    fleet::compare(&pair, &mut found);
    play::compare(&pair, &mut found);
    values::compare(&pair, &mut found);
    role::compare(&pair, &mut found);
    early::compare(&pair, &mut found);
    let restarts = follow::compare(&pair, &mut found);
    privilege::compare(&pair, &mut found);
    Handlers::tell(&mut found);
    rest::compare(&pair, &mut found, &original);
    // Stable: inside a section the parts have the order that tells most.
    found.changes.sort_by_key(|change| change.section);
    Changes {
        summary: summary::of(&pair, &found, restarts, differing),
        picture: picture::draw(&pair, &found),
        project: after.fleet.program.project.name.to_string(),
        changes: found.changes,
    }
}

/// How many files differ.
fn differing(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> usize {
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    let others = after
        .iter()
        .filter(|(path, content)| before.get(*path) != Some(content));
    gone.count() + others.count()
}

impl Found {
    /// Counts a task or handler.
    pub const fn count(&mut self, sign: Sign) {
        match sign {
            Sign::Added => self.counts[0] += 1,
            Sign::Changed => self.counts[1] += 1,
            Sign::Removed => self.counts[2] += 1,
            Sign::Moved | Sign::Noted => {}
        }
    }

    /// Adds a change that something happens because of.
    pub fn add(&mut self, change: Change, hosts: &Hosts) {
        if !matches!(change.section, Section::Tests | Section::Cosmetic) {
            self.hosts.extend(hosts);
        }
        self.changes.push(change);
    }
}
