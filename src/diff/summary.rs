//! The first line: hosts touched, tasks added, changed and removed, services that restart.

use crate::diff::change::{Restart, Summary};
use crate::diff::compare::{Found, Pair};

/// Of what was found.
#[must_use]
pub fn of(pair: &Pair<'_, '_>, found: &Found, restarts: Vec<Restart>, files: usize) -> Summary {
    let [tasks_added, tasks_changed, tasks_removed] = found.counts;
    Summary {
        hosts: pair.roster.reach(&found.hosts),
        tasks_added,
        tasks_changed,
        tasks_removed,
        restarts,
        files,
    }
}
