//! Tests, what stands after `is`: `x is version("1.2", ">=")`, `result is changed`.

use crate::schema::filter::{Arity, names_of};
use crate::schema::plugin::{self, Sort};
use crate::schema::table::{Entry, Table};

const TESTS: Table = Table::new(include_str!("../../lang/modules/tests.txt"));

/// What a test takes; it always gives a bool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its short name.
    pub name: &'static str,
    /// The least number of arguments after the subject.
    pub min: usize,
    /// The greatest; `None` where any number goes.
    pub max: Option<usize>,
    /// It looks at the machine that runs the play: never computed at compile time.
    pub impure: bool,
    /// It asks a task's result: `is changed`.
    pub of_result: bool,
    arguments: &'static str,
}

impl Test {
    /// The names that its arguments may be given by, in their order.
    pub fn arguments(&self) -> impl Iterator<Item = &'static str> {
        names_of(self.arguments)
    }

    fn of(entry: Entry) -> Self {
        let arity = Arity::of(entry);
        Self {
            name: entry.name,
            min: arity.min,
            max: arity.max,
            impure: entry.field(4) == Some("impure"),
            of_result: entry.field(4) == Some("result"),
            arguments: entry.field(2).unwrap_or("-"),
        }
    }
}

/// A test by its short name or by its full one, in `ansible.builtin` or in a collection.
#[must_use]
pub fn lookup(name: &str) -> Option<Test> {
    let short = crate::value::short(name);
    TESTS.get(short).map(Test::of).or_else(|| {
        plugin::lookup(Sort::Test, name).map(|plugin| Test {
            name: plugin.name,
            min: 0,
            max: None,
            impure: true,
            of_result: false,
            arguments: "-",
        })
    })
}

/// Whether this is one of ansible-core's own, or a short name that it redirects.
#[must_use]
pub fn is_core(name: &str) -> bool {
    let short = crate::value::short(name);
    TESTS.get(short).is_some()
}

/// Whether this is a test of a task's result, such as `changed`, `failed`, `skipped`.
#[must_use]
pub fn of_results(name: &str) -> bool {
    lookup(name).is_some_and(|test| test.of_result)
}

/// Every short name, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    TESTS.names()
}
