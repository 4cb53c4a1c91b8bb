//! Checked expressions: typed, resolved, folded.
//!
//! In: `"Port {{ ssh_port }}"` in role `base`. Out: a [`TermKind::Text`] whose second part is a
//! [`Ref`] emitted as `base_ssh_port`. Whatever is known now has been computed: a term is known
//! exactly when it is a [`TermKind::Value`]. Everything else becomes Jinja.

#![allow(missing_docs, reason = "the fields of variants say what they are")]

use ecow::EcoString;

use crate::check::types::Type;
use crate::schema::plugin::Sort;
use crate::source::Span;
pub use crate::syntax::tree::{BinaryOp, CompareOp, UnaryOp};
use crate::value::{Value, short};

/// A checked expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Where it was written.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Which.
    pub kind: TermKind,
}

/// The terms. A fleet is mostly values: what is larger stands behind a box.
#[derive(Clone, Debug, PartialEq)]
pub enum TermKind {
    /// Known now.
    Value(Value),
    /// Known to be unset: a whole argument, item or entry that is this is left out.
    Unset,
    /// A name.
    Ref(Box<Ref>),
    /// Text with later parts; adjacent literals are one.
    Text(Vec<TextPart>),
    /// `a.b`; `default` is what the record's type fills in (`(a.b | default(x))`).
    Field {
        base: Box<Term>,
        name: EcoString,
        default: Option<Box<Value>>,
    },
    /// `a[b]`.
    Index(Box<Term>, Box<Term>),
    /// `a[start:stop:step]`.
    Slice(Box<Term>, Box<[Option<Term>; 3]>),
    /// `lookup('env', 'HOME')`: a function of Ansible's by name.
    Call(EcoString, Box<Args>),
    /// `a.split(',')`.
    Method(Box<Term>, EcoString, Box<Args>),
    /// `a | b(c)`, the filter's name as Ansible wants it.
    Filter(Box<Term>, EcoString, Box<Args>),
    /// `a is not b(c)`.
    Test {
        subject: Box<Term>,
        negated: bool,
        name: EcoString,
        args: Box<Args>,
    },
    /// `not a`, `-a`.
    Unary(UnaryOp, Box<Term>),
    /// `a + b`.
    Binary(BinaryOp, Box<Term>, Box<Term>),
    /// `a < b < c`.
    Compare(Box<Term>, Vec<(CompareOp, Term)>),
    /// `a if c else b`.
    If {
        then: Box<Term>,
        condition: Box<Term>,
        otherwise: Option<Box<Term>>,
    },
    /// A list with later items; spreads are flattened, or `a + b` where they are later.
    List(Vec<Item>),
    /// A map with later values, in the written order.
    Map(Vec<(EcoString, Term)>),
    /// `by [s1, s2] { "a" { x } else { y } }`.
    By(Box<By>),
}

/// A choice by what is known only later.
#[derive(Clone, Debug, PartialEq)]
pub struct By {
    /// One subject, or several tried in order.
    pub subjects: Vec<Term>,
    /// The text of a subject, and what it comes to.
    pub arms: Vec<(EcoString, Term)>,
    /// What every other text comes to.
    pub otherwise: Option<Term>,
}

/// An item of a list; `optional` ones are left out when unset.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The value.
    pub term: Term,
}

/// Arguments of a call, filter, test or method.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Args {
    /// By position.
    pub positional: Vec<Term>,
    /// By name.
    pub named: Vec<(EcoString, Term)>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    /// Known text: the user's data, never a template.
    Literal(EcoString),
    /// `{{ … }}`.
    Term(Term),
}

/// A name, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Ref {
    /// What it names.
    pub kind: RefKind,
    /// As written in the language.
    pub name: EcoString,
    /// What stands in Jinja: `base_ssh_port`, `ansible_facts.os_family`, `base_item.0`.
    pub emitted: EcoString,
    /// Where it was declared, if it was.
    pub declared: Option<Span>,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefKind {
    /// A parameter of the role.
    Param,
    /// A `let` of the role (`vars/main.yml`).
    RoleLet,
    /// A `let` of a task, block or play whose value is later (`vars:`).
    LocalLet,
    /// A declared `var`.
    Var,
    /// `facts.x`.
    Fact,
    /// `fact x = …`.
    SetFact,
    /// A registered result.
    Result,
    /// A loop variable of a step.
    Loop,
    /// A magic variable.
    Magic,
    /// A prompt of the play.
    Prompt,
    /// A variable of a top-level `for` that goes over nothing, while its body is checked once.
    Placeholder,
}

impl Term {
    /// A known value.
    #[must_use]
    pub const fn value(span: Span, ty: Type, value: Value) -> Self {
        Self {
            span,
            ty,
            kind: TermKind::Value(value),
        }
    }

    /// The value, if it is known now.
    #[must_use]
    pub const fn known(&self) -> Option<&Value> {
        if let TermKind::Value(value) = &self.kind {
            Some(value)
        } else {
            None
        }
    }

    /// Calls `visit` with this term and every term inside, outermost first.
    pub fn walk<'t>(&'t self, visit: &mut dyn FnMut(&'t Self)) {
        visit(self);
        match &self.kind {
            TermKind::Value(_) | TermKind::Unset | TermKind::Ref(_) => {}
            TermKind::Text(parts) => {
                for part in parts {
                    if let TextPart::Term(term) = part {
                        term.walk(visit);
                    }
                }
            }
            TermKind::Field { base, .. } => base.walk(visit),
            TermKind::Index(base, index) => {
                base.walk(visit);
                index.walk(visit);
            }
            TermKind::Slice(base, bounds) => {
                base.walk(visit);
                bounds.iter().flatten().for_each(|bound| bound.walk(visit));
            }
            TermKind::Call(_, args) => args.walk(visit),
            TermKind::Method(base, _, args) | TermKind::Filter(base, _, args) => {
                base.walk(visit);
                args.walk(visit);
            }
            TermKind::Test { subject, args, .. } => {
                subject.walk(visit);
                args.walk(visit);
            }
            TermKind::Unary(_, inner) => inner.walk(visit),
            TermKind::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            TermKind::Compare(first, rest) => {
                first.walk(visit);
                rest.iter().for_each(|(_, term)| term.walk(visit));
            }
            TermKind::If {
                then,
                condition,
                otherwise,
            } => {
                then.walk(visit);
                condition.walk(visit);
                if let Some(otherwise) = otherwise {
                    otherwise.walk(visit);
                }
            }
            TermKind::List(items) => items.iter().for_each(|item| item.term.walk(visit)),
            TermKind::Map(entries) => entries.iter().for_each(|(_, term)| term.walk(visit)),
            TermKind::By(by) => {
                by.subjects.iter().for_each(|term| term.walk(visit));
                by.arms.iter().for_each(|(_, term)| term.walk(visit));
                if let Some(otherwise) = &by.otherwise {
                    otherwise.walk(visit);
                }
            }
        }
    }
}

impl Args {
    /// What a filter of this name does to each item, by the name that it is given: the filter of `map("upper")`, the test of
    /// `selectattr("uid", "even")`.
    #[must_use]
    pub fn applied(&self, filter: &str) -> Option<(Sort, &EcoString)> {
        let (sort, place) = match short(filter) {
            "map" => (Sort::Filter, 0),
            "select" | "reject" => (Sort::Test, 0),
            "selectattr" | "rejectattr" => (Sort::Test, 1),
            _ => return None,
        };
        let name = self.positional.get(place)?.known()?.as_text()?;
        Some((sort, name))
    }

    /// As [`Term::walk`], for each argument.
    pub fn walk<'t>(&'t self, visit: &mut dyn FnMut(&'t Term)) {
        self.positional.iter().for_each(|term| term.walk(visit));
        self.named.iter().for_each(|(_, term)| term.walk(visit));
    }
}
