//! Handlers.
//!
//! In: `handler restart_sshd { service { … } }`. Out: a [`Handler`] with a module call and its
//! attributes, or with steps.

use nom::Parser;

use crate::syntax::tree::Block;
use crate::syntax::tree::Handler;
use crate::syntax::tree::Step;
use crate::syntax::tree::TaskItem;

use super::headed::headed;
use super::header::header;
use super::lead::with_lead;
use super::name::declared;
use super::recover::block;
use super::step::begins_step;
use super::step::step;
use super::stream::Parsed;
use super::stream::Stream;
use super::task::task_item;
use super::text::alias;
use super::words::word;

/// What a handler's braces hold.
enum Part {
    Task(TaskItem),
    Step(Step),
}

/// `handler restart_sshd as "…" when … { … }`.
pub(super) fn handler(input: Stream<'_>) -> Parsed<'_, Handler> {
    let head = |input| (declared("a handler's name"), alias, header).parse(input);
    let body = |input| {
        block(input, "parts of a handler", part, |span| {
            Part::Task(TaskItem::Error(span))
        })
    };
    let (rest, (lead, (_, ((name, alias, header), body)))) = with_lead(input, |input| {
        (word("handler"), headed(head, body)).parse(input)
    })?;
    let span = input.span_to(&rest);
    let mut items = Vec::new();
    let mut steps = Vec::new();
    for part in body.items {
        match part {
            Part::Task(item) => items.push(item),
            Part::Step(step) => steps.push(step),
        }
    }
    let body = Block {
        items,
        trailing: body.trailing,
        span: body.span,
    };
    Ok((
        rest,
        Handler {
            lead,
            span,
            name,
            alias,
            header,
            body,
            steps,
        },
    ))
}

fn part(input: Stream<'_>) -> Parsed<'_, Part> {
    if begins_step(&input) {
        step(input).map(|(rest, step)| (rest, Part::Step(step)))
    } else {
        task_item(input).map(|(rest, item)| (rest, Part::Task(item)))
    }
}
