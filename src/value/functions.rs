//! Jinja's pure functions: `range`, `dict`.
//!
//! In: `range(1, 4)`. Out: `[1, 2, 3]`.

use ecow::eco_format;

use super::Error;
use super::Map;
use super::Value;
use super::args::Args;
use super::args::Signature;

/// The most that Jinja's sandbox allows, too.
const LONGEST: i64 = 100_000;

/// Functions whose result is not a function of their arguments, or is no value.
const LATER: &[&str] = &[
    "cycler",
    "joiner",
    "lipsum",
    "lookup",
    "namespace",
    "now",
    "q",
    "query",
    "undef",
];

/// Calls a function.
///
/// # Errors
/// [`Error::NotImplemented`] for a function of the play, [`Error::Unknown`] for no function, and arguments that it does not take.
pub fn call(name: &str, args: &Args) -> Result<Value, Error> {
    match name {
        "range" => range(args),
        "dict" => dict(args),
        _ if LATER.contains(&name) => Err(Error::not_implemented(eco_format!("`{name}()`"))),
        _ => Err(Error::Unknown {
            kind: "function",
            name: name.into(),
        }),
    }
}

/// All names, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    ["dict", "range"].into_iter()
}

fn range(args: &Args) -> Result<Value, Error> {
    let signature = Signature {
        params: &["start", "stop", "step"],
        required: 1,
        rest: false,
        any_named: false,
    };
    let bound = signature.bind("range", args)?;
    let (start, stop) = match bound.get(1) {
        None => (0, bound.int(0, 0)?),
        Some(_) => (bound.int(0, 0)?, bound.int(1, 0)?),
    };
    let step = bound.int(2, 1)?;
    if step == 0 {
        return Err(Error::range("the step of `range` cannot be zero"));
    }
    let mut out = Vec::new();
    let mut at = start;
    while if step > 0 { at < stop } else { at > stop } {
        if out.len() as i64 >= LONGEST {
            return Err(Error::range("`range` has too many items"));
        }
        out.push(Value::Int(at));
        let Some(next) = at.checked_add(step) else {
            break;
        };
        at = next;
    }
    Ok(Value::list(out))
}

fn dict(args: &Args) -> Result<Value, Error> {
    let mut map = match args.positional.as_slice() {
        [] => Map::new(),
        [Value::Map(map)] => (**map).clone(),
        [Value::List(pairs)] => pairs
            .iter()
            .map(|pair| match pair.as_list() {
                Some([Value::Str(key), value]) => Ok((key.clone(), value.clone())),
                Some(_) => Err(Error::not_implemented("`dict` of other things than pairs")),
                None => Err(Error::type_of("`dict`", "pairs", pair)),
            })
            .collect::<Result<Map, Error>>()?,
        [other] => return Err(Error::type_of("`dict`", "a map or pairs", other)),
        _ => return Err(Error::arguments("`dict` takes one argument without a name")),
    };
    map.extend(args.named.iter().cloned());
    Ok(Value::map(map))
}
