//! Lists as sets: `unique`, `union`, `intersect`, `difference`, `symmetric_difference`.
//!
//! In: `[1, 2] | union([2, 3])`. Out: `[1, 2, 3]`: the items in the order of their first place.
//! (Python's sets order strings differently in each run; this is the one order that can be told.)

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::index;
use crate::value::index::Seen;
use crate::value::text;

use super::lists;

/// Whether Python could put all of it into a set.
pub(super) fn hashable(value: &Value) -> bool {
    !matches!(value, Value::List(_) | Value::Map(_))
}

fn distinct(items: impl IntoIterator<Item = Value>) -> Value {
    let mut seen = Seen::default();
    Value::list(items.into_iter().filter(|i| seen.insert(i)).collect())
}

fn both(what: &str, subject: &Value, args: &Bound<'_>) -> Result<[Vec<Value>; 2], Error> {
    Ok([
        index::items(what, subject)?,
        index::items(what, args.need(0)?)?,
    ])
}

pub(super) fn union(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    Ok(distinct(
        both("union", subject, args)?.into_iter().flatten(),
    ))
}

pub(super) fn intersect(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let [a, b] = both("intersect", subject, args)?;
    let in_b = Seen::of(&b);
    Ok(distinct(a.into_iter().filter(|x| in_b.has(x))))
}

pub(super) fn difference(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let [a, b] = both("difference", subject, args)?;
    let in_b = Seen::of(&b);
    Ok(distinct(a.into_iter().filter(|x| !in_b.has(x))))
}

pub(super) fn symmetric_difference(subject: &Value, args: &Bound<'_>) -> Result<Value, Error> {
    let [a, b] = both("symmetric_difference", subject, args)?;
    let (in_a, in_b) = (Seen::of(&a), Seen::of(&b));
    let only_a = a.into_iter().filter(|x| !in_b.has(x));
    let only_b = b.into_iter().filter(|x| !in_a.has(x));
    Ok(distinct(only_a.chain(only_b)))
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
    let mut seen = Seen::default();
    let mut out = Vec::new();
    for (item, key) in items.into_iter().zip(keys) {
        let key = if plain { item.clone() } else { key };
        if seen.insert(&key) {
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
