//! What each generated file, and each of its lines, was written for.
//!
//! In: a fleet. Out: for `roles/base/tasks/main.yml` the role, and the tasks and arguments that its lines
//! come from. Made when somebody asks, in memory: nothing of it stands in the output.

use std::collections::BTreeMap;

use crate::emit::yaml::origin::{Origin, Origins};
use crate::source::Span;

/// By the files' paths.
pub type Traces = BTreeMap<String, Trace>;

/// What a file was written for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The whole: a role, a host; nothing where it follows from the project as such.
    pub about: Option<Span>,
    /// Its parts.
    pub parts: Origins,
}

impl Trace {
    /// Of a file whose parts are not told apart.
    #[must_use]
    pub fn whole(about: Option<Span>) -> Self {
        Self {
            about,
            parts: Origins::default(),
        }
    }

    /// What each line of the file's text was written for.
    #[must_use]
    pub fn lines(&self, text: &str) -> Vec<Option<Origin>> {
        let about = self.about.map(|span| Origin {
            span,
            inside: Vec::new(),
        });
        let lines = self.parts.lines(text).into_iter();
        lines.map(|line| line.or_else(|| about.clone())).collect()
    }
}
