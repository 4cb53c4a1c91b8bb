//! Layouts: what may stand on one line, and where it breaks if it does not fit.
//!
//! In: texts, and places where a line may end. Out: a [`Piece`], which the `pretty` crate prints.
//! `[a, b]` is a group: `a, b` if it fits, and one item a line otherwise. A piece knows its own
//! width on one line, so that what aligns can be told before anything is printed.

use pretty::{Arena, Doc, DocAllocator, RefDoc};

/// How far a line goes, in characters.
pub const WIDTH: usize = 100;

/// How far what is inside of something stands behind it.
pub const STEP: usize = 2;

/// What can be printed.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    /// For the printer.
    pub(super) doc: RefDoc<'a>,
    /// The width on one line; `None` where it takes several.
    pub(super) flat: Option<usize>,
    /// Whether it may be broken.
    pub(super) soft: bool,
}

impl Piece<'_> {
    /// Whether it stands on one line if `before` characters stand in front of it.
    pub(super) fn one_line(&self, before: usize) -> bool {
        self.flat
            .is_some_and(|flat| before + flat <= WIDTH || !self.soft)
    }
}

/// Where pieces are made.
pub(super) struct Layout<'a> {
    arena: &'a Arena<'a>,
}

impl<'a> Layout<'a> {
    /// Pieces live as long as the arena.
    pub(super) const fn new(arena: &'a Arena<'a>) -> Self {
        Self { arena }
    }

    fn make(&self, doc: Doc<'a, RefDoc<'a>>) -> RefDoc<'a> {
        self.arena.alloc(doc)
    }

    /// Nothing.
    pub(super) fn nothing(&self) -> Piece<'a> {
        self.sized(Doc::Nil, 0)
    }

    fn sized(&self, doc: Doc<'a, RefDoc<'a>>, width: usize) -> Piece<'a> {
        Piece {
            doc: self.make(doc),
            flat: Some(width),
            soft: false,
        }
    }

    /// Text on one line.
    pub(super) fn text(&self, text: &'a str) -> Piece<'a> {
        if text.is_ascii() {
            return self.sized(Doc::BorrowedText(text), text.len());
        }
        let width = text.chars().count();
        let doc = self.make(Doc::BorrowedText(text));
        self.sized(Doc::RenderLen(width, doc), width)
    }

    /// Short text that is not in the file.
    pub(super) fn made(&self, text: String) -> Piece<'a> {
        let width = text.len();
        self.sized(Doc::OwnedText(text.into()), width)
    }

    /// Text of several lines, each printed as it is.
    pub(super) fn lines(&self, text: &'a str) -> Piece<'a> {
        let last = text.rsplit('\n').next().unwrap_or("");
        let width = last.trim_start().chars().count();
        let doc = self.make(Doc::BorrowedText(text));
        Piece {
            flat: None,
            ..self.sized(Doc::RenderLen(width, doc), 0)
        }
    }

    /// A comment: it never makes a line too long.
    pub(super) fn comment(&self, text: String) -> RefDoc<'a> {
        let doc = self.make(Doc::OwnedText(text.into()));
        self.make(Doc::RenderLen(0, doc))
    }

    /// Blanks.
    pub(super) fn blanks(&self, count: usize) -> RefDoc<'a> {
        const MANY: &str = "                                                                ";
        let doc = if count <= MANY.len() {
            Doc::BorrowedText(&MANY[..count])
        } else {
            Doc::OwnedText(" ".repeat(count).into())
        };
        self.make(doc)
    }

    /// An empty line in front of the next one.
    pub(super) fn empty_line(&self) -> RefDoc<'a> {
        let doc = self.make(Doc::BorrowedText("\n"));
        self.make(Doc::RenderLen(0, doc))
    }

    /// The end of a line.
    pub(super) fn newline(&self) -> RefDoc<'a> {
        self.make(Doc::Hardline)
    }

    /// One behind the other.
    pub(super) fn join(&self, docs: impl IntoIterator<Item = RefDoc<'a>>) -> RefDoc<'a> {
        docs.into_iter()
            .reduce(|all, next| self.make(Doc::Append(all, next)))
            .unwrap_or_else(|| self.make(Doc::Nil))
    }

    /// One behind the other.
    pub(super) fn row(&self, pieces: impl IntoIterator<Item = Piece<'a>>) -> Piece<'a> {
        pieces
            .into_iter()
            .reduce(|all, next| Piece {
                doc: self.make(Doc::Append(all.doc, next.doc)),
                flat: all.flat.zip(next.flat).map(|(one, other)| one + other),
                soft: all.soft || next.soft,
            })
            .unwrap_or_else(|| self.nothing())
    }

    /// A blank, or the end of the line if the group breaks.
    pub(super) fn line(&self) -> Piece<'a> {
        let (newline, blank) = (self.newline(), self.make(Doc::BorrowedText(" ")));
        Piece {
            soft: true,
            ..self.sized(Doc::FlatAlt(newline, blank), 1)
        }
    }

    /// Nothing, or the end of the line if the group breaks.
    pub(super) fn edge(&self) -> Piece<'a> {
        let (newline, nothing) = (self.newline(), self.make(Doc::Nil));
        Piece {
            soft: true,
            ..self.sized(Doc::FlatAlt(newline, nothing), 0)
        }
    }

    /// What follows lines that break stands further in.
    pub(super) fn nest(&self, by: usize, piece: Piece<'a>) -> Piece<'a> {
        Piece {
            doc: self.nested(by, piece.doc),
            ..piece
        }
    }

    /// What follows lines that break stands further in.
    pub(super) fn nested(&self, by: usize, doc: RefDoc<'a>) -> RefDoc<'a> {
        let by = isize::try_from(by).unwrap_or_default();
        self.make(Doc::Nest(by, doc))
    }

    /// On one line if it fits; otherwise all of its own breaks break.
    pub(super) fn group(&self, piece: Piece<'a>) -> Piece<'a> {
        if !piece.soft {
            return piece;
        }
        Piece {
            doc: self.make(Doc::Group(piece.doc)),
            ..piece
        }
    }

    /// One text if it fits on the line, another one otherwise.
    pub(super) fn either(&self, flat: Piece<'a>, broken: RefDoc<'a>) -> Piece<'a> {
        let either = self.make(Doc::FlatAlt(broken, flat.doc));
        Piece {
            doc: self.make(Doc::Group(either)),
            flat: flat.flat,
            soft: true,
        }
    }

    /// What always takes several lines.
    pub(super) const fn broken(doc: RefDoc<'a>) -> Piece<'a> {
        Piece {
            doc,
            flat: None,
            soft: true,
        }
    }
}
