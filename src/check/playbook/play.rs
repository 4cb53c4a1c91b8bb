//! Plays: which hosts, what holds for them, and the steps in order.

use std::collections::HashMap;

use ecow::EcoString;

use crate::check::error::play::PlayError;
use crate::check::error::role::RoleError;
use crate::check::expr::{Binding, Lowering, Place};
use crate::check::handler;
use crate::check::names::{SpaceId, World};
use crate::check::pattern;
use crate::check::playbook::handlers;
use crate::check::program::{Keyword, Notes, Play, Prompt, Role};
use crate::check::role::once;
use crate::check::step::Body;
use crate::check::step::flow::sentence;
use crate::check::term::{RefKind, Term};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::diagnostic::Problems;
use crate::schema::keyword::Place as On;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{self, Attr, Name, PlayItem, TypeExpr};
use crate::value::Value;

/// Keys of a prompt, and their types.
const PROMPT: [(&str, Type); 8] = [
    ("confirm", Type::Bool),
    ("default", Type::Any),
    ("encrypt", Type::String),
    ("private", Type::Bool),
    ("prompt", Type::String),
    ("salt", Type::String),
    ("salt_size", Type::Int),
    ("unsafe", Type::Bool),
];

/// Checks a play.
pub fn check(
    world: &World<'_>,
    space: SpaceId,
    play: &tree::Play,
    roles: &[Role],
    problems: &mut Problems,
) -> Play {
    let on = pattern::check(world, space, &play.on, problems);
    let low = Lowering::new(world, space, Place::Play, problems);
    let mut body = Body::new(low, None, None);
    header(&mut body, &play.header);
    let tags = body.tags(&play.header);
    let name = body.low.text_now(&play.name);
    if let Some(name) = &name {
        body.sentence(name, &play.name);
    }
    let name = name.unwrap_or_default();
    let mut checked = Play {
        name,
        span: play.span,
        notes: Notes::from(&play.lead),
        on,
        optional: false,
        spec: None,
        tags,
        keywords: Vec::new(),
        prompts: Vec::new(),
        lets: Vec::new(),
        handlers: Vec::new(),
        steps: Vec::new(),
    };
    body.handlers = own_handlers(play);
    // Prompts and lets hold for the whole play, wherever they stand.
    for item in &play.body.items {
        match item {
            PlayItem::Prompt {
                lead,
                span: _,
                name,
                ty,
                body: keys,
            } => {
                let keys = keys
                    .as_ref()
                    .map(|keys| keys.items.as_slice())
                    .unwrap_or_default();
                checked
                    .prompts
                    .push(prompt(&mut body, lead, name, ty, keys));
            }
            PlayItem::Let(binding) => checked.lets.extend(body.bind_let(binding)),
            PlayItem::Attr(attr) if attr.name.text == "module_defaults" => {
                body.note_defaults(&attr.value);
            }
            PlayItem::Error(_) | PlayItem::Attr(_) | PlayItem::Handler(_) | PlayItem::Step(_) => {}
        }
    }
    for item in &play.body.items {
        match item {
            PlayItem::Attr(attr) => attribute(&mut body, attr, &mut checked),
            PlayItem::Step(step) => {
                let step = body.step(step);
                checked.steps.push(step);
            }
            PlayItem::Error(_)
            | PlayItem::Let(_)
            | PlayItem::Prompt { .. }
            | PlayItem::Handler(_) => {}
        }
    }
    for item in &play.body.items {
        if let PlayItem::Handler(this) = item {
            let emitted = emitted(this);
            checked
                .handlers
                .push(handler::handler(&mut body, this, &emitted));
        }
    }
    own_names(&mut body, play);
    own_unused(&mut body, play);
    handlers::check(world, roles, &mut checked, &body.foreign, body.low.problems);
    checked
}

fn header(body: &mut Body<'_, '_>, header: &tree::Header) {
    // The parser has reported a `for`.
    if let Some(when) = &header.when {
        let help = "put the steps into a `block \"…\" when …`";
        body.low.problems.push(PlayError::Header {
            name: "when",
            help,
            span: when.span,
        });
    }
}

fn attribute(body: &mut Body<'_, '_>, attr: &Attr, play: &mut Play) {
    match attr.name.text.as_str() {
        "optional" => {
            play.optional = body.low.now(&attr.value, &Type::Bool) == Some(Value::Bool(true))
        }
        "spec" => play.spec = crate::check::role::text(body, attr),
        _ => {
            let keyword = body.keyword(On::Play, attr, &play.keywords);
            play.keywords.extend(keyword);
        }
    }
}

fn prompt(
    body: &mut Body<'_, '_>,
    lead: &tree::Lead,
    name: &Name,
    ty: &TypeExpr,
    keys: &[Attr],
) -> Prompt {
    let ty = body.low.world.ty(body.low.space, ty, body.low.problems);
    if matches!(
        ty,
        Type::List(_) | Type::Map(_) | Type::Record(_) | Type::Optional(_)
    ) {
        let problem = PlayError::PromptType {
            name: name.text.to_string(),
            span: name.span,
        };
        body.low.problems.push(problem);
    }
    let mut keywords: Vec<Keyword> = Vec::new();
    for attr in keys {
        let known = PROMPT.iter().find(|(key, _)| *key == attr.name.text);
        let Some((key, key_type)) = known else {
            let near = suggest::nearest(&attr.name.text, PROMPT.iter().map(|(key, _)| *key));
            let problem = RoleError::UnknownAttribute {
                name: attr.name.text.to_string(),
                span: attr.name.span,
                help: near.map(|near| format!("did you mean `{near}`?")),
            };
            let span = attr.name.span;
            let fix = near.and_then(|near| Fix::rename(span, &attr.name.text, near));
            body.low.problems.push_fix(problem, fix);
            continue;
        };
        let wanted = if *key == "default" { &ty } else { key_type };
        let value: Term = body.low.check(&attr.value, wanted);
        keywords.push(Keyword {
            name: attr.name.text.clone(),
            span: attr.name.span,
            value,
            notes: attr.into(),
        });
    }
    body.reserved(&name.text, name.span);
    body.low.bind(Binding {
        name: name.text.clone(),
        kind: RefKind::Prompt,
        emitted: name.text.clone(),
        ty: ty.clone(),
        span: name.span,
        value: None,
    });
    Prompt {
        name: name.text.clone(),
        span: name.span,
        ty,
        keywords,
        notes: lead.into(),
    }
}

fn own_handlers(play: &tree::Play) -> Vec<(EcoString, Span, EcoString)> {
    let own = |item: &PlayItem| match item {
        PlayItem::Handler(this) => Some((this.name.text.clone(), this.name.span, emitted(this))),
        PlayItem::Error(_)
        | PlayItem::Attr(_)
        | PlayItem::Let(_)
        | PlayItem::Prompt { .. }
        | PlayItem::Step(_) => None,
    };
    play.body.items.iter().filter_map(own).collect()
}

fn emitted(handler: &tree::Handler) -> EcoString {
    let alias = handler.alias.as_ref().and_then(super::literal);
    alias.unwrap_or_else(|| sentence(&handler.name.text))
}

/// Each name once, and each sentence a sentence.
fn own_names(body: &mut Body<'_, '_>, play: &tree::Play) {
    let mut known = HashMap::new();
    for item in &play.body.items {
        if let PlayItem::Handler(this) = item {
            once::enter(&mut known, "handler", &this.name, body.low.problems);
        }
    }
}

fn own_unused(body: &mut Body<'_, '_>, play: &tree::Play) {
    for (name, span, emitted) in own_handlers(play) {
        if !body
            .notified
            .iter()
            .any(|(notified, _)| *notified == emitted)
        {
            body.low.problems.push(RoleError::UnusedHandler {
                name: name.to_string(),
                span,
            });
        }
    }
}
