//! Where the lines of a written file come from.
//!
//! In: entries that know what was written for them in the language, while they are written. Out: for
//! each line the innermost of them, and the way from there: of `- name: Restart sshd` the task, of
//! `state: restarted` the argument, of `- tmux` the list and its second item.
//! A build asks for none of this, and pays nothing for it.

use std::ops::{Deref, DerefMut};

use ecow::EcoString;

use crate::emit::yaml::Entry;
use crate::source::Span;

/// The text of a file while it grows, and where its parts come from if that was asked for.
#[derive(Debug)]
pub(super) struct Out {
    pub(super) text: String,
    pub(super) origins: Option<Origins>,
    /// Those that are being written, the innermost last.
    open: Vec<usize>,
}

/// Whether an entry's end will be asked for.
pub(super) struct Begun(bool);

impl Out {
    pub(super) fn untraced(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            origins: None,
            open: Vec::new(),
        }
    }

    pub(super) fn traced() -> Self {
        Self {
            text: String::new(),
            origins: Some(Origins::default()),
            open: Vec::new(),
        }
    }

    /// What follows is the entry's, until its end.
    pub(super) fn begin(&mut self, entry: &Entry, step: impl FnOnce() -> Step) -> Begun {
        let Some(origins) = &mut self.origins else {
            return Begun(false);
        };
        let start = self.text.len();
        origins.0.push(Part {
            start,
            end: start,
            span: entry.origin,
            step: step(),
            outer: self.open.last().copied(),
        });
        self.open.push(origins.0.len() - 1);
        Begun(true)
    }

    pub(super) fn end(&mut self, begun: Begun) {
        let end = self.text.len();
        let index = if begun.0 { self.open.pop() } else { None };
        if let Some((index, origins)) = index.zip(self.origins.as_mut())
            && let Some(part) = origins.0.get_mut(index)
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

/// The parts of a file, outer ones before those inside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    start: usize,
    end: usize,
    span: Option<Span>,
    step: Step,
    outer: Option<usize>,
}

/// From a list or a map to what is inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An item, and how many there are.
    Item(usize, usize),
    /// What stands at a key.
    Entry(EcoString),
}

/// What was written for a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its place.
    pub span: Span,
    /// The way from what was written there to what the line shows of it.
    pub inside: Vec<Step>,
}

impl Origins {
    /// For each line of the text what was written for it, if it is known: the innermost part that its first
    /// character belongs to, or that begins on it.
    #[must_use]
    pub fn lines(&self, text: &str) -> Vec<Option<Origin>> {
        let mut found = Vec::new();
        let mut begin = 0;
        let mut parts = self.0.iter().enumerate().peekable();
        let mut open: Vec<(usize, &Part)> = Vec::new();
        for line in text.split_inclusive('\n') {
            let end = begin + line.len();
            open.retain(|(_, part)| part.end > begin);
            while let Some(part) = parts.next_if(|(_, part)| part.start < end) {
                open.push(part);
            }
            found.push(open.last().and_then(|(index, _)| self.origin(*index)));
            begin = end;
        }
        found
    }

    fn origin(&self, mut index: usize) -> Option<Origin> {
        let mut inside = Vec::new();
        loop {
            let part = self.0.get(index)?;
            if let Some(span) = part.span {
                inside.reverse();
                return Some(Origin { span, inside });
            }
            inside.push(part.step.clone());
            index = part.outer?;
        }
    }
}
