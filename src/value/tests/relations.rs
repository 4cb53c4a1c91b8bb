//! Tests that compare a value with another: order, membership, regular expressions.
//!
//! In: `[1] is subset([1, 2])`. Out: true.

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::index;
use crate::value::ops;
use crate::value::pattern::Pattern;
use crate::value::repr;

type Holds = Result<bool, Error>;

pub(super) fn eq(subject: &Value, args: &Bound<'_>) -> Holds {
    Ok(ops::equal(subject, args.need(0)?))
}

pub(super) fn ne(subject: &Value, args: &Bound<'_>) -> Holds {
    Ok(!ops::equal(subject, args.need(0)?))
}

pub(super) fn lt(subject: &Value, args: &Bound<'_>) -> Holds {
    ops::less(subject, args.need(0)?)
}

pub(super) fn le(subject: &Value, args: &Bound<'_>) -> Holds {
    ops::less_equal(subject, args.need(0)?)
}

pub(super) fn gt(subject: &Value, args: &Bound<'_>) -> Holds {
    ops::greater(subject, args.need(0)?)
}

pub(super) fn ge(subject: &Value, args: &Bound<'_>) -> Holds {
    ops::greater_equal(subject, args.need(0)?)
}

pub(super) fn is_in(subject: &Value, args: &Bound<'_>) -> Holds {
    ops::contains(args.need(0)?, subject)
}

pub(super) fn contains(subject: &Value, args: &Bound<'_>) -> Holds {
    ops::contains(subject, args.need(0)?)
}

fn set(value: &Value) -> Result<Vec<Value>, Error> {
    let items = index::items("subset", value)?;
    match items
        .iter()
        .find(|i| matches!(i, Value::List(_) | Value::Map(_)))
    {
        Some(item) => Err(Error::type_of(
            "a set",
            "items that are no lists or maps",
            item,
        )),
        None => Ok(items),
    }
}

pub(super) fn subset(subject: &Value, args: &Bound<'_>) -> Holds {
    let whole = set(args.need(0)?)?;
    Ok(set(subject)?.iter().all(|item| index::has(&whole, item)))
}

pub(super) fn superset(subject: &Value, args: &Bound<'_>) -> Holds {
    let whole = set(subject)?;
    Ok(set(args.need(0)?)?
        .iter()
        .all(|item| index::has(&whole, item)))
}

pub(super) fn all(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(index::items("all", subject)?.iter().all(ops::truth))
}

pub(super) fn any(subject: &Value, _: &Bound<'_>) -> Holds {
    Ok(index::items("any", subject)?.iter().any(ops::truth))
}

fn found(subject: &Value, args: &Bound<'_>, at_start: bool) -> Holds {
    let pattern = Pattern::new(
        args.text(0, "")?,
        args.truth(1, false),
        args.truth(2, false),
        at_start,
    )?;
    Ok(pattern.search(&repr::to_text(subject))?.is_some())
}

pub(super) fn search(subject: &Value, args: &Bound<'_>) -> Holds {
    found(subject, args, false)
}

pub(super) fn matches(subject: &Value, args: &Bound<'_>) -> Holds {
    found(subject, args, true)
}

pub(super) fn regex(subject: &Value, args: &Bound<'_>) -> Holds {
    match args.text(3, "search")? {
        "search" => found(subject, args, false),
        "match" => found(subject, args, true),
        _ => Err(Error::not_implemented("this `match_type` of `is regex`")),
    }
}
