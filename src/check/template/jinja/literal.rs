//! Numbers and texts as Python writes them.
//!
//! In: `1_000 + 0x1F`. Out: that a whole number of five bytes stands at the beginning.

use crate::check::template::jinja::lexer::Kind;

/// `1_000`, `0x1F`, `2.5e3`: the kind and the length.
pub fn number(rest: &str, before: Option<char>) -> Option<(Kind, usize)> {
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if before != Some('.')
        && let Some(length) = float(rest)
    {
        return Some((Kind::Float, length));
    }
    let radix = |digit: fn(&u8) -> bool| digits(rest.get(2..)?, digit, true).map(|found| found + 2);
    let with_base = match rest.as_bytes().get(..2) {
        Some(b"0b" | b"0B") => radix(|byte| matches!(byte, b'0' | b'1')),
        Some(b"0o" | b"0O") => radix(|byte| (b'0'..=b'7').contains(byte)),
        Some(b"0x" | b"0X") => radix(u8::is_ascii_hexdigit),
        _ => None,
    };
    let plain = || match rest.as_bytes().first() {
        Some(b'0') => digits(rest, |byte| *byte == b'0', false),
        _ => digits(rest, u8::is_ascii_digit, false),
    };
    Some((Kind::Int, with_base.or_else(plain)?))
}

/// Digits with single underscores between them; `leading`: also before the first.
fn digits(text: &str, digit: fn(&u8) -> bool, leading: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let gap = usize::from((at > 0 || leading) && bytes.get(at) == Some(&b'_'));
        if !bytes.get(at + gap).is_some_and(digit) {
            break;
        }
        at += gap + 1;
    }
    (at > 0).then_some(at)
}

fn float(rest: &str) -> Option<usize> {
    let whole = digits(rest, u8::is_ascii_digit, false)?;
    let part = |from: usize| digits(rest.get(from..)?, u8::is_ascii_digit, false);
    let fraction = rest
        .get(whole..)?
        .strip_prefix('.')
        .and_then(|_| part(whole + 1))
        .map(|length| whole + 1 + length);
    let at = fraction.unwrap_or(whole);
    let exponent = rest.get(at..)?.strip_prefix(['e', 'E']).and_then(|after| {
        let sign = usize::from(after.starts_with(['+', '-']));
        part(at + 1 + sign).map(|length| at + 1 + sign + length)
    });
    exponent.or(fraction)
}

/// Whether Python can read the escapes of a text.
pub fn escapes(inner: &str) -> bool {
    let mut rest = inner;
    while let Some((_, after)) = rest.split_once('\\') {
        let mut letters = after.chars();
        let long = match letters.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some('N') => {
                let name = after.get(1..).and_then(|rest| rest.strip_prefix('{'));
                match name.and_then(|name| name.split_once('}')) {
                    Some((name, _)) if !name.is_empty() => 0,
                    _ => return false,
                }
            }
            _ => 0,
        };
        let code = after.get(1..=long);
        let hexadecimal =
            |code: &str| code.len() == long && code.bytes().all(|byte| byte.is_ascii_hexdigit());
        if long > 0 && !code.is_some_and(hexadecimal) {
            return false;
        }
        let too_high =
            |code: &str| u32::from_str_radix(code, 16).is_ok_and(|code| code > 0x10_FFFF);
        if long == 8 && code.is_some_and(too_high) {
            return false;
        }
        rest = letters.as_str();
    }
    true
}
