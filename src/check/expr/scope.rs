//! What is bound where an expression stands.
//!
//! `for admin in admins` binds `admin` until the mark before it is reset.

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::expr::Lowering;
use crate::check::term::RefKind;
use crate::check::types::Type;
use crate::source::Span;
use crate::value::Value;

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

/// What [`Lowering::mark`] remembers.
#[derive(Clone, Copy, Debug)]
pub struct Mark(usize, usize);

impl Lowering<'_, '_> {
    /// Binds a name from here to [`Lowering::reset`]; one that hides another is reported.
    pub fn bind(&mut self, binding: Binding) {
        let hidden = self.lookup(&binding.name).map(|other| other.span);
        let hidden = hidden.or_else(|| {
            let item = self.world.space(self.space).lets.get(&binding.name)?;
            (binding.kind != RefKind::SetFact).then_some(item.span)
        });
        if let Some(first) = hidden
            && first != binding.span
        {
            let name = binding.name.to_string();
            self.problems.push(NameError::Shadowed {
                name,
                span: binding.span,
                first,
            });
        }
        self.bindings.push(binding);
    }

    /// Binds again what an earlier step bound, such as a result registered a second time.
    pub fn rebind(&mut self, binding: Binding) {
        self.bindings.push(binding);
    }

    /// What a name is bound to here.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<&Binding> {
        self.bindings
            .iter()
            .rev()
            .find(|binding| binding.name == name)
    }

    /// The names bound here, innermost first.
    pub fn bound_names(&self) -> impl Iterator<Item = &str> {
        self.bindings
            .iter()
            .rev()
            .map(|binding| binding.name.as_str())
    }

    /// All bindings, outermost first.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Remembers what is bound and what is known to be set (narrowed).
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.bindings.len(), self.narrowed.len())
    }

    /// Forgets what was bound and narrowed since.
    pub fn reset(&mut self, mark: Mark) {
        self.bindings.truncate(mark.0);
        self.narrowed.truncate(mark.1);
    }

    /// Forgets what was narrowed since, and keeps what was bound: results of a block's steps are
    /// bound after it.
    pub fn reset_narrowing(&mut self, mark: Mark) {
        self.narrowed.truncate(mark.1);
    }
}
