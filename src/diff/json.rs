//! Changes as JSON, as `lang/diff.md` documents it.
//!
//! In: [`Changes`]. Out: an object with `version`, `differs`, `summary` and `changes`. Names of
//! kinds and fields stay; new ones may come.

use serde_json::json;

use crate::diff::change::Changes;

/// What a program may rely on.
const VERSION: u32 = 1;

/// The whole document.
#[must_use]
pub fn json(changes: &Changes) -> String {
    let value = json!({
        "version": VERSION,
        "differs": !changes.is_empty(),
        "summary": changes.summary,
        "changes": changes.changes,
    });
    format!("{value:#}\n")
}
