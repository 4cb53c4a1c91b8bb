//! Expressions: from [`tree::Expr`] to [`Term`], typed, resolved, folded.
//!
//! In: `admins | length > 0` in a scope where `admins` is a parameter. Out: a boolean [`Term`].
//! Every other file of this stage lowers its expressions through [`Lowering`].

mod built_in;
mod by;
mod call;
mod comprehension;
mod condition;
mod conform;
mod family;
mod field;
mod filter;
mod filter_type;
mod fit;
pub mod fold;
mod group;
mod kind;
pub mod known;
mod literal;
mod map;
mod method;
mod name;
mod narrow;
mod operation;
mod operator;
mod own;
mod path;
mod perhaps;
mod refined;
mod register;
mod scope;
pub mod template;
mod test;

use ecow::EcoString;
use std::sync::Arc;

pub use comprehension::{bound, rows};
pub use conform::{conform, type_of};
pub use fit::assignable;
pub use operator::textual;
pub use scope::{Binding, Mark};

use crate::check::error::expr::ExprError;
use crate::check::input::Assets;
use crate::check::names::{SpaceId, World};
use crate::check::term::{Ref, RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind};
use crate::value::Value;

/// The texts of which a value of this type is one.
fn listed(ty: &Type) -> Option<&[EcoString]> {
    if let Type::Literals(texts) = ty {
        return Some(texts);
    }
    if let Type::Optional(inner) | Type::Secret(inner) = ty {
        return listed(inner);
    }
    None
}

/// Where an expression stands, which says what may be read there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Outside role, task and play bodies: `let`, attributes of hosts. Everything is known now.
    Now,
    /// Values of vars and parameters in hosts, groups and applications, defaults of params and
    /// vars: vars, facts and magic variables may be read (and what the scope binds).
    Given,
    /// In a role's body: parameters, lets, results, facts, vars, magic variables.
    Role,
    /// In a play's body or keywords: vars, facts, magic variables, prompts, results of its tasks.
    Play,
}

/// The lowering of expressions in one place of one namespace.
pub struct Lowering<'w, 'p> {
    /// Every name.
    pub world: &'w World<'w>,
    /// Where names are looked up.
    pub space: SpaceId,
    /// What may be read.
    pub place: Place,
    /// Reports.
    pub problems: &'p mut Problems,
    /// The templates of the role, of which some may be looked up.
    pub assets: Option<&'w Assets>,
    /// The texts among which the value has to be that is lowered just now, for reports.
    pub words: Vec<EcoString>,
    bindings: Vec<Binding>,
    narrowed: Vec<EcoString>,
}

impl<'w, 'p> Lowering<'w, 'p> {
    /// A lowering with nothing bound but what the namespace, Ansible and the place give.
    pub fn new(
        world: &'w World<'w>,
        space: SpaceId,
        place: Place,
        problems: &'p mut Problems,
    ) -> Self {
        Self {
            world,
            space,
            place,
            problems,
            assets: None,
            words: Vec::new(),
            bindings: Vec::new(),
            narrowed: Vec::new(),
        }
    }

    /// Lowers an expression whose type is whatever it is; it may be `T?`.
    pub fn infer(&mut self, expr: &tree::Expr) -> Term {
        let span = expr.span;
        let term = match &expr.kind {
            ExprKind::Error => broken(span),
            ExprKind::Null => Term::value(span, Type::Null, Value::Null),
            ExprKind::Bool(value) => Term::value(span, Type::Bool, Value::Bool(*value)),
            ExprKind::Int(value) => Term::value(span, Type::Int, Value::Int(*value)),
            ExprKind::Float(value) => Term::value(span, Type::Float, Value::Float(*value)),
            ExprKind::Mode(_) | ExprKind::Duration(..) | ExprKind::Percent(_) => {
                literal::unit(expr)
            }
            ExprKind::Text(text) => self.text_at(text, span),
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Field(base, field) => self.field(base, field, span),
            ExprKind::Index(base, index) => self.index(base, index, span),
            ExprKind::Slice(base, bounds) => self.slice(base, bounds, span),
            ExprKind::Call(callee, args) => self.call(callee, args, span),
            ExprKind::Filter(subject, filter) => {
                self.filter(subject, &filter.name, &filter.args, span)
            }
            ExprKind::Test {
                subject,
                negated,
                test,
            } => self.test(subject, *negated, &test.name, &test.args, span),
            ExprKind::Unary(op, inner) => self.unary(*op, inner, span),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, span),
            ExprKind::Compare(compared) => self.compare(&compared.first, &compared.rest, span),
            ExprKind::If {
                then,
                condition,
                otherwise,
            } => self.inline_if(then, condition, otherwise.as_deref(), None, span),
            ExprKind::List(items) => self.list(items, None, span),
            ExprKind::Map(items) => self.map(items, None, span),
            ExprKind::Comprehension(inner) => self.comprehension(inner, None, span),
            ExprKind::Range(from, to) => self.range(from, to, span),
            ExprKind::By(by) => self.by(by, None, span),
            ExprKind::Paren(inner) => self.infer(inner),
        };
        self.narrow_type(expr, term)
    }

    /// Lowers an expression that must fit a type. Record defaults are filled in, refined types
    /// are checked where the value is known, `T?` fits where `ty` is optional.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever takes nothing from the wanted type is inferred"
    )]
    pub fn check(&mut self, expr: &tree::Expr, ty: &Type) -> Term {
        let span = expr.span;
        let term = match &expr.kind {
            ExprKind::List(items) => self.list(items, Some(ty), span),
            ExprKind::Map(items) => self.map(items, Some(ty), span),
            ExprKind::By(by) => self.by(by, Some(ty), span),
            ExprKind::If {
                then,
                condition,
                otherwise,
            } => self.inline_if(then, condition, otherwise.as_deref(), Some(ty), span),
            ExprKind::Comprehension(inner) => self.comprehension(inner, Some(ty), span),
            ExprKind::Paren(inner) => return self.check(inner, ty),
            ExprKind::Name(_) => {
                if let Some(texts) = listed(ty) {
                    self.words = texts.to_vec();
                }
                let term = self.infer(expr);
                self.words.clear();
                term
            }
            _ => self.infer(expr),
        };
        self.fit(term, ty)
    }

    /// As [`Lowering::check`] for a whole argument: an optional value is allowed whatever the
    /// type, since it is left out when unset.
    pub fn argument(&mut self, expr: &tree::Expr, ty: &Type) -> Term {
        // Literals are never unset: there are very many of them, and a type to box for each.
        let literal = matches!(
            &expr.kind,
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Text(_)
        );
        if literal || matches!(ty, Type::Optional(_) | Type::Any) {
            self.check(expr, ty)
        } else {
            self.check(expr, &Type::Optional(Arc::new(ty.clone())))
        }
    }

    /// An expression used in a larger one: what may be unset is reported.
    fn plain(&mut self, expr: &tree::Expr) -> Term {
        let term = self.infer(expr);
        self.require_set(term)
    }

    fn require_set(&mut self, mut term: Term) -> Term {
        if let Type::Optional(inner) = &term.ty {
            let inner = (**inner).clone();
            self.problems.push(unset(&term));
            term.ty = inner;
        }
        term
    }

    /// Lowers an expression whose value must be known now; says which part is not.
    pub fn now(&mut self, expr: &tree::Expr, ty: &Type) -> Option<Value> {
        self.known(expr, Some(ty))
            .and_then(|term| term.known().cloned())
    }

    /// As [`Lowering::now`], with its type, which may be left open.
    pub fn known(&mut self, expr: &tree::Expr, ty: Option<&Type>) -> Option<Term> {
        let before = self.problems.all().len();
        let term = match ty {
            Some(ty) => self.check(expr, ty),
            None => self.infer(expr),
        };
        if matches!(term.kind, TermKind::Value(_)) {
            return Some(term);
        }
        if self.problems.all().len() == before && term.ty != Type::Error {
            if term.kind == TermKind::Unset {
                let reason = String::from("it has no value");
                self.problems.push(ExprError::CannotCompute {
                    reason,
                    span: expr.span,
                });
            } else {
                self.report_later(&term, expr.span);
            }
        }
        None
    }

    /// Reports the first part of a term that is not known now.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only references and calls can be late; other terms are walked into"
    )]
    pub fn report_later(&mut self, term: &Term, needed: Span) {
        let mut part: Option<(&Term, &'static str)> = None;
        let mut operation: Option<(String, Span)> = None;
        let mut placeholder = false;
        term.walk(&mut |inner| {
            // A part that is broken was reported already.
            placeholder |= inner.ty == Type::Error;
            let when = match &inner.kind {
                TermKind::Ref(reference) => {
                    placeholder |= reference.kind == RefKind::Placeholder;
                    later_when(reference)
                }
                TermKind::Call(..) => "when the play runs",
                // The innermost one is what cannot be computed.
                TermKind::Filter(_, name, _) => {
                    operation = Some((format!("the filter `{name}`"), inner.span));
                    return;
                }
                TermKind::Test { name, .. } => {
                    operation = Some((format!("the test `{name}`"), inner.span));
                    return;
                }
                _ => return,
            };
            if part.is_none() {
                part = Some((inner, when));
            }
        });
        if placeholder {
            return;
        }
        let needed = |span| (needed != span).then_some(needed);
        let error = match (part, operation) {
            (None, Some((operation, span))) => ExprError::NotComputedNow {
                operation,
                span,
                needed: needed(span),
            },
            (part, _) => {
                let (part, span, when) = part.map_or_else(
                    || (String::from("it"), term.span, "when the play runs"),
                    |(inner, when)| (format!("`{}`", describe(inner)), inner.span, when),
                );
                ExprError::NotKnownYet {
                    part,
                    span,
                    when,
                    needed: needed(span),
                }
            }
        };
        self.problems.push(error);
    }

    /// A string literal that must be known now.
    pub fn text_now(&mut self, text: &tree::Text) -> Option<EcoString> {
        self.text_now_at(&text.body, text.span)
    }

    /// A string literal that must be known now, whose place the expression knows.
    pub fn text_now_at(&mut self, text: &tree::TextBody, span: Span) -> Option<EcoString> {
        let before = self.problems.all().len();
        let term = self.text_at(text, span);
        if let TermKind::Value(Value::Str(text)) = term.kind {
            return Some(text);
        }
        if self.problems.all().len() == before && term.ty != Type::Error {
            self.report_later(&term, span);
        }
        None
    }
}

/// Stands for what was reported already.
const fn broken(span: Span) -> Term {
    Term {
        span,
        ty: Type::Error,
        kind: TermKind::Unset,
    }
}

/// When a name's value is there.
const fn later_when(reference: &Ref) -> &'static str {
    match reference.kind {
        RefKind::Param => "where the role is applied",
        RefKind::Fact | RefKind::Magic => "on the target",
        RefKind::Result | RefKind::SetFact => "after its step has run",
        RefKind::Loop => "while the loop runs",
        RefKind::Prompt => "when the play asks",
        RefKind::RoleLet | RefKind::LocalLet | RefKind::Var | RefKind::Placeholder => {
            "when the play runs"
        }
    }
}

/// A term as its reader would name it: `admin.name`; what has no short name is `this`.
#[must_use]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other term has no short name"
)]
pub fn describe(term: &Term) -> String {
    match &term.kind {
        TermKind::Ref(reference) => reference.name.to_string(),
        TermKind::Field { base, name, .. } => format!("{}.{name}", describe(base)),
        TermKind::Index(base, _) => format!("{}[…]", describe(base)),
        TermKind::Call(name, _) => format!("{name}(…)"),
        TermKind::Filter(subject, name, _) => format!("{} | {name}", describe(subject)),
        TermKind::Value(Value::Str(text)) if text.chars().count() <= 40 => format!("\"{text}\""),
        TermKind::Value(Value::Int(value)) => value.to_string(),
        TermKind::Value(Value::Bool(value)) => value.to_string(),
        _ => String::from("this"),
    }
}

/// The report of a term that may be unset where it must be set.
#[must_use]
pub fn unset(term: &Term) -> ExprError {
    let span = term.span;
    if let TermKind::If {
        otherwise: None, ..
    } = &term.kind
    {
        return ExprError::NoElse { span };
    }
    ExprError::MaybeUnset {
        name: describe(term),
        span,
        ty: shortened(&term.ty),
    }
}

/// A type that stands below a line of source: one without a name that has many fields would hide what is said.
fn shortened(ty: &Type) -> String {
    let text = ty.to_string();
    match (text.split_once('{'), text.rsplit_once('}')) {
        (Some((before, _)), Some((_, after))) if text.len() > 60 => {
            format!("{before}{{ … }}{after}")
        }
        _ => text,
    }
}

/// `a string`, `an int`, `a list(string)`.
#[must_use]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other type is a noun with an article"
)]
pub fn article(ty: &Type) -> String {
    let text = ty.to_string();
    match ty {
        Type::Null | Type::Any => text,
        Type::Literals(_) => format!("one of {text}"),
        // What begins with `u` is a url, a `User` or a `U`.
        _ if text.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) => {
            format!("an {text}")
        }
        _ => format!("a {text}"),
    }
}
