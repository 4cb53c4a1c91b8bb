//! Scalars: plain where nobody can misread them, quoted or in a block where somebody could.
//!
//! `22` as text is `"22"`, `10.0.0.1` is plain, text of several lines is a literal block.

use crate::emit::yaml::WIDTH;

/// A key; never folded.
pub fn write_key(out: &mut String, key: &str) {
    if is_plain(key) {
        out.push_str(key)
    } else {
        write_quoted(out, key)
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
    if text.contains('\n') && is_literal(text) {
        write_literal(out, text, indent);
    } else if column + text.chars().count() + 2 > WIDTH && write_folded(out, text, indent) {
        // Written.
    } else if is_plain(text) {
        out.push_str(text);
    } else {
        write_quoted(out, text);
    }
}

/// Text that Ansible templates: always quoted, as people write it.
pub fn write_template(out: &mut String, text: &str, indent: usize, column: usize) {
    if text.contains('\n') && is_literal(text) {
        write_literal(out, text, indent);
    } else if column + text.chars().count() + 2 > WIDTH && write_folded(out, text, indent) {
        // Written.
    } else if text.contains(['\\', '"']) && !text.contains('\'') && text.chars().all(is_shown) {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else {
        write_double(out, text);
    }
}

/// Whether a character may stand unescaped in every reader.
fn is_shown(c: char) -> bool {
    matches!(c, ' '..='~') || (c > '\u{a0}' && c.is_alphanumeric())
}

/// Whether the text is itself, and nothing else, without quotes.
pub fn is_plain(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    let starts =
        first.is_alphanumeric() || matches!(first, '/' | '_' | '.' | '(' | '$' | '+' | '^');
    starts
        && text.chars().all(is_shown)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains("{{")
        && !text.contains("{%")
        && !text.contains("{#")
        && !is_word(text)
        && !is_number(text)
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
    if !bytes.iter().all(numeric) {
        return false;
    }
    // Addresses and versions with two dots are no number to anybody.
    let parts: Vec<&str> = text.split('.').collect();
    let dotted = parts.len() >= 3
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    !dotted
}

fn write_quoted(out: &mut String, text: &str) {
    if text.contains(['\\', '"']) && text.chars().all(is_shown) {
        out.push('\'');
        for c in text.chars() {
            out.push(c);
            if c == '\'' {
                out.push('\'');
            }
        }
        out.push('\'');
    } else {
        write_double(out, text);
    }
}

fn write_double(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            c if is_shown(c) => out.push(c),
            // Emoji and the like read well as they are; what cannot be seen is spelled out.
            c if (c as u32) > 0xa0 && !c.is_whitespace() && !c.is_control() && is_visible(c) => {
                out.push(c)
            }
            c if (c as u32) <= 0xff => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if (c as u32) <= 0xffff => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out.push('"');
}

/// Not a mark of direction, byte order, private use, or no character at all.
fn is_visible(c: char) -> bool {
    !matches!(
        c as u32,
        0xad | 0x2_000..=0x2_00f | 0x2_028..=0x2_02f | 0x2_060..=0x2_06f | 0xd7ff..=0xf8ff | 0xfe00..=0xfe0f
            | 0xfeff | 0xfff0..=0xffff | 0xe_0000..
    ) && (c as u32) & 0xfffe != 0xfffe
}

/// Whether a literal block can hold the text, and yamllint passes it.
fn is_literal(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').collect();
    let first = lines.iter().find(|line| !line.is_empty());
    first.is_some_and(|first| !first.starts_with([' ', '\t']))
        && !text.starts_with('\n')
        && !text.ends_with("\n\n")
        && lines
            .iter()
            .all(|line| !line.ends_with([' ', '\t']) && line.chars().count() <= WIDTH - 40)
        && text.chars().all(|c| c == '\n' || is_shown(c))
}

fn write_literal(out: &mut String, text: &str, indent: usize) {
    let (text, chomp) = match text.strip_suffix('\n') {
        Some(text) => (text, ""),
        None => (text, "-"),
    };
    out.push('|');
    out.push_str(chomp);
    for line in text.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
}

/// `>-`, broken at single blanks, which folding gives back exactly; `false` where there is none.
fn write_folded(out: &mut String, text: &str, indent: usize) -> bool {
    let foldable = text.chars().all(is_shown)
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ")
        && text.contains(' ');
    if !foldable {
        return false;
    }
    out.push_str(">-");
    let mut column = WIDTH;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column + 1 + length > WIDTH - 40 {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    true
}
