//! Errors that are ignored, all of them and for good.
//!
//! In: `ignore_errors = true` without `register`. Out: a report that offers `failed_when`.

use crate::check::error::lint::LintError;
use crate::check::lint::task::{keyword, may_hold};
use crate::check::program::Step;
use crate::check::term::TermKind;
use crate::diagnostic::Problems;

/// `register` beside `ignore_errors`: somebody looks at what went wrong.
pub(super) fn ignored(step: &Step, problems: &mut Problems) {
    let Some(ignores) = keyword(step, "ignore_errors") else {
        return;
    };
    let dry = matches!(&ignores.kind, TermKind::Ref(name) if name.emitted == "ansible_check_mode");
    if may_hold(ignores) && !dry && step.register.is_none() {
        problems.push(LintError::Ignored { span: ignores.span });
    }
}
