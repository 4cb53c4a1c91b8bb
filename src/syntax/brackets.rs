//! Which bracket closes which: found once, before parsing, so that the parser always sees pairs
//! and one missing brace is one report.
//!
//! In: tokens. Out: the same tokens with [`Token::aux`] of every opening bracket set to the
//! distance of its end. In `host "a" {` without an end, a closing brace is put in where the
//! indentation says that the block ended.

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
    let by_kind = repair(tokens, None);
    let by_indent = repair(tokens, Some((text, base)));
    let repairs = if by_indent.len() <= by_kind.len() {
        by_indent
    } else {
        by_kind
    };
    apply(tokens, &repairs, silent, problems);
    let linked = link(tokens);
    debug_assert!(linked, "every bracket has a partner now");
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
}

/// What to repair, in the order of the tokens. With a text, the indentation decides where a
/// block ended; without, only the kinds of brackets do.
fn repair(tokens: &[Token], text: Option<(&str, u32)>) -> Vec<Repair> {
    let mut repairs = Vec::new();
    // The opening brackets, with the indentation of their lines.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut indent = 0;
    for (index, token) in tokens.iter().enumerate() {
        if let Some((text, base)) = text
            && token.newline
            && token.kind != Kind::End
        {
            indent = column(text, base, token.span);
            while let Some(&(start, outer)) = open.last() {
                let ends = tokens[start].kind.closer() == Some(token.kind) && indent == outer;
                if indent > outer || ends || closes_line_mate(tokens, &open, token.kind, indent) {
                    break;
                }
                repairs.push(Repair::Close {
                    open: start,
                    before: index,
                });
                open.pop();
            }
        }
        if token.kind.closer().is_some() {
            open.push((index, indent));
        } else if token.kind == Kind::End {
            while let Some((start, _)) = open.pop() {
                repairs.push(Repair::Close {
                    open: start,
                    before: index,
                });
            }
        } else if token.kind.closes() {
            let partner = open
                .iter()
                .rposition(|(start, _)| tokens[*start].kind.closer() == Some(token.kind));
            match partner {
                Some(partner) => {
                    while open.len() > partner + 1 {
                        if let Some((start, _)) = open.pop() {
                            repairs.push(Repair::Close {
                                open: start,
                                before: index,
                            });
                        }
                    }
                    open.pop();
                }
                None => repairs.push(Repair::Drop { close: index }),
            }
        }
    }
    repairs
}

/// Whether the token closes the last bracket, opened on a line of the same or a deeper
/// indentation: odd formatting, but a pair.
fn closes_line_mate(tokens: &[Token], open: &[(usize, usize)], kind: Kind, indent: usize) -> bool {
    open.last().is_some_and(|(start, outer)| {
        tokens[*start].kind.closer() == Some(kind)
            && (*outer == indent
                || !open[..open.len() - 1].iter().any(|(other, column)| {
                    *column == indent && tokens[*other].kind.closer() == Some(kind)
                }))
    })
}

fn column(text: &str, base: u32, span: Span) -> usize {
    let at = (span.start - base) as usize;
    let before = text.get(..at).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |feed| feed + 1);
    at - line
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "there are fewer tokens than bytes, and those are below 4 GiB"
)]
fn apply(tokens: &mut Vec<Token>, repairs: &[Repair], silent: bool, problems: &mut Problems) {
    let mut out = Vec::with_capacity(tokens.len() + repairs.len());
    let mut next = repairs.iter().peekable();
    for (index, token) in tokens.iter().enumerate() {
        while let Some(Repair::Close { open, .. }) = next
            .next_if(|repair| matches!(repair, Repair::Close { before, .. } if *before == index))
        {
            let opening = &tokens[*open];
            let Some(kind) = opening.kind.closer() else {
                continue;
            };
            if !silent {
                problems.push(unclosed(opening, token));
            }
            out.push(Token {
                kind,
                made: true,
                span: token.span.at_start(),
                comments: token.comments,
                ..*token
            });
        }
        let dropped = next
            .next_if(|repair| matches!(repair, Repair::Drop { close } if *close == index))
            .is_some();
        if dropped {
            if !silent {
                problems.push(unmatched(token));
            }
            out.push(Token {
                kind: Kind::Bad,
                ..*token
            });
        } else {
            out.push(*token);
        }
    }
    debug_assert!(out.len() <= u32::MAX as usize);
    let _ = out.len() as u32;
    *tokens = out;
}

fn unclosed(open: &Token, at: &Token) -> SyntaxError {
    let (open_char, close) = match open.kind {
        Kind::OpenParen => ('(', ')'),
        Kind::OpenBracket => ('[', ']'),
        _ => ('{', '}'),
    };
    SyntaxError::Unclosed {
        open: open_char,
        close,
        span: open.span,
        end: at.span.at_start(),
    }
}

fn unmatched(token: &Token) -> SyntaxError {
    let (open, close) = match token.kind {
        Kind::CloseParen => ('(', ')'),
        Kind::CloseBracket => ('[', ']'),
        _ => ('{', '}'),
    };
    SyntaxError::Unmatched {
        close,
        span: token.span,
        help: format!("take it out, or put the `{open}` that it closes"),
    }
}
