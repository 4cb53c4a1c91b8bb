//! Which steps of two sequences are the same, and what differs.
//!
//! In: the items of `role base` before and after. Out: for each task whether it is new, gone,
//! another, called otherwise or stands elsewhere. Tasks are the same by what they hold, then by
//! their sentence, then by what they do.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::Detail;
use crate::diff::delta::{delta, one_sided};
use crate::diff::tasks::{Item, What, same_args};
use crate::diff::yaml::Node;

/// What happened to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Index after.
    Added(usize),
    /// Index before.
    Removed(usize),
    /// Indices, and what differs.
    Changed(usize, usize, Vec<Detail>),
    /// Only the sentence is another.
    Renamed(usize, usize),
    /// It stands elsewhere; and the step that it stands behind now.
    Moved(usize, usize, Option<usize>),
}

/// Compares two sequences.
#[must_use]
pub fn compare(before: &[Item], after: &[Item]) -> Vec<Step> {
    let pairs = pairs(before, after);
    let mut found = Vec::new();
    let matched: BTreeMap<usize, usize> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
    // What stands in another block moved by that: its place is no second change.
    let here = |(a, b): &(usize, usize)| before[*a].stands_with(&after[*b]);
    let stay = in_order(&pairs.iter().copied().filter(here).collect::<Vec<_>>());
    let gone: BTreeSet<usize> = pairs.iter().map(|(a, _)| *a).collect();
    for (index, item) in after.iter().enumerate() {
        let Some(&old) = matched.get(&index) else {
            found.push(Step::Added(index));
            continue;
        };
        let was = &before[old];
        let details = details(was, item);
        if !details.is_empty() {
            found.push(Step::Changed(old, index, details));
        } else if was.name != item.name {
            found.push(Step::Renamed(old, index));
        }
        let along = || goes_along(was, item, before, after, &matched, &stay);
        if !stay.contains(&index) && was.stands_with(item) && !along() {
            found.push(Step::Moved(old, index, index.checked_sub(1)));
        }
    }
    let removed = (0..before.len()).filter(|index| !gone.contains(index));
    found.extend(removed.map(Step::Removed));
    found
}

/// Whether a step is where it is only because the block or the section around it moved.
fn goes_along(
    was: &Item,
    item: &Item,
    before: &[Item],
    after: &[Item],
    matched: &BTreeMap<usize, usize>,
    stay: &BTreeSet<usize>,
) -> bool {
    let holder = |items: &[Item], inner: &Item| {
        let (last, around) = inner.inside.split_last()?;
        items.iter().position(|outer| {
            outer.inside == around
                && last.ends_with(&format!("{} {}", outer.what.word(), outer.name))
        })
    };
    let (Some(old), Some(new)) = (holder(before, was), holder(after, item)) else {
        return false;
    };
    let around = matched.get(&new) == Some(&old) && !stay.contains(&new);
    // Its own place inside is the same as before.
    let inside = |items: &[Item], of: &Item| -> Vec<String> {
        let held = items.iter().filter(|other| other.inside == of.inside);
        held.map(|other| other.name.clone()).collect()
    };
    around && inside(before, was) == inside(after, item)
}

/// The steps before, as they stand in blocks and sections that are only called otherwise: that changes nothing of what is
/// inside.
#[must_use]
pub fn in_renamed(before: Vec<Item>, after: &[Item]) -> Vec<Item> {
    renamed(renamed(before, after, What::Block), after, What::Section)
}

fn renamed(mut before: Vec<Item>, after: &[Item], what: What) -> Vec<Item> {
    let blocks = |items: &[Item]| -> Vec<Item> {
        let blocks = items.iter().filter(|item| item.what == what);
        blocks.cloned().collect()
    };
    let word = what.word();
    let (old, new) = (blocks(&before), blocks(after));
    let gone = |block: &&Item| !new.iter().any(|other| other.name == block.name);
    let come = |block: &&Item| !old.iter().any(|other| other.name == block.name);
    for block in old.iter().filter(gone) {
        let inside = |items: &[Item], name: &str| -> Vec<(String, Option<String>)> {
            let held = items.iter().filter(|item| {
                item.inside
                    .last()
                    .is_some_and(|part| part.ends_with(&format!("{word} {name}")))
            });
            held.map(|item| (item.name.clone(), item.module.clone()))
                .collect()
        };
        let steps = inside(&before, &block.name);
        let same = new
            .iter()
            .filter(come)
            .find(|other| block.does_the_same(other) && inside(after, &other.name) == steps);
        let Some(other) = same else { continue };
        let (was, is) = (
            format!("{word} {}", block.name),
            format!("{word} {}", other.name),
        );
        for part in before.iter_mut().flat_map(|item| &mut item.inside) {
            if let Some(start) = part.strip_suffix(&was) {
                *part = format!("{start}{is}");
            }
        }
    }
    before
}

/// Whether two steps are the same.
type Rule = dyn Fn(&Item, &Item) -> bool;

/// Which steps are the same, by index.
fn pairs(before: &[Item], after: &[Item]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut old: Vec<usize> = (0..before.len()).collect();
    let mut new: Vec<usize> = (0..after.len()).collect();
    let rules: [&Rule; 4] = [
        &Item::same,
        &|a, b| a.name == b.name && a.what == b.what && a.module == b.module && a.stands_with(b),
        &|a, b| !a.name.is_empty() && a.name == b.name && a.what == b.what,
        &Item::does_the_same,
    ];
    for rule in rules {
        old.retain(|&a| {
            let at = new.iter().position(|&b| rule(&before[a], &after[b]));
            at.is_none_or(|at| {
                found.push((a, new.remove(at)));
                false
            })
        });
    }
    for a in old {
        let best = new
            .iter()
            .enumerate()
            .map(|(at, &b)| (before[a].likeness(&after[b]), std::cmp::Reverse(at)))
            .max();
        if let Some((likeness, std::cmp::Reverse(at))) = best
            && likeness >= 50
        {
            found.push((a, new.remove(at)));
        }
    }
    found.sort_unstable();
    found
}

/// The longest run of pairs whose order is the same on both sides: their indices after.
fn in_order(pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    // `pairs` is sorted by the index before: what grows in the index after is in order.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (index, (_, b)) in pairs.iter().enumerate() {
        let longest = (0..index)
            .filter(|&other| pairs[other].1 < *b)
            .max_by_key(|&other| (best[other].0, std::cmp::Reverse(other)));
        let length = longest.map_or(0, |other| best[other].0) + 1;
        best.push((length, longest));
    }
    let mut at = (0..pairs.len()).max_by_key(|&index| (best[index].0, std::cmp::Reverse(index)));
    let mut stay = BTreeSet::new();
    while let Some(index) = at {
        stay.insert(pairs[index].1);
        at = best[index].1;
    }
    stay
}

/// A call without arguments, where the other side has some.
fn none(args: &Node) -> bool {
    args.entries().is_empty() && args.as_text().is_none()
}

fn details(was: &Item, item: &Item) -> Vec<Detail> {
    let mut found = Vec::new();
    let plain = |path: &str, before: Option<String>, after: Option<String>| Detail {
        path: path.to_owned(),
        before,
        after,
        lines: Vec::new(),
    };
    if was.name != item.name && !was.does_the_same(item) {
        found.push(plain(
            "name",
            Some(was.name.clone()),
            Some(item.name.clone()),
        ));
    }
    if !was.stands_with(item) {
        let place = |item: &Item| (!item.inside.is_empty()).then(|| item.inside.join(", "));
        found.push(plain("stands in", place(was), place(item)));
    }
    if was.module != item.module {
        found.push(plain("module", was.module.clone(), item.module.clone()));
    }
    // A section's argument is its name.
    let sections = was.what == What::Section && item.what == What::Section;
    if !sections && !same_args(was.args.as_ref(), item.args.as_ref()) {
        match (&was.args, &item.args) {
            (Some(a), Some(b)) if was.module == item.module && (none(a) || none(b)) => {
                let gone = a.entries().iter();
                found.extend(gone.map(|(key, node)| one_sided(key, Some(node), None)));
                let come = b.entries().iter();
                found.extend(come.map(|(key, node)| one_sided(key, None, Some(node))));
            }
            (Some(a), Some(b)) if was.module == item.module => {
                let parts = delta(a, b);
                found.extend(parts.into_iter().map(|mut part| {
                    if part.path.is_empty() {
                        part.path = item.short().to_owned();
                    }
                    part
                }));
            }
            (a, b) => {
                let a = a
                    .as_ref()
                    .filter(|node| !node.entries().is_empty() || node.as_text().is_some());
                let b = b
                    .as_ref()
                    .filter(|node| !node.entries().is_empty() || node.as_text().is_some());
                found.push(one_sided("arguments", a, b));
            }
        }
    }
    let keys = was
        .keywords
        .iter()
        .chain(&item.keywords)
        .map(|(key, _)| key);
    let mut seen = BTreeSet::new();
    for key in keys.filter(|key| seen.insert(key.as_str())) {
        match (was.keyword(key), item.keyword(key)) {
            (Some(a), Some(b)) => found.extend(delta(a, b).into_iter().map(|mut part| {
                part.path = match (part.path.as_str(), part.path.starts_with('[')) {
                    ("" | "[]", _) => key.clone(),
                    (path, true) => format!("{key}{path}"),
                    (path, false) => format!("{key}.{path}"),
                };
                part
            })),
            (a, b) => found.push(one_sided(key, a, b)),
        }
    }
    found
}
