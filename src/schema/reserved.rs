//! Names that cannot be taken: `port` as a variable, `all` as a group.

use crate::schema::fact;
use crate::schema::magic;
use crate::schema::table::Table;

const RESERVED: Table = Table::new(include_str!("../../lang/modules/reserved.txt"));
const LINT: Table = Table::new(include_str!("../../lang/modules/lint.txt"));

/// Python's keywords: a variable of such a name cannot be read in a template's expressions.
const PYTHON: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Jinja's own constants and operators, which are no keywords of Python.
const JINJA: [&str; 5] = ["false", "none", "null", "true", "loop"];

/// Why a variable (`var`, an unprefixed parameter, a registered result, a loop variable) cannot
/// have that name; `None` when it can.
#[must_use]
pub fn variable(name: &str) -> Option<&'static str> {
    if let Some(entry) = RESERVED.get(name) {
        return Some(match entry.field(0) {
            Some("template") => "it is a function of Ansible's templates",
            _ => "it is a keyword of Ansible's playbooks, which reserves it",
        });
    }
    if PYTHON.contains(&name) {
        return Some("it is a keyword of Python, in which Ansible's templates run");
    }
    if JINJA.contains(&name) {
        return Some("it has a meaning of its own in Ansible's templates");
    }
    if magic::lookup(name).is_some_and(|magic| !magic.connection) || read_only(name) {
        return Some("Ansible sets it itself");
    }
    if magic::lookup(name).is_some() {
        return Some(
            "it says how Ansible reaches a host; write the connection setting, or put it under `extra { … }`",
        );
    }
    if let Some(rest) = name.strip_prefix("ansible_") {
        return Some(if fact::lookup(rest).is_some() {
            "it is a fact, which Ansible gathers from the host"
        } else {
            "names that begin with `ansible_` are Ansible's own"
        });
    }
    (name == "facts").then_some("`facts` are what Ansible gathers from the host")
}

/// Why a group cannot have that name.
#[must_use]
pub fn group(name: &str) -> Option<&'static str> {
    match name {
        "all" => Some("`all` is every host; open it with `group all { … }` to say something of it"),
        "ungrouped" => Some("Ansible keeps the hosts without a group in it"),
        "localhost" => Some("it is a host that always exists"),
        _ => None,
    }
}

/// Whether ansible-lint holds this variable for one that only Ansible may set.
#[must_use]
pub fn read_only(name: &str) -> bool {
    LINT.get(&format!("read-only {name}")).is_some()
}

/// Whether a text is a variable's name by ansible-lint's rule: `^[a-z_][a-z0-9_]*$`.
#[must_use]
pub fn is_variable_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first == b'_' || first.is_ascii_lowercase())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Every reserved variable name that ansible-core lists, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    RESERVED.names()
}
