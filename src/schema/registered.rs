//! What a registered result holds: `marker.stat.exists`, `out.stdout`, `loop.results`.
//!
//! In comes the module and how the task runs it, out come fields with the language's types.

use crate::schema::module::{Module, Returned};

/// A field of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type, as the language writes it; `record` has `fields`.
    pub ty: &'static str,
    /// The fields below a record, or below each item of a `list(record)`.
    pub fields: Vec<Field>,
}

/// How a task is run, as far as its result depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// It has a `for`: there is only `results`, and what every item shares.
    pub looped: bool,
    /// It has `until` or `retries`.
    pub retried: bool,
    /// It has `async`.
    pub in_background: bool,
}

/// Fields that every result may have.
const COMMON: &[(&str, &str)] = &[
    ("ansible_facts", "map(any)"),
    ("changed", "bool"),
    ("deprecations", "list(any)"),
    ("diff", "any"),
    ("exception", "string"),
    ("failed", "bool"),
    ("invocation", "map(any)"),
    ("msg", "any"),
    ("skip_reason", "string"),
    ("skipped", "bool"),
    ("unreachable", "bool"),
    ("warnings", "list(string)"),
];

/// Fields of modules that run a program.
const COMMAND: &[(&str, &str)] = &[
    ("cmd", "any"),
    ("delta", "string"),
    ("end", "string"),
    ("rc", "int"),
    ("start", "string"),
    ("stderr", "string"),
    ("stderr_lines", "list(string)"),
    ("stdout", "string"),
    ("stdout_lines", "list(string)"),
];

/// Fields of each of a looped task's `results`.
const ITEM: &[(&str, &str)] = &[
    ("ansible_index_var", "string"),
    ("ansible_loop", "map(any)"),
    ("ansible_loop_var", "string"),
    ("item", "any"),
];

/// Fields of a task with `async`.
const BACKGROUND: &[(&str, &str)] = &[
    ("ansible_job_id", "string"),
    ("finished", "int"),
    ("results_file", "string"),
    ("started", "int"),
];

/// Fields of modules that leave a file behind.
const FILE: &[(&str, &str)] = &[
    ("backup_file", "string"),
    ("checksum", "string"),
    ("dest", "string"),
    ("gid", "int"),
    ("group", "string"),
    ("mode", "string"),
    ("owner", "string"),
    ("path", "string"),
    ("secontext", "string"),
    ("size", "int"),
    ("src", "string"),
    ("state", "string"),
    ("uid", "int"),
];

/// Fields that modules return without their documentation saying so.
const UNDOCUMENTED: &[(&str, &[(&str, &str)])] = &[
    ("apt", &[("rc", "int")]),
    ("assert", &[("assertion", "any"), ("evaluated_to", "bool")]),
    (
        "async_status",
        &[
            ("cmd", "any"),
            ("delta", "string"),
            ("end", "string"),
            ("rc", "int"),
            ("start", "string"),
        ],
    ),
    (
        "cron",
        &[("envs", "list(string)"), ("jobs", "list(string)")],
    ),
    (
        "debconf",
        &[("current", "map(any)"), ("previous", "map(any)")],
    ),
    ("dnf", &[("rc", "int"), ("results", "list(any)")]),
    ("dnf5", &[("rc", "int"), ("results", "list(any)")]),
    (
        "fetch",
        &[
            ("checksum", "string"),
            ("dest", "string"),
            ("file", "string"),
            ("md5sum", "any"),
            ("remote_checksum", "any"),
            ("remote_md5sum", "any"),
        ],
    ),
    ("hostname", &[("name", "string")]),
    ("lineinfile", &[("backup", "string"), ("found", "int")]),
    (
        "pip",
        &[
            ("state", "string"),
            ("stderr", "string"),
            ("stdout", "string"),
        ],
    ),
    ("reboot", &[("start", "any")]),
    (
        "systemd",
        &[("enabled", "bool"), ("name", "string"), ("state", "string")],
    ),
    (
        "systemd_service",
        &[("enabled", "bool"), ("name", "string"), ("state", "string")],
    ),
    ("unarchive", &[("extract_results", "map(any)")]),
    (
        "wait_for",
        &[
            ("path", "any"),
            ("port", "any"),
            ("search_regex", "any"),
            ("state", "string"),
        ],
    ),
];

/// What they return depends on what they are given: `uri` has a field for every header.
const ANYTHING: [&str; 4] = ["debug", "include_vars", "setup", "uri"];

/// The fields of a task's result, sorted by name; `None` when any field goes, because the module's
/// own are not known or depend on what it is given.
#[must_use]
pub fn fields(module: &Module, run: Run) -> Option<Vec<Field>> {
    let mut fields = of_module(module)?;
    extend(&mut fields, COMMON);
    if run.retried {
        extend(&mut fields, &[("attempts", "int"), ("retries", "int")]);
    }
    if run.in_background {
        extend(&mut fields, BACKGROUND);
    }
    if run.looped {
        extend(&mut fields, ITEM);
        let results = Field {
            name: "results",
            ty: "list(record)",
            fields: sorted(fields),
        };
        fields = plain(COMMON);
        fields.push(results);
    }
    Some(sorted(fields))
}

/// The names that every result may have, of whatever module.
pub fn common() -> impl Iterator<Item = &'static str> {
    COMMON.iter().map(|(name, _)| *name)
}

/// The fields that a module itself gives.
fn of_module(module: &Module) -> Option<Vec<Field>> {
    let short = module.short_name();
    if !module.is_known() || module.open || ANYTHING.contains(&short) {
        return None;
    }
    let mut fields: Vec<Field> = module.returned().map(field_of).collect();
    if matches!(short, "command" | "shell" | "script" | "raw" | "expect") {
        extend(&mut fields, COMMAND);
    }
    if short == "async_status" {
        extend(&mut fields, BACKGROUND);
    }
    // The option stands for the whole family that a file's attributes are set with.
    if module.argument("selevel").is_some() {
        extend(&mut fields, FILE);
    }
    for (of, more) in UNDOCUMENTED {
        if short == *of {
            extend(&mut fields, more);
        }
    }
    if fields.is_empty() {
        return None;
    }
    for (text, lines) in [("stdout", "stdout_lines"), ("stderr", "stderr_lines")] {
        if fields.iter().any(|field| field.name == text) {
            extend(&mut fields, &[(lines, "list(string)")]);
        }
    }
    Some(fields)
}

fn extend(fields: &mut Vec<Field>, more: &[(&'static str, &'static str)]) {
    for field in plain(more) {
        if fields.iter().all(|known| known.name != field.name) {
            fields.push(field);
        }
    }
}

fn plain(fields: &[(&'static str, &'static str)]) -> Vec<Field> {
    fields
        .iter()
        .map(|(name, ty)| Field {
            name,
            ty,
            fields: Vec::new(),
        })
        .collect()
}

fn sorted(mut fields: Vec<Field>) -> Vec<Field> {
    fields.sort_by_key(|field| field.name);
    fields
}

fn field_of(returned: Returned) -> Field {
    let fields: Vec<Field> = returned.fields().map(field_of).collect();
    let ty = match (returned.ty, fields.is_empty()) {
        ("str" | "string" | "path", _) => "string",
        ("bool" | "boolean", _) => "bool",
        ("int" | "integer", _) => "int",
        ("float", _) => "float",
        ("list(str)" | "list(string)" | "list(path)", _) => "list(string)",
        ("list(int)", _) => "list(int)",
        ("list" | "list(dict)" | "list(complex)", false) => "list(record)",
        ("list(dict)" | "list(complex)", true) => "list(map(any))",
        ("list", true) => "list(any)",
        ("dict" | "complex" | "dictionary", false) => "record",
        ("dict" | "complex" | "dictionary", true) => "map(any)",
        _ => "any",
    };
    Field {
        name: returned.name,
        ty,
        fields: sorted(fields),
    }
}
