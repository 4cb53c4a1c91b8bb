//! Double quotes, which can say every text, on one line or over several.
//!
//! A line that ends in `\` goes on at the next one's first character:
//! ```yaml
//! motd: "Only for  staff.\n\
//!   Everything is logged.\n"
//! ```

use std::fmt::Write as _;

use crate::emit::yaml::WIDTH;
use crate::emit::yaml::indent_by;
use crate::emit::yaml::scalar;

/// Writes it on one line; `simple`: nothing in it needs an escape.
pub fn write(out: &mut String, text: &str, simple: bool) {
    out.push('"');
    if simple {
        out.push_str(text);
    } else {
        for c in text.chars() {
            escape(out, c);
        }
    }
    out.push('"');
}

/// Writes it over several lines, none too wide, broken behind line feeds and blanks if possible.
pub fn write_broken(out: &mut String, text: &str, indent: usize, column: usize) {
    let indent = indent.max(2);
    let mut column = column + 1;
    out.push('"');
    let mut piece = String::new();
    let mut at_start = false;
    let mut rest = text.split_inclusive([' ', '\n']).peekable();
    while let Some(word) = rest.next() {
        piece.clear();
        for c in word.chars() {
            escape(&mut piece, c);
        }
        // The closing quote, or the mark that the line goes on, and the mark of a leading blank.
        if column + piece.chars().count() + 2 > WIDTH && !at_start {
            go_on(out, indent);
            column = indent;
            at_start = true;
        }
        if column + piece.chars().count() + 2 > WIDTH {
            column = write_piecewise(out, word, indent, column);
            at_start = false;
            continue;
        }
        if at_start && piece.starts_with(' ') {
            out.push('\\');
            column += 1;
        }
        out.push_str(&piece);
        column += piece.chars().count();
        at_start = false;
        if word.ends_with('\n') && rest.peek().is_some() {
            go_on(out, indent);
            column = indent;
            at_start = true;
        }
    }
    out.push('"');
}

/// A word that is wider than a line, broken anywhere; gives the column where it ends.
fn write_piecewise(out: &mut String, word: &str, indent: usize, mut column: usize) -> usize {
    let mut one = String::new();
    for c in word.chars() {
        one.clear();
        escape(&mut one, c);
        let length = one.chars().count();
        if column + length + 2 > WIDTH {
            go_on(out, indent);
            column = indent;
            if c == ' ' {
                out.push('\\');
                column += 1;
            }
        }
        out.push_str(&one);
        column += length;
    }
    column
}

fn go_on(out: &mut String, indent: usize) {
    out.push_str("\\\n");
    indent_by(out, indent);
}

fn escape(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\0' => out.push_str("\\0"),
        c if scalar::is_shown(c) => out.push(c),
        // Writing into a string cannot fail.
        c if (c as u32) <= 0xff => _ = write!(out, "\\x{:02x}", c as u32),
        c if (c as u32) <= 0xffff => _ = write!(out, "\\u{:04x}", c as u32),
        c => _ = write!(out, "\\U{:08x}", c as u32),
    }
}
