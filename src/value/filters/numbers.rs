//! Filters that make or change numbers and bools: `int`, `float`, `round`, `bool`, `log` …
//!
//! In: `"42.7" | int`. Out: `42`.

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::ops::Number;
use crate::value::text;

type Made = Result<Value, Error>;

fn number(what: &str, value: &Value) -> Result<Number, Error> {
    Number::of(value)
        .ok_or_else(|| Error::type_of(ecow::eco_format!("`{what}`"), "a number", value))
}

pub(super) fn abs(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(match number("abs", subject)? {
        Number::Int(n) => Value::Int(n.checked_abs().ok_or(Error::Overflow)?),
        Number::Float(x) => Value::Float(x.abs()),
    })
}

/// The largest whole number below which every float's whole part fits.
const FITS: f64 = 9.2e18;

fn cut(x: f64) -> Result<Option<i64>, Error> {
    if !x.is_finite() {
        return Ok(None);
    }
    if x.abs() >= FITS {
        return Err(Error::Overflow);
    }
    Ok(Some(x as i64))
}

/// Python reads the digits of every script.
fn foreign(what: &str, text: &str) -> Result<(), Error> {
    if text.chars().any(|c| !c.is_ascii() && c.is_numeric()) {
        return Err(Error::not_implemented(ecow::eco_format!(
            "`{what}` of digits that are not ASCII"
        )));
    }
    Ok(())
}

/// What cannot be read is the default, `0` without one.
pub(super) fn int(subject: &Value, args: &Bound<'_>) -> Made {
    let default = args.get(0).cloned().unwrap_or(Value::Int(0));
    let base = args.int(1, 10)?;
    let found = match subject {
        Value::Bool(b) => Some(i64::from(*b)),
        Value::Int(n) => Some(*n),
        // Jinja catches an overflow only on its second way, which infinity does not reach.
        Value::Float(x) if x.is_infinite() => return Ok(default),
        Value::Float(x) => cut(*x)?,
        Value::Str(s) => {
            foreign("int", s)?;
            let whole = match u32::try_from(base) {
                Ok(base @ (0 | 2..=36)) => {
                    text::parse_int(s, base).map_err(|()| Error::Overflow)?
                }
                Ok(_) | Err(_) => None,
            };
            match whole {
                Some(n) => Some(n),
                None => text::parse_float(s).map_or(Ok(None), cut)?,
            }
        }
        Value::Null | Value::List(_) | Value::Map(_) => None,
    };
    Ok(found.map_or(default, Value::Int))
}

pub(super) fn float(subject: &Value, args: &Bound<'_>) -> Made {
    let found = match subject.as_text() {
        Some(s) => {
            foreign("float", s)?;
            text::parse_float(s)
        }
        None => Number::of(subject).map(Number::float),
    };
    Ok(found.map_or_else(
        || args.get(0).cloned().unwrap_or(Value::Float(0.0)),
        Value::Float,
    ))
}

pub(super) fn boolean(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(Value::Bool(match subject {
        Value::Bool(b) => *b,
        Value::Int(n) => *n == 1,
        Value::Float(x) => *x == 1.0,
        Value::Str(s) => matches!(text::lower(s).as_str(), "yes" | "on" | "true" | "1"),
        Value::Null | Value::List(_) | Value::Map(_) => false,
    }))
}

/// Half to even, as Python rounds; the exact decimal value of the float counts.
pub(super) fn round(subject: &Value, args: &Bound<'_>) -> Made {
    let precision = args.int_or_none(0)?;
    let method = args.text(1, "common")?;
    let subject = number("round", subject)?;
    match method {
        "common" => match (subject, precision) {
            (Number::Int(n), p) => round_int(n, p.unwrap_or(0)),
            (Number::Float(_), None) if args.get(0).is_some() => {
                Err(Error::not_implemented("`round(none)`"))
            }
            (Number::Float(x), p) => round_float(x, p.unwrap_or(0)),
        },
        "ceil" | "floor" => {
            let digits = i32::try_from(precision.unwrap_or(0)).map_err(|_| Error::Overflow)?;
            if !(0..=300).contains(&digits) {
                return Err(Error::not_implemented("`round` with this precision"));
            }
            let scale = 10f64.powi(digits);
            let scaled = match subject {
                Number::Int(n) if n.unsigned_abs() > 1 << 53 => {
                    return Err(Error::not_implemented("`round` of a number above 2^53"));
                }
                Number::Int(n) => n as f64 * scale,
                Number::Float(x) if !x.is_finite() => return Err(Error::Overflow),
                Number::Float(x) => x * scale,
            };
            let whole = if method == "ceil" {
                scaled.ceil()
            } else {
                scaled.floor()
            };
            // `+ 0.0`: Python passes through a whole number here, which has no negative zero.
            Ok(Value::Float((whole + 0.0) / scale))
        }
        _ => Err(Error::invalid("`round` knows common, ceil and floor")),
    }
}

fn round_int(n: i64, precision: i64) -> Made {
    if precision >= 0 {
        return Ok(Value::Int(n));
    }
    let Some(unit) = u32::try_from(-precision)
        .ok()
        .and_then(|p| 10i128.checked_pow(p))
    else {
        return Ok(Value::Int(0));
    };
    let n = i128::from(n);
    let (down, rest) = (n.div_euclid(unit), n.rem_euclid(unit));
    let up = rest * 2 > unit || (rest * 2 == unit && down % 2 != 0);
    i64::try_from((down + i128::from(up)) * unit)
        .map(Value::Int)
        .map_err(|_| Error::Overflow)
}

fn round_float(x: f64, precision: i64) -> Made {
    if !x.is_finite() {
        return Ok(Value::Float(x));
    }
    if precision > 300 {
        return Ok(Value::Float(x));
    }
    if let Ok(digits) = usize::try_from(precision) {
        // Rust's formatting is exact and rounds half to even, which is what Python asks of dtoa.
        let text = format!("{x:.digits$}");
        return text
            .parse()
            .map(Value::Float)
            .map_err(|_| Error::not_implemented("`round` of this number"));
    }
    let unit = u32::try_from(-precision)
        .ok()
        .and_then(|p| 10i64.checked_pow(p));
    match unit {
        Some(unit) if x.abs() < FITS => {
            let whole = x.trunc() as i64;
            let half = i128::from(whole.rem_euclid(unit)) * 2 == i128::from(unit);
            if half && x.fract() != 0.0 {
                let down = whole.div_euclid(unit) * unit;
                return Ok(Value::Float(
                    (if x.fract() > 0.0 { down + unit } else { down }) as f64,
                ));
            }
            let rounded = round_int(whole, precision)?;
            Ok(Value::Float(
                Number::of(&rounded).map_or(x, Number::float).copysign(x),
            ))
        }
        Some(_) | None => Err(Error::not_implemented("`round` of this number")),
    }
}

pub(super) fn log(subject: &Value, args: &Bound<'_>) -> Made {
    let x = number("log", subject)?.float();
    let base = match args.get(0) {
        None => None,
        Some(base) => Some(number("log", base)?.float()),
    };
    if x <= 0.0 || base.is_some_and(|b| b <= 0.0) {
        return Err(Error::range("`log` needs a number above zero"));
    }
    match base {
        Some(10.0) => Ok(Value::Float(x.log10())),
        Some(1.0) => Err(Error::DivisionByZero),
        Some(base) => Ok(Value::Float(x.ln() / base.ln())),
        // Ansible divides by `log(e)`, which is 1.
        None => Ok(Value::Float(x.ln())),
    }
}

fn power(x: f64, y: f64) -> Made {
    if x == 0.0 && y < 0.0 {
        return Err(Error::range("`pow` of zero needs an exponent from zero on"));
    }
    let r = x.powf(y);
    if r.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(Error::range(
            "`pow` of a negative number needs a whole exponent",
        ));
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(Error::Overflow);
    }
    Ok(Value::Float(r))
}

pub(super) fn pow(subject: &Value, args: &Bound<'_>) -> Made {
    power(
        number("pow", subject)?.float(),
        number("pow", args.need(0)?)?.float(),
    )
}

pub(super) fn root(subject: &Value, args: &Bound<'_>) -> Made {
    let x = number("root", subject)?.float();
    let base = match args.get(0) {
        None => 2.0,
        Some(Value::Str(s)) => {
            text::parse_float(s).ok_or_else(|| Error::invalid("the base of `root` is no number"))?
        }
        Some(base) => number("root", base)?.float(),
    };
    if base == 2.0 && !matches!(args.get(0), Some(Value::Str(_))) {
        if x < 0.0 {
            return Err(Error::range("`root` needs a number from zero on"));
        }
        return Ok(Value::Float(x.sqrt()));
    }
    if base == 0.0 {
        return Err(Error::DivisionByZero);
    }
    power(x, 1.0 / base)
}
