//! Tests that look at one value: its type, its truth, its form.
//!
//! In: `5 is odd`. Out: true.

use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::filters;
use crate::value::ops;
use crate::value::ops::Number;
use crate::value::repr;
use crate::value::text;

type Holds = Result<bool, Error>;

pub(super) fn always(_: &Value, _: &Bound<'_>) -> Holds {
    Ok(true)
}

pub(super) fn never(_: &Value, _: &Bound<'_>) -> Holds {
    Ok(false)
}

pub(super) fn later(_: &Value, args: &Bound<'_>) -> Holds {
    Err(Error::not_implemented(eco_format!(
        "the test `{}`",
        args.what
    )))
}

pub(super) fn boolean(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(matches!(subject, Value::Bool(_)))
}

pub(super) fn is_true(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(*subject == Value::Bool(true))
}

pub(super) fn is_false(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(*subject == Value::Bool(false))
}

pub(super) fn none(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(*subject == Value::Null)
}

/// A bool is a number here, but no integer.
pub(super) fn number(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(Number::of(subject).is_some())
}

pub(super) fn integer(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(matches!(subject, Value::Int(_)))
}

pub(super) fn float(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(matches!(subject, Value::Float(_)))
}

pub(super) fn string(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(matches!(subject, Value::Str(_)))
}

pub(super) fn mapping(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(matches!(subject, Value::Map(_)))
}

/// Also a sequence: what has a length and items, as strings and maps do.
pub(super) fn iterable(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(matches!(
        subject,
        Value::Str(_) | Value::List(_) | Value::Map(_)
    ))
}

fn remainder(subject: &Value, by: &Value) -> Result<Value, Error> {
    if let Value::Str(_) = subject {
        return Err(Error::type_of("this test", "a number", subject));
    }
    ops::modulo(subject, by)
}

pub(super) fn odd(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(ops::equal(
        &remainder(subject, &Value::Int(2))?,
        &Value::Int(1),
    ))
}

pub(super) fn even(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(ops::equal(
        &remainder(subject, &Value::Int(2))?,
        &Value::Int(0),
    ))
}

pub(super) fn divisible(subject: &Value, args: &Bound<'_>) -> Holds {
    Ok(ops::equal(
        &remainder(subject, args.need(0)?)?,
        &Value::Int(0),
    ))
}

pub(super) fn lower(subject: &Value, _: &Bound<'_>) -> Holds {
    let shown = repr::to_text(subject);
    Ok(shown.chars().any(char::is_lowercase) && !shown.chars().any(char::is_uppercase))
}

pub(super) fn upper(subject: &Value, _: &Bound<'_>) -> Holds {
    let shown = repr::to_text(subject);
    Ok(shown.chars().any(char::is_uppercase) && !shown.chars().any(char::is_lowercase))
}

/// With `convert_bool`, `"no"` is false and `"yes"` true.
pub(super) fn truthy(subject: &Value, args: &Bound<'_>) -> Holds {
    if args.truth(0, false) {
        let Some(shown) = subject.as_text() else {
            return Ok(ops::truth(subject));
        };
        let shown = text::lower(text::strip(shown, None, text::Ends::Both));
        match shown.as_str() {
            "y" | "yes" | "on" | "1" | "true" | "t" | "1.0" => return Ok(true),
            "n" | "no" | "off" | "0" | "false" | "f" | "0.0" => return Ok(false),
            _ => {}
        }
    }
    Ok(ops::truth(subject))
}

pub(super) fn falsy(subject: &Value, args: &Bound<'_>) -> Holds {
    truthy(subject, args).map(|holds| !holds)
}

pub(super) fn nan(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(matches!(subject, Value::Float(x) if x.is_nan()))
}

pub(super) fn absolute(subject: &Value, _: &Bound<'_>) -> Holds {
    match subject.as_text() {
        Some(path) => Ok(path.starts_with('/')),
        None => Err(Error::type_of("`is is_abs`", "a path", subject)),
    }
}

/// Whether a filter of this name exists, as far as it is known here.
pub(super) fn filter(subject: &Value, args: &Bound<'_>) -> Holds {
    match subject.as_text() {
        Some(name) if filters::signature(name).is_some() => Ok(true),
        Some(_) | None => later(subject, args),
    }
}

/// Whether a test of this name exists, as far as it is known here.
pub(super) fn test(subject: &Value, args: &Bound<'_>) -> Holds {
    match subject.as_text() {
        Some(name) if super::signature(name).is_some() => Ok(true),
        Some(_) | None => later(subject, args),
    }
}
