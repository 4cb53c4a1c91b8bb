//! What to type instead of a value that an argument does not take.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "advice is given where one thing is usually meant"
)]

use crate::check::expr::{describe, textual};
use crate::check::step::argument::value::{Kind, Want};
use crate::check::step::argument::{Seen, What};
use crate::check::term::{Term, TermKind, TextPart};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::Value;

const TRUE: [&str; 8] = ["yes", "on", "true", "True", "1", "y", "t", "Yes"];
const FALSE: [&str; 8] = ["no", "off", "false", "False", "0", "n", "f", "No"];

/// What is offered: words, and where it can be written down, the text.
pub(super) struct Offer {
    pub(super) help: String,
    text: Option<String>,
}

impl Offer {
    /// The text in place of what stands there: another spelling of a literal is what it was, a conversion of something
    /// with a name is a guess.
    pub(super) fn fix(&self, seen: Seen<'_>) -> Option<Fix> {
        let text = self.text.as_deref()?;
        let expr = seen.expr?;
        match (&expr.kind, seen.what) {
            // An item of what has a name has none of its own.
            (ExprKind::Name(_), What::Term(term)) if term.span == expr.span => {
                Some(Fix::guess(expr.span, text))
            }
            _ if seen.is_literal() => Some(Fix::safe(expr.span, text)),
            _ => None,
        }
    }
}

/// The advice, where one thing is usually meant.
pub(super) fn offer(want: Want<'_>, found: &Type, seen: Seen<'_>) -> Option<Offer> {
    if *found == Type::Null {
        return say(String::from(
            "leave it out: `null` is a value, and an argument that may be unset has a type `T?`",
        ));
    }
    if let What::Term(Term {
        kind: TermKind::Text(parts),
        ..
    }) = seen.what
        && let [TextPart::Term(only)] = parts.as_slice()
        && want.takes(&only.ty)
    {
        return say(format!("without the quotes: `{}`", name_of(seen)));
    }
    match seen.known() {
        Some(value) if seen.is_literal() => literal(want, value, seen.expr),
        Some(value) => named(want, found, &name_of(seen)).or_else(|| literal(want, value, None)),
        None => named(want, found, &name_of(seen)),
    }
}

fn name_of(seen: Seen<'_>) -> String {
    let by_expr = match seen.expr.map(|expr| &expr.kind) {
        Some(ExprKind::Name(name)) => Some(name.to_string()),
        _ => None,
    };
    let name = by_expr.unwrap_or_else(|| match seen.what {
        What::Term(term) => match &term.kind {
            TermKind::Text(parts) => match parts.as_slice() {
                [TextPart::Term(only)] => describe(only),
                _ => String::from("this"),
            },
            TermKind::Value(_) => String::from("this"),
            _ => describe(term),
        },
        What::Value(_) | What::Type(_) => String::from("this"),
    });
    if name == "this" {
        String::from("…")
    } else {
        name
    }
}

/// For a literal: the literal that is meant.
fn literal(want: Want<'_>, value: &Value, expr: Option<&Expr>) -> Option<Offer> {
    match (want.kind, value) {
        (Kind::List(items), value) => list(items, value),
        (Kind::Bool, Value::Str(text)) if TRUE.contains(&text.as_str()) => write("true"),
        (Kind::Bool, Value::Str(text)) if FALSE.contains(&text.as_str()) => write("false"),
        (Kind::Bool, Value::Int(1)) => write("true"),
        (Kind::Bool, Value::Int(0)) => write("false"),
        (Kind::Int | Kind::Float, Value::Str(text)) if is_number(text, want.kind) => {
            write(text.trim())
        }
        (Kind::Int, Value::Str(text)) if is_duration(text) => say(String::from(
            "write a whole number, in the unit that the module documents",
        )),
        (Kind::Raw | Kind::Str, Value::Str(_)) if want.is_mode() => say(String::from(
            "write it as Unix does, with digits from 0 to 7: `0644`",
        )),
        (Kind::Int, Value::Float(number)) if number.fract() == 0.0 => write(&number.to_string()),
        (Kind::Raw | Kind::Str, Value::Int(mode)) if want.is_mode() => mode_of(*mode),
        (Kind::Str | Kind::Path | Kind::Json, Value::Int(_) | Value::Float(_)) => {
            number_in_quotes(value, expr)
        }
        (Kind::Str | Kind::Path, Value::Bool(value)) => truth(want, *value),
        (Kind::Json, Value::Bool(value)) => write(&format!("\"{value}\"")),
        (Kind::Str | Kind::Path, Value::List(items)) => match items.as_slice() {
            [Value::Str(only)] => quoted(only).and_then(|text| write(&text)),
            _ => say(String::from("as one string: join it by `| join(\",\")`")),
        },
        (Kind::Dict, Value::Str(_)) => say(String::from("write a map: `{ key = \"value\" }`")),
        (Kind::Dict, Value::List(items)) if items.len() == 1 => {
            say(String::from("leave the brackets out: it is one map"))
        }
        _ => None,
    }
}

fn list(items: &str, value: &Value) -> Option<Offer> {
    let text = matches!(items, "str" | "path" | "");
    match value {
        Value::Str(list) if items != "dict" => {
            let parts = list.split(',').map(str::trim);
            let parts: Option<Vec<String>> = parts
                .map(|part| {
                    if text || !is_number(part, Kind::Float) {
                        quoted(part)
                    } else {
                        Some(part.to_string())
                    }
                })
                .collect();
            let parts = parts.map(|parts| format!("[{}]", parts.join(", ")));
            write(&parts.unwrap_or_else(|| String::from("[\"…\"]")))
        }
        Value::Int(number) if items == "str" || items == "path" => {
            write(&format!("[\"{number}\"]"))
        }
        Value::Int(number) if items != "dict" => write(&format!("[{number}]")),
        Value::Map(_) if items == "dict" || items.is_empty() || items == "raw" => write("[{ … }]"),
        _ => None,
    }
}

/// For what has a name, or comes later: the expression around it.
fn named(want: Want<'_>, found: &Type, name: &str) -> Option<Offer> {
    let single = match found {
        Type::Refined(_) => Type::String,
        ty => ty.clone(),
    };
    match (want.kind, &single) {
        (Kind::List(""), ty) if !matches!(ty, Type::Map(_) | Type::Record(_)) => {
            write(&format!("[{name}]"))
        }
        (Kind::List("dict"), Type::Map(_) | Type::Record(_)) => write(&format!("[{name}]")),
        (Kind::List("dict"), _) => None,
        (Kind::List(_), ty) if textual(ty) || matches!(ty, Type::Int | Type::Bool) => {
            write(&format!("[{name}]"))
        }
        (Kind::Int, ty) if textual(ty) || *ty == Type::Float => write(&format!("{name} | int")),
        (Kind::Float, ty) if textual(ty) => write(&format!("{name} | float")),
        (Kind::Bool, ty) if textual(ty) || *ty == Type::Int => write(&format!("{name} | bool")),
        (Kind::Str | Kind::Path, Type::Bool) => {
            say(format!("say which text: `\"yes\" if {name} else \"no\"`"))
        }
        (Kind::Raw | Kind::Str, Type::Int) if want.is_mode() => {
            say(String::from("give it the type `mode`"))
        }
        (Kind::Str | Kind::Path, Type::List(_)) => write(&format!("{name} | join(\",\")")),
        (Kind::Path, Type::Int) => write(&format!("\"{{{{ {name} }}}}\"")),
        (Kind::Str, Type::Map(_) | Type::Record(_)) => write(&format!("{name} | to_json")),
        (Kind::Dict, ty) if textual(ty) => write(&format!("{name} | from_json")),
        _ => None,
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the arms of its callers are options"
)]
fn write(text: &str) -> Option<Offer> {
    Some(Offer {
        help: format!("write `{text}`"),
        text: (!text.contains('…')).then(|| text.to_owned()),
    })
}

/// What has no one text.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the arms of its callers are options"
)]
fn say(help: String) -> Option<Offer> {
    Some(Offer { help, text: None })
}

/// A string as the language has it, if it needs no escapes and is short.
fn quoted(text: &str) -> Option<String> {
    let plain = !text.contains(['"', '\\', '\n', '`']) && !text.contains("{{");
    (plain && text.chars().count() <= 60).then(|| format!("\"{text}\""))
}

fn is_number(text: &str, kind: Kind) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    whole
        || (kind == Kind::Float
            && digits.parse::<f64>().is_ok()
            && digits.contains('.')
            && !digits.starts_with('.')
            && !digits.ends_with('.'))
}

/// `5m`, which says its unit.
fn is_duration(text: &str) -> bool {
    let digits = text.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    digits.len() < text.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The number's own text; a float that was written otherwise (`2.10`) is not known by its value.
fn number_in_quotes(value: &Value, expr: Option<&Expr>) -> Option<Offer> {
    let text = match value {
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => return None,
    };
    let same = expr.is_some_and(|expr| (expr.span.end - expr.span.start) as usize == text.len());
    if same {
        write(&format!("\"{text}\""))
    } else {
        say(String::from("put it in quotes"))
    }
}

/// `644` in decimal digits is `0644`.
fn mode_of(mode: i64) -> Option<Offer> {
    let digits = mode.to_string();
    let octal = digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
    if octal && (3..=4).contains(&digits.len()) {
        write(&format!("0{digits}"))
    } else {
        say(String::from("write it as Unix does: `0644`"))
    }
}

/// Among `yes`, `no` and `auto`, `true` is `yes`.
fn truth(want: Want<'_>, value: bool) -> Option<Offer> {
    let words: &[&str] = if value { &TRUE } else { &FALSE };
    let mut meant = want
        .argument
        .choices()
        .filter(|choice| words.contains(choice));
    match (meant.next(), meant.next()) {
        (Some(only), None) => write(&format!("\"{only}\"")),
        _ => say(format!(
            "put what is meant in quotes, such as `\"{value}\"`"
        )),
    }
}
