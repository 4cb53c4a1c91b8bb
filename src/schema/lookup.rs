//! Functions of expressions (`lookup query now range` …), and the plugins that `lookup` takes.

use crate::schema::filter::Arity;
use crate::schema::plugin::{self, Found, Sort};
use crate::schema::table::{Entry, Table};

const FUNCTIONS: Table = Table::new(include_str!("../../lang/modules/functions.txt"));
const LOOKUPS: Table = Table::new(include_str!("../../lang/modules/lookups.txt"));

/// What a function takes and gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// The least number of arguments.
    pub min: usize,
    /// The greatest; `None` where any number goes.
    pub max: Option<usize>,
    /// The type of the result, as the language writes it.
    pub result: &'static str,
    /// The result depends on the moment or on the machine: never computed at compile time.
    pub impure: bool,
}

/// A lookup plugin: the first argument of `lookup` and `query`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plugin {
    /// The name to write: short if ansible-core has it, else full.
    pub name: &'static str,
    /// What is known of it; nothing of a collection that the `ansible` package does not have.
    pub known: Option<plugin::Plugin>,
}

/// A global function of Ansible's templates.
#[must_use]
pub fn function(name: &str) -> Option<Function> {
    FUNCTIONS.get(name).map(function_of)
}

/// Every function's name, sorted.
pub fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.names()
}

/// A lookup plugin by its short name or by its full one, in `ansible.builtin` or in a collection.
#[must_use]
pub fn plugin(name: &str) -> Option<Plugin> {
    let short = crate::value::short(name);
    let entry = LOOKUPS.get(short);
    let full = match entry.map(|entry| (entry.name, entry.field(0), entry.field(1))) {
        Some((_, Some(">"), Some(moved))) => {
            return at(moved).or(Some(Plugin {
                name: moved,
                known: None,
            }));
        }
        Some((name, ..)) => {
            let known = plugin::lookup(Sort::Lookup, &format!("ansible.builtin.{name}"));
            return Some(Plugin { name, known });
        }
        None => name,
    };
    at(full)
}

fn at(full: &str) -> Option<Plugin> {
    match plugin::find(Sort::Lookup, full) {
        Found::Plugin(found) => Some(Plugin {
            name: found.name,
            known: Some(found),
        }),
        Found::Moved(to) => Some(Plugin {
            name: to,
            known: plugin::lookup(Sort::Lookup, to),
        }),
        Found::Removed { .. } | Found::Elsewhere(_) | Found::Unknown | Found::Foreign => None,
    }
}

/// Whether this is one of ansible-core's own, or a short name that it redirects.
#[must_use]
pub fn is_core(name: &str) -> bool {
    let short = crate::value::short(name);
    LOOKUPS.get(short).is_some()
}

/// Whether this is a lookup of ansible-core, by any of its names.
#[must_use]
pub fn is_own(name: &str) -> bool {
    let short = crate::value::short(name);
    LOOKUPS
        .get(short)
        .is_some_and(|entry| entry.field(0) != Some(">"))
}

/// Every lookup plugin's short name, sorted.
pub fn plugins() -> impl Iterator<Item = &'static str> {
    LOOKUPS.names()
}

fn function_of(entry: Entry) -> Function {
    let arity = Arity::of(entry);
    Function {
        name: entry.name,
        min: arity.min,
        max: arity.max,
        result: entry.field(3).unwrap_or("any"),
        impure: entry.has("impure"),
    }
}
