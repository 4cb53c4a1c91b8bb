//! Playbooks, checked: plays, prompts, host patterns.

use crate::check::program::{Handler, Keyword, Notes, PlaybookId, RoleLet, Step};
use crate::check::types::Type;
use crate::source::Span;
use ecow::EcoString;

/// A playbook.
#[derive(Clone, Debug)]
pub struct Playbook {
    /// `site`.
    pub name: EcoString,
    /// `site`: `playbooks/site.yml`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Imports and plays in order.
    pub items: Vec<PlaybookItem>,
}

/// What a playbook holds.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "plays are the rule, imports the exception"
)]
pub enum PlaybookItem {
    /// `import other`.
    Import(PlaybookId, Span, Notes),
    /// A play.
    Play(Play),
}

impl PlaybookItem {
    /// The play, where it is one.
    #[must_use]
    pub const fn as_play(&self) -> Option<&Play> {
        match self {
            Self::Play(play) => Some(play),
            Self::Import(..) => None,
        }
    }
}

/// A play.
#[derive(Clone, Debug)]
pub struct Play {
    /// The sentence.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Which hosts.
    pub on: Pattern,
    /// May match no host.
    pub optional: bool,
    /// A link to the proposal behind it.
    pub spec: Option<EcoString>,
    /// Tags.
    pub tags: Vec<EcoString>,
    /// Play keywords by Ansible's names, as written.
    pub keywords: Vec<Keyword>,
    /// Prompts.
    pub prompts: Vec<Prompt>,
    /// Later lets: `vars:`.
    pub lets: Vec<RoleLet>,
    /// Handlers of its own tasks.
    pub handlers: Vec<Handler>,
    /// Roles and tasks in order.
    pub steps: Vec<Step>,
}

/// `prompt release: string { private = true }`.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Its name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// `vars_prompt` keys as written.
    pub keywords: Vec<Keyword>,
    /// Comments and docs (the doc is what is asked).
    pub notes: Notes,
}

/// A host pattern Ansible can say: a union, then intersections, then exclusions.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its place.
    pub span: Span,
    /// `a or b`.
    pub any: Vec<Atom>,
    /// `and c`.
    pub and: Vec<Atom>,
    /// `and not d`.
    pub not: Vec<Atom>,
}

/// A part of a pattern.
#[derive(Clone, Debug)]
pub struct Atom {
    /// Its place.
    pub span: Span,
    /// Which.
    pub kind: AtomKind,
}

/// The parts of a pattern.
#[derive(Clone, Debug)]
pub enum AtomKind {
    /// `all`.
    All,
    /// A group, by its name in the language.
    Group(EcoString),
    /// A host's name or a glob.
    Host(EcoString),
    /// `web[0]`, `web[1:]`: the group, start, whether a slice, end (inclusive as in Ansible).
    Subscript(EcoString, Option<i64>, bool, Option<i64>),
}
