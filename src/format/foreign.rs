//! What others wrote, brought in.
//!
//! In: `use filter site_url( string ):string`. Out: `use filter site_url(string): string`.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::Held;
use crate::syntax::tree::{
    Foreign, ForeignRole, Name, Operation, RoleItem, RoleSource, Text, TypeExpr,
};

/// What stands in the braces of a foreign role.
enum Part<'t> {
    Item(&'t RoleItem),
    Handler(&'t Name, &'t Text),
}

impl<'a> Format<'a> {
    /// `use KIND NAME …`.
    pub(super) fn foreign(&self, foreign: &Foreign) -> Piece<'a> {
        let layout = &self.layout;
        match foreign {
            Foreign::Role(role) => self.foreign_role(role),
            Foreign::Module { name, source } => {
                layout.row([self.named("use module ", name), self.from(source.as_ref())])
            }
            Foreign::Collection { name, source } => {
                layout.row([self.named("use collection ", name), self.from(Some(source))])
            }
            Foreign::Operation {
                what,
                name,
                takes,
                gives,
                source,
            } => {
                let word = match what {
                    Operation::Filter => "use filter ",
                    Operation::Test => "use test ",
                    Operation::Lookup => "use lookup ",
                };
                layout.row([
                    self.named(word, name),
                    self.signature(takes, gives.as_ref()),
                    self.from(source.as_ref()),
                ])
            }
        }
    }

    fn from(&self, source: Option<&Text>) -> Piece<'a> {
        match source {
            Some(source) => self
                .layout
                .row([self.layout.text(" from "), self.string(source)]),
            None => self.layout.nothing(),
        }
    }

    fn signature(&self, takes: &[TypeExpr], gives: Option<&TypeExpr>) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = vec![layout.text("(")];
        for (index, ty) in takes.iter().enumerate() {
            if index > 0 {
                pieces.push(layout.text(", "));
            }
            pieces.push(self.ty(ty));
        }
        pieces.push(layout.text(")"));
        if let Some(ty) = gives {
            pieces.extend([layout.text(": "), self.ty(ty)]);
        }
        layout.row(pieces)
    }

    fn foreign_role(&self, role: &ForeignRole) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = vec![self.aliased("use role ", &role.name, role.alias.as_ref())];
        match &role.source {
            RoleSource::Galaxy { name, version } => pieces.extend([
                layout.text(" from galaxy "),
                self.string(name),
                layout.text(" version "),
                self.string(version),
            ]),
            RoleSource::Folder(path) => pieces.push(self.from(Some(path))),
        }
        let head = layout.row(pieces);
        let Some(body) = &role.body else {
            return head;
        };
        let mut parts: Vec<(u32, Part<'_>)> = Vec::new();
        for item in &body.items {
            parts.push((place(item), Part::Item(item)));
        }
        for (name, emitted) in &role.handlers {
            parts.push((name.span.start, Part::Handler(name, emitted)));
        }
        parts.sort_by_key(|(place, _)| *place);
        let body = self.block(body.span, &parts, false, |(_, part)| match part {
            Part::Item(item) => self.role_item(item),
            Part::Handler(name, emitted) => {
                let start = self.start_before(name.span.start);
                self.line(start, emitted.span.end, || {
                    let head = self.named("handler ", name);
                    Held::Whole(layout.row([head, layout.text(" = "), self.string(emitted)]))
                })
            }
        });
        self.with_body(head, body)
    }
}

/// Only parameters and entries stand there.
fn place(item: &RoleItem) -> u32 {
    match item {
        RoleItem::Error(span) | RoleItem::Entry { span, .. } => span.start,
        RoleItem::Param(param) => param.span.start,
        RoleItem::Attr(attr) => attr.name.span.start,
        RoleItem::Require(require) => require.span.start,
        RoleItem::Let(bound) => bound.name.span.start,
        RoleItem::Section { span, .. } | RoleItem::Depends { span, .. } => span.start,
        RoleItem::Handler(handler) => handler.span.start,
        RoleItem::Step(step) => step.span.start,
    }
}
