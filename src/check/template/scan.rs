//! What a template mentions: free names with their places, and other templates.
//!
//! In `{% for a in admins %}{{ a.name }}{% endfor %}` the name `admins` is free, `a` is not.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::collections::BTreeSet;

use minijinja::machinery::Span;
use minijinja::machinery::Token;
use minijinja::machinery::ast::{self, Expr, Stmt};
use minijinja::machinery::parse;
use minijinja::machinery::tokenize;
use minijinja::syntax::SyntaxConfig;

use crate::schema;

/// How many tokens an expression may have.
const LONGEST: usize = 4000;

/// How many `elif` a template may have.
const MOST_BRANCHES: usize = 1000;

/// A place in the text: bytes.
pub type Range = std::ops::Range<usize>;

/// What a template mentions.
#[derive(Debug, Default)]
pub struct Scan {
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
    /// What is bound where it stands.
    pub bound: BTreeSet<String>,
}

/// Reads a template.
///
/// # Errors
/// The message and the place of what is not a template.
pub fn scan(text: &str) -> Result<Scan, (String, Range)> {
    too_long(text)?;
    let tree = parse(text, "template", SyntaxConfig::default()).map_err(|error| {
        let reason = error
            .detail()
            .map_or_else(|| error.to_string(), str::to_string);
        let range = error.range().unwrap_or(0..0);
        (reason, range)
    })?;
    let mut scanner = Scanner {
        text,
        scan: Scan::default(),
        scopes: vec![BTreeSet::new()],
        conditions: 0,
    };
    scanner.macros(std::slice::from_ref(&tree));
    scanner.statement(&tree);
    scanner.scan.free.sort_by_key(|(_, range)| range.start);
    Ok(scanner.scan)
}

/// Refuses an expression of more parts than anybody writes: the tree of `a ~ b ~ c …` is as deep as
/// it is long, and what walks it, and frees it, takes a stack frame for each.
fn too_long(text: &str) -> Result<(), (String, Range)> {
    let (mut parts, mut branches) = (0, 0);
    for token in tokenize(text, false, SyntaxConfig::default()) {
        // What cannot be read is the parser's to say.
        let Ok((token, span)) = token else {
            return Ok(());
        };
        match token {
            Token::VariableStart | Token::BlockStart => parts = 0,
            Token::Ident("elif") => branches += 1,
            _ => parts += 1,
        }
        // Each `elif` stands in the `else` of the one before, for the parser too.
        if branches > MOST_BRANCHES {
            let reason = format!("more than {MOST_BRANCHES} times `elif`");
            return Err((reason, as_range(span)));
        }
        if parts > LONGEST {
            let reason = format!("an expression of more than {LONGEST} parts");
            return Err((reason, as_range(span)));
        }
    }
    Ok(())
}

struct Scanner<'t> {
    text: &'t str,
    scan: Scan,
    scopes: Vec<BTreeSet<String>>,
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
        inside(self);
        self.scopes.pop();
    }

    /// Macros of the top level can be called before they stand there.
    fn macros(&mut self, statements: &[Stmt<'_>]) {
        for statement in statements {
            match statement {
                Stmt::Template(template) => self.macros(&template.children),
                Stmt::Macro(declared) => self.bind(declared.name),
                _ => {}
            }
        }
    }

    fn statements(&mut self, statements: &[Stmt<'_>]) {
        statements
            .iter()
            .for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitExpr(emit) => self.expr(&emit.expr),
            Stmt::EmitRaw(_) | Stmt::Continue(_) | Stmt::Break(_) => {}
            Stmt::ForLoop(each) => self.for_loop(each),
            Stmt::IfCond(branch) => {
                self.expr(&branch.expr);
                self.conditions += 1;
                self.statements(&branch.true_body);
                self.statements(&branch.false_body);
                self.conditions -= 1;
            }
            Stmt::WithBlock(with) => {
                with.assignments
                    .iter()
                    .for_each(|(_, value)| self.expr(value));
                self.scoped(|inside| {
                    with.assignments
                        .iter()
                        .for_each(|(target, _)| inside.target(target));
                    inside.statements(&with.body);
                });
            }
            Stmt::Set(set) => {
                self.expr(&set.expr);
                self.set(&set.target);
            }
            Stmt::SetBlock(set) => {
                set.filter.iter().for_each(|filter| self.expr(filter));
                self.scoped(|inside| inside.statements(&set.body));
                self.set(&set.target);
            }
            Stmt::AutoEscape(escape) => {
                self.expr(&escape.enabled);
                self.statements(&escape.body);
            }
            Stmt::FilterBlock(filter) => {
                self.expr(&filter.filter);
                self.scoped(|inside| inside.statements(&filter.body));
            }
            Stmt::Block(block) => self.scoped(|inside| {
                inside.bind("super");
                inside.statements(&block.body);
            }),
            Stmt::Extends(extends) => self.link(&extends.name, "extend", false),
            Stmt::Include(include) => self.link(&include.name, "include", include.ignore_missing),
            Stmt::Import(import) => {
                self.link(&import.expr, "import", false);
                self.target(&import.name);
            }
            Stmt::FromImport(import) => {
                self.link(&import.expr, "import", false);
                for (name, alias) in &import.names {
                    self.target(alias.as_ref().unwrap_or(name));
                }
            }
            Stmt::Macro(declared) => {
                self.bind(declared.name);
                self.macro_body(declared);
            }
            Stmt::CallBlock(call) => {
                self.expr(&call.call.expr);
                self.args(&call.call.args);
                self.macro_body(&call.macro_decl);
            }
            Stmt::Do(action) => {
                self.expr(&action.call.expr);
                self.args(&action.call.args);
            }
        }
    }

    fn for_loop(&mut self, each: &ast::ForLoop<'_>) {
        self.expr(&each.iter);
        self.scoped(|inside| {
            inside.bind("loop");
            inside.target(&each.target);
            each.filter_expr
                .iter()
                .for_each(|filter| inside.expr(filter));
            inside.statements(&each.body);
        });
        self.scoped(|inside| inside.statements(&each.else_body));
    }

    fn macro_body(&mut self, declared: &ast::Macro<'_>) {
        declared
            .defaults
            .iter()
            .for_each(|default| self.expr(default));
        self.scoped(|inside| {
            ["caller", "varargs", "kwargs"]
                .into_iter()
                .for_each(|name| inside.bind(name));
            declared.args.iter().for_each(|arg| inside.target(arg));
            inside.statements(&declared.body);
        });
    }

    fn set(&mut self, target: &Expr<'_>) {
        if self.conditions > 0
            && let Expr::Var(var) = target
            && !self.is_bound(var.id)
        {
            let range = self.range(var.span(), var.id);
            self.scan.perhaps.push((var.id.to_string(), range));
        }
        self.target(target);
    }

    fn target(&mut self, target: &Expr<'_>) {
        match target {
            Expr::Var(var) => self.bind(var.id),
            Expr::List(list) => list.items.iter().for_each(|item| self.target(item)),
            Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.target(item)),
            // `{% set ns.x = 1 %}` changes what is there.
            _ => self.expr(target),
        }
    }

    fn link(&mut self, name: &Expr<'_>, what: &'static str, optional: bool) {
        let paths: Option<Vec<String>> = match name {
            Expr::Const(value) => value
                .value
                .as_str()
                .map(|path| vec![path.to_string()])
                .or_else(|| {
                    let items = value.value.try_iter().ok()?;
                    items
                        .map(|item| item.as_str().map(str::to_string))
                        .collect()
                }),
            Expr::List(list) => list.as_const().and_then(|list| {
                let items = list.try_iter().ok()?;
                items
                    .map(|item| item.as_str().map(str::to_string))
                    .collect()
            }),
            _ => None,
        };
        let range = as_range(name.span());
        let Some(paths) = paths else {
            self.scan.computed.push(("a computed `include`", range));
            self.expr(name);
            return;
        };
        // Of several, the first that exists is taken.
        let optional = optional || paths.len() > 1;
        for path in paths {
            let bound = self.bound();
            let range = range.clone();
            self.scan.links.push(Link {
                path,
                range,
                what,
                optional,
                bound,
            });
        }
    }

    fn args(&mut self, args: &[ast::CallArg<'_>]) {
        for arg in args {
            match arg {
                ast::CallArg::Pos(value)
                | ast::CallArg::Kwarg(_, value)
                | ast::CallArg::PosSplat(value)
                | ast::CallArg::KwargSplat(value) => self.expr(value),
            }
        }
    }

    fn expr(&mut self, expr: &Expr<'_>) {
        match expr {
            Expr::Var(var) => {
                if !self.is_bound(var.id) {
                    let range = self.range(var.span(), var.id);
                    self.scan.free.push((var.id.to_string(), range));
                }
            }
            Expr::Const(_) => {}
            Expr::Slice(slice) => {
                self.expr(&slice.expr);
                [&slice.start, &slice.stop, &slice.step]
                    .into_iter()
                    .flatten()
                    .for_each(|bound| self.expr(bound));
            }
            Expr::UnaryOp(op) => self.expr(&op.expr),
            Expr::BinOp(op) => {
                self.expr(&op.left);
                self.expr(&op.right);
            }
            Expr::Compare(compare) => {
                self.expr(&compare.expr);
                compare.ops.iter().for_each(|op| self.expr(&op.expr));
            }
            Expr::IfExpr(branch) => {
                self.expr(&branch.test_expr);
                self.expr(&branch.true_expr);
                branch.false_expr.iter().for_each(|expr| self.expr(expr));
            }
            Expr::Filter(filter) => {
                filter.expr.iter().for_each(|expr| self.expr(expr));
                self.args(&filter.args);
            }
            Expr::Test(test) => {
                self.expr(&test.expr);
                self.args(&test.args);
            }
            Expr::GetAttr(attr) => {
                self.method_field(attr, attr.span());
                self.whole_vars(&attr.expr);
                if attr.name == "facts" && is_other_host(&attr.expr) {
                    let end = attr.span().end_offset as usize;
                    let range = end.saturating_sub("facts".len())..end;
                    if self.text.get(range.clone()) == Some("facts") {
                        self.scan.other_facts.push(range);
                    }
                }
                self.expr(&attr.expr);
            }
            Expr::GetItem(item) => {
                self.whole_vars(&item.expr);
                self.expr(&item.expr);
                self.expr(&item.subscript_expr);
            }
            Expr::Call(call) => {
                self.lookup(call);
                match &call.expr {
                    // A method that is called is meant as one.
                    Expr::GetAttr(attr) => self.expr(&attr.expr),
                    called => self.expr(called),
                }
                self.args(&call.args);
            }
            Expr::List(list) => list.items.iter().for_each(|item| self.expr(item)),
            Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.expr(item)),
            Expr::Map(map) => map
                .keys
                .iter()
                .chain(&map.values)
                .for_each(|item| self.expr(item)),
        }
    }

    /// `a.keys`: in the language a field, in Jinja the method, which nobody means uncalled.
    fn method_field(&mut self, attr: &ast::GetAttr<'_>, span: Span) {
        if schema::method::lookup_of("map", attr.name).is_none() {
            return;
        }
        let end = span.end_offset as usize;
        let name = end.saturating_sub(attr.name.len())..end;
        let before = self.text.get(..name.start).map(str::trim_end);
        if self.text.get(name) == Some(attr.name)
            && let Some(dot) = before.and_then(|before| before.strip_suffix('.'))
        {
            self.scan.fields.push(dot.len()..end);
        }
    }

    /// `vars[…]` and `vars.x`.
    fn whole_vars(&mut self, base: &Expr<'_>) {
        if let Expr::Var(var) = base
            && var.id == "vars"
            && !self.is_bound("vars")
        {
            let range = self.range(var.span(), var.id);
            self.scan.computed.push(("`vars`", range));
        }
    }

    /// `lookup('vars', …)` and `lookup('varnames', …)`.
    fn lookup(&mut self, call: &ast::Call<'_>) {
        let Expr::Var(function) = &call.expr else {
            return;
        };
        if !matches!(function.id, "lookup" | "query" | "q") {
            return;
        }
        let Some(ast::CallArg::Pos(Expr::Const(plugin))) = call.args.first() else {
            return;
        };
        let what = match plugin
            .value
            .as_str()
            .map(|name| name.trim_start_matches("ansible.builtin."))
        {
            Some("vars") => "`lookup('vars')`",
            Some("varnames") => "`lookup('varnames')`",
            _ => return,
        };
        let range = self.range(function.span(), function.id);
        self.scan.computed.push((what, range));
    }

    /// The place of a name. Spans are the parser's; should one ever be wider than its name, the
    /// name is looked for inside.
    fn range(&self, span: Span, name: &str) -> Range {
        let range = as_range(span);
        match self.text.get(range.clone()) {
            Some(text) if text != name => match text.find(name) {
                Some(at) => range.start + at..range.start + at + name.len(),
                None => range,
            },
            _ => range,
        }
    }
}

fn is_other_host(base: &Expr<'_>) -> bool {
    matches!(base, Expr::GetItem(item) if matches!(&item.expr, Expr::Var(var) if var.id == "hostvars"))
}

const fn as_range(span: Span) -> Range {
    span.start_offset as usize..span.end_offset as usize
}
