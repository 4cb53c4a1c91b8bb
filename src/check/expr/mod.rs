//! Expressions: from [`tree::Expr`] to [`Term`], typed, resolved, folded.
//!
//! In: `admins | length > 0` in a scope where `admins` is a parameter. Out: a boolean [`Term`].
//! Every other file of this stage lowers its expressions through [`Lowering`].

use ecow::EcoString;

use crate::check::names::{SpaceId, World};
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree;
use crate::value::Value;

/// Where an expression stands, which says what may be read there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Outside role, task and play bodies: `let`, attributes of hosts. Everything is known now.
    Now,
    /// Values of vars and parameters in hosts, groups and applications, defaults of params and
    /// vars: vars, facts and magic variables may be read (and what the scope binds).
    Given,
    /// In a role's body: parameters, lets, results, facts, vars, magic variables.
    Role,
    /// In a play's body or keywords: vars, facts, magic variables, prompts, results of its tasks.
    Play,
}

/// A name that a scope binds.
#[derive(Clone, Debug)]
pub struct Binding {
    /// As written.
    pub name: EcoString,
    /// What it is.
    pub kind: RefKind,
    /// As Ansible reads it.
    pub emitted: EcoString,
    /// Its type.
    pub ty: Type,
    /// Where it was declared.
    pub span: Span,
    /// Its value, if it is known now (a `for` of the top level, a `let` known now).
    pub value: Option<Value>,
}

/// The lowering of expressions in one place of one namespace.
pub struct Lowering<'w, 'p> {
    /// Every name.
    pub world: &'w World<'w>,
    /// Where names are looked up.
    pub space: SpaceId,
    /// What may be read.
    pub place: Place,
    /// Reports.
    pub problems: &'p mut Problems,
    bindings: Vec<Binding>,
}

/// What [`Lowering::mark`] remembers.
#[derive(Clone, Copy, Debug)]
pub struct Mark(usize, usize);

impl<'w, 'p> Lowering<'w, 'p> {
    /// A lowering with nothing bound but what the namespace, Ansible and the place give.
    pub fn new(
        world: &'w World<'w>,
        space: SpaceId,
        place: Place,
        problems: &'p mut Problems,
    ) -> Self {
        Self {
            world,
            space,
            place,
            problems,
            bindings: Vec::new(),
        }
    }

    /// Binds a name from here to [`Lowering::reset`]; an inner name that hides another declared
    /// one is reported (`shadowed-name`).
    pub fn bind(&mut self, binding: Binding) {
        self.bindings.push(binding);
    }

    /// Remembers what is bound and what is known to be set (narrowed).
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.bindings.len(), 0)
    }

    /// Forgets what was bound and narrowed since.
    pub fn reset(&mut self, mark: Mark) {
        self.bindings.truncate(mark.0);
    }

    /// Lowers an expression whose type is whatever it is.
    pub fn infer(&mut self, expr: &tree::Expr) -> Term {
        Term {
            span: expr.span,
            ty: Type::Error,
            kind: TermKind::Unset,
        }
    }

    /// Lowers an expression that must fit a type. Record defaults are filled in, refined types
    /// are checked where the value is known, `T?` fits where `ty` is optional.
    pub fn check(&mut self, expr: &tree::Expr, _ty: &Type) -> Term {
        self.infer(expr)
    }

    /// As [`Lowering::check`] for a whole argument: an optional value is allowed whatever the
    /// type, since it is left out when unset.
    pub fn argument(&mut self, expr: &tree::Expr, ty: &Type) -> Term {
        self.check(expr, ty)
    }

    /// Lowers an expression whose value must be known now; says which part is not.
    pub fn now(&mut self, expr: &tree::Expr, ty: &Type) -> Option<Value> {
        self.check(expr, ty).known().cloned()
    }

    /// Lowers a condition: boolean. What it tells of optional values (`x is defined`) holds
    /// until the next [`Lowering::reset`].
    pub fn condition(&mut self, expr: &tree::Expr) -> Term {
        self.check(expr, &Type::Bool)
    }

    /// Lowers a string literal, such as a task's name.
    pub fn text(&mut self, text: &tree::Text) -> Term {
        Term {
            span: text.span,
            ty: Type::String,
            kind: TermKind::Unset,
        }
    }

    /// A string literal that must be known now.
    pub fn text_now(&mut self, text: &tree::Text) -> Option<EcoString> {
        match self.text(text).kind {
            TermKind::Value(Value::Str(text)) => Some(text),
            _ => None,
        }
    }
}
