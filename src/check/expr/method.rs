//! Methods: `text.split(",")`, `options.get("x")`. They are Python's.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::error::expr::ExprError;
use crate::check::expr::operation::{Operand, has_errors, terms};
use crate::check::expr::operator::textual;
use crate::check::expr::{Lowering, broken, fold, known};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::schema;
use crate::schema::method::Method;
use crate::schema::signature;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{self, Arg};
use crate::value;
use std::sync::Arc;

impl Lowering<'_, '_> {
    pub(super) fn method(
        &mut self,
        base: &tree::Expr,
        method: &tree::Name,
        args: &[Arg],
        span: Span,
    ) -> Term {
        let base = self.plain(base);
        let args = self.args(args);
        if base.ty == Type::Error || has_errors(&args) {
            return broken(span);
        }
        let Some((found, of)) = method_of(&base.ty, &method.text) else {
            self.no_such_method(&base.ty, method);
            return broken(span);
        };
        if found.changes {
            self.problems.push(ExprError::ChangesInPlace {
                name: method.text.to_string(),
                span: method.span,
                help: instead(&method.text).to_string(),
            });
            return broken(span);
        }
        let signature = match of {
            Some(of) => signature::of_method(of, &method.text),
            None => Some(signature::of_any_method(&found)),
        };
        let Some(signature) = signature else {
            return broken(span);
        };
        let operand = Operand::of(&base);
        let Some(taken) = self.taken(method, Some(&operand), signature, &args) else {
            return broken(span);
        };
        if let (Some(value), Some(known)) = (base.known(), fold::args(&args)) {
            let result = value::methods::call(&method.text, value, &known);
            return self.folded(result, Type::Any, span);
        }
        let ty = match of {
            Some(_) => taken.result(),
            None => known::parse(found.result),
        };
        let secret = base.ty.holds_secret() || terms(&args).any(|term| term.ty.holds_secret());
        let ty = if secret && !ty.holds_secret() {
            Type::Secret(Arc::new(ty))
        } else {
            ty
        };
        Term {
            span,
            ty,
            kind: TermKind::Method(Box::new(base), method.text.clone(), Box::new(args)),
        }
    }

    pub(super) fn no_such_method(&mut self, ty: &Type, method: &tree::Name) {
        let names: Vec<&'static str> = schema::method::names()
            .filter(|name| *name != method.text && method_of(ty, name).is_some())
            .collect();
        // `iteritems` was a method in Python 2.
        let older = method.text.strip_prefix("iter");
        let near = older
            .and_then(|name| names.iter().copied().find(|known| *known == name))
            .or_else(|| suggest::nearest(&method.text, names.iter().copied()));
        let fix = near.and_then(|near| Fix::rename(method.span, &method.text, near));
        let help = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if schema::filter::lookup(&method.text).is_some() => {
                Some(format!("it is a filter: `… | {}`", method.text))
            }
            None => schema::method::lookup(&method.text)
                .map(|found| format!("`{}` is a method of a {}", method.text, found.of)),
        };
        let error = ExprError::UnknownOperation {
            what: "method",
            name: method.text.to_string(),
            span: method.span,
            help,
        };
        self.problems.push_fix(error, fix);
    }
}

/// The method of that name that a value of the type has, and whose it is; `None` for that where
/// the type does not tell.
fn method_of(ty: &Type, name: &str) -> Option<(Method, Option<&'static str>)> {
    let of = match ty {
        Type::Secret(inner) | Type::Optional(inner) => return method_of(inner, name),
        Type::List(_) => "list",
        Type::Map(_) | Type::Record(_) => "map",
        Type::Error | Type::Any => return schema::method::lookup(name).map(|found| (found, None)),
        ty if textual(ty) => "string",
        _ => return None,
    };
    schema::method::lookup_of(of, name).map(|found| (found, Some(of)))
}

/// What to write where Python would change its object.
fn instead(name: &str) -> &'static str {
    match name {
        "append" | "extend" | "insert" => "a longer list is a new one: `xs + [x]`",
        "remove" | "pop" | "popitem" => "a shorter one is a new one: `xs | reject(\"equalto\", x)`",
        "sort" => "a sorted list is a new one: `xs | sort`",
        "reverse" => "a reversed list is a new one: `xs | reverse`",
        "update" | "setdefault" => "maps are put together by `a | combine(b)`",
        _ => "write the value that is meant",
    }
}
