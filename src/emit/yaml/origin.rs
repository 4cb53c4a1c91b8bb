//! Where the lines of a written file come from.
//!
//! In: entries that know what was written for them in the language, while they are written. Out: for
//! each line the innermost of them: of `- name: Restart sshd` the task, of `state: restarted` the argument.
//! A build asks for none of this, and pays nothing for it.

use std::ops::{Deref, DerefMut};

use crate::emit::yaml::Entry;
use crate::source::Span;

/// The text of a file while it grows, and where its parts come from if that was asked for.
#[derive(Debug)]
pub(super) struct Out {
    pub(super) text: String,
    pub(super) origins: Option<Origins>,
}

/// An entry that is being written: its place among the origins.
pub(super) struct Begun(Option<usize>);

impl Out {
    pub(super) fn untraced(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            origins: None,
        }
    }

    pub(super) fn traced() -> Self {
        Self {
            text: String::new(),
            origins: Some(Origins::default()),
        }
    }

    /// What follows is the entry's, until its end.
    pub(super) fn begin(&mut self, entry: &Entry) -> Begun {
        let start = self.text.len();
        let (Some(origins), Some(span)) = (&mut self.origins, entry.origin) else {
            return Begun(None);
        };
        origins.0.push(Part {
            start,
            end: start,
            span,
        });
        Begun(Some(origins.0.len() - 1))
    }

    pub(super) fn end(&mut self, begun: Begun) {
        let end = self.text.len();
        let parts = self.origins.as_mut().map(|origins| &mut origins.0);
        if let Some((index, parts)) = begun.0.zip(parts)
            && let Some(part) = parts.get_mut(index)
        {
            part.end = end;
        }
    }
}

impl Deref for Out {
    type Target = String;

    fn deref(&self) -> &String {
        &self.text
    }
}

impl DerefMut for Out {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.text
    }
}

/// The parts of a file that come from somewhere, outer ones before those inside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<Part>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    start: usize,
    end: usize,
    span: Span,
}

impl Origins {
    /// For each line of the text what was written for it, if it is known: the innermost part that its first
    /// character belongs to, or that begins on it.
    #[must_use]
    pub fn lines(&self, text: &str) -> Vec<Option<Span>> {
        let mut found = Vec::new();
        let mut begin = 0;
        let mut next = 0;
        let mut open: Vec<Part> = Vec::new();
        for line in text.split_inclusive('\n') {
            let end = begin + line.len();
            open.retain(|part| part.end > begin);
            while let Some(part) = self.0.get(next).filter(|part| part.start < end) {
                open.push(*part);
                next += 1;
            }
            found.push(open.last().map(|part| part.span));
            begin = end;
        }
        found
    }
}
