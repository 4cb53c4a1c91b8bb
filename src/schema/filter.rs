//! Filters: Jinja2's, ansible-core's, and the short names of those that moved to collections.
//!
//! `join` takes none to two arguments (`d`, `attribute`) and gives a string; `ipaddr` is written
//! `ansible.utils.ipaddr`.

use ecow::EcoString;

use crate::schema::plugin::{self, Found, Sort};
use crate::schema::table::{Entry, Table};

const FILTERS: Table = Table::new(include_str!("../../lang/modules/filters.txt"));

/// What a filter takes and gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Its short name.
    pub name: &'static str,
    /// The least number of arguments after the input.
    pub min: usize,
    /// The greatest; `None` where any number goes.
    pub max: Option<usize>,
    /// The type of the result, as the language writes it.
    pub result: &'static str,
    /// The result depends on the moment, on chance or on the machine: never computed at compile time.
    pub impure: bool,
    arguments: &'static str,
    moved: Option<&'static str>,
}

impl Filter {
    /// The name to write for one that a user called `name`: as it is if ansible-core has it, else full.
    #[must_use]
    pub fn emitted_name(&self, name: &str) -> EcoString {
        self.moved.unwrap_or(name).into()
    }

    /// The collection it is in.
    #[must_use]
    pub fn collection(&self) -> &'static str {
        self.moved
            .and_then(|full| full.rsplit_once('.'))
            .map_or("ansible.builtin", |(collection, _)| collection)
    }

    /// Its full name, if it is a collection's.
    #[must_use]
    pub fn moved_to(&self) -> Option<&'static str> {
        self.moved
    }

    /// The names that its arguments may be given by, in their order.
    pub fn arguments(&self) -> impl Iterator<Item = &'static str> {
        names_of(self.arguments)
    }

    fn of(entry: Entry) -> Self {
        let arity = Arity::of(entry);
        let flag = entry.field(4);
        Self {
            name: entry.name,
            min: arity.min,
            max: arity.max,
            result: entry.field(3).unwrap_or("any"),
            impure: flag == Some("impure"),
            arguments: entry.field(2).unwrap_or("-"),
            moved: flag.filter(|flag| flag.contains('.')),
        }
    }
}

/// A filter by its short name or by its full one, in `ansible.builtin` or in a collection.
#[must_use]
pub fn lookup(name: &str) -> Option<Filter> {
    let short = crate::value::short(name);
    FILTERS.get(short).map(Filter::of).or_else(|| {
        let found = plugin::find(Sort::Filter, name);
        let (name, impure) = match found {
            Found::Plugin(plugin) => (plugin.name, plugin.impure()),
            Found::Moved(to) => (to, false),
            Found::Removed { .. } | Found::Elsewhere(_) | Found::Unknown | Found::Foreign => {
                return None;
            }
        };
        Some(Filter {
            name,
            min: 0,
            max: None,
            result: "any",
            impure,
            arguments: "-",
            moved: Some(name),
        })
    })
}

/// Whether this is one of ansible-core's own, or a short name that it redirects.
#[must_use]
pub fn is_core(name: &str) -> bool {
    let short = crate::value::short(name);
    FILTERS.get(short).is_some()
}

/// Every short name, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.names()
}

/// How many arguments an operation takes after its input.
pub(super) struct Arity {
    pub(super) min: usize,
    pub(super) max: Option<usize>,
}

impl Arity {
    pub(super) fn of(entry: Entry) -> Self {
        let number = |index| entry.field(index).and_then(|field| field.parse().ok());
        Self {
            min: number(0).unwrap_or(0),
            max: number(1),
        }
    }
}

/// The words of a field; `-` is none.
pub(super) fn names_of(field: &'static str) -> impl Iterator<Item = &'static str> {
    field.split(' ').filter(|name| *name != "-")
}
