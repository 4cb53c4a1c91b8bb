//! The one header of steps and plays.
//!
//! In: `for x in xs when y tags ["z"]`. Out: the same on the line of what it heads, or each clause
//! on a line of its own, further in than the block.

use crate::format::Format;
use crate::format::layout::{Piece, STEP};
use crate::syntax::tree::{For, Header, Name, Path, Text};

impl<'a> Format<'a> {
    /// `for x in xs`.
    pub(super) fn for_(&self, clause: &For) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = vec![layout.text("for ")];
        for (index, name) in clause.names.iter().enumerate() {
            if index > 0 {
                pieces.push(layout.text(", "));
            }
            pieces.push(self.name(name));
        }
        pieces.extend([layout.text(" in "), self.expr(&clause.source)]);
        layout.row(pieces)
    }

    /// The clauses of a header.
    pub(super) fn clauses(&self, header: &Header) -> Vec<Piece<'a>> {
        let layout = &self.layout;
        let mut clauses: Vec<Piece<'a>> = header
            .loops
            .iter()
            .map(|clause| self.for_(clause))
            .collect();
        for (word, value) in [("when ", &header.when), ("tags ", &header.tags)] {
            if let Some(value) = value {
                clauses.push(layout.row([layout.text(word), self.expr(value)]));
            }
        }
        clauses
    }

    /// What is declared, then the clauses. Those that do not fit stand further in than the block.
    pub(super) fn headed(&self, what: Piece<'a>, clauses: Vec<Piece<'a>>) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = vec![what];
        for clause in clauses {
            pieces.extend([layout.line(), clause]);
        }
        layout.group(layout.nest(2 * STEP, layout.row(pieces)))
    }

    /// A name, without what may stand between its dots.
    pub(super) fn name(&self, name: &Name) -> Piece<'a> {
        let written = self.slice(name.span);
        if written == name.text {
            self.layout.text(written)
        } else {
            self.layout.made(name.text.to_string())
        }
    }

    /// `word name`.
    pub(super) fn named(&self, word: &'static str, name: &Name) -> Piece<'a> {
        self.layout.row([self.layout.text(word), self.name(name)])
    }

    /// `word name as "…"`.
    pub(super) fn aliased(
        &self,
        word: &'static str,
        name: &Name,
        alias: Option<&Text>,
    ) -> Piece<'a> {
        let mut pieces = vec![self.named(word, name)];
        if let Some(alias) = alias {
            pieces.extend([self.layout.text(" as "), self.string(alias)]);
        }
        self.layout.row(pieces)
    }

    /// `head { … }`.
    pub(super) fn with_body(&self, head: Piece<'a>, body: Piece<'a>) -> Piece<'a> {
        self.layout.row([head, self.layout.text(" "), body])
    }

    /// `common.base.rotate`.
    pub(super) fn path(&self, path: &Path) -> Piece<'a> {
        let mut pieces = Vec::new();
        if let Some(space) = &path.space {
            pieces.extend([self.name(space), self.layout.text(".")]);
        }
        pieces.push(self.name(&path.name));
        if let Some(entry) = &path.entry {
            pieces.extend([self.layout.text("."), self.name(entry)]);
        }
        self.layout.row(pieces)
    }
}
