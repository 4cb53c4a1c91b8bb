//! JSON as Python's `json` writes and reads it.
//!
//! In: a value. Out: `{"a": [1, 2.0]}`, with Python's separators, escapes and numbers; and back.

use std::fmt;
use std::fmt::Write as _;

use ecow::EcoString;
use ecow::eco_format;
use serde::de;
use serde::de::DeserializeSeed;
use serde::de::Deserializer;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;

use super::Error;
use super::Map;
use super::Value;
use super::repr;

/// How JSON is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// What one level is indented by; `None` keeps all on one line.
    pub indent: Option<EcoString>,
    /// Between items.
    pub item: EcoString,
    /// Between key and value.
    pub key: EcoString,
    /// Keys in order.
    pub sort: bool,
    /// `\u…` for everything that is not ASCII.
    pub ascii: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            indent: None,
            item: ", ".into(),
            key: ": ".into(),
            sort: false,
            ascii: true,
        }
    }
}

/// `json.dumps`.
#[must_use]
pub fn write(value: &Value, style: &Style) -> EcoString {
    let mut out = EcoString::new();
    put(&mut out, value, style, 0);
    out
}

fn newline(out: &mut EcoString, style: &Style, depth: usize) {
    if let Some(indent) = &style.indent {
        out.push('\n');
        for _ in 0..depth {
            out.push_str(indent);
        }
    }
}

fn put(out: &mut EcoString, value: &Value, style: &Style, depth: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(n) => {
            let _ = write!(out, "{n}");
        }
        Value::Float(x) if x.is_nan() => out.push_str("NaN"),
        Value::Float(x) if x.is_infinite() => {
            out.push_str(if *x > 0.0 { "Infinity" } else { "-Infinity" });
        }
        Value::Float(x) => out.push_str(&repr::float(*x)),
        Value::Str(s) => string(out, s, style.ascii),
        Value::List(items) if items.is_empty() => out.push_str("[]"),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(&style.item);
                }
                newline(out, style, depth + 1);
                put(out, item, style, depth + 1);
            }
            newline(out, style, depth);
            out.push(']');
        }
        Value::Map(map) if map.is_empty() => out.push_str("{}"),
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            if style.sort {
                entries.sort_by(|a, b| a.0.cmp(b.0));
            }
            out.push('{');
            for (i, (key, item)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push_str(&style.item);
                }
                newline(out, style, depth + 1);
                string(out, key, style.ascii);
                out.push_str(&style.key);
                put(out, item, style, depth + 1);
            }
            newline(out, style, depth);
            out.push('}');
        }
    }
}

fn string(out: &mut EcoString, text: &str, ascii: bool) {
    out.push('"');
    for c in text.chars() {
        let _ = match c {
            '"' => out.write_str("\\\""),
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            '\u{8}' => out.write_str("\\b"),
            '\u{c}' => out.write_str("\\f"),
            c if u32::from(c) < 0x20 => write!(out, "\\u{:04x}", u32::from(c)),
            c if ascii && !(' '..='~').contains(&c) => c
                .encode_utf16(&mut [0; 2])
                .iter()
                .try_for_each(|unit| write!(out, "\\u{unit:04x}")),
            c => out.write_char(c),
        };
    }
    out.push('"');
}

/// `json.loads`. Numbers beyond 64 bits are refused, also `NaN`.
///
/// # Errors
/// [`Error::Overflow`] for a number that is too long, [`Error`] with the reason where it is no JSON.
pub fn read(text: &str) -> Result<Value, Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = Seed {
        long: has_long_number(text),
    };
    let value = seed
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    value.map_err(|e| {
        if e.is_data() {
            Error::Overflow
        } else {
            Error::invalid(eco_format!("this is no JSON: {e}"))
        }
    })
}

/// Whether some run of digits may be a whole number of more than 64 bits.
fn has_long_number(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
        .any(|run| run.len() > 18 && run.bytes().all(|b| b == b'-' || b.is_ascii_digit()))
}

#[derive(Clone, Copy)]
struct Seed {
    long: bool,
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of 64 bits")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Int(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
        i64::try_from(n)
            .map(Value::Int)
            .map_err(|_| E::custom("too large"))
    }

    fn visit_f64<E: de::Error>(self, x: f64) -> Result<Value, E> {
        // A whole number beyond 64 bits arrives here too, already rounded.
        if self.long && x.abs() >= 9e18 {
            return Err(E::custom("too large"));
        }
        Ok(Value::Float(x))
    }

    fn visit_str<E>(self, s: &str) -> Result<Value, E> {
        Ok(Value::str(s))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::list(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            map.insert(key.into(), access.next_value_seed(self)?);
        }
        Ok(Value::map(map))
    }
}
