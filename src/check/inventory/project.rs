//! `project rdo { output = "build" }`: what the whole project says of itself.

use std::iter;
use std::path::Component;
use std::path::Path;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::inventory::InventoryError;
use crate::check::expr::Lowering;
use crate::check::program::Notes;
use crate::check::program::OLDEST_ANSIBLE;
use crate::check::program::Project;
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::Attr;
use crate::syntax::tree::Item;
use crate::syntax::tree::ItemKind;
use crate::value::Value;
use crate::value::repr;

const NAMES: [&str; 6] = [
    "ansible",
    "author",
    "description",
    "license",
    "output",
    "settings",
];

/// The project's attributes; what is not said is the usual.
pub fn check<'t>(
    mut items: impl Iterator<Item = &'t Item>,
    lowering: &mut Lowering<'_, '_>,
) -> Project {
    let mut project = Project {
        output: "build".into(),
        ..Project::default()
    };
    let found = items.find_map(|item| {
        if let ItemKind::Project { name, body } = &item.kind {
            Some((item, name, body))
        } else {
            None
        }
    });
    let Some((item, name, body)) = found else {
        return project;
    };
    project.name = name.text.clone();
    project.span = Some(name.span);
    project.docs = Notes::from(&item.lead).docs;
    for (index, attr) in body.items.iter().enumerate() {
        if let Some(first) = body.items[..index]
            .iter()
            .find(|other| other.name.text == attr.name.text)
        {
            lowering.problems.push(InventoryError::GivenTwice {
                name: attr.name.text.to_string(),
                again: attr.name.span,
                first: first.name.span,
            });
        }
        attribute(attr, &mut project, lowering);
    }
    project
}

fn attribute(attr: &Attr, project: &mut Project, lowering: &mut Lowering<'_, '_>) {
    let span = attr.value.span;
    let mut text = || match lowering.now(&attr.value, &Type::String) {
        Some(Value::Str(text)) => Some(text),
        _ => None,
    };
    match attr.name.text.as_str() {
        "ansible" => {
            if let Some(range) = text() {
                project.oldest_ansible = Some(oldest_of(&range, span, lowering));
            }
        }
        "author" => project.author = text(),
        "license" => project.license = text(),
        "description" => project.docs.extend(text()),
        "output" => {
            if let Some(output) = text() {
                project.output = checked_output(output, span, lowering);
            }
        }
        "settings" => settings(attr, project, lowering),
        name => {
            let near = suggest::nearest(name, NAMES.into_iter());
            let help = near.map_or_else(
                || format!("known: {}", NAMES.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let error = InventoryError::UnknownSetting {
                owner: "a project",
                name: name.to_owned(),
                span: attr.name.span,
                help: Some(help),
            };
            let fix = near.and_then(|near| Fix::rename(attr.name.span, name, near));
            lowering.problems.push_fix(error, fix);
        }
    }
}

/// The oldest version that `>=2.19`, or several such joined by commas, let in; never older than what
/// is written for.
fn oldest_of(range: &str, span: Span, lowering: &mut Lowering<'_, '_>) -> EcoString {
    let Some(oldest) = lowest(range) else {
        lowering.problems.push(InventoryError::BadProject {
            name: "ansible",
            value: format!("\"{range}\""),
            reason: "it is no version",
            help: "write `ansible = \">=2.19\"`",
            span,
        });
        return OLDEST_ANSIBLE.into();
    };
    let needed = numbers(OLDEST_ANSIBLE).unwrap_or_default();
    if oldest >= needed {
        return oldest
            .iter()
            .map(u32::to_string)
            .collect::<Vec<_>>()
            .join(".")
            .into();
    }
    // What else is asked for stays: `>=2.17,<2.21` keeps its upper end.
    let others = range.split(',').map(str::trim);
    let others = others.filter(|part| {
        let newer = numbers(part.trim_start_matches(['<', '='])).is_some_and(|it| it > needed);
        part.starts_with('!') || part.starts_with('<') && newer
    });
    let wanted = iter::once(format!(">={OLDEST_ANSIBLE}")).chain(others.map(str::to_owned));
    let wanted = wanted.collect::<Vec<_>>().join(",");
    let fix = Fix::safe(span, format!("\"{wanted}\""));
    let error = InventoryError::OldAnsible {
        range: range.to_owned(),
        oldest: OLDEST_ANSIBLE,
        wanted,
        span,
    };
    lowering.problems.push_fix(error, Some(fix));
    OLDEST_ANSIBLE.into()
}

/// The numbers of the oldest version in a range, none if any may be; nothing if it is no range.
fn lowest(range: &str) -> Option<Vec<u32>> {
    let mut oldest = Vec::new();
    for part in range.split(',').map(str::trim) {
        let version = numbers(part.trim_start_matches(['>', '<', '=', '~', '!']).trim())?;
        if !part.starts_with(['<', '!']) {
            oldest = oldest.max(version);
        }
    }
    Some(oldest)
}

/// 2 and 19 of `2.19`.
fn numbers(version: &str) -> Option<Vec<u32>> {
    version
        .split('.')
        .map(|number| number.parse().ok())
        .collect()
}

fn checked_output(output: EcoString, span: Span, lowering: &mut Lowering<'_, '_>) -> EcoString {
    let path = Path::new(output.as_str());
    let normal = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    let reason = if path.is_absolute() {
        "it is absolute, and what is built stays inside the project"
    } else if !path.components().all(normal) {
        "it leads out of the project"
    } else if !path
        .components()
        .any(|part| matches!(part, Component::Normal(_)))
    {
        "it is the project itself, and would mix what is built with its sources"
    } else {
        return output;
    };
    lowering.problems.push(InventoryError::BadProject {
        name: "output",
        value: format!("\"{output}\""),
        reason,
        help: "name a folder of the project: `output = \"build\"`",
        span,
    });
    "build".into()
}

/// `settings = { ssh_connection = { pipelining = true } }`: lines of `ansible.cfg`.
fn settings(attr: &Attr, project: &mut Project, lowering: &mut Lowering<'_, '_>) {
    let ty = Type::Map(Arc::new(Type::Map(Arc::new(Type::Any))));
    let Some(Value::Map(sections)) = lowering.now(&attr.value, &ty) else {
        return;
    };
    for (section, entries) in sections.iter() {
        let Value::Map(entries) = entries else {
            continue;
        };
        for (key, value) in entries.iter() {
            let text = match value {
                Value::Str(text) => text.clone(),
                Value::Bool(value) => EcoString::from(if *value { "True" } else { "False" }),
                Value::Int(number) => EcoString::from(number.to_string()),
                Value::Float(number) => EcoString::from(number.to_string()),
                Value::List(items) => items
                    .iter()
                    .map(|item| repr::to_text(item).to_string())
                    .collect::<Vec<_>>()
                    .join(",")
                    .into(),
                Value::Null | Value::Map(_) => {
                    lowering.problems.push(InventoryError::BadProject {
                        name: "settings",
                        value: format!("`{section}.{key}`"),
                        reason: "a line of ansible.cfg holds a text, a number, true or false, or a list of texts",
                        help: "write `settings = { ssh_connection = { pipelining = true } }`",
                        span: attr.value.span,
                    });
                    continue;
                }
            };
            project.settings.push((section.clone(), key.clone(), text));
        }
    }
}
