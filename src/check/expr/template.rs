//! What templates ask of expressions: fields, filters, tests and lookups of values whose types are known.
//!
//! In: `admins | map(attribute='nmae')` of a template, its parts typed already. Out: a report at its place in the `.j2` file.
//! What may be unset passes: a template asks for it in ways that are not followed here.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::expr::ExprError;
use crate::check::error::names::NameError;
use crate::check::expr::operation::Operand;
use crate::check::expr::{Lowering, broken, fit};
use crate::check::term::{Args, Ref, RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::schema;
use crate::schema::plugin::Sort;
use crate::schema::signature::{self, What};
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{Name, Operation};
use crate::value::Value;
use std::sync::Arc;

impl Lowering<'_, '_> {
    /// `base.field`.
    pub fn template_field(&mut self, base: Term, field: &Name, span: Span) -> Term {
        let base = Term {
            ty: plain(&base.ty).clone(),
            ..base
        };
        let found = self.field_of(base, field, span);
        set(found)
    }

    /// `subject | name(args)`.
    pub fn template_filter(&mut self, subject: Term, name: &Name, args: Args, span: Span) -> Term {
        let own = self
            .world
            .plugins
            .operation(self.space, Operation::Filter, &name.text);
        let ty = if let Some(own) = own {
            own.gives.clone()
        } else if !self.known_plugin(Sort::Filter, name) {
            return broken(span);
        } else if matches!(crate::value::short(&name.text), "default" | "d") {
            let signature = signature::of(What::Filter, "default");
            let taken = signature.and_then(|signature| self.taken(name, None, signature, &args));
            let Some(taken) = taken else {
                return broken(span);
            };
            let fallback = taken.argument("default_value").map(|term| &term.ty);
            fallback.map_or(subject.ty.clone(), |fallback| {
                fit::unify(&subject.ty, fallback)
            })
        } else {
            match self.filtered(name, &Operand::of(&subject), &args) {
                Some(ty) => ty,
                None => return broken(span),
            }
        };
        let secret = subject.ty.holds_secret() && !ty.holds_secret();
        let ty = match secret {
            true => Type::Secret(Arc::new(ty)),
            false => ty,
        };
        let kind = TermKind::Filter(Box::new(subject), name.text.clone(), Box::new(args));
        set(Term { span, ty, kind })
    }

    /// `subject is name(args)`.
    pub fn template_test(&mut self, subject: Term, name: &Name, args: &Args, span: Span) -> Term {
        let own = self
            .world
            .plugins
            .operation(self.space, Operation::Test, &name.text);
        if own.is_none() {
            let known = is_sign(&name.text) || self.known_plugin(Sort::Test, name);
            if !known || self.asked(name, &Operand::of(&subject), args).is_none() {
                return broken(span);
            }
        }
        Term {
            span,
            ty: Type::Bool,
            kind: TermKind::Unset,
        }
    }

    /// `lookup('name', …)`, `query(…)`.
    pub fn template_lookup(&mut self, name: &Name, args: &Args, span: Span) -> Term {
        let known = schema::lookup::function(&name.text).is_some();
        let ty = match known {
            true => self.looked_up(name, args).unwrap_or(Type::Error),
            false => Type::Any,
        };
        Term {
            span,
            ty,
            kind: TermKind::Call(name.text.clone(), Box::default()),
        }
    }

    /// `base.method(args)`.
    pub fn template_method(&mut self, base: &Term, method: &Name, args: &Args, span: Span) -> Term {
        let of = match plain(&base.ty) {
            Type::List(_) => "list",
            Type::Map(_) | Type::Record(_) => "map",
            ty if super::textual(ty) => "string",
            _ => "",
        };
        let signature = signature::of_method(of, &method.text);
        if signature.is_none() && !of.is_empty() {
            self.no_such_method(&base.ty, method);
            return broken(span);
        }
        let operand = Operand::of(base);
        let ty =
            match signature.map(|signature| self.taken(method, Some(&operand), signature, args)) {
                Some(Some(taken)) => taken.result(),
                Some(None) => Type::Error,
                None => Type::Any,
            };
        let kind = TermKind::Unset;
        Term { span, ty, kind }
    }

    /// `groups['web']`: the group has to be there, by the name that it has in Ansible.
    pub fn template_group(&mut self, group: &Name) {
        self.group_is_known(&group.text, group.span);
        let emitted = self.group_in_ansible(&group.text);
        if emitted != group.text {
            self.problems.push(NameError::Unknown {
                what: "group",
                name: group.text.to_string(),
                span: group.span,
                help: Some(format!(
                    "its name in Ansible is `{emitted}`, and texts in templates stay as they are: write `groups['{emitted}']`"
                )),
            });
        }
    }

    /// `hostvars['a.example.org']`: the host has to be there.
    pub fn template_host(&mut self, host: &Name) {
        let value = Value::Str(host.text.clone());
        self.known_host(&Term::value(host.span, Type::String, value));
    }

    /// `hostvars[host].asset`: what is nearly a variable is a slip, and anything else what a host may have besides.
    pub fn template_host_variable(&mut self, variable: &Name) {
        let name = variable.text.as_str();
        let roles = self.world.roles.iter();
        let mut params = roles.flat_map(|(signature, _)| &signature.params);
        let is_known = self.world.var_names().any(|var| var == name)
            || schema::magic::lookup(name).is_some()
            || params.any(|param| param.emitted == name);
        if !is_known && let Some(near) = suggest::nearest(name, self.world.var_names()) {
            let error = NameError::Unknown {
                what: "var",
                name: name.to_owned(),
                span: variable.span,
                help: Some(format!("did you mean `{near}`?")),
            };
            let fix = Fix::rename(variable.span, name, near);
            self.problems.push_fix(error, fix);
        }
    }

    /// `ansible_facts.os_family`: what is nearly a fact is a slip, and anything else what a project adds.
    pub fn template_fact(&mut self, fact: &Name) {
        if schema::fact::lookup(&fact.text).is_none()
            && let Some(near) = suggest::nearest(&fact.text, schema::fact::names())
        {
            let fix = Fix::rename(fact.span, &fact.text, near);
            let error = ExprError::UndocumentedField {
                of: "`ansible_facts`".to_owned(),
                field: fact.text.to_string(),
                span: fact.span,
                help: Some(format!("did you mean `{near}`?")),
            };
            self.problems.push_fix(error, fix);
        }
    }

    /// A field that something does not have which is no value of the language's.
    pub fn template_no_field(&mut self, of: &str, field: &Name, known: &[&str]) {
        let near = suggest::nearest(&field.text, known.iter().copied());
        let fix = near.and_then(|near| Fix::rename(field.span, &field.text, near));
        let error = ExprError::UnknownField {
            of: of.to_owned(),
            name: field.text.to_string(),
            span: field.span,
            help: Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", known.join(", ")),
            }),
        };
        self.problems.push_fix(error, fix);
    }

    /// A global function of Ansible's templates.
    pub fn template_function(&mut self, name: &Name, args: &Args, span: Span) -> Term {
        if matches!(name.text.as_str(), "lookup" | "query" | "q") {
            return self.template_lookup(name, args, span);
        }
        let signature = signature::of(What::Function, &name.text);
        let ty = match signature.map(|signature| self.taken(name, None, signature, args)) {
            Some(Some(taken)) => taken.result(),
            Some(None) => Type::Error,
            None => Type::Any,
        };
        Term {
            span,
            ty,
            kind: TermKind::Call(name.text.clone(), Box::default()),
        }
    }
}

/// A name of a template, or what is made of several.
#[must_use]
pub fn named(name: &str, ty: Type, span: Span) -> Term {
    let reference = Ref {
        kind: RefKind::Var,
        name: name.into(),
        emitted: name.into(),
        declared: None,
    };
    set(Term {
        span,
        ty,
        kind: TermKind::Ref(Box::new(reference)),
    })
}

/// The type without what says that it may be unset.
fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Optional(inner) => plain(inner),
        ty => ty,
    }
}

fn set(term: Term) -> Term {
    Term {
        ty: plain(&term.ty).clone(),
        ..term
    }
}

fn is_sign(name: &str) -> bool {
    super::operation::SIGNS.contains(&name)
}
