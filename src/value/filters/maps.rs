//! Filters on maps: `combine`, `dict2items`, `dictsort`, `extract` …
//!
//! In: `{a: 1} | combine({b: 2})`. Out: `{a: 1, b: 2}`.

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Map;
use crate::value::Value;
use crate::value::args::Args;
use crate::value::args::Bound;
use crate::value::index;
use crate::value::ops;

use super::lists;
use super::sets;

type Made = Result<Value, Error>;

fn map_of<'a>(what: &str, value: &'a Value) -> Result<&'a Map, Error> {
    value
        .as_map()
        .ok_or_else(|| Error::type_of(eco_format!("`{what}`"), "a map", value))
}

/// A map key from a value; other keys than text do not exist here.
fn key(what: &str, value: &Value) -> Result<EcoString, Error> {
    match value {
        Value::Str(text) => Ok(text.clone()),
        Value::List(_) | Value::Map(_) => Err(Error::type_of(
            eco_format!("a key of `{what}`"),
            "text",
            value,
        )),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => Err(
            Error::not_implemented(eco_format!("`{what}` with a key that is no string")),
        ),
    }
}

pub(super) fn items(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(pairs(map_of("items", subject)?))
}

/// `[key, value]` for each entry.
pub(in crate::value) fn pairs(map: &Map) -> Value {
    Value::list(
        map.iter()
            .map(|(k, v)| Value::list(vec![Value::Str(k.clone()), v.clone()]))
            .collect(),
    )
}

pub(super) fn dict2items(subject: &Value, args: &Bound<'_>) -> Made {
    let (key_name, value_name) = (args.text(0, "key")?, args.text(1, "value")?);
    let mut out = Vec::new();
    for (k, v) in map_of("dict2items", subject)? {
        let mut item = Map::new();
        item.insert(key_name.into(), Value::Str(k.clone()));
        item.insert(value_name.into(), v.clone());
        out.push(Value::map(item));
    }
    Ok(Value::list(out))
}

pub(super) fn items2dict(subject: &Value, args: &Bound<'_>) -> Made {
    let (key_name, value_name) = (args.text(0, "key")?, args.text(1, "value")?);
    let Value::List(items) = subject else {
        return Err(Error::type_of("`items2dict`", "a list", subject));
    };
    let mut out = Map::new();
    for item in items.iter() {
        let item = map_of("items2dict", item)?;
        let (Some(k), Some(v)) = (item.get(key_name), item.get(value_name)) else {
            return Err(Error::invalid(eco_format!(
                "`items2dict` needs `{key_name}` and `{value_name}` in each item"
            )));
        };
        out.insert(key("items2dict", k)?, v.clone());
    }
    Ok(Value::map(out))
}

pub(super) fn dictsort(subject: &Value, args: &Bound<'_>) -> Made {
    let by_value = match args.text(1, "key")? {
        "key" => false,
        "value" => true,
        _ => return Err(Error::invalid("`dictsort` sorts by `key` or `value`")),
    };
    let mut keyed = Vec::new();
    for (k, v) in map_of("dictsort", subject)? {
        let name = Value::Str(k.clone());
        let sorted_by = if by_value { v } else { &name }.clone();
        let sorted_by = if args.truth(0, false) {
            sorted_by
        } else {
            sets::folded(sorted_by)
        };
        keyed.push((sorted_by, Value::list(vec![name, v.clone()])));
    }
    Ok(Value::list(lists::sort_by_keys(
        keyed,
        args.truth(2, false),
    )?))
}

/// `key | extract(container, more)`: what is missing is undefined.
pub(super) fn extract(subject: &Value, args: &Bound<'_>) -> Made {
    let mut at = index::index(args.need(0)?, subject)?;
    match args.some(1) {
        None => {}
        Some(Value::List(more)) => {
            for key in more.iter() {
                at = index::index(&at, key)?;
            }
        }
        Some(key) => at = index::index(&at, key)?,
    }
    Ok(at)
}

/// What `combine` does with two lists of one key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lists {
    Replace,
    Keep,
    Append,
    Prepend,
    AppendNew,
    PrependNew,
}

pub(super) fn combine(subject: &Value, args: &Args) -> Made {
    let mut recursive = false;
    let mut lists = Lists::Replace;
    for (name, value) in &args.named {
        match name.as_str() {
            "recursive" => recursive = ops::truth(value),
            "list_merge" => {
                let name = value
                    .as_text()
                    .ok_or_else(|| Error::type_of("`list_merge`", "a string", value))?;
                lists = match name.as_str() {
                    "replace" => Lists::Replace,
                    "keep" => Lists::Keep,
                    "append" => Lists::Append,
                    "prepend" => Lists::Prepend,
                    "append_rp" => Lists::AppendNew,
                    "prepend_rp" => Lists::PrependNew,
                    other => {
                        return Err(Error::invalid(eco_format!(
                            "`list_merge` of `combine` cannot be `{other}`"
                        )));
                    }
                };
            }
            other => {
                return Err(Error::arguments(eco_format!(
                    "`combine` has no argument `{other}`"
                )));
            }
        }
    }
    let mut maps: Vec<&Value> = Vec::new();
    for value in std::iter::once(subject).chain(&args.positional) {
        match value.as_list() {
            Some(inner) => flat(inner, &mut maps),
            None => flat(std::slice::from_ref(value), &mut maps),
        }
    }
    let mut from_the_right = maps.into_iter().rev();
    let Some(last) = from_the_right.next() else {
        return Ok(Value::map(Map::new()));
    };
    let mut result = last.clone();
    for lower in from_the_right {
        let merged = merge(
            map_of("combine", lower)?,
            map_of("combine", &result)?,
            recursive,
            lists,
        );
        result = Value::map(merged);
    }
    Ok(result)
}

/// Lists inside the first level are opened once, nulls skipped.
fn flat<'a>(items: &'a [Value], out: &mut Vec<&'a Value>) {
    out.extend(items.iter().filter(|v| match v {
        Value::Null => false,
        Value::Str(s) => !matches!(s.as_str(), "None" | "null"),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => true,
    }));
}

/// `high` wins; the order is that of `low`, then what is new.
fn merge(low: &Map, high: &Map, recursive: bool, lists: Lists) -> Map {
    let same = low.len() == high.len()
        && low
            .iter()
            .all(|(k, v)| high.get(k).is_some_and(|w| ops::equal(v, w)));
    if low.is_empty() || same {
        return high.clone();
    }
    let mut out = low.clone();
    for (k, y) in high {
        let merged = match (out.get(k), y) {
            (Some(Value::Map(x)), Value::Map(y)) if recursive => {
                Value::map(merge(x, y, recursive, lists))
            }
            (Some(Value::List(x)), Value::List(y)) => Value::list(merge_lists(x, y, lists)),
            _ => y.clone(),
        };
        out.insert(k.clone(), merged);
    }
    out
}

fn merge_lists(x: &[Value], y: &[Value], lists: Lists) -> Vec<Value> {
    let absent = || x.iter().filter(|z| !index::has(y, z));
    match lists {
        Lists::Replace => y.to_vec(),
        Lists::Keep => x.to_vec(),
        Lists::Append => x.iter().chain(y).cloned().collect(),
        Lists::Prepend => y.iter().chain(x).cloned().collect(),
        Lists::AppendNew => absent().chain(y).cloned().collect(),
        Lists::PrependNew => y.iter().chain(absent()).cloned().collect(),
    }
}

pub(super) fn rekey_on_member(subject: &Value, args: &Bound<'_>) -> Made {
    let member = args.text(0, "")?;
    let overwrite = match args.text(1, "error")? {
        "error" => false,
        "overwrite" => true,
        _ => return Err(Error::invalid("`duplicates` is `error` or `overwrite`")),
    };
    let items: Vec<&Value> = match subject {
        Value::Map(map) => map.values().collect(),
        Value::List(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {
            return Err(Error::type_of(
                "`rekey_on_member`",
                "a list or map of maps",
                subject,
            ));
        }
    };
    let mut out = Map::new();
    for item in items {
        let Some(k) = map_of("rekey_on_member", item)?.get(member) else {
            return Err(Error::invalid(eco_format!("an item has no `{member}`")));
        };
        let k = key("rekey_on_member", k)?;
        if !overwrite && out.contains_key(&k) {
            return Err(Error::invalid(eco_format!(
                "two items have the {member} `{k}`"
            )));
        }
        out.insert(k, item.clone());
    }
    Ok(Value::map(out))
}
