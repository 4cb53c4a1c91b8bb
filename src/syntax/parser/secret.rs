//! `secret api_token from env("API_TOKEN")`.

use nom::Parser;

use crate::syntax::tree::ItemKind;

use super::expr::expr;
use super::name::declared;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::word;

/// A secret: its name, and where its value comes from when a play runs.
pub(super) fn secret(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let (rest, (_, name, _, source)) = (
        word("secret"),
        declared("a secret's name"),
        word("from"),
        expr,
    )
        .parse(input)?;
    Ok((rest, ItemKind::Secret { name, source }))
}
