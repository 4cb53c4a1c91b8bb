//! What Python does to strings, for filters and methods alike.
//!
//! In: text. Out: text or parts: `"a  b"` splits into `a`, `b` at blanks, and into `a`, ``, `b`
//! at `" "`.

use ecow::EcoString;

use super::Value;

/// Python's `str.isspace` of one character: four separators more than Rust's.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `text.split(sep, max)`: at runs of blanks without a separator. A negative `max` is no limit.
#[must_use]
pub fn split(text: &str, sep: Option<&str>, max: i64) -> Vec<EcoString> {
    let max = usize::try_from(max).ok();
    if let Some(sep) = sep {
        return match max {
            None => text.split(sep).map(EcoString::from).collect(),
            Some(max) => text
                .splitn(max.saturating_add(1), sep)
                .map(EcoString::from)
                .collect(),
        };
    }
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if max.is_some_and(|max| parts.len() >= max) {
            // What is left keeps the blanks at its end.
            parts.push(rest.into());
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        parts.push(rest[..end].into());
        rest = rest[end..].trim_start_matches(is_space);
    }
    parts
}

/// `text.rsplit(sep, max)`.
#[must_use]
pub fn rsplit(text: &str, sep: Option<&str>, max: i64) -> Vec<EcoString> {
    let Ok(max) = usize::try_from(max) else {
        return split(text, sep, -1);
    };
    let mut parts: Vec<EcoString> = Vec::new();
    if let Some(sep) = sep {
        parts.extend(
            text.rsplitn(max.saturating_add(1), sep)
                .map(EcoString::from),
        );
    } else {
        let mut rest = text.trim_end_matches(is_space);
        while !rest.is_empty() {
            if parts.len() >= max {
                parts.push(rest.into());
                break;
            }
            let start = rest
                .char_indices()
                .rev()
                .find(|(_, c)| is_space(*c))
                .map_or(0, |(i, c)| i + c.len_utf8());
            parts.push(rest[start..].into());
            rest = rest[..start].trim_end_matches(is_space);
        }
    }
    parts.reverse();
    parts
}

/// `text.splitlines(keepends)`: at eleven kinds of line ends, `\r\n` as one.
#[must_use]
pub fn lines(text: &str, keep_ends: bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let ends = matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'
                ..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        );
        if !ends {
            continue;
        }
        let mut after = i + c.len_utf8();
        if c == '\r' && chars.peek().is_some_and(|(_, c)| *c == '\n') {
            chars.next();
            after += 1;
        }
        lines.push(&text[start..if keep_ends { after } else { i }]);
        start = after;
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

/// Which ends of a string are stripped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// `strip`.
    Both,
    /// `lstrip`.
    Left,
    /// `rstrip`.
    Right,
}

/// `text.strip(chars)` and its kin: blanks without `chars`.
#[must_use]
pub fn strip<'a>(text: &'a str, chars: Option<&str>, ends: Ends) -> &'a str {
    let goes = |c: char| chars.map_or_else(|| is_space(c), |set| set.contains(c));
    let text = if ends == Ends::Right {
        text
    } else {
        text.trim_start_matches(goes)
    };
    if ends == Ends::Left {
        text
    } else {
        text.trim_end_matches(goes)
    }
}

/// `text.upper()`.
#[must_use]
pub fn upper(text: &str) -> EcoString {
    text.to_uppercase().into()
}

/// `text.lower()`.
#[must_use]
pub fn lower(text: &str) -> EcoString {
    text.to_lowercase().into()
}

/// The first character in upper case, the rest in lower case, as Jinja's `title` does to a word.
#[must_use]
pub fn upper_first(text: &str) -> EcoString {
    let mut chars = text.chars();
    let mut out: EcoString = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    out.push_str(&chars.as_str().to_lowercase());
    out
}

/// One character in title case, where `ß` is `Ss` and `ǆ` is `ǅ`.
fn title_case(c: char, out: &mut EcoString) {
    let digraph = match c {
        'Ǆ'..='ǆ' => Some('ǅ'),
        'Ǉ'..='ǉ' => Some('ǈ'),
        'Ǌ'..='ǌ' => Some('ǋ'),
        'Ǳ'..='ǳ' => Some('ǲ'),
        _ => None,
    };
    if let Some(c) = digraph {
        out.push(c);
        return;
    }
    let mut upper = c.to_uppercase();
    for c in upper.by_ref() {
        out.push(c);
        if c.is_uppercase() {
            break;
        }
    }
    out.extend(upper.flat_map(char::to_lowercase));
}

/// Each character with its lower case, which for `Σ` depends on what stands around it.
fn with_lower(text: &str) -> impl Iterator<Item = (char, EcoString)> {
    let whole = text.to_lowercase();
    let sigma = |c: &char| matches!(c, 'σ' | 'ς');
    let mut sigmas: Vec<char> = whole.chars().filter(sigma).collect();
    sigmas.reverse();
    text.chars().map(move |c| {
        let lower = if matches!(c, 'Σ' | 'σ' | 'ς') {
            sigmas.pop().into_iter().collect()
        } else {
            c.to_lowercase().collect()
        };
        (c, lower)
    })
}

/// `text.capitalize()`: like [`upper_first`], but in title case.
#[must_use]
pub fn capitalize(text: &str) -> EcoString {
    let mut out = EcoString::new();
    for (i, (c, lower)) in with_lower(text).enumerate() {
        if i == 0 {
            title_case(c, &mut out);
        } else {
            out.push_str(&lower);
        }
    }
    out
}

/// `text.title()`: words are runs of letters.
#[must_use]
pub fn title(text: &str) -> EcoString {
    let mut out = EcoString::new();
    let mut inside = false;
    for (c, lower) in with_lower(text) {
        if inside {
            out.push_str(&lower);
        } else {
            title_case(c, &mut out);
        }
        inside = c.is_alphabetic();
    }
    out
}

/// `text.swapcase()`.
#[must_use]
pub fn swapcase(text: &str) -> EcoString {
    let mut out = EcoString::new();
    for (c, lower) in with_lower(text) {
        if c.is_uppercase() {
            out.push_str(&lower);
        } else {
            out.extend(c.to_uppercase());
        }
    }
    out
}

/// `text.replace(old, new, count)`; a negative count is no limit.
#[must_use]
pub fn replace(text: &str, old: &str, new: &str, count: i64) -> EcoString {
    match usize::try_from(count) {
        Ok(n) => text.replacen(old, new, n).into(),
        Err(_) => text.replace(old, new).into(),
    }
}

/// Blanks that Python's `center` puts on the left: the odd one goes there when the width is odd.
#[must_use]
pub fn center(text: &str, width: i64, fill: char) -> EcoString {
    let len = text.chars().count();
    let Some(margin) = usize::try_from(width).ok().and_then(|w| w.checked_sub(len)) else {
        return text.into();
    };
    let left = margin / 2 + (margin & 1 & usize::from(width % 2 != 0));
    padded(text, left, margin - left, fill)
}

/// Text between fill characters.
#[must_use]
pub fn padded(text: &str, left: usize, right: usize, fill: char) -> EcoString {
    let fill = |n| std::iter::repeat_n(fill, n);
    fill(left).chain(text.chars()).chain(fill(right)).collect()
}

/// `int(text, base)`: blanks around, a sign, `_` between digits, `0x` where the base takes it.
/// `Err` is "too large".
pub fn parse_int(text: &str, base: u32) -> Result<Option<i64>, ()> {
    let text = text.trim_matches(is_space);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let head = digits.get(..2).map(str::to_ascii_lowercase);
    let prefix = match head.as_deref() {
        Some("0x") => Some(16),
        Some("0o") => Some(8),
        Some("0b") => Some(2),
        Some(_) | None => None,
    };
    let (base, digits, prefixed) = match (base, prefix) {
        (0, Some(p)) => (p, &digits[2..], true),
        (16 | 8 | 2, Some(p)) if p == base => (p, &digits[2..], true),
        (0, None) => {
            let zeros = digits.starts_with('0') && digits.chars().any(|c| ('1'..='9').contains(&c));
            if zeros {
                return Ok(None);
            }
            (10, digits, false)
        }
        (base, _) => (base, digits, false),
    };
    let digits = if prefixed {
        digits.strip_prefix('_').unwrap_or(digits)
    } else {
        digits
    };
    if digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return Ok(None);
    }
    let mut total: i128 = 0;
    let mut any = false;
    for c in digits.chars().filter(|c| *c != '_') {
        let Some(d) = c.to_digit(base) else {
            return Ok(None);
        };
        any = true;
        total = (total * i128::from(base) + i128::from(d)).min(i128::from(u64::MAX));
    }
    if !any {
        return Ok(None);
    }
    i64::try_from(if negative { -total } else { total })
        .map(Some)
        .map_err(|_| ())
}

/// `float(text)`.
#[must_use]
pub fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(is_space);
    let bytes = text.as_bytes();
    for (i, b) in bytes.iter().enumerate() {
        let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
        if *b == b'_' && !(digit(i.checked_sub(1)) && digit(Some(i + 1))) {
            return None;
        }
    }
    text.replace('_', "").parse().ok()
}

/// Strings as a list.
#[must_use]
pub fn list<T: Into<EcoString>>(parts: impl IntoIterator<Item = T>) -> Value {
    Value::list(parts.into_iter().map(Value::str).collect())
}
