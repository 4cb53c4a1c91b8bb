//! Expressions and text as written: `admins | length > 0`.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use crate::source::Span;
use crate::syntax::tree::{For, Lead, Name};
use ecow::EcoString;

/// A string: text and what is interpolated in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// With the quotes.
    pub span: Span,
    /// How it was written.
    pub style: TextStyle,
    /// Its parts; adjacent literals are one part, an empty string has none.
    pub parts: Vec<TextPart>,
}

/// How a string was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// `"…"`.
    Plain,
    /// `"""…"""`.
    Block,
    /// `r"…"`.
    Raw,
    /// `r"""…"""`.
    RawBlock,
    /// `'…'` inside `{{ }}`.
    Inner,
}

/// A part of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    /// Text with its escapes done and its indentation removed.
    Literal(EcoString),
    /// `{{ expr }}`.
    Code(Box<Expr>),
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Its place.
    pub span: Span,
    /// Which.
    pub kind: ExprKind,
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
    Text(Text),
    /// `name`.
    Name(EcoString),
    /// `a.b`.
    Field(Box<Expr>, Name),
    /// `a[b]`.
    Index(Box<Expr>, Box<Expr>),
    /// `a[start:stop:step]`.
    Slice(Box<Expr>, Box<[Option<Expr>; 3]>),
    /// `f(x, y=1)`.
    Call(Box<Expr>, Vec<Arg>),
    /// `x | filter(y)`; the name may have dots.
    Filter(Box<Expr>, Name, Vec<Arg>),
    /// `x is not test(y)`.
    Test {
        subject: Box<Expr>,
        negated: bool,
        name: Name,
        args: Vec<Arg>,
    },
    /// `not x`, `-x`, `+x`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, `a and b`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`: never empty.
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
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
    Comprehension {
        element: Box<Expr>,
        clauses: Vec<For>,
        condition: Option<Box<Expr>>,
    },
    /// `1..5`, `"01".."12"`.
    Range(Box<Expr>, Box<Expr>),
    /// `by facts.os_family { "Debian" { … } else { … } }`.
    By(Box<By>),
    /// `( x )`.
    Paren(Box<Expr>),
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
