//! Jinja's and Ansible's filters.
//!
//! In: a name (`join`, `ansible.builtin.b64encode`), the value before the `|`, arguments. Out: what
//! the filter gives on the target: `["a", "b"] | join(",")` is `"a,b"`. Where Jinja gives a
//! generator or a tuple, the result is a list.
//!
//! A list that was a tuple in Python reads `[1, 2]` as text, not `(1, 2)`; what `escape` gave is
//! text like any other, not Jinja's `Markup`.
//!
//! A file is a group of filters; `table.rs` has all names.

mod encoding;
mod hashes;
mod lists;
mod maps;
mod numbers;
mod paths;
mod patterns;
mod select;
mod sets;
mod sizes;
mod strings;
mod table;
mod undefined;
mod urls;
mod wrap;
mod yaml;

use crate::value::short;
use ecow::eco_format;

use super::Error;
use super::Value;
use super::args::Args;
use super::args::Bound;
use super::args::Signature;

pub(super) use maps::pairs;

/// How a filter is run.
#[derive(Clone, Copy)]
enum Run {
    /// Its arguments are bound to parameters first.
    Bound(fn(&Value, &Bound<'_>) -> Result<Value, Error>),
    /// It takes its arguments as they are.
    Raw(fn(&Value, &Args) -> Result<Value, Error>),
    /// It knows what to do with an undefined subject.
    Undefined(fn(Option<&Value>, &Bound<'_>) -> Result<Value, Error>),
}

/// A row of the table.
struct Filter {
    name: &'static str,
    signature: Signature,
    run: Run,
}

/// Filters whose result is not a function of their arguments, or whose Python objects have no
/// place among the values.
const LATER: &[&str] = &[
    "attr",
    "expanduser",
    "expandvars",
    "fileglob",
    "password_hash",
    "pprint",
    "random",
    "realpath",
    "relpath",
    "safe",
    "shuffle",
    "strftime",
    "striptags",
    "to_datetime",
    "unvault",
    "urlize",
    "vault",
];

fn find(name: &str) -> Option<&'static Filter> {
    let name = short(name);
    table::FILTERS
        .binary_search_by(|f| f.name.cmp(name))
        .ok()
        .and_then(|i| table::FILTERS.get(i))
}

/// Runs a filter. `subject` is what stands before the `|`, `None` if that is undefined.
///
/// # Errors
/// [`Error::NotImplemented`] for what only Ansible can do, [`Error::Unknown`] for a name that is no filter, and what Ansible
/// itself refuses: arguments, types, values.
pub fn call(name: &str, subject: Option<&Value>, args: &Args) -> Result<Value, Error> {
    let Some(filter) = find(name) else {
        let name = short(name);
        return Err(if LATER.contains(&name) {
            Error::not_implemented(eco_format!("`{name}`"))
        } else {
            Error::Unknown {
                kind: "filter",
                name: name.into(),
            }
        });
    };
    let value = || {
        subject.ok_or_else(|| Error::Missing {
            what: eco_format!("`{}` gets something undefined", filter.name),
        })
    };
    match filter.run {
        Run::Bound(run) => run(value()?, &filter.signature.bind(filter.name, args)?),
        Run::Raw(run) => run(value()?, args),
        Run::Undefined(run) => run(subject, &filter.signature.bind(filter.name, args)?),
    }
}

/// All short names, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    table::FILTERS.iter().map(|f| f.name)
}

/// What a filter takes; `None` if it is unknown here.
#[must_use]
pub fn signature(name: &str) -> Option<Signature> {
    find(name).map(|f| f.signature)
}
