//! Tests of a task's registered result, which is a map.
//!
//! In: `{"changed": true} is changed`. Out: true.

use ecow::eco_format;

use crate::value::Error;
use crate::value::Map;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::ops;

type Holds = Result<bool, Error>;

fn result<'a>(subject: &'a Value, args: &Bound<'_>) -> Result<&'a Map, Error> {
    subject.as_map().ok_or_else(|| {
        Error::type_of(
            eco_format!("`is {}`", args.what),
            "a task's result",
            subject,
        )
    })
}

fn flag(subject: &Value, args: &Bound<'_>, name: &str) -> Holds {
    Ok(result(subject, args)?.get(name).is_some_and(ops::truth))
}

pub(super) fn failed(subject: &Value, args: &Bound<'_>) -> Holds {
    flag(subject, args, "failed")
}

pub(super) fn succeeded(subject: &Value, args: &Bound<'_>) -> Holds {
    failed(subject, args).map(|failed| !failed)
}

pub(super) fn skipped(subject: &Value, args: &Bound<'_>) -> Holds {
    flag(subject, args, "skipped")
}

pub(super) fn unreachable(subject: &Value, args: &Bound<'_>) -> Holds {
    flag(subject, args, "unreachable")
}

pub(super) fn reachable(subject: &Value, args: &Bound<'_>) -> Holds {
    unreachable(subject, args).map(|unreachable| !unreachable)
}

/// Of a loop's result without a verdict of its own, any item's counts.
pub(super) fn changed(subject: &Value, args: &Bound<'_>) -> Holds {
    let map = result(subject, args)?;
    if let Some(changed) = map.get("changed") {
        return Ok(ops::truth(changed));
    }
    let Some(Value::List(items)) = map.get("results") else {
        return Ok(false);
    };
    match items.first() {
        None => Err(Error::range("`is changed` of a loop without results")),
        Some(Value::Map(_)) => Ok(items.iter().any(|item| match item {
            Value::Map(item) => item.get("changed").is_some_and(ops::truth),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Str(_)
            | Value::List(_) => false,
        })),
        Some(_) => Ok(false),
    }
}

fn asynchronous(subject: &Value, args: &Bound<'_>, name: &str) -> Holds {
    Ok(result(subject, args)?.get(name).is_none_or(ops::truth))
}

pub(super) fn started(subject: &Value, args: &Bound<'_>) -> Holds {
    asynchronous(subject, args, "started")
}

pub(super) fn finished(subject: &Value, args: &Bound<'_>) -> Holds {
    asynchronous(subject, args, "finished")
}

pub(super) fn timed_out(subject: &Value, args: &Bound<'_>) -> Holds {
    match result(subject, args)?
        .get("timedout")
        .filter(|t| ops::truth(t))
    {
        None => Ok(false),
        Some(Value::Map(timed_out)) => Ok(timed_out.get("period").is_some_and(ops::truth)),
        Some(other) => Err(Error::type_of("`timedout`", "a map", other)),
    }
}
