//! Terms as Jinja, with its precedence and the fewest parentheses.
//!
//! In: a [`Term`]. Out: text. `"Port {{ ssh_port }}"` in role `base` comes out of [`template`] as
//! `Port {{ base_ssh_port }}`, `admins | length > 0` out of [`bare`] as `base_admins | length > 0`.
//!
//! The two differ in more than braces. In a value, Ansible takes the backslashes of string
//! literals as they are; in a condition they are escapes, and a `{{` in a literal would be
//! templated a second time (both tried on ansible-core 2.19).

mod literal;
mod platform;

use crate::fleet::term::Args;
use crate::fleet::term::BinaryOp;
use crate::fleet::term::CompareOp;
use crate::fleet::term::Term;
use crate::fleet::term::TermKind;
use crate::fleet::term::TextPart;
use crate::fleet::term::UnaryOp;
use crate::fleet::types::Refined;
use crate::fleet::types::Type;
use crate::value::Value;

pub use self::literal::is_template;

/// A term as a whole value: `{{ base_ssh_port }}`, `Port {{ base_ssh_port }}`, or the plain text
/// of a known string (which is then not safe from templating: see [`is_template`]).
#[must_use]
pub fn template(term: &Term) -> String {
    match &term.kind {
        TermKind::Value(Value::Str(text)) => text.to_string(),
        TermKind::Text(parts) if reads_as_text(parts) => text_template(parts),
        TermKind::Binary(BinaryOp::Concat, left, right) => {
            let mut parts = Vec::new();
            pieces(left, &mut parts);
            pieces(right, &mut parts);
            if reads_as_text(&parts) {
                text_template(&parts)
            } else {
                braced(&Printer::new(Mode::Value).at(term, Level::If))
            }
        }
        TermKind::Call(name, args) if name == "jinja" => raw(args).unwrap_or_default().to_owned(),
        _ => braced(&Printer::new(Mode::Value).at(term, Level::If)),
    }
}

/// A whole value that is left out when it is unset: `{{ base_comment | default(omit) }}`.
#[must_use]
pub fn template_or_omit(term: &Term) -> String {
    let printer = Printer::new(Mode::Value);
    braced(&match &term.kind {
        TermKind::If {
            then,
            condition,
            otherwise,
        } if otherwise
            .as_deref()
            .is_none_or(|otherwise| otherwise.kind == TermKind::Unset) =>
        {
            format!(
                "{} if {} else omit",
                printer.or_omit(then, Level::Add),
                printer.at(condition, Level::Or)
            )
        }
        _ => printer.or_omit(term, Level::If),
    })
}

/// A condition, as `when` takes it; boolean, since ansible-core 2.19 accepts nothing else.
#[must_use]
pub fn bare(term: &Term) -> String {
    Printer::new(Mode::Condition).condition(term, Level::If)
}

/// A condition's parts that must all hold, for a list under `when`.
#[must_use]
pub fn bare_all(term: &Term) -> Vec<String> {
    let mut parts = Vec::new();
    conjuncts(term, &mut parts);
    parts
}

/// An expression without braces, for where another expression goes on: `{{ X | subelements(…) }}`.
#[must_use]
pub fn operand(term: &Term) -> String {
    Printer::new(Mode::Value).at(term, Level::Filter)
}

/// An expression without braces that nothing follows.
#[must_use]
pub fn expression(term: &Term) -> String {
    Printer::new(Mode::Value).at(term, Level::If)
}

/// A string literal inside `{{ }}`.
#[must_use]
pub fn quoted(text: &str) -> String {
    literal::string(text, Mode::Value)
}

/// What `~` joins, as the parts of a text.
fn pieces(term: &Term, parts: &mut Vec<TextPart>) {
    match &term.kind {
        TermKind::Binary(BinaryOp::Concat, left, right) => {
            pieces(left, parts);
            pieces(right, parts);
        }
        TermKind::Value(Value::Str(text)) => parts.push(TextPart::Literal(text.clone())),
        _ => parts.push(TextPart::Term(term.clone())),
    }
}

fn conjuncts(term: &Term, parts: &mut Vec<String>) {
    if let TermKind::Binary(BinaryOp::And, left, right) = &term.kind {
        conjuncts(left, parts);
        conjuncts(right, parts);
    } else {
        parts.push(bare(term));
    }
}

fn braced(expression: &str) -> String {
    format!("{{{{ {expression} }}}}")
}

/// The text of `jinja("…")`.
fn raw(args: &Args) -> Option<&str> {
    match args.positional.first().map(|term| &term.kind) {
        Some(TermKind::Value(Value::Str(text))) => Some(text),
        _ => None,
    }
}

/// Whether parts can stand as `literal {{ term }} literal`: nothing in the literals would begin a
/// template, alone or together with the braces that follow, and the result is text.
fn reads_as_text(parts: &[TextPart]) -> bool {
    let mut said = parts
        .iter()
        .filter(|part| !matches!(part, TextPart::Literal(text) if text.is_empty()));
    // Braces alone keep the type of what is inside.
    if let (Some(TextPart::Term(only)), None) = (said.next(), said.next()) {
        return is_text(&only.ty);
    }
    parts.iter().enumerate().all(|(index, part)| match part {
        TextPart::Literal(text) => {
            !is_template(text)
                && !(text.ends_with('{') && index + 1 < parts.len())
                // A carriage return becomes a newline in Jinja's data, a last newline is its own.
                && !text.contains('\r')
        }
        TextPart::Term(_) => true,
    })
}

fn text_template(parts: &[TextPart]) -> String {
    let printer = Printer::new(Mode::Value);
    let mut out = String::new();
    for part in parts {
        match part {
            TextPart::Literal(text) => out.push_str(text),
            TextPart::Term(term) => out.push_str(&braced(&printer.at(term, Level::If))),
        }
    }
    out
}

/// Whether a value of this type is text already, so that interpolating it alone changes nothing.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::String
        | Type::Literals(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => true,
        Type::Refined(refined) => !matches!(refined, Refined::Port | Refined::Duration),
        Type::Optional(inner) | Type::Secret(inner) => is_text(inner),
        Type::Error
        | Type::Any
        | Type::Null
        | Type::Bool
        | Type::Int
        | Type::Float
        | Type::List(_)
        | Type::Map(_)
        | Type::Record(_) => false,
    }
}

/// Where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Inside `{{ }}` of a YAML value.
    Value,
    /// A condition without braces.
    Condition,
}

/// How tightly a form binds; an operand that binds less tightly gets parentheses. A test stands
/// with the comparisons: what follows `is defined` without one could be taken for its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    If,
    Or,
    And,
    Not,
    Compare,
    Add,
    Concat,
    Mul,
    Pow,
    Unary,
    Filter,
    Postfix,
}

struct Printer {
    mode: Mode,
}

impl Printer {
    const fn new(mode: Mode) -> Self {
        Self { mode }
    }

    /// The term, in parentheses if it binds less tightly than its place asks.
    fn at(&self, term: &Term, place: Level) -> String {
        let (text, level) = self.print(term);
        if level < place {
            format!("({text})")
        } else {
            text
        }
    }

    fn condition(&self, term: &Term, place: Level) -> String {
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

    fn or_omit(&self, term: &Term, place: Level) -> String {
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
            } => self.field(base, name, default.as_ref()),
            TermKind::Index(base, index) => (
                format!(
                    "{}[{}]",
                    self.at(base, Level::Postfix),
                    self.at(index, Level::If)
                ),
                Level::Postfix,
            ),
            TermKind::Slice(base, bounds) => (self.slice(base, bounds), Level::Postfix),
            TermKind::Call(name, args) if name == "jinja" => self.embedded(args),
            TermKind::Call(name, args) => (format!("{name}({})", self.args(args)), Level::Postfix),
            TermKind::Method(base, name, args) => (
                format!(
                    "{}.{name}({})",
                    self.at(base, Level::Postfix),
                    self.args(args)
                ),
                Level::Postfix,
            ),
            TermKind::Filter(base, name, args) => (
                format!(
                    "{} | {name}{}",
                    self.at(base, Level::Filter),
                    self.call(args)
                ),
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
            TermKind::By {
                subjects,
                arms,
                otherwise,
            } => self.by(subjects, arms, otherwise.as_deref()),
        }
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

    /// `jinja("{{ … }}")` inside a larger expression: what stands between the braces.
    fn embedded(&self, args: &Args) -> (String, Level) {
        let text = raw(args).unwrap_or_default();
        let inner = text
            .trim()
            .strip_prefix("{{")
            .and_then(|text| text.strip_suffix("}}"));
        match inner {
            Some(inner) if !inner.contains("{{") => (inner.trim().to_owned(), Level::If),
            _ => self.string(text),
        }
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
        let subject = match &subject.kind {
            TermKind::Field {
                base,
                name,
                default: Some(_),
            } if is_about_presence(name) => self.field(base, name, None).0,
            _ => self.at(subject, Level::Filter),
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
            text.push_str(match op {
                CompareOp::Eq => "==",
                CompareOp::Ne => "!=",
                CompareOp::Lt => "<",
                CompareOp::Le => "<=",
                CompareOp::Gt => ">",
                CompareOp::Ge => ">=",
                CompareOp::In => "in",
                CompareOp::NotIn => "not in",
            });
            text.push(' ');
            text.push_str(&self.at(term, Level::Add));
        }
        text
    }

    /// A list; optional items are joined on where they are set, since a filter that follows would
    /// see Ansible's placeholder.
    fn list<'t>(&self, items: impl Iterator<Item = &'t Term>) -> (String, Level) {
        let (mut fixed, mut optional) = (Vec::new(), Vec::new());
        for term in items.filter(|term| term.kind != TermKind::Unset) {
            if matches!(term.ty, Type::Optional(_)) {
                let item = self.at(term, Level::Filter);
                optional.push(format!("([{item}] if {item} is defined else [])"));
            } else {
                if !optional.is_empty() {
                    // Order counts: what follows an optional item is joined on, too.
                    optional.push(format!("[{}]", self.at(term, Level::If)));
                    continue;
                }
                fixed.push(self.at(term, Level::If));
            }
        }
        let head = format!("[{}]", fixed.join(", "));
        if optional.is_empty() {
            return (head, Level::Postfix);
        }
        let joined = optional.join(" + ");
        if fixed.is_empty() {
            (joined, Level::Add)
        } else {
            (format!("{head} + {joined}"), Level::Add)
        }
    }

    fn map(&self, entries: &[(ecow::EcoString, Term)]) -> (String, Level) {
        let (mut fixed, mut optional) = (Vec::new(), Vec::new());
        for (key, term) in entries
            .iter()
            .filter(|(_, term)| term.kind != TermKind::Unset)
        {
            let key = literal::string(key, self.mode);
            if matches!(term.ty, Type::Optional(_)) {
                let value = self.at(term, Level::Filter);
                optional.push(format!(
                    " | combine({{{key}: {value}}} if {value} is defined else {{}})"
                ));
            } else {
                fixed.push(format!("{key}: {}", self.at(term, Level::If)));
            }
        }
        let head = format!("{{{}}}", fixed.join(", "));
        if optional.is_empty() {
            (head, Level::Postfix)
        } else {
            (format!("{head}{}", optional.concat()), Level::Filter)
        }
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
    match &term.kind {
        TermKind::Compare(..)
        | TermKind::Test { .. }
        | TermKind::Unary(UnaryOp::Not, _)
        | TermKind::Value(Value::Bool(_)) => true,
        _ => has_boolean_type(&term.ty),
    }
}

fn has_boolean_type(ty: &Type) -> bool {
    match ty {
        Type::Bool => true,
        Type::Optional(inner) | Type::Secret(inner) => has_boolean_type(inner),
        _ => false,
    }
}
