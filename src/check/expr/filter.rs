//! Filters: `admins | map(attribute="name") | join(",")`.
//!
//! In: a list of `Admin`. Out: a string; or reports of a filter, argument or field that there is
//! not, and of what a filter cannot be given.

use crate::check::expr::operation::{Operand, has_errors, terms};
use crate::check::expr::{Lowering, broken, fit, fold};
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::Type;
use crate::schema;
use crate::schema::plugin::Sort;
use crate::schema::signature::{self, What};
use crate::source::Span;
use crate::syntax::tree::{self, Arg, Operation};
use crate::value::{self, Value, short};
use std::sync::Arc;

impl Lowering<'_, '_> {
    pub(super) fn filter(
        &mut self,
        subject: &tree::Expr,
        name: &tree::Name,
        args: &[Arg],
        span: Span,
    ) -> Term {
        if matches!(short(&name.text), "default" | "d") {
            return self.default(subject, name, args, span);
        }
        let own = self.own_operation(Operation::Filter, subject, false, name, args, span);
        if let Some(term) = own {
            return term;
        }
        let subject = self.plain(subject);
        let args = self.args(args);
        let known = self.known_plugin(Sort::Filter, name);
        let Some(filter) = schema::filter::lookup(&name.text) else {
            if known {
                let kind = TermKind::Filter(Box::new(subject), name.text.clone(), Box::new(args));
                return Term {
                    span,
                    ty: Type::Any,
                    kind,
                };
            }
            return broken(span);
        };
        let Some(ty) = self.filtered(name, &Operand::of(&subject), &args) else {
            return broken(span);
        };
        let broken_input = subject.ty == Type::Error || has_errors(&args);
        if !filter.impure
            && filter.moved_to().is_none()
            && !applies_later(&name.text, &args)
            && !broken_input
            && let (Some(value), Some(known)) = (subject.known(), fold::args(&args))
        {
            let result = value::filters::call(&name.text, Some(value), &known);
            return self.folded(result, ty, span);
        }
        let ty = if broken_input {
            Type::Error
        } else {
            secrecy(short(&name.text), &subject.ty, &args, ty)
        };
        let emitted = filter.emitted_name(&name.text);
        Term {
            span,
            ty,
            kind: TermKind::Filter(Box::new(subject), emitted, Box::new(args)),
        }
    }

    /// The type of what a filter gives; `None` where its input or arguments were reported.
    pub(super) fn filtered(
        &mut self,
        name: &tree::Name,
        operand: &Operand,
        args: &Args,
    ) -> Option<Type> {
        let Some(signature) = signature::of(What::Filter, &name.text) else {
            return Some(Type::Any);
        };
        let taken = self.taken(name, Some(operand), signature, args)?;
        if operand.ty == Type::Error {
            return Some(Type::Error);
        }
        self.filter_type(name, operand, args, &taken)
    }

    /// `x | default(y)`: the one filter that takes what may be unset.
    fn default(
        &mut self,
        subject: &tree::Expr,
        name: &tree::Name,
        args: &[Arg],
        span: Span,
    ) -> Term {
        let subject = self.perhaps(subject);
        let args = self.args(args);
        let signature = signature::of(What::Filter, "default");
        let taken = signature.and_then(|signature| self.taken(name, None, signature, &args));
        let Some(taken) = taken else {
            return broken(span);
        };
        let inner = if let Type::Optional(inner) = &subject.ty {
            (**inner).clone()
        } else {
            subject.ty.clone()
        };
        let fallback = taken.argument("default_value");
        let ty = fallback.map_or(inner.clone(), |fallback| fit::unify(&inner, &fallback.ty));
        if subject.kind == TermKind::Unset && subject.ty != Type::Error {
            return match fallback {
                Some(term) => Term {
                    span,
                    ..term.clone()
                },
                None => Term::value(span, Type::String, Value::str("")),
            };
        }
        if let (Some(value), Some(known)) = (subject.known(), fold::args(&args)) {
            let result = value::filters::call("default", Some(value), &known);
            return self.folded(result, ty, span);
        }
        Term {
            span,
            ty,
            kind: TermKind::Filter(Box::new(subject), "default".into(), Box::new(args)),
        }
    }
}

/// Whether a filter does to each item what only Ansible can: `map("random")`, `select("exists")`, `map("site_url")` with a
/// filter of the project's own.
fn applies_later(name: &str, args: &Args) -> bool {
    match args.applied(name) {
        Some((Sort::Filter, applied)) => schema::filter::lookup(applied)
            .is_none_or(|filter| filter.impure || filter.moved_to().is_some()),
        Some((_, applied)) => match schema::test::lookup(applied) {
            Some(test) => test.impure,
            None => !value::tests::computes(applied),
        },
        None => false,
    }
}

/// What is made from a secret is one, unless only a field that is none is taken, or only how many
/// there are is asked.
fn secrecy(name: &str, subject: &Type, args: &Args, ty: Type) -> Type {
    let by_field = args.named.iter().any(|(name, _)| name == "attribute");
    let chooses = matches!(
        name,
        "select" | "reject" | "selectattr" | "rejectattr" | "difference" | "intersect"
    );
    let within = match name {
        "length" | "count" | "type_debug" => matches!(subject, Type::Secret(_)),
        // Their types say it item by item.
        "map" => false,
        "join" | "sum" if by_field => false,
        _ => subject.holds_secret(),
    };
    let given = !chooses && terms(args).any(|term| term.ty.holds_secret());
    if (within || given) && !ty.holds_secret() {
        Type::Secret(Arc::new(ty))
    } else {
        ty
    }
}
