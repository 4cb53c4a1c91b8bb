//! Handlers.
//!
//! In: `handler restart_sshd as "…"{service{name="ssh"}}`. Out: the same with blanks, or on several
//! lines.

use crate::format::Format;
use crate::format::lines::{Held, Line};
use crate::source::Span;
use crate::syntax::tree::{Handler, Step, TaskItem};

/// What stands in the braces of a handler.
enum Part<'t> {
    Item(&'t TaskItem),
    Step(&'t Step),
}

impl<'a> Format<'a> {
    /// `handler restart_sshd as "…" when … { … }`.
    pub(super) fn handler(&self, handler: &Handler) -> Line<'a> {
        let Span { start, end } = handler.span;
        self.line(start, end, || {
            let name = self.aliased("handler ", &handler.name, handler.alias.as_ref());
            let head = self.headed(name, self.clauses(&handler.header));
            let mut parts: Vec<(u32, Part<'_>)> = Vec::new();
            for item in &handler.body.items {
                parts.push((place(item), Part::Item(item)));
            }
            for step in &handler.steps {
                parts.push((step.span.start, Part::Step(step)));
            }
            parts.sort_by_key(|(place, _)| *place);
            let body = self.block(handler.body.span, &parts, false, |(_, part)| match part {
                Part::Item(item) => self.task_item(item),
                Part::Step(step) => self.step(step),
            });
            Held::Whole(self.with_body(head, body))
        })
    }
}

fn place(item: &TaskItem) -> u32 {
    match item {
        TaskItem::Error(span) => span.start,
        TaskItem::Attr(attr) => attr.name.span.start,
        TaskItem::Let(bound) => bound.name.span.start,
        TaskItem::Call(call) => call.span.start,
    }
}
