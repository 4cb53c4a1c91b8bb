//! Terms as Jinja, with its precedence and the fewest parentheses.
//!
//! In: a [`Term`]. Out: text. `"Port {{ ssh_port }}"` in role `base` comes out of [`template`] as
//! `Port {{ base_ssh_port }}`, `admins | length > 0` out of [`bare`] as `base_admins | length > 0`.
//!
//! The two differ in more than braces. In a value, Ansible takes the backslashes of string
//! literals as they are; in a condition they are escapes, and a `{{` in a literal would be
//! templated a second time (both tried on ansible-core 2.19).

mod collection;
mod literal;
mod platform;
mod printer;

use crate::emit::yaml::is_template;
use crate::fleet::term::BinaryOp;
use crate::fleet::term::Term;
use crate::fleet::term::TermKind;
use crate::fleet::term::TextPart;
use crate::fleet::types::Type;
use crate::value::Value;

use self::printer::Printer;

/// A term as a whole value: `{{ base_ssh_port }}`, `Port {{ base_ssh_port }}`, or the plain text
/// of a known string (which is then not safe from templating: see [`is_template`]).
#[must_use]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other form is an expression"
)]
pub fn template(term: &Term) -> String {
    match &term.kind {
        TermKind::Value(Value::Str(text)) => text.to_string(),
        TermKind::Text(parts) if reads_as_text(parts) => text_template(parts),
        TermKind::Binary(BinaryOp::Concat, left, right) => {
            let mut parts = Vec::new();
            pieces(left, &mut parts);
            pieces(right, &mut parts);
            // `~` says "None" of null, where braces say nothing.
            let null =
                |part: &TextPart| matches!(part, TextPart::Term(term) if may_be_null(&term.ty));
            if reads_as_text(&parts) && !parts.iter().any(null) {
                text_template(&parts)
            } else {
                braced(&Printer::new(Mode::Value).at(term, Level::If))
            }
        }
        _ => braced(&Printer::new(Mode::Value).at(term, Level::If)),
    }
}

/// A whole value that is left out when it is unset: `{{ base_comment | default(omit) }}`.
#[must_use]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other form is an expression"
)]
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

/// An operand of a condition that is put together of several.
#[must_use]
pub fn asked(term: &Term) -> String {
    Printer::new(Mode::Condition).at(term, Level::Filter)
}

/// A string literal in a condition.
#[must_use]
pub fn asked_text(text: &str) -> String {
    literal::string(text, Mode::Condition)
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
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other form is an expression"
)]
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
    // Ansible leaves nulls out before it looks: one value beside them keeps its type, too.
    let sure = parts.iter().filter(|part| match part {
        TextPart::Literal(text) => !text.is_empty(),
        TextPart::Term(term) => !may_be_null(&term.ty),
    });
    let text = |part: &TextPart| match part {
        TextPart::Literal(_) => true,
        TextPart::Term(term) => is_text(&term.ty),
    };
    let sure: Vec<&TextPart> = sure.take(2).collect();
    if sure.len() < 2 && !sure.iter().any(|part| text(part)) {
        return false;
    }
    parts.iter().enumerate().all(|(index, part)| match part {
        TextPart::Literal(text) => {
            let opens = text.ends_with('{') && index + 1 < parts.len();
            // A carriage return becomes a newline in Jinja's data.
            !(is_template(text) || opens || text.contains('\r'))
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
    if let Type::Optional(inner) | Type::Secret(inner) = ty {
        is_text(inner)
    } else {
        ty.is_text()
    }
}

/// Whether the target may give null.
fn may_be_null(ty: &Type) -> bool {
    match ty {
        Type::Any | Type::Null | Type::Error => true,
        Type::Optional(inner) | Type::Secret(inner) => may_be_null(inner),
        Type::Bool
        | Type::Int
        | Type::Float
        | Type::String
        | Type::Refined(_)
        | Type::List(_)
        | Type::Map(_)
        | Type::Record(_)
        | Type::Literals(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => false,
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
