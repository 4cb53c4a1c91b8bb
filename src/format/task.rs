//! What stands in a task: a module call, attributes, `let`.
//!
//! In: `command "id bob"{creates="/x"}`. Out: `command "id bob" { creates = "/x" }`.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{Held, Line};
use crate::syntax::tree::{Attr, Block, Call, TaskItem};

/// What stands in the braces of a call.
enum Part<'t> {
    Attr(&'t Attr),
    Extra(&'t Block<Attr>),
}

impl<'a> Format<'a> {
    /// `{ … }` of a task.
    pub(super) fn task_items(&self, body: &Block<TaskItem>) -> Piece<'a> {
        self.block(body.span, &body.items, false, |item| self.task_item(item))
    }

    /// One of them.
    pub(super) fn task_item(&self, item: &TaskItem) -> Line<'a> {
        match item {
            TaskItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            TaskItem::Attr(attr) => self.attr(attr),
            TaskItem::Let(bound) => self.own_let(bound),
            TaskItem::Call(call) => self.line(call.span.start, call.span.end, || {
                Held::Whole(self.module(call))
            }),
        }
    }

    fn module(&self, call: &Call) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = vec![self.name(&call.module)];
        if let Some(text) = &call.free_form {
            pieces.extend([layout.text(" "), self.string(text)]);
        }
        if let Some(args) = &call.args {
            pieces.extend([layout.text(" "), self.arguments(args, call.extra.as_ref())]);
        }
        layout.row(pieces)
    }

    fn arguments(&self, args: &Block<Attr>, extra: Option<&Block<Attr>>) -> Piece<'a> {
        let Some(extra) = extra else {
            return self.attrs(args);
        };
        // `extra` stands among the arguments where it was written.
        let mut parts: Vec<(u32, Part<'_>)> = args
            .items
            .iter()
            .map(|attr| (attr.name.span.start, Part::Attr(attr)))
            .collect();
        parts.push((extra.span.start, Part::Extra(extra)));
        parts.sort_by_key(|(place, _)| *place);
        self.block(args.span, &parts, false, |(_, part)| match part {
            Part::Attr(attr) => self.attr(attr),
            Part::Extra(extra) => {
                let start = self.start_before(extra.span.start);
                self.line(start, extra.span.end, || {
                    let body = self.attrs(extra);
                    Held::Whole(self.with_body(self.layout.text("extra"), body))
                })
            }
        })
    }
}
