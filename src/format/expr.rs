//! Expressions: operators, and where a line breaks at them.
//!
//! In: `a+b|length`. Out: `a + b | length`. A chain of operators that does not fit breaks at all
//! of them: in front of `and`, `or`, `~`, `|` and `else`, and behind the others, as the grammar has it.
//! Parentheses stay as they were written.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a chain ends at whatever is no part of it"
)]

use crate::format::Format;
use crate::format::layout::{Piece, STEP};
use crate::format::lines::BRACES;
use crate::format::primary::{declares, shape_of};
use crate::syntax::tree::{BinaryOp, Expr, ExprKind, UnaryOp};

/// An operator between two operands, and whether a line breaks behind it.
type Between = (&'static str, bool);

impl<'a> Format<'a> {
    /// An expression; where it breaks, what follows stands further in.
    pub(super) fn expr(&self, expr: &Expr) -> Piece<'a> {
        self.expr_in(expr, STEP)
    }

    fn expr_in(&self, expr: &Expr, step: usize) -> Piece<'a> {
        let layout = &self.layout;
        match &expr.kind {
            ExprKind::Error
            | ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Mode(_)
            | ExprKind::Duration(..)
            | ExprKind::Percent(_)
            | ExprKind::Text(_)
            | ExprKind::Name(_) => self.written(expr.span),
            ExprKind::Field(base, name) => {
                layout.row([self.expr(base), layout.text("."), self.name(name)])
            }
            ExprKind::Index(base, index) => layout.row([
                self.expr(base),
                layout.text("["),
                self.expr(index),
                layout.text("]"),
            ]),
            ExprKind::Slice(base, parts) => self.slice_of(base, parts),
            ExprKind::Call(callee, args) => {
                let callee_piece = self.expr(callee);
                let args = self.args(args, callee.span.end, expr.span.end);
                layout.row([callee_piece, args])
            }
            ExprKind::Filter(..) | ExprKind::Test { .. } => self.filters(expr, step),
            ExprKind::Unary(op, operand) => {
                let sign = match op {
                    UnaryOp::Not => "not ",
                    UnaryOp::Minus => "-",
                    UnaryOp::Plus => "+",
                };
                layout.row([layout.text(sign), self.expr_in(operand, step)])
            }
            ExprKind::Binary(..) | ExprKind::Compare(..) => self.chain(expr, step),
            ExprKind::If { .. } => self.conditional(expr, step),
            ExprKind::List(items) => self.items(shape_of(items), expr.span, items, |item| {
                self.list_item(item)
            }),
            ExprKind::Map(items) => self.items(BRACES, expr.span, items, |item| self.entry(item)),
            ExprKind::Comprehension(made) => self.comprehension(expr.span, made),
            ExprKind::Range(from, to) => {
                layout.row([self.expr(from), layout.text(".."), self.expr(to)])
            }
            ExprKind::By(by) => self.by(expr.span, by),
            ExprKind::Paren(inner) => {
                self.comments.move_out(expr.span.start);
                let inside = layout.row([layout.edge(), self.expr_in(inner, 0)]);
                layout.group(layout.row([
                    layout.text("("),
                    layout.nest(STEP, inside),
                    layout.edge(),
                    layout.text(")"),
                ]))
            }
        }
    }

    /// Operators that bind alike, from left to right.
    fn chain(&self, expr: &Expr, step: usize) -> Piece<'a> {
        let mut operands: Vec<(Option<Between>, &Expr)> = Vec::new();
        let mut at = expr;
        let mut strength = None;
        loop {
            match &at.kind {
                ExprKind::Binary(op, left, right)
                    if strength.is_none_or(|strength| strength == strength_of(*op)) =>
                {
                    strength = Some(strength_of(*op));
                    operands.push((Some(between(*op)), right));
                    at = left;
                }
                ExprKind::Compare(comparison) if strength.is_none() => {
                    let others = comparison.rest.iter().rev();
                    operands.extend(others.map(|(op, other)| (Some((op.symbol(), true)), other)));
                    at = &comparison.first;
                    break;
                }
                _ => break,
            }
        }
        operands.push((None, at));
        operands.reverse();
        let layout = &self.layout;
        // `base + [ … ]` breaks inside the bracket.
        let hangs = operands.len() == 2 && operands.last().is_some_and(|(_, last)| brackets(last));
        let mut pieces = Vec::new();
        for (between, operand) in operands {
            let joined = hangs || declares(operand);
            let operand = self.expr(operand);
            match between {
                None => pieces.push(operand),
                Some((sign, _)) if joined => {
                    pieces.extend([
                        layout.text(" "),
                        layout.text(sign),
                        layout.text(" "),
                        operand,
                    ]);
                }
                Some((sign, true)) => {
                    pieces.extend([layout.text(" "), layout.text(sign), layout.line(), operand]);
                }
                Some((sign, false)) => {
                    pieces.extend([layout.line(), layout.text(sign), layout.text(" "), operand]);
                }
            }
        }
        let row = layout.row(pieces);
        if hangs {
            return row;
        }
        layout.group(layout.nest(step, row))
    }

    /// `a if c else b if d else e`.
    fn conditional(&self, expr: &Expr, step: usize) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = Vec::new();
        let mut at = expr;
        while let ExprKind::If {
            then,
            condition,
            otherwise,
        } = &at.kind
        {
            pieces.extend([self.expr(then), layout.text(" if "), self.expr(condition)]);
            let Some(otherwise) = otherwise else {
                return layout.group(layout.nest(step, layout.row(pieces)));
            };
            pieces.extend([layout.line(), layout.text("else ")]);
            at = otherwise;
        }
        pieces.push(self.expr(at));
        layout.group(layout.nest(step, layout.row(pieces)))
    }
}

/// Whether it begins with a bracket that breaks well.
fn brackets(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::List(_) | ExprKind::Map(_) | ExprKind::Comprehension(_)
    )
}

/// Operators of one strength make one chain.
fn strength_of(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => 0,
        BinaryOp::And => 1,
        BinaryOp::Add | BinaryOp::Sub => 2,
        BinaryOp::Concat => 3,
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod => 4,
        BinaryOp::Pow => 5,
    }
}

fn between(op: BinaryOp) -> Between {
    match op {
        BinaryOp::Or => ("or", false),
        BinaryOp::And => ("and", false),
        BinaryOp::Concat => ("~", false),
        BinaryOp::Add => ("+", true),
        BinaryOp::Sub => ("-", true),
        BinaryOp::Mul => ("*", true),
        BinaryOp::Div => ("/", true),
        BinaryOp::FloorDiv => ("//", true),
        BinaryOp::Mod => ("%", true),
        BinaryOp::Pow => ("**", true),
    }
}
