//! Why a parser did not accept its input: what it found, and all that it expected there.
//!
//! In: a [`Stream`] at the place. Out: a [`Fault`] that `recover` turns into a report. For
//! `group {`, it expected "a name" and found `{`.

use std::borrow::Cow;

use nom::error::ErrorKind;
use nom::error::ParseError;

use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;

use super::stream::Stream;

/// What went wrong; boxed, since it is rare.
#[derive(Debug)]
pub(super) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    span: Span,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    /// The token is not what should stand here.
    Unexpected {
        found: String,
        expected: Vec<Cow<'static, str>>,
        /// The token begins a line: the end of the line before.
        line_end: Option<Span>,
        help: Option<String>,
        /// The token was reported already.
        known: bool,
    },
    /// Something that has its own words.
    Special(SyntaxError),
}

impl Fault {
    /// The token in front of `input` is not `expected`.
    pub(super) fn expected(input: &Stream<'_>, expected: impl Into<Cow<'static, str>>) -> Self {
        let token = input.peek();
        Self(Box::new(Inner {
            span: token.span,
            cause: Cause::Unexpected {
                found: input.found(),
                expected: vec![expected.into()],
                line_end: input.line_end(),
                help: None,
                known: token.kind == Kind::Bad || token.made,
            },
        }))
    }

    /// With a help of its own.
    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        if let Cause::Unexpected { help, .. } = &mut self.0.cause {
            *help = Some(text.into());
        }
        self
    }

    /// With this help if it is about the token in front of `place` and has none.
    pub(super) fn help_at(mut self, place: &Stream<'_>, text: String) -> Self {
        if self.0.span == place.peek().span
            && let Cause::Unexpected { help, .. } = &mut self.0.cause
        {
            help.get_or_insert(text);
        }
        self
    }

    /// An error that says more than what was expected, at the token in front.
    pub(super) fn special(input: &Stream<'_>, error: SyntaxError) -> Self {
        Self(Box::new(Inner {
            span: input.peek().span,
            cause: Cause::Special(error),
        }))
    }

    /// Said by somebody else.
    pub(super) fn silent(mut self) -> Self {
        if let Cause::Unexpected { known, .. } = &mut self.0.cause {
            *known = true;
        }
        self
    }

    /// For an item that began at `start`: if a line ended too early, points at its end and not
    /// at whatever stands on the next.
    pub(super) fn of_item(mut self, start: &Stream<'_>) -> Self {
        let inner = self.0.as_mut();
        if inner.span != start.peek().span
            && let Cause::Unexpected {
                line_end: Some(end),
                found,
                ..
            } = &mut inner.cause
        {
            inner.span = *end;
            "the end of the line".clone_into(found);
        }
        self
    }

    /// Where it went wrong.
    pub(super) fn place(&self) -> Span {
        self.0.span
    }

    /// What to report, if anything.
    pub(super) fn into_error(self) -> Option<SyntaxError> {
        let span = self.0.span;
        match self.0.cause {
            Cause::Unexpected { known: true, .. } => None,
            Cause::Special(error) => Some(error),
            Cause::Unexpected {
                found,
                mut expected,
                help,
                ..
            } => {
                expected.dedup();
                Some(SyntaxError::Unexpected {
                    span,
                    found,
                    expected: list(&expected),
                    help,
                })
            }
        }
    }
}

/// `a`, `a or b`, `a, b or c`.
fn list(words: &[Cow<'static, str>]) -> String {
    match words {
        [] => "something else".to_owned(),
        [one] => one.to_string(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

impl ParseError<Stream<'_>> for Fault {
    fn from_error_kind(input: Stream<'_>, _: ErrorKind) -> Self {
        Self::expected(&input, "something else")
    }

    fn append(_: Stream<'_>, _: ErrorKind, other: Self) -> Self {
        other
    }

    fn or(self, mut other: Self) -> Self {
        if self.0.span == other.0.span
            && let Cause::Unexpected { expected: mine, .. } = self.0.cause
            && let Cause::Unexpected { expected, .. } = &mut other.0.cause
        {
            let theirs = std::mem::replace(expected, mine);
            expected.extend(theirs);
        }
        other
    }
}

/// Fails with a [`Fault`].
pub(super) fn fail<T>(fault: Fault) -> Result<T, nom::Err<Fault>> {
    Err(nom::Err::Error(fault))
}
