//! Handlers across the roles of a play.
//!
//! A handler that is notified must be there: its role applied in the play. It runs once, with the
//! parameters of the last application, so two applications may not give differently what it reads
//! unless the handlers are flushed between them.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::error::play::PlayError;
use crate::check::mention::shape;
use crate::check::names::World;
use crate::check::playbook::shared;
use crate::check::program::{Application, Play, Role, RoleId, Step, StepKind};
use crate::check::role::reads;
use crate::check::term::Term;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::Name;

/// What happens in a play, as far as handlers are concerned.
enum Event<'s> {
    /// A role is applied.
    Applied(&'s Application, Span),
    /// `meta "flush_handlers"`.
    Flushed,
}

/// Checks what the play's steps and roles notify, and makes applications dynamic that must be.
pub fn check(
    world: &World<'_>,
    roles: &[Role],
    play: &mut Play,
    foreign: &[(RoleId, Name)],
    problems: &mut Problems,
) {
    let mut events = Vec::new();
    collect(roles, &play.steps, &mut Vec::new(), &mut events);
    let applied: BTreeSet<RoleId> = events
        .iter()
        .filter_map(|event| match event {
            Event::Applied(application, _) => Some(application.role),
            Event::Flushed => None,
        })
        .collect();
    let mut missing = |role: RoleId, span: Span, handler: &str| {
        if !applied.contains(&role) {
            problems.push(PlayError::RoleNotApplied {
                handler: handler.to_string(),
                role: world.signature(role).name.to_string(),
                span,
                play: play.on.span,
            });
        }
    };
    for (role, handler) in foreign {
        missing(*role, handler.span, &handler.text);
    }
    for role in applied.iter().filter_map(|id| roles.get(id.0 as usize)) {
        for step in role
            .steps
            .iter()
            .chain(role.entries.iter().flat_map(|entry| &entry.steps))
        {
            notifies(step, &mut |notified, span| {
                let other = notified
                    .split_once(" : ")
                    .filter(|(front, _)| *front != role.emitted);
                let Some((front, handler)) = other else {
                    return;
                };
                let found = world
                    .roles
                    .iter()
                    .find(|(signature, _)| signature.emitted == front);
                if let Some((signature, _)) = found {
                    missing(signature.id, span, handler);
                }
            });
        }
    }
    shared::check(roles, &applied, play, problems);
    let dynamic = parameters(roles, &applied, &events, problems);
    for span in dynamic {
        play.steps
            .iter_mut()
            .for_each(|step| make_dynamic(step, span));
    }
}

/// The events of steps in order, roles opened up.
fn collect<'s>(
    roles: &'s [Role],
    steps: impl IntoIterator<Item = &'s Step>,
    inside: &mut Vec<RoleId>,
    events: &mut Vec<Event<'s>>,
) {
    for step in steps {
        match &step.kind {
            StepKind::Task(call) => {
                let flushes = call.module == "ansible.builtin.meta"
                    && call.free_form.as_ref().and_then(Term::known)
                        == Some(&crate::value::Value::str("flush_handlers"));
                if flushes && step.when.is_none() {
                    events.push(Event::Flushed);
                }
            }
            StepKind::Fact { .. } => {}
            StepKind::Block { .. } | StepKind::Section { .. } => {
                collect(roles, step.inside(), inside, events);
            }
            StepKind::Role(application) => {
                events.push(Event::Applied(application, step.span));
                let Some(role) = roles.get(application.role.0 as usize) else {
                    continue;
                };
                if inside.contains(&application.role) {
                    continue;
                }
                inside.push(application.role);
                match application.entry.and_then(|entry| role.entries.get(entry)) {
                    Some(entry) => collect(roles, &entry.steps, inside, events),
                    None => {
                        collect(roles, &role.depends, inside, events);
                        collect(roles, &role.steps, inside, events);
                    }
                }
                inside.pop();
            }
        }
    }
}

/// Handlers' parameters; gives the places of the applications that must be dynamic.
fn parameters(
    roles: &[Role],
    applied: &BTreeSet<RoleId>,
    events: &[Event<'_>],
    problems: &mut Problems,
) -> Vec<Span> {
    let mut dynamic = Vec::new();
    for id in applied {
        let Some(role) = roles.get(id.0 as usize) else {
            continue;
        };
        for handler in &role.handlers {
            let read = reads::of(role, &handler.steps, &[]);
            let params = role
                .params
                .iter()
                .filter(|param| read.contains(&param.emitted));
            for param in params.map(|param| &param.name) {
                let mut last: Option<(Option<String>, Span)> = None;
                let mut flushed = false;
                for event in events {
                    match event {
                        Event::Flushed => flushed = true,
                        Event::Applied(application, span) if application.role == *id => {
                            let given =
                                application.params.iter().find(|given| given.name == *param);
                            let given = given.map(|given| shape(&given.value.kind));
                            match &last {
                                Some((before, first)) if *before != given && flushed => {
                                    dynamic.extend([*first, *span])
                                }
                                Some((before, first)) if *before != given => {
                                    problems.push(PlayError::HandlerParameter {
                                        handler: handler.name.to_string(),
                                        param: param.to_string(),
                                        first: *first,
                                        second: *span,
                                    });
                                }
                                _ => {}
                            }
                            last = Some((given, *span));
                            flushed = false;
                        }
                        Event::Applied(..) => {}
                    }
                }
            }
        }
    }
    dynamic
}

fn notifies(step: &Step, found: &mut dyn FnMut(&EcoString, Span)) {
    step.walk(&mut |step| {
        let place = step.name.as_ref().map_or(step.span, |name| name.span);
        step.notify
            .iter()
            .for_each(|notified| found(notified, place));
    });
}

fn make_dynamic(step: &mut Step, span: Span) {
    if step.span == span
        && let StepKind::Role(application) = &mut step.kind
    {
        application.dynamic = true;
    }
    step.inside_mut().for_each(|step| make_dynamic(step, span));
}
