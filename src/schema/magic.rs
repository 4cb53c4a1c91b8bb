//! Variables that Ansible itself defines: `inventory_hostname`, `groups`, `ansible_host`.

use crate::schema::table::{Entry, Table};

const MAGIC: Table = Table::new(include_str!("../../lang/modules/magic.txt"));

/// A variable of Ansible's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Magic {
    /// Its name.
    pub name: &'static str,
    /// Its type as the language writes it: `map(list(string))`, `port?`.
    pub ty: &'static str,
    /// It says how a host is reached: a host or group sets it, Ansible does not.
    pub connection: bool,
}

/// A magic or connection variable by its name.
#[must_use]
pub fn lookup(name: &str) -> Option<Magic> {
    MAGIC.get(name).map(magic_of)
}

/// Every name, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    MAGIC.names()
}

fn magic_of(entry: Entry) -> Magic {
    Magic {
        name: entry.name,
        ty: entry.field(0).unwrap_or("any"),
        connection: entry.has("connection"),
    }
}
