//! Moving through the tokens: what stands here, what has to.
//!
//! In: the tokens of `{{ a.b }}`. Out: the template, by [`statement`](super::statement) and
//! [`expr`](super::expr), or what stands where something else is needed.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use crate::check::template::jinja::Fault;
use crate::check::template::jinja::lexer;
use crate::check::template::jinja::lexer::{Kind, Token};
use crate::check::template::jinja::settings::Settings;
use crate::check::template::jinja::tree::{Name, Range, Template};

/// How deep expressions stand in each other; Python's own stack ends about there.
const DEEPEST: usize = 64;

/// How deep blocks stand in each other.
const DEEPEST_BLOCK: usize = 100;

/// Reads a template.
pub fn template(text: &str, settings: &Settings) -> Result<Template, Fault> {
    let lexed = lexer::tokens(text, settings);
    let mut parser = Parser {
        text,
        tokens: lexed.tokens,
        fault: lexed.fault,
        at: 0,
        depth: 0,
        blocks: 0,
        open: Vec::new(),
        names: Vec::new(),
    };
    let body = parser.body(&[])?;
    Ok(Template { body })
}

/// Where parsing stands.
pub struct Parser<'t> {
    pub(super) text: &'t str,
    tokens: Vec<Token>,
    fault: Option<Fault>,
    at: usize,
    depth: usize,
    blocks: usize,
    /// The blocks that are open: their words and places.
    pub(super) open: Vec<(String, Range)>,
    /// The names of `{% block %}`s.
    pub(super) names: Vec<String>,
}

impl<'t> Parser<'t> {
    /// The token that is `ahead` of this one.
    fn token(&self, ahead: usize) -> Token {
        let found = self.tokens.get(self.at + ahead).cloned();
        found.unwrap_or_else(|| {
            let end = self.tokens.last().map_or(0, |last| last.range.end);
            Token {
                kind: Kind::End,
                range: end..end,
            }
        })
    }

    /// What the token here is.
    pub(super) fn kind(&self) -> Kind {
        self.token(0).kind
    }

    /// Where it stands.
    pub(super) fn range(&self) -> Range {
        self.token(0).range
    }

    /// Its text.
    pub(super) fn here(&self) -> &'t str {
        self.text.get(self.range()).unwrap_or_default()
    }

    /// Where the token before it ends.
    pub(super) fn end(&self) -> usize {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.map_or(0, |token| token.range.end)
    }

    pub(super) fn next(&mut self) {
        self.at += 1;
    }

    fn is(&self, ahead: usize, kind: Kind, text: &str) -> bool {
        let token = self.token(ahead);
        token.kind == kind && self.text.get(token.range) == Some(text)
    }

    pub(super) fn is_op(&self, op: &str) -> bool {
        self.is(0, Kind::Op, op)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.is(0, Kind::Name, word)
    }

    /// Whether two words follow each other.
    pub(super) fn are_words(&self, first: &str, second: &str) -> bool {
        self.is_word(first) && self.is(1, Kind::Name, second)
    }

    /// Whether a name and `=` follow each other.
    pub(super) fn is_named(&self) -> bool {
        self.kind() == Kind::Name && self.is(1, Kind::Op, "=")
    }

    pub(super) fn skip_op(&mut self, op: &str) -> bool {
        let found = self.is_op(op);
        self.at += usize::from(found);
        found
    }

    pub(super) fn skip_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn op(&mut self, op: &str) -> Result<(), Fault> {
        if self.skip_op(op) {
            return Ok(());
        }
        Err(self.wanted(&format!("`{op}`")))
    }

    pub(super) fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.skip_word(word) {
            return Ok(());
        }
        Err(self.wanted(&format!("`{word}`")))
    }

    pub(super) fn name(&mut self) -> Result<Name, Fault> {
        if self.kind() != Kind::Name {
            return Err(self.wanted("a name"));
        }
        let name = Name {
            text: self.here().into(),
            range: self.range(),
        };
        self.next();
        Ok(name)
    }

    pub(super) fn block_end(&mut self) -> Result<(), Fault> {
        if self.kind() == Kind::BlockEnd {
            self.next();
            return Ok(());
        }
        Err(self.wanted("the end of the block"))
    }

    pub(super) fn variable_end(&mut self) -> Result<(), Fault> {
        if self.kind() == Kind::VariableEnd {
            self.next();
            return Ok(());
        }
        Err(self.wanted("the end of the value"))
    }

    /// What stands here is not what is needed. Where the tokens end early, why they do.
    pub(super) fn wanted(&self, what: &str) -> Fault {
        if self.kind() != Kind::End {
            let shown = match self.kind() {
                Kind::BlockEnd | Kind::VariableEnd => String::from("this ends"),
                _ => format!("`{}` stands", self.here()),
            };
            return (format!("{shown} where {what} is needed"), self.range());
        }
        if let Some(fault) = &self.fault {
            return fault.clone();
        }
        match self.open.last() {
            Some((word, range)) => (format!("`{word}` has no end"), range.clone()),
            None => (
                format!("the template ends where {what} is needed"),
                self.end()..self.end(),
            ),
        }
    }

    /// Whether text other than blanks stands between `start` and here, in the tokens.
    pub(super) fn holds_text(&self, start: usize) -> bool {
        let before = self.tokens.get(..self.at).unwrap_or_default();
        before
            .iter()
            .filter(|token| token.kind == Kind::Data && token.range.start >= start)
            .any(|token| {
                let text = self.text.get(token.range.clone()).unwrap_or_default();
                !text.trim().is_empty()
            })
    }

    /// What could not be read at the end of the tokens.
    pub(super) const fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Reads one level deeper.
    pub(super) fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.depth >= DEEPEST {
            return Err(("this is nested too deeply".into(), self.range()));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Reads the inside of a block.
    pub(super) fn block<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.blocks >= DEEPEST_BLOCK {
            return Err(("blocks are nested too deeply".into(), self.range()));
        }
        self.blocks += 1;
        let result = read(self);
        self.blocks -= 1;
        result
    }
}
