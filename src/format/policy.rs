//! Policies.
//!
//! In: `policy "…"{for h in hosts_in(all){assert h.port==22,"…"}}`. Out: the same with blanks, or on
//! several lines.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{Held, Line};
use crate::syntax::tree::{Block, Policy, PolicyItem};

impl<'a> Format<'a> {
    /// `policy "…" { … }`.
    pub(super) fn policy(&self, policy: &Policy) -> Piece<'a> {
        let head = self.sentence("policy ", &policy.name);
        self.with_body(head, self.policy_items(&policy.body))
    }

    fn policy_items(&self, body: &Block<PolicyItem>) -> Piece<'a> {
        self.block(body.span, &body.items, false, |item| self.policy_item(item))
    }

    fn policy_item(&self, item: &PolicyItem) -> Line<'a> {
        match item {
            PolicyItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            PolicyItem::For {
                span, header, body, ..
            } => self.line(span.start, span.end, || {
                let mut clauses = self.clauses(header).into_iter();
                let first = clauses.next().unwrap_or_else(|| self.layout.nothing());
                let head = self.headed(first, clauses.collect());
                Held::Whole(self.with_body(head, self.policy_items(body)))
            }),
            PolicyItem::Assert {
                span,
                condition,
                message,
                ..
            } => self.line(span.start, span.end, || {
                Held::Whole(self.assertion(condition, message.as_ref()))
            }),
        }
    }
}
