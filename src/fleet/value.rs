//! The value a host has of one subject, from the groups it is in and from itself.
//!
//! In: a [`Subject`] and the nodes that reach a host. Out: an [`Outcome`], or the two givers that
//! disagree. The rules: a child before its parent, `all` last; `+=` adds to what is less
//! specific, from `all` down by depth and name.

use std::sync::Arc;

use crate::check::program::Given;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::fleet::graph::Graph;
use crate::fleet::subject::Subject;
use crate::source::Span;
use crate::value::Value;

/// What a host comes to have.
#[derive(Clone, Debug)]
pub enum Outcome<'p> {
    /// Nothing gives it: the default holds.
    Default,
    /// One given value, as it was given.
    Given(&'p Given),
    /// A sum; the place is of the last that added.
    Sum(Value, &'p Given),
}

impl PartialEq for Outcome<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Default, Self::Default) => true,
            (Self::Default, _) | (_, Self::Default) => false,
            (Self::Given(left), Self::Given(right)) => same(&left.value, &right.value),
            (Self::Given(given), Self::Sum(value, _))
            | (Self::Sum(value, _), Self::Given(given)) => given.value.known() == Some(value),
            (Self::Sum(left, _), Self::Sum(right, _)) => left == right,
        }
    }
}

/// Why there is no value. Indices are of [`Subject::nodes`]; `None` stands for the host.
#[derive(Clone, Debug, PartialEq)]
pub enum Conflict {
    /// Two nodes with different values, neither more specific.
    Values(usize, usize),
    /// A node that replaces and one that adds, neither more specific.
    SetAndAdd(usize, usize),
    /// What is added to, or what is added, is known only later: the place of `+=`, of the other.
    Later(Span, Span),
    /// A key that is there already: the key, the place of `+=`, the place that had it.
    Key(String, Span, Span),
}

/// Whether two values are the same. Two that are known only later never are.
#[must_use]
pub fn same(left: &Term, right: &Term) -> bool {
    match (left.known(), right.known()) {
        (Some(left), Some(right)) => left == right,
        (None, Some(_)) | (Some(_), None) | (None, None) => std::ptr::eq(left, right),
    }
}

/// The value that these nodes, in the subject's order, come to.
pub fn of_nodes<'p>(
    subject: &Subject<'p>,
    nodes: &[usize],
    graph: &Graph,
) -> Result<Outcome<'p>, Conflict> {
    let inner = |outer: usize, inner: usize| {
        let (outer, inner) = (&subject.nodes[outer], &subject.nodes[inner]);
        graph.contains(outer.group, inner.group)
            || (outer.group == inner.group && !outer.given.own && inner.given.own)
    };
    let sets = |node: &&usize| !subject.nodes[**node].given.adds;
    let minimal: Vec<usize> = nodes
        .iter()
        .filter(sets)
        .copied()
        .filter(|&node| !nodes.iter().filter(sets).any(|&other| inner(node, other)))
        .collect();
    if let Some((&first, rest)) = minimal.split_first() {
        let value = &subject.nodes[first].given.value;
        // One that a sum replaces in turn cannot disagree: only `=` stands in `minimal`.
        if let Some(&other) = rest
            .iter()
            .find(|&&other| !same(value, &subject.nodes[other].given.value))
        {
            return Err(Conflict::Values(first, other));
        }
    }
    let mut adders = Vec::new();
    for &node in nodes.iter().filter(|&&node| subject.nodes[node].given.adds) {
        if minimal.iter().any(|&set| inner(node, set)) {
            continue;
        }
        if minimal.is_empty() || minimal.iter().any(|&set| inner(set, node)) {
            adders.push(subject.nodes[node].given);
        } else {
            return Err(Conflict::SetAndAdd(minimal[0], node));
        }
    }
    // The deepest of equal ones: the file that Ansible reads last.
    let set = minimal.last().map(|&node| subject.nodes[node].given);
    if adders.is_empty() {
        return Ok(set.map_or(Outcome::Default, Outcome::Given));
    }
    let base = set.map(|given| &given.value).or(subject.default);
    sum(base, &adders)
}

/// The value of a host: what its groups come to, and what it says itself.
pub fn of_host<'p>(
    subject: &Subject<'p>,
    groups: Result<Outcome<'p>, Conflict>,
    own: Option<&'p Given>,
) -> Result<Outcome<'p>, Conflict> {
    let Some(own) = own else { return groups };
    if !own.adds {
        return Ok(Outcome::Given(own));
    }
    match groups? {
        Outcome::Default => sum(subject.default, &[own]),
        Outcome::Given(given) => sum(Some(&given.value), &[own]),
        Outcome::Sum(value, last) => {
            let base = Term::value(last.span, last.value.ty.clone(), value);
            sum(Some(&base), &[own])
        }
    }
}

/// A base and what is added to it, in this order.
fn sum<'p>(base: Option<&Term>, adders: &[&'p Given]) -> Result<Outcome<'p>, Conflict> {
    let Some(last) = adders.last() else {
        return Ok(Outcome::Default);
    };
    let base = base.filter(|base| !matches!(base.kind, TermKind::Unset));
    let mut value = match base {
        None => None,
        Some(base) => match base.known() {
            Some(value) => Some((value.clone(), base.span)),
            None => return Err(Conflict::Later(adders[0].span, base.span)),
        },
    };
    for given in adders {
        let Some(more) = given.value.known() else {
            return Err(Conflict::Later(given.span, given.value.span));
        };
        value = Some(match value {
            None => (more.clone(), given.span),
            Some((value, first)) => (add(value, more, given.span, first)?, first),
        });
    }
    Ok(value.map_or(Outcome::Default, |(value, _)| Outcome::Sum(value, last)))
}

fn add(value: Value, more: &Value, span: Span, first: Span) -> Result<Value, Conflict> {
    match (value, more) {
        (Value::List(mut items), Value::List(more)) => {
            let list = Arc::make_mut(&mut items);
            for item in more.iter() {
                if !list.contains(item) {
                    list.push(item.clone());
                }
            }
            Ok(Value::List(items))
        }
        (Value::Map(mut entries), Value::Map(more)) => {
            let map = Arc::make_mut(&mut entries);
            for (key, item) in more.iter() {
                if map.contains_key(key) {
                    return Err(Conflict::Key(key.to_string(), span, first));
                }
                map.insert(key.clone(), item.clone());
            }
            Ok(Value::Map(entries))
        }
        // Checking let only lists and maps be added to; `null` is replaced.
        (_, more) => Ok(more.clone()),
    }
}
