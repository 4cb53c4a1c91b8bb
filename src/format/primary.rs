//! Operands: strings, lists, maps, comprehensions, `by`.
//!
//! In: `[a,..b]`. Out: `[a, ..b]`, or one item a line. What stands between quotes stays to the byte.

use crate::format::Format;
use crate::format::layout::Piece;
use crate::format::lines::{ARMS, BRACES, BRACKETS, CLAUSES, Held, Kind, Line, Shape};
use crate::source::Span;
use crate::syntax::parser::DECLARING;
use crate::syntax::token;
use crate::syntax::tree::{By, Comprehension, Expr, ExprKind, ListItem, MapItem, Text};

impl<'a> Format<'a> {
    /// A string, as it was written.
    pub(super) fn string(&self, text: &Text) -> Piece<'a> {
        self.written(text.span)
    }

    pub(super) fn written(&self, span: Span) -> Piece<'a> {
        let text = self.slice(span);
        if text.contains('\n') {
            self.layout.lines(text)
        } else {
            self.layout.text(text)
        }
    }

    pub(super) fn list_item(&self, item: &ListItem) -> Line<'a> {
        let value = &item.value;
        let start = if item.spread {
            self.start_before(value.span.start)
        } else {
            value.span.start
        };
        self.line(start, value.span.end, || {
            let value = self.expr(value);
            Held::Whole(if item.spread {
                self.layout.row([self.layout.text(".."), value])
            } else {
                value
            })
        })
    }

    pub(super) fn entry(&self, item: &MapItem) -> Line<'a> {
        match item {
            MapItem::Entry { key, value, .. } => {
                self.line(key.span.start, value.span.end, || Held::Pair {
                    kind: Kind::Value,
                    left: self.string(key),
                    sign: "=",
                    right: self.expr(value),
                })
            }
            MapItem::Spread { value, .. } => {
                let start = self.start_before(value.span.start);
                self.line(start, value.span.end, || {
                    Held::Whole(self.layout.row([self.layout.text(".."), self.expr(value)]))
                })
            }
        }
    }

    pub(super) fn comprehension(&self, span: Span, made: &Comprehension) -> Piece<'a> {
        let Comprehension {
            element,
            clauses,
            condition,
        } = made;
        let opened = self.open(span.start);
        let mut lines = vec![self.line(element.span.start, element.span.end, || {
            Held::Whole(self.expr(element))
        })];
        lines.extend(clauses.iter().map(|clause| {
            self.line(clause.span.start, clause.span.end, || {
                Held::Whole(self.for_(clause))
            })
        }));
        lines.extend(condition.as_ref().map(|condition| {
            let start = self.start_before(condition.span.start);
            self.line(start, condition.span.end, || {
                Held::Whole(
                    self.layout
                        .row([self.layout.text("if "), self.expr(condition)]),
                )
            })
        }));
        self.close(CLAUSES, opened, lines, span.end, false)
    }

    /// `by facts.os_family { "Debian" { x } else { y } }`.
    pub(super) fn by(&self, span: Span, by: &By) -> Piece<'a> {
        let layout = &self.layout;
        self.comments.move_out(span.start);
        let behind = span.start + 2;
        let first = by.subjects.first().map(|subject| subject.span.start);
        let listed = self
            .token_at(behind)
            .filter(|token| token.kind == token::Kind::OpenBracket)
            .filter(|token| first != Some(token.span.start) || by.subjects.is_empty());
        let mut pieces = vec![layout.text("by ")];
        let mut subjects = Vec::new();
        for subject in &by.subjects {
            if !subjects.is_empty() {
                subjects.push(layout.text(", "));
            }
            subjects.push(self.expr(subject));
        }
        if listed.is_some() {
            pieces.push(layout.text("["));
            pieces.append(&mut subjects);
            pieces.push(layout.text("]"));
        } else {
            pieces.append(&mut subjects);
        }
        pieces.push(layout.text(" "));
        pieces.push(self.arms(by, span.end));
        layout.row(pieces)
    }

    pub(super) fn arms(&self, by: &By, end: u32) -> Piece<'a> {
        let first = by.arms.first().map(|(text, _)| text.span.start);
        let otherwise = by.otherwise.as_ref().map(|value| {
            let brace = self.start_before(value.span.start);
            self.start_before(brace)
        });
        let start = first.or(otherwise).unwrap_or(end - 1);
        let opened = self.open(self.start_before(start));
        let arm = |start: u32, name: Piece<'a>, value: &Expr| {
            let close = self.token_at(value.span.end);
            let close = close.map_or(value.span.end, |token| token.span.end);
            let brace = self.start_before(value.span.start);
            self.line(start, close, || {
                let layout = &self.layout;
                let mut inner = self.open(brace);
                inner.open = false;
                let value = self.line(value.span.start, value.span.end, || {
                    Held::Whole(self.expr(value))
                });
                let value = self.close(BRACES, inner, vec![value], close, false);
                Held::Whole(layout.row([name, layout.text(" "), value]))
            })
        };
        let mut lines: Vec<Line<'a>> = by
            .arms
            .iter()
            .map(|(text, value)| arm(text.span.start, self.string(text), value))
            .collect();
        if let (Some(value), Some(start)) = (&by.otherwise, otherwise) {
            lines.push(arm(start, self.layout.text("else"), value));
        }
        self.close(ARMS, opened, lines, end, false)
    }
}

/// Whether it is a name that, at the beginning of a line, may be read as that of a declaration.
pub(super) fn declares(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if DECLARING.contains(&name.as_str()))
}

/// Items that would be read as the beginning of something else if nothing stood between them and
/// the next line keep their commas: `[host, "web"]`.
pub(super) fn shape_of(items: &[ListItem]) -> Shape {
    if items.iter().any(|item| declares(&item.value)) {
        Shape {
            behind: ",",
            ..BRACKETS
        }
    } else {
        BRACKETS
    }
}
