//! Statements: what stands between `{%` and `%}`, and the text up to their ends.
//!
//! In: `{% for a in admins if a.active %}…{% endfor %}`. Out: a loop with its target, source,
//! condition and body.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::template::jinja::Fault;
use crate::check::template::jinja::expr::{Parts, Rules};
use crate::check::template::jinja::lexer::Kind;
use crate::check::template::jinja::parser::Parser;
use crate::check::template::jinja::tree::{Expr, For, Include, Name, Signature, Stmt, Suffix};

const CONSTANTS: [&str; 6] = ["true", "false", "none", "True", "False", "None"];

impl Parser<'_> {
    /// Statements and values up to one of the words in `ends`, which then stands here; up to the
    /// end of the template where there are none.
    pub(super) fn body(&mut self, ends: &[&str]) -> Result<Vec<Stmt>, Fault> {
        let mut body = Vec::new();
        loop {
            match self.kind() {
                Kind::Data => self.next(),
                Kind::VariableBegin => {
                    self.next();
                    body.push(Stmt::Print(self.tuple(&Rules::value())?));
                    self.variable_end()?;
                }
                Kind::BlockBegin => {
                    self.next();
                    if self.kind() == Kind::Name && ends.contains(&self.here()) {
                        return Ok(body);
                    }
                    self.statement(&mut body)?;
                    self.block_end()?;
                }
                Kind::End if ends.is_empty() && self.fault().is_none() => return Ok(body),
                _ => return Err(self.wanted("a statement")),
            }
        }
    }

    /// The body of a block whose head ends here.
    fn inside(&mut self, ends: &[&str]) -> Result<Vec<Stmt>, Fault> {
        // Jinja allows a colon, as Python wants one.
        self.skip_op(":");
        self.block_end()?;
        self.block(|this| this.body(ends))
    }

    /// The body of a block that only one word ends, and that word.
    fn whole(&mut self, end: &str) -> Result<Vec<Stmt>, Fault> {
        let body = self.inside(&[end])?;
        self.next();
        Ok(body)
    }

    fn statement(&mut self, body: &mut Vec<Stmt>) -> Result<(), Fault> {
        if self.kind() != Kind::Name {
            return Err(self.wanted("a statement"));
        }
        let (word, range) = (self.here().to_string(), self.range());
        self.open.push((word.clone(), range.clone()));
        self.next();
        match word.as_str() {
            "for" => body.push(self.for_loop()?),
            "if" => body.push(self.branches()?),
            "block" => body.push(self.named_block()?),
            "extends" => body.push(Stmt::Extends(self.expr()?)),
            "print" => self.print(body)?,
            "macro" => {
                let name = self.assigned_name()?;
                let signature = self.signature()?;
                body.push(Stmt::Macro(name, signature, self.whole("endmacro")?));
            }
            "include" => body.push(self.include()?),
            "from" => body.push(self.from()?),
            "import" => {
                let template = self.expr()?;
                self.word("as")?;
                let name = self.assigned_name()?;
                let context = self.context().unwrap_or(false);
                body.push(Stmt::Import(template, name, context));
            }
            "set" => body.push(self.set()?),
            "with" => body.push(self.with()?),
            "autoescape" => {
                let value = self.expr()?;
                body.push(Stmt::Autoescape(value, self.whole("endautoescape")?));
            }
            "call" => body.push(self.call_block()?),
            "filter" => {
                let mut filters = vec![self.filter()?];
                self.more_filters(&mut filters)?;
                body.push(Stmt::Filter(filters, self.whole("endfilter")?));
            }
            _ => {
                self.open.pop();
                return Err((self.unknown(&word), range));
            }
        }
        self.open.pop();
        Ok(())
    }

    fn unknown(&self, word: &str) -> String {
        match (word, self.open.last()) {
            ("do" | "break" | "continue" | "trans" | "debug", _) => {
                format!("`{word}` belongs to an extension of Jinja that Ansible does not enable")
            }
            (_, Some((open, _))) if word.starts_with("end") || word.starts_with("el") => {
                format!("`{word}` where the end of `{open}` is needed")
            }
            _ => format!("there is no statement `{word}`"),
        }
    }

    fn print(&mut self, body: &mut Vec<Stmt>) -> Result<(), Fault> {
        let mut first = true;
        while self.kind() != Kind::BlockEnd {
            if !first {
                self.op(",")?;
            }
            first = false;
            body.push(Stmt::Print(self.expr()?));
        }
        Ok(())
    }

    fn for_loop(&mut self) -> Result<Stmt, Fault> {
        let target = self.target(Some("in"), false)?;
        self.word("in")?;
        let iter = self.tuple(&Rules {
            parts: Parts::WithoutCondition,
            end: Some("recursive"),
            empty: false,
        })?;
        let filter = if self.skip_word("if") {
            Some(self.expr()?)
        } else {
            None
        };
        self.skip_word("recursive");
        let body = self.inside(&["endfor", "else"])?;
        let otherwise = if self.skip_word("else") {
            self.whole("endfor")?
        } else {
            self.next();
            Vec::new()
        };
        Ok(Stmt::For(Box::new(For {
            target,
            iter,
            filter,
            body,
            otherwise,
        })))
    }

    fn branches(&mut self) -> Result<Stmt, Fault> {
        let mut branches = Vec::new();
        loop {
            let condition = self.tuple(&Rules {
                parts: Parts::WithoutCondition,
                end: None,
                empty: false,
            })?;
            let body = self.inside(&["elif", "else", "endif"])?;
            branches.push((condition, body));
            if self.skip_word("elif") {
                continue;
            }
            let otherwise = if self.skip_word("else") {
                self.whole("endif")?
            } else {
                self.next();
                Vec::new()
            };
            return Ok(Stmt::If(branches, otherwise));
        }
    }

    fn named_block(&mut self) -> Result<Stmt, Fault> {
        let name = self.name()?;
        let scoped = self.skip_word("scoped");
        let required = self.skip_word("required");
        if self.names.contains(&name.text) {
            return Err((format!("a second block `{}`", name.text), name.range));
        }
        self.names.push(name.text.clone());
        let start = self.range().end;
        let body = self.whole("endblock")?;
        // Up to the `{%` of `endblock`: comments count as nothing.
        if required && (!body.is_empty() || self.holds_text(start)) {
            let reason = "a required block holds only comments and blanks";
            return Err((reason.into(), name.range));
        }
        self.skip_word(&name.text);
        Ok(Stmt::Block(scoped, body))
    }

    fn set(&mut self) -> Result<Stmt, Fault> {
        let target = self.target(None, true)?;
        if self.skip_op("=") {
            return Ok(Stmt::Set(target, self.tuple(&Rules::value())?));
        }
        let mut filters = Vec::new();
        self.more_filters(&mut filters)?;
        Ok(Stmt::SetBlock(target, filters, self.whole("endset")?))
    }

    fn more_filters(&mut self, filters: &mut Vec<Suffix>) -> Result<(), Fault> {
        while self.skip_op("|") {
            filters.push(self.filter()?);
        }
        Ok(())
    }

    fn with(&mut self) -> Result<Stmt, Fault> {
        let mut pairs = Vec::new();
        while self.kind() != Kind::BlockEnd {
            if !pairs.is_empty() {
                self.op(",")?;
            }
            let target = self.target(None, false)?;
            self.op("=")?;
            pairs.push((target, self.expr()?));
        }
        Ok(Stmt::With(pairs, self.whole("endwith")?))
    }

    fn include(&mut self) -> Result<Stmt, Fault> {
        let template = self.expr()?;
        let optional = self.are_words("ignore", "missing");
        if optional {
            self.next();
            self.next();
        }
        let context = self.context().unwrap_or(true);
        Ok(Stmt::Include(Include {
            template,
            optional,
            context,
        }))
    }

    /// `with context`, `without context`.
    fn context(&mut self) -> Option<bool> {
        let with = self.are_words("with", "context");
        if !with && !self.are_words("without", "context") {
            return None;
        }
        self.next();
        self.next();
        Some(with)
    }

    fn from(&mut self) -> Result<Stmt, Fault> {
        let template = self.expr()?;
        self.word("import")?;
        let mut names = Vec::new();
        let context = loop {
            if !names.is_empty() {
                self.op(",")?;
            }
            if self.kind() != Kind::Name {
                return Err(self.wanted("a name"));
            }
            if let Some(context) = self.context() {
                break context;
            }
            let name = self.assigned_name()?;
            if name.text.starts_with('_') {
                let reason = "a name that begins with an underscore cannot be imported";
                return Err((reason.into(), name.range));
            }
            let alias = if self.skip_word("as") {
                Some(self.assigned_name()?)
            } else {
                None
            };
            names.push((name, alias));
            if let Some(context) = self.context() {
                break context;
            }
            if !self.is_op(",") {
                break false;
            }
        };
        Ok(Stmt::From(template, names, context))
    }

    fn call_block(&mut self) -> Result<Stmt, Fault> {
        let signature = if self.is_op("(") {
            self.signature()?
        } else {
            Signature::default()
        };
        let called = self.expr()?;
        let is_call = matches!(&called, Expr::Postfix(_, suffixes)
            if matches!(suffixes.last(), Some(Suffix::Call(_))));
        if !is_call {
            return Err(("`call` takes the call of a macro".into(), called.range()));
        }
        Ok(Stmt::Call(signature, called, self.whole("endcall")?))
    }

    fn signature(&mut self) -> Result<Signature, Fault> {
        let mut signature = Signature::default();
        self.op("(")?;
        while !self.is_op(")") {
            if !signature.args.is_empty() {
                self.op(",")?;
            }
            let name = self.assigned_name()?;
            if self.skip_op("=") {
                signature.defaults.push(self.expr()?);
            } else if !signature.defaults.is_empty() {
                let reason = "an argument without a default behind one that has one";
                return Err((reason.into(), name.range));
            }
            signature.args.push(name);
        }
        self.op(")")?;
        Ok(signature)
    }

    fn assigned_name(&mut self) -> Result<Name, Fault> {
        let name = self.name()?;
        if CONSTANTS.contains(&name.text.as_str()) {
            let reason = format!("nothing can be assigned to `{}`", name.text);
            return Err((reason, name.range));
        }
        Ok(name)
    }

    fn target(&mut self, end: Option<&'static str>, namespace: bool) -> Result<Expr, Fault> {
        let target = self.tuple(&Rules {
            parts: Parts::Primary { namespace },
            end,
            empty: false,
        })?;
        if can_assign(&target) {
            return Ok(target);
        }
        Err(("nothing can be assigned to this".into(), target.range()))
    }
}

fn can_assign(target: &Expr) -> bool {
    match target {
        Expr::Name(_) | Expr::Namespace(..) => true,
        Expr::Tuple(parts, _) => parts.iter().all(can_assign),
        Expr::Str(..)
        | Expr::Const(_)
        | Expr::List(..)
        | Expr::Dict(..)
        | Expr::Joined(..)
        | Expr::Postfix(..) => false,
    }
}
