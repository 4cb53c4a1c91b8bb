//! Python's regular expressions, on fancy-regex.
//!
//! In: a pattern in Python's syntax, as `^Port\s+(\d+)$`, and text. Out: matches, in Python's
//! order and count (an empty match may follow a match). What the two dialects do not share is
//! translated, or [`Error::NotImplemented`].

use std::cell::OnceCell;
use std::cell::RefCell;
use std::iter::Peekable;
use std::rc::Rc;
use std::str::Chars;

use ecow::EcoString;
use ecow::eco_format;
use fancy_regex::Captures;
use fancy_regex::Regex;

use super::Error;

/// A compiled pattern.
pub struct Pattern {
    source: String,
    regex: Regex,
    advancing: OnceCell<Option<Regex>>,
}

fn compile(source: &str) -> Result<Regex, Error> {
    Regex::new(source).map_err(|e| Error::BadRegex {
        message: eco_format!("{e}"),
    })
}

/// What a pattern is compiled from.
type Key = (EcoString, bool, bool, bool);

thread_local! {
    /// The last pattern: `map("regex_replace", …)` over ten thousand hosts compiles it once. It is
    /// a memory of a pure function and changes no result.
    static LAST: RefCell<Option<(Key, Rc<Pattern>)>> = const { RefCell::new(None) };
}

impl Pattern {
    /// Compiles for searching, or (`at_start`) for Python's `re.match`.
    pub fn new(
        pattern: &str,
        ignore_case: bool,
        multi_line: bool,
        at_start: bool,
    ) -> Result<Rc<Self>, Error> {
        let key: Key = (pattern.into(), ignore_case, multi_line, at_start);
        let last = LAST.with_borrow(|last| match last {
            Some((k, compiled)) if *k == key => Some(Rc::clone(compiled)),
            Some(_) | None => None,
        });
        if let Some(compiled) = last {
            return Ok(compiled);
        }
        let compiled = Rc::new(Self::compiled(&key)?);
        LAST.set(Some((key, Rc::clone(&compiled))));
        Ok(compiled)
    }

    fn compiled((pattern, ignore_case, multi_line, at_start): &Key) -> Result<Self, Error> {
        let mut flags = String::new();
        if *ignore_case {
            flags.push_str("(?i)");
        }
        if *multi_line {
            flags.push_str("(?m)");
        }
        let body = Translator::new(pattern, *multi_line).run()?;
        let anchor = if *at_start { r"\A" } else { "" };
        let source = format!("{flags}{anchor}(?:{body})");
        Ok(Self {
            regex: compile(&source)?,
            source,
            advancing: OnceCell::new(),
        })
    }

    /// How many groups it has, the whole not counted.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.regex.captures_len().saturating_sub(1)
    }

    /// The number of a named group.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<usize> {
        self.regex.capture_names().position(|n| n == Some(name))
    }

    /// The first match.
    pub fn search<'t>(&self, text: &'t str) -> Result<Option<Captures<'t, str>>, Error> {
        self.from(&self.regex, text, 0)
    }

    fn from<'t>(
        &self,
        regex: &Regex,
        text: &'t str,
        at: usize,
    ) -> Result<Option<Captures<'t, str>>, Error> {
        regex
            .captures_from_pos(text, at)
            .map_err(|_| Error::not_implemented("a regular expression that backtracks this much"))
    }

    /// All matches, at most `limit`. After an empty match the next one must end further on.
    pub fn all<'t>(
        &self,
        text: &'t str,
        limit: Option<usize>,
    ) -> Result<Vec<Captures<'t, str>>, Error> {
        let mut found = Vec::new();
        let mut at = 0;
        let mut empty = false;
        while limit.is_none_or(|l| found.len() < l) {
            let next = if empty {
                let advancing = self
                    .advancing
                    .get_or_init(|| compile(&format!(r"(?:{})(?!\G)", self.source)).ok());
                match advancing {
                    Some(regex) => self.from(regex, text, at)?,
                    None => return Err(Error::not_implemented("this regular expression")),
                }
            } else {
                self.from(&self.regex, text, at)?
            };
            let Some(captures) = next else { break };
            let Some(whole) = captures.get(0) else { break };
            at = whole.end();
            empty = whole.start() == whole.end();
            found.push(captures);
        }
        Ok(found)
    }
}

/// Python's syntax to fancy-regex's.
struct Translator<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    multi_line: bool,
}

fn bad(message: impl Into<EcoString>) -> Error {
    Error::BadRegex {
        message: message.into(),
    }
}

fn literal(c: char) -> String {
    if r"\.+*?()|[]{}^$#&-~".contains(c) {
        format!("\\{c}")
    } else {
        c.to_string()
    }
}

impl<'p> Translator<'p> {
    fn new(pattern: &'p str, multi_line: bool) -> Self {
        Self {
            rest: pattern.chars().peekable(),
            out: String::new(),
            multi_line,
        }
    }

    fn run(mut self) -> Result<String, Error> {
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

/// Python's `re.escape`.
#[must_use]
pub fn escape(text: &str) -> EcoString {
    let mut out = EcoString::new();
    for c in text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
