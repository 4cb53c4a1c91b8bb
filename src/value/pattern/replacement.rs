//! The text that `regex_replace` puts in.
//!
//! In: `<\\1>` and a match whose first group is `a`. Out: `<a>`.

use std::iter::Peekable;
use std::str::Chars;

use ecow::EcoString;
use ecow::eco_format;
use fancy_regex::Captures;

use crate::value::Error;

use super::Pattern;
use super::bad;

/// Python's replacement text, taken apart: `\1`, `\g<name>`, `\n`.
pub struct Replacement(Vec<Piece>);

enum Piece {
    Text(char),
    Group(usize),
}

impl Replacement {
    /// Python refuses a wrong one even where nothing matches.
    pub fn new(template: &str, pattern: &Pattern) -> Result<Self, Error> {
        let mut pieces = Vec::new();
        let mut rest = template.chars().peekable();
        while let Some(c) = rest.next() {
            if c != '\\' {
                pieces.push(Piece::Text(c));
                continue;
            }
            match rest.next() {
                None => return Err(bad("the replacement ends with a backslash")),
                Some('g') => pieces.push(named(&mut rest, pattern)?),
                Some(c @ '0'..='9') => pieces.push(numbered(c, &mut rest, pattern)?),
                Some(c) => match escape_char(c) {
                    Some(c) => pieces.push(Piece::Text(c)),
                    None if c.is_ascii_alphabetic() => {
                        return Err(bad(eco_format!(
                            "the replacement has an unknown escape `\\{c}`"
                        )));
                    }
                    None => pieces.extend([Piece::Text('\\'), Piece::Text(c)]),
                },
            }
        }
        Ok(Self(pieces))
    }

    /// The text for one match; a group that took no part is empty.
    pub fn expand(&self, captures: &Captures<'_, str>, out: &mut EcoString) {
        for piece in &self.0 {
            match piece {
                Piece::Text(c) => out.push(*c),
                Piece::Group(n) => out.push_str(captures.get(*n).map_or("", |m| m.as_str())),
            }
        }
    }
}

fn group(n: usize, pattern: &Pattern) -> Result<Piece, Error> {
    if n > pattern.groups() {
        return Err(bad(eco_format!(
            "the replacement names group {n}, which is not there"
        )));
    }
    Ok(Piece::Group(n))
}

fn named(rest: &mut Peekable<Chars<'_>>, pattern: &Pattern) -> Result<Piece, Error> {
    if rest.next() != Some('<') {
        return Err(bad(r"`\g` is written `\g<name>`"));
    }
    let name: String = rest.by_ref().take_while(|c| *c != '>').collect();
    match name.parse() {
        Ok(n) => group(n, pattern),
        Err(_) => pattern
            .group(&name)
            .map(Piece::Group)
            .ok_or_else(|| bad(eco_format!("there is no group `{name}`"))),
    }
}

/// One or two digits are a group; three octal ones, or any after `0`, a character.
fn numbered(
    first: char,
    rest: &mut Peekable<Chars<'_>>,
    pattern: &Pattern,
) -> Result<Piece, Error> {
    let mut digits = String::from(first);
    while digits.len() < 3 {
        let Some(d) = rest.peek().copied().filter(char::is_ascii_digit) else {
            break;
        };
        let octal = digits.chars().chain([d]).all(|c| c < '8');
        if !octal && (digits.len() > 1 || first == '0') {
            break;
        }
        digits.push(d);
        rest.next();
    }
    if first != '0' && digits.len() < 3 {
        return group(digits.parse().unwrap_or(0), pattern);
    }
    let n = u32::from_str_radix(&digits, 8).unwrap_or(0);
    char::from_u32(n)
        .filter(|_| n < 0o400)
        .map(Piece::Text)
        .ok_or_else(|| bad("an octal escape is above 0o377"))
}

fn escape_char(c: char) -> Option<char> {
    Some(match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        '\\' => '\\',
        _ => return None,
    })
}
