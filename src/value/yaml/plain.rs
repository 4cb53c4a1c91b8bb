//! What PyYAML takes a plain scalar for.
//!
//! In: `0x1F`. Out: [`Kind::Int`], so that text of this form needs quotes.

use std::sync::LazyLock;

use regex::Regex;

use crate::value::Error;
use crate::value::Value;

/// The kinds of plain scalars, by YAML 1.1's tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool(bool),
    Int,
    Float,
    Merge,
    Timestamp,
    Default,
    Str,
}

fn pattern(source: &str) -> Option<Regex> {
    Regex::new(source).ok()
}

static FLOAT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?",
        r"|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?",
        r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*",
        r"|[-+]?\.(?:inf|Inf|INF)",
        r"|\.(?:nan|NaN|NAN))$",
    ))
});

static INT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[-+]?0b[0-1_]+",
        r"|[-+]?0[0-7_]+",
        r"|[-+]?(?:0|[1-9][0-9_]*)",
        r"|[-+]?0x[0-9a-fA-F_]+",
        r"|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
    ))
});

static TIMESTAMP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}",
        r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
        r"(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?",
        r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$",
    ))
});

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(text))
}

/// The kind of a plain scalar.
pub fn kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Kind::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Kind::Bool(false)
        }
        "<<" => Kind::Merge,
        // PyYAML gives `=` a tag of its own, and constructs nothing from `!`, `&`, `*`.
        "=" | "!" | "&" | "*" => Kind::Default,
        _ if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => Kind::Str,
        _ if is(&FLOAT, text) => Kind::Float,
        _ if is(&INT, text) => Kind::Int,
        _ if is(&TIMESTAMP, text) => Kind::Timestamp,
        _ => Kind::Str,
    }
}

fn signed(text: &str) -> (f64, i128, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1.0, -1, rest),
        None => (1.0, 1, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// A plain scalar of the kind [`Kind::Int`].
pub fn int(text: &str) -> Result<Value, Error> {
    let clean = text.replace('_', "");
    let (_, sign, digits) = signed(&clean);
    let wrong = || Error::invalid("a number in the YAML has no digits");
    let magnitude = if digits == "0" {
        Some(0)
    } else if let Some(binary) = digits.strip_prefix("0b") {
        i128::from_str_radix(binary, 2).ok()
    } else if let Some(hex) = digits.strip_prefix("0x") {
        i128::from_str_radix(hex, 16).ok()
    } else if let Some(octal) = digits.strip_prefix('0') {
        i128::from_str_radix(octal, 8).ok()
    } else if digits.contains(':') {
        digits.split(':').try_fold(0i128, |total, part| {
            total.checked_mul(60)?.checked_add(part.parse().ok()?)
        })
    } else {
        digits.parse().ok()
    };
    if !digits.bytes().any(|b| b.is_ascii_alphanumeric()) || digits == "0b" || digits == "0x" {
        return Err(wrong());
    }
    let n = magnitude.ok_or(Error::Overflow)? * sign;
    i64::try_from(n)
        .map(Value::Int)
        .map_err(|_| Error::Overflow)
}

/// A plain scalar of the kind [`Kind::Float`].
pub fn float(text: &str) -> Result<Value, Error> {
    let clean = text.replace('_', "").to_ascii_lowercase();
    let (sign, _, digits) = signed(&clean);
    let magnitude = match digits {
        ".inf" => Some(f64::INFINITY),
        ".nan" => Some(f64::NAN),
        _ if digits.contains(':') => digits.split(':').try_fold(0.0, |total, part| {
            Some(total * 60.0 + part.parse::<f64>().ok()?)
        }),
        _ => digits.parse().ok(),
    };
    magnitude
        .map(|x| Value::Float(sign * x))
        .ok_or_else(|| Error::invalid("a number in the YAML has no digits"))
}

/// What a plain scalar is; one of a kind that has no place among the values, such as a date, is
/// its text.
#[must_use]
pub fn scalar(text: &str) -> Value {
    let value = match kind(text) {
        Kind::Null => Ok(Value::Null),
        Kind::Bool(value) => Ok(Value::Bool(value)),
        Kind::Int => int(text),
        Kind::Float => float(text),
        Kind::Str | Kind::Merge | Kind::Timestamp | Kind::Default => Ok(Value::str(text)),
    };
    value.unwrap_or_else(|_| Value::str(text))
}
