//! What every stage reports: problems, collected and sorted, never first-error-only.
//!
//! In: any stage's own error enum (`<stage>/error.rs`: `thiserror` + `miette::Diagnostic`, codes in
//! kebab-case such as `unknown-host`, a label for both ends of a conflict, a help that says what to
//! type). Out: a [`Problems`] that the command renders.

use std::fmt;

use miette::{Diagnostic, Severity};

use crate::source::Span;

/// One problem of any stage. Its first label is its place.
pub struct Problem(Box<dyn Diagnostic + Send + Sync + 'static>);

impl Problem {
    /// Wraps a stage's error.
    pub fn new(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }

    /// The diagnostic, for rendering.
    #[must_use]
    pub fn diagnostic(&self) -> &(dyn Diagnostic + Send + Sync + 'static) {
        self.0.as_ref()
    }

    /// Its stable code, such as `unknown-host`.
    #[must_use]
    pub fn code(&self) -> String {
        self.0
            .code()
            .map(|code| code.to_string())
            .unwrap_or_default()
    }

    /// Whether it stops a build; warnings and advice do not.
    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!(self.0.severity(), None | Some(Severity::Error))
    }

    /// Whether it only tells something: nothing is wrong, and nothing need be changed.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.0.severity() == Some(Severity::Advice)
    }

    /// Where its first label begins; problems without a place come first.
    #[must_use]
    pub fn place(&self) -> Span {
        self.0
            .labels()
            .and_then(|mut labels| labels.next())
            .and_then(|label| {
                let start = u32::try_from(label.offset()).ok()?;
                Some(Span::new(
                    start,
                    u32::try_from(label.offset() + label.len()).ok()?,
                ))
            })
            .unwrap_or_default()
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.code(), self.0)
    }
}

/// Everything that is wrong, in any order until [`Problems::sort`].
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn push(&mut self, error: impl Diagnostic + Send + Sync + 'static) {
        self.0.push(Problem::new(error));
    }

    /// Adds one that is wrapped already.
    pub fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds all of another stage's.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Sorts by place, then by code, so that a run's report is the same on every machine.
    pub fn sort(&mut self) {
        self.0
            .sort_by_cached_key(|problem| (problem.place(), problem.code()));
        // What several ask is answered once.
        self.0.dedup_by(|one, other| {
            one.place() == other.place()
                && one.code() == other.code()
                && one.0.to_string() == other.0.to_string()
        });
    }

    /// Keeps the first of those with the same code at the same place: a mistake in the body of a
    /// `for` is found once for each value, and is one mistake.
    pub fn deduplicate(&mut self) {
        let mut seen = std::collections::HashSet::new();
        self.0
            .retain(|problem| seen.insert((problem.place(), problem.code())));
    }

    /// Keeps those that are such.
    pub fn retain(&mut self, such: impl FnMut(&Problem) -> bool) {
        self.0.retain(such);
    }

    /// Forgets those of this range whose place is such: something else says what is wrong there.
    pub fn forget(&mut self, range: std::ops::Range<usize>, such: impl Fn(Span) -> bool) {
        let mut index = 0;
        self.0.retain(|problem| {
            let forgotten = range.contains(&index) && such(problem.place());
            index += 1;
            !forgotten
        });
    }

    /// Forgets what only says that a name is unknown, where this is a name that a broken
    /// declaration would have declared.
    pub fn forget_unknown(&mut self, lost: impl Fn(Span) -> bool) {
        self.0
            .retain(|problem| !(problem.code().starts_with("unknown-") && lost(problem.place())));
    }

    /// Whether anything stops a build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(Problem::is_error)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Problem] {
        &self.0
    }

    /// Whether an error came since there were so many.
    #[must_use]
    pub fn errors_since(&self, before: usize) -> bool {
        self.0.iter().skip(before).any(Problem::is_error)
    }
}
