//! What a template mentions: free names with their places, and other templates.
//!
//! In `{% for a in admins %}{{ a.name }}{% endfor %}` the name `admins` is free, `a` is not.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::template::bound::assigned;
use crate::check::template::jinja;
use crate::check::template::jinja::tree::{
    Args, Expr, For, Name, Range, Signature, Stmt, Suffix, Template,
};
use crate::check::template::operation::{self, Operation};
use crate::schema;

/// What a template mentions.
#[derive(Debug, Default)]
pub struct Scan {
    /// The template.
    pub tree: Template,
    /// Free names, in the order of the text.
    pub free: Vec<(String, Range)>,
    /// Attributes of other hosts' variables named `facts`: `hostvars[h].facts`.
    pub other_facts: Vec<Range>,
    /// Fields named like a method of Python's maps, with the dot: `.keys`.
    pub fields: Vec<Range>,
    /// Templates that it includes, imports or extends.
    pub links: Vec<Link>,
    /// Names that are computed: what, and where.
    pub computed: Vec<(&'static str, Range)>,
    /// Names that `set` binds under a condition.
    pub perhaps: Vec<(String, Range)>,
    /// Filters and tests.
    pub operations: Vec<Operation>,
    /// `x` of each `facts.x`.
    pub facts: Vec<Name>,
}

/// Another template that this one brings in.
#[derive(Debug)]
pub struct Link {
    /// As written.
    pub path: String,
    /// Its place.
    pub range: Range,
    /// `include`, `import`, `extend`.
    pub what: &'static str,
    /// It may be missing.
    pub optional: bool,
    /// It sees what the template with the link sees.
    pub context: bool,
    /// What is bound where it stands.
    pub bound: BTreeSet<String>,
    /// What to write where, so that it is given the context.
    pub with_context: Option<(Range, &'static str)>,
}

/// ` with context` before the end of the statement, or for `without context`.
fn with_context(text: &str, after: usize) -> Option<(Range, &'static str)> {
    let rest = text.get(after..).unwrap_or("");
    let rest = &rest[..rest.find("%}")?];
    Some(match rest.find("without context") {
        Some(at) => {
            let start = after + at;
            (start..start + "without".len(), "with")
        }
        None => {
            let end = after + rest.trim_end_matches(['-', '+']).trim_end().len();
            (end..end, " with context")
        }
    })
}

/// Reads a template.
///
/// # Errors
/// The message and the place of what is not a template.
pub fn scan(text: &str, delimiters: &[(EcoString, EcoString)]) -> Result<Scan, jinja::Fault> {
    let tree = jinja::parse_as(text, delimiters)?;
    let mut scanner = Scanner {
        text,
        scan: Scan::default(),
        scopes: vec![BTreeSet::new()],
        later: Vec::new(),
        conditions: 0,
    };
    scanner.body(&tree.body);
    let mut scan = scanner.scan;
    scan.free.sort_by_key(|(_, range)| range.start);
    scan.tree = tree;
    Ok(scan)
}

struct Scanner<'t> {
    text: &'t str,
    scan: Scan,
    scopes: Vec<BTreeSet<String>>,
    /// What each scope binds anywhere: macros are called later and see it.
    later: Vec<BTreeSet<String>>,
    conditions: usize,
}

impl Scanner<'_> {
    fn is_bound(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains(name))
    }

    fn bind(&mut self, name: &str) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string());
        }
    }

    fn bound(&self) -> BTreeSet<String> {
        self.scopes.iter().flatten().cloned().collect()
    }

    fn scoped(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeSet::new());
        let conditions = std::mem::take(&mut self.conditions);
        inside(self);
        self.conditions = conditions;
        self.scopes.pop();
    }

    /// A block that is not `scoped` sees what the top level binds, nothing between.
    fn block(&mut self, scoped: bool, body: &[Stmt]) {
        let between = if scoped {
            Vec::new()
        } else {
            self.scopes.split_off(1)
        };
        self.scoped(|inside| {
            inside.bind("super");
            inside.body(body);
        });
        self.scopes.extend(between);
    }

    /// All statements of a scope.
    fn body(&mut self, statements: &[Stmt]) {
        let mut later = BTreeSet::new();
        assigned(statements, &mut later);
        self.later.push(later);
        self.statements(statements);
        self.later.pop();
    }

    fn statements(&mut self, statements: &[Stmt]) {
        statements
            .iter()
            .for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Print(value) => self.expr(value),
            Stmt::For(each) => self.for_loop(each),
            Stmt::If(branches, otherwise) => {
                self.conditions += 1;
                for (condition, body) in branches {
                    self.expr(condition);
                    self.statements(body);
                }
                self.statements(otherwise);
                self.conditions -= 1;
            }
            Stmt::With(pairs, body) => {
                // As Jinja has it: no value sees the names of the others.
                pairs.iter().for_each(|(_, value)| self.expr(value));
                self.scoped(|inside| {
                    pairs.iter().for_each(|(target, _)| inside.target(target));
                    inside.body(body);
                });
            }
            Stmt::Set(target, value) => {
                self.expr(value);
                self.set(target);
            }
            Stmt::SetBlock(target, filters, body) => {
                self.suffixes(None, filters);
                self.scoped(|inside| inside.body(body));
                self.set(target);
            }
            Stmt::Autoescape(value, body) => {
                self.expr(value);
                self.scoped(|inside| inside.body(body));
            }
            Stmt::Filter(filters, body) => {
                self.suffixes(None, filters);
                self.scoped(|inside| inside.body(body));
            }
            Stmt::Block(scoped, body) => self.block(*scoped, body),
            Stmt::Extends(template) => self.link(template, "extend", false, true),
            Stmt::Include(include) => {
                self.link(
                    &include.template,
                    "include",
                    include.optional,
                    include.context,
                );
            }
            Stmt::Import(template, name, context) => {
                self.link(template, "import", false, *context);
                self.perhaps(name);
                self.bind(&name.text);
            }
            Stmt::From(template, names, context) => {
                self.link(template, "import", false, *context);
                for (name, alias) in names {
                    let name = alias.as_ref().unwrap_or(name);
                    self.perhaps(name);
                    self.bind(&name.text);
                }
            }
            Stmt::Macro(name, signature, body) => {
                self.perhaps(name);
                self.bind(&name.text);
                self.macro_body(signature, body);
            }
            Stmt::Call(signature, called, body) => {
                self.expr(called);
                self.macro_body(signature, body);
            }
        }
    }

    fn for_loop(&mut self, each: &For) {
        self.expr(&each.iter);
        self.scoped(|inside| {
            inside.target(&each.target);
            // `loop` is not there yet while the items are chosen.
            each.filter.iter().for_each(|filter| inside.expr(filter));
            inside.bind("loop");
            inside.body(&each.body);
        });
        self.scoped(|inside| inside.body(&each.otherwise));
    }

    fn macro_body(&mut self, signature: &Signature, body: &[Stmt]) {
        let later: BTreeSet<String> = self.later.iter().flatten().cloned().collect();
        self.scoped(|inside| {
            later.iter().for_each(|name| inside.bind(name));
            ["caller", "varargs", "kwargs"]
                .into_iter()
                .for_each(|name| inside.bind(name));
            // A default sees the arguments.
            for name in &signature.args {
                inside.bind(&name.text);
            }
            let defaults = signature.defaults.iter();
            defaults.for_each(|default| inside.expr(default));
            inside.body(body);
        });
    }

    fn set(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.perhaps(name),
            Expr::Tuple(items, _) => {
                for item in items {
                    if let Expr::Name(name) = item {
                        self.perhaps(name);
                    }
                }
            }
            _ => {}
        }
        self.target(target);
    }

    fn perhaps(&mut self, name: &Name) {
        if self.conditions > 0 && !self.is_bound(&name.text) {
            self.scan
                .perhaps
                .push((name.text.clone(), name.range.clone()));
        }
    }

    fn target(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.bind(&name.text),
            Expr::Tuple(items, _) => items.iter().for_each(|item| self.target(item)),
            // `{% set ns.x = 1 %}` changes what is there.
            Expr::Namespace(name, _) => self.name(name),
            Expr::Str(..)
            | Expr::Const(_)
            | Expr::List(..)
            | Expr::Dict(..)
            | Expr::Joined(..)
            | Expr::Postfix(..) => self.expr(target),
        }
    }

    fn link(&mut self, template: &Expr, what: &'static str, optional: bool, context: bool) {
        let Some(paths) = paths(template) else {
            self.scan
                .computed
                .push(("a computed `include`", template.range()));
            self.expr(template);
            return;
        };
        // Of several, the first that exists is taken.
        let optional = optional || paths.len() > 1;
        let context_at = with_context(self.text, template.range().end);
        for (path, range) in paths {
            let bound = if context {
                self.bound()
            } else {
                BTreeSet::new()
            };
            self.scan.links.push(Link {
                path,
                range,
                what,
                optional,
                context,
                bound,
                with_context: context_at.clone(),
            });
        }
    }

    fn name(&mut self, name: &Name) {
        if !self.is_bound(&name.text) {
            self.scan.free.push((name.text.clone(), name.range.clone()));
        }
    }

    fn args(&mut self, args: &Args) {
        args.all().for_each(|value| self.expr(value));
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Name(name) | Expr::Namespace(name, _) => self.name(name),
            Expr::Str(..) | Expr::Const(_) => {}
            Expr::List(items, _)
            | Expr::Tuple(items, _)
            | Expr::Dict(items, _)
            | Expr::Joined(items) => items.iter().for_each(|item| self.expr(item)),
            Expr::Postfix(base, suffixes) => {
                self.expr(base);
                self.suffixes(Some(base), suffixes);
            }
        }
    }

    fn suffixes(&mut self, base: Option<&Expr>, suffixes: &[Suffix]) {
        let name = match base {
            Some(Expr::Name(name)) => Some(name),
            _ => None,
        };
        if let Some(name) = name {
            self.whole(name, suffixes);
            if let Some(Suffix::Attr(fact, _)) = suffixes.first()
                && name.text == "facts"
                && !self.is_bound("facts")
            {
                self.scan.facts.push(fact.clone());
            }
        }
        for (at, suffix) in suffixes.iter().enumerate() {
            match suffix {
                Suffix::Attr(attr, dot) => {
                    let other_host = at == 1
                        && name.is_some_and(|name| name.text == "hostvars")
                        && matches!(suffixes.first(), Some(Suffix::Item(_)));
                    if other_host && attr.text == "facts" {
                        self.scan.other_facts.push(attr.range.clone());
                    }
                    // A method that is called is meant as one.
                    if !matches!(suffixes.get(at + 1), Some(Suffix::Call(_))) {
                        self.method_field(attr, dot);
                    }
                }
                Suffix::Item(items) => items.iter().for_each(|item| self.expr(item)),
                Suffix::Call(args) => self.args(args),
                Suffix::Filter(name, args) => {
                    self.scan.operations.extend(operation::filter(name, args));
                    self.args(args);
                }
                Suffix::Test(name, args) => {
                    self.scan.operations.push(operation::test(name, args));
                    self.args(args);
                }
            }
        }
    }

    /// `a.keys`: in the language a field, in Jinja the method, which nobody means uncalled.
    fn method_field(&mut self, attr: &Name, dot: &Range) {
        let plain = self.text.get(dot.start + 1..attr.range.start) == Some("");
        if plain && schema::method::lookup_of("map", &attr.text).is_some() {
            self.scan.fields.push(dot.clone());
        }
    }

    /// `vars[…]`, `vars.x`, `lookup('vars', …)` and `lookup('varnames', …)`.
    fn whole(&mut self, name: &Name, suffixes: &[Suffix]) {
        if self.is_bound(&name.text) {
            return;
        }
        let what = match (name.text.as_str(), suffixes.first()) {
            ("vars", Some(Suffix::Attr(..) | Suffix::Item(_))) => "`vars`",
            ("lookup" | "query" | "q", Some(Suffix::Call(args))) => {
                let Some(Expr::Str(plugin, _)) = args.positional.first() else {
                    return;
                };
                match plugin.trim_start_matches("ansible.builtin.") {
                    "vars" => "`lookup('vars')`",
                    "varnames" => "`lookup('varnames')`",
                    _ => return,
                }
            }
            _ => return,
        };
        self.scan.computed.push((what, name.range.clone()));
    }
}

/// The templates that an `include` names, if it names them.
fn paths(template: &Expr) -> Option<Vec<(String, Range)>> {
    match template {
        Expr::Str(path, range) => Some(vec![(path.clone(), range.clone())]),
        Expr::List(items, _) | Expr::Tuple(items, _) => items
            .iter()
            .map(|item| match item {
                Expr::Str(path, range) => Some((path.clone(), range.clone())),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
