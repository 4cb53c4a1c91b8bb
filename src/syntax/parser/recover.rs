//! Blocks and lists, and how parsing goes on after a mistake: report, skip to the next item or
//! the closing bracket, go on.
//!
//! In: `{`, items, `}`. Out: a [`Block`]; each item that is broken is one report.

use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Block;

use super::fault::Fault;
use super::fault::fail;
use super::lead::trailing;
use super::stream::DEPTH_LIMIT;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::token;

/// A level of nesting, as long as it lives.
pub(super) struct Level<'t>(&'t std::cell::Cell<u32>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

/// Goes one level deeper, or fails with `too-deep`.
pub(super) fn enter<'t>(input: &Stream<'t>) -> Result<Level<'t>, nom::Err<Fault>> {
    check_depth(input, 1)?;
    let depth = &input.context.depth;
    depth.set(depth.get() + 1);
    Ok(Level(depth))
}

/// Fails if something of this height is too much here.
pub(super) fn check_depth(input: &Stream<'_>, height: u32) -> Result<(), nom::Err<Fault>> {
    if input.context.depth.get() + height > DEPTH_LIMIT {
        return fail(Fault::special(
            input,
            SyntaxError::TooDeep {
                limit: DEPTH_LIMIT,
                span: input.peek().span,
            },
        ));
    }
    Ok(())
}

/// `{`, items on lines of their own or with commas between, `}`.
pub(super) fn block<'t, T>(
    input: Stream<'t>,
    what: &'static str,
    item: impl Fn(Stream<'t>) -> Parsed<'t, T>,
    broken: impl Fn(Span) -> T,
) -> Parsed<'t, Block<T>> {
    let (inside, _) = token(Kind::OpenBrace)(input)?;
    let _level = enter(&input)?;
    let (rest, items) = items(inside.strict(), what, item, broken);
    let trailing = trailing(&rest);
    let (rest, _) = token(Kind::CloseBrace)(rest)?;
    let span = input.span_to(&rest);
    Ok((
        rest.like(&input),
        Block {
            items,
            trailing,
            span,
        },
    ))
}

/// Items up to a closing bracket or the end. Never fails: what is broken is reported, and
/// `broken` stands for it.
pub(super) fn items<'t, T>(
    input: Stream<'t>,
    what: &'static str,
    item: impl Fn(Stream<'t>) -> Parsed<'t, T>,
    broken: impl Fn(Span) -> T,
) -> (Stream<'t>, Vec<T>) {
    let mut all = Vec::new();
    let mut rest = input;
    while !rest.kind().closes() {
        rest = settle(rest, item(rest), what, &broken, &mut all);
    }
    (rest, all)
}

/// Keeps the item that was read from `start`, or reports why there is none; then the next one
/// can be read.
pub(super) fn settle<'t, T>(
    start: Stream<'t>,
    read: Parsed<'t, T>,
    what: &'static str,
    broken: impl Fn(Span) -> T,
    all: &mut Vec<T>,
) -> Stream<'t> {
    let rest = match read {
        Ok((next, value)) if next.tokens.len() < start.tokens.len() => {
            all.push(value);
            return separator(&start, next, what);
        }
        Ok((next, _)) => {
            next.report_fault(Fault::expected(&next, what));
            resume(start, None)
        }
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => {
            let rest = resume(start, Some(fault.place()));
            start.report_fault(fault);
            rest
        }
        Err(nom::Err::Incomplete(_)) => resume(start, None),
    };
    all.push(broken(start.span_to(&rest)));
    rest
}

/// A newline, a comma or the closing bracket after an item.
fn separator<'t>(start: &Stream<'t>, rest: Stream<'t>, what: &'static str) -> Stream<'t> {
    let token = rest.peek();
    match token.kind {
        Kind::Comma => rest.skip(1),
        kind if kind.closes() || token.newline && !rest.loose => rest,
        Kind::Text | Kind::Word | Kind::Int | Kind::OpenBrace => {
            rest.report(SyntaxError::MissingComma {
                what,
                before: start.end_before(&rest),
                span: token.span,
            });
            rest
        }
        _ => {
            let fault = Fault::expected(&rest, "`,` or a new line");
            rest.report_fault(fault);
            resume(rest, None)
        }
    }
}

/// Skips what cannot be read: from the place of the mistake to the next line that begins an item,
/// to behind the next comma, or to the closing bracket. Always skips something.
fn resume<'t>(start: Stream<'t>, mistake: Option<Span>) -> Stream<'t> {
    let from = mistake.map_or(start.peek().span.start, |span| span.start);
    let mut rest = start;
    let mut first = true;
    loop {
        let token = rest.peek();
        if token.kind.closes() {
            return rest;
        }
        if !first && token.span.start >= from {
            if token.newline && !goes_on(&rest) {
                return rest;
            }
            if token.kind == Kind::Comma {
                return rest.skip(1);
            }
        }
        first = false;
        rest = rest.skip_group();
    }
}

/// Whether this line goes on with the one before.
fn goes_on(input: &Stream<'_>) -> bool {
    match input.kind() {
        Kind::Pipe | Kind::Tilde | Kind::Equals | Kind::Bad => true,
        Kind::Word => {
            matches!(
                input.word(),
                "and" | "or" | "else" | "when" | "tags" | "rescue" | "always"
            ) && input.ahead(1).kind != Kind::Equals
        }
        _ => false,
    }
}

impl Stream<'_> {
    /// Reports a fault, unless it is known.
    pub(super) fn report_fault(&self, fault: Fault) {
        if let Some(error) = fault.into_error() {
            self.report(error);
        }
    }
}
