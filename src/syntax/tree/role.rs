//! Roles and their steps as written: `role base { … }`.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use crate::source::Span;
use crate::syntax::tree::{Attr, Block, Expr, Header, Lead, Let, Name, Path, Text, TypeExpr};
use derive_where::derive_where;

/// `role base as "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The name.
    pub name: Name,
    /// The name in Ansible.
    pub alias: Option<Text>,
    /// What it holds, in order.
    pub body: Block<RoleItem>,
}

/// What stands in a role or an entry.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum RoleItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `prefix = "rdo_"`, `spec = "…"`, `untested = "why"`.
    Attr(Attr),
    /// `param port: port = 22`.
    Param(Param),
    /// `require one of [a, b]`.
    Require(Require),
    /// `let x = …`.
    Let(Let),
    /// `section packages { … }`.
    Section {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        name: Name,
        header: Header,
        body: Block<StepItem>,
    },
    /// `entry rotate_keys { … }`.
    Entry {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        name: Name,
        body: Block<RoleItem>,
    },
    /// `handler restart_sshd as "…" { … }`.
    Handler(Handler),
    /// `depends { role other { … } }`.
    Depends {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        body: Block<StepItem>,
    },
    /// A task, block, role application or fact.
    Step(Step),
}

/// `handler restart_sshd as "…" { … }`.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Handler {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    #[derive_where(skip)]
    pub span: Span,
    /// The name.
    pub name: Name,
    /// The name in Ansible.
    pub alias: Option<Text>,
    /// `when` is meaningful here.
    pub header: Header,
    /// One module call with attributes, or several steps.
    pub body: Block<TaskItem>,
    /// Filled instead of `body` when the handler holds steps.
    pub steps: Vec<Step>,
}

/// `param admins: list(Admin) = []`.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Param {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    #[derive_where(skip)]
    pub span: Span,
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeExpr,
    /// The default.
    pub default: Option<Expr>,
}

/// A relation between parameters.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Require {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    #[derive_where(skip)]
    pub span: Span,
    /// Which relation.
    pub kind: RequireKind,
}

/// The relations.
#[derive(Clone, Debug, PartialEq)]
pub enum RequireKind {
    /// At least one is set.
    OneOf(Vec<Name>),
    /// At most one is set.
    Exclusive(Vec<Name>),
    /// All are set or none.
    Together(Vec<Name>),
    /// `require b when a == "x"`.
    When(Name, Expr),
}

/// What stands in a section, a block or `depends`.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum StepItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `become = true` on the block.
    Attr(Attr),
    /// `let x = …` for the steps inside.
    Let(Let),
    /// A step.
    Step(Step),
}

/// One step.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Step {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    #[derive_where(skip)]
    pub span: Span,
    /// `[for …] [when …] [tags …]`.
    pub header: Header,
    /// Which.
    pub kind: StepKind,
}

/// The steps.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// `task "Create the accounts" { … }`.
    Task { name: Text, body: Block<TaskItem> },
    /// `block "Say it" { … } rescue { … } always { … }`.
    Block {
        name: Text,
        body: Block<StepItem>,
        rescue: Option<Block<StepItem>>,
        always: Option<Block<StepItem>>,
    },
    /// `role other { … }` or `role base.rotate_keys { … }`: parameters only.
    Role { role: Path, params: Block<Attr> },
    /// `fact name = expr`.
    Fact { name: Name, value: Expr },
}

/// What stands in a task.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum TaskItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `become = true`.
    Attr(Attr),
    /// `let x = …`.
    Let(Let),
    /// `user { … }`, `command "id bob"`, `shell "…" { … }`.
    Call(Call),
}

/// A module call.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Call {
    /// Comments.
    pub lead: Lead,
    /// The whole.
    #[derive_where(skip)]
    pub span: Span,
    /// Short or full, dots included: `user`, `ansible.builtin.user`.
    pub module: Name,
    /// The string after the name.
    pub free_form: Option<Text>,
    /// The arguments in braces, if there are braces.
    pub args: Option<Block<Attr>>,
    /// `extra { … }` inside the braces: arguments that are passed unchecked.
    pub extra: Option<Block<Attr>>,
}
