//! Comments: each is printed once, where it stood.
//!
//! In: the comments of a file in their order, and the place that printing has reached. Out: those
//! in front of it, and the one at the end of its line. In
//! ```text
//! ssh_port = 22  # not 23
//! ```
//! the comment stands behind the attribute. One in the midst of something that has no place for
//! it, such as between the `=` and the value, goes in front of the whole.

use std::cell::Cell;
use std::cell::RefCell;

use crate::syntax::token::Comment;

/// A comment, ready to be printed.
pub(super) struct Said {
    /// With `#`.
    pub(super) text: String,
    /// Whether an empty line stands in front of it.
    pub(super) blank: bool,
}

/// The comments that are still to print.
pub(super) struct Comments<'a> {
    text: &'a str,
    base: u32,
    all: &'a [Comment],
    next: Cell<usize>,
    /// Those that have no place inside what is being printed.
    homeless: RefCell<Vec<Said>>,
}

impl<'a> Comments<'a> {
    /// All of a file's.
    pub(super) const fn new(text: &'a str, base: u32, all: &'a [Comment]) -> Self {
        Self {
            text,
            base,
            all,
            next: Cell::new(0),
            homeless: RefCell::new(Vec::new()),
        }
    }

    /// Those in front of a place, each on a line of its own. Docs are those behind `from`: in front
    /// of a comma they describe nothing.
    pub(super) fn in_front(&self, place: u32, from: u32) -> Vec<Said> {
        self.take(place)
            .map(|comment| Said {
                text: self.own_line(
                    comment,
                    comment.line.is_none() && comment.span.start >= from,
                ),
                blank: blank_before(self.text, comment.span.start - self.base),
            })
            .collect()
    }

    /// Those in front of a bracket belong to nothing inside it, and go in front of the whole line.
    pub(super) fn move_out(&self, place: u32) {
        let moved = self.take(place).map(|comment| Said {
            text: self.own_line(comment, false),
            blank: false,
        });
        self.homeless.borrow_mut().extend(moved);
    }

    /// Begins a line: what the one around it has to move out is kept for that one.
    pub(super) fn begin(&self) -> Vec<Said> {
        self.homeless.take()
    }

    /// Ends a line that reaches to `place`; gives what has to be moved in front of it.
    pub(super) fn end(&self, place: u32, around: Vec<Said>) -> Vec<Said> {
        self.move_out(place);
        self.homeless.replace(around)
    }

    /// The comment behind a place, on its line; a comma may stand between.
    pub(super) fn behind(&self, place: u32) -> Option<String> {
        let comment = self.all.get(self.next.get())?;
        let between = self
            .slice(place, comment.span.start)
            .trim_matches([' ', '\t', ',', '\r']);
        if comment.line.is_none() || !between.is_empty() {
            return None;
        }
        self.next.set(self.next.get() + 1);
        Some(self.written(comment))
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        let range =
            (start.saturating_sub(self.base)) as usize..end.saturating_sub(self.base) as usize;
        self.text.get(range).unwrap_or("")
    }

    fn take(&self, place: u32) -> impl Iterator<Item = &'a Comment> {
        let from = self.next.get();
        let rest = self.all.get(from..).unwrap_or_default();
        let count = rest
            .iter()
            .take_while(|comment| comment.span.start < place)
            .count();
        self.next.set(from + count);
        rest[..count].iter()
    }

    /// As it was written, with a blank behind the `#` where a word follows.
    fn written(&self, comment: &Comment) -> String {
        let raw = self.slice(comment.span.start, comment.span.end).trim_end();
        let marks = raw.len() - raw.trim_start_matches('#').len();
        let (marks, words) = raw.split_at(marks);
        // More marks than these are a line that somebody drew.
        let own = if comment.doc { 2 } else { 1 };
        let blank = marks.len() == own && words.starts_with(char::is_alphanumeric);
        format!("{marks}{}{words}", if blank { " " } else { "" })
    }

    /// On a line of its own, where `##` describes what follows only if it did so before.
    fn own_line(&self, comment: &Comment, in_place: bool) -> String {
        let written = self.written(comment);
        if in_place || !written.starts_with("##") || written.starts_with("###") {
            return written;
        }
        if comment.text.is_empty() {
            "#".to_owned()
        } else {
            format!("# {}", comment.text)
        }
    }
}

/// Whether an empty line stands in front of a place.
pub(super) fn blank_before(text: &str, place: u32) -> bool {
    let before = text.get(..place as usize).unwrap_or("").bytes().rev();
    before
        .take_while(|byte| byte.is_ascii_whitespace())
        .filter(|byte| *byte == b'\n')
        .count()
        > 1
}
