//! Filters on paths, as Python's `posixpath` and `ntpath` see them: nothing is looked up.
//!
//! In: `"/etc/ssh/sshd_config" | basename`. Out: `sshd_config`.

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::text;

type Made = Result<Value, Error>;

fn path<'a>(args: &Bound<'_>, subject: &'a Value) -> Result<&'a str, Error> {
    subject
        .as_text()
        .map(EcoString::as_str)
        .ok_or_else(|| Error::type_of(eco_format!("`{}`", args.what), "a string", subject))
}

fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |i| i + 1);
    let (head, tail) = path.split_at(at);
    let bare = head.trim_end_matches('/');
    (if bare.is_empty() { head } else { bare }, tail)
}

pub(super) fn basename(subject: &Value, args: &Bound<'_>) -> Made {
    Ok(Value::str(split(path(args, subject)?).1))
}

pub(super) fn dirname(subject: &Value, args: &Bound<'_>) -> Made {
    Ok(Value::str(split(path(args, subject)?).0))
}

/// Dots in front of a name begin no extension.
pub(super) fn splitext(subject: &Value, args: &Bound<'_>) -> Made {
    let path = path(args, subject)?;
    let name_at = path.rfind('/').map_or(0, |i| i + 1);
    let name = &path[name_at..];
    let hidden = name.len() - name.trim_start_matches('.').len();
    let at = match name.rfind('.') {
        Some(dot) if dot >= hidden => name_at + dot,
        Some(_) | None => path.len(),
    };
    Ok(text::list([&path[..at], &path[at..]]))
}

fn join<'a>(parts: impl Iterator<Item = &'a str>) -> EcoString {
    let mut out = EcoString::new();
    for (i, part) in parts.enumerate() {
        if part.starts_with('/') {
            out = part.into();
        } else {
            if i > 0 && !out.is_empty() && !out.ends_with('/') {
                out.push('/');
            }
            out.push_str(part);
        }
    }
    out
}

fn texts<'a>(what: &str, items: &'a [Value]) -> Result<Vec<&'a str>, Error> {
    items
        .iter()
        .map(|item| {
            item.as_text()
                .map(EcoString::as_str)
                .ok_or_else(|| Error::type_of(eco_format!("a part of `{what}`"), "a string", item))
        })
        .collect()
}

pub(super) fn path_join(subject: &Value, _: &Bound<'_>) -> Made {
    match subject {
        Value::Str(_) => Ok(subject.clone()),
        Value::List(parts) if parts.is_empty() => {
            Err(Error::range("`path_join` needs at least one part"))
        }
        Value::List(parts) => Ok(Value::Str(join(texts("path_join", parts)?.into_iter()))),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Map(_) => {
            Err(Error::type_of("`path_join`", "a string or a list", subject))
        }
    }
}

pub(super) fn commonpath(subject: &Value, _: &Bound<'_>) -> Made {
    let Value::List(items) = subject else {
        return Err(Error::type_of("`commonpath`", "a list", subject));
    };
    let paths = texts("commonpath", items)?;
    let Some(first) = paths.first() else {
        return Err(Error::range("`commonpath` needs at least one path"));
    };
    let absolute = first.starts_with('/');
    if paths.iter().any(|p| p.starts_with('/') != absolute) {
        return Err(Error::invalid(
            "`commonpath` needs absolute or relative paths, not both",
        ));
    }
    let parts = |p: &'_ str| -> Vec<EcoString> {
        p.split('/')
            .filter(|c| !c.is_empty() && *c != ".")
            .map(EcoString::from)
            .collect()
    };
    let mut common = parts(first);
    for path in &paths {
        let same = common
            .iter()
            .zip(parts(path))
            .take_while(|(a, b)| **a == *b)
            .count();
        common.truncate(same);
    }
    let front = if absolute { "/" } else { "" };
    Ok(Value::str(format!("{front}{}", common.join("/"))))
}

pub(super) fn normpath(subject: &Value, args: &Bound<'_>) -> Made {
    let path = path(args, subject)?;
    // POSIX lets exactly two slashes in front mean something of their own.
    let front = match path.len() - path.trim_start_matches('/').len() {
        0 => "",
        2 => "//",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|p| !p.is_empty() && *p != ".") {
        let keeps = part != ".."
            || (front.is_empty() && parts.is_empty())
            || parts.last().is_some_and(|last| *last == "..");
        if keeps {
            parts.push(part);
        } else {
            parts.pop();
        }
    }
    let joined = format!("{front}{}", parts.join("/"));
    Ok(Value::str(if joined.is_empty() {
        ".".into()
    } else {
        joined
    }))
}

/// Drive and rest; `\\host\share` is a drive too.
fn win_drive(path: &str) -> (&str, &str) {
    let is_slash = |c: char| c == '\\' || c == '/';
    let plain: String = path.replace('/', "\\");
    if plain.starts_with("\\\\") {
        let skipped = if plain
            .get(..8)
            .is_some_and(|p| p.eq_ignore_ascii_case("\\\\?\\UNC\\"))
        {
            8
        } else {
            2
        };
        let second = path[skipped..].find(is_slash).map(|i| skipped + i);
        let end = second.and_then(|i| path[i + 1..].find(is_slash).map(|j| i + 1 + j));
        return path.split_at(end.unwrap_or(path.len()));
    }
    let mut chars = path.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), Some(':')) => path.split_at(letter.len_utf8() + 1),
        _ => ("", path),
    }
}

fn win_split(path: &str) -> (EcoString, &str) {
    let is_slash = |c: char| c == '\\' || c == '/';
    let (drive, rest) = win_drive(path);
    let at = rest.rfind(is_slash).map_or(0, |i| i + 1);
    let (head, tail) = rest.split_at(at);
    let bare = head.trim_end_matches(is_slash);
    (
        eco_format!("{drive}{}", if bare.is_empty() { head } else { bare }),
        tail,
    )
}

pub(super) fn win_basename(subject: &Value, args: &Bound<'_>) -> Made {
    Ok(Value::str(win_split(path(args, subject)?).1))
}

pub(super) fn win_dirname(subject: &Value, args: &Bound<'_>) -> Made {
    Ok(Value::Str(win_split(path(args, subject)?).0))
}

pub(super) fn win_splitdrive(subject: &Value, args: &Bound<'_>) -> Made {
    let (drive, rest) = win_drive(path(args, subject)?);
    Ok(text::list([drive, rest]))
}
