//! What has a name and a value: attributes and `let`.
//!
//! In: `port=22`. Out: `port = 22`, the `=` below that of the line above.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{BRACES, Held, Kind, Line};
use crate::syntax::tree::{Attr, Block, Expr, Let, Name, TypeExpr};

impl<'a> Format<'a> {
    /// `name = value`.
    pub(super) fn attr(&self, attr: &Attr) -> Line<'a> {
        self.line(attr.name.span.start, attr.value.span.end, || Held::Pair {
            kind: Kind::Value,
            left: self.name(&attr.name),
            sign: if attr.adds { "+=" } else { "=" },
            right: self.expr(&attr.value),
        })
    }

    /// `{ name = value … }`.
    pub(super) fn attrs(&self, body: &Block<Attr>) -> Piece<'a> {
        self.items(BRACES, body.span, &body.items, |attr| self.attr(attr))
    }

    /// `let name: T = value`, without its comments.
    pub(super) fn bound(&self, bound: &Let) -> Held<'a> {
        let mut left = vec![self.layout.text("let "), self.name(&bound.name)];
        if let Some(ty) = &bound.ty {
            left.extend([self.layout.text(": "), self.ty(ty)]);
        }
        Held::Pair {
            kind: Kind::Let,
            left: self.layout.row(left),
            sign: "=",
            right: self.expr(&bound.value),
        }
    }

    /// `let name: T = value`.
    pub(super) fn own_let(&self, bound: &Let) -> Line<'a> {
        let start = self.start_before(bound.name.span.start);
        self.line(start, bound.value.span.end, || self.bound(bound))
    }

    /// `name: T = default`.
    pub(super) fn typed(&self, name: &Name, ty: &TypeExpr, default: Option<&Expr>) -> Piece<'a> {
        let mut pieces = vec![self.name(name), self.layout.text(": "), self.ty(ty)];
        if let Some(default) = default {
            pieces.extend([self.layout.text(" = "), self.expr(default)]);
        }
        self.layout.row(pieces)
    }
}
