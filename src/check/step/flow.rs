//! What steps tell later ones: results and facts, and whether they may be there.
//!
//! After `task "…" when a { … register = x }`, a field of `x` is optional, except under `when a`,
//! and `when x is not skipped`. Conditions are compared by their shape.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use ecow::{EcoString, eco_format};
use std::sync::Arc;

use crate::check::expr::{Binding, Mark};
use crate::check::mention;
use crate::check::step::Body;
use crate::check::term::RefKind;
use crate::check::types::Type;
use crate::syntax::tree::{BinaryOp, Expr, ExprKind, UnaryOp};

/// A result or a fact, bound from its step on.
#[derive(Clone, Debug)]
pub struct Output {
    /// The binding, of the type it has where the step has run.
    pub binding: Binding,
    /// Its type where the step may not have run.
    pub maybe: Type,
    /// What must hold for it to have run.
    pub under: Vec<EcoString>,
    /// The module that gave it.
    pub module: EcoString,
}

/// Where a step began.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    mark: Mark,
    conditions: usize,
    defaults: usize,
    loops: usize,
    outputs: usize,
}

/// Under `rescue`, and in a body that has one: the step may not have been reached at all.
pub const REACHED: &str = "reached ";
const WHEN: &str = "when ";
/// With `ignore_errors`: the step may have failed.
pub const SUCCEEDED: &str = "succeeded";

impl Body<'_, '_> {
    /// Remembers what holds before a step.
    pub fn enter(&mut self) -> Start {
        Start {
            mark: self.low.mark(),
            conditions: self.conditions.len(),
            defaults: self.defaults.len(),
            loops: self.loops.len(),
            outputs: self.outputs.len(),
        }
    }

    /// Forgets what held inside a step; what it registered stays.
    pub fn leave(&mut self, start: Start) {
        self.low.reset(start.mark);
        self.conditions.truncate(start.conditions);
        self.defaults.truncate(start.defaults);
        self.loops.truncate(start.loops);
        for index in start.outputs..self.outputs.len() {
            self.show(index);
        }
    }

    /// As [`Body::leave`]; what it registered is forgotten too.
    pub fn leave_unbound(&mut self, start: Start) {
        self.outputs.truncate(start.outputs);
        self.leave(start);
    }

    /// The outputs that came since a step began.
    pub fn outputs_since(&self, start: Start) -> &[Output] {
        &self.outputs[start.outputs..]
    }

    /// What must hold for a step that stands here to run.
    pub fn under(&self) -> Vec<EcoString> {
        let binding =
            |condition: &&EcoString| condition.starts_with(WHEN) || condition.starts_with(REACHED);
        self.conditions.iter().filter(binding).cloned().collect()
    }

    /// The last output of a name.
    pub fn output(&self, name: &str) -> Option<&Output> {
        self.outputs
            .iter()
            .rev()
            .find(|output| output.binding.name == name)
    }

    /// Binds an output from here on.
    pub fn publish(&mut self, output: Output) {
        if self.output(&output.binding.name).is_none() {
            let (emitted, span) = (output.binding.emitted.clone(), output.binding.span);
            self.reserved(&emitted, span);
            // Only the first one can hide something else.
            let mark = self.low.mark();
            self.low.bind(output.binding.clone());
            self.low.reset(mark);
        }
        if output.binding.ty.holds_secret() {
            self.told_secret.insert(output.binding.name.clone());
        }
        let (name, ty) = (output.binding.name.clone(), &output.binding.ty);
        let known = self.told_types.entry(name).or_insert_with(|| ty.clone());
        if known != ty {
            *known = Type::Any;
        }
        self.told
            .push((output.binding.name.clone(), output.binding.emitted.clone()));
        self.outputs.push(output);
        self.show(self.outputs.len() - 1);
    }

    /// What holds from here to the end of the step around.
    pub fn push_condition(&mut self, condition: EcoString) {
        self.conditions.push(condition);
    }

    /// Takes in the conjuncts of a condition, and shows what they make certain.
    pub fn assume_condition(&mut self, condition: &Expr) {
        for conjunct in conjuncts(condition) {
            self.conditions.extend(told_by(conjunct));
        }
        for index in 0..self.outputs.len() {
            if !self.outputs[index].under.is_empty() {
                self.show(index);
            }
        }
    }

    /// Before a condition is lowered: `a and x.rc == 0` may read `x`, registered under `a`.
    pub fn prepare_condition(&mut self, condition: &Expr) {
        let parts = conjuncts(condition);
        for index in 0..self.outputs.len() {
            let output = &self.outputs[index];
            if output.under.is_empty() {
                continue;
            }
            let name = output.binding.name.clone();
            let used = |part: &Expr| mention::mentions(part, &name) && !asks_only(part, &name);
            let first = parts.iter().position(|part| used(part)).unwrap_or(0);
            let before = self.conditions.len();
            for part in &parts[..first] {
                self.conditions.extend(told_by(part));
            }
            self.show(index);
            self.conditions.truncate(before);
        }
    }

    fn show(&mut self, index: usize) {
        let output = &self.outputs[index];
        let latest = self
            .output(&output.binding.name)
            .is_some_and(|last| last.binding.span == output.binding.span);
        if !latest {
            return;
        }
        let certain = output
            .under
            .iter()
            .all(|need| self.holds(need, &output.binding.name));
        let mut binding = output.binding.clone();
        if !certain {
            binding.ty = output.maybe.clone();
        }
        self.low.rebind(binding);
    }

    fn holds(&self, need: &EcoString, name: &str) -> bool {
        self.conditions.contains(need)
            || (need.starts_with(WHEN) && self.conditions.contains(&eco_format!("ran {name}")))
            || (need == SUCCEEDED && self.conditions.contains(&eco_format!("went well {name}")))
    }
}

/// The type of something whose step may not have run.
#[must_use]
pub fn maybe(kind: RefKind, plain: &Type, under: &[EcoString]) -> Type {
    let reached = under.iter().all(|need| !need.starts_with(REACHED));
    match plain {
        Type::Optional(_) | Type::Error => plain.clone(),
        Type::Any if reached && kind == RefKind::Result => {
            Type::Map(Arc::new(Type::Optional(Arc::new(Type::Any))))
        }
        Type::Record(record) if reached && kind == RefKind::Result => {
            let mut record = (**record).clone();
            for field in &mut record.fields {
                if !matches!(field.ty, Type::Optional(_)) && field.name != "results" {
                    field.ty = Type::Optional(Arc::new(field.ty.clone()));
                }
            }
            Type::Record(record.into())
        }
        _ => Type::Optional(Arc::new(plain.clone())),
    }
}

/// `a and (b and c)` is three.
fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    match &condition.kind {
        ExprKind::Paren(inner) => conjuncts(inner),
        ExprKind::Binary(BinaryOp::And, left, right) => {
            let mut parts = conjuncts(left);
            parts.extend(conjuncts(right));
            parts
        }
        _ => vec![condition],
    }
}

/// What a conjunct tells: itself and, of a result, that its task ran or went well.
fn told_by(conjunct: &Expr) -> Vec<EcoString> {
    let mut told = vec![eco_format!("{WHEN}{}", mention::shape(&conjunct.kind))];
    if let Some((name, negated, test)) = result_test(conjunct) {
        match (negated, test) {
            (true, "skipped") => told.push(eco_format!("ran {name}")),
            (true, "failed") | (false, "succeeded" | "success") => {
                told.push(eco_format!("went well {name}"));
            }
            (false, "changed" | "failed") => told.push(eco_format!("ran {name}")),
            _ => {}
        }
    }
    told
}

/// `x is not skipped` in any of its spellings.
fn result_test(conjunct: &Expr) -> Option<(&EcoString, bool, &str)> {
    match &conjunct.kind {
        ExprKind::Paren(inner) => result_test(inner),
        ExprKind::Unary(UnaryOp::Not, inner) => {
            result_test(inner).map(|(name, negated, test)| (name, !negated, test))
        }
        ExprKind::Test {
            subject,
            negated,
            test,
        } if test.args.is_empty() => match &subject.kind {
            ExprKind::Name(subject) => Some((subject, *negated, test.name.text.as_str())),
            _ => None,
        },
        _ => None,
    }
}

fn asks_only(conjunct: &Expr, name: &str) -> bool {
    result_test(conjunct).is_some_and(|(subject, _, _)| subject == name)
}

/// `restart_sshd` gives `Restart sshd`.
#[must_use]
pub fn sentence(name: &str) -> EcoString {
    let mut letters = name
        .chars()
        .map(|letter| if letter == '_' { ' ' } else { letter });
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
