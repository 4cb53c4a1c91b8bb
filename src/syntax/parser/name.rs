//! Names: those that are declared, and those that are used.
//!
//! In: `web` or `common.base`. Out: a [`Name`] or a [`Path`]; a declared name in the wrong case is
//! reported with the one to write.

use crate::syntax::error::SyntaxError;
use crate::syntax::token::Kind;
use crate::syntax::tree::Name;
use crate::syntax::tree::Path;

use super::fault::Fault;
use super::fault::fail;
use super::primary::constant;
use super::stream::Parsed;
use super::stream::Stream;
use super::words::token;

/// The words that are never names.
pub(super) const RESERVED: [&str; 13] = [
    "when", "for", "tags", "and", "or", "not", "in", "is", "if", "else", "true", "false", "null",
];

/// What is read in expressions, where `on`, `yes` and the like are taken for YAML's booleans.
const READ: [&str; 7] = [
    "a fact's name",
    "a loop variable",
    "a name",
    "a parameter's name",
    "a prompt's name",
    "a secret's name",
    "a variable's name",
];

/// The names of the case that variables and most declarations have.
const SNAKE: &str = "snake_case";

/// Any word, as a name that is used: a path's part, an attribute.
pub(super) fn name(input: Stream<'_>) -> Parsed<'_, Name> {
    let (rest, token) = token(Kind::Word)(input)?;
    Ok((
        rest,
        Name {
            text: input.eco(token.span),
            span: token.span,
        },
    ))
}

/// A name that is declared here: in snake_case, and no reserved word.
pub(super) fn declared<'t>(what: &'static str) -> impl Fn(Stream<'t>) -> Parsed<'t, Name> {
    move |input| declare(input, what, false)
}

/// The name of a type that is declared here: in PascalCase.
pub(super) fn declared_type(input: Stream<'_>) -> Parsed<'_, Name> {
    declare(input, "a type's name", true)
}

fn declare<'t>(input: Stream<'t>, what: &'static str, pascal: bool) -> Parsed<'t, Name> {
    if input.kind() == Kind::Text && input.same_line() {
        return Ok(in_quotes(input, what, pascal));
    }
    if input.kind() != Kind::Word || !input.same_line() {
        let help = if pascal {
            "names of types are written in PascalCase: `WebAdmin`"
        } else {
            "names are written in snake_case: `web_servers`"
        };
        return fail(Fault::expected(&input, what).help(help));
    }
    let mut rest = input.skip(1);
    while rest.kind() == Kind::Minus
        && rest.peek().glued
        && matches!(rest.ahead(1).kind, Kind::Word | Kind::Int)
        && rest.ahead(1).glued
    {
        rest = rest.skip(2);
    }
    let span = input.span_to(&rest);
    let text = input.text_at(span);
    if RESERVED.contains(&text) || READ.contains(&what) && constant(text).is_some() {
        input.report(SyntaxError::Reserved {
            name: text.to_owned(),
            span,
        });
    } else if pascal && !is_pascal(text) {
        input.report(SyntaxError::NameCase {
            what,
            case: "PascalCase",
            proposal: to_pascal(text),
            hint: String::new(),
            span,
        });
    } else if !pascal && !is_snake(text) {
        let hint = if text.contains('-') {
            format!("; a name that Ansible must know so follows it: `as \"{text}\"`")
        } else {
            String::new()
        };
        input.report(SyntaxError::NameCase {
            what,
            case: SNAKE,
            proposal: snake(text),
            hint,
            span,
        });
    }
    Ok((
        rest,
        Name {
            text: text.into(),
            span,
        },
    ))
}

/// A name that was written as a string: reported, and read as the name.
fn in_quotes<'t>(input: Stream<'t>, what: &'static str, pascal: bool) -> (Stream<'t>, Name) {
    let span = input.peek().span;
    let text = input.text_at(span).replace('"', "");
    let name = if pascal {
        to_pascal(&text)
    } else {
        snake(&text)
    };
    input.report_fault(
        Fault::expected(&input, what).help(format!("names stand without quotes: `{name}`")),
    );
    let text = name.into();
    (input.skip(1), Name { text, span })
}

fn is_snake(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_pascal(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && !text.contains(['_', '-'])
}

/// `webServers-EU` becomes `web_servers_eu`.
fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && lower {
                out.push('_');
            }
            lower = !c.is_ascii_uppercase();
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
            lower = false;
        }
    }
    let out = out.trim_end_matches('_');
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{out}")
    } else if out.is_empty() {
        "name".to_owned()
    } else {
        out.to_owned()
    }
}

/// `web_admin` becomes `WebAdmin`.
fn to_pascal(text: &str) -> String {
    text.split(['_', '-'])
        .filter_map(|part| {
            let mut chars = part.chars();
            let first = chars.next()?;
            Some(first.to_ascii_uppercase().to_string() + chars.as_str())
        })
        .collect()
}

/// `base` or `common.base`.
pub(super) fn path(input: Stream<'_>) -> Parsed<'_, Path> {
    let (rest, first) = name(input)?;
    if rest.kind() == Kind::Dot && rest.same_line() {
        let (rest, last) = name(rest.skip(1))?;
        return Ok((
            rest,
            Path {
                space: Some(first),
                name: last,
                entry: None,
            },
        ));
    }
    Ok((
        rest,
        Path {
            space: None,
            name: first,
            entry: None,
        },
    ))
}

/// A role that is applied: a [`path`], or an entry of another namespace's role, `common.base.rotate`.
pub(super) fn role_path(input: Stream<'_>) -> Parsed<'_, Path> {
    if input.kind() == Kind::Text && input.same_line() {
        return Ok(role_in_quotes(input));
    }
    let (rest, path) = path(input)?;
    if path.space.is_some() && rest.kind() == Kind::Dot && rest.same_line() {
        let (rest, last) = name(rest.skip(1))?;
        let entry = Some(last);
        return Ok((rest, Path { entry, ..path }));
    }
    Ok((rest, path))
}

/// `role "common.base"`: reported, and read as the role.
fn role_in_quotes(input: Stream<'_>) -> (Stream<'_>, Path) {
    let span = input.peek().span;
    let text = input.text_at(span).replace('"', "");
    let mut parts = text.split('.').map(|part| Name {
        text: snake(part).into(),
        span,
    });
    let first = parts.next();
    let (second, entry) = (parts.next(), parts.next());
    let (space, name) = match (first, second) {
        (first, Some(second)) => (first, second),
        (first, None) => (
            None,
            first.unwrap_or(Name {
                text: "".into(),
                span,
            }),
        ),
    };
    input.report_fault(
        Fault::expected(&input, "a role's name")
            .help(format!("names stand without quotes: `{text}`")),
    );
    (input.skip(1), Path { space, name, entry })
}
