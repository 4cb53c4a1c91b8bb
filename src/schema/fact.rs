//! Facts: what `facts.x` may be. `facts.os_family` is a string, `facts.date_time` a record.

use crate::schema::table::{Entry, Table};

const FACTS: Table = Table::new(include_str!("../../lang/modules/facts.txt"));

/// How names of network interfaces begin; a digit or `_` follows.
const INTERFACES: &[&str] = &[
    "bond", "br", "docker", "dummy", "em", "eno", "enp", "ens", "enx", "eth", "p", "tap", "team",
    "tun", "venet", "veth", "virbr", "vlan", "vnet", "wg", "wlan", "wlp",
];

/// A fact, or a field of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name, without `ansible_`.
    pub name: &'static str,
    /// Its type as the language writes it; `record` has [`Fact::fields`], and so has the `record`
    /// of `list(record)`.
    pub ty: &'static str,
    entry: Option<Entry>,
}

impl Fact {
    /// The fields of a record, sorted by name.
    pub fn fields(&self) -> impl Iterator<Item = Fact> {
        let entry = self.entry;
        entry.into_iter().flat_map(Entry::below).map(Fact::of)
    }

    fn of(entry: Entry) -> Self {
        Self {
            name: entry.name,
            ty: entry.field(0).unwrap_or("any"),
            entry: Some(entry),
        }
    }
}

/// A fact by its name without `ansible_`. Interfaces (`eth0`, `br_ex`), `getent_…` and what a
/// collection's fact module sets under a known prefix are of type `any`.
#[must_use]
pub fn lookup(name: &str) -> Option<Fact> {
    FACTS.get(name).map(Fact::of).or_else(|| {
        computed(name).then_some(Fact {
            name: "",
            ty: "map(any)",
            entry: None,
        })
    })
}

/// Every fact's name, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    FACTS.names()
}

/// Facts whose names depend on the host or on a task.
fn computed(name: &str) -> bool {
    if name == "lo" || name.starts_with("getent_") || name.starts_with("net_") {
        return true;
    }
    INTERFACES.iter().any(|prefix| {
        name.strip_prefix(prefix)
            .and_then(|rest| rest.bytes().next())
            .is_some_and(|byte| byte.is_ascii_digit() || (byte == b'_' && *prefix == "br"))
    })
}
