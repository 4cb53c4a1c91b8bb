//! Attributes of platforms and tests: each known, once, and of its type.

use ecow::EcoString;
use std::sync::Arc;

use crate::check::error::role::RoleError;
use crate::check::expr::{Lowering, Place};
use crate::check::names::{SpaceId, World, unknown};
use crate::check::program::Platform;
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{Attr, Expr, ExprKind, Name, TextPart};
use crate::value::Value;

/// The attributes that are known, each once; others are reported.
pub fn known<'t>(
    attrs: impl Iterator<Item = &'t Attr>,
    names: &[&'static str],
    problems: &mut Problems,
) -> Vec<&'t Attr> {
    let mut found: Vec<&Attr> = Vec::new();
    for attr in attrs {
        let name = attr.name.text.as_str();
        if attr.adds {
            let span = attr.name.span;
            problems.push(RoleError::AddsHere { span });
        }
        if !names.contains(&name) {
            let near = suggest::nearest(name, names.iter().copied());
            let help = near.map_or_else(
                || format!("known here: {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let error = RoleError::UnknownAttribute {
                name: name.to_string(),
                span: attr.name.span,
                help: Some(help),
            };
            let near = near.filter(|near| found.iter().all(|other| other.name.text != *near));
            let fix = near.and_then(|near| Fix::rename(attr.name.span, name, near));
            problems.push_fix(error, fix);
        } else if let Some(first) = found.iter().find(|first| first.name.text == name) {
            problems.push(RoleError::GivenTwice {
                name: name.to_string(),
                again: attr.name.span,
                first: first.name.span,
            });
        } else {
            found.push(attr);
        }
    }
    found
}

/// Values that must be known now.
pub struct Now<'a, 't> {
    /// Every name.
    pub world: &'a World<'t>,
    /// Where names are looked up.
    pub space: SpaceId,
}

impl Now<'_, '_> {
    /// A value of this type.
    pub fn value(&self, attr: &Attr, ty: &Type, problems: &mut Problems) -> Option<Value> {
        Lowering::new(self.world, self.space, Place::Now, problems).now(&attr.value, ty)
    }

    /// A text.
    pub fn text(&self, attr: &Attr, problems: &mut Problems) -> Option<EcoString> {
        as_text(&self.value(attr, &Type::String, problems)?)
    }

    /// A list of texts.
    pub fn texts(&self, attr: &Attr, problems: &mut Problems) -> Option<Vec<EcoString>> {
        let ty = Type::List(Arc::new(Type::String));
        match self.value(attr, &ty, problems)? {
            Value::List(items) => Some(items.iter().filter_map(as_text).collect()),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Str(_)
            | Value::Map(_) => None,
        }
    }
}

fn as_text(value: &Value) -> Option<EcoString> {
    if let Value::Str(text) = value {
        Some(text.clone())
    } else {
        None
    }
}

/// The platforms that an expression names: `debian12`, `[debian12, centos9]`.
pub fn platforms(expr: &Expr, all: &[Platform], problems: &mut Problems) -> Vec<usize> {
    let mut names = Vec::new();
    named(expr, &mut names);
    let mut found = Vec::new();
    for name in names {
        match all.iter().position(|platform| platform.name == name.text) {
            Some(index) if !found.contains(&index) => found.push(index),
            Some(_) => {}
            None => {
                let known = all.iter().map(|platform| platform.name.as_str());
                problems.push(unknown("platform", &name, known));
            }
        }
    }
    found
}

/// Names of declarations, bare or in quotes.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is no name is named by its place"
)]
fn named(expr: &Expr, names: &mut Vec<Name>) {
    let text = match &expr.kind {
        ExprKind::List(items) => {
            return items.iter().for_each(|item| named(&item.value, names));
        }
        ExprKind::Paren(inner) => return named(inner, names),
        ExprKind::Error => return,
        ExprKind::Name(name) => name.clone(),
        ExprKind::Text(text) => match text.parts.as_slice() {
            [TextPart::Literal(text)] => text.clone(),
            [..] => EcoString::from("…"),
        },
        _ => EcoString::from("…"),
    };
    names.push(Name {
        text,
        span: expr.span,
    });
}

/// A name that stands in an attribute.
pub const fn name(text: EcoString, span: Span) -> Name {
    Name { text, span }
}
