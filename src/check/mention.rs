//! Which names an expression mentions, and when two expressions are the same.
//!
//! `admins | length > limit` mentions `admins` and `limit`. Names that a comprehension binds are
//! left out.

use ecow::EcoString;

use crate::source::Span;
use crate::syntax::tree::{
    Arg, Comprehension, Expr, ExprKind, ListItem, MapItem, TextBody, TextPart,
};

/// Calls `found` for each free name, in the written order.
pub fn names<'t>(expr: &'t Expr, found: &mut dyn FnMut(&'t EcoString, Span)) {
    match &expr.kind {
        ExprKind::Error
        | ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Mode(_)
        | ExprKind::Duration(..)
        | ExprKind::Percent(_) => {}
        ExprKind::Text(text) => in_text(text, found),
        ExprKind::Name(name) => found(name, expr.span),
        ExprKind::Field(base, _) | ExprKind::Unary(_, base) | ExprKind::Paren(base) => {
            names(base, found);
        }
        ExprKind::Index(left, right)
        | ExprKind::Binary(_, left, right)
        | ExprKind::Range(left, right) => {
            names(left, found);
            names(right, found);
        }
        ExprKind::Slice(base, bounds) => {
            names(base, found);
            bounds
                .iter()
                .flatten()
                .for_each(|bound| names(bound, found));
        }
        ExprKind::Call(base, args) => {
            names(base, found);
            in_args(args, found);
        }
        ExprKind::Filter(subject, applied)
        | ExprKind::Test {
            subject,
            test: applied,
            ..
        } => {
            names(subject, found);
            in_args(&applied.args, found);
        }
        ExprKind::Compare(compared) => {
            names(&compared.first, found);
            compared
                .rest
                .iter()
                .for_each(|(_, expr)| names(expr, found));
        }
        ExprKind::If {
            then,
            condition,
            otherwise,
        } => {
            names(then, found);
            names(condition, found);
            if let Some(otherwise) = otherwise {
                names(otherwise, found);
            }
        }
        ExprKind::List(items) => {
            items
                .iter()
                .for_each(|ListItem { value, .. }| names(value, found));
        }
        ExprKind::Map(items) => in_map(items, found),
        ExprKind::Comprehension(comprehension) => {
            let Comprehension {
                element,
                clauses,
                condition,
            } = &**comprehension;
            let bound: Vec<&EcoString> = clauses
                .iter()
                .flat_map(|clause| &clause.names)
                .map(|name| &name.text)
                .collect();
            let mut free = |name: &'t EcoString, span: Span| {
                if !bound.contains(&name) {
                    found(name, span);
                }
            };
            clauses
                .iter()
                .for_each(|clause| names(&clause.source, &mut free));
            names(element, &mut free);
            if let Some(condition) = condition {
                names(condition, &mut free);
            }
        }
        ExprKind::By(by) => {
            by.subjects.iter().for_each(|subject| names(subject, found));
            by.arms.iter().for_each(|(_, value)| names(value, found));
            if let Some(otherwise) = &by.otherwise {
                names(otherwise, found);
            }
        }
    }
}

/// As [`names`], in what a string interpolates.
pub fn in_text<'t>(text: &'t TextBody, found: &mut dyn FnMut(&'t EcoString, Span)) {
    for part in text.parts.iter() {
        if let TextPart::Code(expr) = part {
            names(expr, found);
        }
    }
}

fn in_args<'t>(args: &'t [Arg], found: &mut dyn FnMut(&'t EcoString, Span)) {
    args.iter().for_each(|arg| names(&arg.value, found));
}

fn in_map<'t>(items: &'t [MapItem], found: &mut dyn FnMut(&'t EcoString, Span)) {
    for item in items {
        match item {
            MapItem::Entry { key, value, .. } => {
                in_text(key, found);
                names(value, found);
            }
            MapItem::Spread { value, .. } => names(value, found),
        }
    }
}

/// Whether an expression mentions a name.
#[must_use]
pub fn mentions(expr: &Expr, name: &str) -> bool {
    let mut seen = false;
    names(expr, &mut |found, _| seen |= found == name);
    seen
}

/// What is the same for two expressions or terms that differ in their places only.
#[must_use]
pub fn shape(thing: &impl std::fmt::Debug) -> String {
    // The derived form holds everything that is compared, and names its places.
    const PLACE: &str = "Span { start: ";
    let text = format!("{thing:?}");
    let mut shape = String::with_capacity(text.len());
    let mut pieces = text.split(PLACE);
    shape.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        shape.push_str(piece.split_once('}').map_or(piece, |(_, rest)| rest));
    }
    shape
}
