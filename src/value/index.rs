//! Reaching into a value: `a[i]`, `a[1:3]`, `a.b.0`.
//!
//! In: a container and a key. Out: the part, or [`Error::Undefined`] where Jinja gives an
//! undefined value: `"abc"[9]`, `{a: 1}.b`.

use std::collections::HashSet;

use ecow::EcoString;
use ecow::eco_format;

use super::Error;
use super::Value;
use super::ops;
use super::repr;

fn place(len: usize, index: i64) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    let index = if index < 0 { index + len } else { index };
    (0..len).contains(&index).then_some(index as usize)
}

/// `container[key]`, and `container.key` with the key as text.
///
/// # Errors
/// [`Error::Undefined`] where nothing is there.
pub fn index(container: &Value, key: &Value) -> Result<Value, Error> {
    let number = match key {
        Value::Int(n) => Some(*n),
        Value::Bool(b) => Some(i64::from(*b)),
        Value::Null | Value::Float(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
    };
    let found = match (container, key, number) {
        (Value::Map(map), Value::Str(key), _) => map.get(key).cloned(),
        (Value::List(items), _, Some(n)) => {
            place(items.len(), n).and_then(|i| items.get(i).cloned())
        }
        (Value::Str(text), _, Some(n)) => place(text.chars().count(), n)
            .and_then(|i| text.chars().nth(i))
            .map(|c| Value::str(EcoString::from(c))),
        _ => None,
    };
    found.ok_or_else(|| missing(container, key))
}

fn missing(container: &Value, key: &Value) -> Error {
    let key_text = repr::repr(key);
    Error::undefined(match container {
        Value::Map(_) => eco_format!("the map has no key {key_text}"),
        Value::List(items) if matches!(key, Value::Int(_)) => {
            eco_format!(
                "the list has no item {key_text}, it has {} items",
                items.len()
            )
        }
        Value::Str(text) if matches!(key, Value::Int(_)) => eco_format!(
            "the string has no character {key_text}, it has {}",
            text.chars().count()
        ),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Str(_)
        | Value::List(_) => eco_format!("{} has nothing at {key_text}", container.type_name()),
    })
}

/// `container[start:stop:step]`, with Python's clamping; on lists and strings.
///
/// # Errors
/// [`Error::Range`] for a step of zero, [`Error::Type`] for what has no slices.
pub fn slice(
    container: &Value,
    start: Option<i64>,
    stop: Option<i64>,
    step: Option<i64>,
) -> Result<Value, Error> {
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(Error::range("the step of a slice cannot be zero"));
    }
    match container {
        Value::List(items) => Ok(Value::list(
            places(items.len(), start, stop, step)
                .filter_map(|i| items.get(i).cloned())
                .collect(),
        )),
        Value::Str(text) => {
            let chars: Vec<char> = text.chars().collect();
            Ok(Value::str(
                places(chars.len(), start, stop, step)
                    .filter_map(|i| chars.get(i).copied())
                    .collect::<EcoString>(),
            ))
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Map(_) => {
            Err(missing(container, &Value::str("a slice")))
        }
    }
}

/// CPython's `PySlice_AdjustIndices`, as the places visited.
fn places(
    len: usize,
    start: Option<i64>,
    stop: Option<i64>,
    step: i64,
) -> impl Iterator<Item = usize> {
    let len = len as i64;
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let clamp = |i: i64| (if i < 0 { i.saturating_add(len) } else { i }).clamp(low, high);
    let first = start.map_or(if step > 0 { low } else { high }, clamp);
    let end = stop.map_or(if step > 0 { high } else { low }, clamp);
    std::iter::successors(Some(first), move |i| i.checked_add(step))
        .take_while(move |i| if step > 0 { *i < end } else { *i > end })
        .map(|i| i as usize)
}

/// Jinja's dotted attribute: `"address.city"`, `"keys.0"`, or a number.
///
/// # Errors
/// [`Error::Type`] for a list, a map or a float.
pub fn path(attribute: &Value) -> Result<Vec<Value>, Error> {
    match attribute {
        Value::Str(text) => Ok(text.split('.').map(part).collect()),
        Value::Null => Ok(Vec::new()),
        Value::Bool(_) | Value::Int(_) => Ok(vec![attribute.clone()]),
        Value::Float(_) | Value::List(_) | Value::Map(_) => Err(Error::type_of(
            "an attribute",
            "a string or a number",
            attribute,
        )),
    }
}

fn part(text: &str) -> Value {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(n) if digits => Value::Int(n),
        Ok(_) | Err(_) => Value::str(text),
    }
}

/// Follows a [`path`]; a missing part takes the default, if there is one.
///
/// # Errors
/// [`Error::Undefined`] where a part is missing and there is no default.
pub fn follow(value: &Value, path: &[Value], default: Option<&Value>) -> Result<Value, Error> {
    let mut at = value.clone();
    for part in path {
        at = match (index(&at, part), default) {
            (Err(Error::Undefined { .. }), Some(default)) => default.clone(),
            (other, _) => other?,
        };
    }
    Ok(at)
}

/// What `for` and most filters go over: the items of a list, the keys of a map, the characters of
/// a string.
///
/// # Errors
/// [`Error::Type`], in which `what` asks for a list, for anything else.
pub fn items(what: &str, value: &Value) -> Result<Vec<Value>, Error> {
    match value {
        Value::List(items) => Ok(items.to_vec()),
        Value::Map(map) => Ok(map.keys().cloned().map(Value::Str).collect()),
        Value::Str(text) => Ok(text
            .chars()
            .map(|c| Value::str(EcoString::from(c)))
            .collect()),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            Err(Error::type_of(eco_format!("`{what}`"), "a list", value))
        }
    }
}

/// Items that were met: text is looked up by its hash, everything else is compared, since
/// `1 == 1.0 == true`.
#[derive(Debug, Default)]
pub struct Seen {
    texts: HashSet<EcoString>,
    others: Vec<Value>,
}

impl Seen {
    /// All of these.
    #[must_use]
    pub fn of(items: &[Value]) -> Self {
        let mut seen = Self::default();
        for item in items {
            seen.insert(item);
        }
        seen
    }

    /// Whether an equal one was met.
    #[must_use]
    pub fn has(&self, item: &Value) -> bool {
        item.as_text()
            .map_or_else(|| has(&self.others, item), |text| self.texts.contains(text))
    }

    /// Meets an item; false if an equal one was met before.
    pub fn insert(&mut self, item: &Value) -> bool {
        if let Some(text) = item.as_text() {
            return self.texts.insert(text.clone());
        }
        let new = !has(&self.others, item);
        if new {
            self.others.push(item.clone());
        }
        new
    }
}

/// Whether a list has this item.
#[must_use]
pub fn has(items: &[Value], item: &Value) -> bool {
    items.iter().any(|i| ops::equal(i, item))
}
