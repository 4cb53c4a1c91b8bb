//! Host patterns.
//!
//! In: `all and not disabled`. Out: a [`Pattern`]; any nesting is read, what Ansible cannot say
//! is refused later.

use nom::Parser;
use nom::sequence::delimited;

use crate::syntax::token::Kind;
use crate::syntax::tree::Pattern;
use crate::syntax::tree::PatternKind;
use crate::syntax::tree::TextPart;

use super::fault::Fault;
use super::fault::fail;
use super::name::path;
use super::recover::enter;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::text;
use super::words::token;

/// `a or b and not c`.
pub(super) fn pattern(input: Stream<'_>) -> Parsed<'_, Pattern> {
    joined(input, "or", all_of, PatternKind::Or)
}

fn all_of(input: Stream<'_>) -> Parsed<'_, Pattern> {
    joined(input, "and", one, PatternKind::And)
}

/// One or more, with a word between.
fn joined<'t>(
    input: Stream<'t>,
    between: &str,
    part: impl Fn(Stream<'t>) -> Parsed<'t, Pattern>,
    kind: impl Fn(Vec<Pattern>) -> PatternKind,
) -> Parsed<'t, Pattern> {
    let (mut rest, first) = part(input)?;
    if !rest.is_word(between) {
        return Ok((rest, first));
    }
    let mut all = vec![first];
    while rest.is_word(between) {
        let (after, next) = part(rest.skip(1))?;
        all.push(next);
        rest = after;
    }
    let span = input.span_to(&rest);
    Ok((
        rest,
        Pattern {
            span,
            kind: kind(all),
        },
    ))
}

fn one(input: Stream<'_>) -> Parsed<'_, Pattern> {
    let _level = enter(&input)?;
    let (rest, kind) = match input.kind() {
        Kind::Word if input.is_word("not") => {
            let (rest, inner) = one(input.skip(1))?;
            (rest, PatternKind::Not(Box::new(inner)))
        }
        Kind::Word => group(input)?,
        Kind::Text => {
            let (rest, text) = text(input)?;
            match text.parts.as_slice() {
                [TextPart::Literal(name)] => (rest, PatternKind::Host(name.clone())),
                _ => {
                    return fail(
                        Fault::expected(&input, "the name of a host or a glob")
                            .help("it is fixed text, such as \"web*.example.org\""),
                    );
                }
            }
        }
        Kind::OpenParen => {
            let (rest, inner) = delimited(token(Kind::OpenParen), pattern, token(Kind::CloseParen))
                .parse(input.loosened())?;
            (rest.like(&input), PatternKind::Paren(Box::new(inner)))
        }
        Kind::OpenBracket => {
            return fail(
                Fault::expected(&input, "a group")
                    .help("several are joined with `or`: `web or db`"),
            );
        }
        _ => {
            return fail(
                Fault::expected(&input, "a group or a host")
                    .help("`all`, a group's bare name, or a host's name in quotes"),
            );
        }
    };
    let span = input.span_to(&rest);
    Ok((rest, Pattern { span, kind }))
}

/// `web`, `web[0]`, `web[1:]`, `web[-1]`.
fn group(input: Stream<'_>) -> Parsed<'_, PatternKind> {
    if matches!(input.word(), "and" | "or") {
        return fail(Fault::expected(&input, "a group or a host"));
    }
    if let Some((rest, name)) = bare_host(input) {
        return Ok((rest, PatternKind::Host(name)));
    }
    let (rest, group) = path(input)?;
    if rest.kind() != Kind::OpenBracket || !rest.same_line() {
        return Ok((rest, PatternKind::Group(group)));
    }
    let (rest, start) = number(rest.skip(1))?;
    let slice = rest.kind() == Kind::Colon;
    let (rest, end) = if slice {
        number(rest.skip(1))?
    } else {
        (rest, None)
    };
    if start.is_none() && !slice {
        return fail(Fault::expected(&rest, "a number").help("the first host is `[0]`"));
    }
    let (rest, _) = token(Kind::CloseBracket)(rest)?;
    Ok((
        rest,
        PatternKind::Subscript {
            group,
            start,
            slice,
            end,
        },
    ))
}

/// The name of a host or a glob without its quotes, reported: `web01.example.org`, `web-1`, `web*`.
fn bare_host(input: Stream<'_>) -> Option<(Stream<'_>, ecow::EcoString)> {
    let mut rest = input.skip(1);
    let mut dots = 0;
    while rest.peek().glued
        && matches!(
            rest.kind(),
            Kind::Word | Kind::Dot | Kind::Minus | Kind::Int | Kind::Star
        )
    {
        dots += usize::from(rest.kind() == Kind::Dot);
        rest = rest.skip(1);
    }
    let span = input.span_to(&rest);
    let name = input.text_at(span);
    // `common.web` is a group of another namespace.
    if dots < 2 && !name.contains(['-', '*']) {
        return None;
    }
    input.report_fault(
        Fault::expected(&input, "a group, or a host in quotes").help(format!("write `\"{name}\"`")),
    );
    Some((rest, name.into()))
}

/// A whole number with or without a sign, perhaps.
fn number(input: Stream<'_>) -> Parsed<'_, Option<i64>> {
    let negative = input.kind() == Kind::Minus;
    let rest = if negative { input.skip(1) } else { input };
    if rest.kind() != Kind::Int {
        return if negative {
            fail(Fault::expected(&rest, "a number"))
        } else {
            Ok((input, None))
        };
    }
    let digits: i64 = rest.text_at(rest.peek().span).parse().unwrap_or(0);
    Ok((rest.skip(1), Some(if negative { -digits } else { digits })))
}
