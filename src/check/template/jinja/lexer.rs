//! Tokens of a template: text, delimiters, and what stands between them.
//!
//! In: `a{{ b }}`. Out: text, begin of a value, the name `b`, its end. The rules, and their order,
//! are those of Jinja2's own lexer: which delimiter wins, what ends a comment, what a number is.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::template::jinja::Fault;
use crate::check::template::jinja::literal::{escapes, number};
use crate::check::template::jinja::settings::Settings;
use crate::check::template::jinja::tree::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text between delimiters.
    Data,
    /// `{{`.
    VariableBegin,
    /// `}}`.
    VariableEnd,
    /// `{%`, or the prefix of a line that is a statement.
    BlockBegin,
    /// `%}`, or the end of such a line.
    BlockEnd,
    /// A name or a word.
    Name,
    /// A text in quotes.
    Str,
    /// A whole number.
    Int,
    /// A number with a fraction or an exponent.
    Float,
    /// An operator or a bracket.
    Op,
    /// Behind the last one.
    End,
}

/// A token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Which.
    pub kind: Kind,
    /// Where.
    pub range: Range,
}

/// The tokens and, where they end too early, why.
pub struct Tokens {
    /// What was read.
    pub tokens: Vec<Token>,
    /// What stands behind them cannot be read.
    pub fault: Option<Fault>,
}

/// Reads all tokens.
pub fn tokens(text: &str, settings: &Settings) -> Tokens {
    let mut lexer = Lexer {
        text: trimmed(text, settings),
        settings,
        at: settings.start,
        tokens: Vec::new(),
    };
    let fault = lexer.root().err();
    Tokens {
        tokens: lexer.tokens,
        fault,
    }
}

/// Jinja leaves the last line feed out.
fn trimmed<'t>(text: &'t str, settings: &Settings) -> &'t str {
    if settings.keep_newline || text.len() <= settings.start {
        return text;
    }
    text.strip_suffix("\r\n")
        .or_else(|| text.strip_suffix(['\n', '\r']))
        .unwrap_or(text)
}

struct Lexer<'t> {
    text: &'t str,
    settings: &'t Settings,
    at: usize,
    tokens: Vec<Token>,
}

/// What begins where text ends.
enum Opening {
    Raw(usize),
    Variable(usize),
    Block(usize),
    Comment(usize),
    LineStatement(usize),
    LineComment(usize),
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, end: usize) {
        self.tokens.push(Token {
            kind,
            range: self.at..end,
        });
        self.at = end;
    }

    fn data(&mut self, end: usize) {
        if end > self.at {
            self.push(Kind::Data, end);
        }
        self.at = end;
    }

    fn root(&mut self) -> Result<(), Fault> {
        while self.at < self.text.len() {
            let Some((start, opening)) = self.opening() else {
                self.data(self.text.len());
                return Ok(());
            };
            self.data(start);
            match opening {
                Opening::Raw(end) => {
                    self.at = end;
                    self.raw(start)?;
                }
                Opening::Comment(end) => {
                    self.at = end;
                    self.comment(start)?;
                }
                Opening::LineComment(end) => {
                    let line = self.text.get(end..).unwrap_or_default();
                    self.at = end + line.find('\n').unwrap_or(line.len());
                }
                Opening::Variable(end) => {
                    self.push(Kind::VariableBegin, end);
                    self.inside(Kind::VariableEnd, false)?;
                }
                Opening::Block(end) => {
                    self.push(Kind::BlockBegin, end);
                    self.inside(Kind::BlockEnd, false)?;
                }
                Opening::LineStatement(end) => {
                    self.push(Kind::BlockBegin, end);
                    self.inside(Kind::BlockEnd, true)?;
                }
            }
        }
        Ok(())
    }

    /// The next place where something begins.
    fn opening(&self) -> Option<(usize, Opening)> {
        let settings = self.settings;
        let lines = settings.line_statement.is_some() || settings.line_comment.is_some();
        let first = [
            settings.block_start.as_bytes().first(),
            settings.variable_start.as_bytes().first(),
            settings.comment_start.as_bytes().first(),
        ];
        let mut at = self.at;
        while at < self.text.len() {
            let byte = self.text.as_bytes().get(at);
            if (lines || first.contains(&byte))
                && self.text.is_char_boundary(at)
                && let Some(opening) = self.opening_at(at)
            {
                return Some((at, opening));
            }
            at += 1;
        }
        None
    }

    /// Of several that fit, raw blocks first, then the longest.
    fn opening_at(&self, at: usize) -> Option<Opening> {
        let settings = self.settings;
        let rest = self.text.get(at..)?;
        if let Some(inner) = rest.strip_prefix(settings.block_start.as_str())
            && let Some(after) = self.raw_word(inner, "raw", false)
        {
            return Some(Opening::Raw(self.text.len() - after.len()));
        }
        let sign = |after: &str| {
            let sign = usize::from(after.starts_with(['-', '+']));
            self.text.len() - after.len() + sign
        };
        // Sorted as Jinja sorts them: by length, then by the names of its own tokens.
        let mut found: Vec<(usize, u8, Opening)> = Vec::new();
        if let Some(after) = rest.strip_prefix(settings.variable_start.as_str()) {
            let opening = Opening::Variable(sign(after));
            found.push((settings.variable_start.len(), 4, opening));
        }
        if let Some(after) = rest.strip_prefix(settings.comment_start.as_str()) {
            found.push((
                settings.comment_start.len(),
                1,
                Opening::Comment(sign(after)),
            ));
        }
        if let Some(after) = rest.strip_prefix(settings.block_start.as_str()) {
            found.push((settings.block_start.len(), 0, Opening::Block(sign(after))));
        }
        if let Some(prefix) = &settings.line_statement
            && self.begins_line(at)
            && let Some(after) = rest
                .trim_start_matches([' ', '\t', '\u{b}'])
                .strip_prefix(prefix.as_str())
        {
            found.push((prefix.len(), 3, Opening::LineStatement(sign(after))));
        }
        if let Some(prefix) = &settings.line_comment
            && (self.begins_line(at) || !self.after_blank(at))
            && let Some(after) = rest
                .trim_start_matches(|c: char| c.is_whitespace() && c != '\r' && c != '\n')
                .strip_prefix(prefix.as_str())
        {
            found.push((prefix.len(), 2, Opening::LineComment(sign(after))));
        }
        found
            .into_iter()
            .max_by_key(|(length, rank, _)| (*length, *rank))
            .map(|(_, _, opening)| opening)
    }

    fn begins_line(&self, at: usize) -> bool {
        at == self.settings.start || self.text.as_bytes().get(at.wrapping_sub(1)) == Some(&b'\n')
    }

    fn after_blank(&self, at: usize) -> bool {
        let before = self
            .text
            .get(..at)
            .and_then(|text| text.chars().next_back());
        before.is_none_or(char::is_whitespace)
    }

    /// Behind `{%`: `raw %}` or `endraw %}`, and what follows it.
    fn raw_word(&self, inner: &'t str, word: &str, plus: bool) -> Option<&'t str> {
        let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner);
        let inner = inner.trim_start().strip_prefix(word)?.trim_start();
        let end = self.settings.block_end.as_str();
        let trimmed = inner
            .strip_prefix('-')
            .and_then(|inner| inner.strip_prefix(end));
        if let Some(after) = trimmed {
            return Some(after.trim_start());
        }
        let inner = if plus {
            inner.strip_prefix('+').unwrap_or(inner)
        } else {
            inner
        };
        inner.strip_prefix(end)
    }

    fn raw(&mut self, start: usize) -> Result<(), Fault> {
        let block = self.settings.block_start.as_str();
        let mut from = self.at;
        while let Some(found) = self.text.get(from..).and_then(|rest| rest.find(block)) {
            let open = from + found;
            let inner = self.text.get(open + block.len()..).unwrap_or_default();
            if let Some(after) = self.raw_word(inner, "endraw", true) {
                self.data(open);
                self.at = self.text.len() - after.len();
                return Ok(());
            }
            from = open + block.len().max(1);
        }
        self.unended(start, "`raw` has no `endraw`")
    }

    fn comment(&mut self, start: usize) -> Result<(), Fault> {
        let end = self.settings.comment_end.as_str();
        let Some(found) = self.rest().find(end) else {
            return self.unended(start, "a comment has no end");
        };
        let dash = self
            .rest()
            .get(..found)
            .is_some_and(|text| text.ends_with('-'));
        self.at += found + end.len();
        if dash {
            self.at = self.text.len() - self.rest().trim_start().len();
        }
        Ok(())
    }

    /// What begins at the very end of a template is no fault for Jinja.
    fn unended(&mut self, start: usize, reason: &str) -> Result<(), Fault> {
        if self.at >= self.text.len() {
            return Ok(());
        }
        Err((reason.into(), start..self.at))
    }

    /// Between delimiters.
    fn inside(&mut self, end: Kind, line: bool) -> Result<(), Fault> {
        let mut brackets: Vec<char> = Vec::new();
        loop {
            if brackets.is_empty()
                && let Some(after) = self.end_at(end, line)
            {
                let stop = self.text.len() - after.len();
                self.push(end, stop);
                return Ok(());
            }
            let Some(letter) = self.rest().chars().next() else {
                return Ok(());
            };
            if is_space(letter) {
                let rest = self.rest().trim_start_matches(is_space);
                self.at = self.text.len() - rest.len();
            } else if let Some((kind, length)) = number(self.rest(), self.before()) {
                self.push(kind, self.at + length);
            } else if letter == '_' || letter.is_alphanumeric() {
                self.name()?;
            } else if letter == '\'' || letter == '"' {
                self.string(letter)?;
            } else {
                let length = operator(self.rest()).ok_or_else(|| {
                    let reason = format!("unexpected `{letter}`");
                    (reason, self.at..self.at + letter.len_utf8())
                })?;
                self.bracket(letter, &mut brackets)?;
                self.push(Kind::Op, self.at + length);
            }
        }
    }

    /// What follows the end of the value or block, if it stands here.
    fn end_at(&self, end: Kind, line: bool) -> Option<&'t str> {
        let rest = self.rest();
        if line {
            // `\s*(\n|$)`: up to the last line feed among the blanks.
            let after = rest.trim_start_matches(is_space);
            let blanks = rest.get(..rest.len() - after.len())?;
            return match blanks.rfind('\n') {
                _ if after.is_empty() => Some(after),
                Some(feed) => rest.get(feed + 1..),
                None => None,
            };
        }
        let close = match end {
            Kind::VariableEnd => self.settings.variable_end.as_str(),
            _ => self.settings.block_end.as_str(),
        };
        let dashed = rest
            .strip_prefix('-')
            .and_then(|rest| rest.strip_prefix(close));
        if let Some(after) = dashed {
            return Some(after.trim_start_matches(is_space));
        }
        let signed = (end == Kind::BlockEnd)
            .then(|| rest.strip_prefix('+'))
            .flatten()
            .and_then(|rest| rest.strip_prefix(close));
        signed.or_else(|| rest.strip_prefix(close))
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    fn name(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        let after = rest.trim_start_matches(|c: char| c == '_' || c.is_alphanumeric());
        let name = rest.get(..rest.len() - after.len()).unwrap_or_default();
        let end = self.at + name.len();
        let good = name.starts_with(|c: char| c == '_' || c.is_alphabetic())
            && name.chars().all(|c| c.is_ascii() || c.is_alphabetic());
        if !good {
            return Err((format!("`{name}` is no name"), self.at..end));
        }
        self.push(Kind::Name, end);
        Ok(())
    }

    fn string(&mut self, quote: char) -> Result<(), Fault> {
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            if letter == quote {
                let end = self.at + at + 1;
                let inner = self.text.get(self.at + 1..end - 1).unwrap_or_default();
                if !escapes(inner) {
                    return Err(("an escape that Python does not know".into(), self.at..end));
                }
                self.push(Kind::Str, end);
                return Ok(());
            }
            if letter == '\\' {
                letters.next();
            }
        }
        Err(("a text has no end".into(), self.at..self.at + 1))
    }

    fn bracket(&self, letter: char, brackets: &mut Vec<char>) -> Result<(), Fault> {
        let range = self.at..self.at + 1;
        match letter {
            '(' => brackets.push(')'),
            '[' => brackets.push(']'),
            '{' => brackets.push('}'),
            ')' | ']' | '}' => match brackets.pop() {
                Some(wanted) if wanted == letter => {}
                Some(wanted) => {
                    return Err((format!("`{letter}` where `{wanted}` is needed"), range));
                }
                None => return Err((format!("`{letter}` closes nothing"), range)),
            },
            _ => {}
        }
        Ok(())
    }
}

/// What Python's `\s` matches.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&letter)
}

fn operator(rest: &str) -> Option<usize> {
    let two = ["//", "**", "==", "!=", ">=", "<="];
    if two.iter().any(|two| rest.starts_with(two)) {
        return Some(2);
    }
    rest.starts_with([
        '+', '-', '/', '*', '%', '~', '[', ']', '(', ')', '{', '}', '>', '<', '=', '.', ':', '|',
        ',', ';',
    ])
    .then_some(1)
}
