//! Steps that come, go, differ or stand elsewhere, as changes.
//!
//! In: two sequences of steps and whose they are. Out: `task-changed` with the arguments that
//! differ, `task-moved` for another order, `task-renamed` where only the sentence is another.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::matching::{self, Step};
use crate::diff::roster::Hosts;
use crate::diff::tasks::{Item, What};

/// What a list of tasks belongs to.
pub struct Owner {
    /// `role base`, `play site: Web servers`.
    pub subject: String,
    /// Where its changes stand.
    pub section: Section,
    /// The hosts that it runs on.
    pub hosts: Hosts,
    /// Those on which its entries run, by their names: where they are asked for.
    pub entries: BTreeMap<String, Hosts>,
    /// Those on which what is no entry's runs.
    pub own: Hosts,
    /// Where it is written.
    pub place: Option<String>,
    /// A link to the proposal behind it.
    pub spec: Option<String>,
    /// Where its steps are written, by their names.
    pub steps: Vec<(String, Option<String>)>,
    /// Where they were.
    pub old_steps: Vec<(String, Option<String>)>,
    /// Sections that moved here or away.
    pub ignored: BTreeSet<String>,
    /// The role, if it is one.
    pub role: Option<String>,
}

impl Owner {
    /// The hosts on which a step runs.
    fn hosts_of(&self, item: &Item) -> &Hosts {
        match self.entry_of(item) {
            Some(hosts) => hosts,
            // Handlers are told by what runs in an entry, too.
            None if item.what == What::Handler => &self.hosts,
            None => &self.own,
        }
    }

    /// Whether a step stands in an entry that runs nowhere.
    fn waits(&self, item: &Item) -> bool {
        self.entry_of(item).is_some_and(Hosts::is_empty)
    }

    /// The hosts of the entry that a step stands in.
    fn entry_of(&self, item: &Item) -> Option<&Hosts> {
        let entry = item.inside.first()?.strip_prefix("entry ")?;
        self.entries.get(entry)
    }

    /// Where a step is written.
    fn place_of(&self, item: &Item, gone: bool) -> Option<String> {
        let steps = if gone { &self.old_steps } else { &self.steps };
        let found = steps.iter().find(|(name, _)| *name == item.name);
        let place = found.and_then(|(_, place)| place.clone());
        place.or_else(|| self.place.clone())
    }

    /// A step of this that does something else now.
    pub fn touched(&self, item: &Item, was: Option<&Item>) -> Touched {
        Touched {
            role: self.role.clone(),
            item: item.clone(),
            was: was.cloned(),
            hosts: self.hosts_of(item).clone(),
            subject: format!("{}: {}", self.subject, label(item)),
            place: self.place_of(item, false),
            reads: false,
        }
    }
}

/// A task that is new, or does something else.
pub struct Touched {
    /// Its role, if it is in one.
    pub role: Option<String>,
    /// The task now.
    pub item: Item,
    /// The task before, if it was there.
    pub was: Option<Item>,
    /// Where.
    pub hosts: Hosts,
    /// `role base: Put their keys`.
    pub subject: String,
    /// Where it is written.
    pub place: Option<String>,
    /// It stays as it is, and reads something else.
    pub reads: bool,
}

/// Steps of a role or a play.
pub fn steps(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    owner: &Owner,
    before: &[Item],
    after: &[Item],
) {
    let ignored = |item: &Item| item.what == What::Section && owner.ignored.contains(&item.name);
    let mut read = |item: &Item| {
        let (item, renamed) = pair.handlers.read(item);
        for name in renamed {
            let files = found.notifying.entry(name.clone()).or_default();
            files.insert(item.file.clone());
        }
        item
    };
    let before: Vec<Item> = before
        .iter()
        .filter(|item| !ignored(item))
        .map(&mut read)
        .collect();
    let after: Vec<Item> = after
        .iter()
        .filter(|item| !ignored(item))
        .cloned()
        .collect();
    let before = matching::in_renamed(before, &after);
    for step in matching::compare(&before, &after) {
        one(pair, found, owner, &before, &after, step);
    }
}

fn one(
    pair: &Pair<'_, '_>,
    found: &mut Found,
    owner: &Owner,
    before: &[Item],
    after: &[Item],
    step: Step,
) {
    let (was, item) = match &step {
        Step::Added(index) => (None, Some(&after[*index])),
        Step::Removed(index) => (Some(&before[*index]), None),
        Step::Changed(old, new, _) | Step::Renamed(old, new) | Step::Moved(old, new, _) => {
            (Some(&before[*old]), Some(&after[*new]))
        }
    };
    let Some(shown) = item.or(was) else { return };
    let (kind, sign) = kind(&step, shown.what);
    let subject = format!("{}: {}", owner.subject, label(shown));
    let place = owner.place_of(shown, item.is_none());
    let mut title = title(shown, was, &step, after);
    if owner.waits(shown) {
        title.push_str(", in an entry that no play asks for");
    }
    let mut change = Change::new(owner.section, kind, sign, subject, title)
        .on(pair.roster.reach(owner.hosts_of(shown)))
        .at(place);
    change.spec.clone_from(&owner.spec);
    let files = was.iter().chain(&item).map(|item| item.file.clone());
    change.files = files.collect();
    if let (Step::Renamed(..), What::Section) = (&step, shown.what) {
        let file = |item: &Item| {
            let folder = item.file.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{}.yml", item.name)
        };
        change
            .files
            .extend(was.iter().chain(&item).map(|item| file(item)));
    }
    let step_counts = !matches!(step, Step::Renamed(..) | Step::Moved(..));
    match step {
        Step::Changed(_, _, details) => change.details = details,
        Step::Renamed(..) => {
            change.section = Section::Cosmetic;
            change.before = was.map(|item| item.name.clone());
            change.after = item.map(|item| item.name.clone());
        }
        Step::Added(_) => change.details = summary(shown, false),
        Step::Removed(_) => change.details = summary(shown, true),
        Step::Moved(..) => {}
    }
    let touches = matches!(
        kind,
        "task-added" | "task-changed" | "handler-added" | "handler-changed"
    );
    if let (true, Some(item)) = (touches, item) {
        found.tasks.push(owner.touched(item, was));
    }
    if matches!(shown.what, What::Task | What::Handler) && step_counts {
        found.count(sign);
    }
    found.add(change, owner.hosts_of(shown));
}

/// `task-added`, `handler-moved`: the kind of a change, and its sign.
fn kind(step: &Step, what: What) -> (&'static str, Sign) {
    let ([task, block, section, handler], sign) = match step {
        Step::Added(_) => (
            [
                "task-added",
                "block-added",
                "section-added",
                "handler-added",
            ],
            Sign::Added,
        ),
        Step::Removed(_) => (
            [
                "task-removed",
                "block-removed",
                "section-removed",
                "handler-removed",
            ],
            Sign::Removed,
        ),
        Step::Changed(..) => (
            [
                "task-changed",
                "block-changed",
                "section-changed",
                "handler-changed",
            ],
            Sign::Changed,
        ),
        Step::Renamed(..) => (
            [
                "task-renamed",
                "block-renamed",
                "section-renamed",
                "handler-renamed",
            ],
            Sign::Moved,
        ),
        Step::Moved(..) => (
            [
                "task-moved",
                "block-moved",
                "section-moved",
                "handler-moved",
            ],
            Sign::Moved,
        ),
    };
    let kind = match what {
        What::Task => task,
        What::Block => block,
        What::Section => section,
        What::Handler => handler,
    };
    (kind, sign)
}

fn label(item: &Item) -> String {
    match item.what {
        What::Task => item.name.clone(),
        What::Block | What::Section | What::Handler => {
            format!("{} {}", item.what.word(), item.name)
        }
    }
}

fn title(item: &Item, was: Option<&Item>, step: &Step, after: &[Item]) -> String {
    match step {
        Step::Added(_) => format!("new {}", item.what.word()),
        Step::Removed(_) if item.leaves_something() => {
            format!("{} is gone; what it did stays there", item.what.word())
        }
        Step::Removed(_) => format!("{} is gone", item.what.word()),
        Step::Changed(_, _, details) => {
            let items = [Some(item), was];
            let items = || items.into_iter().flatten();
            // When, where and as whom it runs, not what it does.
            let keyword = |part: &Detail| {
                let root = part.path.split(['.', '[']).next().unwrap_or_default();
                part.path == "stands in"
                    || items().any(|item| item.keyword(root).is_some())
                        && items().all(|item| item.arg(root).is_none())
            };
            if details.iter().all(keyword) {
                "runs otherwise".to_owned()
            } else {
                "does something else".to_owned()
            }
        }
        Step::Renamed(..) => "only its name changed".to_owned(),
        Step::Moved(_, _, behind) => match behind.and_then(|index| after.get(index)) {
            Some(other) => format!("stands behind “{}” now", beside(other, item)),
            None => "stands first now".to_owned(),
        },
    }
}

/// What a step stands behind: the whole block or section, where the step before is inside of one that it does not stand in.
fn beside<'i>(other: &'i Item, item: &Item) -> &'i str {
    match other.inside.get(item.inside.len()) {
        Some(part) => part
            .split_once("section ")
            .or_else(|| part.split_once("block "))
            .map_or(part, |(_, name)| name),
        None => &other.name,
    }
}

/// A step on a few lines: module with arguments, keywords.
fn summary(item: &Item, gone: bool) -> Vec<Detail> {
    let side = |path: &str, text: String| {
        let (before, after) = if gone {
            (Some(text), None)
        } else {
            (None, Some(text))
        };
        Detail {
            path: path.to_owned(),
            before,
            after,
            lines: Vec::new(),
        }
    };
    let mut found = Vec::new();
    // A section is a file of its own name.
    if let Some(module) = item.module.as_ref().filter(|_| item.what != What::Section) {
        found.push(side(module, arguments(item)));
    }
    let words = item.keywords.iter();
    found.extend(words.map(|(key, node)| side(key, node.text())));
    found
}

/// A step on one line.
#[must_use]
pub fn line(item: &Item, added: bool) -> Detail {
    let text = format!("{} {}", item.short(), arguments(item))
        .trim_end()
        .to_owned();
    let (before, after) = if added {
        (None, Some(text))
    } else {
        (Some(text), None)
    };
    Detail {
        path: label(item),
        before,
        after,
        lines: Vec::new(),
    }
}

/// `name: nginx, state: present`; empty where there are none.
fn arguments(item: &Item) -> String {
    let Some(args) = &item.args else {
        return String::new();
    };
    if args.entries().is_empty() {
        return args.as_text().unwrap_or_default().to_owned();
    }
    let text = args.text();
    text.trim_start_matches('{')
        .trim_end_matches('}')
        .to_owned()
}
