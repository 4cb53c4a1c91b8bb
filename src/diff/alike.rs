//! Changes that say the same of several subjects, as one.
//!
//! In: the same line that comes to the templates of nine roles. Out: one entry with the first subjects and how many there
//! are more. `json` and the page have each by itself.

use std::collections::BTreeMap;

use crate::diff::change::{Change, Detail};

/// Subjects that are named.
const NAMED: usize = 3;

/// The changes of a section in their order, each with those that say the same.
#[must_use]
pub fn once<'c>(changes: impl Iterator<Item = &'c Change>) -> Vec<Change> {
    let mut found: Vec<Vec<&Change>> = Vec::new();
    // Of thousands of values each is held only against those that have the same.
    let mut by_value: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for change in changes {
        let known = by_value
            .entry((change.kind, &change.before, &change.after))
            .or_default();
        let alike = known
            .iter()
            .find(|index| says_the_same(found[**index][0], change));
        if let Some(index) = alike {
            found[*index].push(change);
        } else {
            known.push(found.len());
            found.push(vec![change]);
        }
    }
    found.iter().map(|alike| joined(alike)).collect()
}

/// Whether nothing but the subject and its place is another. What only comes or goes says too little to be the same.
fn says_the_same(a: &Change, b: &Change) -> bool {
    let says = a.before.is_some() || a.after.is_some() || !a.details.is_empty();
    let short = |detail: &Detail| detail.lines.is_empty();
    says && a.kind == b.kind
        && a.sign == b.sign
        && a.title == b.title
        && (&a.before, &a.after) == (&b.before, &b.after)
        && a.details == b.details
        && a.because == b.because
        && a.spec == b.spec
        && a.hosts == b.hosts
        // A word in a task's argument says little without its task.
        && (!a.kind.starts_with("task-") || !a.details.iter().all(short))
}

fn joined(alike: &[&Change]) -> Change {
    let mut change = alike[0].clone();
    let Some(more) = alike.len().checked_sub(1).filter(|more| *more > 0) else {
        return change;
    };
    let mut subjects: Vec<&str> = alike.iter().map(|one| one.subject.as_str()).collect();
    let rest = subjects.split_off(subjects.len().min(NAMED));
    change.subject = match rest.len() {
        0 => subjects.join(", "),
        rest => format!("{} and {rest} more", subjects.join(", ")),
    };
    let others = |place: &Option<String>| {
        place
            .as_ref()
            .map(|place| format!("{place} and {more} more"))
    };
    if alike.iter().any(|one| one.after_from != change.after_from) {
        change.after_from = others(&change.after_from);
        change.before_from = None;
    }
    if alike.iter().any(|one| one.place != change.place) {
        change.place = others(&change.place);
    }
    for one in alike {
        change.files.extend(one.files.iter().cloned());
    }
    change
}
