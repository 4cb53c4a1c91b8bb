//! `moved`: what is called otherwise now.
//!
//! In: `moved role logs -> logserver`. Out: an [`ItemKind::Moved`] with the kind and both names; of
//! a section the role's name is part of the name.

use nom::Parser;

use crate::suggest::nearest;
use crate::syntax::token::Kind;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::MovedKind;
use crate::syntax::tree::Name;
use crate::syntax::tree::TextPart;

use super::fault::Fault;
use super::fault::fail;
use super::file::host_name;
use super::name::name;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::token;
use super::words::word;

/// `moved KIND FROM -> TO`.
pub(super) fn moved(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let (rest, _) = word("moved")(input)?;
    let kind = match rest.word() {
        "role" => MovedKind::Role,
        "section" => MovedKind::Section,
        "host" => MovedKind::Host,
        "group" => MovedKind::Group,
        _ => {
            let fault = Fault::expected(&rest, "`role`, `section`, `host` or `group`");
            let kinds = ["role", "section", "host", "group"].into_iter();
            if let Some(kind) = nearest(rest.word(), kinds) {
                return fail(fault.help(format!("write `{kind}`")));
            }
            return fail(fault.help("write `moved role old -> new`"));
        }
    };
    let called = |input| match kind {
        MovedKind::Host => host(input),
        MovedKind::Role | MovedKind::Section | MovedKind::Group => dotted(input),
    };
    let (rest, (from, _, to)) = (called, token(Kind::Arrow), called).parse(rest.skip(1))?;
    Ok((rest, ItemKind::Moved { kind, from, to }))
}

/// `base.accounts`.
fn dotted(input: Stream<'_>) -> Parsed<'_, Name> {
    let (mut rest, first) = name(input)?;
    let mut text = first.text.to_string();
    while rest.kind() == Kind::Dot && rest.same_line() {
        let (after, part) = name(rest.skip(1))?;
        text.push('.');
        text.push_str(&part.text);
        rest = after;
    }
    let span = input.span_to(&rest);
    let text = text.into();
    Ok((rest, Name { text, span }))
}

/// The name of a host as it stands in an inventory.
fn host(input: Stream<'_>) -> Parsed<'_, Name> {
    let (rest, written) = host_name(input)?;
    match written.parts.as_slice() {
        [TextPart::Literal(text)] => {
            let (text, span) = (text.clone(), written.span);
            Ok((rest, Name { text, span }))
        }
        [..] => fail(Fault::expected(&input, "a host's name without `{{ }}`")),
    }
}
