//! What a registered result holds: `marker.stat.exists`, `out.stdout`, `loop.results`.
//!
//! In comes the module and how the task runs it, out come fields with the language's types.

use crate::schema::module::{Module, Returned};
use crate::schema::table::{Entry, Table};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Run {
    /// It has a `for`: there is only `results`, and what every item shares.
    pub looped: bool,
    /// It has `until` or `retries`.
    pub retried: bool,
    /// It has `async`.
    pub in_background: bool,
    /// It has `async` and `poll = 0`: the play goes on, and what the module gives comes later.
    pub left: bool,
}

/// Fields that are not documented: by module, and by what the task is.
const RESULTS: Table = Table::new(include_str!("../../lang/modules/results.txt"));
const COMMON: &str = "+common";

/// The fields of a task's result, sorted by name; `None` when any field goes, because the module's
/// own are not known or depend on what it is given.
#[must_use]
pub fn fields(module: &Module, run: Run) -> Option<Vec<Field>> {
    let own = if run.left {
        Some(Vec::new())
    } else {
        of_module(module)
    };
    let Some(mut fields) = own else {
        let results = Field {
            name: "results",
            ty: "list(any)",
            fields: Vec::new(),
        };
        return run.looped.then(|| looped(results));
    };
    extend(&mut fields, COMMON);
    if run.retried {
        extend(&mut fields, "+retried");
    }
    if run.in_background {
        extend(&mut fields, "+background");
    }
    if run.looped {
        extend(&mut fields, "+item");
        return Some(looped(Field {
            name: "results",
            ty: "list(record)",
            fields: sorted(fields),
        }));
    }
    Some(sorted(fields))
}

/// What a loop gives: the result of each item, and what follows from them all.
fn looped(results: Field) -> Vec<Field> {
    let mut fields = plain(COMMON);
    fields.push(results);
    sorted(fields)
}

/// The names that every result may have, of whatever module.
pub fn common() -> impl Iterator<Item = &'static str> {
    plain(COMMON).into_iter().map(|field| field.name)
}

/// Whether a module also gives what depends on what it meets, under names that nobody can know.
#[must_use]
pub fn gives_more(module: &Module) -> bool {
    module.collection == "ansible.builtin"
        && RESULTS
            .get(module.short_name())
            .is_some_and(|entry| entry.has("more"))
}

/// The fields that a module itself gives.
fn of_module(module: &Module) -> Option<Vec<Field>> {
    // The table knows ansible-core's own by their short names.
    let own = module.collection == "ansible.builtin";
    let short = if own { module.short_name() } else { "" };
    let anything = RESULTS
        .get(short)
        .is_some_and(|entry| entry.has("anything"));
    if !module.is_known() || module.open || anything {
        return None;
    }
    let mut fields: Vec<Field> = module
        .returned()
        .map(|returned| field_of(returned, own))
        .collect();
    if matches!(short, "command" | "shell" | "script" | "raw" | "expect") {
        extend(&mut fields, "+command");
    }
    if short == "async_status" {
        extend(&mut fields, "+background");
    }
    extend(&mut fields, short);
    // ansible-core adds what a file is like to every result that names one.
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    if has("path") || has("dest") || module.argument("selevel").is_some() {
        extend(&mut fields, "+file");
    }
    if fields.is_empty() {
        return None;
    }
    // ansible-core splits these itself, whatever a module's documentation says of them.
    for (text, lines) in [("stdout", "stdout_lines"), ("stderr", "stderr_lines")] {
        if fields.iter().any(|field| field.name == text) {
            fields.retain(|field| field.name != lines);
            fields.push(Field {
                name: lines,
                ty: "list(string)",
                fields: Vec::new(),
            });
        }
    }
    Some(fields)
}

/// Adds those of a family or module. A module's own entry knows better than its documentation.
fn extend(fields: &mut Vec<Field>, family: &str) {
    for more in plain(family) {
        match fields.iter_mut().find(|known| known.name == more.name) {
            None => fields.push(more),
            Some(_) if family.starts_with('+') => {}
            Some(known) if more.fields.is_empty() => known.ty = more.ty,
            Some(known) => {
                known.fields.extend(more.fields);
                known.fields.sort_by_key(|field| field.name);
            }
        }
    }
}

fn plain(family: &str) -> Vec<Field> {
    fn below(entry: Entry) -> Vec<Field> {
        let fields = entry.below().map(|entry| Field {
            name: entry.name,
            ty: entry.field(0).unwrap_or("any"),
            fields: below(entry),
        });
        fields.collect()
    }
    RESULTS.get(family).map_or_else(Vec::new, below)
}

fn sorted(mut fields: Vec<Field>) -> Vec<Field> {
    fields.sort_by_key(|field| field.name);
    fields
}

/// `core`: its documentation is held against what ansible-core gives. Elsewhere `complex` is a map as
/// often as a list of maps, so that nothing is known of it.
fn field_of(returned: Returned, core: bool) -> Field {
    // What a module calls its facts and its message differs from task to task.
    if matches!(returned.name, "ansible_facts" | "msg") {
        return Field {
            name: returned.name,
            ty: "any",
            fields: Vec::new(),
        };
    }
    let below = returned.fields().map(|below| field_of(below, core));
    let mut fields: Vec<Field> = below.collect();
    if returned.ty == "complex" && !core {
        fields.clear();
    }
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
        ("complex", _) if !core => "any",
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
