//! Platforms and tests as written: `test base { with { … } verify { … } }`.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use crate::source::Span;
use crate::syntax::tree::{Attr, Block, Expr, Lead, Name, Path, Pattern, Step, StepItem, Text};
use derive_where::derive_where;

/// `test base { … }` or `test "the fleet in small" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What is converged.
    pub subject: TestSubject,
    /// What it holds.
    pub body: Block<TestItem>,
}

/// What a test converges.
#[derive(Clone, Debug, PartialEq)]
pub enum TestSubject {
    /// `base`, `monitoring.agent`: a role.
    Role(Path),
    /// `"the fleet in small"`: a playbook, which an attribute names.
    Fleet(Text),
}

/// What stands in a test.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum TestItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `platforms = [debian12]`.
    Attr(Attr),
    /// `with { admins = [] }`.
    With {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        body: Block<Attr>,
    },
    /// `set base { admins = [] }`: parameters of another role that runs, too.
    Set {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        role: Path,
        body: Block<Attr>,
    },
    /// `prepare { task "…" { … } }`: what must be there before.
    Prepare {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        body: Block<StepItem>,
    },
    /// `verify on web { … }`.
    Verify {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        on: Option<Pattern>,
        body: Block<VerifyItem>,
    },
}

/// What stands in a `verify`.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum VerifyItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// A task, so that an `assert` can speak of its result.
    Step(Box<Step>),
    /// `assert marker.stat.exists, "there is no marker"`.
    Assert {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        condition: Expr,
        message: Option<Text>,
    },
    /// `port 22 { listening = true }`.
    Check {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        kind: Name,
        of: Expr,
        body: Option<Block<Attr>>,
    },
}
