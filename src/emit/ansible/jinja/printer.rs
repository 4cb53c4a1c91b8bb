//! Each form of a term, with parentheses where its place asks for them.
//!
//! In: `(a + b) * c`. Out: that text, and how tightly its outermost operator binds.

use super::Level;
use super::Mode;
use super::is_text;
use super::literal;
use super::may_be_null;
use crate::fleet::term::Args;
use crate::fleet::term::BinaryOp;
use crate::fleet::term::CompareOp;
use crate::fleet::term::Term;
use crate::fleet::term::TermKind;
use crate::fleet::term::TextPart;
use crate::fleet::term::UnaryOp;
use crate::fleet::types::Type;
use crate::value::Value;

/// Prints terms for one place.
pub(super) struct Printer {
    pub(super) mode: Mode,
}

impl Printer {
    pub(super) const fn new(mode: Mode) -> Self {
        Self { mode }
    }

    /// The term, in parentheses if it binds less tightly than its place asks.
    pub(super) fn at(&self, term: &Term, place: Level) -> String {
        let (text, level) = self.print(term);
        if level < place {
            format!("({text})")
        } else {
            text
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what is no connective is one condition"
    )]
    pub(super) fn condition(&self, term: &Term, place: Level) -> String {
        let wrap = |text: String, level: Level| {
            if level < place {
                format!("({text})")
            } else {
                text
            }
        };
        match &term.kind {
            TermKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                let (word, level) = operator(*op);
                wrap(
                    format!(
                        "{} {word} {}",
                        self.condition(left, level),
                        self.condition(right, level)
                    ),
                    level,
                )
            }
            TermKind::If {
                then,
                condition,
                otherwise: Some(otherwise),
            } => wrap(
                format!(
                    "{} if {} else {}",
                    self.condition(then, Level::Add),
                    self.at(condition, Level::Or),
                    self.condition(otherwise, Level::If)
                ),
                Level::If,
            ),
            _ if is_boolean(term) => self.at(term, place),
            _ => wrap(
                format!("{} | bool", self.at(term, Level::Filter)),
                Level::Filter,
            ),
        }
    }

    pub(super) fn or_omit(&self, term: &Term, place: Level) -> String {
        if !matches!(term.ty, Type::Optional(_)) {
            return self.at(term, place);
        }
        format!("{} | default(omit)", self.at(term, Level::Filter))
    }

    fn print(&self, term: &Term) -> (String, Level) {
        match &term.kind {
            TermKind::Value(value) => literal::value(value, self.mode),
            // Where it is part of something larger, Ansible's own word for "leave this out".
            TermKind::Unset => ("omit".to_owned(), Level::Postfix),
            TermKind::Ref(name) => (name.emitted.to_string(), Level::Postfix),
            TermKind::Text(parts) => self.text(parts),
            TermKind::Field {
                base,
                name,
                default,
            } => self.field(base, name, default.as_deref()),
            TermKind::Index(base, index) => (
                format!(
                    "{}[{}]",
                    self.at(base, Level::Postfix),
                    self.at(index, Level::If)
                ),
                Level::Postfix,
            ),
            TermKind::Slice(base, bounds) => (self.slice(base, bounds), Level::Postfix),
            TermKind::Call(name, args) if name == "jinja" => (embedded(args), Level::If),
            // Ansible keeps lists, and no ranges.
            TermKind::Call(name, args) if name == "range" => {
                (format!("{} | list", self.called(name, args)), Level::Filter)
            }
            TermKind::Call(name, args) => (self.called(name, args), Level::Postfix),
            TermKind::Method(base, name, args) => (
                format!(
                    "{}.{name}({})",
                    self.at(base, Level::Postfix),
                    self.args(args)
                ),
                Level::Postfix,
            ),
            TermKind::Filter(base, name, args) => (
                format!("{} | {name}{}", self.filtered(base), self.call(args)),
                Level::Filter,
            ),
            TermKind::Test {
                subject,
                negated,
                name,
                args,
            } => (self.test(subject, *negated, name, args), Level::Compare),
            TermKind::Unary(op, inner) => self.unary(*op, inner),
            TermKind::Binary(op, left, right) => self.binary(*op, left, right),
            TermKind::Compare(first, rest) => (self.compare(first, rest), Level::Compare),
            TermKind::If {
                then,
                condition,
                otherwise,
            } => {
                let mut text = format!(
                    "{} if {}",
                    self.at(then, Level::Add),
                    self.at(condition, Level::Or)
                );
                if let Some(otherwise) = otherwise {
                    text.push_str(" else ");
                    text.push_str(&self.at(otherwise, Level::If));
                }
                (text, Level::If)
            }
            TermKind::List(items) => self.list(items.iter().map(|item| &item.term)),
            TermKind::Map(entries) => self.map(entries),
            TermKind::By(by) => self.by(&by.subjects, &by.arms, by.otherwise.as_ref()),
        }
    }

    fn called(&self, name: &str, args: &Args) -> String {
        format!("{name}({})", self.args(args))
    }

    /// What a filter stands behind, which may be a range.
    fn filtered(&self, base: &Term) -> String {
        if let TermKind::Call(name, args) = &base.kind
            && name == "range"
        {
            return self.called(name, args);
        }
        self.at(base, Level::Filter)
    }

    fn text(&self, parts: &[TextPart]) -> (String, Level) {
        if let [part] = parts {
            return match part {
                TextPart::Literal(text) => self.string(text),
                TextPart::Term(term) if is_text(&term.ty) => self.print(term),
                TextPart::Term(term) => (
                    format!("{} | string", self.at(term, Level::Filter)),
                    Level::Filter,
                ),
            };
        }
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => literal::string(text, self.mode),
                // Text leaves null out, `~` would say "None". The value is asked for only once.
                TextPart::Term(term) if may_be_null(&term.ty) => {
                    format!("([{}] | reject('none') | join)", self.at(term, Level::If))
                }
                TextPart::Term(term) => self.operand(BinaryOp::Concat, term, Level::Mul),
            })
            .collect();
        (parts.join(" ~ "), Level::Concat)
    }

    /// A literal; one that no single pair of quotes can hold is joined from several.
    fn string(&self, text: &str) -> (String, Level) {
        literal::value(&Value::str(text), self.mode)
    }

    fn field(&self, base: &Term, name: &str, default: Option<&Value>) -> (String, Level) {
        let base = self.at(base, Level::Postfix);
        let path = if literal::is_attribute(name) {
            format!("{base}.{name}")
        } else {
            format!("{base}[{}]", literal::string(name, self.mode))
        };
        match default {
            Some(value) => (
                format!("{path} | default({})", literal::value(value, self.mode).0),
                Level::Filter,
            ),
            None => (path, Level::Postfix),
        }
    }

    fn slice(&self, base: &Term, [start, stop, step]: &[Option<Term>; 3]) -> String {
        let bound = |bound: &Option<Term>| {
            bound
                .as_ref()
                .map_or_else(String::new, |term| self.at(term, Level::If))
        };
        let mut text = format!(
            "{}[{}:{}",
            self.at(base, Level::Postfix),
            bound(start),
            bound(stop)
        );
        if step.is_some() {
            text.push(':');
            text.push_str(&bound(step));
        }
        text.push(']');
        text
    }

    fn args(&self, args: &Args) -> String {
        let positional = args.positional.iter().map(|term| self.at(term, Level::If));
        let named = args
            .named
            .iter()
            .map(|(name, term)| format!("{name}={}", self.at(term, Level::If)));
        positional.chain(named).collect::<Vec<_>>().join(", ")
    }

    fn call(&self, args: &Args) -> String {
        if args.positional.is_empty() && args.named.is_empty() {
            String::new()
        } else {
            format!("({})", self.args(args))
        }
    }

    fn test(&self, subject: &Term, negated: bool, name: &str, args: &Args) -> String {
        // `a.b | default(x) is defined` would read as always true, and be it.
        let subject = if let TermKind::Field {
            base, name: field, ..
        } = &subject.kind
            && is_about_presence(name)
        {
            self.field(base, field, None).0
        } else {
            self.at(subject, Level::Filter)
        };
        let not = if negated { "not " } else { "" };
        format!("{subject} is {not}{name}{}", self.call(args))
    }

    fn unary(&self, op: UnaryOp, inner: &Term) -> (String, Level) {
        match (op, &inner.kind) {
            (
                UnaryOp::Not,
                TermKind::Test {
                    subject,
                    negated,
                    name,
                    args,
                },
            ) => (self.test(subject, !negated, name, args), Level::Compare),
            (UnaryOp::Not, TermKind::Compare(first, rest)) => match rest.as_slice() {
                [(CompareOp::In, right)] => (
                    format!(
                        "{} not in {}",
                        self.at(first, Level::Add),
                        self.at(right, Level::Add)
                    ),
                    Level::Compare,
                ),
                _ => (format!("not ({})", self.compare(first, rest)), Level::Not),
            },
            (UnaryOp::Not, _) => (
                format!("not {}", self.at(inner, Level::Compare)),
                Level::Not,
            ),
            (UnaryOp::Minus, _) => (format!("-{}", self.at(inner, Level::Postfix)), Level::Unary),
            (UnaryOp::Plus, _) => (format!("+{}", self.at(inner, Level::Postfix)), Level::Unary),
        }
    }

    fn binary(&self, op: BinaryOp, left: &Term, right: &Term) -> (String, Level) {
        let (word, level) = operator(op);
        // `and`, `or` and `~` give the same however they are grouped; the others bind to the left.
        let right_place = match op {
            BinaryOp::Or | BinaryOp::And | BinaryOp::Concat => level,
            BinaryOp::Add | BinaryOp::Sub => Level::Concat,
            BinaryOp::Mul | BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod => Level::Pow,
            BinaryOp::Pow => Level::Filter,
        };
        let left_place = if op == BinaryOp::Pow {
            Level::Filter
        } else {
            level
        };
        (
            format!(
                "{} {word} {}",
                self.operand(op, left, left_place),
                self.operand(op, right, right_place)
            ),
            level,
        )
    }

    /// An operand. `a + b | length` is `a + (b | length)` to Jinja and not to its readers.
    fn operand(&self, op: BinaryOp, term: &Term, place: Level) -> String {
        let (text, level) = self.print(term);
        let misread = level == Level::Filter && !matches!(op, BinaryOp::And | BinaryOp::Or);
        if level < place || misread {
            format!("({text})")
        } else {
            text
        }
    }

    fn compare(&self, first: &Term, rest: &[(CompareOp, Term)]) -> String {
        let mut text = self.at(first, Level::Add);
        for (op, term) in rest {
            text.push(' ');
            text.push_str(op.symbol());
            text.push(' ');
            text.push_str(&self.at(term, Level::Add));
        }
        text
    }
}

/// `jinja(r"{{ … }}")`: what stands between the braces.
fn embedded(args: &Args) -> String {
    match args.positional.first().and_then(Term::known) {
        Some(Value::Str(inner)) => inner.to_string(),
        _ => String::new(),
    }
}

fn is_about_presence(test: &str) -> bool {
    matches!(test, "defined" | "undefined")
}

const fn operator(op: BinaryOp) -> (&'static str, Level) {
    match op {
        BinaryOp::Or => ("or", Level::Or),
        BinaryOp::And => ("and", Level::And),
        BinaryOp::Add => ("+", Level::Add),
        BinaryOp::Sub => ("-", Level::Add),
        BinaryOp::Concat => ("~", Level::Concat),
        BinaryOp::Mul => ("*", Level::Mul),
        BinaryOp::Div => ("/", Level::Mul),
        BinaryOp::FloorDiv => ("//", Level::Mul),
        BinaryOp::Mod => ("%", Level::Mul),
        BinaryOp::Pow => ("**", Level::Pow),
    }
}

/// Whether the term is surely boolean on the target: by its form, or by its type.
fn is_boolean(term: &Term) -> bool {
    matches!(
        &term.kind,
        TermKind::Compare(..)
            | TermKind::Test { .. }
            | TermKind::Unary(UnaryOp::Not, _)
            | TermKind::Value(Value::Bool(_))
    ) || has_boolean_type(&term.ty)
}

fn has_boolean_type(ty: &Type) -> bool {
    if let Type::Optional(inner) | Type::Secret(inner) = ty {
        has_boolean_type(inner)
    } else {
        *ty == Type::Bool
    }
}
