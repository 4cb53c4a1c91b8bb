//! `by facts.os_family { "Debian" { "ssh" } else { "sshd" } }`: a value by platform.

use std::collections::HashMap;

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, article, broken, fit, fold};
use crate::check::term::{By, Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree;

impl Lowering<'_, '_> {
    pub(super) fn by(&mut self, by: &tree::By, expected: Option<&Type>, span: Span) -> Term {
        let subjects: Vec<Term> = by
            .subjects
            .iter()
            .map(|subject| self.plain(subject))
            .collect();
        let mut arms = Vec::new();
        let mut places: HashMap<ecow::EcoString, Span> = HashMap::new();
        for (key, value) in &by.arms {
            let Some(text) = self.text_now(key) else {
                continue;
            };
            if let Some(first) = places.insert(text.clone(), key.span) {
                let text = text.to_string();
                self.problems.push(ExprError::DuplicateArm {
                    text,
                    again: key.span,
                    first,
                });
                continue;
            }
            if let [only] = subjects.as_slice() {
                self.family(only, &text, key.span);
            }
            let term = self.arm(value, expected);
            arms.push((text, term));
        }
        let otherwise = by.otherwise.as_ref().map(|value| self.arm(value, expected));
        if subjects.iter().any(|subject| subject.ty == Type::Error) {
            return broken(span);
        }
        let mut ty: Option<Type> = None;
        for (_, term) in &arms {
            ty = Some(ty.map_or_else(|| term.ty.clone(), |known| fit::unify(&known, &term.ty)));
        }
        if let Some(otherwise) = &otherwise {
            ty = Some(ty.map_or_else(
                || otherwise.ty.clone(),
                |known| fit::unify(&known, &otherwise.ty),
            ));
        }
        let ty = ty.unwrap_or(Type::Any);
        if ty == Type::Any && expected.is_none() {
            self.one_type(arms.iter().map(|(_, term)| term).chain(&otherwise));
        }
        if subjects.iter().all(|subject| subject.known().is_some()) {
            let texts = subjects.iter().filter_map(Term::known).map(fold::to_text);
            let chosen = texts
                .into_iter()
                .find_map(|text| arms.iter().find(|(key, _)| *key == text));
            return match (chosen, otherwise) {
                (Some((_, term)), _) => Term {
                    span,
                    ty,
                    ..term.clone()
                },
                (None, Some(term)) => Term { span, ty, ..term },
                (None, None) => {
                    let reason = String::from("no arm of this `by` matches, and it has no `else`");
                    self.problems
                        .push(ExprError::CannotCompute { reason, span });
                    broken(span)
                }
            };
        }
        Term {
            span,
            ty,
            kind: TermKind::By(Box::new(By {
                subjects,
                arms,
                otherwise,
            })),
        }
    }

    /// Reports the first arm that has nothing in common with those in front of it.
    fn one_type<'a>(&mut self, mut arms: impl Iterator<Item = &'a Term>) {
        let Some(first) = arms.next() else { return };
        let mut ty = first.ty.clone();
        for arm in arms {
            let both = fit::unify(&ty, &arm.ty);
            if both == Type::Any && ty != Type::Any && arm.ty != Type::Any {
                self.problems.push(ExprError::ArmsDiffer {
                    found: article(&arm.ty),
                    other: article(&ty),
                    span: arm.span,
                    first: first.span,
                });
                return;
            }
            ty = both;
        }
    }

    fn arm(&mut self, value: &tree::Expr, expected: Option<&Type>) -> Term {
        match expected {
            Some(ty) => self.check(value, ty),
            None => self.infer(value),
        }
    }
}
