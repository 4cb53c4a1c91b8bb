//! Changes as JSON, as `lang/diff.md` documents it.
//!
//! In: [`Changes`]. Out: an object with `type`, `version`, `differs`, `summary` and `changes`. Names of
//! kinds and fields stay; new ones may come.

use serde_json::{Value, json};

use crate::diff::change::Changes;

/// What a program may rely on.
const VERSION: u32 = 1;

/// The whole document, to be read.
#[must_use]
pub fn json(changes: &Changes) -> String {
    format!("{:#}\n", value(changes))
}

/// The whole document; its `type` tells it from what else may be printed beside it.
#[must_use]
pub fn value(changes: &Changes) -> Value {
    json!({
        "type": "diff",
        "version": VERSION,
        "differs": !changes.is_empty(),
        "summary": changes.summary,
        "changes": changes.changes,
    })
}
