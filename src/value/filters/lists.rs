//! Filters on lists: `first`, `join`, `sort`, `flatten`, `zip` …
//!
//! In: `[[1, 2], [3]] | flatten`. Out: `[1, 2, 3]`. A map counts as the list of its keys, a string
//! as that of its characters, as in Python.

use std::cmp::Ordering;

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Args;
use crate::value::args::Bound;
use crate::value::index;
use crate::value::ops;
use crate::value::repr;

use super::sets;

type Made = Result<Value, Error>;

/// Jinja's way to the thing that is compared: an attribute, then without case.
pub(super) struct Getter {
    path: Vec<Value>,
    fold: bool,
}

impl Getter {
    pub(super) fn new(attribute: Option<&Value>, case_sensitive: bool) -> Result<Self, Error> {
        Ok(Self {
            path: attribute.map_or(Ok(Vec::new()), index::path)?,
            fold: !case_sensitive,
        })
    }

    /// The attribute as it is.
    fn raw(&self, item: &Value) -> Made {
        index::follow(item, &self.path, None).map_err(Error::used)
    }

    pub(super) fn key(&self, item: &Value) -> Made {
        let value = self.raw(item)?;
        Ok(if self.fold {
            sets::folded(value)
        } else {
            value
        })
    }
}

/// A stable sort by keys that may refuse to be compared.
pub(super) fn sort_by_keys(
    mut keyed: Vec<(Value, Value)>,
    reverse: bool,
) -> Result<Vec<Value>, Error> {
    // Python asks only some pairs; a list of one kind of keys is what matters, so ask neighbours.
    let mut failed = None;
    keyed.sort_by(|a, b| match ops::order("<", &a.0, &b.0) {
        Ok(Some(order)) if reverse => order.reverse(),
        Ok(Some(order)) => order,
        Ok(None) => {
            failed.get_or_insert(Error::not_implemented("sorting `nan`"));
            Ordering::Equal
        }
        Err(e) => {
            failed.get_or_insert(e);
            Ordering::Equal
        }
    });
    match failed {
        Some(e) => Err(e),
        None => Ok(keyed.into_iter().map(|(_, item)| item).collect()),
    }
}

pub(super) fn sort(subject: &Value, args: &Bound<'_>) -> Made {
    let attributes = match args.some(2) {
        Some(Value::Str(names)) => names.split(',').map(Value::str).collect(),
        Some(other) => vec![other.clone()],
        None => vec![Value::Null],
    };
    let getters = attributes
        .iter()
        .map(|a| Getter::new(Some(a), args.truth(1, false)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut keyed = Vec::new();
    for item in index::items("sort", subject)? {
        let keys = getters
            .iter()
            .map(|g| g.key(&item))
            .collect::<Result<Vec<_>, _>>()?;
        keyed.push((Value::list(keys), item));
    }
    Ok(Value::list(sort_by_keys(keyed, args.truth(0, false))?))
}

pub(super) fn groupby(subject: &Value, args: &Bound<'_>) -> Made {
    // `default` is of no use in ansible-core 2.19: what is missing fails before it is asked for.
    let getter = Getter::new(Some(args.need(0)?), args.truth(2, false))?;
    let mut keyed = Vec::new();
    for item in index::items("groupby", subject)? {
        keyed.push((getter.key(&item)?, item));
    }
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for item in sort_by_keys(keyed, false)? {
        let key = getter.key(&item)?;
        match groups.last_mut() {
            Some((last, items)) if ops::equal(last, &key) => items.push(item),
            Some(_) | None => groups.push((key, vec![item])),
        }
    }
    groups
        .into_iter()
        .map(|(key, items)| {
            let shown = items.first().map_or(Ok(key), |first| getter.raw(first))?;
            Ok(Value::list(vec![shown, Value::list(items)]))
        })
        .collect::<Result<Vec<_>, _>>()
        .map(Value::list)
}

fn extreme(what: &str, subject: &Value, args: &Bound<'_>, wanted: Ordering) -> Made {
    let getter = Getter::new(args.some(1), args.truth(0, false))?;
    let operator = if wanted == Ordering::Less { "<" } else { ">" };
    let mut best: Option<(Value, Value)> = None;
    for item in index::items(what, subject)? {
        let key = getter.key(&item)?;
        let better = match &best {
            None => true,
            Some((kept, _)) => ops::order(operator, &key, kept)? == Some(wanted),
        };
        if better {
            best = Some((key, item));
        }
    }
    best.map(|(_, item)| item)
        .ok_or_else(|| Error::undefined(eco_format!("`{what}` of nothing is undefined")))
}

pub(super) fn min(subject: &Value, args: &Bound<'_>) -> Made {
    extreme("min", subject, args, Ordering::Less)
}

pub(super) fn max(subject: &Value, args: &Bound<'_>) -> Made {
    extreme("max", subject, args, Ordering::Greater)
}

pub(super) fn first(subject: &Value, args: &Bound<'_>) -> Made {
    index::items(args.what, subject)?
        .into_iter()
        .next()
        .ok_or_else(|| Error::undefined("the first item of nothing is undefined"))
}

pub(super) fn last(subject: &Value, args: &Bound<'_>) -> Made {
    index::items(args.what, subject)?
        .pop()
        .ok_or_else(|| Error::undefined("the last item of nothing is undefined"))
}

pub(super) fn length(subject: &Value, args: &Bound<'_>) -> Made {
    let n = match subject {
        Value::Str(s) => s.chars().count(),
        Value::List(l) => l.len(),
        Value::Map(m) => m.len(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            return Err(Error::type_of(
                eco_format!("`{}`", args.what),
                "a string, list or map",
                subject,
            ));
        }
    };
    i64::try_from(n)
        .map(Value::Int)
        .map_err(|_| Error::Overflow)
}

pub(super) fn list(subject: &Value, args: &Bound<'_>) -> Made {
    index::items(args.what, subject).map(Value::list)
}

pub(super) fn reverse(subject: &Value, args: &Bound<'_>) -> Made {
    if let Value::Str(s) = subject {
        return Ok(Value::str(s.chars().rev().collect::<EcoString>()));
    }
    let mut items = index::items(args.what, subject)?;
    items.reverse();
    Ok(Value::list(items))
}

pub(super) fn join(subject: &Value, args: &Bound<'_>) -> Made {
    let separator = args.get(0).map(repr::to_text).unwrap_or_default();
    let path = args.some(1).map_or(Ok(Vec::new()), index::path)?;
    let mut out = EcoString::new();
    for (i, item) in index::items("join", subject)?.iter().enumerate() {
        if i > 0 {
            out.push_str(&separator);
        }
        let part = index::follow(item, &path, None).map_err(Error::used)?;
        out.push_str(&repr::to_text(&part));
    }
    Ok(Value::Str(out))
}

pub(super) fn sum(subject: &Value, args: &Bound<'_>) -> Made {
    let path = args.some(0).map_or(Ok(Vec::new()), index::path)?;
    let mut total = args.get(1).cloned().unwrap_or(Value::Int(0));
    if let Value::Str(_) = total {
        return Err(Error::type_of("`sum`", "a start that is no string", &total));
    }
    for item in index::items("sum", subject)? {
        let part = index::follow(&item, &path, None).map_err(Error::used)?;
        total = ops::add(&total, &part)?;
    }
    Ok(total)
}

pub(super) fn batch(subject: &Value, args: &Bound<'_>) -> Made {
    let size = usize::try_from(args.int(0, 0)?)
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| Error::not_implemented("`batch` of less than one"))?;
    let items = index::items("batch", subject)?;
    let fill = args.some(1);
    let rows = items.chunks(size).map(|row| {
        let mut row = row.to_vec();
        if let Some(fill) = fill {
            row.resize(size.max(row.len()).min(1 << 20), fill.clone());
        }
        Value::list(row)
    });
    Ok(Value::list(rows.collect()))
}

pub(super) fn slice(subject: &Value, args: &Bound<'_>) -> Made {
    let items = index::items("slice", subject)?;
    let slices = match usize::try_from(args.int(0, 0)?) {
        Ok(0) => return Err(Error::DivisionByZero),
        Ok(n) if n <= 1 << 20 => n,
        Ok(_) => return Err(Error::range("`slice` gets a number that is too large")),
        Err(_) => return Ok(Value::list(Vec::new())),
    };
    let (each, longer) = (items.len() / slices, items.len() % slices);
    let mut rest = items.into_iter();
    let mut out = Vec::new();
    for i in 0..slices {
        let n = each + usize::from(i < longer);
        let mut part: Vec<Value> = rest.by_ref().take(n).collect();
        if let Some(fill) = args.some(1).filter(|_| i >= longer) {
            part.push(fill.clone());
        }
        out.push(Value::list(part));
    }
    Ok(Value::list(out))
}

/// Depth is unbounded without `levels`; nulls vanish, and the texts `None` and `null` with them.
pub(super) fn flatten(subject: &Value, args: &Bound<'_>) -> Made {
    fn go(items: &[Value], levels: Option<i64>, skip: bool, out: &mut Vec<Value>) {
        for item in items {
            let null = match item {
                Value::Null => true,
                Value::Str(s) => matches!(s.as_str(), "None" | "null"),
                Value::Bool(_)
                | Value::Int(_)
                | Value::Float(_)
                | Value::List(_)
                | Value::Map(_) => false,
            };
            match item {
                _ if skip && null => {}
                Value::List(inner) if levels.is_none_or(|n| n >= 1) => {
                    go(inner, levels.map(|n| n - 1), skip, out);
                }
                Value::Null
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Float(_)
                | Value::Str(_)
                | Value::List(_)
                | Value::Map(_) => out.push(item.clone()),
            }
        }
    }
    let levels = args.int_or_none(0)?;
    let mut out = Vec::new();
    let items = index::items("flatten", subject)?;
    go(&items, levels, args.truth(1, true), &mut out);
    Ok(Value::list(out))
}

fn columns(what: &str, subject: &Value, args: &[Value]) -> Result<Vec<Vec<Value>>, Error> {
    std::iter::once(subject)
        .chain(args)
        .map(|list| index::items(what, list))
        .collect()
}

pub(super) fn zip(subject: &Value, args: &Args) -> Made {
    let strict = match args.named.as_slice() {
        [] => false,
        [(name, value)] if name == "strict" => ops::truth(value),
        [(name, _), ..] => {
            return Err(Error::arguments(eco_format!(
                "`zip` has no argument `{name}`"
            )));
        }
    };
    let columns = columns("zip", subject, &args.positional)?;
    let rows = columns.iter().map(Vec::len).min().unwrap_or(0);
    if strict && columns.iter().any(|c| c.len() != rows) {
        return Err(Error::range(
            "`zip` with `strict` needs lists of one length",
        ));
    }
    let row = |i: usize| columns.iter().filter_map(|c| c.get(i).cloned()).collect();
    Ok(Value::list(
        (0..rows).map(|i| Value::list(row(i))).collect(),
    ))
}

pub(super) fn zip_longest(subject: &Value, args: &Args) -> Made {
    if let Some((name, _)) = args.named.iter().find(|(n, _)| n != "fillvalue") {
        return Err(Error::arguments(eco_format!(
            "`zip_longest` has no argument `{name}`"
        )));
    }
    let columns = columns("zip_longest", subject, &args.positional)?;
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let fill = args.named("fillvalue").cloned().unwrap_or(Value::Null);
    let row = |i: usize| {
        let cell = |c: &Vec<Value>| c.get(i).cloned().unwrap_or_else(|| fill.clone());
        columns.iter().map(cell).collect()
    };
    Ok(Value::list(
        (0..rows).map(|i| Value::list(row(i))).collect(),
    ))
}

/// More rows than anybody means.
const MANY: usize = 1 << 20;

fn too_many() -> Error {
    Error::range("the result has too many items")
}

pub(super) fn product(subject: &Value, args: &Args) -> Made {
    let repeat = match args.named.as_slice() {
        [] => 1,
        [(name, Value::Int(n))] if name == "repeat" => *n,
        [(name, _), ..] => {
            return Err(Error::arguments(eco_format!(
                "`product` has no argument `{name}`"
            )));
        }
    };
    let repeat = usize::try_from(repeat)
        .map_err(|_| Error::range("`repeat` of `product` cannot be negative"))?;
    let columns = columns("product", subject, &args.positional)?;
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for _ in 0..repeat {
        for column in &columns {
            if rows.len().saturating_mul(column.len()) > MANY {
                return Err(too_many());
            }
            rows = rows
                .iter()
                .flat_map(|row| {
                    column.iter().map(move |item| {
                        let mut row = row.clone();
                        row.push(item.clone());
                        row
                    })
                })
                .collect();
        }
    }
    Ok(Value::list(rows.into_iter().map(Value::list).collect()))
}

/// Goes through the choices of `r` places out of `n` in itertools' order.
fn choose(
    n: usize,
    r: usize,
    ordered: bool,
    picked: &mut Vec<usize>,
    out: &mut Vec<Vec<usize>>,
) -> Result<(), Error> {
    if picked.len() == r {
        out.push(picked.clone());
        return if out.len() > MANY {
            Err(too_many())
        } else {
            Ok(())
        };
    }
    let from = match picked.last() {
        Some(last) if !ordered => last + 1,
        Some(_) | None => 0,
    };
    for i in from..n {
        if ordered && picked.contains(&i) {
            continue;
        }
        picked.push(i);
        choose(n, r, ordered, picked, out)?;
        picked.pop();
    }
    Ok(())
}

fn choices(subject: &Value, args: &Bound<'_>, ordered: bool) -> Made {
    let items = index::items(args.what, subject)?;
    let r = match args.int_or_none(0)? {
        Some(r) => usize::try_from(r)
            .map_err(|_| Error::range(eco_format!("`r` of `{}` cannot be negative", args.what)))?,
        None => items.len(),
    };
    let mut places = Vec::new();
    if r <= items.len() {
        choose(items.len(), r, ordered, &mut Vec::new(), &mut places)?;
    }
    let pick = |row: Vec<usize>| row.iter().filter_map(|i| items.get(*i).cloned()).collect();
    Ok(Value::list(
        places
            .into_iter()
            .map(|row| Value::list(pick(row)))
            .collect(),
    ))
}

pub(super) fn combinations(subject: &Value, args: &Bound<'_>) -> Made {
    choices(subject, args, false)
}

pub(super) fn permutations(subject: &Value, args: &Bound<'_>) -> Made {
    choices(subject, args, true)
}

pub(super) fn subelements(subject: &Value, args: &Bound<'_>) -> Made {
    let elements: Vec<&Value> = match subject {
        Value::Map(map) => map.values().collect(),
        Value::List(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {
            return Err(Error::type_of(
                "`subelements`",
                "a list or map of maps",
                subject,
            ));
        }
    };
    let wanted = args.need(0)?;
    let path: Vec<Value> = match (wanted.as_text(), wanted.as_list()) {
        (Some(text), _) => text.split('.').map(Value::str).collect(),
        (None, Some(items)) => items.to_vec(),
        (None, None) => {
            return Err(Error::type_of(
                "argument `subelements`",
                "a string or list",
                wanted,
            ));
        }
    };
    let skip = args.truth(1, false);
    let mut out = Vec::new();
    for element in elements {
        let mut at = element.clone();
        for key in &path {
            let (Value::Map(map), Value::Str(key)) = (&at, key) else {
                return Err(Error::type_of("a step of `subelements`", "a map", &at));
            };
            at = match map.get(key) {
                Some(next) => next.clone(),
                None if skip => {
                    at = Value::list(Vec::new());
                    break;
                }
                None => return Err(Error::invalid(eco_format!("an item has no `{key}`"))),
            };
        }
        let Value::List(inner) = &at else {
            return Err(Error::type_of("`subelements`", "a list at its end", &at));
        };
        for item in inner.iter() {
            out.push(Value::list(vec![element.clone(), item.clone()]));
        }
    }
    Ok(Value::list(out))
}
