//! Filters that look at whether something is there, and of what kind it is.
//!
//! In: `x | default("a")` with `x` undefined. Out: `"a"`.

use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::ops;
use crate::value::repr;

pub(super) fn default(subject: Option<&Value>, args: &Bound<'_>) -> Result<Value, Error> {
    if let Some(flag) = args.get(1)
        && !matches!(flag, Value::Bool(_))
    {
        return Err(Error::type_of(
            "argument `boolean` of `default`",
            "a bool",
            flag,
        ));
    }
    let keep = subject.filter(|v| !args.truth(1, false) || ops::truth(v));
    Ok(keep
        .or(args.get(0))
        .cloned()
        .unwrap_or_else(|| Value::str("")))
}

pub(super) fn mandatory(subject: Option<&Value>, args: &Bound<'_>) -> Result<Value, Error> {
    subject.cloned().ok_or_else(|| Error::Missing {
        what: args.some(0).map_or_else(
            || "a mandatory value is not defined".into(),
            |message| eco_format!("{}", repr::to_text(message)),
        ),
    })
}

pub(super) fn ternary(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let chosen = match (subject, args.some(2)) {
        (Value::Null, Some(none)) => none,
        _ if ops::truth(subject) => args.need(0)?,
        _ => args.need(1)?,
    };
    Ok(chosen.clone())
}

/// Python's names of the types.
pub(super) fn type_debug(subject: &Value, _: &Bound<'_>) -> Result<Value, Error> {
    Ok(Value::str(match subject {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Str(_) => "str",
        Value::List(_) => "list",
        Value::Map(_) => "dict",
    }))
}
