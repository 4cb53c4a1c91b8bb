//! Numbers of the lexer: whole and broken ones, file modes, durations, percentages.
//!
//! In: text from a digit on. Out: the kind of token, such as [`Kind::Mode`] for `0644`. What only
//! looks like a number, such as `10.0.0.1`, is reported with what to write.

use nom::IResult;
use nom::Parser;
use nom::bytes::complete::tag;
use nom::bytes::complete::take_while;
use nom::character::complete::alpha1;
use nom::character::complete::digit0;
use nom::character::complete::digit1;
use nom::combinator::opt;
use nom::combinator::recognize;
use nom::sequence::pair;
use nom::sequence::preceded;

use crate::diagnostic::Fix;

use super::error::SyntaxError;
use super::lexer::Lexer;
use super::token::Kind;

/// Digits, then perhaps a dot and digits.
fn digits(text: &str) -> IResult<&str, (&str, Option<&str>)> {
    pair(digit0, opt(preceded(tag("."), digit1))).parse(text)
}

/// What follows digits without a blank and makes a number of them that is none, such as `.0.1/24`.
fn number_tail(text: &str) -> IResult<&str, &str> {
    recognize(pair(
        opt(alpha1),
        take_while(|c: char| c.is_alphanumeric() || c == '_'),
    ))
    .parse(text)
}

impl Lexer<'_, '_> {
    /// One number.
    pub(super) fn number(&mut self) -> Kind {
        let start = self.at;
        let (whole, fraction) = match digits(self.rest()) {
            Ok((_, parts)) => parts,
            Err(_) => ("", None),
        };
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        let is_mode = leading_zero && (4..=5).contains(&whole.len()) && is_octal(whole);
        let fits = whole.parse::<i64>().is_ok();
        let is_float = fraction.is_some();
        self.at += whole.len() + fraction.map_or(0, |fraction| fraction.len() + 1);

        let unit = self.byte(0);
        let after = self.byte(1);
        let unit_ends = !(after.is_ascii_alphanumeric() || after == b'_');
        let kind = match unit {
            b's' | b'm' | b'h' | b'd' if unit_ends && !is_float && !leading_zero => {
                self.at += 1;
                Kind::Duration
            }
            b'%' if !is_float && !leading_zero => {
                self.at += 1;
                Kind::Percent
            }
            _ if is_float => Kind::Float,
            _ if is_mode => Kind::Mode,
            _ => Kind::Int,
        };
        let tail_start = self.at;
        let wrong_start = leading_zero && kind != Kind::Mode;
        self.at += self.tail_length();
        if self.at == tail_start && !wrong_start && fits {
            return kind;
        }
        let text = self.text[start..self.at].to_owned();
        let (why, help) = explain_number(&text, wrong_start, fits, self.at > tail_start);
        let span = self.span(start, self.at);
        let (fix, help) = if let Some(mode) = mode(&text) {
            let fix = Fix::safe(span, mode);
            let help = format!("a file's mode: {}", fix.title);
            (Some(fix), help)
        } else if why == "a zero in front" && self.in_range(start) {
            let fix = Fix::safe(span, format!("\"{text}\""));
            let help = "what keeps its zeros is text, in a range too: `\"01\"..\"12\"`".to_owned();
            (Some(fix), help)
        } else {
            (None, help)
        };
        let error = SyntaxError::BadNumber {
            text,
            span,
            why,
            help,
        };
        self.problems.push_fix(error, fix);
        Kind::Bad
    }

    /// Whether what began at `start` stands beside `..`.
    fn in_range(&self, start: usize) -> bool {
        self.text[..start].ends_with("..") || self.rest().starts_with("..")
    }

    /// How much more text is glued to a number: letters, `.0.1`, `/24`.
    fn tail_length(&self) -> usize {
        let rest = self.rest();
        let mut length = number_tail(rest).map_or(0, |(_, tail)| tail.len());
        loop {
            let more = &rest[length..];
            let mut chars = more.chars();
            let glue = chars.next();
            let next = chars.next();
            let takes = match glue {
                Some('.') => next.is_some_and(|c| c.is_ascii_digit()),
                Some('/' | ':' | '-') => length > 0 && next.is_some_and(|c| c.is_ascii_digit()),
                _ => false,
            };
            if !takes {
                return length;
            }
            length += 1 + number_tail(&more[1..]).map_or(0, |(_, tail)| tail.len());
        }
    }
}

fn is_octal(text: &str) -> bool {
    text.bytes().all(|byte| (b'0'..=b'7').contains(&byte))
}

/// Why a number is none, and what to write.
/// `0o644`, as other languages write a mode.
fn mode(text: &str) -> Option<String> {
    let digits = text
        .strip_prefix("0o")
        .or_else(|| text.strip_prefix("0O"))?;
    let digits = digits
        .strip_prefix('0')
        .filter(|rest| rest.len() == 4)
        .unwrap_or(digits);
    ((3..=4).contains(&digits.len()) && is_octal(digits)).then(|| format!("0{digits}"))
}

fn explain_number(text: &str, leading_zero: bool, fits: bool, tail: bool) -> (String, String) {
    let quoted = format!("text stands in quotes: \"{text}\"");
    if tail && text.matches('.').count() > 1 {
        return ("too many dots".to_owned(), quoted);
    }
    if tail && text.contains('%') {
        return (
            "a percentage and more".to_owned(),
            "modulo has blanks around it: `a % b`".to_owned(),
        );
    }
    if tail && text.contains('_') {
        let plain = text.replace('_', "");
        return (
            "digits are not grouped".to_owned(),
            format!("write `{plain}`"),
        );
    }
    let octal = text.strip_prefix("0o");
    if let Some(mode) = octal.filter(|digits| (3..=4).contains(&digits.len()) && is_octal(digits)) {
        return (
            "letters in a number".to_owned(),
            format!("a file mode is written `0{mode}`; {quoted}"),
        );
    }
    if tail {
        return (
            "letters in a number".to_owned(),
            format!("a duration ends in one of s, m, h, d: `30s`, `15m`; {quoted}"),
        );
    }
    if leading_zero {
        return (
            "a zero in front".to_owned(),
            "a file mode is 0 and three or four digits from 0 to 7, such as `0644`; \
             any other number begins without 0, and text stands in quotes"
                .to_owned(),
        );
    }
    debug_assert!(!fits, "every other number is one");
    (
        "too large".to_owned(),
        format!("the largest is {}; {quoted}", i64::MAX),
    )
}
