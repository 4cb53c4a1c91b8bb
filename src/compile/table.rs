//! A table of expressions, each computed now and written as Jinja: what the tests compare with
//! Ansible itself.
//!
//! In: lines `let xs = [3, 1]` and, after them, lines `xs | sort`. Out, a line each:
//! `{"now": [1, 3], "jinja": "{{ xs | sort }}", "type": "list(int)"}`; first a line `{"vars": {"xs": [3, 1]}}`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecow::{EcoString, eco_format};

use crate::check::expr::{Binding, Lowering, Place};
use crate::check::input::{Assets, FileInput, Input, SpaceInput};
use crate::check::names::{SpaceId, World};
use crate::check::term::RefKind;
use crate::diagnostic::Problems;
use crate::emit;
use crate::source::Sources;
use crate::syntax;
use crate::syntax::tree::{self, ItemKind};
use crate::value::json;
use crate::value::{Map, Value};

/// The name that stands for a line's expression.
const ROW: &str = "row_of_line_";

/// Evaluates a table; problems that are not about one line's evaluation go to `problems`.
#[must_use]
pub fn evaluate(path: &Path, text: &str, sources: &mut Sources, problems: &mut Problems) -> String {
    let as_lets: String = text
        .lines()
        .enumerate()
        .map(|(number, line)| as_let(number, line))
        .collect();
    let Ok(base) = sources.add(path.to_path_buf(), as_lets) else {
        return String::new();
    };
    let source = sources.files().last().map_or("", |file| file.text.as_str());
    let tree = syntax::parse(source, base, problems);
    let file = FileInput {
        dir: PathBuf::new(),
        tree,
        assets: Arc::new(Assets::default()),
    };
    let space = SpaceInput {
        name: EcoString::new(),
        dir: PathBuf::new(),
        uses: Vec::new(),
        files: vec![file],
        foreign: std::collections::BTreeMap::new(),
        plugins: Vec::new(),
    };
    let read = |_: &Path| Err(String::from("a table has no files"));
    let input = Input {
        spaces: vec![space],
        read: &read,
    };
    let world = World::collect(&input, problems);
    let lets: Vec<&tree::Let> = input.spaces[0].files[0]
        .tree
        .items
        .iter()
        .filter_map(|item| {
            if let ItemKind::Let(binding) = &item.kind {
                Some(binding)
            } else {
                None
            }
        })
        .collect();
    let mut bindings = Vec::new();
    let mut vars = Map::new();
    for binding in lets
        .iter()
        .filter(|binding| !binding.name.text.starts_with(ROW))
    {
        let name = &binding.name.text;
        let Some(term) = world.global(SpaceId(0), name, binding.name.span, problems) else {
            continue;
        };
        if let Some(value) = term.known() {
            vars.insert(name.clone(), value.clone());
        }
        let (emitted, ty, span) = (name.clone(), term.ty.clone(), binding.name.span);
        bindings.push(Binding {
            name: name.clone(),
            kind: RefKind::RoleLet,
            emitted,
            ty,
            span,
            value: None,
        });
    }
    let mut out = line([("vars", Value::map(vars))]);
    for row in lets
        .iter()
        .filter(|binding| binding.name.text.starts_with(ROW))
    {
        out.push_str(&evaluate_row(&world, row, &bindings));
    }
    out
}

/// `xs | sort` as a declaration that the language can read.
fn as_let(number: usize, line: &str) -> String {
    let line = line.trim_end();
    if line.is_empty() || line.starts_with('#') || line.starts_with("let ") {
        format!("{line}\n")
    } else {
        format!("let {ROW}{number} = {line}\n")
    }
}

fn evaluate_row(world: &World<'_>, row: &tree::Let, bindings: &[Binding]) -> String {
    let mut problems = Problems::default();
    let now = Lowering::new(world, SpaceId(0), Place::Now, &mut problems)
        .known(&row.value, None)
        .and_then(|term| term.known().cloned());
    let now = match now {
        Some(value) => value,
        None => {
            let reason = problems
                .all()
                .first()
                .map(|problem| format!("{problem:?}"))
                .unwrap_or_default();
            Value::map(Map::from_iter([("error".into(), Value::str(reason))]))
        }
    };
    let mut later_problems = Problems::default();
    let mut later = Lowering::new(world, SpaceId(0), Place::Role, &mut later_problems);
    for binding in bindings {
        later.rebind(binding.clone());
    }
    let term = later.infer(&row.value);
    let jinja = match later_problems.all().first() {
        None => Value::str(emit::ansible::jinja::template(&term)),
        Some(problem) => Value::map(Map::from_iter([(
            "error".into(),
            Value::str(eco_format!("{problem:?}")),
        )])),
    };
    let ty = Value::str(eco_format!("{}", term.ty));
    line([("now", now), ("jinja", jinja), ("type", ty)])
}

fn line<const N: usize>(fields: [(&str, Value); N]) -> String {
    let map = Map::from_iter(fields.map(|(key, value)| (key.into(), value)));
    format!(
        "{}\n",
        json::write(&Value::map(map), &json::Style::default())
    )
}
