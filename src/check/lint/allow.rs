//! What a task is allowed.
//!
//! In: a step with `allow = ["no-changed-when"]`, and all that was reported. Out: the reports without
//! those of that code in this step; a warning where there was none.

use crate::check::error::lint::LintError;
use crate::check::lint::within;
use crate::check::program::Step;
use crate::diagnostic::Fix;
use crate::diagnostic::Problems;

/// Takes back what the step allows. Of a broken step nobody knows what would have been reported.
pub(super) fn silence(step: &Step, broken: bool, problems: &mut Problems) {
    for allow in &step.allow {
        let before = problems.all().len();
        problems.retain(|problem| {
            let place = problem.place();
            let here = step.span.start <= place.start && place.start < step.span.end;
            !(here && problem.code() == *allow.code && !within(place, step.inside()))
        });
        if problems.all().len() == before && !broken {
            let error = LintError::UnusedAllow {
                code: allow.code.to_string(),
                span: allow.span,
            };
            // The reason above it is a comment, which stays: somebody has to look.
            problems.push_fix(error, Some(Fix::guess(allow.removal, "")));
        }
    }
}
