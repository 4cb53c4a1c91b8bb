//! Names that a role gives away.
//!
//! In: `set_fact { path = "/srv" }` in the role `base`. Out: a report that offers `fact path = "/srv"`, which is emitted as `base_path`: a fact
//! belongs to the host, and another role's `path` would be the same one.

use crate::check::error::lint::LintError;
use crate::check::lint::task::Task;
use crate::check::program::Role;
use crate::diagnostic::Problems;

/// The role's prefix on what `set_fact` sets.
pub(super) fn prefixed(task: Task<'_>, role: Option<&Role>, problems: &mut Problems) {
    let Some(role) = role else {
        return;
    };
    // Whoever chose another prefix, or none, chose the names.
    let own = role.prefix.strip_prefix(role.emitted.as_str()) == Some("_");
    if task.builtin() != "set_fact" || !own {
        return;
    }
    for arg in &task.call.args {
        if arg.name != "cacheable" && !arg.emitted.starts_with(role.prefix.as_str()) {
            problems.push(LintError::Fact {
                name: arg.name.to_string(),
                prefix: role.prefix.to_string(),
                span: arg.span,
            });
        }
    }
}
