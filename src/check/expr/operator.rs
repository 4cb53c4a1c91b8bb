//! Operators with Jinja's meaning: `a + b`, `a < b <= c`, `not a`, `a if c else b`.

use crate::check::error::expr::ExprError;
use crate::check::expr::field::fits_int;
use crate::check::expr::{Lowering, article, fit, fold};
use crate::check::term::{Term, TermKind};
use crate::check::types::{Refined, Type};
use crate::source::Span;
use crate::syntax::tree::{self, BinaryOp, CompareOp, UnaryOp};
use crate::value::{self, Value};
use std::sync::Arc;

impl Lowering<'_, '_> {
    pub(super) fn unary(&mut self, op: UnaryOp, inner: &tree::Expr, span: Span) -> Term {
        let term = if op == UnaryOp::Not {
            self.boolean(inner)
        } else {
            self.plain(inner)
        };
        let ty = match (op, &term.ty) {
            (_, Type::Error) => Type::Error,
            (UnaryOp::Not, _) => Type::Bool,
            (UnaryOp::Minus | UnaryOp::Plus, ty) if fits_int(ty) => Type::Int,
            (UnaryOp::Minus | UnaryOp::Plus, Type::Float) => Type::Float,
            (UnaryOp::Minus | UnaryOp::Plus, _) => {
                self.wrong(&term, "a number");
                Type::Error
            }
        };
        if let Some(value) = term.known()
            && ty != Type::Error
        {
            return self.folded(fold::unary(op, value), ty, span);
        }
        Term {
            span,
            ty,
            kind: TermKind::Unary(op, Box::new(term)),
        }
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: &tree::Expr,
        right: &tree::Expr,
        span: Span,
    ) -> Term {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            return self.logical(op, left, right, span);
        }
        let (left, right) = (self.plain(left), self.plain(right));
        let ty = self.binary_type(op, &left, &right);
        if ty != Type::Error
            && let (Some(a), Some(b)) = (left.known(), right.known())
        {
            return self.folded(fold::binary(op, a, b), ty, span);
        }
        Term {
            span,
            ty,
            kind: TermKind::Binary(op, Box::new(left), Box::new(right)),
        }
    }

    fn logical(&mut self, op: BinaryOp, left: &tree::Expr, right: &tree::Expr, span: Span) -> Term {
        let first = self.boolean(left);
        let mark = self.mark();
        self.assume(left, op == BinaryOp::And);
        let second = self.boolean(right);
        self.reset_narrowing(mark);
        let stops = Value::Bool(op == BinaryOp::Or);
        match (first.known(), second.known()) {
            // The other side may still be later: only the known one decides.
            (Some(value), _) if *value == stops => Term::value(span, Type::Bool, stops),
            (Some(Value::Bool(_)), _) => Term { span, ..second },
            (_, Some(Value::Bool(value))) if *value != (op == BinaryOp::Or) => {
                Term { span, ..first }
            }
            _ => Term {
                span,
                ty: Type::Bool,
                kind: TermKind::Binary(op, Box::new(first), Box::new(second)),
            },
        }
    }

    fn binary_type(&mut self, op: BinaryOp, left: &Term, right: &Term) -> Type {
        let (a, b) = (bare(&left.ty), bare(&right.ty));
        let secret = matches!(left.ty, Type::Secret(_)) || matches!(right.ty, Type::Secret(_));
        let ty = match (op, a, b) {
            (_, Type::Error, _) | (_, _, Type::Error) => Some(Type::Error),
            (BinaryOp::Concat, _, _) => Some(Type::String),
            (_, Type::Any, _) | (_, _, Type::Any) => Some(Type::Any),
            (BinaryOp::Add, Type::List(a), Type::List(b)) => {
                Some(Type::List(Arc::new(fit::unify(a, b))))
            }
            (BinaryOp::Add, a, b) if textual(a) && textual(b) => Some(Type::String),
            (BinaryOp::Mul, a, b) if textual(a) && fits_int(b) => Some(Type::String),
            (BinaryOp::Mul, Type::List(_), b) if fits_int(b) => Some(a.clone()),
            (BinaryOp::Div, a, b) if numeric(a) && numeric(b) => Some(Type::Float),
            (_, Type::Refined(Refined::Duration), Type::Refined(Refined::Duration)) => {
                Some(a.clone())
            }
            (BinaryOp::Pow, a, b) if fits_int(a) && fits_int(b) => Some(Type::Any),
            (_, a, b) if fits_int(a) && fits_int(b) => Some(Type::Int),
            (_, a, b) if numeric(a) && numeric(b) => Some(Type::Float),
            _ => None,
        };
        match ty {
            Some(Type::Error) => Type::Error,
            Some(ty) if secret => Type::Secret(Arc::new(ty)),
            Some(ty) => ty,
            None => {
                let help = (op == BinaryOp::Add && (textual(a) || textual(b))).then(|| {
                    String::from(
                        "`~` joins as text: `a ~ b`, and so does interpolation: \"{{ a }}{{ b }}\"",
                    )
                });
                self.bad_operands(symbol(op), left, right, help);
                Type::Error
            }
        }
    }

    fn bad_operands(
        &mut self,
        operator: &'static str,
        left: &Term,
        right: &Term,
        help: Option<String>,
    ) {
        let lists = matches!((&left.ty, &right.ty), (Type::List(_), Type::List(_)));
        let help = bare_number(left, right)
            .or_else(|| bare_number(right, left))
            .or(help)
            .or_else(|| (operator == "-" && lists).then(|| "write `a | difference(b)`".to_owned()))
            .or_else(|| {
                (operator == "%" && textual(&left.ty))
                    .then(|| "write `text | format(value)`".to_owned())
            });
        self.problems.push(ExprError::BadOperands {
            operator,
            left: article(&left.ty),
            right: article(&right.ty),
            left_span: left.span,
            right_span: right.span,
            help,
        });
    }

    pub(super) fn compare(
        &mut self,
        first: &tree::Expr,
        rest: &[(CompareOp, tree::Expr)],
        span: Span,
    ) -> Term {
        let mut first = self.plain(first);
        let mut terms: Vec<(CompareOp, Term)> = Vec::new();
        for (op, expr) in rest {
            let left_ty = terms.last().map_or(&first, |(_, term)| term).clone();
            let right = self.plain(expr);
            let right = self.compared(*op, &left_ty, right);
            terms.push((*op, right));
        }
        if let Some((op, right)) = terms.first() {
            first = self.compared_groups(*op, first, right);
        }
        if first.ty == Type::Error || terms.iter().any(|(_, term)| term.ty == Type::Error) {
            return super::broken(span);
        }
        let known: Option<Vec<(CompareOp, &Value)>> = terms
            .iter()
            .map(|(op, term)| Some((*op, term.known()?)))
            .collect();
        if let (Some(value), Some(rest)) = (first.known(), known) {
            return self.folded(fold::compare(value, &rest), Type::Bool, span);
        }
        Term {
            span,
            ty: Type::Bool,
            kind: TermKind::Compare(Box::new(first), terms),
        }
    }

    /// Checks that two sides can be compared; a literal beside a type with few values is checked
    /// against them, since a misspelt one would never be equal.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is not listed holds nothing and is reported"
    )]
    pub(super) fn compared(&mut self, op: CompareOp, left: &Term, right: Term) -> Term {
        let (a, b) = (bare(&left.ty).clone(), bare(&right.ty).clone());
        match op {
            CompareOp::Eq | CompareOp::Ne => {
                for (asked, text) in [(left, &right), (&right, left)] {
                    if let Some(Value::Str(known)) = text.known() {
                        self.family(asked, &known.clone(), text.span);
                    }
                }
                if matches!(a, Type::Literals(_) | Type::Group)
                    && matches!(right.known(), Some(Value::Str(_)))
                {
                    return self.fit(right, &a);
                }
                if let Type::Literals(_) = b
                    && matches!(left.known(), Some(Value::Str(_)))
                {
                    self.fit(left.clone(), &b);
                    return right;
                }
                if !comparable(&a, &b) {
                    self.bad_operands(op.symbol(), left, &right, None);
                    return super::broken(right.span);
                }
            }
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                let open = |ty: &Type| matches!(ty, Type::Any | Type::Error);
                let ordered = (numeric(&a) && numeric(&b))
                    || (textual(&a) && textual(&b))
                    || matches!((&a, &b), (Type::List(_), Type::List(_)));
                if !ordered && !open(&a) && !open(&b) {
                    let help = (textual(&a) != textual(&b)).then(|| {
                        String::from("turn the text into a number: `x | int`; versions compare by `x is version('1.2', '>=')`")
                    });
                    self.bad_operands(op.symbol(), left, &right, help);
                    return super::broken(right.span);
                }
            }
            CompareOp::In | CompareOp::NotIn => match &b {
                Type::List(_) | Type::Map(_) | Type::Record(_) | Type::Any | Type::Error => {}
                ty if textual(ty) => {}
                _ => {
                    self.wrong(&right, "a list, a map or a string");
                    return super::broken(right.span);
                }
            },
        }
        right
    }

    pub(super) fn inline_if(
        &mut self,
        then: &tree::Expr,
        condition: &tree::Expr,
        otherwise: Option<&tree::Expr>,
        expected: Option<&Type>,
        span: Span,
    ) -> Term {
        let asked = self.boolean(condition);
        let mark = self.mark();
        self.assume(condition, true);
        let then = self.branch(then, expected);
        self.reset_narrowing(mark);
        self.assume(condition, false);
        let otherwise = otherwise.map(|otherwise| self.branch(otherwise, expected));
        self.reset_narrowing(mark);
        let ty = match &otherwise {
            Some(otherwise) => fit::unify(&then.ty, &otherwise.ty),
            None => Type::Optional(Arc::new(bare_optional(&then.ty).clone())),
        };
        match (asked.known(), otherwise) {
            (Some(value), _) if value::ops::truth(value) => Term { span, ty, ..then },
            (Some(_), Some(otherwise)) => Term {
                span,
                ty,
                ..otherwise
            },
            (Some(_), None) => Term {
                span,
                ty,
                kind: TermKind::Unset,
            },
            (None, otherwise) => {
                let (then, condition) = (Box::new(then), Box::new(asked));
                Term {
                    span,
                    ty,
                    kind: TermKind::If {
                        then,
                        condition,
                        otherwise: otherwise.map(Box::new),
                    },
                }
            }
        }
    }

    fn branch(&mut self, expr: &tree::Expr, expected: Option<&Type>) -> Term {
        match expected {
            Some(ty) => self.check(expr, ty),
            None => self.infer(expr),
        }
    }
}

fn bare(ty: &Type) -> &Type {
    if let Type::Secret(inner) = ty {
        inner
    } else {
        ty
    }
}

fn bare_optional(ty: &Type) -> &Type {
    if let Type::Optional(inner) = ty {
        inner
    } else {
        ty
    }
}

/// Whether values of this type are text on the target.
#[must_use]
pub const fn textual(ty: &Type) -> bool {
    ty.is_text()
}

/// Whether values of this type are whole numbers.
pub(super) const fn fits_whole(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Int | Type::Refined(Refined::Port | Refined::Duration)
    )
}

pub(super) const fn numeric(ty: &Type) -> bool {
    fits_int(ty) || matches!(ty, Type::Float)
}

fn comparable(a: &Type, b: &Type) -> bool {
    let open = |ty: &Type| matches!(ty, Type::Any | Type::Error | Type::Null);
    open(a)
        || open(b)
        || (numeric(a) && numeric(b))
        || (textual(a) && textual(b))
        || matches!(
            (a, b),
            (Type::Bool, Type::Bool)
                | (Type::List(_), Type::List(_))
                | (
                    Type::Map(_) | Type::Record(_),
                    Type::Map(_) | Type::Record(_)
                )
        )
}

/// As written.
const fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Concat => "~",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::FloorDiv => "//",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "**",
    }
}

/// A text of digits beside a number: the number that was meant.
fn bare_number(text: &Term, number: &Term) -> Option<String> {
    let Some(Value::Str(digits)) = text.known() else {
        return None;
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && numeric(&number.ty)).then(|| format!("write `{digits}`, without quotes"))
}
