//! Methods of lists and maps.
//!
//! In: `{a: 1}.get("b", 2)`. Out: `2`.

use ecow::eco_format;

use crate::value::Error;
use crate::value::Map;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::ops;
use crate::value::repr;

use super::Method;
use super::row;

pub(super) static LIST: &[Method] = &[
    row("copy", &[], 0, copy),
    row("count", &["value"], 1, count),
    row("index", &["value", "start", "stop"], 1, index),
];

pub(super) static MAP: &[Method] = &[
    row("copy", &[], 0, copy),
    row("get", &["key", "default"], 1, get),
    row("items", &[], 0, items),
    row("keys", &[], 0, keys),
    row("values", &[], 0, values),
];

type Made = Result<Value, Error>;

fn list_of<'a>(subject: &'a Value, args: &Bound<'_>) -> Result<&'a [Value], Error> {
    subject
        .as_list()
        .ok_or_else(|| Error::type_of(eco_format!("`{}`", args.what), "a list", subject))
}

fn map_of<'a>(subject: &'a Value, args: &Bound<'_>) -> Result<&'a Map, Error> {
    subject
        .as_map()
        .ok_or_else(|| Error::type_of(eco_format!("`{}`", args.what), "a map", subject))
}

fn copy(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(subject.clone())
}

fn count(subject: &Value, args: &Bound<'_>) -> Made {
    let wanted = args.need(0)?;
    let n = list_of(subject, args)?
        .iter()
        .filter(|item| ops::equal(item, wanted))
        .count();
    Ok(Value::Int(n as i64))
}

fn index(subject: &Value, args: &Bound<'_>) -> Made {
    let (items, wanted) = (list_of(subject, args)?, args.need(0)?);
    let len = items.len() as i64;
    let place = |n: i64| (if n < 0 { n + len } else { n }).clamp(0, len) as usize;
    let start = place(args.int(1, 0)?);
    let stop = place(args.int(2, len)?);
    items
        .iter()
        .enumerate()
        .take(stop)
        .skip(start)
        .find(|(_, item)| ops::equal(item, wanted))
        .map(|(i, _)| Value::Int(i as i64))
        .ok_or_else(|| Error::range(eco_format!("{} is not in the list", repr::repr(wanted))))
}

fn get(subject: &Value, args: &Bound<'_>) -> Made {
    let found = match args.need(0)? {
        Value::Str(key) => map_of(subject, args)?.get(key),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => None,
        key @ (Value::List(_) | Value::Map(_)) => {
            return Err(Error::type_of("`get`", "a key", key));
        }
    };
    Ok(found.or(args.get(1)).cloned().unwrap_or(Value::Null))
}

fn items(subject: &Value, args: &Bound<'_>) -> Made {
    Ok(crate::value::filters::pairs(map_of(subject, args)?))
}

fn keys(subject: &Value, args: &Bound<'_>) -> Made {
    let map = map_of(subject, args)?;
    Ok(Value::list(map.keys().cloned().map(Value::Str).collect()))
}

fn values(subject: &Value, args: &Bound<'_>) -> Made {
    Ok(Value::list(
        map_of(subject, args)?.values().cloned().collect(),
    ))
}
