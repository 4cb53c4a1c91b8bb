//! What a template reads, held against the types of what it reads.
//!
//! In: `{% for admin in admins %}{{ admin.nmae }}{% endfor %}`, and `admins` is a `list(Admin)`. Out: a report of `nmae` at its
//! place in the `.j2` file. What the template itself makes under conditions is of any type.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ecow::EcoString;

use crate::check::expr::template::named;
use crate::check::expr::{Lowering, known};
use crate::check::template::bound::{count_sets, pairs};
use crate::check::template::edit::place;
use crate::check::template::given;
use crate::check::template::jinja::tree::{Args, Expr, For, Name, Range, Stmt, Suffix, Template};
use crate::check::term::{self, Term, TermKind};
use crate::check::types::Type;
use crate::syntax::tree;
use crate::value::Value;

/// What is known of a template.
pub struct Known<'a> {
    /// The names that reach it.
    pub names: &'a BTreeMap<EcoString, Type>,
    /// The loop variables that every task gives which renders it.
    pub loops: BTreeMap<EcoString, Type>,
    /// What those that bring it in have bound there.
    pub bound: Option<&'a BTreeSet<String>>,
}

/// Checks a template.
pub fn check(
    template: &Template,
    text: &str,
    base: u32,
    known: &Known<'_>,
    low: &mut Lowering<'_, '_>,
) {
    let mut sets = BTreeMap::new();
    count_sets(&template.body, &mut sets);
    let mut reader = Reader {
        text,
        base,
        known,
        low,
        scopes: vec![BTreeMap::new()],
        sets,
    };
    reader.statements(&template.body);
}

struct Reader<'a, 'w, 'p> {
    text: &'a str,
    base: u32,
    known: &'a Known<'a>,
    low: &'a mut Lowering<'w, 'p>,
    scopes: Vec<BTreeMap<String, Type>>,
    /// How often each name is set.
    sets: BTreeMap<String, usize>,
}

impl Reader<'_, '_, '_> {
    fn name(&self, name: &Name) -> tree::Name {
        tree::Name {
            text: name.text.as_str().into(),
            span: place(self.base, &name.range),
        }
    }

    fn any(&self, range: &Range) -> Term {
        Term {
            span: place(self.base, range),
            ty: Type::Any,
            kind: TermKind::Unset,
        }
    }

    fn bind(&mut self, name: &str, ty: Type) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned(), ty);
        }
    }

    fn scoped(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeMap::new());
        inside(self);
        self.scopes.pop();
    }

    fn statements(&mut self, statements: &[Stmt]) {
        statements
            .iter()
            .for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Print(value) => {
                self.expr(value);
            }
            Stmt::For(each) => self.for_loop(each),
            Stmt::If(branches, otherwise) => {
                for (condition, body) in branches {
                    self.expr(condition);
                    self.statements(body);
                }
                self.statements(otherwise);
            }
            Stmt::With(pairs, body) => {
                let values: Vec<Type> =
                    pairs.iter().map(|(_, value)| self.expr(value).ty).collect();
                self.scoped(|inside| {
                    for ((target, _), ty) in pairs.iter().zip(values) {
                        inside.target(target, &ty);
                    }
                    inside.statements(body);
                });
            }
            Stmt::Set(target, value) => {
                let ty = self.expr(value).ty;
                let once =
                    matches!(target, Expr::Name(name) if self.sets.get(&name.text) == Some(&1));
                self.target(target, if once { &ty } else { &Type::Any });
            }
            Stmt::SetBlock(target, filters, body) => {
                self.suffixes(None, filters);
                self.scoped(|inside| inside.statements(body));
                self.target(target, &Type::Any);
            }
            Stmt::Autoescape(value, body) => {
                self.expr(value);
                self.scoped(|inside| inside.statements(body));
            }
            Stmt::Filter(filters, body) => {
                self.suffixes(None, filters);
                self.scoped(|inside| inside.statements(body));
            }
            Stmt::Block(_, body) => self.scoped(|inside| {
                inside.bind("super", Type::Any);
                inside.statements(body);
            }),
            Stmt::Extends(template) => {
                self.expr(template);
            }
            Stmt::Include(include) => {
                self.expr(&include.template);
            }
            Stmt::Import(template, name, _) => {
                self.expr(template);
                self.bind(&name.text, Type::Any);
            }
            Stmt::From(template, names, _) => {
                self.expr(template);
                for (name, alias) in names {
                    self.bind(&alias.as_ref().unwrap_or(name).text, Type::Any);
                }
            }
            Stmt::Macro(name, signature, body) => {
                self.bind(&name.text, Type::Any);
                self.macro_body(&signature.args, &signature.defaults, body);
            }
            Stmt::Call(signature, called, body) => {
                self.expr(called);
                self.macro_body(&signature.args, &signature.defaults, body);
            }
        }
    }

    fn macro_body(&mut self, args: &[Name], defaults: &[Expr], body: &[Stmt]) {
        // It is called later: what is set anywhere may be another thing then.
        let sets: Vec<String> = self.sets.keys().cloned().collect();
        self.scoped(|inside| {
            let given = ["caller", "varargs", "kwargs"]
                .into_iter()
                .map(str::to_owned);
            let args = args.iter().map(|name| name.text.clone());
            given
                .chain(sets)
                .chain(args)
                .for_each(|name| inside.bind(&name, Type::Any));
            for default in defaults {
                inside.expr(default);
            }
            inside.statements(body);
        });
    }

    fn for_loop(&mut self, each: &For) {
        let over = self.expr(&each.iter);
        self.scoped(|inside| {
            match (&each.target, pairs(&each.iter), over.ty.bare()) {
                (Expr::Tuple(names, _), true, _) => {
                    let value = inside.values(&each.iter);
                    for (name, ty) in names.iter().zip([Type::String, value]) {
                        inside.target(name, &ty);
                    }
                }
                (target @ Expr::Name(_), _, Type::List(item)) => inside.target(target, item),
                (target @ Expr::Name(_), _, Type::Map(_) | Type::Record(_)) => {
                    inside.target(target, &Type::String)
                }
                (target, ..) => inside.target(target, &Type::Any),
            }
            if let Some(filter) = &each.filter {
                inside.expr(filter);
            }
            inside.bind("loop", Type::Any);
            inside.statements(&each.body);
        });
        self.scoped(|inside| inside.statements(&each.otherwise));
    }

    /// The type of the values of a map that `m.items()` or `m | dictsort` goes over.
    fn values(&mut self, iter: &Expr) -> Type {
        let Expr::Postfix(base, suffixes) = iter else {
            return Type::Any;
        };
        let before = if matches!(suffixes.last(), Some(Suffix::Call(_))) {
            2
        } else {
            1
        };
        let Some(kept) = suffixes
            .len()
            .checked_sub(before)
            .and_then(|end| suffixes.get(..end))
        else {
            return Type::Any;
        };
        // What is said of it was said where all of it was looked at, and is one report.
        let map = self.postfix(base, kept);
        match map.ty.bare() {
            Type::Map(value) => (**value).clone(),
            _ => Type::Any,
        }
    }

    fn target(&mut self, target: &Expr, ty: &Type) {
        match target {
            Expr::Name(name) => self.bind(&name.text, ty.clone()),
            Expr::Tuple(items, _) => items.iter().for_each(|item| self.target(item, &Type::Any)),
            Expr::Namespace(..)
            | Expr::Str(..)
            | Expr::Const(_)
            | Expr::List(..)
            | Expr::Dict(..)
            | Expr::Joined(..)
            | Expr::Postfix(..) => {
                self.expr(target);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) -> Term {
        match expr {
            Expr::Name(name) => self.read(name),
            Expr::Namespace(name, _) => self.any(&name.range),
            Expr::Str(text, range) => {
                Term::value(place(self.base, range), Type::String, Value::str(text))
            }
            Expr::Const(range) => self.constant(range),
            Expr::List(items, range) => {
                let items: Vec<Term> = items.iter().map(|item| self.expr(item)).collect();
                let first = items.first().map_or(Type::Any, |item| item.ty.clone());
                let alike = items.iter().all(|item| item.ty == first);
                let ty = Type::List(Arc::new(if alike { first } else { Type::Any }));
                Term {
                    ty,
                    ..self.any(range)
                }
            }
            Expr::Tuple(items, range) => {
                for item in items {
                    self.expr(item);
                }
                Term {
                    ty: Type::List(Arc::new(Type::Any)),
                    ..self.any(range)
                }
            }
            Expr::Dict(items, range) => {
                for item in items {
                    self.expr(item);
                }
                Term {
                    ty: Type::Map(Arc::new(Type::Any)),
                    ..self.any(range)
                }
            }
            Expr::Joined(parts) => {
                for part in parts {
                    self.expr(part);
                }
                for (group, of) in given::in_group_names(parts, self.text, self.base) {
                    if self.is_global(of) {
                        self.low.template_group(&group);
                    }
                }
                self.any(&expr.range())
            }
            Expr::Postfix(base, suffixes) => self.postfix(base, suffixes),
        }
    }

    fn constant(&self, range: &Range) -> Term {
        let span = place(self.base, range);
        let text = self.text.get(range.clone()).unwrap_or_default();
        match text {
            "true" | "True" => Term::value(span, Type::Bool, Value::Bool(true)),
            "false" | "False" => Term::value(span, Type::Bool, Value::Bool(false)),
            "none" | "None" => Term::value(span, Type::Null, Value::Null),
            number => match number.parse() {
                Ok(number) => Term::value(span, Type::Int, Value::Int(number)),
                Err(_) => self.any(range),
            },
        }
    }

    fn read(&mut self, name: &Name) -> Term {
        let span = place(self.base, &name.range);
        let scopes = self.scopes.iter().rev();
        let own = scopes
            .filter_map(|scope| scope.get(&name.text))
            .next()
            .cloned();
        let ty = match own {
            Some(ty) => ty,
            None if self.brought(name) => Type::Any,
            None => {
                let of_loop = self.known.loops.get(name.text.as_str());
                let found = of_loop.or_else(|| self.known.names.get(name.text.as_str()));
                found
                    .cloned()
                    .or_else(|| known::magic(&name.text))
                    .unwrap_or(Type::Any)
            }
        };
        named(&name.text, ty, span)
    }

    /// Whether one that brings this template in has bound it.
    fn brought(&self, name: &Name) -> bool {
        let bound = self.known.bound;
        bound.is_some_and(|bound| bound.contains(&name.text))
    }

    /// Whether it is the `loop` of a `{% for … %}`, and not a name that the template gives to something of its own.
    fn in_loop(&self, name: &Name) -> bool {
        name.text == "loop" && !self.sets.contains_key("loop")
    }

    fn is_global(&self, name: &Name) -> bool {
        self.scopes
            .iter()
            .all(|scope| !scope.contains_key(&name.text))
            && !self.brought(name)
            && !self.known.names.contains_key(name.text.as_str())
            && !self.known.loops.contains_key(name.text.as_str())
    }

    fn postfix(&mut self, base: &Expr, suffixes: &[Suffix]) -> Term {
        if let Expr::Name(first) = base {
            match self.is_global(first) {
                true => given::of_global(first, suffixes, self.base, self.low),
                false if self.in_loop(first) => given::of_loop(suffixes, self.base, self.low),
                false => {}
            }
        }
        match (base, suffixes) {
            (Expr::Name(first), [Suffix::Attr(fact, _), rest @ ..])
                if matches!(first.text.as_str(), "facts" | "ansible_facts")
                    && self.is_global(first) =>
            {
                // One that is not known was reported, and `ansible_facts` may hold what a project adds.
                let ty = known::fact(&fact.text).unwrap_or(Type::Any);
                let term = named(
                    &format!("facts.{}", fact.text),
                    ty,
                    place(self.base, &fact.range),
                );
                self.suffixes(Some(term), rest)
            }
            (Expr::Name(called), [Suffix::Call(args), rest @ ..]) if self.is_global(called) => {
                let name = self.name(called);
                let spread = !args.spread.is_empty();
                let args = self.args(args);
                let term = match spread {
                    true => self.any(&called.range),
                    false => self.low.template_function(&name, &args, name.span),
                };
                self.suffixes(Some(term), rest)
            }
            _ => {
                let base = self.expr(base);
                self.suffixes(Some(base), suffixes)
            }
        }
    }

    fn suffixes(&mut self, base: Option<Term>, suffixes: &[Suffix]) -> Term {
        let mut at = base.unwrap_or_else(|| self.any(&(0..0)));
        let mut rest = suffixes.iter().peekable();
        while let Some(suffix) = rest.next() {
            let from = at.span;
            at = match suffix {
                Suffix::Attr(attr, _) => {
                    let name = self.name(attr);
                    let span = from.to(name.span);
                    if let Some(Suffix::Call(args)) = rest.peek() {
                        rest.next();
                        let spread = !args.spread.is_empty();
                        let args = self.args(args);
                        match spread {
                            true => self.any(&attr.range),
                            false => self.low.template_method(&at, &name, &args, span),
                        }
                    } else {
                        self.low.template_field(at, &name, span)
                    }
                }
                Suffix::Item(items) => {
                    let items: Vec<Term> = items.iter().map(|item| self.expr(item)).collect();
                    self.item(at, &items)
                }
                Suffix::Call(args) => {
                    self.args(args);
                    Term {
                        ty: Type::Any,
                        ..at
                    }
                }
                Suffix::Filter(name, args) | Suffix::Test(name, args)
                    if !args.spread.is_empty() =>
                {
                    self.args(args);
                    self.any(&name.range)
                }
                Suffix::Filter(name, args) => {
                    let (name, args) = (self.name(name), self.args(args));
                    let span = from.to(name.span);
                    self.low.template_filter(at, &name, args, span)
                }
                Suffix::Test(name, args) => {
                    let (name, args) = (self.name(name), self.args(args));
                    let span = from.to(name.span);
                    self.low.template_test(at, &name, &args, span)
                }
            };
        }
        at
    }

    /// `a['b']`, `a[0]`, `a[1:]`.
    fn item(&mut self, base: Term, items: &[Term]) -> Term {
        let [index] = items else {
            return Term {
                ty: Type::Any,
                ..base
            };
        };
        let ty = match (base.ty.bare(), index.known()) {
            (Type::Record(_) | Type::Map(_), Some(Value::Str(key))) => {
                let field = tree::Name {
                    text: key.clone(),
                    span: index.span,
                };
                let span = base.span.to(index.span);
                return self.low.template_field(base, &field, span);
            }
            (Type::List(item), _) => (**item).clone(),
            (Type::Map(value), _) => (**value).clone(),
            (Type::Error, _) => Type::Error,
            _ => Type::Any,
        };
        Term { ty, ..base }
    }

    fn args(&mut self, args: &Args) -> term::Args {
        for spread in &args.spread {
            self.expr(spread);
        }
        let positional = args.positional.iter().map(|arg| self.expr(arg)).collect();
        let mut named = Vec::new();
        for (name, value) in &args.named {
            named.push((name.text.as_str().into(), self.expr(value)));
        }
        term::Args { positional, named }
    }
}
