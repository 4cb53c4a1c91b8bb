//! The smallest parsers: one token, one word.
//!
//! In: tokens. Out: the token of `=`, if that is the one asked for.

use crate::syntax::token::Kind;
use crate::syntax::token::Token;

use super::fault::Fault;
use super::fault::fail;
use super::misspelt::misspelt_word;
use super::stream::Parsed;
use super::stream::Stream;

/// One token of this kind.
pub(super) fn token<'t>(kind: Kind) -> impl Fn(Stream<'t>) -> Parsed<'t, Token> {
    move |input| {
        let token = input.peek();
        if token.kind == kind {
            Ok((input.skip(1), token))
        } else {
            fail(Fault::expected(&input, kind.words()))
        }
    }
}

/// This word.
pub(super) fn word<'t>(text: &'static str) -> impl Fn(Stream<'t>) -> Parsed<'t, Token> {
    move |input| {
        if input.is_word(text) || misspelt_word(&input, text) {
            Ok((input.skip(1), input.peek()))
        } else {
            fail(Fault::expected(&input, format!("`{text}`")))
        }
    }
}
