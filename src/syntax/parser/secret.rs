//! `secret api_token from env("API_TOKEN")`.

use nom::Parser;

use crate::syntax::token::Kind;
use crate::syntax::tree::ItemKind;

use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::name::declared;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::word;

/// What a secret's value is asked for, as a call.
const SOURCES: [&str; 3] = ["vault", "env", "lookup"];

/// A secret: its name, and where its value comes from when a play runs.
pub(super) fn secret(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let (rest, (_, name)) = (word("secret"), declared("a secret's name")).parse(input)?;
    if !rest.is_word("from") {
        let name = &name.text;
        let variable = name.to_uppercase();
        let why = if matches!(rest.kind(), Kind::Equals | Kind::Colon) {
            "a secret is not written down, but fetched when a play runs: "
        } else {
            ""
        };
        return fail(Fault::expected(&rest, "`from`").help(format!(
            "{why}`secret {name} from env(\"{variable}\")`, or `from vault(\"secrets/{name}.vault.yml\", \"{name}\")`"
        )));
    }
    let rest = rest.skip(1);
    let from = rest.word();
    let behind = rest.ahead(1);
    if SOURCES.contains(&from) && behind.kind == Kind::Text {
        let text = rest.text_at(behind.span);
        let call = match from {
            "vault" => format!("vault({text}, \"{}\")", name.text),
            _ => format!("{from}({text})"),
        };
        return fail(Fault::expected(&rest.skip(1), "`(`").help(format!("write `from {call}`")));
    }
    let (rest, source) = expr(rest)?;
    Ok((rest, ItemKind::Secret { name, source }))
}
