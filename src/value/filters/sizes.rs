//! Filters on amounts of bytes.
//!
//! In: `1536 | human_readable`. Out: `1.50 KB`.

use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::ops::Number;
use crate::value::repr;
use crate::value::text;

type Made = Result<Value, Error>;

pub(super) fn filesizeformat(subject: &Value, args: &Bound<'_>) -> Made {
    let bytes = match subject.as_text() {
        Some(s) => text::parse_float(s),
        None => Number::of(subject).map(Number::float),
    }
    .filter(|x| x.is_finite())
    .ok_or_else(|| Error::type_of("`filesizeformat`", "a number", subject))?;
    let (base, binary) = if args.truth(0, false) {
        (1024f64, "i")
    } else {
        (1000f64, "")
    };
    if bytes == 1.0 {
        return Ok(Value::str("1 Byte"));
    }
    if bytes < base {
        return Ok(Value::str(format!("{} Bytes", bytes.trunc() + 0.0)));
    }
    let kilo = if binary.is_empty() { 'k' } else { 'K' };
    let units = [kilo, 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
    let mut unit = base;
    let mut name = kilo;
    for letter in units {
        unit *= base;
        name = letter;
        if bytes < unit {
            break;
        }
    }
    Ok(Value::str(format!(
        "{:.1} {name}{binary}B",
        base * bytes / unit
    )))
}

/// The letters of the units with their powers of 1024, largest first.
const UNITS: [(char, i32); 9] = [
    ('Y', 8),
    ('Z', 7),
    ('E', 6),
    ('P', 5),
    ('T', 4),
    ('G', 3),
    ('M', 2),
    ('K', 1),
    ('B', 0),
];

pub(super) fn human_readable(subject: &Value, args: &Bound<'_>) -> Made {
    let size = Number::of(subject)
        .ok_or_else(|| Error::type_of("`human_readable`", "a number", subject))?
        .float();
    let base = if args.truth(0, false) {
        "bits"
    } else {
        "Bytes"
    };
    let wanted = args.text_or_none(1)?.map(str::to_uppercase);
    let fits = |(letter, power): &&(char, i32)| match &wanted {
        None => size >= 1024f64.powi(*power),
        Some(unit) => unit.len() == 1 && unit.starts_with(*letter),
    };
    let (letter, power) = UNITS.iter().find(fits).copied().unwrap_or(('B', 0));
    let suffix = if power == 0 {
        base.to_owned()
    } else {
        format!("{letter}{}", &base[..1])
    };
    Ok(Value::str(format!(
        "{:.2} {suffix}",
        size / 1024f64.powi(power)
    )))
}

pub(super) fn human_to_bytes(subject: &Value, args: &Bound<'_>) -> Made {
    let shown = repr::to_text(subject);
    let wrong = || Error::invalid(eco_format!("`human_to_bytes` cannot read `{shown}`"));
    let bits = args.truth(1, false);
    let body = text::strip(&shown, None, text::Ends::Right);
    let digits = body
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(body.len());
    let (number, unit) = body.split_at(digits);
    let unit = text::strip(unit, None, text::Ends::Left);
    let sound = number.ends_with(|c: char| c.is_ascii_digit())
        && number.matches('.').count() <= 1
        && unit.chars().all(|c| c.is_ascii_alphabetic());
    let amount: f64 = number.parse().ok().filter(|_| sound).ok_or_else(wrong)?;
    let unit = if unit.is_empty() {
        args.text_or_none(0)?
    } else {
        Some(unit)
    };
    let power = match unit {
        None => 0,
        Some(unit) => unit_power(unit, bits).ok_or_else(wrong)?,
    };
    // Python rounds half to even.
    let total = (amount * 1024f64.powi(power)).round_ties_even();
    if total >= 9.2e18 {
        return Err(Error::Overflow);
    }
    Ok(Value::Int(total as i64))
}

/// `K`, `KB` or `kilobyte`; `Kb` and `kilobit` where bits are meant.
fn unit_power(unit: &str, bits: bool) -> Option<i32> {
    const LONG: [&str; 9] = [
        "yotta", "zetta", "exa", "peta", "tera", "giga", "mega", "kilo", "",
    ];
    let first = unit.chars().next()?.to_ascii_uppercase();
    let place = UNITS.iter().position(|(letter, _)| *letter == first)?;
    let (letter, power) = UNITS.get(place)?;
    if unit.len() > 1 {
        let (word, short) = if bits { ("bit", 'b') } else { ("byte", 'B') };
        let long = format!("{}{word}", LONG.get(place)?);
        let short = if power == &0 {
            short.to_string()
        } else {
            format!("{letter}{short}")
        };
        if unit.to_ascii_lowercase() != long && unit != short {
            return None;
        }
    }
    Some(*power)
}
