//! Modules: the full name to write, their arguments, what they return.
//!
//! `copy` is `ansible.builtin.copy`, `authorized_key` is `ansible.posix.authorized_key`, both with
//! arguments known, as those of every collection of the `ansible` package are; `acme.tools.thing` is
//! itself, and takes what it is given.

use std::cell::RefCell;
use std::collections::HashMap;

use ecow::{EcoString, eco_format};

use crate::schema::argument;
pub use crate::schema::argument::Argument;
pub use crate::schema::argument::Relation;
pub use crate::schema::argument::Returned;
use crate::schema::pack::{self, Entry};
use crate::schema::table::Table;

const COLLECTIONS: Table = Table::new(include_str!("../../lang/modules/collections.txt"));
const BUILTIN: &str = "ansible.builtin.";
/// More redirects in a row than Ansible has.
const REDIRECTS: usize = 8;

/// A module that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name to write: `ansible.builtin.copy`.
    pub full_name: EcoString,
    /// `ansible.builtin`, `community.general` …
    pub collection: EcoString,
    /// How it takes a string after its name, if it does.
    pub free_form: Option<FreeForm>,
    /// It hands arguments that it does not know to something else (`set_fact`, `package`), so
    /// every argument goes.
    pub open: bool,
    entry: Option<Entry>,
}

/// Where the string after a module's name goes in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeForm {
    /// It is this argument: `command "id bob"` is written `ansible.builtin.command: {cmd: id bob}`,
    /// the form that ansible-lint's `no-free-form` wants.
    Argument(&'static str),
    /// It is all the module takes, as a plain string: `ansible.builtin.meta: flush_handlers`.
    /// Arguments beside it (`raw` has `executable`) go to the task's `args`.
    Whole,
}

impl Module {
    /// Whether its arguments and returned values are known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.entry.is_some()
    }

    /// Its name without the collection.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.full_name
            .rsplit_once('.')
            .map_or(&*self.full_name, |(_, short)| short)
    }

    /// Its arguments, sorted; none if they are not known ([`Module::is_known`]).
    pub fn arguments(&self) -> impl Iterator<Item = Argument> {
        self.entry
            .into_iter()
            .flat_map(|entry| argument::arguments(entry.below()))
    }

    /// An argument by its name or by an alias.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<Argument> {
        self.arguments()
            .find(|argument| argument.name == name)
            .or_else(|| {
                self.arguments()
                    .find(|argument| argument.aliases().any(|alias| alias == name))
            })
    }

    /// Which of its arguments exclude or need one another. What a module checks by itself, later
    /// than ansible-core's own validation, is not among them.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        self.entry
            .map_or_else(Vec::new, |entry| argument::relations(entry.below()))
    }

    /// Whether it is on its way out of Ansible, and which module replaces it if one is named.
    #[must_use]
    pub fn deprecated(&self) -> Option<Option<&'static str>> {
        let instead = self.entry?.value("deprecated");
        (instead.is_some() || self.entry?.has("deprecated")).then_some(instead)
    }

    /// The version of its collection that the tables describe; `None` for ansible-core's own and
    /// for a collection that the `ansible` package does not have.
    #[must_use]
    pub fn collection_version(&self) -> Option<&'static str> {
        COLLECTIONS.get(&self.collection)?.field(0)
    }

    /// The values that its documentation says it returns, sorted.
    pub fn returned(&self) -> impl Iterator<Item = Returned> {
        self.entry
            .into_iter()
            .flat_map(|entry| argument::returned(entry.below()))
    }

    /// Whether a dry run does what it says: `full`, `partial`, `none`, `n/a`; `None` if not known.
    #[must_use]
    pub fn check_mode(&self) -> Option<&'static str> {
        self.entry.and_then(|entry| entry.value("check_mode"))
    }

    /// Whether it shows with `--diff` what it changes: `full`, `partial`, `none`, `n/a`; `None` if not known.
    #[must_use]
    pub fn diff_mode(&self) -> Option<&'static str> {
        self.entry.and_then(|entry| entry.value("diff_mode"))
    }

    /// A module of which only the name is known: it takes what it is given.
    #[must_use]
    pub fn undocumented(name: &str) -> Self {
        Self {
            full_name: name.into(),
            collection: split_full(name)
                .map_or("", |(collection, _)| collection)
                .into(),
            free_form: None,
            open: true,
            entry: None,
        }
    }

    /// The module that an entry describes.
    pub(super) fn of(entry: Entry) -> Self {
        Self {
            full_name: entry.name.into(),
            collection: split_full(entry.name)
                .map_or("", |(collection, _)| collection)
                .into(),
            free_form: entry.value("free").map(|argument| match argument {
                "whole" => FreeForm::Whole,
                argument => FreeForm::Argument(argument),
            }),
            open: entry.has("open"),
            entry: Some(entry),
        }
    }
}

/// The version of a collection that the tables describe, if the `ansible` package has it.
#[must_use]
pub fn collection_version(collection: &str) -> Option<&'static str> {
    COLLECTIONS.get(collection)?.field(0)
}

/// What a name in a task means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A module, by a name of its own or by a short one.
    Module(Module),
    /// A full name that a collection only keeps for old playbooks: the module is to be called by its own.
    Moved(Module),
    /// It was taken out of Ansible.
    Removed {
        /// A date or a version of ansible-core or of its collection.
        when: Option<&'static str>,
        /// The full name of what replaces it.
        instead: Option<&'static str>,
    },
    /// A short name that ansible-core does not know, of modules in these collections: their full
    /// names, sorted. Ansible finds them by a full name only.
    Elsewhere(Vec<&'static str>),
    /// No module is known by it.
    Unknown,
}

/// What a name means, and why it cannot be called if it cannot. Short names are those of
/// `ansible.builtin` and what it redirects, as in Ansible. A full name of a collection that the `ansible`
/// package does not have is taken as it is.
#[must_use]
pub fn find(name: &str) -> Found {
    let found = known(name);
    if !matches!(found, Found::Unknown) || name.contains('.') {
        return found;
    }
    let elsewhere = elsewhere(name);
    if elsewhere.is_empty() {
        Found::Unknown
    } else {
        Found::Elsewhere(elsewhere)
    }
}

thread_local! {
    /// What was looked up: roles call a few modules again and again, and ask for each several times.
    static KNOWN: RefCell<HashMap<EcoString, Found>> = RefCell::default();
}

/// As [`find`], but for short names of other collections, for which every module is looked at.
fn known(name: &str) -> Found {
    KNOWN.with_borrow_mut(|known| {
        if let Some(found) = known.get(name) {
            return found.clone();
        }
        let found = look_up(name);
        known.insert(name.into(), found.clone());
        found
    })
}

fn look_up(name: &str) -> Found {
    let full = match name.split('.').count() {
        1 => eco_format!("{BUILTIN}{name}"),
        _ => match name.strip_prefix("ansible.legacy.") {
            Some(short) => eco_format!("{BUILTIN}{short}"),
            None => name.into(),
        },
    };
    let Some((collection, _)) = split_full(&full).filter(|_| full.split('.').all(is_word)) else {
        return Found::Unknown;
    };
    if let Some(entry) = pack::get(&full) {
        return follow(entry, collection);
    }
    match COLLECTIONS.get(collection) {
        Some(_) => Found::Unknown,
        None if collection == "ansible.builtin" => Found::Unknown,
        None => Found::Module(Module::undocumented(&full)),
    }
}

/// The module that a name in a task means. `None`: no module of that name may be called ([`find`] says
/// why, [`all_names`] has others to suggest).
#[must_use]
pub fn resolve(name: &str) -> Option<Module> {
    match known(name) {
        Found::Module(module) | Found::Moved(module) => Some(module),
        Found::Removed { .. } | Found::Elsewhere(_) | Found::Unknown => None,
    }
}

/// Where an entry leads. What ansible-core itself redirects is in everyone's mouth by its short name, so
/// that is no old name of it.
fn follow(entry: Entry, collection: &str) -> Found {
    let mut at = entry;
    let called = |module: Module| {
        if collection == "ansible.builtin" || module.full_name == entry.name {
            Found::Module(module)
        } else {
            Found::Moved(module)
        }
    };
    for _ in 0..REDIRECTS {
        if let Some(when) = at.value("gone") {
            return Found::Removed {
                when: Some(when).filter(|when| !when.is_empty()),
                instead: at.value("instead"),
            };
        }
        let Some(to) = at.value("moved") else {
            return called(Module::of(at));
        };
        let short = split_full(at.name).map_or("", |(_, short)| short);
        let to = match to.strip_suffix('*') {
            Some(collection) => eco_format!("{collection}{short}"),
            None => to.into(),
        };
        match (pack::get(&to), split_full(&to)) {
            (Some(next), _) => at = next,
            (None, Some((elsewhere, _))) if COLLECTIONS.get(elsewhere).is_none() => {
                return called(Module::undocumented(&to));
            }
            (None, _) => break,
        }
    }
    Found::Unknown
}

/// The full names of the modules that have this short one, sorted.
fn elsewhere(short: &str) -> Vec<&'static str> {
    let modules = pack::entries().iter().filter(|entry| is_module(entry));
    let named = modules.filter(|entry| entry.name.rsplit('.').next() == Some(short));
    named.map(|entry| entry.name).collect()
}

fn is_module(entry: &Entry) -> bool {
    entry.value("moved").is_none() && entry.value("gone").is_none()
}

/// When a short name was taken out of Ansible: a date or a version.
#[must_use]
pub fn removed(name: &str) -> Option<&'static str> {
    match known(name) {
        Found::Removed { when, .. } => when,
        Found::Module(_) | Found::Moved(_) | Found::Elsewhere(_) | Found::Unknown => None,
    }
}

/// Every name that a module can be called by: the short ones of [`names`], and the full ones of
/// every collection of the `ansible` package. For suggestions.
pub fn all_names() -> impl Iterator<Item = &'static str> {
    let full = pack::entries().iter().filter(|entry| is_module(entry));
    names().chain(full.map(|entry| entry.name))
}

/// Every short name, those that moved to collections and those that are gone too, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    pack::entries()
        .iter()
        .filter_map(|entry| entry.name.strip_prefix(BUILTIN))
}

/// The short names of ansible-core's own modules, sorted.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    let modules = pack::entries().iter().filter(|entry| is_module(entry));
    modules.filter_map(|entry| entry.name.strip_prefix(BUILTIN))
}

/// Why a module must not be called as a task: the language has a form of its own for it.
#[must_use]
pub fn reserved_action(name: &str) -> Option<&'static str> {
    let short = name
        .strip_prefix(BUILTIN)
        .or_else(|| name.strip_prefix("ansible.legacy."))
        .unwrap_or(name);
    Some(match short {
        "import_role" | "include_role" => "a role is applied as a step: `role base { … }`",
        "import_tasks" | "include_tasks" => {
            "tasks that belong together stand in a `section`, or in an `entry` that runs by `role base.entry { … }`"
        }
        "import_playbook" => "another playbook runs first by `import other` in a playbook",
        "include" => {
            "it is gone from Ansible; a role is applied as a step, tasks stand in a `section`"
        }
        _ => return None,
    })
}

fn is_word(part: &str) -> bool {
    let starts = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    part.bytes().next().is_some_and(starts)
        && part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `ns.coll.sub.name` is `ns.coll` and `sub.name`.
fn split_full(name: &str) -> Option<(&str, &str)> {
    let second = name.match_indices('.').nth(1)?.0;
    Some((name.get(..second)?, name.get(second + 1..)?))
}
