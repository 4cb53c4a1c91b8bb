//! Terms as YAML nodes.
//!
//! In: a [`Term`]. Out: plain data where the value is known, a template where it is not, and for
//! a list or map with later parts a YAML list or map of both:
//! `["chrony", extra]` is `- chrony` and `- "{{ base_extra }}"`.

use ecow::EcoString;

use crate::emit::ansible::jinja;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::term::Args;
use crate::fleet::term::Term;
use crate::fleet::term::TermKind;
use crate::fleet::term::TextPart;
use crate::fleet::types::Type;
use crate::value::Value;

/// The value of a variable: one that is unset stays undefined.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other form is an expression"
)]
pub(super) fn variable(term: &Term) -> Node {
    match &term.kind {
        TermKind::Value(value) => Node::from(value),
        TermKind::Unset => Node::Null,
        TermKind::List(items) => Node::List(
            items
                .iter()
                .filter_map(|item| Some(Entry::from(argument(&item.term)?).at(item.term.span)))
                .collect(),
        ),
        TermKind::Map(entries) => Node::Map(
            entries
                .iter()
                .filter_map(|(key, term)| {
                    let entry = Entry::from(argument(term)?).at(term.span);
                    Some((key.clone(), entry))
                })
                .collect(),
        ),
        _ => Node::Template(jinja::template(term).into()),
    }
}

/// The value of a variable that others read: a list or map joins what may be unset where it is set. Ansible's
/// placeholder is left out of arguments only; in a variable a filter would count it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other form has no parts"
)]
pub(super) fn kept(term: &Term) -> Node {
    match &term.kind {
        TermKind::List(items) if items.iter().any(|item| may_be_unset(&item.term)) => {
            Node::Template(jinja::template(term).into())
        }
        TermKind::Map(entries) if entries.iter().any(|(_, term)| may_be_unset(term)) => {
            Node::Template(jinja::template(term).into())
        }
        TermKind::List(items) => {
            let items = items.iter().map(|item| &item.term);
            let set = items.filter(|term| term.kind != TermKind::Unset);
            Node::List(
                set.map(|term| Entry::from(kept(term)).at(term.span))
                    .collect(),
            )
        }
        TermKind::Map(entries) => {
            let set = entries
                .iter()
                .filter(|(_, term)| term.kind != TermKind::Unset);
            let entry = |(key, term): &(EcoString, Term)| {
                (key.clone(), Entry::from(kept(term)).at(term.span))
            };
            Node::Map(set.map(entry).collect())
        }
        _ => variable(term),
    }
}

/// Whether an item or entry is known only on the target to be there.
fn may_be_unset(term: &Term) -> bool {
    let written = matches!(
        term.kind,
        TermKind::Unset
            | TermKind::Value(_)
            | TermKind::List(_)
            | TermKind::Map(_)
            | TermKind::Text(_)
    );
    !written && matches!(term.ty, Type::Optional(_))
}

/// An argument, an item or an entry: left out when it is unset, now or on the target.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other form is an expression"
)]
pub(super) fn argument(term: &Term) -> Option<Node> {
    match &term.kind {
        TermKind::Unset => None,
        TermKind::Value(_) | TermKind::List(_) | TermKind::Map(_) | TermKind::Text(_) => {
            Some(variable(term))
        }
        _ if matches!(term.ty, Type::Optional(_)) => {
            Some(Node::Template(jinja::template_or_omit(term).into()))
        }
        _ => Some(variable(term)),
    }
}

/// A condition: a boolean, one expression, or a list of those that must all hold.
pub(super) fn condition(term: &Term) -> Node {
    if let TermKind::Value(Value::Bool(known)) = &term.kind {
        return Node::Bool(*known);
    }
    let mut parts = jinja::bare_all(term);
    if parts.len() == 1 {
        Node::Str(parts.remove(0).into())
    } else {
        Node::List(
            parts
                .into_iter()
                .map(|part| Node::Str(part.into()).into())
                .collect(),
        )
    }
}

/// Conditions that must all hold, in their order.
pub(super) fn conditions(term: &Term) -> Option<Node> {
    let TermKind::List(items) = &term.kind else {
        return argument(term);
    };
    let mut all = Vec::new();
    for item in items {
        let asked = condition(&item.term);
        if let Node::List(parts) = asked {
            all.extend(parts);
        } else {
            all.push(asked.into());
        }
    }
    Some(Node::List(all))
}

/// Whether a secret is part of what the term gives: then whatever receives it must not be logged.
pub(super) fn has_secret(term: &Term) -> bool {
    let in_args = |args: &Args| {
        args.positional.iter().any(has_secret) || args.named.iter().any(|(_, arg)| has_secret(arg))
    };
    if term.ty.holds_secret() {
        return true;
    }
    match &term.kind {
        TermKind::Value(_) | TermKind::Unset | TermKind::Ref(_) => false,
        // Whether and how much there is tells nothing of what it is.
        TermKind::Test { .. } | TermKind::Compare(..) => false,
        TermKind::Filter(_, name, _) if matches!(name.as_str(), "length" | "count") => false,
        // A record may hold a secret without being one.
        TermKind::Field { base, .. } | TermKind::Index(base, _) => is_secret(&base.ty),
        TermKind::Text(parts) => parts.iter().any(|part| match part {
            TextPart::Literal(_) => false,
            TextPart::Term(term) => has_secret(term),
        }),
        TermKind::Slice(base, _) => has_secret(base),
        TermKind::Call(_, args) => in_args(args),
        TermKind::Method(base, _, args) | TermKind::Filter(base, _, args) => {
            has_secret(base) || in_args(args)
        }
        TermKind::Unary(_, inner) => has_secret(inner),
        TermKind::Binary(_, left, right) => has_secret(left) || has_secret(right),
        TermKind::If {
            then, otherwise, ..
        } => has_secret(then) || otherwise.as_deref().is_some_and(has_secret),
        TermKind::List(items) => items.iter().any(|item| has_secret(&item.term)),
        TermKind::Map(entries) => entries.iter().any(|(_, term)| has_secret(term)),
        TermKind::By(by) => {
            by.arms.iter().any(|(_, arm)| has_secret(arm))
                || by.otherwise.as_ref().is_some_and(has_secret)
        }
    }
}

fn is_secret(ty: &Type) -> bool {
    if let Type::Optional(inner) = ty {
        is_secret(inner)
    } else {
        matches!(ty, Type::Secret(_))
    }
}
