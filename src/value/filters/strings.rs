//! Filters on text: `upper`, `replace`, `quote`, `comment` …
//!
//! In: `"it's" | quote`. Out: `'it'"'"'s'`. What is not text is shown as text first, as Jinja does.

use ecow::EcoString;
use ecow::eco_format;

use crate::value::Error;
use crate::value::Map;
use crate::value::Value;
use crate::value::args::Args;
use crate::value::args::Bound;
use crate::value::percent;
use crate::value::repr;
use crate::value::text;

type Made = Result<Value, Error>;

pub(super) fn string(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(Value::Str(repr::to_text(subject)))
}

pub(super) fn upper(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(Value::Str(text::upper(&repr::to_text(subject))))
}

pub(super) fn lower(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(Value::Str(text::lower(&repr::to_text(subject))))
}

pub(super) fn capitalize(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(Value::Str(text::capitalize(&repr::to_text(subject))))
}

/// Words end at blanks, `-` and opening brackets.
pub(super) fn title(subject: &Value, _: &Bound<'_>) -> Made {
    let subject = repr::to_text(subject);
    let ends = |c: char| text::is_space(c) || "-({[<".contains(c);
    let mut out = EcoString::new();
    for piece in subject.split_inclusive(ends) {
        let word = piece.trim_end_matches(ends);
        out.push_str(&text::upper_first(word));
        out.push_str(&piece[word.len()..]);
    }
    Ok(Value::Str(out))
}

pub(super) fn center(subject: &Value, args: &Bound<'_>) -> Made {
    let width = args.int(0, 80)?;
    if width > 1 << 20 {
        return Err(Error::range("`center` gets a width that is too large"));
    }
    Ok(Value::Str(text::center(
        &repr::to_text(subject),
        width,
        ' ',
    )))
}

pub(super) fn trim(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = repr::to_text(subject);
    let chars = args.text_or_none(0)?;
    Ok(Value::str(text::strip(&subject, chars, text::Ends::Both)))
}

pub(super) fn replace(subject: &Value, args: &Bound<'_>) -> Made {
    let count = args.int_or_none(2)?.unwrap_or(-1);
    Ok(Value::Str(text::replace(
        &repr::to_text(subject),
        &repr::to_text(args.need(0)?),
        &repr::to_text(args.need(1)?),
        count,
    )))
}

/// Ansible's `split` is Python's method: it takes text only.
pub(super) fn split(subject: &Value, args: &Bound<'_>) -> Made {
    let Value::Str(subject) = subject else {
        return Err(Error::type_of("`split`", "a string", subject));
    };
    let sep = args.text_or_none(0)?;
    if sep == Some("") {
        return Err(Error::range("`split` gets an empty separator"));
    }
    Ok(text::list(text::split(subject, sep, args.int(1, -1)?)))
}

pub(super) fn format(subject: &Value, args: &Args) -> Made {
    let format = repr::to_text(subject);
    if !args.named.is_empty() {
        if !args.positional.is_empty() {
            return Err(Error::arguments(
                "`format` takes values with names or without, not both",
            ));
        }
        let named: Map = args.named.iter().cloned().collect();
        return percent::format_named(&format, &named).map(Value::Str);
    }
    percent::format_all(&format, &args.positional).map(Value::Str)
}

pub(super) fn escape_text(text: &str) -> EcoString {
    let mut out = EcoString::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&#39;"),
            '"' => out.push_str("&#34;"),
            c => out.push(c),
        }
    }
    out
}

pub(super) fn escape(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(Value::Str(escape_text(&repr::to_text(subject))))
}

pub(super) fn xmlattr(subject: &Value, args: &Bound<'_>) -> Made {
    let Value::Map(map) = subject else {
        return Err(Error::type_of("`xmlattr`", "a map", subject));
    };
    let mut parts = Vec::new();
    for (key, value) in map.iter().filter(|(_, v)| **v != Value::Null) {
        if key.contains([' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '/', '>', '=']) {
            return Err(Error::invalid(eco_format!(
                "`{key}` cannot be an attribute's name"
            )));
        }
        let value = escape_text(&repr::to_text(value));
        parts.push(format!("{}=\"{value}\"", escape_text(key)));
    }
    let joined = parts.join(" ");
    Ok(Value::str(if args.truth(0, true) && !joined.is_empty() {
        format!(" {joined}")
    } else {
        joined
    }))
}

/// Python's `shlex.quote`.
pub(super) fn quote(subject: &Value, _: &Bound<'_>) -> Made {
    let subject = if *subject == Value::Null {
        EcoString::new()
    } else {
        repr::to_text(subject)
    };
    let safe = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !subject.is_empty() && subject.chars().all(safe) {
        return Ok(Value::Str(subject));
    }
    Ok(Value::str(format!("'{}'", subject.replace("'", "'\"'\"'"))))
}

/// What surrounds a comment and its lines.
struct Frame<'a> {
    newline: &'a str,
    beginning: &'a str,
    prefix: &'a str,
    prefix_count: i64,
    decoration: &'a str,
    postfix: &'a str,
    postfix_count: i64,
    end: &'a str,
}

fn frame(style: &str) -> Result<Frame<'static>, Error> {
    let (beginning, decoration, end) = match style {
        "plain" => ("", "# ", ""),
        "erlang" => ("", "% ", ""),
        "c" => ("", "// ", ""),
        "cblock" => ("/*", " * ", " */"),
        "xml" => ("<!--", " - ", "-->"),
        other => {
            return Err(Error::invalid(eco_format!(
                "`comment` knows plain, erlang, c, cblock and xml, not {other}"
            )));
        }
    };
    Ok(Frame {
        newline: "\n",
        beginning,
        prefix: "",
        prefix_count: 1,
        decoration,
        postfix: "",
        postfix_count: 1,
        end,
    })
}

pub(super) fn comment(subject: &Value, args: &Bound<'_>) -> Made {
    let Value::Str(subject) = subject else {
        return Err(Error::type_of("`comment`", "a string", subject));
    };
    let mut frame = frame(args.text(0, "plain")?)?;
    let decoration = args
        .more
        .iter()
        .find(|(name, _)| *name == "decoration")
        .and_then(|(_, value)| value.as_text())
        .map_or(frame.decoration, EcoString::as_str);
    let bare = text::strip(decoration, None, text::Ends::Right);
    (frame.prefix, frame.postfix) = (bare, bare);
    for (name, value) in &args.more {
        let field = match *name {
            "newline" => &mut frame.newline,
            "beginning" => &mut frame.beginning,
            "prefix" => &mut frame.prefix,
            "decoration" => &mut frame.decoration,
            "postfix" => &mut frame.postfix,
            "end" => &mut frame.end,
            "prefix_count" | "postfix_count" => {
                let Value::Int(n) = value else {
                    return Err(Error::type_of(
                        eco_format!("`{name}`"),
                        "a whole number",
                        value,
                    ));
                };
                if *name == "prefix_count" {
                    frame.prefix_count = *n;
                } else {
                    frame.postfix_count = *n;
                }
                continue;
            }
            _ => continue,
        };
        let Value::Str(text) = value else {
            return Err(Error::type_of(eco_format!("`{name}`"), "a string", value));
        };
        *field = text;
    }
    if frame.prefix_count.max(frame.postfix_count) > 1 << 16 {
        return Err(Error::range("`comment` gets a count that is too large"));
    }
    if frame.newline.is_empty() {
        return Err(Error::not_implemented("`comment` with an empty `newline`"));
    }
    Ok(Value::Str(framed(subject, &frame)))
}

fn framed(subject: &str, frame: &Frame<'_>) -> EcoString {
    let times = |n: i64| usize::try_from(n).unwrap_or(0);
    let newline = frame.newline;
    let mut out = EcoString::new();
    if !frame.beginning.is_empty() {
        out.push_str(frame.beginning);
        out.push_str(newline);
    }
    if frame.prefix == newline {
        out.push_str(&newline.repeat(times(frame.prefix_count)));
    } else if !frame.prefix.is_empty() {
        out.push_str(&format!("{}{newline}", frame.prefix).repeat(times(frame.prefix_count)));
    }
    let decoration = frame.decoration;
    let bare = text::strip(decoration, None, text::Ends::Right);
    let lines = subject.replace(newline, &format!("{newline}{decoration}"));
    // A line that holds nothing but the decoration loses the blanks at its end.
    out.push_str(&format!("{decoration}{lines}").replace(
        &format!("{decoration}{newline}"),
        &format!("{bare}{newline}"),
    ));
    for _ in 0..times(frame.postfix_count) {
        out.push_str(newline);
        out.push_str(frame.postfix);
    }
    if !frame.end.is_empty() {
        out.push_str(newline);
        out.push_str(frame.end);
    }
    out
}
