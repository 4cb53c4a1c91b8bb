//! The tree of a template: what matters for names, nothing of what is only printed.
//!
//! `{{ a.b | join(',') }}` is an [`Expr::Postfix`]: the name `a`, then an attribute and a filter.
//! What has the same strength stands side by side in one node, so that a long sum is no deep tree.

/// A place in the text: bytes.
pub type Range = std::ops::Range<usize>;

/// A template.
#[derive(Debug, Default)]
pub struct Template {
    /// Its statements; plain text is none.
    pub body: Vec<Stmt>,
}

/// A name with its place.
#[derive(Clone, Debug)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
    pub range: Range,
}

/// A statement, or an expression that is printed.
#[derive(Debug)]
pub enum Stmt {
    /// `{{ x }}`, `{% print x %}`.
    Print(Expr),
    /// `{% for target in iter if filter recursive %}`.
    For(Box<For>),
    /// `{% if %}`, each `{% elif %}`, then `{% else %}`.
    If(Vec<(Expr, Vec<Stmt>)>, Vec<Stmt>),
    /// `{% with a = 1 %}`.
    With(Vec<(Expr, Expr)>, Vec<Stmt>),
    /// `{% set a = 1 %}`.
    Set(Expr, Expr),
    /// `{% set a | filter %}…{% endset %}`.
    SetBlock(Expr, Vec<Suffix>, Vec<Stmt>),
    /// `{% autoescape true %}`.
    Autoescape(Expr, Vec<Stmt>),
    /// `{% filter upper %}`.
    Filter(Vec<Suffix>, Vec<Stmt>),
    /// `{% block name scoped %}`: whether it is scoped.
    Block(bool, Vec<Stmt>),
    /// `{% extends x %}`.
    Extends(Expr),
    /// `{% include x %}`.
    Include(Include),
    /// `{% import x as y %}`: the context is given where it says `with context`.
    Import(Expr, Name, bool),
    /// `{% from x import a, b as c %}`.
    From(Expr, Vec<(Name, Option<Name>)>, bool),
    /// `{% macro name(…) %}`.
    Macro(Name, Signature, Vec<Stmt>),
    /// `{% call(…) macro(…) %}`.
    Call(Signature, Expr, Vec<Stmt>),
}

/// `{% for %}`.
#[derive(Debug)]
pub struct For {
    /// What is bound.
    pub target: Expr,
    /// What it goes over.
    pub iter: Expr,
    /// `if`: which items.
    pub filter: Option<Expr>,
    /// The body.
    pub body: Vec<Stmt>,
    /// Where there was no item.
    pub otherwise: Vec<Stmt>,
}

/// `{% include %}`.
#[derive(Debug)]
pub struct Include {
    /// Which.
    pub template: Expr,
    /// `ignore missing`.
    pub optional: bool,
    /// Not `without context`.
    pub context: bool,
}

/// What a macro or a `call` takes.
#[derive(Debug, Default)]
pub struct Signature {
    /// The names.
    pub args: Vec<Name>,
    /// The defaults of the last of them.
    pub defaults: Vec<Expr>,
}

/// An expression.
#[derive(Debug)]
pub enum Expr {
    /// A name.
    Name(Name),
    /// A text, with the place of its quotes.
    Str(String, Range),
    /// A number, `true`, `none`.
    Const(Range),
    /// `[a, b]`.
    List(Vec<Expr>, Range),
    /// `a, b`.
    Tuple(Vec<Expr>, Range),
    /// `{a: b}`: keys and values in turns.
    Dict(Vec<Expr>, Range),
    /// `ns.attr` where something is assigned to it.
    Namespace(Name, Name),
    /// Operators and what they join.
    Joined(Vec<Expr>),
    /// What is read, called or filtered.
    Postfix(Box<Expr>, Vec<Suffix>),
}

/// What stands behind an expression.
#[derive(Debug)]
pub enum Suffix {
    /// `.name`, with the dot.
    Attr(Name, Range),
    /// `[…]`, `.0`: what stands inside.
    Item(Vec<Expr>),
    /// `(…)`.
    Call(Args),
    /// `| name(…)`.
    Filter(Name, Args),
    /// `is not name(…)`.
    Test(Name, Args),
}

/// Arguments.
#[derive(Debug, Default)]
pub struct Args {
    /// By place.
    pub positional: Vec<Expr>,
    /// By name.
    pub named: Vec<(Name, Expr)>,
    /// `*a`, `**b`.
    pub spread: Vec<Expr>,
}

impl Args {
    /// Every value.
    pub fn all(&self) -> impl Iterator<Item = &Expr> {
        let named = self.named.iter().map(|(_, value)| value);
        self.positional.iter().chain(named).chain(&self.spread)
    }
}

impl Expr {
    /// From the first byte to the last.
    pub fn range(&self) -> Range {
        match self {
            Self::Name(name) => name.range.clone(),
            Self::Str(_, range)
            | Self::Const(range)
            | Self::List(_, range)
            | Self::Tuple(_, range)
            | Self::Dict(_, range) => range.clone(),
            Self::Namespace(name, attr) => name.range.start..attr.range.end,
            Self::Joined(parts) => {
                let start = parts.first().map_or(0, |part| part.range().start);
                let end = parts.last().map_or(start, |part| part.range().end);
                start..end
            }
            Self::Postfix(base, suffixes) => {
                let base = base.range();
                let end = suffixes.iter().rev().find_map(|suffix| match suffix {
                    Suffix::Attr(_, range) => Some(range.end),
                    Suffix::Filter(name, _) | Suffix::Test(name, _) => Some(name.range.end),
                    Suffix::Item(_) | Suffix::Call(_) => None,
                });
                base.start..end.unwrap_or(base.end).max(base.end)
            }
        }
    }
}
