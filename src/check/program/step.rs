//! Steps, checked: tasks, blocks, loops, applications of roles.

use crate::check::program::{Given, Notes, RoleId, RoleLet};
use crate::check::term::Term;
use crate::source::Span;
use ecow::EcoString;
use std::collections::BTreeSet;

/// A step: what every kind has.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// The sentence; of a section or a role step empty.
    pub name: Option<Term>,
    /// The loops, made one.
    pub each: Option<Loop>,
    /// The condition.
    pub when: Option<Term>,
    /// Tags.
    pub tags: Vec<EcoString>,
    /// Keywords by Ansible's names, as written, but for those that have a field of their own.
    pub keywords: Vec<Keyword>,
    /// Later lets: `vars:`.
    pub lets: Vec<RoleLet>,
    /// Emitted handler names (`base : Restart sshd`).
    pub notify: Vec<EcoString>,
    /// The emitted name of the result.
    pub register: Option<EcoString>,
    /// What it may do against a rule.
    pub allow: Vec<Allow>,
    /// Which.
    pub kind: StepKind,
}

/// `allow = ["no-changed-when"]`: a report that is not made.
#[derive(Clone, Debug)]
pub struct Allow {
    /// Our code.
    pub code: EcoString,
    /// Its place.
    pub span: Span,
    /// What is taken out where it allows nothing: with its comma, or the attribute if it is the only one.
    pub removal: Span,
    /// The rule of ansible-lint's that reports the same.
    pub rule: Option<&'static str>,
}

impl Step {
    /// The steps inside a block or section, in their order.
    pub fn inside(&self) -> impl Iterator<Item = &Self> {
        let (first, rescue, always): (&[Self], &[Self], &[Self]) = match &self.kind {
            StepKind::Block {
                steps,
                rescue,
                always,
            } => (steps, rescue, always),
            StepKind::Section { steps, .. } => (steps, &[], &[]),
            StepKind::Task(_) | StepKind::Role(_) | StepKind::Fact { .. } => (&[], &[], &[]),
        };
        first.iter().chain(rescue).chain(always)
    }

    /// As [`Step::inside`], to change them.
    pub fn inside_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        let (first, rescue, always): (&mut [Self], &mut [Self], &mut [Self]) = match &mut self.kind
        {
            StepKind::Block {
                steps,
                rescue,
                always,
            } => (steps, rescue, always),
            StepKind::Section { steps, .. } => (steps, &mut [], &mut []),
            StepKind::Task(_) | StepKind::Role(_) | StepKind::Fact { .. } => {
                (&mut [], &mut [], &mut [])
            }
        };
        first.iter_mut().chain(rescue).chain(always)
    }
}

/// A keyword with its value; units already converted (seconds, minutes) as Ansible wants them.
#[derive(Clone, Debug)]
pub struct Keyword {
    /// Ansible's name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// The value. For `changed_when`, `failed_when`, `until`, `break_when`: a condition, emitted bare.
    pub value: Term,
    /// Comments.
    pub notes: Notes,
}

/// A loop as Ansible has it.
#[derive(Clone, Debug)]
pub struct Loop {
    /// What `loop:` gets.
    pub source: LoopSource,
    /// `loop_var`, emitted: `base_admin`.
    pub var: EcoString,
    /// Keywords of `loop_control` as written (`label index_var pause extended …`); `label` is
    /// filled in by default where items are records or maps.
    pub control: Vec<Keyword>,
}

/// What a loop goes over.
#[derive(Clone, Debug)]
pub enum LoopSource {
    /// A list.
    List(Term),
    /// A map, by `dict2items`.
    Map(Term),
    /// `for a in xs for b in a.field`: `xs | subelements('field')`.
    Subelements(Term, EcoString),
    /// `for a in xs for b in ys`: `xs | product(ys)`.
    Product(Vec<Term>),
}

impl LoopSource {
    /// Where it is written.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::List(term) | Self::Map(term) | Self::Subelements(term, _) => Some(term.span),
            Self::Product(terms) => {
                let first = terms.first()?.span;
                Some(first.to(terms.last()?.span))
            }
        }
    }
}

/// The steps.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A module call.
    Task(Call),
    /// A block.
    Block {
        /// The steps.
        steps: Vec<Step>,
        /// On failure.
        rescue: Vec<Step>,
        /// In any case.
        always: Vec<Step>,
    },
    /// `tasks/NAME.yml`, included where it stands.
    Section {
        /// Its name, and its file's.
        name: EcoString,
        /// Its steps.
        steps: Vec<Step>,
    },
    /// A role.
    Role(Application),
    /// `fact name = expr`.
    Fact {
        /// The emitted name.
        emitted: EcoString,
        /// The value.
        value: Box<Term>,
    },
}

/// A module call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The full name.
    pub module: EcoString,
    /// The place of the name.
    pub span: Span,
    /// Comments.
    pub notes: Notes,
    /// Free form that has no argument name (`meta: flush_handlers`, `raw`).
    pub free_form: Option<Term>,
    /// Arguments as written; unset ones are left out, optional ones get `default(omit)`.
    pub args: Vec<Given>,
    /// The emitted names of the parameters and lets that the template it renders reads.
    pub reads: BTreeSet<EcoString>,
}

/// A role, applied.
#[derive(Clone, Debug)]
pub struct Application {
    /// Which.
    pub role: RoleId,
    /// One of its entries instead of its steps: index into [`Role::entries`](crate::check::program::Role::entries).
    pub entry: Option<usize>,
    /// Parameters given here.
    pub params: Vec<Given>,
    /// Must be `include_role` (a loop, `flush_handlers` between two applications).
    pub dynamic: bool,
}
