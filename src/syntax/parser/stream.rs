//! What the parser reads: a slice of tokens that is a nom input.
//!
//! In: tokens. Out: the token in front, the rest behind it. For `x = 1`, [`Stream::peek`] is the
//! token of `x`.

use std::cell::Cell;
use std::cell::RefCell;
use std::iter::Copied;
use std::iter::Enumerate;
use std::slice::Iter;

use ecow::EcoString;
use nom::IResult;
use nom::Input;
use nom::Needed;

use crate::diagnostic::Problem;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::token::Kind;
use crate::syntax::token::Token;
use crate::syntax::token::Tokens;
use crate::syntax::tree::Name;

use super::fault::Fault;

/// How deep declarations, steps and expressions nest at most; what walks the tree may recurse.
pub const DEPTH_LIMIT: u32 = 64;

/// What parsing a file shares.
pub(super) struct Context<'t> {
    pub(super) text: &'t str,
    pub(super) base: u32,
    pub(super) tokens: &'t Tokens,
    /// Comments that already belong to something.
    pub(super) taken: Vec<Cell<bool>>,
    pub(super) problems: RefCell<&'t mut Problems>,
    pub(super) depth: Cell<u32>,
    /// The highest expression since somebody began to measure.
    pub(super) height: Cell<u32>,
    /// Where a misspelt word begins, and the word that it is read as.
    pub(super) meant: Cell<(u32, &'static str)>,
    /// What was reported as YAML and skipped.
    pub(super) yaml: RefCell<Vec<Span>>,
    /// The names of declarations that are broken.
    pub(super) lost: RefCell<Vec<EcoString>>,
    /// Where a colon in place of `=` was reported last.
    pub(super) colon: Cell<u32>,
}

/// The tokens that are still to read.
#[derive(Clone, Copy)]
pub(super) struct Stream<'t> {
    pub(super) tokens: &'t [Token],
    pub(super) context: &'t Context<'t>,
    /// In `( )` or `{{ }}`: newlines mean nothing.
    pub(super) loose: bool,
    /// In `{{ }}`: no maps, no comments.
    pub(super) code: bool,
}

/// The result of a parser.
pub(super) type Parsed<'t, T> = IResult<Stream<'t>, T, Fault>;

const NOTHING: Token = Token {
    kind: Kind::End,
    newline: true,
    blank: false,
    glued: false,
    made: true,
    span: Span::new(0, 0),
    aux: 0,
    comments: 0,
};

impl<'t> Stream<'t> {
    /// The token in front; never past [`Kind::End`].
    pub(super) fn peek(&self) -> Token {
        self.tokens.first().copied().unwrap_or(NOTHING)
    }

    pub(super) fn kind(&self) -> Kind {
        self.peek().kind
    }

    /// The token after `ahead` others.
    pub(super) fn ahead(&self, ahead: usize) -> Token {
        self.tokens
            .get(ahead)
            .or(self.tokens.last())
            .copied()
            .unwrap_or(NOTHING)
    }

    /// The rest behind `count` tokens; [`Kind::End`] always stays.
    pub(super) fn skip(self, count: usize) -> Self {
        let count = count.min(self.tokens.len().saturating_sub(1));
        Self {
            tokens: &self.tokens[count..],
            ..self
        }
    }

    /// The rest behind the token in front and, if it opens a bracket, behind its end.
    pub(super) fn skip_group(self) -> Self {
        let token = self.peek();
        match token.kind.closer() {
            Some(_) => self.skip(token.aux as usize + 1),
            None => self.skip(1),
        }
    }

    /// What the source says there.
    pub(super) fn text_at(&self, span: Span) -> &'t str {
        let context = self.context;
        let start = span.start.saturating_sub(context.base) as usize;
        let end = span.end.saturating_sub(context.base) as usize;
        context.text.get(start..end).unwrap_or("")
    }

    /// How far from the start of its line the token in front stands, if it is the first there.
    pub(super) fn indent(&self) -> Option<usize> {
        let token = self.peek();
        let at = token.span.start.saturating_sub(self.context.base) as usize;
        let before = self.context.text.get(..at)?;
        let blanks = before.bytes().rev().take_while(|byte| *byte != b'\n');
        token.newline.then(|| blanks.count())
    }

    /// If the token in front begins a line: the end of what stands on an earlier one.
    pub(super) fn line_end(&self) -> Option<Span> {
        if self.code || self.same_line() {
            return None;
        }
        let before = self.index().checked_sub(1)?;
        let end = self.context.tokens.tokens.get(before)?.span.end;
        Some(Span::new(end, end))
    }

    /// Whether an item of a YAML list begins here: a dash in front of its line, then a blank.
    pub(super) fn begins_dash(&self) -> bool {
        self.kind() == Kind::Minus
            && self.peek().newline
            && (!self.ahead(1).glued || self.ahead(1).kind == Kind::Minus)
    }

    /// The word in front, or nothing.
    pub(super) fn word(&self) -> &'t str {
        let token = self.peek();
        if token.kind != Kind::Word {
            return "";
        }
        let (place, meant) = self.context.meant.get();
        if place == token.span.start {
            meant
        } else {
            self.text_at(token.span)
        }
    }

    /// The word after `ahead` tokens, or nothing.
    pub(super) fn word_ahead(&self, ahead: usize) -> &'t str {
        let token = self.ahead(ahead);
        if token.kind == Kind::Word {
            self.text_at(token.span)
        } else {
            ""
        }
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.word() == word
    }

    /// Whether a brace stands on a line of its own, where it is reported and read.
    pub(super) fn is_next_line_brace(&self) -> bool {
        self.kind() == Kind::OpenBrace && self.peek().newline
    }

    /// The text of the token behind which this stands.
    pub(super) fn word_before(&self) -> &'t str {
        let before = self.index().checked_sub(1);
        let token = before.and_then(|before| self.context.tokens.tokens.get(before));
        token.map_or("", |token| self.text_at(token.span))
    }

    /// The kind of the token behind which this stands.
    pub(super) fn before(&self) -> Kind {
        let before = self.index().checked_sub(1);
        let token = before.and_then(|before| self.context.tokens.tokens.get(before));
        token.map_or(Kind::End, |token| token.kind)
    }

    /// Whether the token in front stands on the line of what was read before.
    pub(super) fn same_line(&self) -> bool {
        self.loose || !self.peek().newline
    }

    /// The index of the token in front, in the file.
    pub(super) fn index(&self) -> usize {
        self.context.tokens.tokens.len() - self.tokens.len()
    }

    /// From the start of this stream to the end of what was read when `rest` is left.
    pub(super) fn span_to(&self, rest: &Self) -> Span {
        let start = self.peek().span.start;
        let read = self.tokens.len() - rest.tokens.len();
        let end = match read.checked_sub(1).and_then(|last| self.tokens.get(last)) {
            Some(last) => last.span.end,
            None => start,
        };
        Span::new(start, end.max(start))
    }

    /// The place just behind what was read last when `rest` is left.
    pub(super) fn end_before(&self, rest: &Self) -> Span {
        let end = self.span_to(rest).end;
        Span::new(end, end)
    }

    pub(super) fn report(&self, error: impl Into<Problem>) {
        self.context.problems.borrow_mut().push(error);
    }

    /// Reports, and says the how manyth report that is.
    pub(super) fn report_numbered(&self, problem: Problem) -> usize {
        let mut problems = self.context.problems.borrow_mut();
        problems.add(problem);
        problems.all().len() - 1
    }

    /// Names that are unknown because of what is reported already.
    pub(super) fn lose<'n>(&self, names: impl Iterator<Item = &'n Name>) {
        let mut lost = self.context.lost.borrow_mut();
        lost.extend(names.map(|name| name.text.clone()));
    }

    /// Forgets what was reported of this place.
    pub(super) fn forget(&self, place: Span) {
        self.context
            .problems
            .borrow_mut()
            .retain(|problem| problem.place() != place);
    }

    /// Adds a piece to the fix of a report.
    pub(super) fn also(&self, report: usize, span: Span, text: &str) {
        if let Some(fix) = self.context.problems.borrow_mut().fix_of(report) {
            fix.also(span, text);
        }
    }

    /// As read in `( )`.
    pub(super) fn loosened(self) -> Self {
        Self {
            loose: true,
            ..self
        }
    }

    /// As read in `[ ]` or `{ }`; inside `{{ }}` newlines still mean nothing.
    pub(super) fn strict(self) -> Self {
        Self {
            loose: self.code,
            ..self
        }
    }

    /// As read where `other` was.
    pub(super) fn like(self, other: &Self) -> Self {
        Self {
            loose: other.loose,
            ..self
        }
    }

    /// The text of the token in front, for an error.
    pub(super) fn found(&self) -> String {
        let token = self.peek();
        match token.kind {
            Kind::Word | Kind::Int | Kind::Float | Kind::Mode | Kind::Duration | Kind::Percent => {
                format!("`{}`", self.text_at(token.span))
            }
            Kind::End if self.code => "the end of the `{{ }}`".to_owned(),
            Kind::End => "the end of the file".to_owned(),
            kind => kind.words().to_owned(),
        }
    }

    /// The texts of the tokens up to `rest`, without what stands between them.
    pub(super) fn joined(&self, rest: &Self) -> EcoString {
        let read = self.tokens.len() - rest.tokens.len();
        let tokens = self.tokens.iter().take(read);
        tokens.map(|token| self.text_at(token.span)).collect()
    }

    /// The text of a span as the tree keeps it.
    pub(super) fn eco(&self, span: Span) -> EcoString {
        EcoString::from(self.text_at(span))
    }
}

impl<'t> Input for Stream<'t> {
    type Item = Token;
    type Iter = Copied<Iter<'t, Token>>;
    type IterIndices = Enumerate<Copied<Iter<'t, Token>>>;

    fn input_len(&self) -> usize {
        self.tokens.len()
    }

    fn take(&self, index: usize) -> Self {
        Self {
            tokens: &self.tokens[..index],
            ..*self
        }
    }

    fn take_from(&self, index: usize) -> Self {
        Self {
            tokens: &self.tokens[index..],
            ..*self
        }
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P>(&self, predicate: P) -> Option<usize>
    where
        P: Fn(Self::Item) -> bool,
    {
        self.tokens.iter().position(|token| predicate(*token))
    }

    fn iter_elements(&self) -> Self::Iter {
        self.tokens.iter().copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.tokens.iter().copied().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if self.tokens.len() >= count {
            Ok(count)
        } else {
            Err(Needed::new(count - self.tokens.len()))
        }
    }
}
