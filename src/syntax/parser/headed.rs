//! A header and its block, such as `role web {` and what follows; a broken header does not hide
//! the mistakes inside.
//!
//! In: the parsers of both. Out: what they read, or nothing behind one report. In
//! ```text
//! task "Say it" when x = 1 { debug { msg = nmae } }
//! ```
//! the `=` is reported, and `nmae` too.

use crate::diagnostic::Fix;
use crate::diagnostic::Problem;
use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;

use super::fault::Fault;
use super::fault::fail;
use super::stream::Parsed;
use super::stream::Stream;

/// What stands in front of a block, then the block. If the one is broken it is reported, and the
/// block is read all the same, so that its mistakes show too; then nothing more is said.
pub(super) fn headed<'t, H, B>(
    head: impl Fn(Stream<'t>) -> Parsed<'t, H>,
    body: impl Fn(Stream<'t>) -> Parsed<'t, B>,
) -> impl Fn(Stream<'t>) -> Parsed<'t, (H, B)> {
    move |input| {
        let fault = match head(input) {
            Ok((rest, head)) if rest.kind() == Kind::OpenBrace => {
                let (rest, body) = body(rest)?;
                return Ok((rest, (head, body)));
            }
            Ok((rest, _)) if is_condition(&input, &rest) => {
                let span = rest.peek().span;
                let error = SyntaxError::NotAnOperator {
                    found: "=".to_owned(),
                    proposal: "==",
                    span,
                };
                rest.report(Problem::new(error).with(Some(Fix::safe(span, "=="))));
                Fault::expected(&rest, "").silent()
            }
            Ok((rest, _)) => no_brace(&rest),
            Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => fault,
            Err(incomplete) => return Err(incomplete),
        };
        let Some(brace) = brace_of_line(input) else {
            return fail(fault);
        };
        input.report_fault(fault.of_item(&input));
        let (rest, _) = body(brace)?;
        fail(Fault::expected(&rest, "").silent())
    }
}

/// Whether a lone `=` stands behind a condition, `when x = 1 {`, where two were meant.
fn is_condition(head: &Stream<'_>, rest: &Stream<'_>) -> bool {
    if rest.kind() != Kind::Equals || !rest.same_line() {
        return false;
    }
    let mut at = *head;
    while at.tokens.len() > rest.tokens.len() {
        if at.is_word("when") {
            return true;
        }
        at = at.skip(1);
    }
    head.word_before() == "if"
}

/// Something else where a block should begin.
fn no_brace(rest: &Stream<'_>) -> Fault {
    let fault = Fault::expected(rest, Kind::OpenBrace.words());
    if rest.peek().newline || rest.kind() == Kind::End {
        return fault.help("write ` {` at the end of this line, and `}` where the block ends");
    }
    match rest.word() {
        "if" | "where" | "unless" => fault.help("a condition is written `when x == 1`"),
        "loop" | "foreach" | "each" | "with" | "with_items" => {
            fault.help("a loop is written `for item in items`")
        }
        "" if rest.kind() == Kind::OpenParen => {
            fault.help("what belongs together stands in `{ }`, not in `( )`")
        }
        word if rest.ahead(1).kind == Kind::OpenBrace && !word.is_empty() => {
            let what = rest.text_at(rest.span_to(&rest.skip(1).skip_group()));
            let what = if what.len() > 40 || what.contains('\n') {
                format!("{word} {{ … }}")
            } else {
                what.to_owned()
            };
            fault.help(format!("write `{{ {what} }}`"))
        }
        "on" => fault.help("hosts are chosen by the play: `play \"…\" on web { … }`"),
        _ => fault,
    }
}

/// The brace that opens a block at the end of this line: behind its end the line ends too.
fn brace_of_line(input: Stream<'_>) -> Option<Stream<'_>> {
    let mut rest = input;
    while rest.same_line() && !rest.kind().closes() {
        let behind = rest.skip_group();
        let ends = behind.peek().newline
            || behind.kind().closes()
            || matches!(behind.word(), "else" | "rescue" | "always");
        if rest.kind() == Kind::OpenBrace && ends {
            return Some(rest);
        }
        rest = behind;
    }
    None
}
