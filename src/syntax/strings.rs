//! The strings of the lexer: quotes, escapes, interpolation, indentation.
//!
//! In: the text from an opening quote on. Out: [`Kind::Text`] and, unless the string is plain,
//! its parts: `"Port {{ n }}"` is the literal `Port ` and the tokens of `n`.

use crate::diagnostic::Fix;
use ecow::EcoString;

use super::error::SyntaxError;
use super::lexer::Lexer;
use super::token::{Kind, PLAIN, StringPart, StringToken};
use super::tree::TextStyle;

/// How far behind a misplaced quote the end of the code is looked for, in bytes: nobody writes
/// more, and a long line of them must not take long.
const FAR: usize = 1000;

/// Parts under construction.
#[derive(Default)]
struct Parts {
    done: Vec<StringPart>,
    text: EcoString,
}

impl Parts {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.done.push(StringPart::Literal(text));
        }
    }

    fn finish(mut self) -> Vec<StringPart> {
        self.flush();
        self.done
    }
}

impl Lexer<'_, '_> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are fewer strings than bytes, and those are below 4 GiB"
    )]
    fn keep(&mut self, style: TextStyle, parts: Vec<StringPart>) -> (Kind, u32) {
        let index = self.out.strings.len() as u32;
        self.out.strings.push(StringToken { style, parts });
        (Kind::Text, index)
    }

    /// `"…"` or `"""…"""`.
    pub(super) fn string(&mut self) -> (Kind, u32) {
        if self.rest().starts_with("\"\"\"") {
            return self.block_string(3, TextStyle::Block);
        }
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        while at < self.end {
            match bytes[at] {
                b'"' => {
                    self.at = at + 1;
                    return (Kind::Text, PLAIN);
                }
                b'\\' | b'\n' => break,
                b'{' if bytes.get(at + 1) == Some(&b'{') => break,
                _ => at += 1,
            }
        }
        self.quoted('"', TextStyle::Plain)
    }

    /// `'…'` inside `{{ }}`.
    pub(super) fn inner_string(&mut self) -> (Kind, u32) {
        self.quoted('\'', TextStyle::Inner)
    }

    /// A string on one line, with escapes; interpolation in `"` only.
    fn quoted(&mut self, quote: char, style: TextStyle) -> (Kind, u32) {
        let start = self.at;
        self.at += 1;
        let mut parts = Parts::default();
        loop {
            let rest = self.rest();
            let stop = rest.find([quote, '\\', '\n', '{']).unwrap_or(rest.len());
            parts.text.push_str(&rest[..stop]);
            self.at += stop;
            match self.rest().chars().next() {
                Some(c) if c == quote => {
                    self.at += 1;
                    return self.keep(style, parts.finish());
                }
                Some('\\') => self.escape(&mut parts.text),
                Some('{') if style == TextStyle::Plain && self.rest().starts_with("{{") => {
                    if !self.interpolation(&mut parts, self.end, true) {
                        return self.keep(style, parts.finish());
                    }
                }
                Some('{') => {
                    parts.text.push('{');
                    self.at += 1;
                }
                _ => {
                    self.unclosed(start, quote, &mut parts.text);
                    return self.keep(style, parts.finish());
                }
            }
        }
    }

    /// Reports a string whose line ends first. Brackets and commas at the end of the line were
    /// probably meant as code, so that they still close what they close.
    fn unclosed(&mut self, start: usize, quote: char, text: &mut EcoString) {
        let line = &self.text[start + 1..self.at];
        let code = |c: char| c.is_whitespace() || matches!(c, ']' | ')' | '}' | ',');
        let kept = line
            .strip_suffix(" {")
            .unwrap_or(line.trim_end_matches(code));
        let cut = line.len() - kept.len();
        let keep = text.len().saturating_sub(cut);
        if text.is_char_boundary(keep) {
            text.truncate(keep);
        }
        self.at -= cut;
        let error = SyntaxError::UnclosedString {
            span: self.span(start, start + 1),
            end: self.span(self.at, self.at),
            help: if self.text[start..self.at].ends_with("\\\"") {
                "`\\\"` is a quote inside the string; for a backslash at its end write `\\\\\"`"
                    .to_owned()
            } else {
                format!(
                    "write `{quote}` where it ends; text of several lines stands between \"\"\" and \"\"\""
                )
            },
        };
        self.problems.push(error);
    }

    /// One escape, `self.at` on the backslash.
    fn escape(&mut self, text: &mut EcoString) {
        let start = self.at;
        let mut chars = self.rest().chars();
        chars.next();
        let escaped = chars.next();
        self.at += 1 + escaped.map_or(0, char::len_utf8);
        match escaped {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('\\') => text.push('\\'),
            Some('"') => text.push('"'),
            Some('\'') if self.inner => text.push('\''),
            Some('u') => match self.unicode_escape() {
                Some(c) => text.push(c),
                None => self.bad_escape(start),
            },
            Some('\n') | None => {
                // The line ends here, and that is what is reported.
                self.at = start + 1;
            }
            Some(_) => self.bad_escape(start),
        }
    }

    /// `{…}` of `\u{…}`.
    fn unicode_escape(&mut self) -> Option<char> {
        let digits = self.rest().strip_prefix('{')?;
        let close = digits
            .char_indices()
            .take(7)
            .find(|(_, c)| *c == '}')
            .map(|(at, _)| at)?;
        let c = u32::from_str_radix(&digits[..close], 16)
            .ok()
            .and_then(char::from_u32)?;
        self.at += close + 2;
        Some(c)
    }

    fn bad_escape(&mut self, start: usize) {
        let escape = self.text[start..self.at].to_owned();
        let help = if escape.starts_with("\\u") {
            "write the number of a character in braces and in hexadecimal, at most \\u{10ffff}: \
             \\u{e9}"
                .to_owned()
        } else if self.inner {
            "the escapes are \\n \\t \\\\ \\' \\u{…}; for a backslash write \\\\".to_owned()
        } else {
            "the escapes are \\n \\t \\\\ \\\" \\u{…}; in a raw string a backslash is only \
             itself: r\"…\""
                .to_owned()
        };
        let error = SyntaxError::BadEscape {
            escape,
            span: self.span(start, self.at),
            help,
        };
        self.problems.push(error);
    }

    /// `{{ … }}`, `self.at` on the first brace; it must end before `limit`. False if it does not
    /// (reported), and then the string is at its end too.
    fn interpolation(&mut self, parts: &mut Parts, limit: usize, one_line: bool) -> bool {
        let start = self.at;
        let Some(close) = self.find_close(start + 2, limit, one_line) else {
            let rest = &self.text[start..limit];
            let stop = if one_line {
                rest.find(['"', '\n'])
            } else {
                None
            };
            let end = start + stop.unwrap_or(rest.len());
            let quote = self.text[end..].starts_with('"');
            self.at = end + usize::from(one_line && quote);
            let error = SyntaxError::UnclosedInterpolation {
                span: self.span(start, start + 2),
                end: self.span(end, end),
            };
            self.problems.push(error);
            return false;
        };
        parts.flush();
        let tokens = self.code(start + 2, close);
        parts.done.push(StringPart::Code(tokens));
        self.at = close + 2;
        true
    }

    /// The `}}` that ends the code from `from` on.
    fn find_close(&self, from: usize, limit: usize, one_line: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut quotes = 0;
        let mut first = None;
        let mut limit = limit;
        while at < limit {
            match bytes[at] {
                b'}' if bytes.get(at + 1) == Some(&b'}') && at + 1 < limit => {
                    first = Some(at);
                    break;
                }
                b'\'' => {
                    let mut end = at + 1;
                    while end < limit && bytes[end] != b'\'' && bytes[end] != b'\n' {
                        end += if bytes[end] == b'\\' { 2 } else { 1 };
                    }
                    // An apostrophe without partner is no string.
                    at = if end < limit && bytes[end] == b'\'' {
                        end + 1
                    } else {
                        at + 1
                    };
                }
                b'\\' => at += 2,
                b'\n' if one_line => break,
                b'"' => {
                    if one_line && quotes == 0 {
                        limit = limit.min(at + FAR);
                    }
                    quotes += 1;
                    at += 1;
                }
                _ => at += 1,
            }
        }
        // In `"{{ a" ~ "b }}"` the quotes end the string; in `"{{ a["b"] }}"` they are a mistake
        // inside the code. Pairs of them are the latter.
        first.filter(|_| !one_line || quotes % 2 == 0)
    }

    /// The tokens of the code in a string.
    fn code(&mut self, start: usize, end: usize) -> Vec<super::token::Token> {
        let outer = std::mem::take(&mut self.out.tokens);
        let before = (self.end, self.inner, self.line_first, self.seen_comments);
        (self.at, self.end, self.inner) = (start, end, true);
        self.run();
        (self.end, self.inner, self.line_first, self.seen_comments) = before;
        let mut tokens = std::mem::replace(&mut self.out.tokens, outer);
        super::brackets::pair_up(&mut tokens, self.text, self.base, false, self.problems);
        tokens
    }

    /// `"…"` inside `{{ }}`: reported, and read as a string.
    pub(super) fn double_quotes(&mut self) -> (Kind, u32) {
        let start = self.at;
        let escaped = self.rest().starts_with('\\');
        let quote = if escaped { "\\\"" } else { "\"" };
        self.at += quote.len();
        let length = self.rest().find(quote).unwrap_or(self.rest().len());
        let content = EcoString::from(&self.rest()[..length]);
        self.at = (self.at + length + quote.len()).min(self.end);
        let span = self.span(start, self.at);
        let proposal = format!("'{content}'");
        let plain = !content.contains(['\'', '\\', '\n']);
        let fix = plain.then(|| Fix::safe(span, &*proposal));
        let help = format!("write {proposal}");
        let error = SyntaxError::DoubleQuotes { span, help };
        self.problems.push_fix(error, fix);
        self.keep(TextStyle::Inner, vec![StringPart::Literal(content)])
    }

    /// `'…'` outside `{{ }}`: reported, and read as a string.
    pub(super) fn single_quotes(&mut self) -> (Kind, u32) {
        let start = self.at;
        let raw = self.rest().starts_with('r');
        self.at += 1 + usize::from(raw);
        let rest = self.rest();
        let stop = rest.find(['\'', '\n']).unwrap_or(rest.len());
        let (line, closed) = (&rest[..stop], rest[stop..].starts_with('\''));
        let content = EcoString::from(if closed {
            line
        } else {
            line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ']' | ')' | '}' | ','))
        });
        self.at += content.len() + usize::from(closed);
        let span = self.span(start, self.at);
        let proposal = format!("{}\"{content}\"", if raw { "r" } else { "" });
        let plain = closed && !content.contains(['"', '\\']) && !content.contains("{{");
        let fix = plain.then(|| Fix::safe(span, &*proposal));
        let help = format!("write {proposal}");
        let error = SyntaxError::SingleQuotes { span, help };
        self.problems.push_fix(error, fix);
        self.keep(TextStyle::Plain, vec![StringPart::Literal(content)])
    }

    /// `r"…"` or `r"""…"""`, `self.at` on the `r`.
    pub(super) fn raw_string(&mut self) -> (Kind, u32) {
        if self.rest().starts_with("r\"\"\"") {
            return self.block_string(4, TextStyle::RawBlock);
        }
        let start = self.at;
        self.at += 2;
        let rest = self.rest();
        let stop = rest.find(['"', '\n']).unwrap_or(rest.len());
        let mut text = EcoString::from(&rest[..stop]);
        self.at += stop;
        if self.rest().starts_with('"') {
            self.at += 1;
        } else {
            self.unclosed(start + 1, '"', &mut text);
        }
        let parts = if text.is_empty() {
            Vec::new()
        } else {
            vec![StringPart::Literal(text)]
        };
        self.keep(TextStyle::Raw, parts)
    }

    /// `"""…"""`, with `opening` bytes in front of its first line.
    fn block_string(&mut self, opening: usize, style: TextStyle) -> (Kind, u32) {
        let start = self.at;
        self.at += opening;
        let raw = style == TextStyle::RawBlock;
        let rest = self.rest();
        let first = rest.find('\n').unwrap_or(rest.len());
        if let Some(close) = rest[..first].find("\"\"\"") {
            self.at += close + 3;
            self.misplaced(start, start + opening);
            return self.keep(style, Vec::new());
        }
        if !rest[..first].trim().is_empty() {
            self.misplaced(start, start + opening);
        }
        self.at = (self.at + first + 1).min(self.end);
        let body = self.at;
        let lines = self.block_lines(body, raw);
        let Some((lines, close)) = lines else {
            let error = SyntaxError::UnclosedString {
                span: self.span(start, start + opening),
                end: self.span(self.end, self.end),
                help: "write \"\"\" on a line of its own where the text ends".to_owned(),
            };
            self.problems.push(error);
            self.torn = true;
            self.at = self.end;
            return self.keep(style, Vec::new());
        };
        let last = lines.last().copied().unwrap_or(body);
        let tail = &self.text[last..close];
        let text_end = if tail.trim().is_empty() {
            last
        } else {
            self.misplaced(close, close + 3);
            close
        };
        let parts = self.block_parts(&lines, text_end, raw);
        self.at = close + 3;
        self.keep(style, parts)
    }

    fn misplaced(&mut self, start: usize, end: usize) {
        let error = SyntaxError::BlockString {
            span: self.span(start, end),
        };
        self.problems.push(error);
    }

    /// The starts of the lines of text (those in the midst of code are none), and the closing
    /// quotes.
    fn block_lines(&self, body: usize, raw: bool) -> Option<(Vec<usize>, usize)> {
        let bytes = self.text.as_bytes();
        let mut lines = vec![body];
        let mut at = body;
        // The next closing quotes, and whether some code in front of them does not end.
        let (mut quotes, mut endless) = (body, false);
        while at < self.end {
            match bytes[at] {
                b'\n' => {
                    at += 1;
                    lines.push(at);
                }
                b'"' if self.text[at..self.end].starts_with("\"\"\"") => {
                    return Some((lines, at));
                }
                b'\\' if !raw => {
                    at += if bytes.get(at + 1) == Some(&b'\n') {
                        1
                    } else {
                        2
                    };
                }
                b'{' if !raw && bytes.get(at + 1) == Some(&b'{') => {
                    if quotes <= at {
                        let found = self.text[at..self.end].find("\"\"\"");
                        quotes = found.map_or(self.end, |found| at + found);
                        endless = false;
                    }
                    let close = if endless {
                        None
                    } else {
                        self.find_close(at + 2, quotes, false)
                    };
                    endless |= close.is_none();
                    at = close.map_or(at + 2, |close| close + 2);
                }
                _ => at += 1,
            }
        }
        None
    }

    /// The parts of a block string: the common indentation removed, escapes and code read.
    fn block_parts(&mut self, lines: &[usize], end: usize, raw: bool) -> Vec<StringPart> {
        let indent = self.common_indent(lines, end);
        let mut parts = Parts::default();
        let mut next_line = lines.iter().copied().peekable();
        self.at = lines.first().copied().unwrap_or(end);
        while self.at < end {
            if next_line.next_if_eq(&self.at).is_some() {
                let line = &self.text[self.at..end];
                let line = line.split('\n').next().unwrap_or("");
                // A line of blanks only is an empty line.
                let skip = if line.trim().is_empty() {
                    line.len()
                } else {
                    indent
                };
                self.at += skip;
                continue;
            }
            let rest = &self.text[self.at..end];
            let stop = rest.find(['\\', '{', '\r', '\n']).unwrap_or(rest.len());
            parts.text.push_str(&rest[..stop]);
            self.at += stop;
            let rest = &rest[stop..];
            if rest.starts_with("\r\n") {
                self.at += 1;
            } else if rest.starts_with('\\') && !raw {
                self.escape(&mut parts.text);
            } else if rest.starts_with("{{") && !raw {
                self.interpolation(&mut parts, end, false);
            } else if let Some(c) = rest.chars().next() {
                parts.text.push(c);
                self.at += c.len_utf8();
            }
        }
        parts.finish()
    }

    /// How many bytes of blanks all lines of text begin with.
    fn common_indent(&self, lines: &[usize], end: usize) -> usize {
        let mut common: Option<&str> = None;
        for start in lines.iter().copied().filter(|start| *start < end) {
            let line = &self.text[start..end];
            let line = line.split('\n').next().unwrap_or("");
            if line.trim().is_empty() {
                continue;
            }
            let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
            common = Some(common.map_or(blanks, |before| {
                let same = before
                    .bytes()
                    .zip(blanks.bytes())
                    .take_while(|(a, b)| a == b)
                    .count();
                &before[..same]
            }));
        }
        common.map_or(0, str::len)
    }
}
