//! Comments and docs, given to what they belong to.
//!
//! In: a construct's first token. Out: its [`Lead`]. In
//! ```text
//! ## Where sshd listens.
//! ssh_port = 22  # not 23
//! ```
//! both belong to `ssh_port`, the second as the one at the end.

use crate::syntax::token::Comment;
use crate::syntax::token::Kind;
use crate::syntax::tree::Lead;
use crate::syntax::tree::LeadText;

use ecow::EcoString;

use super::stream::Parsed;
use super::stream::Stream;

/// Reads something and what is said about it: the comments in front, at the end of its line, and
/// those inside that belong to none of its parts.
pub(super) fn with_lead<'t, T>(
    input: Stream<'t>,
    parser: impl FnOnce(Stream<'t>) -> Parsed<'t, T>,
) -> Parsed<'t, (Lead, T)> {
    if input.code {
        let (rest, value) = parser(input)?;
        return Ok((rest, (Lead::default(), value)));
    }
    let mut text = LeadText {
        blank: input.peek().blank,
        ..LeadText::default()
    };
    if input.context.taken.is_empty() {
        let (rest, value) = parser(input)?;
        return Ok((rest, (boxed(text), value)));
    }
    take_in_front(&input, &mut text);
    let mut at_end = Vec::new();
    take_at_end(&input, &mut at_end);
    let (rest, value) = parser(input)?;
    take_inside(&input, &rest, &mut text, &mut at_end);
    text.at_end = at_end.len();
    text.comments.append(&mut at_end);
    Ok((rest, (boxed(text), value)))
}

fn boxed(text: LeadText) -> Lead {
    let empty = text.comments.is_empty() && text.docs.is_empty() && !text.blank;
    Lead((!empty).then(|| Box::new(text)))
}

/// The comments from index `from` to `to` that belong to nothing yet.
fn untaken<'t>(
    input: &Stream<'t>,
    from: usize,
    to: usize,
) -> impl Iterator<Item = (usize, &'t Comment)> {
    let context = input.context;
    let all = &context.tokens.comments;
    let to = to.min(all.len());
    all.get(from.min(to)..to)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(move |(index, comment)| (from + index, comment))
        .filter(|(index, _)| !context.taken[*index].get())
}

/// The comments in front of the token at `index`.
fn range(input: &Stream<'_>, index: usize) -> (usize, usize) {
    let tokens = &input.context.tokens;
    let at = |index: usize| {
        tokens
            .tokens
            .get(index)
            .map_or(tokens.comments.len(), |token| token.comments as usize)
    };
    (at(index), at(index + 1))
}

fn take_in_front(input: &Stream<'_>, text: &mut LeadText) {
    let (from, to) = range(input, input.index());
    for (index, comment) in untaken(input, from, to) {
        if comment.line.is_some() {
            continue;
        }
        input.context.taken[index].set(true);
        if comment.doc {
            text.docs.push(comment.text.clone());
        } else {
            text.comments.push(comment.text.clone());
        }
    }
}

/// The comment at the end of the line that begins here.
fn take_at_end(input: &Stream<'_>, at_end: &mut Vec<EcoString>) {
    let index = input.index();
    let (_, next) = range(input, index);
    if let Some((at, comment)) = untaken(input, next, next + 1).next()
        && comment.line.is_some_and(|line| line as usize == index)
    {
        input.context.taken[at].set(true);
        at_end.push(comment.text.clone());
    }
}

/// What is left between the first token and the end of the last line.
fn take_inside(
    input: &Stream<'_>,
    rest: &Stream<'_>,
    text: &mut LeadText,
    at_end: &mut Vec<EcoString>,
) {
    let (_, from) = range(input, input.index());
    let (to, _) = range(rest, rest.index());
    for (index, comment) in untaken(input, from, to) {
        input.context.taken[index].set(true);
        text.comments.push(comment.text.clone());
    }
    // Behind the last token, on its line; a comma may stand between.
    let behind = if rest.kind() == Kind::Comma {
        rest.skip(1)
    } else {
        *rest
    };
    let (from, to) = range(&behind, behind.index());
    if let Some((index, comment)) = untaken(input, from, to).next()
        && comment.line.is_some()
        && (behind.peek().newline || behind.kind() == Kind::End)
    {
        input.context.taken[index].set(true);
        at_end.push(comment.text.clone());
    }
}

/// The comments on lines of their own in front of a closing brace or the end.
pub(super) fn trailing(input: &Stream<'_>) -> Vec<EcoString> {
    let (from, to) = range(input, input.index());
    let mut all = Vec::new();
    for (index, comment) in untaken(input, from, to) {
        if comment.line.is_none() {
            input.context.taken[index].set(true);
            all.push(comment.text.clone());
        }
    }
    all
}
