//! What follows an operand: indices, calls, filters, tests.
//!
//! In: `users[ 0 ]|upper()is defined`. Out: `users[0] | upper() is defined`. A chain of filters that
//! does not fit breaks in front of each `|`.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a chain ends at whatever is no part of it"
)]

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{Held, PARENS};
use crate::syntax::tree::{Arg, Expr, ExprKind, Name};

impl<'a> Format<'a> {
    pub(super) fn slice_of(&self, base: &Expr, parts: &[Option<Expr>; 3]) -> Piece<'a> {
        let layout = &self.layout;
        let [start, stop, step] = parts;
        let mut pieces = vec![self.expr(base), layout.text("[")];
        pieces.extend(start.as_ref().map(|start| self.expr(start)));
        pieces.push(layout.text(":"));
        pieces.extend(stop.as_ref().map(|stop| self.expr(stop)));
        if let Some(step) = step {
            pieces.extend([layout.text(":"), self.expr(step)]);
        }
        pieces.push(layout.text("]"));
        layout.row(pieces)
    }

    /// `(x, y=1)`, behind `from`.
    pub(super) fn args(&self, args: &[Arg], from: u32, end: u32) -> Piece<'a> {
        let open = self.token_at(from).map_or(from, |token| token.span.start);
        let mut opened = self.open(open);
        // Newlines mean nothing in parentheses, so that nothing is meant by one either.
        opened.open = false;
        let line = |arg: &Arg| {
            let start = arg
                .name
                .as_ref()
                .map_or(arg.value.span.start, |name| name.span.start);
            self.line(start, arg.value.span.end, || {
                let mut pieces = Vec::new();
                if let Some(name) = &arg.name {
                    pieces.extend([self.name(name), self.layout.text("=")]);
                }
                pieces.push(self.expr(&arg.value));
                Held::Whole(self.layout.row(pieces))
            })
        };
        let lines = args.iter().map(line).collect();
        self.close(PARENS, opened, lines, end, false)
    }

    /// `x | filter(y) | filter is test`.
    pub(super) fn filters(&self, expr: &Expr, step: usize) -> Piece<'a> {
        let mut links = Vec::new();
        let mut at = expr;
        loop {
            at = match &at.kind {
                ExprKind::Filter(subject, applied) => {
                    links.push(("| ", applied, at.span.end));
                    subject
                }
                ExprKind::Test {
                    subject,
                    negated,
                    test,
                } => {
                    let word = if *negated { "is not " } else { "is " };
                    links.push((word, test, at.span.end));
                    subject
                }
                _ => break,
            };
        }
        let layout = &self.layout;
        let mut pieces = vec![self.expr(at)];
        for (word, applied, end) in links.into_iter().rev() {
            // Only `|` may begin a line.
            pieces.push(if word == "| " {
                layout.line()
            } else {
                layout.text(" ")
            });
            pieces.push(layout.text(word));
            pieces.push(self.call(&applied.name, &applied.args, end));
        }
        layout.group(layout.nest(step, layout.row(pieces)))
    }

    pub(super) fn call(&self, name: &Name, args: &[Arg], end: u32) -> Piece<'a> {
        let called = self.name(name);
        if name.span.end == end {
            return called;
        }
        self.layout
            .row([called, self.args(args, name.span.end, end)])
    }
}
