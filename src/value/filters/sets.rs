//! Lists as sets: `unique`, `union`, `intersect`, `difference`, `symmetric_difference`.
//!
//! In: `[1, 2] | union([2, 3])`. Out: `[1, 2, 3]`: the items in the order of their first place.
//! (Python's sets order strings differently in each run; this is the one order that can be told.)

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::index;
use crate::value::index::has;
use crate::value::text;

use super::lists;

/// Whether Python could put all of it into a set.
pub(super) fn hashable(value: &Value) -> bool {
    !matches!(value, Value::List(_) | Value::Map(_))
}

fn distinct(items: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for item in items {
        if !has(&out, &item) {
            out.push(item);
        }
    }
    out
}

fn both(what: &str, subject: &Value, args: &Bound<'_>) -> Result<(Vec<Value>, Vec<Value>), Error> {
    Ok((
        index::items(what, subject)?,
        index::items(what, args.need(0)?)?,
    ))
}

pub(super) fn union(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let (a, b) = both("union", subject, args)?;
    Ok(Value::list(distinct(a.into_iter().chain(b))))
}

pub(super) fn intersect(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let (a, b) = both("intersect", subject, args)?;
    Ok(Value::list(distinct(a.into_iter().filter(|x| has(&b, x)))))
}

pub(super) fn difference(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let (a, b) = both("difference", subject, args)?;
    Ok(Value::list(distinct(a.into_iter().filter(|x| !has(&b, x)))))
}

pub(super) fn symmetric_difference(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let (a, b) = both("symmetric_difference", subject, args)?;
    let apart: Vec<Value> = a
        .iter()
        .filter(|x| !has(&b, x))
        .chain(b.iter().filter(|x| !has(&a, x)))
        .cloned()
        .collect();
    Ok(Value::list(distinct(apart)))
}

/// Case does not count unless asked for; what Python cannot hash is compared as it is.
pub(super) fn unique(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let items = index::items("unique", subject)?;
    let getter = lists::Getter::new(args.some(1), args.truth(0, false))?;
    let keys = items
        .iter()
        .map(|item| getter.key(item))
        .collect::<Result<Vec<_>, _>>()?;
    let plain = !keys.iter().all(hashable);
    if plain && (args.some(1).is_some() || args.get(0) == Some(&Value::Bool(false))) {
        return Err(Error::Type {
            what: "`unique` with arguments".into(),
            wanted: "items that are no lists or maps".into(),
            found: "a list or map",
        });
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut out = Vec::new();
    for (item, key) in items.into_iter().zip(keys) {
        let key = if plain { item.clone() } else { key };
        if !has(&seen, &key) {
            seen.push(key);
            out.push(item);
        }
    }
    Ok(Value::list(out))
}

/// Text without case, as Jinja compares it.
pub(super) fn folded(value: Value) -> Value {
    value
        .as_text()
        .map(|s| Value::Str(text::lower(s)))
        .unwrap_or(value)
}
