//! The steps of roles and plays: tasks, blocks, facts, roles in roles.
//!
//! In: `task "Put their keys" for admin in admins when admin.active { … }`. Out: a
//! [`Step`] whose loop variable is `base_admin`, whose condition is asked per item and whose
//! module has its full name.

mod allow;
mod apply;
mod argument;
mod block;
mod call;
pub mod flow;
mod header;
mod keyword;
mod loops;
mod name;
mod notify;
mod result;
pub mod secret;
mod source;
pub mod task;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::expr::Lowering;
use crate::check::input::Assets;
use crate::check::names::Signature;
use crate::check::program::{Notes, RoleId, RoleLet, Step, StepKind};
use crate::check::step::flow::Output;
use crate::check::types::Type;
use crate::schema;
use crate::source::Span;
use crate::syntax::tree;
use crate::value::Value;

pub use apply::application;

/// Steps being checked: what is bound, and what they have told so far.
pub struct Body<'w, 'p> {
    /// Expressions.
    pub low: Lowering<'w, 'p>,
    /// The role they stand in; a play's steps stand in none.
    pub role: Option<&'w Signature>,
    /// What emitted names begin with; empty in a play.
    pub prefix: EcoString,
    /// What lies in the role's folders.
    pub assets: Option<&'w Assets>,
    /// Handlers that bare names mean: name, place, what `notify` gets in Ansible.
    pub handlers: Vec<(EcoString, Span, EcoString)>,
    /// Every handler that was notified, as Ansible has it, with the place.
    pub notified: Vec<(EcoString, Span)>,
    /// Roles whose handlers were notified from here.
    pub foreign: Vec<(RoleId, tree::Name)>,
    /// Templates that tasks render.
    pub renders: Vec<Render>,
    /// Every result and fact there ever was: name and emitted name. Templates may read them.
    pub told: Vec<(EcoString, EcoString)>,
    /// Of which types they are; of any where two disagree.
    pub told_types: BTreeMap<EcoString, Type>,
    /// Those of them that hold a secret.
    pub told_secret: BTreeSet<EcoString>,
    /// Files that tasks copy.
    pub copies: BTreeSet<String>,
    outputs: Vec<Output>,
    conditions: Vec<EcoString>,
    defaults: Vec<argument::Defaulted>,
    pub(crate) loops: Vec<LoopVar>,
}

/// A task that renders a template: which, and the loop variables it gives.
#[derive(Clone, Debug)]
pub struct Render {
    /// The path below `templates/`.
    pub path: String,
    /// The loop variables: name and emitted name.
    pub loops: Vec<LoopVar>,
    /// The delimiters that the task asks for: `variable_start_string` and its text.
    pub delimiters: Vec<(EcoString, EcoString)>,
    /// The task.
    pub span: Span,
}

/// A loop variable.
#[derive(Clone, Debug)]
pub struct LoopVar {
    /// As written.
    pub name: EcoString,
    /// As Ansible reads it: `base_admin`, `base_user.key`.
    pub emitted: EcoString,
    /// It holds a secret.
    pub secret: bool,
    /// Its type.
    pub ty: Type,
    /// Its values, where they are known.
    pub items: Option<Arc<Vec<Value>>>,
}

impl<'w, 'p> Body<'w, 'p> {
    /// The body of a role or, without one, of a play.
    pub fn new(
        mut low: Lowering<'w, 'p>,
        role: Option<&'w Signature>,
        assets: Option<&'w Assets>,
    ) -> Self {
        let own = |role: &Signature| {
            let emitted = |name: &EcoString| ecow::eco_format!("{} : {name}", role.emitted);
            let handlers = role.handlers.iter();
            handlers
                .map(|(name, span, handler)| (name.clone(), *span, emitted(handler)))
                .collect()
        };
        low.assets = assets;
        Self {
            low,
            role,
            prefix: role.map(|role| role.prefix.clone()).unwrap_or_default(),
            assets,
            handlers: role.map(own).unwrap_or_default(),
            notified: Vec::new(),
            foreign: Vec::new(),
            renders: Vec::new(),
            told: Vec::new(),
            told_types: BTreeMap::new(),
            told_secret: BTreeSet::new(),
            copies: BTreeSet::new(),
            outputs: Vec::new(),
            conditions: Vec::new(),
            defaults: Vec::new(),
            loops: Vec::new(),
        }
    }

    /// One step. What it registers can be used after it.
    pub fn step(&mut self, step: &tree::Step) -> Step {
        match &step.kind {
            tree::StepKind::Task { name, body } => self.task(step, name, body),
            tree::StepKind::Block {
                name,
                body,
                rescue,
                always,
            } => self.block(step, name, body, rescue.as_ref(), always.as_ref()),
            tree::StepKind::Role { role, params } => self.role_step(step, role, params),
            tree::StepKind::Fact { name, value } => self.fact(step, name, value),
        }
    }

    /// What Ansible calls a variable of this body.
    #[must_use]
    pub fn emitted(&self, name: &str) -> EcoString {
        ecow::eco_format!("{}{name}", self.prefix)
    }

    /// Reports a variable whose name Ansible reserves: possible where there is no prefix.
    pub fn reserved(&mut self, emitted: &str, span: Span) {
        let name = emitted.split('.').next().unwrap_or(emitted);
        if let Some(reason) = schema::reserved::variable(name) {
            self.low.problems.push(NameError::Reserved {
                name: name.to_string(),
                reason: reason.to_string(),
                span,
            });
        }
    }

    /// `let x = …` of a task, block or play: a binding, and where the value comes later also a
    /// variable.
    pub fn bind_let(&mut self, binding: &tree::Let) -> Option<RoleLet> {
        let value = crate::check::role::lets::value_of(&mut self.low, binding);
        let emitted = self.emitted(&binding.name.text);
        let known = value.known().cloned();
        let later = known.is_none();
        if later {
            self.reserved(&emitted, binding.name.span);
        }
        self.low.bind(crate::check::expr::Binding {
            name: binding.name.text.clone(),
            kind: crate::check::term::RefKind::LocalLet,
            emitted: emitted.clone(),
            ty: value.ty.clone(),
            span: binding.name.span,
            value: known,
        });
        later.then(|| RoleLet {
            name: binding.name.text.clone(),
            emitted,
            span: binding.name.span,
            value,
            notes: Notes::of(&binding.lead, &binding.value),
        })
    }
}

/// A step of which only the place is known yet.
#[must_use]
pub fn blank(lead: &tree::Lead, span: Span) -> Step {
    Step {
        span,
        notes: Notes::from(lead),
        name: None,
        each: None,
        when: None,
        tags: Vec::new(),
        keywords: Vec::new(),
        lets: Vec::new(),
        notify: Vec::new(),
        register: None,
        allow: Vec::new(),
        kind: StepKind::Block {
            steps: Vec::new(),
            rescue: Vec::new(),
            always: Vec::new(),
        },
    }
}
