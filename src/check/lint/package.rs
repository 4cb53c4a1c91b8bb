//! Packages whose version is whatever the day brings.
//!
//! In: `apt { name = "nginx", state = "latest" }`. Out: a report that offers `present`.

use crate::check::error::lint::LintError;
use crate::check::lint::task::Task;
use crate::diagnostic::Problems;
use crate::schema::lint;

/// No `state = "latest"`.
pub(super) fn latest(task: Task<'_>, problems: &mut Problems) {
    let Some(state) = task.arg("state") else {
        return;
    };
    if task.text("state") != Some("latest") || !lint::is_package(task.module()) {
        return;
    }
    let only_updates = ["version", "update_only", "only_upgrade", "download_only"];
    if only_updates.into_iter().any(|name| task.is_on(name)) {
        return;
    }
    problems.push(LintError::Latest { span: state.span });
}
