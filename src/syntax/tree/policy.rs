//! Policies: what must hold of the resolved fleet.
//!
//! `policy "Every host has base" { for h in hosts_in(all) { assert h.base is defined } }`.

use crate::source::Span;
use crate::syntax::tree::{Block, Expr, Header, Lead, Text};
use derive_where::derive_where;

/// `policy "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// What it demands, as a sentence.
    pub name: Text,
    /// Its parts.
    pub body: Block<PolicyItem>,
}

/// What a policy holds.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub enum PolicyItem {
    /// Reported.
    Error(#[derive_where(skip)] Span),
    /// `for h in hosts_in(web) when h.port is defined { … }`.
    For {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        header: Box<Header>,
        body: Block<PolicyItem>,
    },
    /// `assert h.port == 22, "{{ h.name }} listens elsewhere"`.
    Assert {
        lead: Lead,
        #[derive_where(skip)]
        span: Span,
        condition: Expr,
        message: Option<Text>,
    },
}
