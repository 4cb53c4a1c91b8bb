//! Playbooks, plays and host patterns as written: `play "…" on web { … }`.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use crate::source::Span;
use crate::syntax::tree::{
    Attr, Block, Handler, Header, Lead, Let, Name, Path, Step, Text, TypeExpr,
};
use derive_where::derive_where;
use ecow::EcoString;

/// What stands in a playbook.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every item is of the largest kind, so a box would save nothing"
)]
pub enum PlaybookItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `import other`.
    Import {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        playbook: Path,
    },
    /// `play "…" on … { … }`.
    Play(Play),
}

/// `play "Every server" on all and not disabled { … }`.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Play {
    /// Comments and docs.
    pub lead: Lead,
    /// The whole.
    #[derive_where(skip)]
    pub span: Span,
    /// The sentence.
    pub name: Text,
    /// Which hosts.
    pub on: Pattern,
    /// `when` and `tags` of a play (`for` is reported).
    pub header: Header,
    /// What it holds, in order.
    pub body: Block<PlayItem>,
}

/// What stands in a play.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum PlayItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `serial = [1, 20%]`.
    Attr(Attr),
    /// `let x = …`.
    Let(Let),
    /// `prompt release: string { private = true }`.
    Prompt {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        name: Name,
        ty: TypeExpr,
        body: Option<Block<Attr>>,
    },
    /// A handler of the play's own tasks.
    Handler(Handler),
    /// A role, task, block or fact.
    Step(Step),
}

/// A host pattern as written: any nesting parses, what Ansible cannot say is refused later.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Pattern {
    /// Its place.
    #[derive_where(skip)]
    pub span: Span,
    /// Which.
    pub kind: PatternKind,
}

/// The patterns.
#[derive(Clone, Debug, PartialEq)]
pub enum PatternKind {
    /// Reported.
    Error,
    /// `web`, `all`, `common.web`.
    Group(Path),
    /// `"web01.example.org"`, `"lb*.example.org"`: text between the quotes.
    Host(EcoString),
    /// `web[0]`, `web[1:]`, `web[-1]`: start, and for a slice its end.
    Subscript {
        group: Path,
        start: Option<i64>,
        slice: bool,
        end: Option<i64>,
    },
    /// `a or b`.
    Or(Vec<Pattern>),
    /// `a and b`.
    And(Vec<Pattern>),
    /// `not a`.
    Not(Box<Pattern>),
    /// `( … )`.
    Paren(Box<Pattern>),
}
