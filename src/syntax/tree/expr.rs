//! Expressions as written: `admins | length > 0`.
//!
//! A fleet is mostly literals: what is rarer than text stands behind a box, so that an
//! [`Expr`] is no larger than text is.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use crate::source::Span;
use crate::syntax::tree::{For, Lead, Name, Text, TextBody};
use derive_where::derive_where;
use ecow::EcoString;

/// An expression.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Expr {
    /// Its place.
    #[derive_where(skip)]
    pub span: Span,
    /// Which.
    pub kind: ExprKind,
}

impl From<Text> for Expr {
    fn from(text: Text) -> Self {
        Self {
            span: text.span,
            kind: ExprKind::Text(text.body),
        }
    }
}

/// The expressions. Jinja2's grammar, plus ranges, `by` and comprehensions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// Reported.
    Error,
    /// `null`.
    Null,
    /// `true`.
    Bool(bool),
    /// `42`.
    Int(i64),
    /// `2.5`.
    Float(f64),
    /// `0644`, digits as written.
    Mode(EcoString),
    /// `15m`: the number and its unit, one of `s m h d`.
    Duration(i64, char),
    /// `20%`.
    Percent(i64),
    /// A string.
    Text(TextBody),
    /// `name`.
    Name(EcoString),
    /// `a.b`.
    Field(Box<Expr>, Box<Name>),
    /// `a[b]`.
    Index(Box<Expr>, Box<Expr>),
    /// `a[start:stop:step]`.
    Slice(Box<Expr>, Box<[Option<Expr>; 3]>),
    /// `f(x, y=1)`.
    Call(Box<Expr>, Box<[Arg]>),
    /// `x | filter(y)`.
    Filter(Box<Expr>, Box<Applied>),
    /// `x is not test(y)`.
    Test {
        subject: Box<Expr>,
        negated: bool,
        test: Box<Applied>,
    },
    /// `not x`, `-x`, `+x`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, `a and b`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`.
    Compare(Box<Compared>),
    /// `a if c else b`; without `else` the result is unset.
    If {
        then: Box<Expr>,
        condition: Box<Expr>,
        otherwise: Option<Box<Expr>>,
    },
    /// `[a, ..b]`.
    List(Vec<ListItem>),
    /// `{ a = 1, ..b }`.
    Map(Vec<MapItem>),
    /// `[x for x in xs if c]`.
    Comprehension(Box<Comprehension>),
    /// `1..5`, `"01".."12"`.
    Range(Box<Expr>, Box<Expr>),
    /// `by facts.os_family { "Debian" { … } else { … } }`.
    By(Box<By>),
    /// `( x )`.
    Paren(Box<Expr>),
}

/// `a < b <= c`.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// `a`.
    pub first: Expr,
    /// What follows: never empty.
    pub rest: Vec<(CompareOp, Expr)>,
}

/// A filter or a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// Its name, which may have dots.
    pub name: Name,
    /// What stands in parentheses.
    pub args: Vec<Arg>,
}

/// `[x for x in xs if c]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comprehension {
    /// What comes out for each.
    pub element: Expr,
    /// The loops, outermost first.
    pub clauses: Vec<For>,
    /// Which are left out.
    pub condition: Option<Expr>,
}

/// `by [s1, s2] { "a" { x } else { y } }`.
#[derive(Clone, Debug, PartialEq)]
pub struct By {
    /// One subject, or several tried in order.
    pub subjects: Vec<Expr>,
    /// The arms: literal text and value.
    pub arms: Vec<(Text, Expr)>,
    /// `else { … }`.
    pub otherwise: Option<Expr>,
}

/// An argument of a call, filter or test.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// `name=` in front.
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// An item of a list literal.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// Comments.
    pub lead: Lead,
    /// `..xs`: all of its items.
    pub spread: bool,
    /// The value.
    pub value: Expr,
}

/// An entry of a map literal.
#[derive(Clone, Debug, PartialEq)]
pub enum MapItem {
    /// `key = value`, `"other key" = value`.
    Entry { lead: Lead, key: Text, value: Expr },
    /// `..defaults`.
    Spread { lead: Lead, value: Expr },
}

/// Operators in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `not x`.
    Not,
    /// `-x`.
    Minus,
    /// `+x`.
    Plus,
}

/// Operators between, but for comparisons. Jinja's precedence: `or`, `and`, `not`, comparisons,
/// `+ -`, `~`, `* / // %`, unary `- +`, `**`, postfix and filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `+`.
    Add,
    /// `-`.
    Sub,
    /// `~`.
    Concat,
    /// `*`.
    Mul,
    /// `/`.
    Div,
    /// `//`.
    FloorDiv,
    /// `%` with blanks around.
    Mod,
    /// `**`.
    Pow,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
}

impl CompareOp {
    /// As it is written, here and in Jinja.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
        }
    }
}
