//! The rules of the refined types: `port` is 1 to 65535, `mode` is `"0644"`.

use std::net::IpAddr;

use crate::check::types::Refined;
use crate::value::Value;

/// Why a value is not of a refined type.
pub enum Problem {
    /// Not even text, or not even a number.
    Kind,
    /// Text or a number that breaks the rule, which this states.
    Outside(String),
}

/// The value, if it is of the type.
pub fn check(kind: Refined, value: &Value) -> Result<Value, Problem> {
    let text = if let Value::Str(text) = value {
        Some(text.as_str())
    } else {
        None
    };
    let rule = |holds: bool, rule: &str| {
        if holds {
            Ok(())
        } else {
            Err(Problem::Outside(rule.to_string()))
        }
    };
    match (kind, value, text) {
        (Refined::Port, Value::Int(port), _) => {
            rule(
                (1..=65_535).contains(port),
                "a port is a number from 1 to 65535",
            )?;
        }
        (Refined::Duration, Value::Int(seconds), _) => {
            rule(*seconds >= 0, "a duration is not negative")?
        }
        (Refined::Mode, _, Some(text)) => rule(
            is_mode(text),
            "a mode is 0 and three or four octal digits: `0644`",
        )?,
        (Refined::Path, _, Some(text)) => {
            rule(
                text.starts_with('/') || text.starts_with('~'),
                "a path begins with `/` or `~`",
            )?;
        }
        (Refined::Ip, _, Some(text)) => rule(
            text.parse::<IpAddr>().is_ok(),
            "write it as 192.0.2.7 or 2001:db8::7",
        )?,
        (Refined::Cidr, _, Some(text)) => {
            rule(is_cidr(text), "write it as 192.0.2.0/24 or 2001:db8::/32")?
        }
        (Refined::Hostname, _, Some(text)) => rule(
            is_hostname(text),
            "labels of letters, digits and `-`, at most 63 each, joined by dots, not beginning or ending with `-`",
        )?,
        (Refined::Url, _, Some(text)) => rule(
            is_url(text),
            "a URL has a scheme and a host: `https://example.org/`",
        )?,
        (Refined::Email, _, Some(text)) => rule(
            is_email(text),
            "an address has one `@` and a domain: `ops@example.org`",
        )?,
        (Refined::Percent, _, Some(text)) => rule(
            text.strip_suffix('%')
                .is_some_and(|number| number.parse::<u32>().is_ok()),
            "a percentage is a number and `%`: `20%`",
        )?,
        (Refined::Size, _, Some(text)) => rule(
            is_size(text),
            "a size is a number and a unit: `\"512M\"`, `\"10G\"`",
        )?,
        (Refined::Regex, _, Some(text)) => {
            fancy_regex::Regex::new(text).map_err(|error| Problem::Outside(error.to_string()))?;
        }
        _ => return Err(Problem::Kind),
    }
    Ok(value.clone())
}

fn is_mode(text: &str) -> bool {
    matches!(text.len(), 4 | 5)
        && text.starts_with('0')
        && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte))
}

fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    let (Ok(address), Ok(length)) = (address.parse::<IpAddr>(), length.parse::<u8>()) else {
        return false;
    };
    length <= if address.is_ipv4() { 32 } else { 128 }
}

/// RFC 1123, section 2.1.
#[must_use]
pub fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=253).contains(&text.len()) && text.split('.').all(label)
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let mut letters = scheme.bytes();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && (scheme == "file" || rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
        && !text.contains(char::is_whitespace)
}

fn is_email(text: &str) -> bool {
    let Some((user, domain)) = text.split_once('@') else {
        return false;
    };
    !user.is_empty() && !text.contains(char::is_whitespace) && is_hostname(domain)
}

fn is_size(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &text[digits.len()..];
    digits.parse::<f64>().is_ok_and(|size| size >= 0.0)
        && matches!(
            unit.to_ascii_uppercase().as_str(),
            "" | "B"
                | "K"
                | "KB"
                | "KIB"
                | "M"
                | "MB"
                | "MIB"
                | "G"
                | "GB"
                | "GIB"
                | "T"
                | "TB"
                | "TIB"
        )
}
