//! Expressions, from the loosest operator to the tightest.
//!
//! In: the tokens of `a.b | default(1) + 2`. Out: a sum of a filtered path and a number.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::template::jinja::Fault;
use crate::check::template::jinja::lexer::Kind;
use crate::check::template::jinja::parser::Parser;
use crate::check::template::jinja::tree::{Args, Expr, Name, Suffix};

impl Parser<'_> {
    /// A whole expression.
    pub(super) fn expr(&mut self) -> Result<Expr, Fault> {
        self.deeper(|inside| {
            let first = inside.or()?;
            if !inside.is_word("if") {
                return Ok(first);
            }
            let mut parts = vec![first];
            // `a if b else c if d else e`, and `a if b if c` as Jinja reads it.
            while inside.skip_word("if") {
                parts.push(inside.or()?);
                if inside.skip_word("else") {
                    parts.push(inside.or()?);
                }
            }
            Ok(Expr::Joined(parts))
        })
    }

    /// An expression whose `if` belongs to the statement around it.
    pub(super) fn without_condition(&mut self) -> Result<Expr, Fault> {
        self.deeper(Self::or)
    }

    /// Operands of one strength.
    fn joined(
        &mut self,
        operand: fn(&mut Self) -> Result<Expr, Fault>,
        operator: fn(&mut Self) -> bool,
    ) -> Result<Expr, Fault> {
        let first = operand(self)?;
        if !operator(self) {
            return Ok(first);
        }
        let mut parts = vec![first, operand(self)?];
        while operator(self) {
            parts.push(operand(self)?);
        }
        Ok(Expr::Joined(parts))
    }

    fn or(&mut self) -> Result<Expr, Fault> {
        self.joined(Self::and, |this| this.skip_word("or"))
    }

    fn and(&mut self) -> Result<Expr, Fault> {
        self.joined(Self::not, |this| this.skip_word("and"))
    }

    fn not(&mut self) -> Result<Expr, Fault> {
        if self.skip_word("not") {
            let inner = self.deeper(Self::not)?;
            return Ok(Expr::Joined(vec![inner]));
        }
        self.joined(Self::sum, |this| {
            if this.are_words("not", "in") {
                this.next();
            }
            ["==", "!=", ">", ">=", "<", "<="]
                .iter()
                .any(|op| this.skip_op(op))
                || this.skip_word("in")
        })
    }

    fn sum(&mut self) -> Result<Expr, Fault> {
        self.joined(Self::concat, |this| this.skip_op("+") || this.skip_op("-"))
    }

    fn concat(&mut self) -> Result<Expr, Fault> {
        self.joined(Self::product, |this| this.skip_op("~"))
    }

    fn product(&mut self) -> Result<Expr, Fault> {
        self.joined(Self::power, |this| {
            ["*", "/", "//", "%"].iter().any(|op| this.skip_op(op))
        })
    }

    fn power(&mut self) -> Result<Expr, Fault> {
        self.joined(|this| this.unary(true), |this| this.skip_op("**"))
    }

    fn unary(&mut self, with_filter: bool) -> Result<Expr, Fault> {
        let base = if self.skip_op("-") || self.skip_op("+") {
            let inner = self.deeper(|inside| inside.unary(false))?;
            Expr::Joined(vec![inner])
        } else {
            self.primary(false)?
        };
        let mut suffixes = Vec::new();
        self.postfix(&mut suffixes)?;
        if with_filter {
            self.filters(&mut suffixes)?;
        }
        Ok(with(base, suffixes))
    }

    /// `namespace`: `a.b` may be what is assigned to.
    pub(super) fn primary(&mut self, namespace: bool) -> Result<Expr, Fault> {
        let range = self.range();
        match self.kind() {
            Kind::Name => {
                let name = self.name()?;
                match name.text.as_str() {
                    "true" | "false" | "True" | "False" | "none" | "None" => Ok(Expr::Const(range)),
                    _ if namespace && self.skip_op(".") => Ok(Expr::Namespace(name, self.name()?)),
                    _ => Ok(Expr::Name(name)),
                }
            }
            Kind::Str => {
                let mut text = String::new();
                while self.kind() == Kind::Str {
                    let quoted = self.here();
                    text.push_str(quoted.get(1..quoted.len() - 1).unwrap_or_default());
                    self.next();
                }
                Ok(Expr::Str(text, range.start..self.end()))
            }
            Kind::Int | Kind::Float => {
                self.next();
                Ok(Expr::Const(range))
            }
            Kind::Op if self.is_op("(") => {
                self.next();
                let inner = self.tuple(&Rules::brackets())?;
                self.op(")")?;
                Ok(inner)
            }
            Kind::Op if self.is_op("[") => self.list(),
            Kind::Op if self.is_op("{") => self.dict(),
            _ => Err(self.wanted("a value")),
        }
    }

    /// One expression, or several with commas.
    pub(super) fn tuple(&mut self, rules: &Rules) -> Result<Expr, Fault> {
        let start = self.range().start;
        let mut parts = Vec::new();
        let mut is_tuple = false;
        loop {
            if !parts.is_empty() {
                self.op(",")?;
            }
            let ends = matches!(self.kind(), Kind::VariableEnd | Kind::BlockEnd)
                || self.is_op(")")
                || rules.end.is_some_and(|word| self.is_word(word));
            if ends {
                break;
            }
            parts.push(match rules.parts {
                Parts::Any => self.expr()?,
                Parts::WithoutCondition => self.without_condition()?,
                Parts::Primary { namespace } => self.deeper(|inside| inside.primary(namespace))?,
            });
            if !self.is_op(",") {
                break;
            }
            is_tuple = true;
        }
        if !is_tuple {
            if let Some(only) = parts.pop() {
                return Ok(only);
            }
            if !rules.empty {
                return Err(self.wanted("a value"));
            }
        }
        let range = start..self.end().max(start);
        Ok(Expr::Tuple(parts, range))
    }

    fn list(&mut self) -> Result<Expr, Fault> {
        let start = self.range().start;
        let mut parts = Vec::new();
        self.op("[")?;
        while !self.is_op("]") {
            if !parts.is_empty() {
                self.op(",")?;
                if self.is_op("]") {
                    break;
                }
            }
            parts.push(self.expr()?);
        }
        self.op("]")?;
        Ok(Expr::List(parts, start..self.end()))
    }

    fn dict(&mut self) -> Result<Expr, Fault> {
        let start = self.range().start;
        let mut parts = Vec::new();
        self.op("{")?;
        while !self.is_op("}") {
            if !parts.is_empty() {
                self.op(",")?;
                if self.is_op("}") {
                    break;
                }
            }
            parts.push(self.expr()?);
            self.op(":")?;
            parts.push(self.expr()?);
        }
        self.op("}")?;
        Ok(Expr::Dict(parts, start..self.end()))
    }

    fn postfix(&mut self, suffixes: &mut Vec<Suffix>) -> Result<(), Fault> {
        loop {
            if self.is_op(".") {
                let dot = self.range().start;
                self.next();
                if self.kind() == Kind::Int {
                    suffixes.push(Suffix::Item(vec![Expr::Const(self.range())]));
                    self.next();
                } else {
                    let name = self.name()?;
                    let range = dot..name.range.end;
                    suffixes.push(Suffix::Attr(name, range));
                }
            } else if self.is_op("[") {
                suffixes.push(Suffix::Item(self.subscript()?));
            } else if self.is_op("(") {
                suffixes.push(Suffix::Call(self.args()?));
            } else {
                return Ok(());
            }
        }
    }

    fn subscript(&mut self) -> Result<Vec<Expr>, Fault> {
        let mut parts = Vec::new();
        let mut first = true;
        self.op("[")?;
        while !self.is_op("]") {
            if !first {
                self.op(",")?;
            }
            first = false;
            if !self.is_op(":") {
                parts.push(self.expr()?);
            }
            // Up to two colons, each with a bound behind it or without.
            for _ in 0..2 {
                if !self.skip_op(":") {
                    break;
                }
                if ![":", "]", ","].iter().any(|end| self.is_op(end)) {
                    parts.push(self.expr()?);
                }
            }
        }
        self.op("]")?;
        Ok(parts)
    }

    /// `(a, *b, c=d, **e)`.
    fn args(&mut self) -> Result<Args, Fault> {
        let mut args = Args::default();
        let mut seen = (false, false);
        let mut first = true;
        self.op("(")?;
        while !self.is_op(")") {
            if !first {
                self.op(",")?;
                if self.is_op(")") {
                    break;
                }
            }
            first = false;
            let misplaced = || "an argument that cannot stand behind the one before it";
            let range = self.range();
            let fits = if self.is_op("*") {
                !seen.0 && !seen.1
            } else if self.is_op("**") || self.is_named() {
                !seen.1
            } else {
                !seen.0 && !seen.1 && args.named.is_empty()
            };
            if !fits {
                return Err((misplaced().into(), range));
            }
            if self.skip_op("*") {
                seen.0 = true;
                args.spread.push(self.expr()?);
            } else if self.skip_op("**") {
                seen.1 = true;
                args.spread.push(self.expr()?);
            } else if self.is_named() {
                let name = self.name()?;
                self.op("=")?;
                args.named.push((name, self.expr()?));
            } else {
                args.positional.push(self.expr()?);
            }
        }
        self.op(")")?;
        Ok(args)
    }

    fn filters(&mut self, suffixes: &mut Vec<Suffix>) -> Result<(), Fault> {
        loop {
            if self.skip_op("|") {
                suffixes.push(self.filter()?);
            } else if self.skip_word("is") {
                suffixes.push(self.test()?);
            } else if self.is_op("(") {
                suffixes.push(Suffix::Call(self.args()?));
            } else {
                return Ok(());
            }
        }
    }

    /// `name(…)` behind `|`.
    pub(super) fn filter(&mut self) -> Result<Suffix, Fault> {
        let name = self.dotted()?;
        let args = if self.is_op("(") {
            self.args()?
        } else {
            Args::default()
        };
        Ok(Suffix::Filter(name, args))
    }

    fn test(&mut self) -> Result<Suffix, Fault> {
        self.skip_word("not");
        let name = self.dotted()?;
        if self.is_op("(") {
            let args = self.args()?;
            return Ok(Suffix::Test(name, args));
        }
        let mut args = Args::default();
        let begins = matches!(
            self.kind(),
            Kind::Name | Kind::Str | Kind::Int | Kind::Float
        ) || self.is_op("[")
            || self.is_op("{");
        if begins && !["else", "or", "and"].iter().any(|word| self.is_word(word)) {
            if self.is_word("is") {
                return Err(("`is` cannot follow `is`".into(), self.range()));
            }
            let base = self.deeper(|inside| inside.primary(false))?;
            let mut suffixes = Vec::new();
            self.postfix(&mut suffixes)?;
            args.positional.push(with(base, suffixes));
        }
        Ok(Suffix::Test(name, args))
    }

    /// `ansible.builtin.quote`.
    fn dotted(&mut self) -> Result<Name, Fault> {
        let mut name = self.name()?;
        while self.skip_op(".") {
            let part = self.name()?;
            name.text = format!("{}.{}", name.text, part.text);
            name.range.end = part.range.end;
        }
        Ok(name)
    }
}

/// What a tuple may hold, and where it ends.
pub(super) struct Rules {
    /// Its parts.
    pub(super) parts: Parts,
    /// The word that ends it.
    pub(super) end: Option<&'static str>,
    /// It may be empty.
    pub(super) empty: bool,
}

/// The parts of a tuple.
pub(super) enum Parts {
    /// Expressions.
    Any,
    /// Expressions whose `if` belongs to the statement.
    WithoutCondition,
    /// What is assigned to.
    Primary {
        /// `ns.attr` too.
        namespace: bool,
    },
}

impl Rules {
    /// A whole value.
    pub(super) const fn value() -> Self {
        Self {
            parts: Parts::Any,
            end: None,
            empty: false,
        }
    }

    const fn brackets() -> Self {
        Self {
            empty: true,
            ..Self::value()
        }
    }
}

/// An expression with what stands behind it.
fn with(base: Expr, suffixes: Vec<Suffix>) -> Expr {
    if suffixes.is_empty() {
        return base;
    }
    match base {
        Expr::Postfix(base, mut before) => {
            before.extend(suffixes);
            Expr::Postfix(base, before)
        }
        base => Expr::Postfix(Box::new(base), suffixes),
    }
}
