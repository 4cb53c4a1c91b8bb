//! The arguments of module calls, against what the module takes.
//!
//! In: `user { name = "alice", groups = "sudo" }`, each value lowered. Out: reports, such as that
//! `groups` is a list and `["sudo"]` was meant. A dictionary that has options of its own is checked
//! like a call, to any depth. Of a value that comes later only the type can be asked.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

mod action;
mod choice;
mod default;
mod name;
mod offer;
mod relation;
mod secret;
mod value;

use std::fmt;

pub use default::Defaulted;

use crate::check::step::Body;
use crate::check::term::Term;
use crate::check::types::Type;
use crate::schema::module::{Argument, FreeForm, Module, Relation};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::Value;

/// What arguments belong to: a module, or an argument that has options of its own.
#[derive(Clone, Copy)]
pub(super) enum Owner<'o> {
    Module(&'o Module),
    Option(&'o Self, Argument),
}

/// A value that was written, or a part of one.
#[derive(Clone, Copy)]
pub(super) struct Seen<'t> {
    /// The value.
    pub what: What<'t>,
    /// Its place, or that of what it is a part of.
    pub span: Span,
    /// How it was written, where that is here.
    pub expr: Option<&'t Expr>,
}

/// A value as far as it is known.
#[derive(Clone, Copy)]
pub(super) enum What<'t> {
    Term(&'t Term),
    Value(&'t Value),
    /// Of a field of a later record.
    Type(&'t Type),
}

/// An argument that was given.
pub(super) struct Argued<'t> {
    pub name: &'t str,
    pub span: Span,
    pub seen: Seen<'t>,
}

/// How the arguments are given, which says what may be missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Completeness {
    /// All of them.
    Whole,
    /// More come from elsewhere: `module_defaults`, or these are they.
    Part,
}

/// The text after a module's name, apart from arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// None, or one that is an argument.
    None,
    /// It is what the module takes.
    Whole,
    /// The module takes none, which was reported.
    Refused,
}

impl<'t> Seen<'t> {
    pub(super) fn term(term: &'t Term, expr: Option<&'t Expr>) -> Self {
        Self {
            what: What::Term(term),
            span: expr.map_or(term.span, |expr| expr.span),
            expr: expr.map(bare),
        }
    }

    const fn value(value: &'t Value, span: Span, expr: Option<&'t Expr>) -> Self {
        Self {
            what: What::Value(value),
            span,
            expr,
        }
    }

    /// The value, if it is known now.
    const fn known(self) -> Option<&'t Value> {
        match self.what {
            What::Term(term) => term.known(),
            What::Value(value) => Some(value),
            What::Type(_) => None,
        }
    }

    /// Whether it is a literal of this place, which can be written in another way.
    const fn is_literal(self) -> bool {
        match self.expr {
            Some(expr) => !matches!(
                expr.kind,
                ExprKind::Name(_)
                    | ExprKind::Field(..)
                    | ExprKind::Index(..)
                    | ExprKind::Call(..)
                    | ExprKind::Filter(..)
            ),
            None => false,
        }
    }
}

impl<'o> Owner<'o> {
    /// What it takes.
    fn arguments(self) -> Vec<Argument> {
        match self {
            Self::Module(module) => {
                let arguments = module.arguments();
                arguments
                    .filter(|argument| !action::is_form(argument))
                    .collect()
            }
            Self::Option(_, argument) => argument.suboptions().collect(),
        }
    }

    fn relations(self) -> Vec<Relation> {
        match self {
            Self::Module(module) => {
                let mut all = module.relations();
                for relation in action::relations(module) {
                    if !all.contains(&relation) {
                        all.push(relation);
                    }
                }
                all
            }
            Self::Option(_, argument) => argument.relations(),
        }
    }

    fn requires(self, argument: Argument) -> bool {
        match self {
            Self::Module(module) => action::is_required(module, argument),
            Self::Option(..) => argument.required(),
        }
    }

    /// Ansible's name of an argument's type.
    fn type_of(self, argument: Argument) -> &'static str {
        match self {
            Self::Module(module) => action::type_of(module, argument),
            Self::Option(..) => argument.ty,
        }
    }

    /// `mode` of `copy`, as messages name it.
    fn naming(self, name: &str) -> String {
        match self {
            Self::Module(module) => format!("`{name}` of `{}`", module.short_name()),
            Self::Option(owner, argument) => owner.naming(&format!("{}.{name}", argument.name)),
        }
    }
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module(module) => write!(f, "`{}`", module.short_name()),
            Self::Option(owner, argument) => f.write_str(&owner.naming(argument.name)),
        }
    }
}

impl Body<'_, '_> {
    /// Checks a call's arguments.
    pub(super) fn arguments(
        &mut self,
        module: &Module,
        given: &[Argued<'_>],
        form: Form,
        at: Span,
    ) {
        if !module.is_known() {
            return;
        }
        if module.free_form == Some(FreeForm::Whole) && form == Form::None {
            self.no_text(module, at);
        }
        let whole = if form == Form::Refused || self.has_defaults(module) {
            Completeness::Part
        } else {
            Completeness::Whole
        };
        self.options(Owner::Module(module), given, whole, at);
    }

    /// Checks what was given to an owner: names, values, and what they demand together.
    pub(super) fn options(
        &mut self,
        owner: Owner<'_>,
        given: &[Argued<'_>],
        whole: Completeness,
        at: Span,
    ) {
        let known = owner.arguments();
        let mut named: Vec<(&'static str, &Argued<'_>)> = Vec::with_capacity(given.len());
        let mut meant: Vec<(&'static str, &Argued<'_>)> = Vec::new();
        for argued in given {
            let Some(argument) = self.argument_of(owner, &known, argued, &named) else {
                meant.extend(name::near(argued.name, &known).map(|name| (name, argued)));
                continue;
            };
            named.push((argument.name, argued));
            self.set_where_required(owner, argument, argued.seen);
            self.value(value::Want::whole(&owner, argument), argued.seen);
            self.secret_argument(owner, argument, argued.seen);
        }
        // What was meant is not missing as well.
        for (name, argued) in meant {
            if named.iter().all(|(given, _)| *given != name) {
                named.push((name, argued));
            }
        }
        self.relations(owner, &known, &named, whole, at);
    }
}

/// An expression without the parentheses around it.
fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Paren(inner) => bare(inner),
        _ => expr,
    }
}

/// `a`, `b` and `c`.
fn listed<'n>(names: impl IntoIterator<Item = &'n str>, last: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// The names of a map's keys as its literal has them, with their places and values.
fn entry<'t>(expr: Option<&'t Expr>, key: &str) -> Option<(Span, &'t Expr)> {
    let Some(ExprKind::Map(items)) = expr.map(|expr| &expr.kind) else {
        return None;
    };
    items.iter().rev().find_map(|item| match item {
        crate::syntax::tree::MapItem::Entry {
            key: text, value, ..
        } if is_text(text, key) => Some((text.span, value)),
        _ => None,
    })
}

fn is_text(text: &crate::syntax::tree::Text, key: &str) -> bool {
    use crate::syntax::tree::TextPart;
    matches!(text.parts.as_slice(), [TextPart::Literal(literal)] if literal == key)
}
