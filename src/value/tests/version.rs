//! `is version(…)`: loose, strict, semantic.
//!
//! In: `"1.10.0" is version("1.9", ">=")`. Out: true: numbers are compared as numbers.

use std::cmp::Ordering;

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::ops;
use crate::value::repr;

pub(super) fn version(subject: &Value, args: &Bound<'_>) -> Result<bool, Error> {
    let other = args.need(0)?;
    let operator = args.text(1, "eq")?;
    if args.some(2).is_some() && args.some(3).is_some() {
        return Err(Error::arguments(
            "`version` takes `strict` or `version_type`, not both",
        ));
    }
    if !ops::truth(subject) || !ops::truth(other) {
        return Err(Error::invalid("`version` compares nothing with something"));
    }
    let kind = if args.truth(2, false) {
        "strict"
    } else {
        args.text_or_none(3)?
            .filter(|k| !k.is_empty())
            .unwrap_or("loose")
    };
    let holds: fn(Ordering) -> bool = match operator {
        "==" | "=" | "eq" => Ordering::is_eq,
        "!=" | "<>" | "ne" => Ordering::is_ne,
        "<" | "lt" => Ordering::is_lt,
        "<=" | "le" => Ordering::is_le,
        ">" | "gt" => Ordering::is_gt,
        ">=" | "ge" => Ordering::is_ge,
        other => {
            return Err(Error::invalid(eco_format!(
                "`version` knows no operator `{other}`"
            )));
        }
    };
    let (a, b) = (repr::to_text(subject), repr::to_text(other));
    let order = match kind {
        "loose" => loose(&a, &b)?,
        "strict" => strict(&a)?.cmp(&strict(&b)?),
        "semver" | "semantic" => semantic(&a)?.cmp(&semantic(&b)?),
        "pep440" => return Err(Error::not_implemented("`version` of the type pep440")),
        other => {
            return Err(Error::invalid(eco_format!(
                "`version` knows no type `{other}`"
            )));
        }
    };
    Ok(holds(order))
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Number(u64),
    Text(EcoString),
}

/// Runs of digits, of small letters, dots (dropped), and whatever stands between them.
fn pieces(version: &str) -> Result<Vec<Piece>, Error> {
    let kind = |c: char| match c {
        c if c.is_ascii_digit() => 0,
        'a'..='z' => 1,
        '.' => 2,
        _ => 3,
    };
    let mut out = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let k = kind(first);
        let end = rest.find(|c| kind(c) != k).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        match k {
            0 => out.push(Piece::Number(run.parse().map_err(|_| Error::Overflow)?)),
            2 => {}
            _ => out.push(Piece::Text(run.into())),
        }
    }
    Ok(out)
}

/// A number against a text is an error in Python, also here.
fn loose(a: &str, b: &str) -> Result<Ordering, Error> {
    let (a, b) = (pieces(a)?, pieces(b)?);
    for pair in a.iter().zip(&b) {
        let order = match pair {
            (Piece::Number(x), Piece::Number(y)) => x.cmp(y),
            (Piece::Text(x), Piece::Text(y)) => x.as_str().cmp(y),
            (Piece::Number(_), Piece::Text(_)) | (Piece::Text(_), Piece::Number(_)) => {
                return Err(Error::invalid(
                    "`version` meets a number on one side and a word on the other",
                ));
            }
        };
        if order.is_ne() {
            return Ok(order);
        }
    }
    Ok(a.len().cmp(&b.len()))
}

/// The numbers, whether it is a release (after every pre-release), and which pre-release.
type Strict = ([u64; 3], bool, Option<(bool, u64)>);

fn strict(version: &str) -> Result<Strict, Error> {
    let wrong = || Error::invalid(eco_format!("`{version}` is no strict version"));
    let body = version.strip_suffix('\n').unwrap_or(version);
    let (numbers, pre) = match body.find(['a', 'b']) {
        Some(i) => {
            let n = &body[i + 1..];
            let beta = body[i..].starts_with('b');
            let digits = !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
            let n = n.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
            (&body[..i], Some((beta, n)))
        }
        None => (body, None),
    };
    let parts: Vec<&str> = numbers.split('.').collect();
    if !(2..=3).contains(&parts.len()) {
        return Err(wrong());
    }
    let mut core = [0; 3];
    for (slot, part) in core.iter_mut().zip(parts) {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        *slot = part.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
    }
    Ok((core, pre.is_none(), pre))
}

/// A part of a pre-release: numbers stand before words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pre {
    Number(u64),
    Word(EcoString),
}

fn semantic(version: &str) -> Result<([u64; 3], bool, Vec<Pre>), Error> {
    let wrong = || Error::invalid(eco_format!("`{version}` is no semantic version"));
    let word = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let number = |s: &str| {
        let digits = !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let sound = digits && (s == "0" || !s.starts_with('0'));
        s.parse().ok().filter(|_| sound)
    };
    let body = version.strip_suffix('\n').unwrap_or(version);
    let (body, build) = match body.split_once('+') {
        Some((body, build)) => (body, Some(build)),
        None => (body, None),
    };
    if build.is_some_and(|b| !b.split('.').all(word)) {
        return Err(wrong());
    }
    let (core, pre) = match body.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (body, None),
    };
    let parts: Vec<&str> = core.split('.').collect();
    let [major, minor, patch] = parts.as_slice() else {
        return Err(wrong());
    };
    let read = |s: &str| number(s).ok_or_else(wrong);
    let core = [read(major)?, read(minor)?, read(patch)?];
    let mut pres = Vec::new();
    for part in pre.iter().flat_map(|p| p.split('.')) {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        pres.push(match number(part) {
            Some(n) => Pre::Number(n),
            None if word(part) && !digits => Pre::Word(part.into()),
            None => return Err(wrong()),
        });
    }
    Ok((core, pre.is_none(), pres))
}
