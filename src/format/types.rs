//! Types.
//!
//! In: `list( Admin )?`. Out: `list(Admin)?`.

use crate::format::Format;
use crate::format::layout::{Piece, STEP};
use crate::format::lines::{BRACES, Held, Line};
use crate::source::Span;
use crate::syntax::token::Kind;
use crate::syntax::tree::{Field, TypeExpr, TypeKind};

impl<'a> Format<'a> {
    /// A type.
    pub(super) fn ty(&self, ty: &TypeExpr) -> Piece<'a> {
        let layout = &self.layout;
        match &ty.kind {
            TypeKind::Error => self.text(ty.span),
            TypeKind::Name(path) => self.path(path),
            TypeKind::Apply(name, inner) => layout.row([
                self.name(name),
                layout.text("("),
                self.ty(inner),
                layout.text(")"),
            ]),
            TypeKind::Optional(inner) => {
                // `"a" | "b"?` would read as if only the last one could be missing.
                let unclear = matches!(&inner.kind, TypeKind::Literals(all) if all.len() > 1)
                    || matches!(inner.kind, TypeKind::Optional(_));
                if unclear {
                    layout.row([layout.text("("), self.ty(inner), layout.text(")?")])
                } else {
                    layout.row([self.ty(inner), layout.text("?")])
                }
            }
            TypeKind::Literals(all) => {
                let mut pieces = Vec::with_capacity(all.len() * 3);
                for (index, text) in all.iter().enumerate() {
                    if index > 0 {
                        pieces.extend([layout.line(), layout.text("| ")]);
                    }
                    pieces.push(self.text(text.span));
                }
                layout.group(layout.nest(STEP, layout.row(pieces)))
            }
            TypeKind::Record(fields) => {
                let braces = self.braces_within(ty.span);
                self.items(BRACES, braces, fields, |field| self.field(field))
            }
        }
    }

    /// The braces of a record: with parentheses around them, they stand further in.
    fn braces_within(&self, span: Span) -> Span {
        let mut braces = span;
        while let Some(token) = self.token_at(braces.start)
            && token.kind == Kind::OpenParen
        {
            braces.start = token.span.end;
        }
        if let Some(token) = self.token_at(braces.start) {
            braces.start = token.span.start;
        }
        while let Some(token) = self.token_before(braces.end)
            && token.kind == Kind::CloseParen
        {
            braces.end = token.span.start;
        }
        if let Some(token) = self.token_before(braces.end) {
            braces.end = token.span.end;
        }
        braces
    }

    fn field(&self, field: &Field) -> Line<'a> {
        let end = field
            .default
            .as_ref()
            .map_or(field.ty.span.end, |default| default.span.end);
        self.line(field.name.span.start, end, || {
            Held::Whole(self.typed(&field.name, &field.ty, field.default.as_ref()))
        })
    }
}
