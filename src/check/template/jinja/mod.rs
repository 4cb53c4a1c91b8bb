//! Jinja2's own grammar: a text becomes a tree exactly where Jinja2, as Ansible sets it up, reads it.
//!
//! In: `Port {{ ssh_port | int }}`. Out: an expression whose base is the name `ssh_port` at bytes 8
//! to 16, with the filter `int` behind it. Ansible enables no extension, so `do`, `break`,
//! `continue` and `trans` are unknown here as they are there.

mod expr;
mod lexer;
mod literal;
mod parser;
mod settings;
mod statement;
pub mod tree;

use ecow::EcoString;

use crate::check::template::jinja::tree::{Expr, Range, Stmt, Template};

/// Why a text is no template, and where.
pub type Fault = (String, Range);

/// Reads a template, with the settings of its first line (`#jinja2: lstrip_blocks: True`).
///
/// # Errors
/// What Jinja2 would refuse, with its place.
pub fn parse(text: &str) -> Result<Template, Fault> {
    parse_as(text, &[])
}

/// The same of one whose task says its delimiters: `variable_start_string` and its text.
///
/// # Errors
/// What Jinja2 would refuse, with its place.
pub fn parse_as(text: &str, delimiters: &[(EcoString, EcoString)]) -> Result<Template, Fault> {
    let settings = settings::read(text, delimiters)?;
    parser::template(text, &settings)
}

/// The expression of a text that is just one: `x | int` of `{{ x | int }}`. None if anything stands
/// beside the braces, or in them is no expression.
#[must_use]
pub fn expression(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner);
    let inner = inner.strip_suffix(['-', '+']).unwrap_or(inner).trim();
    // In parentheses, `a }} and {{ b` does not parse.
    let grouped = format!("({inner})");
    let alone = parse(&format!("{{{{ {grouped} }}}}")).ok()?;
    match alone.body.as_slice() {
        [Stmt::Print(Expr::Tuple(..))] => Some(grouped),
        [Stmt::Print(_)] => Some(inner.to_owned()),
        _ => None,
    }
}
