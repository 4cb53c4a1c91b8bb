//! Lines: what stands one below the other, with its comments, its empty lines and its alignment.
//!
//! In: the items of a file or of a bracket. Out: a [`Piece`]. In
//! ```text
//! register     = space
//! changed_when = false
//! ```
//! the `=` stand below one another, as they do in every run of lines of the same kind without an
//! empty line, a comment or something of several lines between them.

use pretty::RefDoc;

use crate::format::comment::Said;
use crate::format::layout::{Layout, Piece, STEP};

/// What a line holds.
#[derive(Clone, Copy)]
pub(super) enum Held<'a> {
    /// One piece.
    Whole(Piece<'a>),
    /// Two with something between that aligns with the lines around.
    Pair {
        /// Which lines align with one another.
        kind: Kind,
        /// The first.
        left: Piece<'a>,
        /// `=`, `+=`, or nothing.
        sign: &'static str,
        /// The second.
        right: Piece<'a>,
    },
}

/// Lines of the same kind align.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `name = value`.
    Value,
    /// `let name = value`.
    Let,
    /// `host "…" { … }`.
    Host,
    /// `group … { … }`.
    Group,
}

/// A line.
pub(super) struct Line<'a> {
    /// Comments on lines of their own in front of it.
    pub(super) before: Vec<Said>,
    /// Whether an empty line stands between the comments and it.
    pub(super) blank: bool,
    /// What it holds.
    pub(super) held: Held<'a>,
    /// The comment at its end.
    pub(super) after: Option<String>,
}

impl Line<'_> {
    fn has_comments(&self) -> bool {
        !self.before.is_empty() || self.after.is_some()
    }

    /// Whether an empty line stands in front of it and its comments.
    fn stands_apart(&self) -> bool {
        self.before.first().map_or(self.blank, |first| first.blank)
    }
}

/// A bracket and how it is written.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// `{`.
    pub(super) open: &'static str,
    /// `}`.
    pub(super) close: &'static str,
    /// What stands inside the brackets on one line.
    pub(super) inside: &'static str,
    /// Between two items on one line.
    pub(super) between: &'static str,
    /// Behind each item on a line of its own.
    pub(super) behind: &'static str,
}

/// `{ a = 1, b = 2 }`.
pub(super) const BRACES: Shape = Shape {
    open: "{",
    close: "}",
    inside: " ",
    between: ", ",
    behind: "",
};
/// `[a, b]`.
pub(super) const BRACKETS: Shape = Shape {
    open: "[",
    close: "]",
    inside: "",
    ..BRACES
};
/// `(a, b)`.
pub(super) const PARENS: Shape = Shape {
    open: "(",
    close: ")",
    inside: "",
    between: ", ",
    behind: ",",
};
/// `{ "a" { x } else { y } }`.
pub(super) const ARMS: Shape = Shape {
    between: " ",
    ..BRACES
};
/// `[x for x in xs if y]`.
pub(super) const CLAUSES: Shape = Shape {
    between: " ",
    ..BRACKETS
};

/// What is known of a bracket besides its lines.
pub(super) struct Inside {
    /// The comment behind the opening one.
    pub(super) comment: Option<String>,
    /// The comments in front of the closing one.
    pub(super) last: Vec<Said>,
    /// Whether it was written over several lines, or has to be.
    pub(super) open: bool,
    /// How far its items stand in.
    pub(super) indent: usize,
}

impl<'a> Layout<'a> {
    /// A line's content by itself.
    fn alone(&self, held: &Held<'a>) -> Piece<'a> {
        match *held {
            Held::Whole(piece) => piece,
            Held::Pair {
                left, sign, right, ..
            } => self.pair(left, 0, sign, right),
        }
    }

    /// `left = right`, with blanks in front of the sign.
    fn pair(&self, left: Piece<'a>, pad: usize, sign: &'static str, right: Piece<'a>) -> Piece<'a> {
        let sign = match sign {
            "" => self.text(" "),
            "+=" => self.text(" += "),
            _ => self.text(" = "),
        };
        let blanks = Piece {
            doc: self.blanks(pad),
            flat: Some(pad),
            soft: false,
        };
        self.row([left, blanks, sign, right])
    }

    /// A bracket with its lines: on one line if it was written so and fits.
    pub(super) fn bracket(&self, shape: Shape, lines: Vec<Line<'a>>, inside: Inside) -> Piece<'a> {
        let commented = inside.comment.is_some()
            || !inside.last.is_empty()
            || lines.iter().any(Line::has_comments);
        if lines.is_empty() && !commented {
            return self.row([self.text(shape.open), self.text(shape.close)]);
        }
        let mut flat = (!commented && !inside.open).then(|| self.flat(shape, &lines));
        flat = flat.filter(|flat| flat.flat.is_some());
        let mut docs = vec![self.text(shape.open).doc];
        if let Some(comment) = inside.comment {
            docs.push(self.comment(format!("  {comment}")));
        }
        if !lines.is_empty() || !inside.last.is_empty() {
            let lines = self.lines_of(lines, inside.last, inside.indent, shape.behind, false);
            docs.push(self.nested(STEP, self.join([self.newline(), lines])));
        }
        docs.push(self.newline());
        docs.push(self.text(shape.close).doc);
        let broken = self.join(docs);
        match flat {
            Some(flat) => self.either(flat, broken),
            None => Self::broken(broken),
        }
    }

    fn flat(&self, shape: Shape, lines: &[Line<'a>]) -> Piece<'a> {
        let mut pieces = vec![self.text(shape.open), self.text(shape.inside)];
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                pieces.push(self.text(shape.between));
            }
            pieces.push(self.alone(&line.held));
        }
        pieces.push(self.text(shape.inside));
        pieces.push(self.text(shape.close));
        self.row(pieces)
    }

    /// The lines one below the other, and the comments behind the last. `apart` puts an empty line
    /// around whatever takes several lines.
    pub(super) fn lines_of(
        &self,
        lines: Vec<Line<'a>>,
        last: Vec<Said>,
        indent: usize,
        behind: &'static str,
        apart: bool,
    ) -> RefDoc<'a> {
        let pieces = self.aligned(&lines, indent);
        let comments = self.comments_aligned(&lines, &pieces, indent);
        let tall: Vec<bool> = pieces.iter().map(|piece| !piece.one_line(indent)).collect();
        let mut docs = Vec::with_capacity(lines.len() * 2);
        for (index, line) in lines.into_iter().enumerate() {
            let forced = apart && index > 0 && (tall[index] || tall[index - 1]);
            let empty = line.stands_apart() || forced;
            let commented = !line.before.is_empty();
            let blank = line.blank;
            self.comment_lines(line.before, empty, &mut docs);
            self.next_line(if commented { blank } else { empty }, &mut docs);
            docs.push(pieces[index].doc);
            if !behind.is_empty() {
                docs.push(self.text(behind).doc);
            }
            if let Some(after) = line.after {
                docs.push(self.comment(format!("{}{after}", " ".repeat(comments[index]))));
            }
        }
        let empty = last.first().is_some_and(|first| first.blank);
        self.comment_lines(last, empty, &mut docs);
        self.join(docs)
    }

    fn next_line(&self, empty: bool, docs: &mut Vec<RefDoc<'a>>) {
        if docs.is_empty() {
            return;
        }
        if empty {
            docs.push(self.empty_line());
        }
        docs.push(self.newline());
    }

    fn comment_lines(&self, comments: Vec<Said>, empty: bool, docs: &mut Vec<RefDoc<'a>>) {
        for (index, comment) in comments.into_iter().enumerate() {
            self.next_line(if index == 0 { empty } else { comment.blank }, docs);
            docs.push(self.comment(comment.text));
        }
    }

    /// What the lines hold, with blanks where they align.
    fn aligned(&self, lines: &[Line<'a>], indent: usize) -> Vec<Piece<'a>> {
        let mut pieces = Vec::with_capacity(lines.len());
        let runs = lines.chunk_by(|one, next| {
            kind_of(one, indent).is_some()
                && kind_of(one, indent) == kind_of(next, indent)
                && next.before.is_empty()
                && !next.blank
        });
        for run in runs {
            let widest = run.iter().map(left_width).max().unwrap_or(0);
            let fits = |line: &Line<'a>| match line.held {
                Held::Pair { right, .. } => right.one_line(indent + widest + 3),
                Held::Whole(_) => false,
            };
            // One that fits only without blanks in front of its `=` stays by itself.
            for part in run.chunk_by(|one, next| fits(one) && fits(next)) {
                let widest = part.iter().map(left_width).max().unwrap_or(0);
                pieces.extend(part.iter().map(|line| self.padded(line, widest)));
            }
        }
        pieces
    }

    fn padded(&self, line: &Line<'a>, widest: usize) -> Piece<'a> {
        match line.held {
            Held::Whole(piece) => piece,
            Held::Pair {
                left, sign, right, ..
            } => self.pair(left, widest - left_width(line), sign, right),
        }
    }

    /// How many blanks stand in front of the comment at the end of each line: those of lines that
    /// follow one another stand below one another.
    fn comments_aligned(
        &self,
        lines: &[Line<'a>],
        pieces: &[Piece<'a>],
        indent: usize,
    ) -> Vec<usize> {
        let mut blanks = vec![2; lines.len()];
        let end = |index: usize| {
            let piece = &pieces[index];
            let single = lines[index].after.is_some() && piece.one_line(indent);
            single.then_some(piece.flat).flatten()
        };
        let mut from = 0;
        while from < lines.len() {
            let mut to = from + 1;
            while to < lines.len()
                && end(to - 1).is_some()
                && end(to).is_some()
                && lines[to].before.is_empty()
                && !lines[to].blank
            {
                to += 1;
            }
            let widest = (from..to).filter_map(end).max().unwrap_or(0);
            for (index, blanks) in blanks.iter_mut().enumerate().take(to).skip(from) {
                *blanks += end(index).map_or(0, |end| widest - end);
            }
            from = to;
        }
        blanks
    }
}

/// What a line aligns with, if it stands on one line.
fn kind_of(line: &Line<'_>, indent: usize) -> Option<Kind> {
    match line.held {
        Held::Pair { kind, right, .. } => right
            .one_line(indent + left_width(line) + 3)
            .then_some(kind),
        Held::Whole(_) => None,
    }
}

/// The width in front of the `=`.
fn left_width(line: &Line<'_>) -> usize {
    match line.held {
        Held::Pair { left, sign, .. } => left.flat.unwrap_or(0) + usize::from(sign == "+="),
        Held::Whole(_) => 0,
    }
}
