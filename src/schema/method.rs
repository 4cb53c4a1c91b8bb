//! Methods of values: `text.split(",")`, `map.get("x")`, `list.index("a")`.
//!
//! They are Python's, since Ansible's templates run on Python's values.

use crate::schema::filter::Arity;
use crate::schema::table::{Entry, Table};

const METHODS: Table = Table::new(include_str!("../../lang/modules/methods.txt"));
const OWNERS: [&str; 3] = ["string", "list", "map"];

/// What a method takes and gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// What it is a method of: `string`, `list` or `map`.
    pub of: &'static str,
    /// The least number of arguments.
    pub min: usize,
    /// The greatest; `None` where any number goes.
    pub max: Option<usize>,
    /// The type of the result, as the language writes it; `any` where methods of several kinds of
    /// value share the name and differ.
    pub result: &'static str,
    /// It changes its object in place; values of the language do not change.
    pub changes: bool,
}

/// A method of that name, of whatever kind of value: the bounds are the widest of all.
#[must_use]
pub fn lookup(name: &str) -> Option<Method> {
    OWNERS
        .iter()
        .filter_map(|of| lookup_of(of, name))
        .reduce(|one, other| Method {
            min: one.min.min(other.min),
            max: one.max.zip(other.max).map(|(one, other)| one.max(other)),
            result: if one.result == other.result {
                one.result
            } else {
                "any"
            },
            changes: one.changes && other.changes,
            ..one
        })
}

/// A method of one kind of value: `lookup_of("string", "split")`.
#[must_use]
pub fn lookup_of(of: &str, name: &str) -> Option<Method> {
    METHODS.get(&format!("{name} {of}")).and_then(method_of)
}

/// Every method's name, sorted, once each.
pub fn names() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    METHODS
        .entries()
        .filter_map(method_of)
        .map(|method| method.name)
        .filter(move |name| std::mem::replace(&mut last, name) != *name)
}

fn method_of(entry: Entry) -> Option<Method> {
    let (name, of) = entry.name.split_once(' ')?;
    let arity = Arity::of(entry);
    Some(Method {
        name,
        of,
        min: arity.min,
        max: arity.max,
        result: entry.field(2).unwrap_or("any"),
        changes: entry.has("changes"),
    })
}
