//! The header of a step: its condition and its tags. (Its loops are in `loops`.)

use ecow::EcoString;
use std::sync::Arc;

use crate::check::error::role::RoleError;
use crate::check::step::Body;
use crate::check::step::flow::Start;
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::syntax::tree;
use crate::value::Value;

impl Body<'_, '_> {
    /// A header's condition; it holds until the step around is left. One that is always true is
    /// no condition, one that never is, is reported.
    pub fn when(&mut self, header: &tree::Header) -> Option<Term> {
        let condition = header.when.as_ref()?;
        self.prepare_condition(condition);
        let term = self.low.condition(condition);
        self.assume_condition(condition);
        match term.known() {
            Some(Value::Bool(true)) => None,
            Some(_) => {
                self.low.problems.push(RoleError::NeverRuns {
                    span: condition.span,
                });
                Some(term)
            }
            None if term.kind == TermKind::Unset => None,
            None => Some(term),
        }
    }

    /// A header's tags: a list of texts known now.
    pub fn tags(&mut self, header: &tree::Header) -> Vec<EcoString> {
        let Some(tags) = &header.tags else {
            return Vec::new();
        };
        strings(self.low.now(tags, &Type::List(Arc::new(Type::String))))
    }

    /// Reports a `for` where nothing can be repeated.
    pub fn no_loop(&mut self, header: &tree::Header, name: &str, reason: &str, help: &str) {
        if let Some(clause) = header.loops.first() {
            self.low.problems.push(RoleError::LoopNotHere {
                name: name.to_string(),
                span: clause.span,
                reason: reason.to_string(),
                help: help.to_string(),
            });
        }
    }

    /// Reports a condition on a group of steps that reads what one of them sets.
    pub fn condition_stands(&mut self, what: &'static str, when: Option<&Term>, start: Start) {
        let Some(when) = when else { return };
        let mut read: Vec<EcoString> = Vec::new();
        when.walk(&mut |term| {
            if let TermKind::Ref(reference) = &term.kind
                && matches!(reference.kind, RefKind::Result | RefKind::SetFact)
                && !read.contains(&reference.name)
            {
                read.push(reference.name.clone());
            }
        });
        for name in read {
            let inside = self
                .outputs_since(start)
                .iter()
                .find(|output| output.binding.name == name);
            if let Some(inside) = inside.map(|output| output.binding.span) {
                let name = name.to_string();
                let span = when.span;
                self.low.problems.push(RoleError::ConditionReadsInside {
                    what,
                    name,
                    span,
                    inside,
                });
            }
        }
    }
}

/// The texts of a list.
pub fn strings(value: Option<Value>) -> Vec<EcoString> {
    let Some(Value::List(items)) = value else {
        return Vec::new();
    };
    items.iter().filter_map(Value::as_text).cloned().collect()
}
