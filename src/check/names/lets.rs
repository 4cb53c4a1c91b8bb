//! Top-level `let`s: computed when first asked for, each once.

use crate::check::error::expr::ExprError;
use crate::check::error::names::NameError;
use crate::check::expr::{Lowering, Place};
use crate::check::mention;
use crate::check::names::{Progress, SpaceId, World};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{ItemKind, Let};
use crate::value::Value;

impl<'t> World<'t> {
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
        let progress = self.progress(space, binding);
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
        self.compute(space, binding, problems);
        match self.progress(space, binding) {
            Some(Progress::Done(term)) => Some(term),
            Some(Progress::Busy) | None => Some(broken(asked)),
        }
    }

    /// Computes a `let` after those that it needs: depth first, with a stack of its own, since a
    /// chain of lets may be as long as anybody likes.
    fn compute(&self, space: SpaceId, binding: &'t Let, problems: &mut Problems) {
        let mut way = vec![self.begin(space, binding)];
        while let Some((binding, needs)) = way.last_mut() {
            match needs.pop() {
                Some(next) if self.progress(space, next).is_none() => {
                    way.push(self.begin(space, next));
                }
                Some(_) => {}
                None => {
                    self.settle(space, binding, problems);
                    way.pop();
                }
            }
        }
    }

    /// Marks a `let` as being computed; with it the ones that it needs, the first one last.
    fn begin(&self, space: SpaceId, binding: &'t Let) -> (&'t Let, Vec<&'t Let>) {
        self.note(space, binding, Progress::Busy);
        let known = &self.space(space).lets;
        let mut needs = Vec::new();
        mention::names(&binding.value, &mut |name, _| {
            if let Some(ItemKind::Let(needed)) = known.get(name).map(|item| &item.kind) {
                needs.push(needed);
            }
        });
        needs.reverse();
        (binding, needs)
    }

    fn settle(&self, space: SpaceId, binding: &Let, problems: &mut Problems) {
        let ty = binding.ty.as_ref().map(|ty| self.ty(space, ty, problems));
        let mut lowering = Lowering::new(self, space, Place::Now, problems);
        let term = lowering
            .known(&binding.value, ty.as_ref())
            .unwrap_or_else(|| broken(binding.value.span));
        let term = match term.known().and_then(Value::too_large) {
            Some(reason) => {
                let (reason, span) = (reason.to_string(), binding.value.span);
                problems.push(ExprError::CannotCompute { reason, span });
                broken(span)
            }
            None => term,
        };
        self.note(space, binding, Progress::Done(term));
    }

    fn progress(&self, space: SpaceId, binding: &Let) -> Option<Progress<Term>> {
        let key = (space, binding.name.text.clone());
        self.lets.borrow().get(&key).cloned()
    }

    fn note(&self, space: SpaceId, binding: &Let, progress: Progress<Term>) {
        let key = (space, binding.name.text.clone());
        self.lets.borrow_mut().insert(key, progress);
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
