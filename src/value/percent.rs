//! Python's `%` on strings, also the filter `format`.
//!
//! In: `"%s:%05.1f"` and `("a", 3.14)`. Out: `a:003.1`.

use std::iter::Peekable;
use std::str::Chars;

use ecow::EcoString;
use ecow::eco_format;

use super::Error;
use super::Map;
use super::Value;
use super::ops::Number;
use super::repr;

/// What the places of a format take their values from.
enum Source<'a> {
    Positional(&'a [Value]),
    Named(&'a Map),
}

/// `format % value`: a map gives its entries to `%(name)s`, anything else is the only value.
pub fn format_one(format: &str, value: &Value) -> Result<EcoString, Error> {
    if let Value::Map(map) = value
        && format.contains("%(")
    {
        return run(format, &Source::Named(map));
    }
    // A map that no place takes is no error in Python.
    if matches!(value, Value::Map(_)) && !format.replace("%%", "").contains('%') {
        return Ok(format.replace("%%", "%").into());
    }
    run(format, &Source::Positional(std::slice::from_ref(value)))
}

/// `format % (a, b)`.
pub fn format_all(format: &str, values: &[Value]) -> Result<EcoString, Error> {
    run(format, &Source::Positional(values))
}

/// `format % {"name": a}`.
pub fn format_named(format: &str, values: &Map) -> Result<EcoString, Error> {
    run(format, &Source::Named(values))
}

#[derive(Default, PartialEq, Eq)]
struct Place {
    minus: bool,
    plus: bool,
    blank: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

const WIDEST: usize = 1 << 16;

type Letters<'f> = Peekable<Chars<'f>>;

fn digits(rest: &mut Letters<'_>) -> usize {
    let mut n = 0usize;
    while let Some(d) = rest.peek().and_then(|c| c.to_digit(10)) {
        n = n.saturating_mul(10).saturating_add(d as usize);
        rest.next();
    }
    n
}

/// What follows a `%`: the name in parentheses, how wide, which kind.
fn place(rest: &mut Letters<'_>) -> Result<(Option<EcoString>, Place, char), Error> {
    let mut key = None;
    if rest.next_if_eq(&'(').is_some() {
        key = Some(rest.by_ref().take_while(|c| *c != ')').collect());
    }
    let mut place = Place::default();
    while let Some(c) = rest.peek() {
        match c {
            '-' => place.minus = true,
            '+' => place.plus = true,
            ' ' => place.blank = true,
            '0' => place.zero = true,
            '#' => place.alternate = true,
            _ => break,
        }
        rest.next();
    }
    place.width = digits(rest);
    if rest.next_if_eq(&'.').is_some() {
        place.precision = Some(digits(rest));
    }
    if place.width.max(place.precision.unwrap_or(0)) > WIDEST {
        return Err(Error::range("a place of the format is too wide"));
    }
    rest.next_if(|c| matches!(c, 'h' | 'l' | 'L'));
    match rest.next() {
        None => Err(Error::invalid("the format ends inside a place")),
        Some('*') => Err(Error::not_implemented("`*` in a format")),
        Some(kind) => Ok((key, place, kind)),
    }
}

fn run(format: &str, source: &Source<'_>) -> Result<EcoString, Error> {
    let mut out = EcoString::new();
    let mut rest = format.chars().peekable();
    let mut used = 0;
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let (key, place, kind) = place(&mut rest)?;
        if kind == '%' && place == Place::default() && key.is_none() {
            out.push('%');
            continue;
        }
        let value = match (source, key) {
            (Source::Named(map), Some(key)) => map.get(&key).ok_or_else(|| {
                Error::invalid(eco_format!("the format needs a value for `{key}`"))
            })?,
            (Source::Positional(values), None) => {
                used += 1;
                values
                    .get(used - 1)
                    .ok_or_else(|| Error::invalid("the format needs more values than it gets"))?
            }
            (Source::Named(_), None) => {
                return Err(Error::not_implemented(
                    "a format with both names and places",
                ));
            }
            (Source::Positional(_), Some(_)) => {
                return Err(Error::invalid(
                    "the format needs names, it gets values without",
                ));
            }
        };
        out.push_str(&one(kind, &place, value)?);
    }
    if let Source::Positional(values) = source
        && used < values.len()
    {
        return Err(Error::invalid("the format gets more values than it needs"));
    }
    Ok(out)
}

fn one(kind: char, place: &Place, value: &Value) -> Result<EcoString, Error> {
    let cut = |text: EcoString| match place.precision {
        Some(p) => text.chars().take(p).collect(),
        None => text,
    };
    match kind {
        's' => Ok(pad(place, "", &cut(repr::to_text(value)), false)),
        'r' => Ok(pad(place, "", &cut(repr::repr(value)), false)),
        'c' => match value {
            Value::Str(s) if s.chars().count() == 1 => Ok(pad(place, "", s, false)),
            Value::Int(n) => match u32::try_from(*n).ok().and_then(char::from_u32) {
                Some(c) => Ok(pad(place, "", c.encode_utf8(&mut [0; 4]), false)),
                None => Err(Error::range("`%c` needs the number of a character")),
            },
            Value::Null
            | Value::Bool(_)
            | Value::Float(_)
            | Value::Str(_)
            | Value::List(_)
            | Value::Map(_) => Err(Error::type_of("`%c`", "a character", value)),
        },
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => integer(kind, place, value),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let x = Number::of(value)
                .ok_or_else(|| Error::type_of(eco_format!("`%{kind}`"), "a number", value))?
                .float();
            let digits =
                unsigned_float(kind, x.abs(), place.precision.unwrap_or(6), place.alternate);
            let digits = if kind.is_ascii_uppercase() {
                digits.to_ascii_uppercase()
            } else {
                digits
            };
            let negative = x.is_sign_negative() && !x.is_nan();
            Ok(pad(place, sign(place, negative), &digits, x.is_finite()))
        }
        'a' => Err(Error::not_implemented("`%a` in a format")),
        other => Err(Error::invalid(eco_format!(
            "`%{other}` is no place of a format"
        ))),
    }
}

fn sign(place: &Place, negative: bool) -> &'static str {
    match (negative, place.plus, place.blank) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

fn integer(kind: char, place: &Place, value: &Value) -> Result<EcoString, Error> {
    let n = match Number::of(value) {
        Some(Number::Int(n)) => i128::from(n),
        Some(Number::Float(x)) if matches!(kind, 'd' | 'i' | 'u') && x.is_finite() => {
            if x.abs() >= 1e18 {
                return Err(Error::Overflow);
            }
            x.trunc() as i128
        }
        Some(Number::Float(_)) | None => {
            return Err(Error::type_of(
                eco_format!("`%{kind}`"),
                "a whole number",
                value,
            ));
        }
    };
    let size = n.unsigned_abs();
    let (prefix, mut digits) = match kind {
        'x' => ("0x", format!("{size:x}")),
        'X' => ("0X", format!("{size:X}")),
        'o' => ("0o", format!("{size:o}")),
        _ => ("", size.to_string()),
    };
    if let Some(p) = place.precision {
        digits = format!("{digits:0>p$}");
    }
    let prefix = if place.alternate { prefix } else { "" };
    let front = eco_format!("{}{prefix}", sign(place, n < 0));
    Ok(pad(place, &front, &digits, true))
}

fn pad(place: &Place, front: &str, body: &str, number: bool) -> EcoString {
    let len = front.chars().count() + body.chars().count();
    let missing = place.width.saturating_sub(len);
    if place.minus {
        eco_format!("{front}{body}{}", " ".repeat(missing))
    } else if place.zero && number {
        eco_format!("{front}{}{body}", "0".repeat(missing))
    } else {
        eco_format!("{}{front}{body}", " ".repeat(missing))
    }
}

/// The digits of a number that is not negative, as C's `printf` writes them.
fn unsigned_float(kind: char, x: f64, precision: usize, alternate: bool) -> String {
    if x.is_nan() {
        return "nan".into();
    }
    if x.is_infinite() {
        return "inf".into();
    }
    match kind.to_ascii_lowercase() {
        'f' => format!("{x:.precision$}"),
        'e' => exponent(x, precision),
        _ => {
            let precision = precision.max(1);
            let scientific = exponent(x, precision - 1);
            let exp: i64 = scientific
                .split_once('e')
                .and_then(|(_, e)| e.parse().ok())
                .unwrap_or(0);
            let (body, tail) = if exp < -4 || exp >= precision as i64 {
                let (m, e) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
                (m.to_owned(), format!("e{e}"))
            } else {
                let after = usize::try_from(precision as i64 - 1 - exp).unwrap_or(0);
                (format!("{x:.after$}"), String::new())
            };
            let body = if body.contains('.') && !alternate {
                body.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                body
            };
            format!("{body}{tail}")
        }
    }
}

fn exponent(x: f64, precision: usize) -> String {
    let text = format!("{x:.precision$e}");
    let (m, e) = text.split_once('e').unwrap_or((&text, "0"));
    let e: i32 = e.parse().unwrap_or(0);
    format!("{m}e{}{:02}", if e < 0 { '-' } else { '+' }, e.abs())
}
