//! Expressions: operators and their precedence, as Jinja has it.
//!
//! In: tokens. Out: an [`Expr`]. In `a + b | length`, the filter belongs to `b`.
//! Every function gives the height of the tree beside it, since a long chain of operators is as
//! deep as nested brackets for whatever walks the tree.

use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::BinaryOp;
use crate::syntax::tree::CompareOp;
use crate::syntax::tree::Compared;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::UnaryOp;

use super::fault::Fault;
use super::fault::fail;
use super::postfix::filters;
use super::postfix::postfix;
use super::primary::primary;
use super::recover::check_depth;
use super::recover::enter;
use super::stream::Parsed;
use super::stream::Stream;

/// An expression and how deep it is.
pub(super) struct Deep {
    pub(super) expr: Expr,
    pub(super) height: u32,
}

impl Deep {
    /// Something without parts.
    pub(super) fn leaf(expr: Expr) -> Self {
        Self { expr, height: 0 }
    }
}

/// A node over parts; fails where it is too deep.
pub(super) fn node<'t>(
    input: &Stream<'t>,
    rest: Stream<'t>,
    height: u32,
    kind: ExprKind,
) -> Parsed<'t, Deep> {
    check_depth(input, height + 1)?;
    let span = input.span_to(&rest);
    Ok((
        rest,
        Deep {
            expr: Expr { span, kind },
            height: height + 1,
        },
    ))
}

/// A whole expression, `a if c else b` included.
pub(super) fn expr(input: Stream<'_>) -> Parsed<'_, Expr> {
    conditional(input).map(told)
}

/// An expression without `if` at its end: the source of a comprehension.
pub(super) fn source(input: Stream<'_>) -> Parsed<'_, Expr> {
    binary(input, 0).map(told)
}

/// Tells the height to whoever measures.
fn told((rest, deep): (Stream<'_>, Deep)) -> (Stream<'_>, Expr) {
    let height = &rest.context.height;
    height.set(height.get().max(deep.height));
    (rest, deep.expr)
}

/// `a if c else b`.
pub(super) fn conditional(input: Stream<'_>) -> Parsed<'_, Deep> {
    let (mut rest, mut deep) = binary(input, 0)?;
    while rest.is_word("if") && rest.same_line() {
        let (after, condition) = binary(rest.skip(1), 0)?;
        let (after, otherwise) = if after.is_word("else") {
            let _level = enter(&input)?;
            let (after, otherwise) = conditional(after.skip(1))?;
            (after, Some(otherwise))
        } else {
            (after, None)
        };
        let height = deep
            .height
            .max(condition.height)
            .max(otherwise.as_ref().map_or(0, |otherwise| otherwise.height));
        let kind = ExprKind::If {
            then: Box::new(deep.expr),
            condition: Box::new(condition.expr),
            otherwise: otherwise.map(|otherwise| Box::new(otherwise.expr)),
        };
        (rest, deep) = node(&input, after, height, kind)?;
    }
    Ok((rest, deep))
}

/// An operator between two operands.
#[derive(Clone, Copy)]
enum Operator {
    Binary(BinaryOp),
    Compare(CompareOp),
    Range,
}

/// How strongly operators bind, weakest first; `not` stands between `and` and comparisons.
const NOT: u8 = 2;
const COMPARE: u8 = 3;

/// The operator in front, its strength, and how many tokens it has.
fn operator(input: &Stream<'_>) -> Option<(Operator, u8, usize)> {
    let token = input.peek();
    let binary = |op, strength| Some((Operator::Binary(op), strength, 1));
    let compare = |op| Some((Operator::Compare(op), COMPARE, 1));
    // Most operators continue their own line only.
    let goes_on = match token.kind {
        Kind::Tilde | Kind::Bad => true,
        Kind::Word => matches!(input.word(), "and" | "or") || input.same_line(),
        _ => input.same_line(),
    };
    if !goes_on {
        return None;
    }
    match token.kind {
        Kind::Word => match input.word() {
            "or" => binary(BinaryOp::Or, 0),
            "and" => binary(BinaryOp::And, 1),
            "in" => compare(CompareOp::In),
            "not" if input.word_ahead(1) == "in" => {
                Some((Operator::Compare(CompareOp::NotIn), COMPARE, 2))
            }
            _ => None,
        },
        Kind::Bad => match input.text_at(token.span) {
            "||" => binary(BinaryOp::Or, 0),
            "&&" => binary(BinaryOp::And, 1),
            _ => None,
        },
        Kind::EqualsEquals => compare(CompareOp::Eq),
        Kind::NotEquals => compare(CompareOp::Ne),
        Kind::Less => compare(CompareOp::Lt),
        Kind::LessEquals => compare(CompareOp::Le),
        Kind::Greater => compare(CompareOp::Gt),
        Kind::GreaterEquals => compare(CompareOp::Ge),
        Kind::DotDot => Some((Operator::Range, 4, 1)),
        Kind::Plus => binary(BinaryOp::Add, 5),
        Kind::Minus => binary(BinaryOp::Sub, 5),
        Kind::Tilde => binary(BinaryOp::Concat, 6),
        Kind::Star => binary(BinaryOp::Mul, 7),
        Kind::Slash => binary(BinaryOp::Div, 7),
        Kind::SlashSlash => binary(BinaryOp::FloorDiv, 7),
        Kind::PercentSign => binary(BinaryOp::Mod, 7),
        Kind::StarStar => binary(BinaryOp::Pow, 8),
        _ => None,
    }
}

/// Operators of at least this strength, all of them left-associative.
fn binary(input: Stream<'_>, least: u8) -> Parsed<'_, Deep> {
    let (mut rest, mut left) = operand(input, least)?;
    while let Some((operator, strength, length)) = operator(&rest) {
        if strength < least {
            break;
        }
        let behind = rest.skip(length);
        let (after, right) = binary(behind, strength + 1).map_err(|error| {
            let written = rest.text_at(rest.span_to(&behind));
            let help = format!("write a value behind `{written}`, or take `{written}` away");
            error.map(|fault| fault.help_at(&behind, help))
        })?;
        let height = left.height.max(right.height);
        let kind = match operator {
            Operator::Binary(op) => ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)),
            Operator::Range => ExprKind::Range(Box::new(left.expr), Box::new(right.expr)),
            // `a < b < c` is one comparison.
            Operator::Compare(op) => match left.expr.kind {
                ExprKind::Compare(mut compared) => {
                    compared.rest.push((op, right.expr));
                    let span = input.span_to(&after);
                    left = Deep {
                        expr: Expr {
                            span,
                            kind: ExprKind::Compare(compared),
                        },
                        height: left.height.max(right.height + 1),
                    };
                    check_depth(&input, left.height)?;
                    rest = after;
                    continue;
                }
                kind => {
                    let first = Expr {
                        span: left.expr.span,
                        kind,
                    };
                    let rest = vec![(op, right.expr)];
                    ExprKind::Compare(Box::new(Compared { first, rest }))
                }
            },
        };
        (rest, left) = node(&input, after, height, kind)?;
    }
    Ok((rest, left))
}

/// What stands between operators of at least this strength.
fn operand(input: Stream<'_>, least: u8) -> Parsed<'_, Deep> {
    let is_not = input.is_word("not")
        || input.kind() == Kind::Bad && input.text_at(input.peek().span) == "!";
    if is_not {
        let level = enter(&input)?;
        let rest = input.skip(1);
        // Jinja's grammar refuses `a == not b`; here it is read as meant.
        let (rest, deep) = binary(rest, least.max(NOT))?;
        drop(level);
        return node(
            &input,
            rest,
            deep.height,
            ExprKind::Unary(UnaryOp::Not, Box::new(deep.expr)),
        );
    }
    unary(input, true)
}

/// `-x`, `+x`, or something with its postfixes; then filters and tests, unless a sign in front
/// takes what is read here first: `-1 | abs` is `(-1) | abs`.
fn unary(input: Stream<'_>, with_filters: bool) -> Parsed<'_, Deep> {
    let sign = match input.kind() {
        Kind::Minus => Some(UnaryOp::Minus),
        Kind::Plus => Some(UnaryOp::Plus),
        _ => None,
    };
    let (rest, deep) = match sign {
        Some(op) => {
            let level = enter(&input)?;
            let (rest, deep) = unary(input.skip(1), false)?;
            drop(level);
            node(
                &input,
                rest,
                deep.height,
                ExprKind::Unary(op, Box::new(deep.expr)),
            )?
        }
        None => {
            let (rest, deep) = primary(input)?;
            postfix(&input, rest, deep)?
        }
    };
    let (rest, deep) = if with_filters {
        filters(&input, rest, deep)?
    } else {
        (rest, deep)
    };
    refuse_other_operators(&rest)?;
    Ok((rest, deep))
}

/// Words of other languages behind an operand.
fn refuse_other_operators(rest: &Stream<'_>) -> Result<(), nom::Err<Fault>> {
    if !rest.same_line() {
        return Ok(());
    }
    if rest.kind() == Kind::Question {
        return fail(
            Fault::expected(rest, "an operator")
                .help("a choice is written `a if condition else b`"),
        );
    }
    let value_follows = matches!(
        rest.ahead(1).kind,
        Kind::Text | Kind::Int | Kind::Float | Kind::Word | Kind::OpenBracket | Kind::OpenParen
    ) && !rest.ahead(1).newline;
    let proposal = match rest.word() {
        "eq" | "equals" => "==",
        "ne" => "!=",
        "lt" => "<",
        "le" => "<=",
        "gt" => ">",
        "ge" => ">=",
        _ => return Ok(()),
    };
    if !value_follows {
        return Ok(());
    }
    let (found, span) = (rest.word().to_owned(), rest.peek().span);
    fail(Fault::special(
        rest,
        SyntaxError::NotAnOperator {
            found,
            proposal,
            span,
        },
    ))
}
