//! What differs between two values, as a person would say it.
//!
//! In: two lists of accounts, one with another `active`. Out: `[carol].active: true → false`. Lists
//! of records go by `name`, lists of single values by what they hold, longer text line by line.

use ecow::EcoString;
use similar::{ChangeTag, TextDiff};

use crate::diff::change::{Detail, Line};
use crate::diff::yaml::{Kind, Node};

/// Lines of context around what differs.
const CONTEXT: usize = 2;

/// What differs; nothing where the two are the same.
#[must_use]
pub fn delta(before: &Node, after: &Node) -> Vec<Detail> {
    let mut found = Vec::new();
    collect("", before, after, &mut found);
    found
}

/// A part that was not there, or is not there any more.
#[must_use]
pub fn one_sided(path: &str, before: Option<&Node>, after: Option<&Node>) -> Detail {
    Detail {
        path: path.to_owned(),
        before: before.map(Node::text),
        after: after.map(Node::text),
        lines: Vec::new(),
    }
}

fn collect(path: &str, before: &Node, after: &Node, found: &mut Vec<Detail>) {
    if before == after {
        return;
    }
    let start = found.len();
    match (&before.kind, &after.kind) {
        (Kind::Map(a), Kind::Map(b)) => maps(path, a, b, found),
        (Kind::List(a), Kind::List(b)) => lists(path, a, b, found),
        (Kind::Scalar(..), Kind::Scalar(..)) => scalars(path, before, after, found),
        _ => found.push(one_sided(path, Some(before), Some(after))),
    }
    if found.len() == start {
        found.push(Detail {
            path: join(path, "order"),
            before: Some(before.text()),
            after: Some(after.text()),
            lines: Vec::new(),
        });
    }
}

fn scalars(path: &str, before: &Node, after: &Node, found: &mut Vec<Detail>) {
    if let (Some(a), Some(b)) = (before.as_text(), after.as_text())
        && (a.contains('\n') || b.contains('\n'))
    {
        found.push(Detail {
            path: path.to_owned(),
            before: None,
            after: None,
            lines: lines(a, b),
        });
    } else {
        found.push(one_sided(path, Some(before), Some(after)));
    }
}

fn maps(path: &str, a: &[(EcoString, Node)], b: &[(EcoString, Node)], found: &mut Vec<Detail>) {
    for (key, node) in a {
        match b.iter().find(|(other, _)| other == key) {
            Some((_, other)) => collect(&join(path, key), node, other, found),
            None => found.push(one_sided(&join(path, key), Some(node), None)),
        }
    }
    for (key, node) in b {
        if !a.iter().any(|(other, _)| other == key) {
            found.push(one_sided(&join(path, key), None, Some(node)));
        }
    }
}

fn lists(path: &str, a: &[Node], b: &[Node], found: &mut Vec<Detail>) {
    let all: Vec<&Node> = a.iter().chain(b).collect();
    if let Some(key) = identity(a, b) {
        let id = |node: &Node| node.get(key).map(Node::text).unwrap_or_default();
        for node in a {
            let at = format!("{path}[{}]", id(node));
            match b.iter().find(|other| id(other) == id(node)) {
                Some(other) => collect(&at, node, other, found),
                None => found.push(one_sided(&at, Some(node), None)),
            }
        }
        for node in b {
            if !a.iter().any(|other| id(other) == id(node)) {
                found.push(one_sided(
                    &format!("{path}[{}]", id(node)),
                    None,
                    Some(node),
                ));
            }
        }
        return;
    }
    if a.len() == b.len()
        && all
            .iter()
            .any(|node| !matches!(node.kind, Kind::Scalar(..)))
    {
        for (index, (a, b)) in a.iter().zip(b).enumerate() {
            collect(&format!("{path}[{index}]"), a, b, found);
        }
        return;
    }
    let mut left: Vec<&Node> = b.iter().collect();
    let mut gone = Vec::new();
    for node in a {
        match left.iter().position(|other| *other == node) {
            Some(at) => {
                left.remove(at);
            }
            None => gone.push(node),
        }
    }
    let at = if path.is_empty() {
        "[]".to_owned()
    } else {
        path.to_owned()
    };
    for node in gone {
        found.push(one_sided(&at, Some(node), None));
    }
    for node in left {
        found.push(one_sided(&at, None, Some(node)));
    }
}

/// What tells the records of two lists apart, if anything does.
fn identity(a: &[Node], b: &[Node]) -> Option<&'static str> {
    if a.is_empty() && b.is_empty() {
        return None;
    }
    let tells = |key: &str, list: &[Node]| {
        let ids: Vec<Option<&Node>> = list.iter().map(|node| node.get(key)).collect();
        let single = ids
            .iter()
            .all(|id| id.is_some_and(|id| matches!(id.kind, Kind::Scalar(..))));
        let once = ids
            .iter()
            .enumerate()
            .all(|(index, id)| !ids[..index].contains(id));
        single && once
    };
    ["name", "id", "key", "path", "dest"]
        .into_iter()
        .find(|key| tells(key, a) && tells(key, b))
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// The lines that differ between two texts, with a little around them.
#[must_use]
pub fn lines(before: &str, after: &str) -> Vec<Line> {
    let diff = TextDiff::from_lines(before, after);
    let mut found = Vec::new();
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            found.push(Line {
                sign: '@',
                text: "…".to_owned(),
            });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            found.push(Line {
                sign,
                text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
            });
            if change.missing_newline() {
                found.push(Line {
                    sign: '@',
                    text: "no line break at the end".to_owned(),
                });
            }
        }
    }
    found
}
