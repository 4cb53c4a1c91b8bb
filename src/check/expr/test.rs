//! Tests: `x is version("1.2", ">=")`, `result is changed`, `xs | select("match", "^a")`.

use ecow::EcoString;

use crate::check::expr::operation::{Operand, SIGNS, has_errors};
use crate::check::expr::{Lowering, broken, fold};
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::Type;
use crate::schema;
use crate::schema::plugin::Sort;
use crate::schema::signature::{self, What};
use crate::source::Span;
use crate::syntax::tree::{self, Arg, CompareOp, Operation};
use crate::value::{self, Value};

impl Lowering<'_, '_> {
    pub(super) fn test(
        &mut self,
        subject: &tree::Expr,
        negated: bool,
        name: &tree::Name,
        args: &[Arg],
        span: Span,
    ) -> Term {
        let own = self.own_operation(Operation::Test, subject, negated, name, args, span);
        if let Some(term) = own {
            return term;
        }
        let asks_set = matches!(name.text.as_str(), "defined" | "undefined");
        let asks_result = schema::test::of_results(&name.text);
        let subject = if asks_set {
            self.perhaps(subject)
        } else if asks_result {
            self.infer(subject)
        } else {
            self.plain(subject)
        };
        let args = self.args(args);
        let found = schema::test::lookup(&name.text);
        if !self.known_plugin(Sort::Test, name) {
            return broken(span);
        }
        if self.asked(name, &Operand::of(&subject), &args).is_none() {
            return broken(span);
        }
        if asks_set {
            return asked_set(subject, negated, &name.text, span);
        }
        if subject.ty == Type::Error || has_errors(&args) {
            return broken(span);
        }
        if found.is_some_and(|test| !test.impure)
            && let (Some(value), Some(known)) = (subject.known(), fold::args(&args))
        {
            let result = value::tests::call(&name.text, value, &known);
            return self.folded(
                result.map(|holds| Value::Bool(holds != negated)),
                Type::Bool,
                span,
            );
        }
        let kind = TermKind::Test {
            subject: Box::new(subject),
            negated,
            name: name.text.clone(),
            args: Box::new(args),
        };
        Term {
            span,
            ty: Type::Bool,
            kind,
        }
    }

    /// Holds a test that is named by a text against what it asks of each item.
    pub(super) fn asked_of_each(
        &mut self,
        operand: &Operand,
        test: &Term,
        args: &Args,
    ) -> Option<()> {
        let Some(Value::Str(text)) = test.known() else {
            return Some(());
        };
        let name = tree::Name {
            text: text.clone(),
            span: test.span,
        };
        self.asked(&name, operand, args)
    }

    /// Holds a test against its signature, a comparison against the types of its sides.
    pub(super) fn asked(
        &mut self,
        name: &tree::Name,
        operand: &Operand,
        args: &Args,
    ) -> Option<()> {
        // A comparison is the same under its sign and under its name.
        let same = if SIGNS.contains(&name.text.as_str()) {
            "eq"
        } else {
            &name.text
        };
        let Some(signature) = signature::of(What::Test, same) else {
            return Some(());
        };
        self.taken(name, Some(operand), signature, args)?;
        let (Some(op), Some(other)) = (comparison(&name.text), args.positional.first()) else {
            return Some(());
        };
        let left = Term {
            span: operand.span,
            ty: operand.ty.clone(),
            kind: TermKind::Unset,
        };
        let right = self.compared(op, &left, other.clone());
        (right.ty != Type::Error || other.ty == Type::Error).then_some(())
    }
}

fn comparison(name: &str) -> Option<CompareOp> {
    Some(match name {
        "eq" | "equalto" | "==" => CompareOp::Eq,
        "ne" | "!=" => CompareOp::Ne,
        "lt" | "lessthan" | "<" => CompareOp::Lt,
        "le" | "<=" => CompareOp::Le,
        "gt" | "greaterthan" | ">" => CompareOp::Gt,
        "ge" | ">=" => CompareOp::Ge,
        "in" => CompareOp::In,
        _ => return None,
    })
}

/// `x is defined`, decided now where the type or the value decides.
fn asked_set(subject: Term, negated: bool, name: &str, span: Span) -> Term {
    let wants = (name == "defined") != negated;
    match (&subject.kind, &subject.ty) {
        (_, Type::Error) => broken(span),
        (TermKind::Unset, _) => Term::value(span, Type::Bool, Value::Bool(!wants)),
        (TermKind::Value(_), _) => Term::value(span, Type::Bool, Value::Bool(wants)),
        _ => {
            let name = EcoString::from(if wants { "defined" } else { "undefined" });
            let kind = TermKind::Test {
                subject: Box::new(subject),
                negated: false,
                name,
                args: Box::default(),
            };
            Term {
                span,
                ty: Type::Bool,
                kind,
            }
        }
    }
}
