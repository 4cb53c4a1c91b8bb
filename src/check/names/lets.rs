//! Top-level `let`s: computed when first asked for, each once.

use crate::check::error::names::NameError;
use crate::check::expr::{Lowering, Place};
use crate::check::names::{Progress, SpaceId, World};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::ItemKind;

impl World<'_> {
    /// The value of a top-level `let`, with its type; `None` if there is none of that name. One
    /// that cannot be computed is reported once and is of [`Type::Error`] from then on.
    pub fn global(
        &self,
        space: SpaceId,
        name: &str,
        asked: Span,
        problems: &mut Problems,
    ) -> Option<Term> {
        let item = self.space(space).lets.get(name)?;
        let ItemKind::Let(binding) = &item.kind else {
            return None;
        };
        let key = (space, binding.name.text.clone());
        let progress = self.lets.borrow().get(&key).cloned();
        match progress {
            Some(Progress::Done(term)) => return Some(term),
            Some(Progress::Busy) => {
                let name = name.to_string();
                problems.push(NameError::LetCycle {
                    name,
                    span: asked,
                    declared: binding.name.span,
                });
                return Some(broken(asked));
            }
            None => {}
        }
        self.lets.borrow_mut().insert(key.clone(), Progress::Busy);
        let ty = binding.ty.as_ref().map(|ty| self.ty(space, ty, problems));
        let mut lowering = Lowering::new(self, space, Place::Now, problems);
        let term = lowering
            .known(&binding.value, ty.as_ref())
            .unwrap_or_else(|| broken(binding.value.span));
        self.lets
            .borrow_mut()
            .insert(key, Progress::Done(term.clone()));
        Some(term)
    }
}

/// Stands for what was reported already.
const fn broken(span: Span) -> Term {
    Term {
        span,
        ty: Type::Error,
        kind: TermKind::Unset,
    }
}
