//! The one header of every step and play.
//!
//! In: `for x in xs when y tags ["z"]`. Out: a [`Header`].

use nom::Parser;

use crate::diagnostic::Fix;
use crate::source::Span;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::For;
use crate::syntax::tree::Header;

use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::misspelt::HEADER;
use super::misspelt::misspelt;
use super::name::declared;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::word;

/// `for x in xs` or `for key, value in map`.
pub(super) fn for_<'t>(
    source: impl Fn(Stream<'t>) -> Parsed<'t, Expr>,
) -> impl Fn(Stream<'t>) -> Parsed<'t, For> {
    move |input| {
        let (mut rest, (_, first)) = (word("for"), declared("a loop variable")).parse(input)?;
        let mut names = vec![first];
        if rest.kind() == Kind::Comma {
            let (after, second) = declared("a loop variable")(rest.skip(1))?;
            names.push(second);
            rest = after;
        }
        let rest = in_(rest)?;
        let (rest, source) = source(rest)?;
        let source = without_condition(&input, source);
        let span = input.span_to(&rest);
        Ok((
            rest,
            For {
                names,
                source,
                span,
            },
        ))
    }
}

/// `for x in xs if c`, as a comprehension has it: reported, and read as `for x in xs`.
fn without_condition(input: &Stream<'_>, source: Expr) -> Expr {
    match source.kind {
        ExprKind::If {
            then,
            condition,
            otherwise: None,
        } => {
            let written = input.text_at(condition.span);
            let what = SyntaxError::Unexpected {
                span: Span::new(then.span.end, condition.span.start),
                found: "`if`".to_owned(),
                expected: "`when` or `{`".to_owned(),
                help: Some(format!(
                    "the condition of a step or a policy is written `when {written}`; that of hosts and \
                     groups stands inside, `if {written} {{ … }}`"
                )),
            };
            input.report(what);
            *then
        }
        kind => Expr {
            span: source.span,
            kind,
        },
    }
}

/// `in`; another word in its place, such as JavaScript's `of`, is reported and read as `in`.
fn in_(input: Stream<'_>) -> Result<Stream<'_>, nom::Err<Fault>> {
    if let Ok((rest, _)) = word("in")(input) {
        return Ok(rest);
    }
    let fault = Fault::expected(&input, "`in`")
        .help("write `for item in items`, or `for key, value in map`");
    if input.kind() == Kind::Word && input.same_line() && input.ahead(1).kind != Kind::OpenBrace {
        input.report_fault(fault);
        return Ok(input.skip(1));
    }
    fail(fault)
}

/// The value of a header's word; a brace begins the block and no map.
fn value_of<'t>(input: Stream<'t>, what: &'static str) -> Parsed<'t, Expr> {
    if input.kind() == Kind::OpenBrace {
        return fail(
            Fault::expected(&input, what).help(format!("write {what} in front of the `{{`")),
        );
    }
    if input.kind() == Kind::Colon && input.same_line() {
        input.report_colon(
            "a word of the header has its value behind a blank",
            format!("write `{what} …`", what = input.word_before()),
            Some(Fix::guess(input.peek().span, "").certain()),
        );
        return expr(input.skip(1));
    }
    expr(input)
}

/// `[for …] [when …] [tags …]`.
pub(super) fn header(input: Stream<'_>) -> Parsed<'_, Header> {
    let mut header = Header::default();
    let mut rest = input;
    let mut late = None;
    loop {
        let done = (header.when.is_some(), header.tags.is_some());
        match rest.word() {
            "for" => {
                late = late.or(matches!(done, (true, _) | (_, true)).then_some(rest));
                let (after, clause) = for_(expr)(rest)?;
                if after.kind() == Kind::Comma {
                    return fail(
                        Fault::expected(&after, "`{`")
                            .help("each loop has its own `for`: `for x in xs for y in ys`"),
                    );
                }
                header.loops.push(clause);
                rest = after;
            }
            "when" => {
                late = late.or(matches!(done, (true, _) | (_, true)).then_some(rest));
                let (after, condition) = value_of(rest.skip(1), "a condition")?;
                header.when = Some(condition);
                rest = after;
            }
            "tags" => {
                late = late.or(done.1.then_some(rest));
                let (after, tags) = value_of(rest.skip(1), "a list of tags")?;
                if after.kind() == Kind::Comma {
                    return fail(
                        Fault::expected(&after, "`{`")
                            .help("several tags are a list: `tags [\"a\", \"b\"]`"),
                    );
                }
                header.tags = Some(tags);
                rest = after;
            }
            _ if rest.same_line() && misspelt(&rest, &HEADER) => {}
            _ => break,
        }
    }
    if let Some(late) = late {
        input.report_fault(Fault::expected(&late, "`{`").help(
            "a header says `for … when … tags …` in this order; only `for` may stand more often",
        ));
    }
    Ok((rest, header))
}
