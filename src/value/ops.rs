//! Python's operators.
//!
//! In: two values. Out: a value: `-7 // 2` is `-4`, `[1] * 2` is `[1, 1]`, `true == 1` is true.
//! Whole numbers have 64 bits here; what Python would go on with is [`Error::Overflow`].

use std::cmp::Ordering;

use ecow::EcoString;

use super::Error;
use super::Value;
use super::percent;
use super::repr;

/// Python's `bool(value)`.
#[must_use]
pub fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Int(n) => *n != 0,
        Value::Float(x) => *x != 0.0,
        Value::Str(s) => !s.is_empty(),
        Value::List(l) => !l.is_empty(),
        Value::Map(m) => !m.is_empty(),
    }
}

/// A number as Python's arithmetic sees it.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// Whole; bools too.
    Int(i64),
    /// With a fraction.
    Float(f64),
}

impl Number {
    /// The number that a value is; strings are none.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(b) => Some(Self::Int(i64::from(*b))),
            Value::Int(n) => Some(Self::Int(*n)),
            Value::Float(x) => Some(Self::Float(*x)),
            Value::Null | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// As a float.
    #[must_use]
    pub fn float(self) -> f64 {
        match self {
            Self::Int(n) => n as f64,
            Self::Float(x) => x,
        }
    }
}

fn wrong(operator: &'static str, a: &Value, b: &Value) -> Error {
    Error::Operands {
        operator,
        left: a.type_name(),
        right: b.type_name(),
    }
}

fn arithmetic(
    operator: &'static str,
    a: &Value,
    b: &Value,
    ints: fn(i64, i64) -> Result<Value, Error>,
    floats: fn(f64, f64) -> Result<Value, Error>,
) -> Result<Value, Error> {
    match (Number::of(a), Number::of(b)) {
        (Some(Number::Int(x)), Some(Number::Int(y))) => ints(x, y),
        (Some(x), Some(y)) => floats(x.float(), y.float()),
        (None, _) | (_, None) => Err(wrong(operator, a, b)),
    }
}

fn whole(n: Option<i64>) -> Result<Value, Error> {
    n.map(Value::Int).ok_or(Error::Overflow)
}

/// `a + b`: numbers, strings, lists.
///
/// # Errors
/// [`Error::Operands`] for other types, [`Error::Overflow`] beyond 64 bits.
pub fn add(a: &Value, b: &Value) -> Result<Value, Error> {
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => {
            let mut s = x.clone();
            s.push_str(y);
            Ok(Value::Str(s))
        }
        (Value::List(x), Value::List(y)) => {
            Ok(Value::list(x.iter().chain(y.iter()).cloned().collect()))
        }
        _ => arithmetic(
            "+",
            a,
            b,
            |x, y| whole(x.checked_add(y)),
            |x, y| Ok(Value::Float(x + y)),
        ),
    }
}

/// `a - b`: numbers.
///
/// # Errors
/// As [`add`].
pub fn sub(a: &Value, b: &Value) -> Result<Value, Error> {
    arithmetic(
        "-",
        a,
        b,
        |x, y| whole(x.checked_sub(y)),
        |x, y| Ok(Value::Float(x - y)),
    )
}

/// Nobody means more than this by `"-" * n`.
const REPEAT_LIMIT: usize = 1 << 24;

fn times(len: usize, n: i64) -> Result<usize, Error> {
    let n = usize::try_from(n.max(0)).map_err(|_| Error::Overflow)?;
    match len.checked_mul(n) {
        Some(total) if total <= REPEAT_LIMIT => Ok(n),
        Some(_) | None => Err(Error::range("the result of `*` is too long")),
    }
}

/// `a * b`: numbers; a string or list and a whole number.
///
/// # Errors
/// As [`add`], and [`Error::Range`] for a text or list that nobody means.
pub fn mul(a: &Value, b: &Value) -> Result<Value, Error> {
    let repeat = |items: &Value, n: i64| match items {
        Value::Str(s) => Ok(Value::str(s.repeat(times(s.len(), n)?))),
        Value::List(l) => {
            let n = times(l.len(), n)?;
            Ok(Value::list(
                std::iter::repeat_n(l.iter(), n)
                    .flatten()
                    .cloned()
                    .collect(),
            ))
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Map(_) => {
            Err(wrong("*", a, b))
        }
    };
    match (a, Number::of(a), b, Number::of(b)) {
        (Value::Str(_) | Value::List(_), _, _, Some(Number::Int(n))) => repeat(a, n),
        (_, Some(Number::Int(n)), Value::Str(_) | Value::List(_), _) => repeat(b, n),
        _ => arithmetic(
            "*",
            a,
            b,
            |x, y| whole(x.checked_mul(y)),
            |x, y| Ok(Value::Float(x * y)),
        ),
    }
}

/// `a / b`: always a float.
///
/// # Errors
/// [`Error::DivisionByZero`], [`Error::Operands`], and [`Error::NotImplemented`] for whole numbers that no float holds.
pub fn div(a: &Value, b: &Value) -> Result<Value, Error> {
    fn floats(x: f64, y: f64) -> Result<Value, Error> {
        if y == 0.0 {
            return Err(Error::DivisionByZero);
        }
        Ok(Value::Float(x / y))
    }
    arithmetic("/", a, b, int_div, floats)
}

/// Python divides whole numbers exactly and rounds once; two roundings differ above 2^53.
fn int_div(x: i64, y: i64) -> Result<Value, Error> {
    const EXACT: u64 = 1 << 53;
    if y == 0 {
        return Err(Error::DivisionByZero);
    }
    if x.unsigned_abs() <= EXACT && y.unsigned_abs() <= EXACT {
        return Ok(Value::Float(x as f64 / y as f64));
    }
    Err(Error::not_implemented("`/` of whole numbers above 2^53"))
}

/// `a // b`: rounds down.
///
/// # Errors
/// [`Error::DivisionByZero`], [`Error::Operands`], [`Error::Overflow`].
pub fn floor_div(a: &Value, b: &Value) -> Result<Value, Error> {
    fn ints(x: i64, y: i64) -> Result<Value, Error> {
        if y == 0 {
            return Err(Error::DivisionByZero);
        }
        let q = x.checked_div(y).ok_or(Error::Overflow)?;
        let down = x % y != 0 && (x < 0) != (y < 0);
        Ok(Value::Int(q - i64::from(down)))
    }
    arithmetic("//", a, b, ints, |x, y| {
        float_divmod(x, y).map(|(q, _)| Value::Float(q))
    })
}

/// `a % b`: the sign of `b`; on a string it formats.
///
/// # Errors
/// [`Error::DivisionByZero`], [`Error::Operands`], and what Python says of a format and its value.
pub fn modulo(a: &Value, b: &Value) -> Result<Value, Error> {
    fn ints(x: i64, y: i64) -> Result<Value, Error> {
        if y == 0 {
            return Err(Error::DivisionByZero);
        }
        let r = x.checked_rem(y).unwrap_or(0);
        let fix = r != 0 && (r < 0) != (y < 0);
        Ok(Value::Int(if fix { r + y } else { r }))
    }
    if let Value::Str(format) = a {
        return percent::format_one(format, b).map(Value::Str);
    }
    arithmetic("%", a, b, ints, |x, y| {
        float_divmod(x, y).map(|(_, r)| Value::Float(r))
    })
}

/// CPython's `float_divmod`.
fn float_divmod(x: f64, y: f64) -> Result<(f64, f64), Error> {
    if y == 0.0 {
        return Err(Error::DivisionByZero);
    }
    let mut rest = x % y;
    let mut quotient = (x - rest) / y;
    if rest == 0.0 {
        rest = 0.0f64.copysign(y);
    } else if (y < 0.0) != (rest < 0.0) {
        rest += y;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return Ok((0.0f64.copysign(x / y), rest));
    }
    let floor = quotient.floor();
    Ok((
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        },
        rest,
    ))
}

/// `a ** b`.
///
/// # Errors
/// [`Error::DivisionByZero`] for zero to a negative power, [`Error::Overflow`], [`Error::Operands`], and
/// [`Error::NotImplemented`] for what would be a complex number.
pub fn pow(a: &Value, b: &Value) -> Result<Value, Error> {
    fn ints(x: i64, y: i64) -> Result<Value, Error> {
        if y < 0 {
            return floats(x as f64, y as f64);
        }
        if matches!(x, 0 | 1) || y == 0 {
            return Ok(Value::Int(if y == 0 { 1 } else { x }));
        }
        if x == -1 {
            return Ok(Value::Int(if y % 2 == 0 { 1 } else { -1 }));
        }
        let y = u32::try_from(y).map_err(|_| Error::Overflow)?;
        whole(x.checked_pow(y))
    }
    fn floats(x: f64, y: f64) -> Result<Value, Error> {
        if x == 0.0 && y < 0.0 {
            return Err(Error::DivisionByZero);
        }
        if x < 0.0 && x.is_finite() && y.is_finite() && y.fract() != 0.0 {
            return Err(Error::not_implemented("a complex number"));
        }
        let r = x.powf(y);
        if r.is_infinite() && x.is_finite() && y.is_finite() {
            return Err(Error::Overflow);
        }
        Ok(Value::Float(r))
    }
    arithmetic("**", a, b, ints, floats)
}

/// `-a`.
///
/// # Errors
/// [`Error::Type`] for no number, [`Error::Overflow`] beyond 64 bits.
pub fn neg(a: &Value) -> Result<Value, Error> {
    match Number::of(a) {
        Some(Number::Int(n)) => whole(n.checked_neg()),
        Some(Number::Float(x)) => Ok(Value::Float(-x)),
        None => Err(Error::type_of("`-`", "a number", a)),
    }
}

/// `+a`.
///
/// # Errors
/// [`Error::Type`] for no number.
pub fn pos(a: &Value) -> Result<Value, Error> {
    match Number::of(a) {
        Some(Number::Int(n)) => Ok(Value::Int(n)),
        Some(Number::Float(x)) => Ok(Value::Float(x)),
        None => Err(Error::type_of("`+`", "a number", a)),
    }
}

/// `a ~ b`: both as text; `null` is `None` here, unlike in [`interpolate`].
#[must_use]
pub fn concat(a: &Value, b: &Value) -> Value {
    let mut s = repr::to_text(a);
    s.push_str(&repr::to_text(b));
    Value::Str(s)
}

/// A string with `{{ }}` in it, as ansible-core 2.19 puts it together: `null` parts vanish, a part
/// that remains alone keeps its type, nothing at all is `null`; else all as text.
#[must_use]
pub fn interpolate(parts: &[Value]) -> Value {
    let mut kept = parts.iter().filter(|v| **v != Value::Null);
    let (Some(first), rest) = (kept.next(), kept) else {
        return Value::Null;
    };
    let mut text: Option<EcoString> = None;
    for part in rest {
        text.get_or_insert_with(|| repr::to_text(first))
            .push_str(&repr::to_text(part));
    }
    text.map_or_else(|| first.clone(), Value::Str)
}

fn compare_int_float(n: i64, x: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if x.is_nan() {
        return None;
    }
    if x >= LIMIT {
        return Some(Ordering::Less);
    }
    if x < -LIMIT {
        return Some(Ordering::Greater);
    }
    let floor = x.floor();
    Some(n.cmp(&(floor as i64)).then(if x > floor {
        Ordering::Less
    } else {
        Ordering::Equal
    }))
}

fn compare_numbers(a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(x), Number::Int(y)) => Some(x.cmp(&y)),
        (Number::Float(x), Number::Float(y)) => x.partial_cmp(&y),
        (Number::Int(x), Number::Float(y)) => compare_int_float(x, y),
        (Number::Float(x), Number::Int(y)) => compare_int_float(y, x).map(Ordering::reverse),
    }
}

/// `a == b`: `1 == 1.0 == true`; maps without order.
#[must_use]
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Str(x), Value::Str(y)) => x == y,
        (Value::List(x), Value::List(y)) => {
            x.len() == y.len() && x.iter().zip(y.iter()).all(|(x, y)| equal(x, y))
        }
        (Value::Map(x), Value::Map(y)) => {
            x.len() == y.len() && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| equal(v, w)))
        }
        _ => match (Number::of(a), Number::of(b)) {
            (Some(x), Some(y)) => compare_numbers(x, y) == Some(Ordering::Equal),
            (None, _) | (_, None) => false,
        },
    }
}

/// What `<` and its kin see; `None` for a `nan`, which is neither less nor greater.
///
/// # Errors
/// [`Error::Operands`] for two types that have no order.
pub fn order(operator: &'static str, a: &Value, b: &Value) -> Result<Option<Ordering>, Error> {
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => Ok(Some(x.as_str().cmp(y.as_str()))),
        (Value::List(x), Value::List(y)) => {
            for (x, y) in x.iter().zip(y.iter()) {
                if !equal(x, y) {
                    return order(operator, x, y);
                }
            }
            Ok(Some(x.len().cmp(&y.len())))
        }
        _ => match (Number::of(a), Number::of(b)) {
            (Some(x), Some(y)) => Ok(compare_numbers(x, y)),
            (None, _) | (_, None) => Err(wrong(operator, a, b)),
        },
    }
}

/// `a < b`.
///
/// # Errors
/// As [`order`].
pub fn less(a: &Value, b: &Value) -> Result<bool, Error> {
    Ok(order("<", a, b)? == Some(Ordering::Less))
}

/// `a <= b`.
///
/// # Errors
/// As [`order`].
pub fn less_equal(a: &Value, b: &Value) -> Result<bool, Error> {
    Ok(order("<=", a, b)?.is_some_and(Ordering::is_le))
}

/// `a > b`.
///
/// # Errors
/// As [`order`].
pub fn greater(a: &Value, b: &Value) -> Result<bool, Error> {
    Ok(order(">", a, b)? == Some(Ordering::Greater))
}

/// `a >= b`.
///
/// # Errors
/// As [`order`].
pub fn greater_equal(a: &Value, b: &Value) -> Result<bool, Error> {
    Ok(order(">=", a, b)?.is_some_and(Ordering::is_ge))
}

/// `item in container`: a part of a string, an item of a list, a key of a map.
///
/// # Errors
/// [`Error::Type`] for a container that is none, and for an item that cannot be in it.
pub fn contains(container: &Value, item: &Value) -> Result<bool, Error> {
    match (container, item) {
        (Value::Str(s), Value::Str(part)) => Ok(s.contains(part.as_str())),
        (Value::Str(_), other) => Err(Error::type_of("`in` a string", "a string", other)),
        (Value::List(items), item) => Ok(items.iter().any(|i| equal(i, item))),
        (Value::Map(map), Value::Str(key)) => Ok(map.contains_key(key)),
        (Value::Map(_), Value::List(_) | Value::Map(_)) => {
            Err(Error::type_of("`in` a map", "a key", item))
        }
        (Value::Map(_), Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_)) => {
            Ok(false)
        }
        (Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_), _) => Err(Error::type_of(
            "`in`",
            "a string, list or map on its right",
            container,
        )),
    }
}
