//! Filters, tests, methods and functions: `x | join(",")`, `x is version("1.2", ">=")`,
//! `x.split(",")`, `lookup("env", "HOME")`, `hosts_in(web)`.

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, broken, fit, fold, known};
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::Type;
use crate::schema;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{self, Arg, ExprKind};
use crate::value::{self, Value};

impl Lowering<'_, '_> {
    fn args(&mut self, args: &[Arg]) -> Args {
        let mut lowered = Args::default();
        for arg in args {
            let term = self.plain(&arg.value);
            match &arg.name {
                Some(name) => lowered.named.push((name.text.clone(), term)),
                None => lowered.positional.push(term),
            }
        }
        lowered
    }

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
        let subject = self.plain(subject);
        let args = self.args(args);
        let Some(filter) = schema::filter::lookup(&name.text) else {
            if name.text.matches('.').count() >= 2 {
                let kind = TermKind::Filter(Box::new(subject), name.text.clone(), args);
                return Term {
                    span,
                    ty: Type::Any,
                    kind,
                };
            }
            self.unknown_operation(
                "filter",
                name,
                suggest::nearest(&name.text, schema::filter::names()),
            );
            return broken(span);
        };
        if self.wrong_count(
            name,
            args.positional.len() + args.named.len(),
            filter.min,
            filter.max,
        ) {
            return broken(span);
        }
        let ty = filter_type(short(&name.text), &subject.ty, &args, filter.result);
        let broken_input = subject.ty == Type::Error || has_errors(&args);
        if !filter.impure
            && !broken_input
            && let (Some(value), Some(known)) = (subject.known(), fold::args(&args))
        {
            let result = value::filters::call(&name.text, Some(value), &known);
            return self.folded(result, ty, span);
        }
        let ty = match (broken_input, matches!(subject.ty, Type::Secret(_))) {
            (true, _) => Type::Error,
            (false, true) if !matches!(ty, Type::Secret(_)) => Type::Secret(Box::new(ty)),
            (false, _) => ty,
        };
        let emitted = filter.emitted_name(&name.text);
        Term {
            span,
            ty,
            kind: TermKind::Filter(Box::new(subject), emitted, args),
        }
    }

    /// `x | default(y)`: the one filter that takes what may be unset.
    fn default(
        &mut self,
        subject: &tree::Expr,
        name: &tree::Name,
        args: &[Arg],
        span: Span,
    ) -> Term {
        let subject = self.infer(subject);
        let args = self.args(args);
        if self.wrong_count(name, args.positional.len() + args.named.len(), 0, Some(2)) {
            return broken(span);
        }
        let inner = if let Type::Optional(inner) = &subject.ty {
            (**inner).clone()
        } else {
            subject.ty.clone()
        };
        let fallback = args.positional.first();
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
            kind: TermKind::Filter(Box::new(subject), "default".into(), args),
        }
    }

    pub(super) fn test(
        &mut self,
        subject: &tree::Expr,
        negated: bool,
        name: &tree::Name,
        args: &[Arg],
        span: Span,
    ) -> Term {
        let asks_set = matches!(name.text.as_str(), "defined" | "undefined");
        let asks_result = schema::test::of_results(&name.text);
        let subject = if asks_set || asks_result {
            self.infer(subject)
        } else {
            self.plain(subject)
        };
        let args = self.args(args);
        if asks_set {
            return asked_set(subject, negated, &name.text, span);
        }
        let Some(test) = schema::test::lookup(&name.text) else {
            if name.text.matches('.').count() < 2 {
                self.unknown_operation(
                    "test",
                    name,
                    suggest::nearest(&name.text, schema::test::names()),
                );
                return broken(span);
            }
            let kind = TermKind::Test {
                subject: Box::new(subject),
                negated,
                name: name.text.clone(),
                args,
            };
            return Term {
                span,
                ty: Type::Bool,
                kind,
            };
        };
        if self.wrong_count(
            name,
            args.positional.len() + args.named.len(),
            test.min,
            test.max,
        ) {
            return broken(span);
        }
        if subject.ty == Type::Error || has_errors(&args) {
            return broken(span);
        }
        if !test.impure
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
            args,
        };
        Term {
            span,
            ty: Type::Bool,
            kind,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only a name and a field can be called; anything else is reported"
    )]
    pub(super) fn call(&mut self, callee: &tree::Expr, args: &[Arg], span: Span) -> Term {
        match &callee.kind {
            ExprKind::Field(base, method) => self.method(base, method, args, span),
            ExprKind::Name(name) => {
                let name = tree::Name {
                    text: name.clone(),
                    span: callee.span,
                };
                self.function(&name, args, span)
            }
            _ => {
                let callee = self.plain(callee);
                self.wrong(&callee, "a function");
                broken(span)
            }
        }
    }

    fn method(&mut self, base: &tree::Expr, method: &tree::Name, args: &[Arg], span: Span) -> Term {
        let base = self.plain(base);
        let args = self.args(args);
        if base.ty == Type::Error || has_errors(&args) {
            return broken(span);
        }
        let Some(known_method) = method_of(&base.ty, &method.text) else {
            let names = schema::method::names()
                .filter(|name| *name != method.text && method_of(&base.ty, name).is_some());
            self.unknown_operation("method", method, suggest::nearest(&method.text, names));
            return broken(span);
        };
        let count = args.positional.len() + args.named.len();
        if self.wrong_count(method, count, known_method.min, known_method.max) {
            return broken(span);
        }
        if let (Some(value), Some(known)) = (base.known(), fold::args(&args)) {
            let result = value::methods::call(&method.text, value, &known);
            return self.folded(result, Type::Any, span);
        }
        let ty = match (method.text.as_str(), &base.ty) {
            ("get", Type::Map(value)) if args.positional.len() == 1 => (**value).clone(),
            ("values", Type::Map(value)) => Type::List(value.clone()),
            _ => known::parse(known_method.result),
        };
        Term {
            span,
            ty,
            kind: TermKind::Method(Box::new(base), method.text.clone(), args),
        }
    }

    fn function(&mut self, name: &tree::Name, args: &[Arg], span: Span) -> Term {
        match name.text.as_str() {
            "file" => self.file(name, args, span),
            "hosts_in" => self.hosts_in(name, args, span),
            _ => {
                let args = self.args(args);
                let Some(function) = schema::lookup::function(&name.text) else {
                    let known = schema::lookup::functions().chain(["file", "hosts_in"]);
                    let near = suggest::nearest(&name.text, known);
                    self.unknown_operation("function", name, near);
                    return broken(span);
                };
                let count = args.positional.len() + args.named.len();
                if self.wrong_count(name, count, function.min, function.max) {
                    return broken(span);
                }
                if !function.impure
                    && let Some(known) = fold::args(&args)
                {
                    let result = value::functions::call(&name.text, &known);
                    return self.folded(result, known::parse(function.result), span);
                }
                if has_errors(&args) {
                    return broken(span);
                }
                Term {
                    span,
                    ty: known::parse(function.result),
                    kind: TermKind::Call(name.text.clone(), args),
                }
            }
        }
    }

    fn unknown_operation(&mut self, what: &'static str, name: &tree::Name, near: Option<&str>) {
        self.problems.push(ExprError::UnknownOperation {
            what,
            name: name.text.to_string(),
            span: name.span,
            help: near.map(|near| format!("did you mean `{near}`?")),
        });
    }

    pub(super) fn bad_arguments(&mut self, name: &tree::Name, problem: &str, help: &str) {
        self.problems.push(ExprError::BadArguments {
            name: name.text.to_string(),
            problem: problem.to_string(),
            span: name.span,
            help: Some(help.to_string()),
        });
    }

    fn wrong_count(
        &mut self,
        name: &tree::Name,
        count: usize,
        min: usize,
        max: Option<usize>,
    ) -> bool {
        if count >= min && max.is_none_or(|max| count <= max) {
            return false;
        }
        let takes = match max {
            Some(0) => String::from("it takes none"),
            Some(max) if max == min => format!("it takes {min}"),
            Some(max) => format!("it takes {min} to {max}"),
            None => format!("it takes at least {min}"),
        };
        let plural = if count == 1 { "" } else { "s" };
        self.problems.push(ExprError::BadArguments {
            name: name.text.to_string(),
            problem: format!("{count} argument{plural}"),
            span: name.span,
            help: Some(takes),
        });
        true
    }
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
                args: Args::default(),
            };
            Term {
                span,
                ty: Type::Bool,
                kind,
            }
        }
    }
}

fn has_errors(args: &Args) -> bool {
    args.positional
        .iter()
        .chain(args.named.iter().map(|(_, term)| term))
        .any(|term| term.ty == Type::Error)
}

/// The method of that name that a value of the type has.
fn method_of(ty: &Type, name: &str) -> Option<schema::method::Method> {
    let of = match ty {
        Type::Secret(inner) => return method_of(inner, name),
        Type::String
        | Type::Literals(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => "string",
        Type::List(_) => "list",
        Type::Map(_) | Type::Record(_) => "map",
        Type::Error
        | Type::Any
        | Type::Null
        | Type::Bool
        | Type::Int
        | Type::Float
        | Type::Refined(_)
        | Type::Optional(_) => return schema::method::lookup(name),
    };
    schema::method::lookup_of(of, name)
}

fn short(name: &str) -> &str {
    name.strip_prefix("ansible.builtin.").unwrap_or(name)
}

/// What a filter gives, more exactly than its entry where that follows from the input.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever is not a list is one item"
)]
fn filter_type(name: &str, subject: &Type, args: &Args, result: &str) -> Type {
    let item = if let Type::List(item) = subject {
        Some(&**item)
    } else {
        None
    };
    let attribute = || {
        args.named
            .iter()
            .find(|(name, _)| name == "attribute")
            .map(|(_, term)| term)
    };
    match (name, item) {
        ("first" | "last" | "min" | "max" | "random", Some(item)) if attribute().is_none() => {
            item.clone()
        }
        (
            "sort"
            | "unique"
            | "reverse"
            | "select"
            | "reject"
            | "selectattr"
            | "rejectattr"
            | "union"
            | "intersect"
            | "difference"
            | "symmetric_difference"
            | "shuffle",
            Some(_),
        ) => subject.clone(),
        ("list", Some(_)) => subject.clone(),
        ("flatten", Some(item)) => match item {
            Type::List(_) => item.clone(),
            Type::Any => Type::List(Box::new(Type::Any)),
            other => Type::List(Box::new(other.clone())),
        },
        ("map", Some(item)) => {
            let path = attribute().and_then(|term| term.known());
            match (path, item) {
                (Some(Value::Str(name)), Type::Record(record)) => {
                    let field = record.fields.iter().find(|field| field.name == *name);
                    Type::List(Box::new(field.map_or(Type::Any, |field| field.ty.clone())))
                }
                _ => match args.positional.first().and_then(|term| term.known()) {
                    Some(Value::Str(filter)) => {
                        let result =
                            schema::filter::lookup(filter).map_or("any", |filter| filter.result);
                        Type::List(Box::new(known::parse(result)))
                    }
                    _ => Type::List(Box::new(Type::Any)),
                },
            }
        }
        _ => known::parse(result),
    }
}
