//! The one style of `.roll` text.
//!
//! In: the text of a file. Out: the same declarations and comments in the one style that there is:
//! ```text
//! service {name="ssh",state = "started"}     becomes     service { name = "ssh", state = "started" }
//! ```
//! A bracket that was opened at the end of its line stays open, one item a line; one that was not
//! stays on its line if that fits. All else is decided by the width. Strings are never touched.
//! What comes out is read again before anybody sees it: it must be the same tree.

mod attr;
mod comment;
mod expr;
mod file;
mod foreign;
mod group;
mod handler;
mod header;
mod layout;
mod lines;
mod pattern;
mod playbook;
mod policy;
mod postfix;
mod primary;
mod role;
mod step;
mod task;
mod test;
mod types;

use std::cell::Cell;

use pretty::Arena;

use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::parser::parse_with_tokens;
use crate::syntax::token::{Kind, Token, Tokens};
use crate::syntax::tree::File;

use comment::{Comments, blank_before};
use layout::{Layout, Piece, STEP};
use lines::{BRACES, Held, Inside, Line, Shape};

pub use layout::WIDTH;

/// Why a text is left alone.
#[derive(Debug)]
pub enum Refused {
    /// It cannot be read: what is wrong with it.
    Broken(Problems),
    /// The formatted text would not say the same. That is a mistake of the formatter.
    Different,
}

/// Formats the text of a file whose first byte has the number `base` in all sources.
///
/// # Errors
/// [`Refused`], and then the text has to stay as it is.
pub fn format(text: &str, base: u32) -> Result<String, Refused> {
    let mut problems = Problems::default();
    let (file, tokens) = parse_with_tokens(text, base, &mut problems);
    if problems.has_errors() {
        return Err(Refused::Broken(problems));
    }
    let formatted = print(text, base, &file, &tokens);
    let mut problems = Problems::default();
    let (again, tokens_again) = parse_with_tokens(&formatted, 0, &mut problems);
    if problems.has_errors() || file != again || said(&tokens) != said(&tokens_again) {
        return Err(Refused::Different);
    }
    Ok(formatted)
}

/// The texts of all comments. A few may stand in front of what they stood inside of.
fn said(tokens: &Tokens) -> Vec<&str> {
    let mut all: Vec<&str> = tokens
        .comments
        .iter()
        .map(|comment| comment.text.as_str())
        .collect();
    all.sort_unstable();
    all
}

fn print(text: &str, base: u32, file: &File, tokens: &Tokens) -> String {
    let arena = Arena::new();
    let format = Format {
        text,
        base,
        tokens: &tokens.tokens,
        comments: Comments::new(text, base, &tokens.comments),
        layout: Layout::new(&arena),
        indent: Cell::new(0),
    };
    let doc = format.file(file);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // Writing to a string cannot fail.
    let _ = doc.0.render_fmt(WIDTH, &mut out);
    if !out.is_empty() {
        out.push('\n');
    }
    // What is left of them stands in strings of several lines, where they mean nothing either.
    if out.contains("\r\n") {
        out = out.replace("\r\n", "\n");
    }
    out
}

/// What is known while a file is printed.
struct Format<'a> {
    text: &'a str,
    base: u32,
    tokens: &'a [Token],
    comments: Comments<'a>,
    layout: Layout<'a>,
    /// How far the lines of the innermost bracket stand in.
    indent: Cell<usize>,
}

/// A bracket whose items are being printed.
struct Open {
    comment: Option<String>,
    open: bool,
    indent: usize,
}

impl<'a> Format<'a> {
    /// What the file says there.
    fn slice(&self, span: Span) -> &'a str {
        let start = span.start.saturating_sub(self.base) as usize;
        let end = span.end.saturating_sub(self.base) as usize;
        self.text.get(start..end).unwrap_or("")
    }

    /// What the file says there, on one line.
    fn text(&self, span: Span) -> Piece<'a> {
        self.layout.text(self.slice(span))
    }

    /// The token that begins at a place, or the next one.
    fn token_at(&self, place: u32) -> Option<&'a Token> {
        let index = self
            .tokens
            .partition_point(|token| token.span.start < place);
        self.tokens.get(index)
    }

    /// The token in front of a place.
    fn token_before(&self, place: u32) -> Option<&'a Token> {
        let index = self
            .tokens
            .partition_point(|token| token.span.start < place);
        self.tokens.get(index.checked_sub(1)?)
    }

    /// Where the word begins that stands in front of `place`; there, if there is none.
    fn start_before(&self, place: u32) -> u32 {
        self.token_before(place)
            .map_or(place, |token| token.span.start)
    }

    /// One line: its comments, and what it holds.
    fn line(&self, start: u32, end: u32, held: impl FnOnce() -> Held<'a>) -> Line<'a> {
        let from = self.token_before(start).map_or(0, |token| token.span.end);
        let mut before = self.comments.in_front(start, from);
        let mut blank = blank_before(self.text, start - self.base);
        let around = self.comments.begin();
        let held = held();
        let mut moved = self.comments.end(end, around);
        if before.is_empty()
            && let Some(first) = moved.first_mut()
        {
            first.blank = std::mem::take(&mut blank);
        }
        before.append(&mut moved);
        Line {
            before,
            blank,
            held,
            after: self.comments.behind(end),
        }
    }

    /// Begins a bracket that opens at `place`.
    fn open(&self, place: u32) -> Open {
        self.comments.move_out(place);
        let open = self
            .token_at(place + 1)
            .is_some_and(|token| token.newline && token.kind != Kind::End);
        self.indent.set(self.indent.get() + STEP);
        Open {
            comment: self.comments.behind(place + 1),
            open,
            indent: self.indent.get(),
        }
    }

    /// Ends a bracket that closes in front of `end`. With `open` it takes several lines.
    fn close(
        &self,
        shape: Shape,
        opened: Open,
        lines: Vec<Line<'a>>,
        end: u32,
        open: bool,
    ) -> Piece<'a> {
        self.indent.set(opened.indent - STEP);
        let inside = Inside {
            comment: opened.comment,
            last: self.comments.in_front(end - 1, 0),
            open: opened.open || open,
            indent: opened.indent,
        };
        self.layout.bracket(shape, lines, inside)
    }

    /// Items in brackets.
    fn items<T>(
        &self,
        shape: Shape,
        span: Span,
        items: &[T],
        line: impl Fn(&T) -> Line<'a>,
    ) -> Piece<'a> {
        let opened = self.open(span.start);
        let lines = items.iter().map(line).collect();
        self.close(shape, opened, lines, span.end, false)
    }

    /// Declarations and steps in braces: on one line only if there is no more than one, and none of
    /// the `open` ones that belong together.
    fn block<T>(
        &self,
        span: Span,
        items: &[T],
        open: bool,
        line: impl Fn(&T) -> Line<'a>,
    ) -> Piece<'a> {
        let opened = self.open(span.start);
        let lines = items.iter().map(line).collect();
        self.close(BRACES, opened, lines, span.end, open || items.len() > 1)
    }
}
