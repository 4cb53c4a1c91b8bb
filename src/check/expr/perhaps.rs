//! Paths of which a part may be unset, where that is asked: `a.b.c | default(1)`, `a.b.c is defined`.
//!
//! In: `server.tls.key` where `tls` may be unset. Out: the path, which is unset where `tls` is, as in Ansible:
//! whatever is read of something undefined is undefined, too. Anywhere else `server.tls` is reported.

use std::sync::Arc;

use crate::check::expr::{Lowering, fit};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind};

impl Lowering<'_, '_> {
    /// As [`Lowering::infer`]; a path is `T?` where any part of it may be unset.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is not listed is no path"
    )]
    pub(super) fn perhaps(&mut self, expr: &tree::Expr) -> Term {
        let term = match &expr.kind {
            ExprKind::Paren(inner) => return self.perhaps(inner),
            ExprKind::Field(base, field) if self.is_value(base) => {
                let base = self.perhaps(base);
                self.of_perhaps(base, expr.span, |this, base| {
                    this.field_of(base, field, expr.span)
                })
            }
            ExprKind::Index(base, index) if self.is_value(base) => {
                let base = self.perhaps(base);
                self.of_perhaps(base, expr.span, |this, base| {
                    this.index_of(base, index, expr.span)
                })
            }
            _ => return self.infer(expr),
        };
        self.narrow_type(expr, term)
    }

    fn of_perhaps(
        &mut self,
        base: Term,
        span: Span,
        read: impl FnOnce(&mut Self, Term) -> Term,
    ) -> Term {
        let Type::Optional(inner) = base.ty.clone() else {
            return read(self, base);
        };
        let unset = base.kind == TermKind::Unset;
        let mut term = read(
            self,
            Term {
                ty: Arc::unwrap_or_clone(inner),
                ..base
            },
        );
        if term.ty == Type::Error {
            return term;
        }
        if unset {
            term.kind = TermKind::Unset;
        }
        // Where what holds it is unset, a record's default is, too.
        if let TermKind::Field { default, .. } = &mut term.kind {
            *default = None;
        }
        Term {
            span,
            ty: fit::optional(term.ty),
            kind: term.kind,
        }
    }

    /// Whether what is read of this is a part of a value, and no name of a namespace, fact or host's variable.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only a name can be one of these"
    )]
    fn is_value(&self, base: &tree::Expr) -> bool {
        match &base.kind {
            ExprKind::Name(name) => {
                self.lookup(name).is_some()
                    || name != "facts"
                        && name != "hostvars"
                        && !self.world.space(self.space).uses.contains_key(name)
            }
            ExprKind::Index(inner, _) => {
                !matches!(&inner.kind, ExprKind::Name(name) if name == "hostvars")
            }
            ExprKind::Paren(inner) => self.is_value(inner),
            _ => true,
        }
    }
}
