//! Python's regular expressions in fancy-regex's words.
//!
//! In: `a{,2}\Z`. Out: `a{0,2}\z`. What only one of them knows is refused.

use std::iter::Peekable;
use std::str::Chars;

use ecow::eco_format;

use crate::value::Error;

use super::bad;

/// Python's syntax to fancy-regex's.
pub(super) struct Translator<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    multi_line: bool,
}

fn literal(c: char) -> String {
    if r"\.+*?()|[]{}^$#&-~".contains(c) {
        format!("\\{c}")
    } else {
        c.to_string()
    }
}

impl<'p> Translator<'p> {
    pub(super) fn new(pattern: &'p str, multi_line: bool) -> Self {
        Self {
            rest: pattern.chars().peekable(),
            out: String::new(),
            multi_line,
        }
    }

    pub(super) fn run(mut self) -> Result<String, Error> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                // Python's `$` also stands before a newline at the end.
                '$' if !self.multi_line => self.out.push_str(r"(?=\n?\z)"),
                '{' => self.brace(),
                '}' => self.out.push_str(r"\}"),
                ']' => self.out.push_str(r"\]"),
                '(' if self.rest.peek() == Some(&'?') => self.group()?,
                c => self.out.push(c),
            }
        }
        Ok(self.out)
    }

    /// A `{` that opens no count is a character.
    fn brace(&mut self) {
        let mut ahead = self.rest.clone();
        let mut inside = String::new();
        let closed = loop {
            match ahead.next() {
                Some('}') => break true,
                Some(c) if c.is_ascii_digit() || c == ',' => inside.push(c),
                Some(_) | None => break false,
            }
        };
        if !closed || inside.is_empty() || inside.matches(',').count() > 1 {
            self.out.push_str(r"\{");
            return;
        }
        self.rest = ahead;
        let zero = if inside.starts_with(',') { "0" } else { "" };
        self.out.push_str(&format!("{{{zero}{inside}}}"));
    }

    fn escape(&mut self, in_class: bool) -> Result<(), Error> {
        let Some(c) = self.rest.next() else {
            return Err(bad("it ends with a backslash"));
        };
        match c {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v' | 'a' => {
                self.out.push('\\');
                self.out.push(c);
            }
            'A' | 'B' if !in_class => {
                self.out.push('\\');
                self.out.push(c);
            }
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' => self.out.push_str(r"\b"),
            'Z' if !in_class => self.out.push_str(r"\z"),
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            'U' => self.hex(8)?,
            '0' => self.octal(0),
            '1'..='9' if in_class => {
                return Err(Error::not_implemented("an octal escape in `[…]`"));
            }
            '1'..='9' => self.backreference(c)?,
            'N' => return Err(Error::not_implemented(r"`\N{…}` in a regular expression")),
            c if c.is_ascii_alphabetic() => {
                return Err(bad(eco_format!("Python knows no escape `\\{c}`")));
            }
            c => self.out.push_str(&literal(c)),
        }
        Ok(())
    }

    fn hex(&mut self, digits: usize) -> Result<(), Error> {
        let text: String = self.rest.by_ref().take(digits).collect();
        let c = u32::from_str_radix(&text, 16)
            .ok()
            .filter(|_| text.len() == digits && !text.starts_with('+'))
            .and_then(char::from_u32)
            .ok_or_else(|| bad("an escape lacks its hexadecimal digits"))?;
        self.out.push_str(&format!("\\x{{{:x}}}", u32::from(c)));
        Ok(())
    }

    fn octal(&mut self, mut value: u32) {
        for _ in 0..2 {
            let Some(d) = self.rest.peek().and_then(|c| c.to_digit(8)) else {
                break;
            };
            value = value * 8 + d;
            self.rest.next();
        }
        self.out.push_str(&format!("\\x{{{value:x}}}"));
    }

    fn backreference(&mut self, first: char) -> Result<(), Error> {
        let mut digits = String::from(first);
        if let Some(c) = self.rest.peek().copied().filter(char::is_ascii_digit) {
            digits.push(c);
            self.rest.next();
            let octal = digits.bytes().all(|b| b < b'8');
            if octal && self.rest.peek().is_some_and(|c| c.is_digit(8)) {
                return Err(Error::not_implemented("an octal escape"));
            }
        }
        // Closed off, so that a digit after it stays a character.
        self.out.push_str(&format!("(?:\\{digits})"));
        Ok(())
    }

    fn class(&mut self) -> Result<(), Error> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        if self.rest.next_if_eq(&']').is_some() {
            self.out.push_str(r"\]");
        }
        // A range's `-` stays bare; one beside the brackets or another `-` is a character.
        let mut before = false;
        loop {
            match self.rest.next() {
                None => return Err(bad("a `[` is not closed")),
                Some(']') => break,
                Some('\\') => {
                    self.escape(true)?;
                    before = true;
                }
                Some('-') => {
                    let last = matches!(self.rest.peek(), Some(']' | '-') | None);
                    if before && !last {
                        self.out.push('-');
                        before = false;
                    } else {
                        self.out.push_str(r"\-");
                        before = true;
                    }
                }
                Some(c) => {
                    self.out.push_str(&literal(c));
                    before = true;
                }
            }
        }
        self.out.push(']');
        Ok(())
    }

    /// After `(`, at `?`.
    fn group(&mut self) -> Result<(), Error> {
        self.rest.next();
        match self.rest.peek().copied() {
            Some('P') => {
                self.rest.next();
                match self.rest.next() {
                    Some('<') => self.out.push_str("(?P<"),
                    Some('=') => {
                        let name: String = self.rest.by_ref().take_while(|c| *c != ')').collect();
                        self.out.push_str(&format!("(?:\\k<{name}>)"));
                    }
                    Some(_) | None => return Err(bad("`(?P` opens no group of Python's")),
                }
            }
            Some('#') => {
                if !self.rest.by_ref().any(|c| c == ')') {
                    return Err(bad("a comment is not closed"));
                }
            }
            Some('<') => {
                self.rest.next();
                match self.rest.peek() {
                    Some('=' | '!') => self.out.push_str("(?<"),
                    Some(_) | None => {
                        return Err(bad("Python writes a named group as `(?P<name>…)`"));
                    }
                }
            }
            Some(':' | '=' | '!' | '>' | '(') => self.out.push_str("(?"),
            _ => self.flags()?,
        }
        Ok(())
    }

    fn flags(&mut self) -> Result<(), Error> {
        let mut flags = String::new();
        loop {
            match self.rest.next() {
                Some('u') => {}
                Some(c @ ('i' | 's' | '-')) => flags.push(c),
                Some('m') => {
                    if self.rest.clone().any(|c| c == ':') && self.rest.peek() != Some(&')') {
                        return Err(Error::not_implemented("the flag `m` for a part"));
                    }
                    flags.push('m');
                    self.multi_line = true;
                }
                Some('x') => return Err(Error::not_implemented("the flag `x`")),
                Some('a' | 'L') => return Err(Error::not_implemented("the flags `a` and `L`")),
                Some(end @ (':' | ')')) => {
                    if flags.is_empty() && end == ')' {
                        return Ok(());
                    }
                    self.out.push_str(&format!("(?{flags}{end}"));
                    return Ok(());
                }
                Some(_) | None => return Err(bad("`(?` opens no group of Python's")),
            }
        }
    }
}
