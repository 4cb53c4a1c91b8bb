//! Functions: `lookup("env", "HOME")`, `range(3)`, `hosts_in(web)`; and the arguments of all calls.

use ecow::EcoString;

use crate::check::expr::operation::{has_errors, terms};
use crate::check::expr::{Lowering, broken, fold, kind, known};
use crate::check::template;
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::Type;
use crate::schema;
use crate::schema::plugin::Sort;
use crate::schema::signature::{self, What};
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{self, Arg, ExprKind, Operation};
use crate::value::{self, Value};
use std::sync::Arc;

impl Lowering<'_, '_> {
    pub(super) fn args(&mut self, args: &[Arg]) -> Args {
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

    fn function(&mut self, name: &tree::Name, args: &[Arg], span: Span) -> Term {
        match name.text.as_str() {
            "file" => return self.file(name, args, span),
            "hosts_in" => return self.hosts_in(name, args, span),
            "jinja" => return self.jinja(name, args, span),
            _ => {}
        }
        let mut args = self.args(args);
        let Some(function) = schema::lookup::function(&name.text) else {
            let known = schema::lookup::functions().chain(["file", "hosts_in", "jinja"]);
            let near = suggest::nearest(&name.text, known);
            match otherwise_called(&name.text) {
                Some(help) => self.unknown_operation_but("function", name, help),
                None => self.unknown_operation("function", name, near),
            }
            return broken(span);
        };
        let signature = signature::of(What::Function, &name.text);
        if let Some(signature) = signature
            && self.taken(name, None, signature, &args).is_none()
        {
            return broken(span);
        }
        let mut ty = known::parse(function.result);
        if matches!(name.text.as_str(), "lookup" | "query" | "q") {
            match self.looked_up(name, &args) {
                Some(found) => ty = found,
                None => return broken(span),
            }
            by_own_name(&mut args);
        }
        if !function.impure
            && let Some(known) = fold::args(&args)
        {
            let result = value::functions::call(&name.text, &known);
            return self.folded(result, ty, span);
        }
        if has_errors(&args) {
            return broken(span);
        }
        let secret = terms(&args).any(|term| term.ty.holds_secret());
        if secret && !ty.holds_secret() {
            ty = Type::Secret(Arc::new(ty));
        }
        Term {
            span,
            ty,
            kind: TermKind::Call(name.text.clone(), Box::new(args)),
        }
    }

    /// `lookup("env", "HOME")`: the plugin that is named, its options, and what it gives.
    pub(super) fn looked_up(&mut self, name: &tree::Name, args: &Args) -> Option<Type> {
        let list = name.text != "lookup" || wants_list(args);
        let otherwise = if list {
            Type::List(Arc::new(Type::Any))
        } else {
            Type::Any
        };
        let first = args.positional.first()?;
        let Some(Value::Str(text)) = first.known() else {
            return Some(otherwise);
        };
        let plugin = tree::Name {
            text: text.clone(),
            span: first.span,
        };
        let own = self
            .world
            .plugins
            .operation(self.space, Operation::Lookup, text);
        if let Some(own) = own {
            let given = self.own_lookup(own, &plugin, args)?;
            return Some(match list {
                true => Type::List(Arc::new(given)),
                false => given,
            });
        }
        if !self.known_plugin(Sort::Lookup, &plugin) {
            return None;
        }
        let given = match signature::of(What::Lookup, text) {
            Some(signature) => {
                let result = signature.result.clone();
                self.taken(&plugin, None, signature, args)?;
                Some(result)
            }
            None => None,
        };
        let ty = match (given, list, args.positional.len()) {
            (Some(given), true, _) => {
                Type::List(Arc::new(kind::given(&given, &kind::Vars::default())))
            }
            // Several terms are joined by commas, whatever each of them is.
            (Some(given), false, 2) => kind::given(&given, &kind::Vars::default()),
            _ => otherwise,
        };
        Some(if self.renders_secret(text, args) {
            Type::Secret(Arc::new(ty))
        } else {
            ty
        })
    }

    /// `lookup("template", "token.j2")` of a template that reads a secret.
    fn renders_secret(&mut self, plugin: &str, args: &Args) -> bool {
        if plugin.trim_start_matches("ansible.builtin.") != "template" {
            return false;
        }
        let Some(assets) = self.assets else {
            return false;
        };
        let paths = args.positional.iter().skip(1);
        let paths: Vec<&EcoString> = paths.filter_map(|path| path.known()?.as_text()).collect();
        let mut secret = |name: &str| {
            if let Some(binding) = self.lookup(name) {
                return binding.ty.holds_secret();
            }
            let var = self.world.var(self.space, name, self.problems);
            var.is_some_and(|(ty, _)| ty.holds_secret())
        };
        paths
            .into_iter()
            .any(|path| template::reads(assets, path, &mut secret))
    }
}

/// What is called like a function elsewhere, and is a lookup, a filter or a test here.
fn otherwise_called(name: &str) -> Option<String> {
    match name {
        "len" | "count" | "size" => return Some("write `x | length`".to_owned()),
        "str" | "string" => return Some("write `x | string`, or `\"{{ x }}\"`".to_owned()),
        "defined" => return Some("write `x is defined`".to_owned()),
        _ => {}
    }
    if schema::lookup::plugin(name).is_some() {
        return Some(format!(
            "it is a lookup: `query(\"{name}\", …)` gives a list, `lookup(\"{name}\", …)` text"
        ));
    }
    if schema::filter::lookup(name).is_some() {
        return Some(format!("it is a filter: `x | {name}`"));
    }
    None
}

/// `lookup("dig", …)` asks for `community.general.dig`, which is what is written.
fn by_own_name(args: &mut Args) {
    if let Some(first) = args.positional.first_mut()
        && let Some(Value::Str(text)) = first.known()
        && let Some(plugin) = schema::lookup::plugin(text)
        && !schema::lookup::is_own(text)
    {
        first.kind = TermKind::Value(Value::str(plugin.name));
    }
}

fn wants_list(args: &Args) -> bool {
    args.named
        .iter()
        .any(|(name, term)| name == "wantlist" && term.known() != Some(&Value::Bool(false)))
}
