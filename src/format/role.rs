//! Roles: parameters, relations, sections, entries.
//!
//! In: `param port:port=22`. Out: `param port: port = 22`.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{BRACKETS, Held, Line};
use crate::syntax::tree::{Block, Name, Param, Require, RequireKind, Role, RoleItem};

impl<'a> Format<'a> {
    /// `role base as "…" { … }`.
    pub(super) fn role(&self, role: &Role) -> Piece<'a> {
        let head = self.aliased("role ", &role.name, role.alias.as_ref());
        self.with_body(head, self.role_items(&role.body))
    }

    fn role_items(&self, body: &Block<RoleItem>) -> Piece<'a> {
        self.block(body.span, &body.items, false, |item| self.role_item(item))
    }

    /// What stands in a role or an entry.
    pub(super) fn role_item(&self, item: &RoleItem) -> Line<'a> {
        let layout = &self.layout;
        match item {
            RoleItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            RoleItem::Attr(attr) => self.attr(attr),
            RoleItem::Param(param) => self.param(param),
            RoleItem::Require(require) => self.line(require.span.start, require.span.end, || {
                Held::Whole(self.require(require))
            }),
            RoleItem::Let(bound) => self.own_let(bound),
            RoleItem::Section {
                span,
                name,
                header,
                body,
                ..
            } => self.line(span.start, span.end, || {
                let head = self.headed(self.named("section ", name), self.clauses(header));
                Held::Whole(self.with_body(head, self.steps(body, false)))
            }),
            RoleItem::Entry {
                span, name, body, ..
            } => self.line(span.start, span.end, || {
                let head = self.named("entry ", name);
                Held::Whole(self.with_body(head, self.role_items(body)))
            }),
            RoleItem::Handler(handler) => self.handler(handler),
            RoleItem::Depends { span, body, .. } => self.line(span.start, span.end, || {
                Held::Whole(self.with_body(layout.text("depends"), self.steps(body, false)))
            }),
            RoleItem::Step(step) => self.step(step),
        }
    }

    fn param(&self, param: &Param) -> Line<'a> {
        self.line(param.span.start, param.span.end, || {
            let typed = self.typed(&param.name, &param.ty, param.default.as_ref());
            Held::Whole(self.layout.row([self.layout.text("param "), typed]))
        })
    }

    fn require(&self, require: &Require) -> Piece<'a> {
        let layout = &self.layout;
        let end = require.span.end;
        match &require.kind {
            RequireKind::OneOf(names) => {
                layout.row([layout.text("require one of "), self.names(names, end)])
            }
            RequireKind::Exclusive(names) => {
                layout.row([layout.text("require exclusive "), self.names(names, end)])
            }
            RequireKind::Together(names) => {
                layout.row([layout.text("require together "), self.names(names, end)])
            }
            RequireKind::When(name, condition) => layout.row([
                self.named("require ", name),
                layout.text(" when "),
                self.expr(condition),
            ]),
        }
    }

    /// `[a, b]`, up to `end`.
    fn names(&self, names: &[Name], end: u32) -> Piece<'a> {
        let first = names.first().map_or(end - 1, |name| name.span.start);
        let opened = self.open(self.start_before(first));
        let line = |name: &Name| {
            self.line(name.span.start, name.span.end, || {
                Held::Whole(self.name(name))
            })
        };
        let lines = names.iter().map(line).collect();
        self.close(BRACKETS, opened, lines, end, false)
    }
}
