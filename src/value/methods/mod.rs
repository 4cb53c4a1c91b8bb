//! Python's methods on strings, lists and maps, as far as they are pure.
//!
//! In: a subject, a name and arguments: `"a,b".split(",")`. Out: `["a", "b"]`.

mod containers;
mod strings;

use ecow::eco_format;

use super::Error;
use super::Value;
use super::args::Args;
use super::args::Bound;
use super::args::Signature;

/// A method: its name, its parameters, how many are required, what it does.
struct Method {
    name: &'static str,
    params: &'static [&'static str],
    required: usize,
    run: fn(&Value, &Bound<'_>) -> Result<Value, Error>,
}

const fn row(
    name: &'static str,
    params: &'static [&'static str],
    required: usize,
    run: fn(&Value, &Bound<'_>) -> Result<Value, Error>,
) -> Method {
    Method {
        name,
        params,
        required,
        run,
    }
}

/// Methods that change their subject.
const MUTATING: &[&str] = &[
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
];

fn table(subject: &Value) -> &'static [Method] {
    match subject {
        Value::Str(_) => strings::METHODS,
        Value::List(_) => containers::LIST,
        Value::Map(_) => containers::MAP,
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => &[],
    }
}

/// `subject.name(args)`.
///
/// # Errors
/// [`Error::Mutates`] for one that changes its subject, [`Error::NotImplemented`] or [`Error::Unknown`] for one that is not
/// here, and arguments that it does not take.
pub fn call(name: &str, subject: &Value, args: &Args) -> Result<Value, Error> {
    let Some(method) = table(subject).iter().find(|m| m.name == name) else {
        let container = matches!(subject, Value::List(_) | Value::Map(_));
        return Err(if container && MUTATING.contains(&name) {
            Error::Mutates {
                method: name.into(),
            }
        } else if matches!(subject, Value::Str(_)) && strings::LATER.contains(&name) {
            Error::not_implemented(eco_format!("the method `{name}`"))
        } else {
            Error::Unknown {
                kind: "method",
                name: name.into(),
            }
        });
    };
    let signature = Signature {
        params: method.params,
        required: method.required,
        rest: false,
        any_named: false,
    };
    (method.run)(subject, &signature.bind(name, args)?)
}

/// The names of the methods that a value of this kind has here.
pub fn names(subject: &Value) -> impl Iterator<Item = &'static str> {
    table(subject).iter().map(|m| m.name)
}
