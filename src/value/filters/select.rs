//! Filters that apply others: `map`, `select`, `selectattr` and their negations.
//!
//! In: `users | selectattr("active") | map(attribute="name")`. Out: the names of the active ones.

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Args;
use crate::value::index;
use crate::value::ops;
use crate::value::tests;

fn items(what: &str, subject: &Value) -> Result<Vec<Value>, Error> {
    // Jinja asks for truth first: `none | map(…)` is empty.
    if ops::truth(subject) {
        index::items(what, subject)
    } else {
        Ok(Vec::new())
    }
}

fn name<'a>(what: &str, value: &'a Value) -> Result<&'a str, Error> {
    value
        .as_text()
        .map(EcoString::as_str)
        .ok_or_else(|| Error::type_of(eco_format!("`{what}`"), "a name as a string", value))
}

pub(super) fn map(subject: &Value, args: &Args) -> Result<Value, Error> {
    let items = items("map", subject)?;
    let mut out = Vec::with_capacity(items.len());
    if args.positional.is_empty()
        && let Some(attribute) = args.named("attribute")
    {
        if let Some((other, _)) = args
            .named
            .iter()
            .find(|(n, _)| n != "attribute" && n != "default")
        {
            return Err(Error::arguments(eco_format!(
                "`map` has no argument `{other}`"
            )));
        }
        let path = index::path(attribute)?;
        let default = args.named("default").filter(|v| **v != Value::Null);
        for item in &items {
            out.push(index::follow(item, &path, default).map_err(Error::used)?);
        }
        return Ok(Value::list(out));
    }
    let Some(filter) = args.positional.first() else {
        return Err(Error::arguments(
            "`map` needs the name of a filter or `attribute`",
        ));
    };
    let filter = name("map", filter)?;
    let rest = args.after(1);
    for item in &items {
        out.push(super::call(filter, Some(item), &rest).map_err(Error::used)?);
    }
    Ok(Value::list(out))
}

fn chosen(
    what: &str,
    subject: &Value,
    args: &Args,
    by_attribute: bool,
    wanted: bool,
) -> Result<Value, Error> {
    let items = items(what, subject)?;
    let path = match (by_attribute, args.positional.first()) {
        (false, _) => Vec::new(),
        (true, Some(attribute)) => index::path(attribute)?,
        (true, None) => {
            return Err(Error::arguments(eco_format!("`{what}` needs an attribute")));
        }
    };
    let skipped = usize::from(by_attribute);
    let test = match args.positional.get(skipped) {
        Some(test) => Some(name(what, test)?),
        None => None,
    };
    let rest = args.after(skipped + 1);
    let mut out = Vec::new();
    for item in items {
        let part = index::follow(&item, &path, None);
        let holds = match (test, part) {
            (Some(test), Err(Error::Undefined { .. })) if tests::of_presence(test) => {
                tests::call_on(test, None, &rest)?
            }
            (Some(test), part) => tests::call(test, &part.map_err(Error::used)?, &rest)?,
            (None, part) => ops::truth(&part.map_err(Error::used)?),
        };
        if holds == wanted {
            out.push(item);
        }
    }
    Ok(Value::list(out))
}

pub(super) fn select(subject: &Value, args: &Args) -> Result<Value, Error> {
    chosen("select", subject, args, false, true)
}

pub(super) fn reject(subject: &Value, args: &Args) -> Result<Value, Error> {
    chosen("reject", subject, args, false, false)
}

pub(super) fn selectattr(subject: &Value, args: &Args) -> Result<Value, Error> {
    chosen("selectattr", subject, args, true, true)
}

pub(super) fn rejectattr(subject: &Value, args: &Args) -> Result<Value, Error> {
    chosen("rejectattr", subject, args, true, false)
}
