//! Literals and what is made of parts: text, lists, ranges.

use ecow::{EcoString, eco_format};
use std::sync::Arc;

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, broken, fit, fold};
use crate::check::term::{Item, Term, TermKind, TextPart};
use crate::check::types::{Refined, Type};
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind, ListItem, TextStyle};
use crate::value::Value;

/// The longest range that is written out.
const LONGEST_RANGE: i64 = 1_000_000;

/// `0644`, `15m`, `20%`.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only literals come here; anything else is broken"
)]
pub(super) fn unit(expr: &tree::Expr) -> Term {
    let span = expr.span;
    match &expr.kind {
        ExprKind::Mode(digits) => Term::value(
            span,
            Type::Refined(Refined::Mode),
            Value::Str(digits.clone()),
        ),
        ExprKind::Duration(count, unit) => {
            let seconds = match unit {
                'm' => 60,
                'h' => 3_600,
                'd' => 86_400,
                _ => 1,
            };
            Term::value(
                span,
                Type::Refined(Refined::Duration),
                Value::Int(count.saturating_mul(seconds)),
            )
        }
        ExprKind::Percent(count) => Term::value(
            span,
            Type::Refined(Refined::Percent),
            Value::Str(eco_format!("{count}%")),
        ),
        _ => broken(span),
    }
}

impl Lowering<'_, '_> {
    /// Lowers a string literal, such as a task's name.
    pub fn text(&mut self, text: &tree::Text) -> Term {
        self.text_at(&text.body, text.span)
    }

    /// Lowers a string literal whose place the expression knows.
    pub(super) fn text_at(&mut self, text: &tree::TextBody, span: Span) -> Term {
        if let [tree::TextPart::Literal(literal)] = text.parts.as_slice() {
            self.look_for_statements(text.style, literal, span);
            return Term::value(span, Type::String, Value::Str(literal.clone()));
        }
        let mut parts: Vec<TextPart> = Vec::new();
        let mut secret = false;
        let mut bad = false;
        for part in text.parts.iter() {
            match part {
                tree::TextPart::Literal(literal) => {
                    self.look_for_statements(text.style, literal, span);
                    push_literal(&mut parts, literal);
                }
                tree::TextPart::Code(expr) => {
                    let term = self.plain(expr);
                    secret |= matches!(term.ty, Type::Secret(_));
                    bad |= term.ty == Type::Error;
                    match term.known() {
                        // As in Ansible, null is nothing in a text; only alone it is a word.
                        Some(Value::Null) if text.parts.len() > 1 => {}
                        Some(value) => push_literal(&mut parts, &fold::to_text(value)),
                        None => parts.push(TextPart::Term(term)),
                    }
                }
            }
        }
        let ty = match (bad, secret) {
            (true, _) => Type::Error,
            (false, true) => Type::Secret(Arc::new(Type::String)),
            (false, false) => Type::String,
        };
        match parts.as_slice() {
            [] => Term::value(span, ty, Value::Str(EcoString::new())),
            [TextPart::Literal(literal)] => Term::value(span, ty, Value::Str(literal.clone())),
            [..] => Term {
                span,
                ty,
                kind: TermKind::Text(parts),
            },
        }
    }

    /// `{% if x %}` is a statement to whoever comes from Ansible, and text here.
    fn look_for_statements(&mut self, style: TextStyle, literal: &str, span: Span) {
        if !matches!(style, TextStyle::Plain | TextStyle::Block) {
            return;
        }
        let begins =
            |rest: &str| rest.starts_with([' ', '-']) || rest.starts_with(char::is_alphabetic);
        let statement = literal
            .split_once("{%")
            .is_some_and(|(_, rest)| begins(rest) && rest.contains("%}"));
        let comment = literal
            .split_once("{# ")
            .is_some_and(|(_, rest)| rest.contains(" #}"));
        if statement || comment {
            self.problems.push(ExprError::StatementInText {
                written: if statement { "{% … %}" } else { "{# … #}" },
                span,
            });
        }
    }

    pub(super) fn list(&mut self, items: &[ListItem], expected: Option<&Type>, span: Span) -> Term {
        let expected_item = expected.and_then(item_of);
        let mut terms: Vec<Term> = Vec::new();
        let mut later_spread: Option<Term> = None;
        let mut ty: Option<Type> = None;
        for item in items {
            if item.spread {
                let list_type = expected_item.map(|item| Type::List(Arc::new(item.clone())));
                let spread = match &list_type {
                    Some(ty) => self.check(&item.value, ty),
                    None => self.plain(&item.value),
                };
                match (&spread.kind, &spread.ty) {
                    (TermKind::Value(Value::List(values)), Type::List(inner)) => {
                        ty = Some(join(ty, inner));
                        let inner = (**inner).clone();
                        terms.extend(
                            values.iter().map(|value| {
                                Term::value(spread.span, inner.clone(), value.clone())
                            }),
                        );
                    }
                    (_, Type::List(inner)) => {
                        ty = Some(join(ty, inner));
                        let front = make_list(std::mem::take(&mut terms), span, ty.as_ref());
                        later_spread = Some(add(later_spread, front, spread));
                    }
                    (_, Type::Any | Type::Error) => {
                        let front = make_list(std::mem::take(&mut terms), span, ty.as_ref());
                        later_spread = Some(add(later_spread, front, spread));
                        ty = Some(Type::Any);
                    }
                    _ => self.wrong(&spread, "a list"),
                }
                continue;
            }
            let term = match expected_item {
                Some(ty) => self.argument(&item.value, ty),
                None => self.infer(&item.value),
            };
            let plain = if let Type::Optional(inner) = &term.ty {
                inner
            } else {
                &term.ty
            };
            ty = Some(join(ty, plain));
            if term.kind != TermKind::Unset || term.ty == Type::Error {
                terms.push(term);
            }
        }
        let list = make_list(terms, span, expected_item.or(ty.as_ref()));
        match later_spread {
            None => list,
            Some(front) if matches!(&list.kind, TermKind::Value(Value::List(items)) if items.is_empty()) => {
                front
            }
            Some(front) => {
                let ty = list.ty.clone();
                let kind = TermKind::Binary(tree::BinaryOp::Add, Box::new(front), Box::new(list));
                Term { span, ty, kind }
            }
        }
    }

    pub(super) fn range(&mut self, from: &tree::Expr, to: &tree::Expr, span: Span) -> Term {
        let (Some(from_term), Some(to_term)) = (self.known(from, None), self.known(to, None))
        else {
            return broken(span);
        };
        let written = |expr: &tree::Expr| matches!(expr.kind, ExprKind::Int(_) | ExprKind::Text(_));
        let written = written(from) && written(to);
        match (from_term.known(), to_term.known()) {
            (Some(Value::Int(from)), Some(Value::Int(to))) => {
                if written && from > to {
                    self.backward(from, to, span);
                }
                let Some(items) = self.numbers(*from, *to, span) else {
                    return broken(span);
                };
                let items = items.map(Value::Int).collect();
                Term::value(span, Type::List(Arc::new(Type::Int)), Value::list(items))
            }
            (Some(Value::Str(from)), Some(Value::Str(to))) => {
                let (Ok(first), Ok(last)) = (from.parse::<i64>(), to.parse::<i64>()) else {
                    self.wrong(&from_term, "a range of numbers, or of strings of digits");
                    return broken(span);
                };
                if written && first > last {
                    self.backward(format!("\"{from}\""), format!("\"{to}\""), span);
                }
                let width = from.len();
                let Some(items) = self.numbers(first, last, span) else {
                    return broken(span);
                };
                let items = items
                    .map(|n| Value::Str(eco_format!("{n:0width$}")))
                    .collect();
                Term::value(span, Type::List(Arc::new(Type::String)), Value::list(items))
            }
            _ => {
                self.wrong(&to_term, "of the type of the range's start");
                broken(span)
            }
        }
    }

    fn backward(&mut self, from: impl ToString, to: impl ToString, span: Span) {
        self.problems.push(ExprError::BackwardRange {
            from: from.to_string(),
            to: to.to_string(),
            span,
        });
    }

    fn numbers(&mut self, from: i64, to: i64, span: Span) -> Option<std::ops::RangeInclusive<i64>> {
        let count = to.saturating_sub(from).saturating_add(1);
        if count > LONGEST_RANGE {
            self.problems.push(ExprError::RangeTooLong { count, span });
            return None;
        }
        Some(from..=to)
    }
}

fn push_literal(parts: &mut Vec<TextPart>, text: &str) {
    match parts.last_mut() {
        Some(TextPart::Literal(last)) => last.push_str(text),
        _ => parts.push(TextPart::Literal(text.into())),
    }
}

/// `T` of `list(T)`, also inside `?` and `secret`.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what is listed holds items"
)]
pub(super) fn item_of(ty: &Type) -> Option<&Type> {
    match ty {
        Type::List(item) => Some(item),
        Type::Optional(inner) | Type::Secret(inner) => item_of(inner),
        _ => None,
    }
}

/// The type of a key's value in a map or record type, also inside `?` and `secret`.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what is listed holds values by key"
)]
pub(super) fn value_of<'t>(ty: &'t Type, key: &str) -> Option<&'t Type> {
    match ty {
        Type::Map(value) => Some(value),
        Type::Record(record) => record
            .fields
            .iter()
            .find(|field| field.name == key)
            .map(|field| &field.ty),
        Type::Optional(inner) | Type::Secret(inner) => value_of(inner, key),
        _ => None,
    }
}

fn join(known: Option<Type>, more: &Type) -> Type {
    known.map_or_else(|| more.clone(), |known| fit::unify(&known, more))
}

fn add(front: Option<Term>, middle: Term, spread: Term) -> Term {
    let mut sum = front;
    if !matches!(&middle.kind, TermKind::Value(Value::List(items)) if items.is_empty()) {
        sum = Some(match sum {
            Some(front) => plus(front, middle),
            None => middle,
        });
    }
    match sum {
        Some(front) => plus(front, spread),
        None => spread,
    }
}

fn plus(left: Term, right: Term) -> Term {
    let (span, ty) = (left.span.to(right.span), fit::unify(&left.ty, &right.ty));
    Term {
        span,
        ty,
        kind: TermKind::Binary(tree::BinaryOp::Add, Box::new(left), Box::new(right)),
    }
}

pub(super) fn make_list(terms: Vec<Term>, span: Span, item: Option<&Type>) -> Term {
    let ty = Type::List(Arc::new(item.cloned().unwrap_or(Type::Any)));
    let known: Option<Vec<Value>> = terms.iter().map(|term| term.known().cloned()).collect();
    match known {
        Some(values) => Term::value(span, ty, Value::list(values)),
        None => {
            let items = terms.into_iter().map(|term| Item { term }).collect();
            Term {
                span,
                ty,
                kind: TermKind::List(items),
            }
        }
    }
}
