//! Which bracket closes which: found once, before parsing, so that the parser always sees pairs
//! and one missing brace is one report.
//!
//! In: tokens. Out: the same tokens with [`Token::aux`] of every opening bracket set to the
//! distance of its end. In `host "a" {` without an end, a closing brace is put in where the
//! indentation says that the block ended.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "most kinds of tokens are no brackets"
)]

use crate::diagnostic::Problems;
use crate::source::Span;

use super::error::SyntaxError;
use super::token::Kind;
use super::token::Token;

/// Pairs up the brackets; reports and repairs those without a partner.
pub(super) fn pair_up(
    tokens: &mut Vec<Token>,
    text: &str,
    base: u32,
    silent: bool,
    problems: &mut Problems,
) {
    if link(tokens) {
        return;
    }
    let places = places(tokens, text, base);
    let places = places.as_deref();
    let strict = repair(tokens, places, true);
    let lenient = repair(tokens, places, false);
    let repairs = if strict.len() <= lenient.len() {
        strict
    } else {
        lenient
    };
    apply(tokens, &repairs, silent, problems);
    let linked = link(tokens);
    debug_assert!(linked, "every bracket has a partner now");
}

/// Where a token stands.
#[derive(Clone, Copy)]
struct Place {
    /// The indentation of the line in which it or what it continues begins.
    indent: usize,
    /// Whether it begins a line that does not continue the one before.
    begins: bool,
}

/// The places of all tokens. Nothing if most blocks are not indented: then indentation says
/// nothing about where they end.
fn places(tokens: &[Token], text: &str, base: u32) -> Option<Vec<Place>> {
    let mut all: Vec<Place> = Vec::with_capacity(tokens.len());
    let (mut deeper, mut blocks) = (0, 0);
    let mut indent = 0;
    let mut before: Option<&Token> = None;
    for token in tokens {
        let opened = before.is_some_and(|before| before.kind.closer().is_some());
        let column = if token.newline {
            column(text, base, token.span)
        } else {
            indent
        };
        let begins = token.newline && (opened || column <= indent || !continues(token, text, base));
        if opened && token.newline && !token.kind.closes() {
            blocks += 1;
            deeper += usize::from(column > indent);
        }
        if begins {
            indent = column;
        }
        all.push(Place { indent, begins });
        before = Some(token);
    }
    (deeper * 4 >= blocks * 3).then_some(all)
}

/// Whether a line that begins so goes on with the one before.
fn continues(token: &Token, text: &str, base: u32) -> bool {
    let (start, end) = (token.span.start - base, token.span.end - base);
    match token.kind {
        Kind::Pipe | Kind::Tilde => true,
        Kind::Word => text
            .get(start as usize..end as usize)
            .is_some_and(|word| ["and", "or", "else", "for", "when", "tags"].contains(&word)),
        _ => false,
    }
}

/// Sets the distances; false if some bracket has no partner.
#[expect(
    clippy::cast_possible_truncation,
    reason = "there are fewer tokens than bytes, and those are below 4 GiB"
)]
fn link(tokens: &mut [Token]) -> bool {
    let mut open: Vec<usize> = Vec::new();
    for index in 0..tokens.len() {
        let kind = tokens[index].kind;
        if kind.closer().is_some() {
            open.push(index);
        } else if kind.closes() && kind != Kind::End {
            match open.pop() {
                Some(start) if tokens[start].kind.closer() == Some(kind) => {
                    tokens[start].aux = (index - start) as u32;
                }
                Some(_) | None => return false,
            }
        }
    }
    open.is_empty()
}

/// A bracket without partner.
enum Repair {
    /// The opening bracket at this index wants an end in front of the token `before`.
    Close { open: usize, before: usize },
    /// The closing bracket at this index closes nothing.
    Drop { close: usize },
    /// The closing bracket is of another kind than the opening one on its line.
    Replace { open: usize, close: usize },
}

/// What to repair, in the order of the tokens. The indentation, where it is known, decides where
/// a block ended; otherwise only the kinds of brackets do. Strictly, a bracket that begins its
/// line closes nothing that was opened on a line with less indentation.
fn repair(tokens: &[Token], places: Option<&[Place]>, strict: bool) -> Vec<Repair> {
    let mut repairs = Vec::new();
    // The opening brackets, each with the indentation and the first token of its line.
    let mut open: Vec<Open> = Vec::new();
    let (mut indent, mut line) = (0, 0);
    for (index, token) in tokens.iter().enumerate() {
        if token.newline {
            line = index;
        }
        if let Some(places) = places
            && token.kind != Kind::End
        {
            indent = places[index].indent;
            if places[index].begins {
                close_by_indent(tokens, &mut open, index, indent, &mut repairs);
            } else if token.kind == Kind::OpenBrace && index > 0 && ends_operand(&tokens[index - 1])
            {
                // `when (a or b {`: behind an operand the brace opens a block.
                while let Some(last) =
                    open.pop_if(|last| last.line == line && tokens[last.at].kind != Kind::OpenBrace)
                {
                    repairs.push(Repair::Close {
                        open: last.at,
                        before: index,
                    });
                }
            }
        }
        if token.kind.closer().is_some() {
            open.push(Open {
                at: index,
                indent,
                line,
            });
        } else if token.kind.closes() {
            let begins_line = strict && places.is_some() && token.newline;
            if begins_line
                && token.kind != Kind::End
                && open.last().is_some_and(|last| last.indent < indent)
            {
                repairs.push(Repair::Drop { close: index });
                continue;
            }
            close(
                tokens,
                &mut open,
                index,
                line,
                places.is_some(),
                &mut repairs,
            );
        }
    }
    repairs
}

/// An opening bracket.
struct Open {
    at: usize,
    indent: usize,
    line: usize,
}

/// The line that begins at `index` is not indented more than the line that opened a bracket: it
/// ended before.
fn close_by_indent(
    tokens: &[Token],
    open: &mut Vec<Open>,
    index: usize,
    indent: usize,
    repairs: &mut Vec<Repair>,
) {
    let kind = tokens[index].kind;
    while let Some(last) = open.pop_if(|last| indent <= last.indent) {
        if closes_line_mate(tokens, open, &last, kind, indent) {
            open.push(last);
            return;
        }
        repairs.push(Repair::Close {
            open: last.at,
            before: index,
        });
    }
}

/// A closing bracket or the end: which opening brackets end here?
fn close(
    tokens: &[Token],
    open: &mut Vec<Open>,
    index: usize,
    line: usize,
    indented: bool,
    repairs: &mut Vec<Repair>,
) {
    let kind = tokens[index].kind;
    let partner = open
        .iter()
        .rposition(|open| tokens[open.at].kind.closer() == Some(kind));
    // In `{ keys = "a"], …` the bracket does not reach over the brace to an earlier line, and
    // what is opened at the end of a line is closed at the start of one.
    let astray = |partner: usize| {
        let opening = &open[partner];
        index != line
            && opening.line != line
            && (open.last().is_some_and(|last| last.line == line)
                || indented && tokens.get(opening.at + 1).is_some_and(|next| next.newline))
    };
    if partner.is_some_and(astray) {
        repairs.push(Repair::Drop { close: index });
        return;
    }
    let keep = match partner {
        Some(partner) => partner + 1,
        None if kind == Kind::End => 0,
        None => {
            repairs.push(match open.pop_if(|last| last.line == line) {
                Some(last) => Repair::Replace {
                    open: last.at,
                    close: index,
                },
                None => Repair::Drop { close: index },
            });
            return;
        }
    };
    while open.len() > keep {
        if let Some(last) = open.pop() {
            repairs.push(Repair::Close {
                open: last.at,
                before: index,
            });
        }
    }
    if partner.is_some() {
        open.pop();
    }
}

/// Whether an operand can end with this token.
fn ends_operand(token: &Token) -> bool {
    matches!(
        token.kind,
        Kind::Word | Kind::Text | Kind::Int | Kind::CloseParen | Kind::CloseBracket
    )
}

/// Whether a token at the start of a line closes `last`, which was opened on a line of the same
/// indentation or a deeper one: odd formatting, but a pair, unless an outer bracket fits better.
fn closes_line_mate(
    tokens: &[Token],
    outer: &[Open],
    last: &Open,
    kind: Kind,
    indent: usize,
) -> bool {
    let fits = |open: &Open| tokens[open.at].kind.closer() == Some(kind);
    fits(last)
        && (last.indent == indent || !outer.iter().any(|open| open.indent == indent && fits(open)))
}

fn column(text: &str, base: u32, span: Span) -> usize {
    let at = (span.start - base) as usize;
    let before = text.get(..at).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |feed| feed + 1);
    at - line
}

fn apply(tokens: &mut Vec<Token>, repairs: &[Repair], silent: bool, problems: &mut Problems) {
    let mut out = Vec::with_capacity(tokens.len() + repairs.len());
    let mut next = repairs.iter().peekable();
    let mut last_end = Span::default();
    for (index, token) in tokens.iter().enumerate() {
        while let Some(Repair::Close { open, .. }) = next
            .next_if(|repair| matches!(repair, Repair::Close { before, .. } if *before == index))
        {
            let opening = &tokens[*open];
            let Some(kind) = opening.kind.closer() else {
                continue;
            };
            if !silent {
                problems.push(unclosed(opening, last_end));
            }
            out.push(Token {
                kind,
                made: true,
                span: last_end,
                ..*token
            });
        }
        let here = next.next_if(|repair| match repair {
            Repair::Drop { close } | Repair::Replace { close, .. } => *close == index,
            Repair::Close { .. } => false,
        });
        let (kind, error) = match here {
            Some(Repair::Drop { .. }) => (Kind::Bad, Some(unmatched(token))),
            Some(Repair::Replace { open, .. }) => {
                let opening = &tokens[*open];
                let kind = opening.kind.closer().unwrap_or(token.kind);
                (kind, Some(mismatched(opening, token)))
            }
            Some(Repair::Close { .. }) | None => (token.kind, None),
        };
        if let Some(error) = error.filter(|_| !silent) {
            problems.push(error);
        }
        out.push(Token { kind, ..*token });
        last_end = Span::new(token.span.end, token.span.end);
    }
    *tokens = out;
}

/// How brackets of this kind are written.
fn written(kind: Kind) -> (char, char) {
    match kind {
        Kind::OpenParen | Kind::CloseParen => ('(', ')'),
        Kind::OpenBracket | Kind::CloseBracket => ('[', ']'),
        _ => ('{', '}'),
    }
}

fn unclosed(opening: &Token, end: Span) -> SyntaxError {
    let (open, close) = written(opening.kind);
    SyntaxError::Unclosed {
        open,
        close,
        span: opening.span,
        end,
    }
}

fn unmatched(token: &Token) -> SyntaxError {
    let (open, close) = written(token.kind);
    SyntaxError::Unmatched {
        close,
        span: token.span,
        help: format!("take it out, or write the `{open}` that it closes"),
    }
}

fn mismatched(opening: &Token, closing: &Token) -> SyntaxError {
    let (open, expected) = written(opening.kind);
    let (_, found) = written(closing.kind);
    SyntaxError::Mismatched {
        open,
        found,
        expected,
        span: closing.span,
        opening: opening.span,
    }
}
