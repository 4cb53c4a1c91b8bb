//! Platforms and tests.
//!
//! In: `test base { with { … } verify { port 22 { listening = true } } }`. Out: a [`Test`].

use nom::Parser;

use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::Pattern;
use crate::syntax::tree::Test;
use crate::syntax::tree::TestItem;
use crate::syntax::tree::TestSubject;
use crate::syntax::tree::Text;
use crate::syntax::tree::VerifyItem;

use super::attr::attr;
use super::attr::attrs;
use super::expr::expr;
use super::fault::Fault;
use super::fault::fail;
use super::file::path_in_quotes;
use super::headed::headed;
use super::lead::with_lead;
use super::misspelt::PARTS_OF_TEST;
use super::misspelt::PARTS_OF_VERIFY;
use super::misspelt::misspelt;
use super::name::declared;
use super::name::name;
use super::name::path;
use super::pattern::pattern;
use super::recover::block;
use super::step::begins_step;
use super::step::step;
use super::step::steps;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::text;
use super::words::word;

/// `platform debian12 { image = "…" }`.
pub(super) fn platform(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let (rest, (_, (name, body))) = (
        word("platform"),
        headed(declared("a platform's name"), attrs),
    )
        .parse(input)?;
    Ok((rest, ItemKind::Platform { name, body }))
}

/// `test base { … }` or `test "the fleet in small" { … }`.
pub(super) fn test(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let body = |input| block(input, "parts of a test", test_item, TestItem::Error);
    let (rest, (_, (subject, body))) = (word("test"), headed(subject, body)).parse(input)?;
    Ok((rest, ItemKind::Test(Box::new(Test { subject, body }))))
}

fn subject(input: Stream<'_>) -> Parsed<'_, TestSubject> {
    if !input.same_line() {
        return fail(
            Fault::expected(&input, "what is tested")
                .help("a role, `test base { … }`, or a title, `test \"the fleet in small\" { … }`"),
        );
    }
    let (rest, subject) = if input.kind() == Kind::Text {
        text(input).map(|(rest, title)| (rest, TestSubject::Fleet(title)))?
    } else {
        path(input).map(|(rest, role)| (rest, TestSubject::Role(role)))?
    };
    if rest.is_word("on") {
        return fail(
            Fault::expected(&rest, "`{`")
                .help("on what it runs stands inside: `platforms = [debian12]`"),
        );
    }
    Ok((rest, subject))
}

fn test_item(input: Stream<'_>) -> Parsed<'_, TestItem> {
    if matches!(
        input.ahead(1).kind,
        Kind::Equals | Kind::PlusEquals | Kind::Colon
    ) {
        return attr(input).map(|(rest, attr)| (rest, TestItem::Attr(attr)));
    }
    match input.word() {
        "with" => {
            let (rest, (lead, (_, body))) =
                with_lead(input, |input| (word("with"), attrs).parse(input))?;
            let span = input.span_to(&rest);
            Ok((rest, TestItem::With { lead, span, body }))
        }
        "set" => {
            let (rest, (lead, (_, (role, body)))) = with_lead(input, |input| {
                (word("set"), headed(path, attrs)).parse(input)
            })?;
            let span = input.span_to(&rest);
            Ok((
                rest,
                TestItem::Set {
                    lead,
                    span,
                    role,
                    body,
                },
            ))
        }
        "prepare" => {
            let (rest, (lead, (_, body))) =
                with_lead(input, |input| (word("prepare"), steps).parse(input))?;
            let span = input.span_to(&rest);
            Ok((rest, TestItem::Prepare { lead, span, body }))
        }
        "verify" => verify(input),
        _ if misspelt(&input, &PARTS_OF_TEST) => test_item(input),
        _ => fail(unknown(&input)),
    }
}

/// `verify on web { … }`.
fn verify(input: Stream<'_>) -> Parsed<'_, TestItem> {
    let (rest, (lead, (_, (on, body)))) = with_lead(input, |input| {
        (word("verify"), headed(on, verify_items)).parse(input)
    })?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        TestItem::Verify {
            lead,
            span,
            on,
            body,
        },
    ))
}

/// `on web`, perhaps.
fn on(input: Stream<'_>) -> Parsed<'_, Option<Pattern>> {
    if input.is_word("on") {
        pattern(input.skip(1)).map(|(rest, on)| (rest, Some(on)))
    } else {
        Ok((input, None))
    }
}

fn verify_items(input: Stream<'_>) -> Parsed<'_, Block<VerifyItem>> {
    block(input, "checks", verify_item, VerifyItem::Error)
}

fn verify_item(input: Stream<'_>) -> Parsed<'_, VerifyItem> {
    if begins_step(&input) && matches!(input.word(), "task" | "block") {
        return step(input).map(|(rest, step)| (rest, VerifyItem::Step(Box::new(step))));
    }
    let next = input.ahead(1);
    match (input.word(), next.kind) {
        ("assert", _) => assert(input),
        (_, Kind::Text | Kind::Int) if !next.newline && input.kind() == Kind::Word => check(input),
        _ if misspelt(&input, &PARTS_OF_VERIFY) => verify_item(input),
        (_, Kind::Word | Kind::OpenParen) if !next.newline && input.kind() == Kind::Word => {
            check(input)
        }
        (check, Kind::Slash | Kind::Tilde | Kind::Dot) if !check.is_empty() && !next.newline => {
            path_in_quotes(input.skip(1)).and_then(|_| fail(unknown_check(&input)))
        }
        _ => fail(unknown_check(&input)),
    }
}

/// What is asserted, and what is said where it does not hold.
pub(super) fn assertion(input: Stream<'_>) -> Parsed<'_, (Expr, Option<Text>)> {
    let (rest, (_, condition)) = (word("assert"), expr).parse(input)?;
    let says = rest.kind() == Kind::Comma && rest.ahead(1).kind == Kind::Text;
    if !says {
        return Ok((rest, (condition, None)));
    }
    let (rest, message) = text(rest.skip(1))?;
    Ok((rest, (condition, Some(message))))
}

/// `assert CONDITION, "message"`.
fn assert(input: Stream<'_>) -> Parsed<'_, VerifyItem> {
    let (rest, (lead, (condition, message))) = with_lead(input, assertion)?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        VerifyItem::Assert {
            lead,
            span,
            condition,
            message,
        },
    ))
}

/// `port 22 { listening = true }`; the braces may be missing.
fn check(input: Stream<'_>) -> Parsed<'_, VerifyItem> {
    let (rest, (lead, (kind, of, body))) = with_lead(input, |input| {
        let (rest, (kind, of)) = (name, expr).parse(input)?;
        if rest.kind() == Kind::OpenBrace && rest.same_line() {
            let (rest, body) = attrs(rest)?;
            return Ok((rest, (kind, of, Some(body))));
        }
        if rest.kind() == Kind::Word && rest.same_line() {
            let written = input.text_at(input.span_to(&rest));
            return fail(Fault::expected(&rest, "`{`").help(format!(
                "what must hold stands in braces: `{written} {{ {} = true }}`",
                rest.word()
            )));
        }
        Ok((rest, (kind, of, None)))
    })?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        VerifyItem::Check {
            lead,
            span,
            kind,
            of,
            body,
        },
    ))
}

/// What does not belong into a test.
fn unknown(input: &Stream<'_>) -> Fault {
    let fault = Fault::expected(input, "a part of a test");
    match (input.word(), input.ahead(1).kind) {
        ("", _) => fault,
        ("task" | "block", _) => fault.help(
            "tasks stand in `prepare { … }`, which runs before, or in `verify { … }`, which runs after",
        ),
        ("assert", _) => fault.help("it stands in `verify { … }`"),
        ("role" | "play", _) => fault.help(
            "the test of a role has its name: `test web { … }`; one of a playbook says `playbook = \"site\"`",
        ),
        ("host", _) => fault.help("the hosts of a playbook's test: `hosts = [\"web01.example.org\"]`"),
        ("vars" | "params", _) => fault.help("what only the test gives stands in `with { … }`"),
        (word, Kind::Text | Kind::Int) => {
            fault.help(format!("a check stands in `verify {{ {word} … }}`"))
        }
        _ => fault.help("a test holds with, set, prepare, verify, and attributes with `=`"),
    }
}

/// What is no check.
fn unknown_check(input: &Stream<'_>) -> Fault {
    Fault::expected(input, "a check").help(
        "`service \"ssh\" { running = true }`, `port 22 { listening = true }`, \
         `assert facts.os_family == \"Debian\", \"message\"`, or a task",
    )
}
