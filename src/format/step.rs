//! Steps: tasks, blocks, applications of roles, facts.
//!
//! In: `task "Say so" when x{debug{msg=y}}`. Out: `task "Say so" when x { debug { msg = y } }`.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{Held, Line};
use crate::syntax::tree::{Block, Step, StepItem, StepKind, Text};

impl<'a> Format<'a> {
    /// One step.
    pub(super) fn step(&self, step: &Step) -> Line<'a> {
        self.line(step.span.start, step.span.end, || {
            Held::Whole(self.step_itself(step))
        })
    }

    fn step_itself(&self, step: &Step) -> Piece<'a> {
        let layout = &self.layout;
        match &step.kind {
            StepKind::Task { name, body } => {
                let head = self.headed(self.sentence("task ", name), self.clauses(&step.header));
                self.with_body(head, self.task_items(body))
            }
            StepKind::Block {
                name,
                body,
                rescue,
                always,
            } => {
                let head = self.headed(self.sentence("block ", name), self.clauses(&step.header));
                let several = rescue.is_some() || always.is_some();
                let mut pieces = vec![self.with_body(head, self.steps(body, several))];
                for (word, body) in [(" rescue ", rescue), (" always ", always)] {
                    if let Some(body) = body {
                        pieces.extend([layout.text(word), self.steps(body, true)]);
                    }
                }
                layout.row(pieces)
            }
            StepKind::Role { role, params } => {
                let name = layout.row([layout.text("role "), self.path(role)]);
                let head = self.headed(name, self.clauses(&step.header));
                // Without parameters the braces say nothing, unless they hold a comment.
                let inside = self.slice(params.span).trim_start_matches('{');
                if inside.trim_end_matches('}').trim().is_empty() {
                    head
                } else {
                    self.with_body(head, self.attrs(params))
                }
            }
            StepKind::Fact { name, value } => {
                let head = self.headed(self.named("fact ", name), self.clauses(&step.header));
                layout.row([head, layout.text(" = "), self.expr(value)])
            }
        }
    }

    /// `task "Install them"`.
    pub(super) fn sentence(&self, word: &'static str, name: &Text) -> Piece<'a> {
        self.layout.row([self.layout.text(word), self.string(name)])
    }

    /// Steps in braces, with the attributes and `let` among them.
    pub(super) fn steps(&self, body: &Block<StepItem>, open: bool) -> Piece<'a> {
        self.block(body.span, &body.items, open, |item| match item {
            StepItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            StepItem::Attr(attr) => self.attr(attr),
            StepItem::Let(bound) => self.own_let(bound),
            StepItem::Step(step) => self.step(step),
        })
    }
}
