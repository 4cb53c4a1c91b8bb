//! Types as written: `list(Admin)?`.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use crate::source::Span;
use crate::syntax::tree::{Expr, Lead, Name, Path};
use derive_where::derive_where;

/// A type as written.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct TypeExpr {
    /// Its place.
    #[derive_where(skip)]
    pub span: Span,
    /// Which.
    pub kind: TypeKind,
}

/// The types.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// Reported.
    Error,
    /// `string`, `Admin`, `common.Admin`.
    Name(Path),
    /// `list(T)`, `map(T)`, `secret(T)`.
    Apply(Name, Box<TypeExpr>),
    /// `{ name: string, active: bool = true }`.
    Record(Vec<Field>),
    /// `"a" | "b"`.
    Literals(Vec<Name>),
    /// `T?`.
    Optional(Box<TypeExpr>),
}

/// A field of a record type.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Comments and docs.
    pub lead: Lead,
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeExpr,
    /// The default.
    pub default: Option<Expr>,
}
