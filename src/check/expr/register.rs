//! Where a name that is not known yet is registered: behind the place that reads it.
//!
//! In: `when marker.rc == 0` in front of the task with `register = marker`. Out: the place of that
//! `marker`, so that the report can say which step comes too late. Looked for only where a name is unknown.

use crate::check::expr::Lowering;
use crate::source::Span;
use crate::syntax::tree::{
    Attr, Block, Call, ExprKind, ItemKind, PlayItem, PlaybookItem, RoleItem, Step, StepItem,
    StepKind, TaskItem,
};

/// What gives a name its value.
#[derive(Clone, Copy)]
pub(super) enum Given {
    /// `register = name`, or `fact name = …`.
    Step(Span),
    /// An argument of Ansible's `set_fact`, which the language does not look into.
    SetFact(Span),
}

impl Lowering<'_, '_> {
    /// Where the role or play around a place registers this name, or makes a fact of it.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only roles, plays and steps hold what registers"
    )]
    pub(super) fn registered_at(&self, name: &str, place: Span) -> Option<Given> {
        let inside = |span: Span| span.start <= place.start && place.end <= span.end;
        let files = &self.world.space(self.space).input.files;
        let mut items = files.iter().flat_map(|file| &file.tree.items);
        let item = items.find(|item| inside(item.span))?;
        match &item.kind {
            ItemKind::Role(role) => of_role(name, &role.body),
            ItemKind::Playbook { body, .. } => body.items.iter().find_map(|item| match item {
                PlaybookItem::Play(play) if inside(play.span) => {
                    play.body.items.iter().find_map(|item| match item {
                        PlayItem::Step(step) => of_step(name, step),
                        PlayItem::Error(_)
                        | PlayItem::Attr(_)
                        | PlayItem::Let(_)
                        | PlayItem::Prompt { .. }
                        | PlayItem::Handler(_) => None,
                    })
                }
                _ => None,
            }),
            _ => None,
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only roles, plays and steps hold what registers"
)]
fn of_role(name: &str, body: &Block<RoleItem>) -> Option<Given> {
    body.items.iter().find_map(|item| match item {
        RoleItem::Step(step) => of_step(name, step),
        RoleItem::Section { body, .. } => of_steps(name, body),
        _ => None,
    })
}

fn of_steps(name: &str, body: &Block<StepItem>) -> Option<Given> {
    body.items.iter().find_map(|item| match item {
        StepItem::Step(step) => of_step(name, step),
        StepItem::Error(_) | StepItem::Attr(_) | StepItem::Let(_) => None,
    })
}

fn of_step(name: &str, step: &Step) -> Option<Given> {
    match &step.kind {
        StepKind::Task { body, .. } => body.items.iter().find_map(|item| match item {
            TaskItem::Attr(attr) => of_attr(name, attr),
            TaskItem::Call(call) => of_set_fact(name, call),
            TaskItem::Error(_) | TaskItem::Let(_) => None,
        }),
        StepKind::Block {
            body,
            rescue,
            always,
            ..
        } => [Some(body), rescue.as_ref(), always.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|body| of_steps(name, body)),
        StepKind::Fact { name: fact, .. } => (fact.text == name).then_some(Given::Step(fact.span)),
        StepKind::Role { .. } => None,
    }
}

fn of_set_fact(name: &str, call: &Call) -> Option<Given> {
    let module = call.module.text.trim_start_matches("ansible.builtin.");
    let mut args = call.args.iter().flat_map(|args| &args.items);
    let arg = args.find(|arg| module == "set_fact" && arg.name.text == name)?;
    Some(Given::SetFact(arg.name.span))
}

fn of_attr(name: &str, attr: &Attr) -> Option<Given> {
    let registers = attr.name.text == "register"
        && matches!(&attr.value.kind, ExprKind::Name(registered) if registered == name);
    registers.then_some(Given::Step(attr.value.span))
}
