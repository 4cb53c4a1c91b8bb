//! Handlers, entries and sections: each name once.

use std::collections::HashMap;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{Name, RoleItem};

/// Reports names that a role declares twice. Entries and sections share theirs: each is a file in
/// `tasks/`, beside `main.yml`.
pub fn check(items: &[RoleItem], problems: &mut Problems) {
    let mut handlers = HashMap::new();
    let mut files = HashMap::new();
    for item in items {
        match item {
            RoleItem::Handler(handler) => enter(&mut handlers, "handler", &handler.name, problems),
            RoleItem::Entry { name, .. } => file(&mut files, "task file", name, problems),
            RoleItem::Section { name, .. } => file(&mut files, "task file", name, problems),
            RoleItem::Error(_)
            | RoleItem::Attr(_)
            | RoleItem::Param(_)
            | RoleItem::Require(_)
            | RoleItem::Let(_)
            | RoleItem::Depends { .. }
            | RoleItem::Step(_) => {}
        }
    }
}

fn file(
    known: &mut HashMap<EcoString, Span>,
    what: &'static str,
    name: &Name,
    problems: &mut Problems,
) {
    if name.text == "main" {
        problems.push(NameError::Reserved {
            name: name.text.to_string(),
            reason: String::from("`tasks/main.yml` holds the role's own steps"),
            span: name.span,
        });
    }
    enter(known, what, name, problems);
}

/// Enters a name once; a second time is reported.
pub fn enter(
    known: &mut HashMap<EcoString, Span>,
    what: &'static str,
    name: &Name,
    problems: &mut Problems,
) {
    match known.get(&name.text) {
        None => {
            known.insert(name.text.clone(), name.span);
        }
        Some(first) => problems.push(NameError::Duplicate {
            what,
            name: name.text.to_string(),
            again: name.span,
            first: *first,
        }),
    }
}
