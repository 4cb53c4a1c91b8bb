//! Handlers: one module call or several steps, run when they are notified.
//!
//! `handler restart_sshd { … }` is "Restart sshd" in Ansible.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::error::role::RoleError;
use crate::check::names::{Signature, World};
use crate::check::program::{Handler, Notes, Play, Playbook, PlaybookItem, Role, Step};
use crate::check::step::Body;
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::schema::keyword::Place;
use crate::source::Span;
use crate::syntax::tree::{self, BinaryOp, RoleItem};
use crate::value::Value;

/// The handlers of a role, as written.
pub fn handlers(
    body: &mut Body<'_, '_>,
    items: &[RoleItem],
    signature: &Signature,
) -> Vec<Handler> {
    let mut handlers = Vec::new();
    for item in items {
        let RoleItem::Handler(handler) = item else {
            continue;
        };
        let known = signature
            .handlers
            .iter()
            .find(|(_, span, _)| *span == handler.name.span);
        let Some((_, _, emitted)) = known else {
            continue;
        };
        handlers.push(self::handler(body, handler, emitted));
    }
    handlers
}

/// One handler. What it registers is known in it only.
pub fn handler(body: &mut Body<'_, '_>, handler: &tree::Handler, emitted: &EcoString) -> Handler {
    let start = body.enter();
    if let Some(alias) = &handler.alias {
        body.sentence(emitted, alias);
    }
    let sentence = |span| Term::value(span, Type::String, Value::Str(emitted.clone()));
    let steps = if handler.steps.is_empty() {
        let (step, _) = body.work(
            Place::Handler,
            &handler.header,
            &handler.body,
            handler.name.span,
        );
        vec![Step {
            name: Some(sentence(handler.name.span)),
            span: handler.span,
            ..step
        }]
    } else {
        body.no_loop(
            &handler.header,
            "handler",
            "several steps cannot be repeated as one",
            "put the `for` on the steps inside",
        );
        let when = body.when(&handler.header);
        let tags = body.tags(&handler.header);
        let mut steps = Vec::new();
        for step in &handler.steps {
            let what = match &step.kind {
                tree::StepKind::Block { .. } => Some("a block"),
                tree::StepKind::Role { .. } => Some("a role"),
                tree::StepKind::Task { .. } | tree::StepKind::Fact { .. } => None,
            };
            if let Some(what) = what {
                body.low.problems.push(RoleError::HandlerHolds {
                    what,
                    span: step.span.at_start(),
                });
                continue;
            }
            let mut step = body.step(step);
            step.when = both(when.clone(), step.when);
            step.tags.splice(0..0, tags.iter().cloned());
            steps.push(step);
        }
        steps
    };
    body.leave_unbound(start);
    Handler {
        name: handler.name.text.clone(),
        emitted: emitted.clone(),
        span: handler.name.span,
        notes: Notes::from(&handler.lead),
        steps,
    }
}

/// `a and b`.
fn both(first: Option<Term>, second: Option<Term>) -> Option<Term> {
    match (first, second) {
        (Some(first), Some(second)) => Some(Term {
            span: first.span,
            ty: Type::Bool,
            kind: TermKind::Binary(BinaryOp::And, Box::new(first), Box::new(second)),
        }),
        (first, second) => first.or(second),
    }
}

/// Reports the handlers of roles that nothing notifies.
pub fn unused(world: &World<'_>, roles: &[Role], playbooks: &[Playbook], problems: &mut Problems) {
    let mut notified: BTreeSet<&EcoString> = BTreeSet::new();
    let items = playbooks.iter().flat_map(|playbook| &playbook.items);
    let plays = items.filter_map(PlaybookItem::as_play);
    let steps = plays.flat_map(Play::all_steps);
    for step in roles.iter().flat_map(Role::all_steps).chain(steps) {
        step.walk(&mut |step| notified.extend(&step.notify));
    }
    // What is broken there may have been meant to notify it.
    let broken = |role: Span| {
        let mut errors = problems.all().iter().filter(|problem| problem.is_error());
        errors.any(|problem| role.start <= problem.place().start && problem.place().end <= role.end)
    };
    let own = world.roles.iter();
    let own = own.filter(|(signature, item)| signature.foreign.is_none() && !broken(item.span));
    let own: Vec<&Signature> = own.map(|(signature, _)| signature).collect();
    for signature in own {
        let mut seen: BTreeSet<&EcoString> = BTreeSet::new();
        for (name, span, emitted) in &signature.handlers {
            // A second one of a name was reported as that.
            if !seen.insert(name) {
                continue;
            }
            let emitted = ecow::eco_format!("{} : {emitted}", signature.emitted);
            if !notified.contains(&emitted) {
                problems.push(RoleError::UnusedHandler {
                    name: name.to_string(),
                    span: *span,
                });
            }
        }
    }
}
