//! Plugins of collections: filters, tests, lookups and inventory plugins, by their full names.
//!
//! `community.general.json_query` is a filter that takes `expr`; `lookup("community.general.random_string", length=12)` has
//! the option `length`, a number; `community.general.hashi_vault` moved to `community.hashi_vault.hashi_vault`.

use crate::schema::argument::{self, Argument};
use crate::schema::module;
use crate::schema::pack::{self, Entry};

/// More redirects in a row than Ansible has.
const REDIRECTS: usize = 8;

/// What a plugin is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// `x | name`.
    Filter,
    /// `x is name`.
    Test,
    /// `lookup("name")`.
    Lookup,
    /// `inventory cloud from plugin "name"`.
    Inventory,
}

impl Sort {
    /// The word for it, in the tables and in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Test => "test",
            Self::Lookup => "lookup",
            Self::Inventory => "inventory",
        }
    }
}

/// A plugin that a collection of the `ansible` package has, or a lookup or inventory plugin of ansible-core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plugin {
    /// Its full name.
    pub name: &'static str,
    entry: Entry,
}

impl Plugin {
    /// The options of a lookup or of an inventory plugin.
    pub fn options(&self) -> impl Iterator<Item = Argument> {
        argument::arguments(self.entry.below())
    }

    /// What a filter or a test is used on, what it takes besides and what it gives, as `signatures.txt` writes it;
    /// `-` where nothing is said.
    pub(super) fn signature(&self) -> [&'static str; 3] {
        ["input", "takes", "gives"].map(|key| self.entry.value(key).unwrap_or("-"))
    }

    /// What it gives is another thing each time.
    pub(super) fn impure(&self) -> bool {
        self.entry.has("impure")
    }

    /// A lookup that may take other options than those that are known.
    pub(super) fn open(&self) -> bool {
        self.entry.has("open")
    }

    /// What a lookup gives for one term, if that is known.
    pub(super) fn gives(&self) -> Option<&'static str> {
        self.entry.value("gives")
    }

    /// Whether it is on its way out of its collection, and what replaces it if that is named.
    #[must_use]
    pub fn deprecated(&self) -> Option<Option<&'static str>> {
        let instead = self.entry.value("deprecated");
        (instead.is_some() || self.entry.has("deprecated")).then_some(instead)
    }
}

/// What a name of a plugin means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A plugin, by its own name.
    Plugin(Plugin),
    /// It goes by this full name now.
    Moved(&'static str),
    /// It was taken out of its collection.
    Removed {
        /// A date, or a version of the collection.
        when: Option<&'static str>,
        /// The full name of what replaces it.
        instead: Option<&'static str>,
    },
    /// A name without its collection: the full names that it may mean, sorted.
    Elsewhere(Vec<&'static str>),
    /// Its collection is known and has none of this name; or no collection is named.
    Unknown,
    /// Nothing is known of its collection.
    Foreign,
}

/// What a name means. Filters and tests of ansible-core are in tables of their own.
#[must_use]
pub fn find(sort: Sort, name: &str) -> Found {
    let Some(collection) = collection(name) else {
        let short = format!(".{name}");
        let full: Vec<&'static str> = names(sort).filter(|full| full.ends_with(&short)).collect();
        return match full.is_empty() {
            true => Found::Unknown,
            false => Found::Elsewhere(full),
        };
    };
    let Some(mut entry) = get(sort, name) else {
        let known =
            collection == "ansible.builtin" || module::collection_version(collection).is_some();
        return if known {
            Found::Unknown
        } else {
            Found::Foreign
        };
    };
    let mut at = own_name(sort, entry);
    for _ in 0..REDIRECTS {
        if let Some(when) = entry.value("gone") {
            return Found::Removed {
                when: Some(when).filter(|when| !when.is_empty()),
                instead: entry.value("instead"),
            };
        }
        let Some(to) = entry.value("moved") else {
            return match at == name {
                true => Found::Plugin(Plugin { name: at, entry }),
                false => Found::Moved(at),
            };
        };
        at = to;
        match get(sort, to) {
            Some(next) => entry = next,
            None => return Found::Moved(to),
        }
    }
    Found::Unknown
}

/// The plugin of a full name, be it an old one.
#[must_use]
pub fn lookup(sort: Sort, name: &str) -> Option<Plugin> {
    match find(sort, name) {
        Found::Plugin(plugin) => Some(plugin),
        Found::Moved(to) => get(sort, to).map(|entry| Plugin { name: to, entry }),
        Found::Removed { .. } | Found::Elsewhere(_) | Found::Unknown | Found::Foreign => None,
    }
}

/// The full names of all that are there, sorted.
pub fn names(sort: Sort) -> impl Iterator<Item = &'static str> {
    let there = |entry: &&Entry| entry.value("moved").is_none() && entry.value("gone").is_none();
    let all = pack::plugins().iter().filter(there);
    all.filter_map(move |entry| entry.name.strip_prefix(sort.word())?.strip_prefix(' '))
}

/// `a.b` of `a.b.c`.
fn collection(name: &str) -> Option<&str> {
    let second = name.match_indices('.').nth(1)?.0;
    name.get(..second)
}

fn get(sort: Sort, name: &str) -> Option<Entry> {
    pack::get(&format!("{} {name}", sort.word()))
}

fn own_name(sort: Sort, entry: Entry) -> &'static str {
    entry
        .name
        .strip_prefix(sort.word())
        .map_or(entry.name, |name| name.trim_start_matches(' '))
}
