//! Lists of tasks as sequences.
//!
//! In: `tasks/main.yml` with what it imports. Out: an [`Item`] for each step in the order in which
//! they run: name, module, arguments, keywords, what it stands in and whom it notifies.

use std::collections::BTreeSet;

use crate::diff::reading::{Reads, reads};
use crate::diff::side::Side;
use crate::diff::yaml::Node;

/// Ansible's words in a task, which are no module.
const KEYWORDS: [&str; 44] = [
    "action",
    "always",
    "any_errors_fatal",
    "args",
    "async",
    "become",
    "become_exe",
    "become_flags",
    "become_method",
    "become_user",
    "block",
    "changed_when",
    "check_mode",
    "collections",
    "connection",
    "debugger",
    "delay",
    "delegate_facts",
    "delegate_to",
    "diff",
    "environment",
    "failed_when",
    "ignore_errors",
    "ignore_unreachable",
    "listen",
    "local_action",
    "loop",
    "loop_control",
    "module_defaults",
    "name",
    "no_log",
    "notify",
    "poll",
    "port",
    "register",
    "remote_user",
    "rescue",
    "retries",
    "run_once",
    "tags",
    "throttle",
    "timeout",
    "until",
    "when",
];

/// Modules that leave nothing behind on the host.
const LOOKING: [&str; 22] = [
    "add_host",
    "assert",
    "async_status",
    "debug",
    "fail",
    "fetch",
    "find",
    "gather_facts",
    "getent",
    "group_by",
    "include_vars",
    "meta",
    "pause",
    "ping",
    "set_fact",
    "set_stats",
    "setup",
    "slurp",
    "stat",
    "wait_for",
    "wait_for_connection",
    "win_ping",
];

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A module call, or a role.
    Task,
    /// Steps with something in common.
    Block,
    /// A file of steps.
    Section,
    /// A task that runs when it is notified.
    Handler,
}

impl What {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Block => "block",
            Self::Section => "section",
            Self::Handler => "handler",
        }
    }
}

/// A step in its sequence.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its sentence.
    pub name: String,
    /// What it is.
    pub what: What,
    /// The module, by its full name.
    pub module: Option<String>,
    /// The module's arguments, or its text.
    pub args: Option<Node>,
    /// Keywords, without name, module and steps inside.
    pub keywords: Vec<(String, Node)>,
    /// What it stands in: `section accounts`, `block Say it`.
    pub inside: Vec<String>,
    /// Whom it and what it stands in notify.
    pub notify: Vec<String>,
    /// Its file.
    pub file: String,
}

impl Item {
    /// An argument.
    #[must_use]
    pub fn arg(&self, name: &str) -> Option<&Node> {
        self.args.as_ref().and_then(|args| args.get(name))
    }

    /// A keyword.
    #[must_use]
    pub fn keyword(&self, name: &str) -> Option<&Node> {
        let mut found = self.keywords.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, node)| node)
    }

    /// The module without its collection.
    #[must_use]
    pub fn short(&self) -> &str {
        let module = self.module.as_deref().unwrap_or_default();
        module.rsplit('.').next().unwrap_or_default()
    }

    /// Whether the host still has what it did when it is gone.
    #[must_use]
    pub fn leaves_something(&self) -> bool {
        let only_looks = ["_facts", "_info"];
        let looks = LOOKING.contains(&self.short())
            || only_looks.iter().any(|end| self.short().ends_with(end))
            || self
                .keyword("changed_when")
                .is_some_and(|when| when.text() == "false");
        self.what == What::Task && !looks
    }

    /// Whether it names a value.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        let mut found = false;
        self.walk(&mut |text| found |= mentions(text, name));
        found
    }

    /// How it reads a value.
    #[must_use]
    pub fn reads(&self, name: &str) -> Reads {
        let mut found = Reads::Nothing;
        self.walk(&mut |text| found = found.max(reads(text, name)));
        found
    }

    /// Every text in it.
    fn walk<'i>(&'i self, visit: &mut dyn FnMut(&'i str)) {
        let keywords = self.keywords.iter().map(|(_, node)| node);
        for node in self.args.iter().chain(keywords) {
            node.walk(visit);
        }
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        self.name == other.name && self.does_the_same(other)
    }

    pub(super) fn does_the_same(&self, other: &Self) -> bool {
        // A section's argument is its name, which is the file's.
        let args = self.what == What::Section || same_args(self.args.as_ref(), other.args.as_ref());
        self.module == other.module
            && self.what == other.what
            && self.stands_with(other)
            && args
            && self.keywords.len() == other.keywords.len()
            && self
                .keywords
                .iter()
                .all(|(key, node)| other.keyword(key) == Some(node))
    }

    /// Whether two stand in the same. A section that moved is read as a file that nothing imports.
    pub(super) fn stands_with(&self, other: &Self) -> bool {
        let place = |part: &String| part.replacen("entry ", "section ", 1);
        self.inside
            .iter()
            .map(place)
            .eq(other.inside.iter().map(place))
    }

    /// How much two calls of one module have in common, of 100.
    pub(super) fn likeness(&self, other: &Self) -> usize {
        if self.module != other.module || self.what != other.what || self.module.is_none() {
            return 0;
        }
        let (Some(a), Some(b)) = (&self.args, &other.args) else {
            return 0;
        };
        let (a, b) = (a.entries(), b.entries());
        let equal = a.iter().filter(|entry| b.contains(entry)).count();
        equal * 100 / a.len().max(b.len()).max(1)
    }
}

/// Whether a text holds a name as a whole word.
#[must_use]
pub fn mentions(text: &str, name: &str) -> bool {
    let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

pub(super) fn same_args(a: Option<&Node>, b: Option<&Node>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) if !a.entries().is_empty() => {
            a.entries().len() == b.entries().len()
                && a.entries()
                    .iter()
                    .all(|(key, node)| b.get(key) == Some(node))
        }
        (a, b) => a == b,
    }
}

/// The tasks of a role: its own, with sections where they run, then its entries.
#[must_use]
pub fn of_role(side: &Side<'_>, emitted: &str) -> Vec<Item> {
    let folder = format!("roles/{emitted}/tasks/");
    let mut reading = Reading {
        side,
        folder: folder.clone(),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    reading.file("main.yml", &Place::default());
    let others: Vec<String> = side
        .files
        .range(folder.clone()..)
        .take_while(|(path, _)| path.starts_with(&folder))
        .filter_map(|(path, _)| Some(path.strip_prefix(&folder)?.to_owned()))
        .collect();
    for name in others {
        let entry = name.strip_suffix(".yml").unwrap_or(&name).to_owned();
        let place = Place {
            inside: vec![format!("entry {entry}")],
            notify: Vec::new(),
        };
        reading.file(&name, &place);
    }
    reading.found
}

/// The handlers of a role.
#[must_use]
pub fn handlers(side: &Side<'_>, emitted: &str) -> Vec<Item> {
    let file = format!("roles/{emitted}/handlers/main.yml");
    let doc = side.doc(&file);
    handlers_of_list(side, doc.as_deref(), &file)
}

/// The handlers of a play.
#[must_use]
pub fn handlers_of_list(side: &Side<'_>, list: Option<&Node>, file: &str) -> Vec<Item> {
    let mut found = of_list(side, list.map_or(&[], Node::items), file);
    for item in &mut found {
        if item.what == What::Task {
            item.what = What::Handler;
        }
    }
    found
}

/// Tasks that stand in a play.
#[must_use]
pub fn of_list(side: &Side<'_>, list: &[Node], file: &str) -> Vec<Item> {
    let mut reading = Reading {
        side,
        folder: String::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    reading.list(list, file, &Place::default());
    reading.found
}

#[derive(Clone, Default)]
struct Place {
    inside: Vec<String>,
    notify: Vec<String>,
}

struct Reading<'r, 's> {
    side: &'r Side<'s>,
    folder: String,
    seen: BTreeSet<String>,
    found: Vec<Item>,
}

impl Reading<'_, '_> {
    fn file(&mut self, name: &str, place: &Place) {
        if !self.seen.insert(name.to_owned()) {
            return;
        }
        let path = format!("{}{name}", self.folder);
        if let Some(doc) = self.side.doc(&path) {
            self.list(doc.items(), &path, place);
        }
    }

    fn list(&mut self, list: &[Node], file: &str, place: &Place) {
        for node in list {
            self.step(node, file, place);
        }
    }

    fn step(&mut self, node: &Node, file: &str, place: &Place) {
        let name = node.get("name").map(|name| {
            name.as_text()
                .map_or_else(|| name.text(), ToOwned::to_owned)
        });
        let name = name.unwrap_or_default();
        let module = node.entries().iter().find(|(key, _)| {
            key.contains('.') || !KEYWORDS.contains(&key.as_str()) && key != "vars"
        });
        let mut notify = place.notify.clone();
        let own = node.get("notify").map(Node::texts).unwrap_or_default();
        notify.extend(own.into_iter().map(ToOwned::to_owned));
        let imported = module
            .filter(|(key, _)| key.ends_with(".import_tasks") || key.ends_with(".include_tasks"));
        let section = imported.and_then(|(_, args)| {
            let file = args.as_text().or_else(|| args.get("file")?.as_text())?;
            Some(file.to_owned())
        });
        let what = if node.get("block").is_some() {
            What::Block
        } else if section.is_some() {
            What::Section
        } else {
            What::Task
        };
        let hidden = |key: &str| {
            matches!(key, "name" | "block" | "rescue" | "always")
                || module.is_some_and(|(module, _)| module == key)
        };
        let item = Item {
            name: section
                .as_ref()
                .map_or_else(|| name.clone(), |file| stem(file)),
            what,
            module: module.map(|(key, _)| key.to_string()),
            args: module.map(|(_, args)| args.clone()),
            keywords: node
                .entries()
                .iter()
                .filter(|(key, _)| !hidden(key))
                .map(|(key, node)| (key.to_string(), node.clone()))
                .collect(),
            inside: place.inside.clone(),
            notify: notify.clone(),
            file: file.to_owned(),
        };
        self.found.push(item);
        for (key, word) in [
            ("block", ""),
            ("rescue", "rescue of "),
            ("always", "end of "),
        ] {
            if let Some(steps) = node.get(key) {
                let mut inner = place.clone();
                inner.inside.push(format!("{word}block {name}"));
                inner.notify.clone_from(&notify);
                self.list(steps.items(), file, &inner);
            }
        }
        if let Some(file) = section {
            let mut inner = place.clone();
            inner.inside.push(format!("section {}", stem(&file)));
            inner.notify.clone_from(&notify);
            self.file(&file, &inner);
        }
    }
}

fn stem(file: &str) -> String {
    file.strip_suffix(".yml").unwrap_or(file).to_owned()
}
