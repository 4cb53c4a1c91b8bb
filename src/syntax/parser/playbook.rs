//! Playbooks and plays.
//!
//! In: `playbook site { play "…" on all { … } }`. Out: its [`PlaybookItem`]s.

use nom::Parser;

use crate::syntax::token::Kind;
use crate::syntax::tree::Block;
use crate::syntax::tree::Header;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::Pattern;
use crate::syntax::tree::PatternKind;
use crate::syntax::tree::Play;
use crate::syntax::tree::PlayItem;
use crate::syntax::tree::PlaybookItem;
use crate::syntax::tree::Text;

use super::attr::attr;
use super::attr::attrs;
use super::attr::keyword_with_colon;
use super::attr::quiet_colon;
use super::fault::Fault;
use super::fault::fail;
use super::handler::handler;
use super::headed::headed;
use super::header::header;
use super::lead::with_lead;
use super::misspelt::PARTS_OF_PLAY;
use super::misspelt::PLAYS;
use super::misspelt::misspelt;
use super::misspelt::misspelt_word;
use super::name::declared;
use super::name::path;
use super::pattern::pattern;
use super::recover::block;
use super::role::own_let;
use super::step::begins_step;
use super::step::check_header_word;
use super::step::sentence;
use super::step::step;
use super::step::unknown;
use super::stream::Parsed;
use super::stream::Stream;
use super::text::alias;
use super::types::type_expr;
use super::words::word;

/// `playbook site as "…" { … }`.
pub(super) fn playbook(input: Stream<'_>) -> Parsed<'_, ItemKind> {
    let head = |input| (declared("a playbook's name"), alias).parse(input);
    let body = |input| block(input, "plays", playbook_item, PlaybookItem::Error);
    let (rest, (_, ((name, alias), body))) = (word("playbook"), headed(head, body)).parse(input)?;
    Ok((rest, ItemKind::Playbook { name, alias, body }))
}

fn playbook_item(input: Stream<'_>) -> Parsed<'_, PlaybookItem> {
    match input.word() {
        "play" => play(input).map(|(rest, play)| (rest, PlaybookItem::Play(play))),
        "import" if input.ahead(1).kind == Kind::Text => {
            let file = input.text_at(input.ahead(1).span);
            let name = file
                .trim_matches('"')
                .rsplit('/')
                .next()
                .unwrap_or_default();
            let name = name.split('.').next().unwrap_or_default();
            fail(
                Fault::expected(&input.skip(1), "a playbook's name")
                    .help(format!("write `import {name}`")),
            )
        }
        "import" => {
            let (rest, (lead, (_, playbook))) =
                with_lead(input, |input| (word("import"), path).parse(input))?;
            let span = input.span_to(&rest);
            Ok((
                rest,
                PlaybookItem::Import {
                    lead,
                    span,
                    playbook,
                },
            ))
        }
        _ if begins_step(&input) => fail(
            Fault::expected(&input, "a play")
                .help("steps stand inside a play: `play \"Every server\" on all { … }`"),
        ),
        "hosts" => fail(
            Fault::expected(&input, "a play")
                .help("hosts stand in the header of a play: `play \"Web servers\" on web { … }`"),
        ),
        "pre_tasks" | "roles" | "tasks" | "post_tasks" | "handlers" | "vars" => fail(
            Fault::expected(&input, "a play")
                .help("what is done stands inside a play: `play \"Every server\" on all { … }`"),
        ),
        other if input.same_line() && input.index() > 0 && input.before() == Kind::Comma => {
            fail(Fault::expected(&input, "a play").help(format!(
                "each playbook is imported by its own `import {other}`"
            )))
        }
        _ if misspelt(&input, &PLAYS) => playbook_item(input),
        _ => fail(
            Fault::expected(&input, "a play")
                .help("a playbook holds `play \"…\" on … { … }` and `import other`"),
        ),
    }
}

/// `play "Every server" on all { … }`.
fn play(input: Stream<'_>) -> Parsed<'_, Play> {
    let (rest, (lead, (name, on, header, body))) = with_lead(input, |input| {
        let (rest, (_, ((name, on, header), body))) =
            (word("play"), headed(play_head, play_items)).parse(input)?;
        Ok((rest, (name, on, header, body)))
    })?;
    if let Some(clause) = header.loops.first() {
        input.report(crate::syntax::error::SyntaxError::Unexpected {
            span: clause.span,
            found: "`for`".to_owned(),
            expected: "`when`, `tags` or `{`".to_owned(),
            help: Some("a play runs once: put the `for` on a step inside it".to_owned()),
        });
    }
    let span = input.span_to(&rest);
    Ok((
        rest,
        Play {
            lead,
            span,
            name,
            on,
            header,
            body,
        },
    ))
}

/// `"Every server" on all when …`.
fn play_head(input: Stream<'_>) -> Parsed<'_, (Text, Pattern, Header)> {
    let form = "play \"Web servers\" on web { … }";
    let (rest, (name, on)) = (sentence(form), on).parse(input)?;
    if let Some(fault) = other_join(&input, &rest) {
        return fail(fault);
    }
    let (rest, header) = header(rest)?;
    Ok((rest, (name, on, header)))
}

/// How Ansible and others join patterns, where a word should stand: `web:!db`, `web, db`, `web db`.
fn other_join<'t>(head: &Stream<'t>, rest: &Stream<'t>) -> Option<Fault> {
    let sign = rest.text_at(rest.peek().span);
    let (word, behind) = match (rest.kind(), sign) {
        (Kind::Colon, _) => match rest.text_at(rest.ahead(1).span) {
            sign @ ("!" | "&") => {
                // What this says of it is said of both signs.
                rest.forget(rest.ahead(1).span);
                (if sign == "!" { "and not" } else { "and" }, 2)
            }
            _ => ("or", 1),
        },
        (Kind::Bad, "&") => ("and", 1),
        (Kind::Comma, _) => ("or", 1),
        (Kind::Word, "for" | "when" | "tags") => return None,
        (Kind::Word | Kind::Text, _) if rest.same_line() => ("or", 0),
        _ => return None,
    };
    // The last word in front is the group.
    let written = head.text_at(head.span_to(rest));
    let first = written.rsplit(' ').next().unwrap_or("web");
    let second = rest.skip(behind);
    let second = match second.kind() {
        Kind::Word | Kind::Text => second.text_at(second.peek().span),
        _ => "db",
    };
    let fault = Fault::expected(rest, "`{`").help(format!("write `{first} {word} {second}`"));
    Some(match rest.kind() {
        // The sign was reported as one that has no meaning.
        Kind::Bad => fault.silent(),
        _ => fault,
    })
}

/// `on all and not disabled`.
fn on(input: Stream<'_>) -> Parsed<'_, Pattern> {
    if input.is_word("on") || misspelt_word(&input, "on") {
        return pattern(input.skip(1));
    }
    // `hosts web` is `on web`.
    let other = input.is_word("hosts") && input.ahead(1).kind == Kind::Word;
    let group = if other {
        input.word_ahead(1)
    } else {
        input.word()
    };
    let group = if group.is_empty() { "all" } else { group };
    let fault = Fault::expected(&input, "`on`").help(format!(
        "a play says on which hosts it runs: `play \"…\" on {group} {{`"
    ));
    if other {
        input.report_fault(fault);
        return pattern(input.skip(1));
    }
    let pattern_follows = matches!(input.kind(), Kind::Word | Kind::Text)
        && !matches!(input.word(), "for" | "when" | "tags");
    if input.kind() != Kind::OpenBrace && !pattern_follows || !input.same_line() {
        return fail(fault);
    }
    input.report_fault(fault);
    if pattern_follows {
        return pattern(input);
    }
    Ok((
        input,
        Pattern {
            span: input.peek().span.at_start(),
            kind: PatternKind::Error,
        },
    ))
}

fn play_items(input: Stream<'_>) -> Parsed<'_, Block<PlayItem>> {
    block(input, "parts of a play", play_item, PlayItem::Error)
}

fn play_item(input: Stream<'_>) -> Parsed<'_, PlayItem> {
    if let Some((rest, span)) = keyword_with_colon(&input) {
        return Ok((rest, PlayItem::Error(span)));
    }
    let next = input.ahead(1).kind;
    if matches!(next, Kind::Equals | Kind::PlusEquals | Kind::Colon) {
        quiet_colon(&input);
        let in_header = check_header_word(&input);
        let (rest, attr) = attr(input)?;
        return Ok((
            rest,
            if in_header {
                PlayItem::Error(input.span_to(&rest))
            } else {
                PlayItem::Attr(attr)
            },
        ));
    }
    match input.word() {
        "let" => own_let(input).map(|(rest, bound)| (rest, PlayItem::Let(bound))),
        "handler" => handler(input).map(|(rest, handler)| (rest, PlayItem::Handler(handler))),
        "prompt" => prompt(input),
        _ if begins_step(&input) => step(input).map(|(rest, step)| (rest, PlayItem::Step(step))),
        "roles" | "tasks" | "pre_tasks" | "post_tasks" | "handlers" => {
            fail(Fault::expected(&input, "a part of a play").help(
                "roles and tasks are written one after the other, in the order in which they run",
            ))
        }
        _ if misspelt(&input, &PARTS_OF_PLAY) => play_item(input),
        _ => fail(unknown(&input)),
    }
}

/// `prompt release: string { private = true }`.
fn prompt(input: Stream<'_>) -> Parsed<'_, PlayItem> {
    let (rest, (lead, (name, ty, body))) = with_lead(input, |input| {
        let (rest, (_, name)) = (word("prompt"), declared("a prompt's name")).parse(input)?;
        if rest.kind() != Kind::Colon {
            return fail(
                Fault::expected(&rest, "`:` and a type")
                    .help(format!("write `prompt {}: string`", name.text)),
            );
        }
        let (rest, ty) = type_expr(rest.skip(1))?;
        if rest.kind() == Kind::Equals {
            let value = rest.text_at(rest.ahead(1).span);
            return fail(
                Fault::expected(&rest, "`{` or the end of the line")
                    .help(format!("write `{{ default = {value} }}`")),
            );
        }
        if rest.kind() == Kind::OpenBrace {
            let (rest, body) = attrs(rest)?;
            return Ok((rest, (name, ty, Some(body))));
        }
        Ok((rest, (name, ty, None)))
    })?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        PlayItem::Prompt {
            lead,
            span,
            name,
            ty,
            body,
        },
    ))
}
