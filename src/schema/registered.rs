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
    ("changed", "bool"),
    ("deprecations", "list(any)"),
    ("diff", "any"),
    ("exception", "string"),
    ("failed", "bool"),
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

/// Fields that modules return without their documentation saying so.
const UNDOCUMENTED: &[(&str, &str, &str)] = &[
    ("ansible.builtin.command", "stdin", "string"),
    ("ansible.builtin.fail", "msg", "string"),
    ("ansible.builtin.slurp", "content", "string"),
    ("ansible.builtin.uri", "content", "string"),
    ("ansible.builtin.uri", "json", "any"),
];

/// The fields of a task's result, sorted by name; `None` when the module's are not known, so that
/// any field goes.
#[must_use]
pub fn fields(module: &Module, run: Run) -> Option<Vec<Field>> {
    if !module.is_known() || (module.open && module.short_name() != "set_fact") {
        return None;
    }
    let mut fields = of_one(module, run);
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

fn of_one(module: &Module, run: Run) -> Vec<Field> {
    let mut fields: Vec<Field> = module.returned().map(field_of).collect();
    extend(&mut fields, COMMON);
    let short = module.short_name();
    if matches!(short, "command" | "shell" | "script" | "raw" | "expect") {
        extend(&mut fields, COMMAND);
    }
    for (of, name, ty) in UNDOCUMENTED {
        if module.full_name == *of {
            extend(&mut fields, &[(*name, *ty)]);
        }
    }
    if run.retried {
        extend(&mut fields, &[("attempts", "int"), ("retries", "int")]);
    }
    if run.in_background || short == "async_status" {
        extend(&mut fields, BACKGROUND);
    }
    let text = |name: &str| {
        fields
            .iter()
            .any(|field| field.name == name && field.ty == "string")
    };
    let lines = [("stdout", "stdout_lines"), ("stderr", "stderr_lines")];
    let lines: Vec<_> = lines
        .iter()
        .filter(|(of, _)| text(of))
        .map(|(_, lines)| (*lines, "list(string)"))
        .collect();
    extend(&mut fields, &lines);
    fields
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
