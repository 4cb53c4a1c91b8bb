//! Filters on URLs.
//!
//! In: `"https://example.org:8443/a?b=c" | urlsplit("port")`. Out: `8443`.

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Map;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::index;
use crate::value::repr;

type Made = Result<Value, Error>;

fn quoted(text: &str, in_query: bool) -> EcoString {
    let mut out = EcoString::new();
    for byte in text.bytes() {
        match byte {
            b'/' if !in_query => out.push('/'),
            b' ' if in_query => out.push('+'),
            b if b.is_ascii_alphanumeric() || b"_.-~".contains(&b) => out.push(char::from(b)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

pub(super) fn urlencode(subject: &Value, _: &Bound<'_>) -> Made {
    let pair = |k: &Value, v: &Value| {
        let part = |v: &Value| quoted(&repr::to_text(v), true);
        format!("{}={}", part(k), part(v))
    };
    let pairs: Vec<String> = match subject {
        Value::Map(map) => map
            .iter()
            .map(|(k, v)| pair(&Value::Str(k.clone()), v))
            .collect(),
        Value::List(items) => items
            .iter()
            .map(|item| match index::items("urlencode", item)?.as_slice() {
                [k, v] => Ok(pair(k, v)),
                _ => Err(Error::invalid("`urlencode` needs pairs")),
            })
            .collect::<Result<_, _>>()?,
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {
            return Ok(Value::Str(quoted(&repr::to_text(subject), false)));
        }
    };
    Ok(Value::str(pairs.join("&")))
}

pub(super) fn urldecode(subject: &Value, _: &Bound<'_>) -> Made {
    let Value::Str(text) = subject else {
        return Err(Error::type_of("`urldecode`", "a string", subject));
    };
    let mut out: Vec<u8> = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => out.push(b' '),
            b'%' => {
                let digit = |i: usize| tail.get(i).and_then(|b| char::from(*b).to_digit(16));
                if let (Some(a), Some(b)) = (digit(0), digit(1)) {
                    out.extend(u8::try_from(a * 16 + b));
                    rest = &tail[2..];
                } else {
                    out.push(b'%');
                }
            }
            other => out.push(*other),
        }
    }
    Ok(Value::str(String::from_utf8_lossy(&out).as_ref()))
}

pub(super) fn urlsplit(subject: &Value, args: &Bound<'_>) -> Made {
    let Value::Str(url) = subject else {
        return Err(Error::type_of("`urlsplit`", "a string", subject));
    };
    let parts = parse(url)?;
    match args.text_or_none(0)? {
        None | Some("") => Ok(Value::map(parts)),
        Some(name) => parts
            .get(name)
            .cloned()
            .ok_or_else(|| Error::invalid(eco_format!("a URL has no part `{name}`"))),
    }
}

/// Python's `urlsplit`, its names in the order Ansible lists them.
fn parse(url: &str) -> Result<Map, Error> {
    let trimmed = url.trim_start_matches(|c: char| c <= ' ');
    let clean: String = trimmed
        .chars()
        .filter(|c| !matches!(c, '\t' | '\r' | '\n'))
        .collect();
    let mut rest = clean.as_str();
    let mut scheme = String::new();
    if let Some((front, after)) = rest.split_once(':')
        && front.starts_with(|c: char| c.is_ascii_alphabetic())
        && front
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    {
        scheme = front.to_ascii_lowercase();
        rest = after;
    }
    let mut netloc = "";
    if let Some(after) = rest.strip_prefix("//") {
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        (netloc, rest) = after.split_at(end);
        if netloc.contains('[') != netloc.contains(']') {
            return Err(Error::invalid(
                "the brackets of the URL's host do not match",
            ));
        }
        if !netloc.is_ascii() {
            return Err(Error::not_implemented(
                "`urlsplit` of a host that is not ASCII",
            ));
        }
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (user, host) = match netloc.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, netloc),
    };
    let (name, password) = match user.map(|u| u.split_once(':').ok_or(u)) {
        Some(Ok((name, password))) => (Some(name), Some(password)),
        Some(Err(name)) => (Some(name), None),
        None => (None, None),
    };
    let (host, port) = match host.split_once('[') {
        Some((_, bracketed)) => {
            let (host, after) = bracketed.split_once(']').unwrap_or((bracketed, ""));
            (host, after.split_once(':').map(|(_, port)| port))
        }
        None => match host.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host, None),
        },
    };
    let port = match port.filter(|p| !p.is_empty()) {
        None => Value::Null,
        Some(digits) => match digits.parse::<u16>() {
            Ok(port) if digits.bytes().all(|b| b.is_ascii_digit()) => Value::Int(port.into()),
            Ok(_) | Err(_) => return Err(Error::invalid("the port of the URL is no port")),
        },
    };
    let maybe = |text: Option<&str>| text.map_or(Value::Null, Value::str);
    let hostname = match host {
        "" => Value::Null,
        host => Value::str(host.to_lowercase()),
    };
    Ok([
        ("fragment", Value::str(fragment)),
        ("hostname", hostname),
        ("netloc", Value::str(netloc)),
        ("password", maybe(password)),
        ("path", Value::str(path)),
        ("port", port),
        ("query", Value::str(query)),
        ("scheme", Value::str(scheme)),
        ("username", maybe(name)),
    ]
    .into_iter()
    .map(|(k, v)| (k.into(), v))
    .collect())
}
