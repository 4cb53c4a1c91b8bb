//! Filters that lay out text: `indent`, `truncate`, `wordwrap`, `wordcount`.
//!
//! In: `"a\nb" | indent(2)`. Out: `"a\n  b"`.

use ecow::EcoString;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::repr;
use crate::value::text;

type Made = Result<Value, Error>;

fn string<'a>(args: &Bound<'_>, subject: &'a Value) -> Result<&'a str, Error> {
    subject
        .as_text()
        .map(EcoString::as_str)
        .ok_or_else(|| Error::type_of(ecow::eco_format!("`{}`", args.what), "a string", subject))
}

pub(super) fn indent(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(args, subject)?;
    let by: EcoString = match args.get(0) {
        None => "    ".into(),
        Some(Value::Str(s)) => s.clone(),
        Some(_) => " "
            .repeat(usize::try_from(args.int(0, 4)?).unwrap_or(0).min(1 << 16))
            .into(),
    };
    let (first, blank) = (args.truth(1, false), args.truth(2, false));
    // Jinja's quirk: a newline is added before the lines are taken apart.
    let with_end = format!("{subject}\n");
    let mut out = EcoString::new();
    for (i, line) in text::lines(&with_end, false).into_iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let indented = if i == 0 {
            first
        } else {
            blank || !line.is_empty()
        };
        if indented {
            out.push_str(&by);
        }
        out.push_str(line);
    }
    Ok(Value::Str(out))
}

pub(super) fn truncate(subject: &Value, args: &Bound<'_>) -> Made {
    let length = args.int(0, 255)?;
    let end = args.text(2, "...")?;
    let leeway = args.int_or_none(3)?.unwrap_or(5);
    let end_len = end.chars().count() as i64;
    if length < end_len || leeway < 0 {
        return Err(Error::range(
            "`truncate` needs a length that its end fits into",
        ));
    }
    let long = match (subject.as_list(), subject.as_map()) {
        (Some(items), _) => items.len(),
        (None, Some(map)) => map.len(),
        (None, None) => string(args, subject)?.chars().count(),
    };
    if long as i64 <= length.saturating_add(leeway) {
        return Ok(subject.clone());
    }
    let subject = string(args, subject)?;
    let kept: String = subject.chars().take((length - end_len) as usize).collect();
    let kept = if args.truth(1, false) {
        kept.as_str()
    } else {
        kept.rsplit_once(' ')
            .map_or(kept.as_str(), |(front, _)| front)
    };
    Ok(Value::str(format!("{kept}{end}")))
}

pub(super) fn wordcount(subject: &Value, _: &Bound<'_>) -> Made {
    let subject = repr::to_text(subject);
    let words = subject
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|w| !w.is_empty());
    Ok(Value::Int(words.count() as i64))
}

pub(super) fn wordwrap(subject: &Value, args: &Bound<'_>) -> Made {
    let subject = string(args, subject)?;
    let width = usize::try_from(args.int(0, 79)?)
        .ok()
        .filter(|w| *w > 0)
        .ok_or_else(|| Error::range("`wordwrap` needs a width above zero"))?;
    let break_words = args.truth(1, true);
    let joint = args.text_or_none(2)?.unwrap_or("\n");
    if args.truth(3, true) && subject.contains('-') {
        return Err(Error::not_implemented("`wordwrap` at hyphens"));
    }
    let mut out = Vec::new();
    for line in text::lines(subject, false) {
        out.push(wrapped(line, width, break_words).join(joint));
    }
    Ok(Value::str(out.join(joint)))
}

/// Python's `textwrap` without hyphens: words and runs of blanks, blanks at line ends dropped.
fn wrapped(line: &str, width: usize, break_words: bool) -> Vec<String> {
    const BLANKS: &[char] = &[' ', '\t', '\n', '\u{b}', '\u{c}', '\r'];
    let mut chunks: Vec<String> = Vec::new();
    let mut blank = None;
    for c in line.chars() {
        let is = BLANKS.contains(&c);
        match chunks.last_mut() {
            Some(last) if blank == Some(is) => last.push(c),
            Some(_) | None => chunks.push(c.to_string()),
        }
        blank = Some(is);
    }
    chunks.reverse();
    let is_blank = |chunk: &String| chunk.chars().all(text::is_space);
    let len = |chunk: &str| chunk.chars().count();
    let mut lines: Vec<String> = Vec::new();
    while let Some(last) = chunks.last() {
        if is_blank(last) && !lines.is_empty() {
            chunks.pop();
        }
        let mut current: Vec<String> = Vec::new();
        let mut used = 0;
        while let Some(chunk) = chunks.last() {
            if used + len(chunk) > width {
                break;
            }
            used += len(chunk);
            current.extend(chunks.pop());
        }
        if let Some(chunk) = chunks.last_mut()
            && len(chunk) > width
        {
            if break_words {
                let space = width - used;
                let front: String = chunk.chars().take(space).collect();
                *chunk = chunk.chars().skip(space).collect();
                current.push(front);
            } else if current.is_empty() {
                current.extend(chunks.pop());
            }
        }
        if current.last().is_some_and(is_blank) {
            current.pop();
        }
        if !current.is_empty() {
            lines.push(current.concat());
        }
    }
    lines
}
