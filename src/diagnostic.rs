//! What every stage reports: problems, collected and sorted, never first-error-only.
//!
//! In: any stage's own error enum (`<stage>/error.rs`: `thiserror` + `miette::Diagnostic`, codes in
//! kebab-case such as `unknown-host`, a label for both ends of a conflict, a help that says what to
//! type). Out: a [`Problems`] that the command renders.

use std::fmt;

use miette::{Diagnostic, Severity};

use crate::source::{Sources, Span};

/// An error of any stage.
pub type Reported = Box<dyn Diagnostic + Send + Sync + 'static>;

/// One problem of any stage. Its first label is its place.
pub struct Problem {
    diagnostic: Reported,
    fix: Option<Fix>,
}

/// What to type instead, as data: `rolecall fix` and editors apply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an editor shows it: ``write `state` ``.
    pub title: String,
    /// Whether it can only be what was meant. What may change the meaning is applied only if asked.
    pub safe: bool,
    /// What is replaced, in one file; none overlaps another.
    pub edits: Vec<Edit>,
}

/// A piece of text for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there then.
    pub text: String,
    /// What stands there now, where the edit holds only for that: the value of a name that stands there may come
    /// from elsewhere.
    pub was: Option<String>,
}

impl Fix {
    /// One that keeps the meaning, or has only one thing that can be meant.
    #[must_use]
    pub fn safe(span: Span, text: impl Into<String>) -> Self {
        Self::replacing(span, text.into(), true)
    }

    /// One that is likely, and should be looked at.
    #[must_use]
    pub fn guess(span: Span, text: impl Into<String>) -> Self {
        Self::replacing(span, text.into(), false)
    }

    fn replacing(span: Span, text: String, safe: bool) -> Self {
        let title = if text.is_empty() {
            "take it out".to_owned()
        } else {
            format!("write `{}`", text.trim())
        };
        Self {
            title,
            safe,
            edits: vec![Edit {
                span,
                text,
                was: None,
            }],
        }
    }

    /// Another name at a place, where the place holds the old one and nothing else, in quotes or bare. Names that
    /// come from elsewhere (from a loop, with escapes) are left to people.
    #[must_use]
    pub fn rename(span: Span, old: &str, new: &str) -> Option<Self> {
        let length = span.end.checked_sub(span.start)? as usize;
        let inner = match length.checked_sub(old.len())? {
            0 => span,
            2 => Span::new(span.start + 1, span.end - 1),
            _ => return None,
        };
        let plain = !new.contains(['"', '\'', '\\', '\n', '{']);
        let mut fix = Self::guess(inner, new);
        for edit in &mut fix.edits {
            edit.was = Some(old.to_owned());
        }
        plain.then_some(fix)
    }

    /// As one that can only be what was meant.
    #[must_use]
    pub fn certain(mut self) -> Self {
        self.safe = true;
        self
    }

    /// With another piece, which is the same mistake once more.
    pub fn also(&mut self, span: Span, text: impl Into<String>) {
        self.edits.push(Edit {
            span,
            text: text.into(),
            was: None,
        });
    }

    /// With words of its own.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
}

impl Problem {
    /// Wraps a stage's error.
    pub fn new(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self {
            diagnostic: Box::new(error),
            fix: None,
        }
    }

    /// With what to type instead, where that is known.
    #[must_use]
    pub fn with(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// What to type instead.
    #[must_use]
    pub fn fix(&self) -> Option<&Fix> {
        self.fix.as_ref()
    }

    /// The diagnostic, for rendering.
    #[must_use]
    pub fn diagnostic(&self) -> &(dyn Diagnostic + Send + Sync + 'static) {
        self.diagnostic.as_ref()
    }

    /// Its stable code, such as `unknown-host`.
    #[must_use]
    pub fn code(&self) -> String {
        self.diagnostic
            .code()
            .map(|code| code.to_string())
            .unwrap_or_default()
    }

    /// Whether it stops a build; warnings and advice do not.
    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!(self.diagnostic.severity(), None | Some(Severity::Error))
    }

    /// Whether it only tells something: nothing is wrong, and nothing need be changed.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.diagnostic.severity() == Some(Severity::Advice)
    }

    /// Where its first label begins; problems without a place come first.
    #[must_use]
    pub fn place(&self) -> Span {
        self.diagnostic
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

impl<E: Diagnostic + Send + Sync + 'static> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.code(), self.diagnostic)
    }
}

/// Everything that is wrong, in any order until [`Problems::sort`].
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one: an error, or one with its fix.
    pub fn push(&mut self, error: impl Into<Problem>) {
        self.0.push(error.into());
    }

    /// Adds one with what to type instead, where that is known.
    pub fn push_fix(&mut self, error: impl Into<Problem>, fix: Option<Fix>) {
        self.0.push(error.into().with(fix));
    }

    /// Says of each from this one on, if it is such, what else is to be said.
    pub fn reword(
        &mut self,
        from: usize,
        such: impl Fn(&Problem) -> bool,
        words: impl Fn(Reported) -> Reported,
    ) {
        let rest = self.0.split_off(from.min(self.0.len()));
        self.0
            .extend(rest.into_iter().map(|problem| match such(&problem) {
                true => Problem {
                    diagnostic: words(problem.diagnostic),
                    fix: problem.fix,
                },
                false => problem,
            }));
    }

    /// The fix of one that was reported, by its place among them.
    pub fn fix_of(&mut self, index: usize) -> Option<&mut Fix> {
        self.0.get_mut(index)?.fix.as_mut()
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
                && one.diagnostic.to_string() == other.diagnostic.to_string()
        });
    }

    /// Keeps the first of those with the same code at the same place: a mistake in the body of a
    /// `for` is found once for each value, and is one mistake.
    pub fn deduplicate(&mut self) {
        let mut seen = std::collections::HashSet::new();
        self.0
            .retain(|problem| seen.insert((problem.place(), problem.code())));
    }

    /// Drops the fixes that speak of another text than what stands at their place.
    pub fn hold_fixes(&mut self, sources: &Sources) {
        for problem in &mut self.0 {
            let holds = |edit: &Edit| {
                let was = edit.was.as_deref();
                was.is_none_or(|was| sources.text_of(edit.span) == was)
            };
            if problem
                .fix
                .as_ref()
                .is_some_and(|fix| !fix.edits.iter().all(holds))
            {
                problem.fix = None;
            }
        }
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
