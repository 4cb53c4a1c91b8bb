//! Filters that write and read other forms: base64 and JSON.
//!
//! In: `{a: 1} | to_json`. Out: `{"a": 1}`.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use base64::engine::general_purpose::STANDARD;
use base64::engine::general_purpose::URL_SAFE;
use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::json;
use crate::value::repr;

type Made = Result<Value, Error>;

fn utf8(args: &Bound<'_>) -> Result<(), Error> {
    let encoding = args.text(0, "utf-8")?;
    match encoding.to_ascii_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => Ok(()),
        _ => Err(Error::not_implemented(eco_format!(
            "the encoding `{encoding}`"
        ))),
    }
}

pub(super) fn b64encode(subject: &Value, args: &Bound<'_>) -> Made {
    utf8(args)?;
    let text = repr::to_text(subject);
    let engine = if args.truth(1, false) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    Ok(Value::str(engine.encode(text.as_bytes())))
}

/// Bits beyond the last byte do not matter to Python.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);

/// Python also skips what is no base64, and Ansible keeps bytes that are no text; here only blanks
/// are skipped.
pub(super) fn b64decode(subject: &Value, args: &Bound<'_>) -> Made {
    utf8(args)?;
    let text: String = repr::to_text(subject)
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .collect();
    let alphabet = if args.truth(1, false) {
        alphabet::URL_SAFE
    } else {
        alphabet::STANDARD
    };
    let signs = if args.truth(1, false) { "-_=" } else { "+/=" };
    if text
        .chars()
        .any(|c| !(c.is_ascii_alphanumeric() || signs.contains(c)))
    {
        return Err(Error::not_implemented("`b64decode` of what is no base64"));
    }
    let bytes = GeneralPurpose::new(&alphabet, LENIENT)
        .decode(text)
        .map_err(|_| Error::invalid("this is no base64"))?;
    String::from_utf8(bytes)
        .map(Value::str)
        .map_err(|_| Error::not_implemented("`b64decode` of bytes that are not UTF-8 text"))
}

fn indent(value: Option<&Value>) -> Result<Option<EcoString>, Error> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Int(n)) => Ok(Some(
            " ".repeat(usize::try_from(*n).unwrap_or(0).min(1 << 10))
                .into(),
        )),
        Some(Value::Str(s)) => Ok(Some(s.clone())),
        Some(other) => Err(Error::type_of("`indent`", "a number or text", other)),
    }
}

fn separators(value: Option<&Value>) -> Result<Option<(EcoString, EcoString)>, Error> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::List(pair)) => match pair.as_slice() {
            [Value::Str(item), Value::Str(key)] => Ok(Some((item.clone(), key.clone()))),
            _ => Err(Error::invalid("`separators` is a list of two strings")),
        },
        Some(other) => Err(Error::type_of("`separators`", "a list", other)),
    }
}

/// Profiles are Ansible's own business with modules.
fn no_profile(args: &Bound<'_>, i: usize) -> Result<(), Error> {
    match args.some(i) {
        Some(_) => Err(Error::not_implemented(eco_format!(
            "`profile` of `{}`",
            args.what
        ))),
        None => Ok(()),
    }
}

pub(super) fn to_json(subject: &Value, args: &Bound<'_>) -> Made {
    no_profile(args, 0)?;
    let indent = indent(args.get(3))?;
    let (item, key) = separators(args.get(5))?.unwrap_or_else(|| {
        let item = if indent.is_some() { "," } else { ", " };
        (item.into(), ": ".into())
    });
    let style = json::Style {
        indent,
        item,
        key,
        sort: args.truth(4, false),
        ascii: args.truth(6, true),
    };
    Ok(Value::Str(json::write(subject, &style)))
}

pub(super) fn to_nice_json(subject: &Value, args: &Bound<'_>) -> Made {
    no_profile(args, 2)?;
    let four = Value::Int(4);
    let style = json::Style {
        indent: indent(args.get(0).or(Some(&four)))?,
        item: ",".into(),
        key: ": ".into(),
        sort: args.truth(1, true),
        ascii: args.truth(6, true),
    };
    Ok(Value::Str(json::write(subject, &style)))
}

/// Jinja's own, safe inside HTML; its keys are sorted.
pub(super) fn tojson(subject: &Value, args: &Bound<'_>) -> Made {
    let indent = indent(args.get(0))?;
    let style = json::Style {
        item: if indent.is_some() {
            ",".into()
        } else {
            ", ".into()
        },
        indent,
        sort: true,
        ..json::Style::default()
    };
    let text = json::write(subject, &style)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("'", "\\u0027");
    Ok(Value::Str(text))
}

pub(super) fn from_json(subject: &Value, args: &Bound<'_>) -> Made {
    no_profile(args, 0)?;
    match subject.as_text() {
        Some(text) => json::read(text),
        None => Err(Error::type_of("`from_json`", "a string", subject)),
    }
}
