//! Host patterns.
//!
//! In: `all   and not( disabled )`. Out: `all and not (disabled)`.

use crate::format::Format;
use crate::format::layout::{Piece, STEP};
use crate::syntax::tree::{Pattern, PatternKind};

impl<'a> Format<'a> {
    /// `all and not disabled`.
    pub(super) fn pattern(&self, pattern: &Pattern) -> Piece<'a> {
        let layout = &self.layout;
        match &pattern.kind {
            PatternKind::Error | PatternKind::Host(_) => self.text(pattern.span),
            PatternKind::Group(path) => self.path(path),
            PatternKind::Subscript {
                group,
                start,
                slice,
                end,
            } => {
                let number =
                    |number: &Option<i64>| number.map(|it| it.to_string()).unwrap_or_default();
                let colon = if *slice { ":" } else { "" };
                let brackets = format!("[{}{colon}{}]", number(start), number(end));
                layout.row([self.path(group), layout.made(brackets)])
            }
            PatternKind::Or(parts) => self.joined("or ", parts),
            PatternKind::And(parts) => self.joined("and ", parts),
            PatternKind::Not(inner) => layout.row([layout.text("not "), self.pattern(inner)]),
            PatternKind::Paren(inner) => {
                layout.row([layout.text("("), self.pattern(inner), layout.text(")")])
            }
        }
    }

    fn joined(&self, word: &'static str, parts: &[Pattern]) -> Piece<'a> {
        let layout = &self.layout;
        let mut pieces = Vec::new();
        for part in parts {
            if !pieces.is_empty() {
                pieces.extend([layout.line(), layout.text(word)]);
            }
            pieces.push(self.pattern(part));
        }
        layout.group(layout.nest(STEP, layout.row(pieces)))
    }
}
