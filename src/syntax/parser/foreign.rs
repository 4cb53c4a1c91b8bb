//! What others wrote, brought in.
//!
//! In: `use role ntp from galaxy "geerlingguy.ntp" version "2.3.1" { … }`, `use module`,
//! `use collection`, `use filter`, `use test`, `use lookup`. Out: a [`Foreign`].

use nom::Parser;

use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Foreign;
use crate::syntax::tree::ForeignRole;
use crate::syntax::tree::Name;
use crate::syntax::tree::Operation;
use crate::syntax::tree::RoleItem;
use crate::syntax::tree::RoleSource;
use crate::syntax::tree::Text;

use super::fault::Fault;
use super::fault::fail;
use super::file::path_in_quotes;
use super::lead::with_lead;
use super::name::declared;
use super::name::name;
use super::recover::block;
use super::role::param;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::alias;
use super::text::text;
use super::types::type_expr;
use super::words::token;
use super::words::word;

/// Whether a `use` brings in something that is not a namespace; one may be called `role`, too.
pub(super) fn begins_foreign(input: &Stream<'_>) -> bool {
    matches!(
        input.word_ahead(1),
        "role" | "module" | "collection" | "filter" | "test" | "lookup"
    ) && input.ahead(2).kind == Kind::Word
        && input.word_ahead(2) != "from"
}

/// `use KIND NAME …`.
pub(super) fn foreign(input: Stream<'_>) -> Parsed<'_, Foreign> {
    match input.word_ahead(1) {
        "role" => role(input),
        "module" => {
            let (rest, (_, _, name)) = (word("use"), word("module"), dotted).parse(input)?;
            let (rest, source) = optional_source(rest)?;
            Ok((rest, Foreign::Module { name, source }))
        }
        "collection" => {
            let (rest, (_, _, name)) = (word("use"), word("collection"), dotted).parse(input)?;
            if !rest.is_word("from") {
                return fail(Fault::expected(&rest, "`from`").help(
                    "the collections of the `ansible` package are known without `use`; one that is installed \
                     elsewhere is read `from \"collections/ansible_collections/…\"`",
                ));
            }
            let (rest, source) = path_in_quotes(rest.skip(1))?;
            Ok((rest, Foreign::Collection { name, source }))
        }
        "filter" => operation(input, Operation::Filter),
        "lookup" => operation(input, Operation::Lookup),
        _ => operation(input, Operation::Test),
    }
}

fn optional_source(input: Stream<'_>) -> Parsed<'_, Option<Text>> {
    if !input.is_word("from") {
        return Ok((input, None));
    }
    let (rest, source) = text(input.skip(1))?;
    Ok((rest, Some(source)))
}

/// `acme.tools.thing`.
fn dotted(input: Stream<'_>) -> Parsed<'_, Name> {
    let (mut rest, _) = name(input)?;
    while rest.kind() == Kind::Dot && rest.same_line() {
        let (after, _) = name(rest.skip(1))?;
        rest = after;
    }
    let span = input.span_to(&rest);
    let text = input.joined(&rest);
    Ok((rest, Name { text, span }))
}

/// `use filter site_url(string): string from "filter_plugins/site.py"`.
fn operation(input: Stream<'_>, what: Operation) -> Parsed<'_, Foreign> {
    let (rest, name) = dotted(input.skip(2))?;
    if rest.kind() != Kind::OpenParen {
        return fail(
            Fault::expected(&rest, "`(` and the types that it takes").help(match what {
                Operation::Lookup => {
                    format!("what it looks for comes there: `{}(string)`", name.text)
                }
                Operation::Filter | Operation::Test => {
                    format!(
                        "the value in front of it comes first: `{}(string)`",
                        name.text
                    )
                }
            }),
        );
    }
    let mut rest = rest.skip(1);
    let mut takes = Vec::new();
    while rest.kind() != Kind::CloseParen {
        let (after, ty) = type_expr(rest)?;
        takes.push(ty);
        rest = match after.kind() {
            Kind::Comma => after.skip(1),
            Kind::CloseParen => after,
            _ => return fail(Fault::expected(&after, "`,` or `)`")),
        };
    }
    let mut rest = rest.skip(1).like(&input);
    let mut gives = None;
    if rest.kind() == Kind::Colon {
        let (after, ty) = type_expr(rest.skip(1))?;
        gives = Some(ty);
        rest = after;
    } else if what != Operation::Test {
        return fail(
            Fault::expected(&rest, "`:` and the type that it gives")
                .help(format!("say what comes out: `{}(…): string`", name.text)),
        );
    }
    let (rest, source) = optional_source(rest)?;
    Ok((
        rest,
        Foreign::Operation {
            what,
            name,
            takes,
            gives,
            source,
        },
    ))
}

/// `use role NAME from …`.
fn role(input: Stream<'_>) -> Parsed<'_, Foreign> {
    let (rest, (_, _, name, alias, _)) = (
        word("use"),
        word("role"),
        declared("a role's name"),
        alias,
        word("from"),
    )
        .parse(input)?;
    let (rest, source) = if rest.is_word("galaxy") {
        let (rest, galaxy) = path_in_quotes(rest.skip(1))?;
        if !rest.is_word("version") {
            return fail(Fault::expected(&rest, "`version`").help(
                "a role that may change overnight is no input: write `version \"…\"`, a release or a commit",
            ));
        }
        let (rest, version) = text(rest.skip(1))?;
        let name = galaxy;
        (rest, RoleSource::Galaxy { name, version })
    } else if matches!(rest.word(), "git" | "github" | "url") {
        return fail(Fault::expected(&rest, "`galaxy` or a path").help(
            "a role comes from Galaxy, `from galaxy \"author.name\" version \"…\"`, or from a folder of the \
             project, `from \"roles/name\"`: clone it there",
        ));
    } else {
        let (rest, path) = path_in_quotes(rest)?;
        (rest, RoleSource::Folder(path))
    };
    let mut role = ForeignRole {
        name,
        alias,
        source,
        body: None,
        handlers: Vec::new(),
    };
    if rest.kind() != Kind::OpenBrace || !rest.same_line() {
        return Ok((rest, Foreign::Role(role)));
    }
    let (rest, parts) = block(rest, "parts of a foreign role", part, |span| {
        Part::Item(Box::new(RoleItem::Error(span)))
    })?;
    let mut items = Vec::new();
    for part in parts.items {
        match part {
            Part::Item(item) => items.push(*item),
            Part::Handler(name, emitted) => role.handlers.push((name, emitted)),
        }
    }
    role.body = Some(Block {
        items,
        trailing: parts.trailing,
        span: parts.span,
    });
    Ok((rest, Foreign::Role(role)))
}

/// What stands in the braces of a foreign role.
enum Part {
    Item(Box<RoleItem>),
    Handler(Name, Text),
}

fn part(input: Stream<'_>) -> Parsed<'_, Part> {
    match input.word() {
        "handler" => {
            let (rest, (_, (_, name, _, emitted))) = with_lead(input, |input| {
                (
                    word("handler"),
                    declared("a handler's name"),
                    token(Kind::Equals),
                    text,
                )
                    .parse(input)
            })?;
            Ok((rest, Part::Handler(name, emitted)))
        }
        "entry" => {
            let (rest, (lead, (_, name, body))) = with_lead(input, |input| {
                (word("entry"), declared("an entry's name"), params).parse(input)
            })?;
            let span = input.span_to(&rest);
            Ok((
                rest,
                Part::Item(Box::new(RoleItem::Entry {
                    lead,
                    span,
                    name,
                    body,
                })),
            ))
        }
        "param" => item(input).map(|(rest, item)| (rest, Part::Item(Box::new(item)))),
        _ => fail(Fault::expected(&input, "`param`, `handler` or `entry`").help(
            "said of a foreign role is what it takes: `param name: type`, `handler restart = \"Restart it\"`, `entry rotate { … }`",
        )),
    }
}

fn item(input: Stream<'_>) -> Parsed<'_, RoleItem> {
    param(input).map(|(rest, param)| (rest, RoleItem::Param(param)))
}

fn params(input: Stream<'_>) -> Parsed<'_, Block<RoleItem>> {
    block(input, "parameters", item, RoleItem::Error)
}
