//! Functions of expressions (`lookup query now range` …), and the plugins that `lookup` takes.

use crate::schema::filter::{Arity, names_of};
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
    options: &'static str,
}

impl Plugin {
    /// The names of its options; `None` where they are not known (it moved to a collection).
    #[must_use]
    pub fn options(&self) -> Option<impl Iterator<Item = &'static str>> {
        (!self.name.contains('.')).then(|| names_of(self.options))
    }
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

/// A lookup plugin by its short name or by its full one in `ansible.builtin`.
#[must_use]
pub fn plugin(name: &str) -> Option<Plugin> {
    let short = name.strip_prefix("ansible.builtin.").unwrap_or(name);
    let entry = LOOKUPS.get(short)?;
    Some(match (entry.field(0), entry.field(1)) {
        (Some(">"), Some(moved)) => Plugin {
            name: moved,
            options: "-",
        },
        (options, _) => Plugin {
            name: entry.name,
            options: options.unwrap_or("-"),
        },
    })
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
