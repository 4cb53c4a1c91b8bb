//! Strings in the tree.
//!
//! In: a string token. Out: a [`Text`] whose code is parsed: `"Port {{ n }}"`.

use nom::Parser;
use nom::sequence::preceded;

use crate::source::Span;
use crate::syntax::token::Kind;
use crate::syntax::token::PLAIN;
use crate::syntax::token::StringPart;
use crate::syntax::token::Token;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::Text;
use crate::syntax::tree::TextBody;
use crate::syntax::tree::TextPart;

use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::recover::enter;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::token;
use super::words::word;

/// A string.
pub(super) fn text(input: Stream<'_>) -> Parsed<'_, Text> {
    let (rest, token) = token(Kind::Text)(input)?;
    Ok((rest, text_of(&input, token)))
}

/// The string that a token holds.
pub(super) fn text_of(input: &Stream<'_>, token: Token) -> Text {
    let context = input.context;
    let held = if token.aux == PLAIN {
        None
    } else {
        context.tokens.strings.get(token.aux as usize)
    };
    let Some(held) = held else {
        let inside = Span::new(token.span.start + 1, token.span.end.saturating_sub(1));
        return Text {
            span: token.span,
            body: TextBody::plain(input.eco(inside)),
        };
    };
    let parts = held
        .parts
        .iter()
        .map(|part| match part {
            StringPart::Literal(text) => TextPart::Literal(text.clone()),
            StringPart::Code(tokens) => TextPart::Code(Box::new(code(Stream {
                tokens,
                context,
                loose: true,
                code: true,
            }))),
        })
        .collect();
    let style = held.style;
    Text {
        span: token.span,
        body: TextBody { style, parts },
    }
}

/// The expression between `{{` and `}}`.
fn code(input: Stream<'_>) -> Expr {
    let read = enter(&input).and_then(|_level| {
        let (rest, value) = expr(input)?;
        if rest.kind() == Kind::End {
            Ok(value)
        } else {
            fail(Fault::expected(&rest, "`}}`"))
        }
    });
    match read {
        Ok(value) => value,
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => {
            input.report_fault(fault);
            Expr {
                span: input.peek().span,
                kind: ExprKind::Error,
            }
        }
        Err(nom::Err::Incomplete(_)) => Expr {
            span: input.peek().span,
            kind: ExprKind::Error,
        },
    }
}

/// `as "…"`, perhaps.
pub(super) fn alias(input: Stream<'_>) -> Parsed<'_, Option<Text>> {
    if input.is_word("as") {
        let (rest, alias) = preceded(word("as"), text).parse(input)?;
        Ok((rest, Some(alias)))
    } else if input.kind() == Kind::Text && input.same_line() {
        let text = input.text_at(input.peek().span);
        let help = format!("what it is called in the output stands behind `as`: `as {text}`");
        fail(Fault::expected(&input, "`{`").help(help))
    } else {
        Ok((input, None))
    }
}
