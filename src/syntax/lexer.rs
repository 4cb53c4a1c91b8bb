//! From text to tokens.
//!
//! In: the text of a file and the number of its first byte. Out: [`Tokens`]. For `x = 20%  # why`
//! the tokens are `Word`, `Equals`, `Percent`, `End`, and the comment `why` lies in front of
//! `End` and points at the line's first token. No text is lost: what is no token is reported and
//! becomes [`Kind::Bad`].

use ecow::EcoString;
use nom::IResult;
use nom::Parser;
use nom::bytes::complete::take_till;
use nom::bytes::complete::take_while;

use crate::diagnostic::Fix;
use crate::diagnostic::Problems;
use crate::source::Span;

use super::error::SyntaxError;
use super::token::Comment;
use super::token::Kind;
use super::token::Token;
use super::token::Tokens;

/// Reads a whole file. `base` is the number of its first byte in all sources.
pub fn lex(text: &str, base: u32, problems: &mut Problems) -> Tokens {
    let mut lexer = Lexer {
        text,
        base,
        at: 0,
        end: text.len(),
        out: Tokens {
            tokens: Vec::with_capacity(text.len() / 6),
            ..Tokens::default()
        },
        problems,
        inner: false,
        seen_comments: 0,
        line_first: 0,
        torn: false,
        bare_ends: Vec::new(),
    };
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    lexer.run();
    let torn = lexer.torn;
    let mut out = lexer.out;
    super::brackets::pair_up(&mut out.tokens, text, base, torn, problems);
    out
}

/// The state of reading.
pub(super) struct Lexer<'a, 'p> {
    pub(super) text: &'a str,
    pub(super) base: u32,
    /// The next byte to read.
    pub(super) at: usize,
    /// Where to stop: the end of the text, or of the code in a string.
    pub(super) end: usize,
    pub(super) out: Tokens,
    pub(super) problems: &'p mut Problems,
    /// Inside `{{ }}`.
    pub(super) inner: bool,
    /// Comments that belong to tokens already made.
    pub(super) seen_comments: usize,
    /// The first token of the current line.
    pub(super) line_first: usize,
    /// A string runs to the end of the file: brackets behind its start are lost.
    pub(super) torn: bool,
    /// Where the `}}` of `{{ x }}` outside strings stand, the next last.
    bare_ends: Vec<usize>,
}

/// What stands between two tokens.
struct Trivia {
    newline: bool,
    blank: bool,
    glued: bool,
}

fn word(text: &str) -> IResult<&str, &str> {
    take_while(|c: char| c.is_ascii_alphanumeric() || c == '_').parse(text)
}

impl Lexer<'_, '_> {
    /// The numbers of local bytes in all sources.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Sources refuses text beyond 4 GiB"
    )]
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + start as u32, self.base + end as u32)
    }

    pub(super) fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    pub(super) fn byte(&self, ahead: usize) -> u8 {
        let at = self.at + ahead;
        if at < self.end {
            self.text.as_bytes()[at]
        } else {
            0
        }
    }

    /// Reads to `end`, and ends with [`Kind::End`].
    pub(super) fn run(&mut self) {
        loop {
            let trivia = self.trivia();
            let start = self.at;
            if start >= self.end {
                self.push(Kind::End, start, 0, &trivia);
                return;
            }
            if self.bare_ends.last() == Some(&start) {
                self.bare_ends.pop();
                self.at += 2;
                self.push(Kind::CloseParen, start, 0, &trivia);
                continue;
            }
            let (kind, aux) = self.token();
            self.push(kind, start, aux, &trivia);
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are fewer tokens than bytes, and those are below 4 GiB"
    )]
    fn push(&mut self, kind: Kind, start: usize, aux: u32, trivia: &Trivia) {
        if trivia.newline {
            self.line_first = self.out.tokens.len();
        }
        let comments = self.seen_comments as u32;
        self.seen_comments = self.out.comments.len();
        self.out.tokens.push(Token {
            kind,
            newline: trivia.newline,
            blank: trivia.blank,
            glued: trivia.glued,
            made: false,
            span: self.span(start, self.at),
            aux,
            comments,
        });
    }

    /// Passes blanks, newlines and comments.
    fn trivia(&mut self) -> Trivia {
        let begin = self.at;
        let first = self.out.tokens.is_empty() && !self.inner;
        // The start of the file is the start of a line.
        let mut newline = first;
        let mut fresh = first;
        let mut blank = false;
        let mut line_feeds = 0;
        let mut comments = 0;
        loop {
            match self.byte(0) {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    newline = true;
                    fresh = true;
                    line_feeds += 1;
                    if line_feeds > 1 && comments == 0 {
                        blank = true;
                    }
                }
                b'#' if !self.inner => {
                    self.comment(fresh);
                    line_feeds = 0;
                    if fresh {
                        comments += 1;
                    }
                }
                _ => break,
            }
            if self.at >= self.end {
                self.at = self.end;
                break;
            }
        }
        Trivia {
            newline,
            blank,
            glued: begin == self.at && !first,
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are fewer tokens than bytes, and those are below 4 GiB"
    )]
    fn comment(&mut self, own_line: bool) {
        let start = self.at;
        let line = match take_till::<_, _, nom::error::Error<&str>>(|c| c == '\n')(self.rest()) {
            Ok((_, line)) => line.trim_end(),
            Err(_) => "",
        };
        let length = line.len();
        let doc = own_line && line.starts_with("##") && !line.starts_with("###");
        let text = line.get(if doc { 2 } else { 1 }..).unwrap_or("");
        let text = EcoString::from(text.strip_prefix(' ').unwrap_or(text));
        self.at += length.max(1);
        let span = self.span(start, self.at);
        self.out.comments.push(Comment {
            text,
            span,
            doc,
            line: (!own_line).then_some(self.line_first as u32),
        });
    }

    /// Reads one token that begins at `self.at`.
    fn token(&mut self) -> (Kind, u32) {
        let byte = self.byte(0);
        match byte {
            b'r' if self.byte(1) == b'"' && !self.inner => self.raw_string(),
            b'r' if self.byte(1) == b'\'' && !self.inner => self.single_quotes(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let length = word(self.rest()).map_or(1, |(_, word)| word.len());
                let rest = &self.rest()[length..];
                if rest.starts_with(|c: char| !c.is_ascii() && c.is_alphanumeric()) {
                    return (self.bad(byte, 0), 0);
                }
                self.at += length;
                (Kind::Word, 0)
            }
            b'0'..=b'9' => (self.number(), 0),
            b'"' if self.inner => self.double_quotes(),
            b'"' => self.string(),
            b'\'' if self.inner => self.inner_string(),
            b'\'' => self.single_quotes(),
            b'\\' if self.inner && self.byte(1) == b'"' => self.double_quotes(),
            b'{' if self.byte(1) == b'{' && !self.inner && self.bare_interpolation() => {
                (Kind::OpenParen, 0)
            }
            _ => (self.punctuation(byte), 0),
        }
    }

    fn punctuation(&mut self, byte: u8) -> Kind {
        let next = self.byte(1);
        if matches!((byte, next, self.byte(2)), (b'=' | b'!', b'=', b'=')) {
            let (proposal, kind) = match byte {
                b'=' => ("==", Kind::EqualsEquals),
                _ => ("!=", Kind::NotEquals),
            };
            self.foreign(3, proposal, kind);
            self.at += 3;
            return kind;
        }
        if self.rest().starts_with("...") {
            self.foreign(3, "..", Kind::DotDot);
            self.at += 3;
            return Kind::DotDot;
        }
        let two = match (byte, next) {
            (b'=', b'=') => Some(Kind::EqualsEquals),
            (b'!', b'=') => Some(Kind::NotEquals),
            (b'<', b'=') => Some(Kind::LessEquals),
            (b'>', b'=') => Some(Kind::GreaterEquals),
            (b'+', b'=') => Some(Kind::PlusEquals),
            (b'*', b'*') => Some(Kind::StarStar),
            (b'/', b'/') => Some(Kind::SlashSlash),
            (b'.', b'.') => Some(Kind::DotDot),
            (b'-', b'>') => Some(Kind::Arrow),
            (b'=', b'>') => Some(self.foreign(2, "=", Kind::Equals)),
            (b':', b'=') => Some(self.foreign(2, "=", Kind::Equals)),
            (b'<', b'>') => Some(self.foreign(2, "!=", Kind::NotEquals)),
            _ => None,
        };
        if let Some(kind) = two {
            self.at += 2;
            return kind;
        }
        let one = match byte {
            b'(' => Kind::OpenParen,
            b')' => Kind::CloseParen,
            b'[' => Kind::OpenBracket,
            b']' => Kind::CloseBracket,
            b'{' => Kind::OpenBrace,
            b'}' => Kind::CloseBrace,
            b',' => Kind::Comma,
            b':' => Kind::Colon,
            b'.' => Kind::Dot,
            b'=' => Kind::Equals,
            b'<' => Kind::Less,
            b'>' => Kind::Greater,
            b'+' => Kind::Plus,
            b'-' => Kind::Minus,
            b'*' => Kind::Star,
            b'/' => Kind::Slash,
            b'%' => Kind::PercentSign,
            b'~' => Kind::Tilde,
            b'|' if next != b'|' => Kind::Pipe,
            b'?' => Kind::Question,
            _ => return self.bad(byte, next),
        };
        self.at += 1;
        one
    }

    /// An operator of another language: reported, and read as what it means.
    fn foreign(&mut self, length: usize, proposal: &'static str, kind: Kind) -> Kind {
        let error = SyntaxError::NotAnOperator {
            found: self.text[self.at..self.at + length].to_owned(),
            proposal,
            span: self.span(self.at, self.at + length),
        };
        let span = self.span(self.at, self.at + length);
        // A word in place of a sign needs blanks around it, and may not stand there at all.
        let sign = !proposal.bytes().all(|byte| byte.is_ascii_alphabetic());
        let fix = sign.then(|| Fix::safe(span, proposal));
        self.problems.push_fix(error, fix);
        kind
    }

    /// What is no token: reported, and passed.
    fn bad(&mut self, byte: u8, next: u8) -> Kind {
        let start = self.at;
        let proposal = match (byte, next) {
            (b'&', b'&') => Some((2, "and")),
            (b'|', b'|') => Some((2, "or")),
            (b'!', _) => Some((1, "not")),
            _ => None,
        };
        if let Some((length, proposal)) = proposal {
            self.foreign(length, proposal, Kind::Bad);
            self.at += length;
            return Kind::Bad;
        }
        let length = match self.rest().chars().next() {
            Some(c) if c.is_alphanumeric() => {
                take_while::<_, _, nom::error::Error<&str>>(|c: char| {
                    c.is_alphanumeric() || c == '_'
                })(self.rest())
                .map_or(c.len_utf8(), |(_, word)| word.len())
            }
            Some(c) => c.len_utf8(),
            None => 1,
        };
        self.at = (self.at + length).min(self.end);
        let text = &self.text[start..self.at];
        let help = match byte {
            b';' => "statements end with their line: begin a new one",
            b'$' => "a variable is written as its bare name; in a string as `{{ name }}`",
            b'&' => "both hold is said by `and`",
            b'@' | b'`' | b'\\' | b'^' => "text stands in double quotes: \"…\"",
            _ if text.chars().all(char::is_alphanumeric) => {
                "names are made of a-z, 0-9 and `_`; any other text stands in double quotes: \"…\""
            }
            _ => "text stands in double quotes: \"…\"",
        };
        let error = SyntaxError::BadCharacter {
            text: text.escape_debug().to_string(),
            span: self.span(start, self.at),
            help: help.to_owned(),
        };
        self.problems.push(error);
        Kind::Bad
    }

    /// `{{ x }}` outside a string: reported; the braces become parentheses.
    fn bare_interpolation(&mut self) -> bool {
        let rest = self.rest();
        let ahead = rest.as_bytes().iter().take(1000);
        let bytes = ahead.take_while(|byte| **byte != b'\n').count();
        let mut windows = rest.as_bytes()[..bytes].windows(2);
        let Some(close) = windows.position(|pair| pair == b"}}") else {
            return false;
        };
        let start = self.at;
        let proposal = rest[2..close].trim().to_owned();
        let span = self.span(start, start + close + 2);
        // In there strings stand in single quotes, out here in double ones.
        let same = !proposal.contains(['\'', '"']);
        let fix = same.then(|| Fix::safe(span, &*proposal));
        let error = SyntaxError::BareInterpolation { proposal, span };
        self.problems.push_fix(error, fix);
        self.bare_ends.push(start + close);
        self.at += 2;
        true
    }
}
