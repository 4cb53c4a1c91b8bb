//! Methods of strings.
//!
//! In: `"web01".startswith("web")`. Out: true.

use std::sync::LazyLock;

use ecow::EcoString;
use ecow::eco_format;
use regex::Regex;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::index;
use crate::value::text;
use crate::value::text::Ends;

use super::Method;
use super::row;

pub(super) static METHODS: &[Method] = &[
    row("capitalize", &[], 0, |s, a| {
        Ok(Value::Str(text::capitalize(string(s, a)?)))
    }),
    row("center", &["width", "fillchar"], 1, center),
    row("count", &["sub", "start", "end"], 1, count),
    row("endswith", &["suffix", "start", "end"], 1, ends_with),
    row("find", &["sub", "start", "end"], 1, find),
    row("index", &["sub", "start", "end"], 1, index_of),
    row("isalnum", &[], 0, |s, a| all(s, a, &ALPHANUMERIC)),
    row("isalpha", &[], 0, |s, a| all(s, a, &ALPHABETIC)),
    row("isascii", &[], 0, |s, a| {
        Ok(Value::Bool(string(s, a)?.is_ascii()))
    }),
    row("isdecimal", &[], 0, |s, a| all(s, a, &DECIMAL)),
    row("isdigit", &[], 0, |s, a| all(s, a, &DIGIT)),
    row("islower", &[], 0, is_lower),
    row("isnumeric", &[], 0, |s, a| all(s, a, &NUMERIC)),
    row("isspace", &[], 0, is_space),
    row("isupper", &[], 0, is_upper),
    row("join", &["iterable"], 1, join),
    row("ljust", &["width", "fillchar"], 1, ljust),
    row("lower", &[], 0, |s, a| {
        Ok(Value::Str(text::lower(string(s, a)?)))
    }),
    row("lstrip", &["chars"], 0, |s, a| strip(s, a, Ends::Left)),
    row("partition", &["sep"], 1, partition),
    row("removeprefix", &["prefix"], 1, remove_prefix),
    row("removesuffix", &["suffix"], 1, remove_suffix),
    row("replace", &["old", "new", "count"], 2, replace),
    row("rfind", &["sub", "start", "end"], 1, rfind),
    row("rindex", &["sub", "start", "end"], 1, rindex),
    row("rjust", &["width", "fillchar"], 1, rjust),
    row("rpartition", &["sep"], 1, rpartition),
    row("rsplit", &["sep", "maxsplit"], 0, rsplit),
    row("rstrip", &["chars"], 0, |s, a| strip(s, a, Ends::Right)),
    row("split", &["sep", "maxsplit"], 0, split),
    row("splitlines", &["keepends"], 0, lines),
    row("startswith", &["prefix", "start", "end"], 1, starts_with),
    row("strip", &["chars"], 0, |s, a| strip(s, a, Ends::Both)),
    row("swapcase", &[], 0, |s, a| {
        Ok(Value::Str(text::swapcase(string(s, a)?)))
    }),
    row("title", &[], 0, |s, a| {
        Ok(Value::Str(text::title(string(s, a)?)))
    }),
    row("upper", &[], 0, |s, a| {
        Ok(Value::Str(text::upper(string(s, a)?)))
    }),
    row("zfill", &["width"], 1, zfill),
];

/// Known to Python, not computed here.
pub(super) const LATER: &[&str] = &[
    "casefold",
    "encode",
    "expandtabs",
    "format",
    "format_map",
    "isidentifier",
    "isprintable",
    "istitle",
    "maketrans",
    "translate",
];

type Made = Result<Value, Error>;

type Class = LazyLock<Option<Regex>>;
static ALPHABETIC: Class = LazyLock::new(|| Regex::new(r"^\p{L}+$").ok());
static ALPHANUMERIC: Class = LazyLock::new(|| Regex::new(r"^[\p{L}\p{N}]+$").ok());
static DECIMAL: Class = LazyLock::new(|| Regex::new(r"^\p{Nd}+$").ok());
static DIGIT: Class = LazyLock::new(|| Regex::new(r"^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$").ok());
static NUMERIC: Class = LazyLock::new(|| Regex::new(r"^\p{N}+$").ok());

fn string<'a>(subject: &'a Value, args: &Bound<'_>) -> Result<&'a str, Error> {
    subject
        .as_text()
        .map(EcoString::as_str)
        .ok_or_else(|| Error::type_of(eco_format!("`{}`", args.what), "a string", subject))
}

fn all(subject: &Value, args: &Bound<'_>, class: &Class) -> Made {
    let text = string(subject, args)?;
    let holds = class.as_ref().is_some_and(|r| r.is_match(text)) && !text.ends_with('\n');
    Ok(Value::Bool(holds))
}

fn is_space(subject: &Value, args: &Bound<'_>) -> Made {
    let text = string(subject, args)?;
    Ok(Value::Bool(
        !text.is_empty() && text.chars().all(text::is_space),
    ))
}

fn is_lower(subject: &Value, args: &Bound<'_>) -> Made {
    let text = string(subject, args)?;
    let holds = text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase);
    Ok(Value::Bool(holds))
}

fn is_upper(subject: &Value, args: &Bound<'_>) -> Made {
    let text = string(subject, args)?;
    let holds = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    Ok(Value::Bool(holds))
}

fn strip(subject: &Value, args: &Bound<'_>, ends: Ends) -> Made {
    let chars = args.text_or_none(0)?;
    Ok(Value::str(text::strip(string(subject, args)?, chars, ends)))
}

/// A separator that is not empty; `null` is none.
fn separator<'a>(args: &Bound<'a>) -> Result<Option<&'a str>, Error> {
    match args.text_or_none(0)? {
        Some("") => Err(Error::range(eco_format!(
            "`{}` gets an empty separator",
            args.what
        ))),
        other => Ok(other),
    }
}

fn split(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    Ok(text::list(text::split(
        subject,
        separator(args)?,
        args.int(1, -1)?,
    )))
}

fn rsplit(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    Ok(text::list(text::rsplit(
        subject,
        separator(args)?,
        args.int(1, -1)?,
    )))
}

fn lines(subject: &Value, args: &Bound<'_>) -> Made {
    Ok(text::list(text::lines(
        string(subject, args)?,
        args.truth(0, false),
    )))
}

fn partition(subject: &Value, args: &Bound<'_>) -> Made {
    let (subject, sep) = (string(subject, args)?, separator(args)?.unwrap_or(""));
    Ok(text::list(match subject.split_once(sep) {
        Some((front, back)) => [front, sep, back],
        None => [subject, "", ""],
    }))
}

fn rpartition(subject: &Value, args: &Bound<'_>) -> Made {
    let (subject, sep) = (string(subject, args)?, separator(args)?.unwrap_or(""));
    Ok(text::list(match subject.rsplit_once(sep) {
        Some((front, back)) => [front, sep, back],
        None => ["", "", subject],
    }))
}

fn replace(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    let count = args.int(2, -1)?;
    Ok(Value::Str(text::replace(
        subject,
        args.text(0, "")?,
        args.text(1, "")?,
        count,
    )))
}

fn remove_prefix(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    Ok(Value::str(
        subject.strip_prefix(args.text(0, "")?).unwrap_or(subject),
    ))
}

fn remove_suffix(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    Ok(Value::str(
        subject.strip_suffix(args.text(0, "")?).unwrap_or(subject),
    ))
}

fn join(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    let mut out = EcoString::new();
    for (i, item) in index::items("join", args.need(0)?)?.iter().enumerate() {
        if i > 0 {
            out.push_str(subject);
        }
        let Some(item) = item.as_text() else {
            return Err(Error::type_of("an item of `join`", "a string", item));
        };
        out.push_str(item);
    }
    Ok(Value::Str(out))
}

/// The characters between two places, and how many stand before them. `None` if the start lies
/// behind the end, where even an empty text is not found.
fn window<'a>(subject: &'a str, args: &Bound<'_>) -> Result<Option<(&'a str, i64)>, Error> {
    let len = subject.chars().count() as i64;
    let place = |n: i64| if n < 0 { (n + len).max(0) } else { n };
    let start = place(args.int_or_none(1)?.unwrap_or(0));
    let end = place(args.int_or_none(2)?.unwrap_or(len)).min(len);
    if start > end {
        return Ok(None);
    }
    let byte = |n: i64| {
        subject
            .char_indices()
            .nth(usize::try_from(n).unwrap_or(0))
            .map_or(subject.len(), |(i, _)| i)
    };
    Ok(Some((&subject[byte(start)..byte(end)], start)))
}

fn search(subject: &Value, args: &Bound<'_>, last: bool) -> Result<i64, Error> {
    let wanted = args.text(0, "")?;
    let Some((part, before)) = window(string(subject, args)?, args)? else {
        return Ok(-1);
    };
    let at = if last {
        part.rfind(wanted)
    } else {
        part.find(wanted)
    };
    Ok(at.map_or(-1, |i| before + part[..i].chars().count() as i64))
}

fn find(subject: &Value, args: &Bound<'_>) -> Made {
    search(subject, args, false).map(Value::Int)
}

fn rfind(subject: &Value, args: &Bound<'_>) -> Made {
    search(subject, args, true).map(Value::Int)
}

fn found(n: i64) -> Made {
    if n < 0 {
        return Err(Error::range("the text is not in the string"));
    }
    Ok(Value::Int(n))
}

fn index_of(subject: &Value, args: &Bound<'_>) -> Made {
    found(search(subject, args, false)?)
}

fn rindex(subject: &Value, args: &Bound<'_>) -> Made {
    found(search(subject, args, true)?)
}

fn count(subject: &Value, args: &Bound<'_>) -> Made {
    let wanted = args.text(0, "")?;
    let n =
        window(string(subject, args)?, args)?.map_or(0, |(part, _)| part.matches(wanted).count());
    Ok(Value::Int(n as i64))
}

fn starts_with(subject: &Value, args: &Bound<'_>) -> Made {
    let wanted = args.text(0, "")?;
    let part = window(string(subject, args)?, args)?;
    Ok(Value::Bool(
        part.is_some_and(|(p, _)| p.starts_with(wanted)),
    ))
}

fn ends_with(subject: &Value, args: &Bound<'_>) -> Made {
    let wanted = args.text(0, "")?;
    let part = window(string(subject, args)?, args)?;
    Ok(Value::Bool(part.is_some_and(|(p, _)| p.ends_with(wanted))))
}

/// The width that is missing, and what fills it.
fn room(subject: &str, args: &Bound<'_>) -> Result<(usize, char), Error> {
    let fill = args.text(1, " ")?;
    let mut chars = fill.chars();
    let (Some(fill), None) = (chars.next(), chars.next()) else {
        return Err(Error::range(eco_format!(
            "`{}` fills with one character",
            args.what
        )));
    };
    let width = args.int(0, 0)?;
    if width > 1 << 20 {
        return Err(Error::range(eco_format!(
            "`{}` gets a width that is too large",
            args.what
        )));
    }
    let len = subject.chars().count();
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(len);
    Ok((missing, fill))
}

fn center(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    let (_, fill) = room(subject, args)?;
    Ok(Value::Str(text::center(subject, args.int(0, 0)?, fill)))
}

fn ljust(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    let (missing, fill) = room(subject, args)?;
    Ok(Value::Str(text::padded(subject, 0, missing, fill)))
}

fn rjust(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    let (missing, fill) = room(subject, args)?;
    Ok(Value::Str(text::padded(subject, missing, 0, fill)))
}

/// Zeros go behind a sign.
fn zfill(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(subject, args)?;
    let (missing, _) = room(subject, args)?;
    let (sign, digits) = match subject.strip_prefix(['+', '-']) {
        Some(rest) => subject.split_at(subject.len() - rest.len()),
        None => ("", subject),
    };
    Ok(Value::str(format!("{sign}{}{digits}", "0".repeat(missing))))
}
