//! `defaults/main.yml`: what a role takes, where it does not say so.
//!
//! In: `ntp_port: 123`, `ntp_peer_port: "{{ ntp_port }}"`. Out: both are `int`. The comment above a
//! value describes it.

use ecow::EcoString;
use std::sync::Arc;

use crate::check::expr::known;
use crate::check::expr::type_of;
use crate::check::foreign::yaml::{Kind, Node, is_template};
use crate::check::types::Type;
use crate::schema;
use crate::source::Span;
use crate::value::Value;

/// A variable with a default.
#[derive(Debug)]
pub struct Default {
    /// Its name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// The type of what is written there.
    pub ty: Type,
    /// The value, where the target need not compute it.
    pub value: Option<Value>,
    /// The comment above it.
    pub docs: Vec<EcoString>,
}

/// The defaults of some files: each text with the number of its first byte, and what is in it.
#[must_use]
pub fn defaults(files: &[(&str, u32, Node)]) -> Vec<Default> {
    let mut found: Vec<Default> = Vec::new();
    let all: Vec<(&str, &Node)> = files
        .iter()
        .flat_map(|(_, _, node)| node.entries())
        .map(|(key, node)| (key.text.as_str(), node))
        .collect();
    for (text, base, file) in files {
        for (key, node) in file.entries() {
            let default = Default {
                name: key.text.clone(),
                span: key.span,
                ty: infer(node, &all, 0),
                value: node.value(),
                docs: comment(text, key.span.start.saturating_sub(*base) as usize),
            };
            // A later file, or a later line, is the one that Ansible takes.
            match found.iter_mut().find(|known| known.name == default.name) {
                Some(known) => *known = default,
                None => found.push(default),
            }
        }
    }
    found
}

/// A chain of references is followed this far.
const FARTHEST: usize = 16;

fn infer(node: &Node, all: &[(&str, &Node)], depth: usize) -> Type {
    match &node.kind {
        Kind::Scalar(Value::Str(text)) if is_template(text) => template(text, all, depth),
        // Whoever leaves it empty says nothing of its type, and `0644` may be meant as a mode.
        Kind::Scalar(Value::Null) | Kind::Tagged(_) => Type::Any,
        Kind::Scalar(value) => type_of(value),
        Kind::List(items) => {
            let mut types = items.iter().map(|item| infer(item, all, depth + 1));
            let first = types.next().unwrap_or(Type::Any);
            let same = types.all(|ty| ty == first);
            Type::List(Arc::new(if same { first } else { Type::Any }))
        }
        // The keys that stand there are those that the role's author thought of.
        Kind::Map(_) => Type::Map(Arc::new(Type::Any)),
    }
}

/// `{{ other }}` is what `other` is, `{{ x | int }}` what the filter gives, text around it is text.
fn template(text: &str, all: &[(&str, &Node)], depth: usize) -> Type {
    if text.contains("{%") {
        return Type::Any;
    }
    let whole = text
        .trim()
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .filter(|inner| !inner.contains("}}"));
    let Some(inner) = whole.map(str::trim) else {
        return Type::String;
    };
    if is_name(inner) {
        let found = all.iter().rev().find(|(name, _)| *name == inner);
        return match found {
            Some((_, node)) if depth < FARTHEST => infer(node, all, depth + 1),
            _ => Type::Any,
        };
    }
    let filter = inner.rsplit_once('|').map(|(_, filter)| filter.trim());
    match filter {
        Some(filter) if is_name(filter) && filter != "default" => {
            schema::filter::lookup(filter).map_or(Type::Any, |filter| known::parse(filter.result))
        }
        _ => Type::Any,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The comment lines directly above a byte's line.
fn comment(text: &str, at: usize) -> Vec<EcoString> {
    let above = text.get(..at).unwrap_or_default();
    let mut lines: Vec<EcoString> = above
        .lines()
        .rev()
        .take_while(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim().into())
        .collect();
    lines.reverse();
    lines
}
