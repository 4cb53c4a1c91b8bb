//! Scalars: plain where nobody can misread them, quoted or in a block where somebody could.
//!
//! `22` as text is `"22"`, `10.0.0.1` is plain, text of several lines is a literal block.

use crate::emit::yaml::WIDTH;
use crate::emit::yaml::indent_by;
use crate::emit::yaml::quoted;

/// The longest key that may stand on one line with its value: readers look 1024 characters ahead.
const LONGEST_KEY: usize = 1000;

/// What one look at a text tells of it.
#[derive(Default)]
struct Survey {
    newline: bool,
    /// Other control characters.
    hidden: bool,
    wide: bool,
    /// `: ` or ` #`, which end a plain scalar.
    mark: bool,
    /// `{{`, `{%` or `{#`.
    template: bool,
    /// Two blanks, which folding would lose.
    double_blank: bool,
    /// `"` or `\`, which cost an escape in double quotes.
    escape: bool,
    apostrophe: bool,
}

impl Survey {
    fn of(text: &str) -> Self {
        let mut seen = Self::default();
        let mut previous = 0_u8;
        for &byte in text.as_bytes() {
            match byte {
                b' ' => {
                    seen.mark |= previous == b':';
                    seen.double_blank |= previous == b' ';
                }
                b'#' => {
                    seen.mark |= previous == b' ';
                    seen.template |= previous == b'{';
                }
                b'{' | b'%' => seen.template |= previous == b'{',
                b'"' | b'\\' => seen.escape = true,
                b'\'' => seen.apostrophe = true,
                b'\n' => seen.newline = true,
                0..=0x1f | 0x7f => seen.hidden = true,
                0x80.. => seen.wide = true,
                _ => {}
            }
            previous = byte;
        }
        if seen.wide {
            seen.hidden |= text.chars().any(|c| c != '\n' && !is_shown(c));
        }
        seen
    }

    /// One line of characters that every reader takes as they are.
    fn is_simple(&self) -> bool {
        !self.newline && !self.hidden
    }
}

/// A key; never folded.
pub fn write_key(out: &mut String, key: &str, indent: usize) {
    let start = out.len();
    let seen = Survey::of(key);
    if is_plain(key, &seen) {
        out.push_str(key);
    } else {
        write_quoted(out, key, &seen);
    }
    if out.len() - start > LONGEST_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        indent_by(out, indent);
    }
}

/// Python's shortest form, with a dot, so that it is read as a float everywhere.
pub fn write_float(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str(".nan");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { ".inf" } else { "-.inf" });
    } else {
        let text = format!("{value:?}");
        // YAML 1.1 wants a dot and a signed exponent: `1e300` would be text.
        match text.split_once('e') {
            None => out.push_str(&text),
            Some((mantissa, exponent)) => {
                out.push_str(mantissa);
                if !mantissa.contains('.') {
                    out.push_str(".0");
                }
                out.push('e');
                if !exponent.starts_with('-') {
                    out.push('+');
                }
                out.push_str(exponent);
            }
        }
    }
}

/// Text, in the form that reads best; `indent` is where further lines begin.
pub fn write(out: &mut String, text: &str, indent: usize, column: usize) {
    let seen = Survey::of(text);
    if seen.newline && is_literal(text, &seen, indent) {
        write_literal(out, text, indent);
    } else if !seen.newline && is_too_wide(text, column) && is_foldable(text, &seen) {
        write_folded(out, text, indent);
    } else if is_plain(text, &seen) && !is_too_wide(text, column) {
        out.push_str(text);
    } else {
        write_fitting(out, text, &seen, indent, column);
    }
}

/// Text that Ansible templates: always quoted, as people write it.
pub fn write_template(out: &mut String, text: &str, indent: usize, column: usize) {
    let seen = Survey::of(text);
    if seen.newline && is_literal(text, &seen, indent) {
        write_literal(out, text, indent);
    } else if !seen.newline && is_too_wide(text, column) && is_foldable(text, &seen) {
        write_folded(out, text, indent);
    } else {
        write_fitting(out, text, &seen, indent, column);
    }
}

/// Whether a character may stand unescaped in every reader, and can be seen by a reviewer.
pub fn is_shown(c: char) -> bool {
    match c {
        ' '..='~' => true,
        ..='\u{a0}' => false,
        c => !c.is_whitespace() && !c.is_control() && is_visible(c),
    }
}

/// Not a mark of direction, byte order, private use, or no character at all.
fn is_visible(c: char) -> bool {
    !matches!(
        c as u32,
        0xad | 0x2_000..=0x2_00f | 0x2_028..=0x2_02f | 0x2_060..=0x2_06f | 0xd7ff..=0xf8ff | 0xfe00..=0xfe0f
            | 0xfeff | 0xfff0..=0xffff | 0xe_0000..
    ) && (c as u32) & 0xfffe != 0xfffe
}

/// Whether the text is itself, and nothing else, without quotes.
fn is_plain(text: &str, seen: &Survey) -> bool {
    if !seen.is_simple() || seen.mark || seen.template {
        return false;
    }
    let mut characters = text.chars();
    let starts = match characters.next() {
        None => false,
        Some('/' | '_' | '(' | '$' | '+' | '^') => true,
        // A line of three dots would end the document.
        Some('.') => characters.next().is_some_and(|second| second != '.'),
        Some(first) => first.is_alphanumeric(),
    };
    starts && !text.ends_with([' ', ':']) && !is_word(text) && !is_number(text)
}

/// The words that some YAML reads as a boolean, as nothing, or as a key of its own.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".nan", ".inf", "+.inf",
    ];
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether some YAML may read the text as a number, a time or a date.
fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = bytes
        .first()
        .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
    if !starts || !bytes.iter().any(u8::is_ascii_digit) {
        return false;
    }
    let numeric = |byte: &u8| byte.is_ascii_hexdigit() || b"+-._:xXoOTtZz ".contains(byte);
    bytes.iter().all(numeric) && !is_dotted(bytes)
}

/// Addresses and versions with two dots are no number to anybody.
fn is_dotted(bytes: &[u8]) -> bool {
    let mut parts = 0;
    for part in bytes.split(|byte| *byte == b'.') {
        if part.is_empty() || !part.iter().all(u8::is_ascii_digit) {
            return false;
        }
        parts += 1;
    }
    parts >= 3
}

/// Whether the text, in quotes, would reach over the last column. A long word without a blank does
/// not count for yamllint, but behind a key there is one.
fn is_too_wide(text: &str, column: usize) -> bool {
    column + text.len() + 2 > WIDTH && column + text.chars().count() + 2 > WIDTH
}

fn write_quoted(out: &mut String, text: &str, seen: &Survey) {
    if seen.escape && !seen.apostrophe && seen.is_simple() {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else {
        quoted::write(out, text, seen.is_simple() && !seen.escape);
    }
}

/// In quotes on this line; if that is too wide, in double quotes over several.
fn write_fitting(out: &mut String, text: &str, seen: &Survey, indent: usize, column: usize) {
    let start = out.len();
    write_quoted(out, text, seen);
    let length = out.len() - start;
    if column + length > WIDTH && column + out[start..].chars().count() > WIDTH {
        out.truncate(start);
        quoted::write_broken(out, text, indent, column);
    }
}

/// Whether a literal block can hold the text, and yamllint passes it.
fn is_literal(text: &str, seen: &Survey, indent: usize) -> bool {
    let ends = text.strip_suffix('\n').unwrap_or(text);
    let fits = |line: &str| {
        indent + line.len() <= WIDTH
            || indent + line.chars().count() <= WIDTH
            || !line.contains(' ')
    };
    // yamllint allows two empty lines in a row, here too.
    !seen.hidden
        && !text.contains("\n\n\n\n")
        && !text.starts_with('\n')
        && !ends.is_empty()
        && !ends.ends_with('\n')
        && ends
            .split('\n')
            .all(|line| !line.ends_with(' ') && fits(line))
}

fn write_literal(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    // Readers take the first line's blanks for indentation unless they are told.
    if text.starts_with(' ') {
        out.push('2');
    }
    let text = match text.strip_suffix('\n') {
        Some(text) => text,
        None => {
            out.push('-');
            text
        }
    };
    for line in text.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent_by(out, indent.max(2));
            out.push_str(line);
        }
    }
}

/// Whether breaking the text at its blanks and folding it again gives it back exactly.
fn is_foldable(text: &str, seen: &Survey) -> bool {
    seen.is_simple() && !seen.double_blank && !text.starts_with(' ') && !text.ends_with(' ')
}

/// `>-`, broken at blanks: outside of Jinja's string literals where there is a choice.
fn write_folded(out: &mut String, text: &str, indent: usize) {
    out.push_str(">-");
    let mut column = WIDTH;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column + 1 + length > WIDTH - 40 {
            out.push('\n');
            indent_by(out, indent.max(2));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
}
