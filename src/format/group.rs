//! Hosts and groups.
//!
//! In: `group web{port=22}`. Out: `group web { port = 22 }`, its brace below that of the line above.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{BRACES, Held, Kind, Line};
use crate::syntax::tree::{Block, Member, Text};

impl<'a> Format<'a> {
    /// `host "…" { … }`, without its comments.
    pub(super) fn host(&self, name: &Text, body: &Block<Member>) -> Held<'a> {
        Held::Pair {
            kind: Kind::Host,
            left: self
                .layout
                .row([self.layout.text("host "), self.string(name)]),
            sign: "",
            right: self.members(body, false),
        }
    }

    /// `{ address = "10.0.0.1" … }`.
    pub(super) fn members(&self, body: &Block<Member>, open: bool) -> Piece<'a> {
        let attrs = body
            .items
            .iter()
            .all(|member| matches!(member, Member::Attr(_)));
        if attrs && !open {
            return self.items(BRACES, body.span, &body.items, |member| self.member(member));
        }
        self.block(body.span, &body.items, open, |member| self.member(member))
    }

    fn member(&self, member: &Member) -> Line<'a> {
        let layout = &self.layout;
        let (span, held): (_, Box<dyn FnOnce() -> Held<'a> + '_>) = match member {
            Member::Attr(attr) => return self.attr(attr),
            Member::Error(span) => (*span, Box::new(|| Held::Whole(self.text(*span)))),
            Member::Vars { span, body, .. } => (
                *span,
                Box::new(|| Held::Whole(self.with_body(layout.text("vars"), self.attrs(body)))),
            ),
            Member::Extra { span, body, .. } => (
                *span,
                Box::new(|| Held::Whole(self.with_body(layout.text("extra"), self.attrs(body)))),
            ),
            Member::Set {
                span, role, body, ..
            } => (
                *span,
                Box::new(|| {
                    let head = layout.row([layout.text("set "), self.path(role)]);
                    Held::Whole(self.with_body(head, self.attrs(body)))
                }),
            ),
            Member::Host {
                span, name, body, ..
            } => (*span, Box::new(|| self.host(name, body))),
            Member::For {
                span, clause, body, ..
            } => (
                *span,
                Box::new(|| {
                    let head = self.for_(clause);
                    Held::Whole(self.with_body(head, self.members(body, false)))
                }),
            ),
            Member::If {
                span,
                branches,
                otherwise,
                ..
            } => (
                *span,
                Box::new(|| {
                    let body = |body: &Block<Member>, open| self.members(body, open);
                    Held::Whole(self.branches(branches, otherwise.as_deref(), body))
                }),
            ),
        };
        self.line(span.start, span.end, held)
    }
}
