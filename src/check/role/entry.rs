//! Entries: steps that run only where they are applied, with parameters of their own.

use crate::check::error::role::RoleError;
use crate::check::names::Signature;
use crate::check::program::{Entry, Notes};
use crate::check::role::{Whose, declared, lets};
use crate::check::step::Body;
use crate::syntax::tree::RoleItem;

/// The entries of a role, as written.
pub fn entries(body: &mut Body<'_, '_>, items: &[RoleItem], signature: &Signature) -> Vec<Entry> {
    let mut entries = Vec::new();
    for item in items {
        let RoleItem::Entry {
            lead,
            name,
            body: held,
            ..
        } = item
        else {
            continue;
        };
        let params = signature
            .entries
            .iter()
            .find(|(_, span, _)| *span == name.span);
        let Some((_, _, params)) = params else {
            continue;
        };
        let start = body.enter();
        let items = &held.items;
        declared::bind_params(body, params, Whose::Entry);
        lets::cycles(&mut body.low, items);
        let lets = lets::bind(body, items);
        let params = declared::params(&mut body.low, items, params);
        let requires = declared::requires(&mut body.low, items, &params);
        let steps = super::steps(body, items);
        misplaced(body, items);
        let step = |item: &RoleItem| {
            matches!(
                item,
                RoleItem::Step(_) | RoleItem::Section { .. } | RoleItem::Error(_)
            )
        };
        if !items.iter().any(step) {
            body.low.problems.push(RoleError::EmptyBlock {
                what: format!("the entry `{}`", name.text),
                span: name.span,
            });
        }
        body.leave_unbound(start);
        entries.push(Entry {
            name: name.text.clone(),
            span: name.span,
            notes: Notes::from(lead),
            params,
            reads: Vec::new(),
            requires,
            lets,
            steps,
        });
    }
    entries
}

/// What only a role holds.
fn misplaced(body: &mut Body<'_, '_>, items: &[RoleItem]) {
    for item in items {
        let (what, span) = match item {
            RoleItem::Handler(handler) => ("handler", handler.span),
            RoleItem::Depends { span, .. } => ("depends", *span),
            RoleItem::Entry { span, .. } => ("entry", *span),
            RoleItem::Attr(attr) => ("attribute", attr.name.span),
            RoleItem::Error(_)
            | RoleItem::Param(_)
            | RoleItem::Require(_)
            | RoleItem::Let(_)
            | RoleItem::Section { .. }
            | RoleItem::Step(_) => continue,
        };
        body.low.problems.push(RoleError::NotInLanguage {
            name: what.to_string(),
            span: span.at_start(),
            reason: String::from("belongs to the whole role"),
            help: String::from("move it out of the entry, into the role's own braces"),
        });
    }
}
