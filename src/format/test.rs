//! Tests.
//!
//! In: `test base{verify{port 22}}`. Out: `test base { verify { port 22 } }`.

use crate::format::Format;
use crate::format::layout::{Piece, STEP};
use crate::format::lines::{Held, Line};
use crate::syntax::tree::{Expr, Test, TestItem, TestSubject, Text, VerifyItem};

impl<'a> Format<'a> {
    /// `test base { … }`.
    pub(super) fn test(&self, test: &Test) -> Piece<'a> {
        let layout = &self.layout;
        let subject = match &test.subject {
            TestSubject::Role(path) => self.path(path),
            TestSubject::Fleet(title) => self.string(title),
        };
        let head = layout.row([layout.text("test "), subject]);
        let body = self.block(test.body.span, &test.body.items, false, |item| {
            self.test_item(item)
        });
        self.with_body(head, body)
    }

    fn test_item(&self, item: &TestItem) -> Line<'a> {
        let layout = &self.layout;
        match item {
            TestItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            TestItem::Attr(attr) => self.attr(attr),
            TestItem::With { span, body, .. } => self.line(span.start, span.end, || {
                Held::Whole(self.with_body(layout.text("with"), self.attrs(body)))
            }),
            TestItem::Set {
                span, role, body, ..
            } => self.line(span.start, span.end, || {
                let head = layout.row([layout.text("set "), self.path(role)]);
                Held::Whole(self.with_body(head, self.attrs(body)))
            }),
            TestItem::Prepare { span, body, .. } => self.line(span.start, span.end, || {
                Held::Whole(self.with_body(layout.text("prepare"), self.steps(body, false)))
            }),
            TestItem::Verify { span, on, body, .. } => self.line(span.start, span.end, || {
                let mut head = layout.text("verify");
                if let Some(on) = on {
                    head = layout.row([head, layout.text(" on "), self.pattern(on)]);
                }
                let body = self.block(body.span, &body.items, false, |item| self.verify_item(item));
                Held::Whole(self.with_body(head, body))
            }),
        }
    }

    fn verify_item(&self, item: &VerifyItem) -> Line<'a> {
        let layout = &self.layout;
        match item {
            VerifyItem::Error(span) => {
                self.line(span.start, span.end, || Held::Whole(self.text(*span)))
            }
            VerifyItem::Step(step) => self.step(step),
            VerifyItem::Assert {
                span,
                condition,
                message,
                ..
            } => self.line(span.start, span.end, || {
                Held::Whole(self.assertion(condition, message.as_ref()))
            }),
            VerifyItem::Check {
                span,
                kind,
                of,
                body,
                ..
            } => self.line(span.start, span.end, || {
                let head = layout.row([self.name(kind), layout.text(" "), self.expr(of)]);
                Held::Whole(match body {
                    Some(body) => self.with_body(head, self.attrs(body)),
                    None => head,
                })
            }),
        }
    }

    /// `assert condition, "message"`.
    pub(super) fn assertion(&self, condition: &Expr, message: Option<&Text>) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = vec![layout.text("assert "), self.expr(condition)];
        if let Some(message) = message {
            pieces.extend([layout.text(","), layout.line(), self.string(message)]);
        }
        layout.group(layout.nest(STEP, layout.row(pieces)))
    }
}
