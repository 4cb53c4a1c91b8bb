//! Policies, checked: what is gone through and what must hold, with the values of each host still open.

use crate::check::term::Term;
use crate::source::Span;
use ecow::EcoString;

/// `policy "…" { … }`.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What it demands.
    pub name: EcoString,
    /// Its place (the name).
    pub span: Span,
    /// Its parts.
    pub items: Vec<PolicyItem>,
}

/// A part of a policy.
#[derive(Clone, Debug)]
pub enum PolicyItem {
    /// `for h in hosts_in(web) when … { … }`.
    For {
        /// What each is called.
        name: EcoString,
        /// What is gone through.
        source: PolicySource,
        /// For which of them.
        when: Option<Term>,
        /// What follows for each.
        items: Vec<PolicyItem>,
    },
    /// `assert …, "…"`.
    Assert {
        /// Its place.
        span: Span,
        /// What must hold.
        condition: Term,
        /// What is said where it does not.
        message: Option<Term>,
    },
}

/// What a `for` of a policy goes through.
#[derive(Clone, Debug)]
pub enum PolicySource {
    /// The hosts of a group, by its name in the language.
    Hosts(EcoString),
    /// Every role.
    Roles,
    /// Every play.
    Plays,
    /// A list.
    List(Term),
}
