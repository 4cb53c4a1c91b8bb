//! Roles: parameters, relations, sections, entries.
//!
//! In: `role base { … }`. Out: a [`Role`] that holds what was written, in order.

use nom::Parser;

use crate::source::Span;
use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Let;
use crate::syntax::tree::Name;
use crate::syntax::tree::Param;
use crate::syntax::tree::Require;
use crate::syntax::tree::RequireKind;
use crate::syntax::tree::Role;
use crate::syntax::tree::RoleItem;

use super::attr::attr;
use super::attr::keyword_with_colon;
use super::attr::let_;
use super::attr::typed;
use super::elsewhere::belongs;
use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::handler::handler;
use super::headed::headed;
use super::header::header;
use super::lead::with_lead;
use super::misspelt::PARTS_OF_ROLE;
use super::misspelt::misspelt;
use super::name::declared;
use super::name::name;
use super::recover::block;
use super::step::begins_step;
use super::step::step;
use super::step::steps;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::alias;
use super::words::token;
use super::words::word;

/// `role base as "…" { … }`.
pub(super) fn role(input: Stream<'_>) -> Parsed<'_, Role> {
    let head = |input| (declared("a role's name"), alias).parse(input);
    let (rest, (_, ((name, alias), body))) =
        (word("role"), headed(head, role_items)).parse(input)?;
    Ok((rest, Role { name, alias, body }))
}

fn role_items(input: Stream<'_>) -> Parsed<'_, Block<RoleItem>> {
    block(input, "parts of a role", role_item, RoleItem::Error)
}

fn role_item(input: Stream<'_>) -> Parsed<'_, RoleItem> {
    if let Some((rest, span)) = keyword_with_colon(&input) {
        return Ok((rest, RoleItem::Error(span)));
    }
    if matches!(
        input.ahead(1).kind,
        Kind::Equals | Kind::PlusEquals | Kind::Colon
    ) {
        return attr(input).map(|(rest, attr)| (rest, RoleItem::Attr(attr)));
    }
    match input.word() {
        "param" => param(input).map(|(rest, param)| (rest, RoleItem::Param(param))),
        "require" => require(input).map(|(rest, require)| (rest, RoleItem::Require(require))),
        "let" => own_let(input).map(|(rest, bound)| (rest, RoleItem::Let(bound))),
        "section" => section(input),
        "entry" => entry(input),
        "handler" => handler(input).map(|(rest, handler)| (rest, RoleItem::Handler(handler))),
        "depends" => depends(input),
        _ if begins_step(&input) => step(input).map(|(rest, step)| (rest, RoleItem::Step(step))),
        _ if misspelt(&input, &PARTS_OF_ROLE) => role_item(input),
        _ => fail(unknown(&input)),
    }
}

/// `let` with its comments.
pub(super) fn own_let(input: Stream<'_>) -> Parsed<'_, Let> {
    let (rest, (lead, bound)) = with_lead(input, let_)?;
    Ok((rest, Let { lead, ..bound }))
}

/// `param port: port = 22`.
pub(super) fn param(input: Stream<'_>) -> Parsed<'_, Param> {
    let (rest, (lead, (_, (name, ty, default)))) = with_lead(input, |input| {
        (word("param"), typed("a parameter's name")).parse(input)
    })?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        Param {
            lead,
            span,
            name,
            ty,
            default,
        },
    ))
}

/// `require one of [a, b]` and the like.
fn require(input: Stream<'_>) -> Parsed<'_, Require> {
    let (rest, (lead, kind)) = with_lead(input, |input| {
        let rest = input.skip(1);
        match (rest.word(), rest.ahead(1).kind) {
            ("one", Kind::Word) if rest.word_ahead(1) == "of" => {
                let (rest, names) = names(rest.skip(2))?;
                Ok((rest, RequireKind::OneOf(names)))
            }
            ("exclusive", Kind::OpenBracket) => {
                let (rest, names) = names(rest.skip(1))?;
                Ok((rest, RequireKind::Exclusive(names)))
            }
            ("together", Kind::OpenBracket) => {
                let (rest, names) = names(rest.skip(1))?;
                Ok((rest, RequireKind::Together(names)))
            }
            ("one_of" | "any_of", Kind::OpenBracket) => {
                fail(Fault::expected(&rest, "a relation").help("write `require one of [a, b]`"))
            }
            ("", _) => fail(Fault::expected(&rest, "a relation").help(RELATIONS)),
            _ => {
                let (rest, name) = name(rest)?;
                if !rest.is_word("when") {
                    return fail(Fault::expected(&rest, "`when`").help(RELATIONS));
                }
                let (rest, condition) = expr(rest.skip(1))?;
                Ok((rest, RequireKind::When(name, condition)))
            }
        }
    })?;
    let span = input.span_to(&rest);
    Ok((rest, Require { lead, span, kind }))
}

const RELATIONS: &str = "the relations are `require one of [a, b]`, `require exclusive [a, b]`, \
                         `require together [a, b]` and `require b when a == \"x\"`";

/// `[a, b]`: names of parameters.
fn names(input: Stream<'_>) -> Parsed<'_, Vec<Name>> {
    let (rest, _) = token(Kind::OpenBracket)(input)?;
    let mut rest = rest.strict();
    let mut all = Vec::new();
    while rest.kind() != Kind::CloseBracket {
        let (after, one) = name(rest)?;
        all.push(one);
        rest = match after.kind() {
            Kind::Comma => after.skip(1),
            Kind::CloseBracket => after,
            _ if after.peek().newline => after,
            _ => return fail(Fault::expected(&after, "`,` or `]`")),
        };
    }
    Ok((rest.skip(1), all))
}

/// `section packages when … { … }`.
fn section(input: Stream<'_>) -> Parsed<'_, RoleItem> {
    let head = |input| (declared("a section's name"), header).parse(input);
    let (rest, (lead, (_, ((name, header), body)))) = with_lead(input, |input| {
        (word("section"), headed(head, steps)).parse(input)
    })?;
    rest.lose(header.loops.iter().flat_map(|clause| &clause.names));
    let span = input.span_to(&rest);
    Ok((
        rest,
        RoleItem::Section {
            lead,
            span,
            name,
            header,
            body,
        },
    ))
}

/// `entry rotate_keys { … }`.
fn entry(input: Stream<'_>) -> Parsed<'_, RoleItem> {
    let (rest, (lead, (_, (name, body)))) = with_lead(input, |input| {
        (
            word("entry"),
            headed(declared("an entry's name"), role_items),
        )
            .parse(input)
    })?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        RoleItem::Entry {
            lead,
            span,
            name,
            body,
        },
    ))
}

/// `depends { role other { … } }`.
fn depends(input: Stream<'_>) -> Parsed<'_, RoleItem> {
    let roles = input.skip(1);
    if roles.kind() != Kind::OpenBrace {
        let role = match roles.kind() {
            Kind::OpenBracket => roles.word_ahead(1),
            _ => roles.word(),
        };
        let role = if role.is_empty() { "other" } else { role };
        return fail(
            Fault::expected(&roles, "`{`").help(format!("write `depends {{ role {role} }}`")),
        );
    }
    let (rest, (lead, (_, body))) =
        with_lead(input, |input| (word("depends"), steps).parse(input))?;
    let span: Span = input.span_to(&rest);
    Ok((rest, RoleItem::Depends { lead, span, body }))
}

/// What does not belong into a role.
fn unknown(input: &Stream<'_>) -> Fault {
    let fault = Fault::expected(input, "a part of a role");
    let own = matches!(
        input.word(),
        "var" | "param" | "handler" | "section" | "entry" | "depends"
    );
    if let Some(place) = belongs(input.word()).filter(|_| !own) {
        return fault.help(place);
    }
    match (input.word(), input.ahead(1).kind) {
        ("var", _) => fault.help(
            "variables of hosts are declared outside; what a role is given is `param name: type`",
        ),
        ("vars" | "variables", _) => fault.help("a value gets a name with `let name = …`"),
        ("tasks" | "handlers", _) => fault.help(
            "tasks and handlers stand directly in the role: `task \"Install it\" { … }`, \
             `handler restart_it { … }`",
        ),
        ("defaults" | "params" | "parameters", _) => {
            fault.help("what a role is given stands directly in it: `param port: port = 22`")
        }
        ("meta" | "dependencies", _) => {
            fault.help("the roles that run before it: `depends { role other }`")
        }
        ("if" | "when", _) => fault.help(
            "a condition stands in the header of a step: `block \"For Debian\" when … { … }`",
        ),
        ("for", _) => {
            fault.help("a loop stands in the header of a step: `task \"Make each\" for … { … }`")
        }
        ("", Kind::OpenBrace) if input.kind() == Kind::Text => fault.help(format!(
            "a step begins with its kind: `task {} {{ … }}`",
            input.text_at(input.peek().span)
        )),
        ("", _) => fault,
        (word, Kind::OpenBrace | Kind::Text) => fault.help(format!(
            "a module is called inside a task: `task \"What it does\" {{ {word} {{ … }} }}`"
        )),
        _ => fault.help(
            "a role holds param, require, let, section, entry, handler, depends, task, block, \
             role, fact, and attributes with `=`",
        ),
    }
}
