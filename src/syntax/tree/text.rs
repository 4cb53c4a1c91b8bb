//! Text as written: `"Port {{ ssh_port }}"`.

use std::ops::Deref;

use crate::source::Span;
use crate::syntax::tree::Expr;
use derive_where::derive_where;
use ecow::EcoString;

/// A string: text and what is interpolated in it.
#[derive(Clone, Debug)]
#[derive_where(PartialEq)]
pub struct Text {
    /// With the quotes.
    #[derive_where(skip)]
    pub span: Span,
    /// What stands there.
    pub body: TextBody,
}

/// A string but for its place, which an expression knows already.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBody {
    /// How it was written.
    pub style: TextStyle,
    /// Its parts; adjacent literals are one part, an empty string has none.
    pub parts: TextParts,
}

impl TextBody {
    /// `"text"`, or a name where a string may stand.
    #[must_use]
    pub fn plain(text: EcoString) -> Self {
        Self {
            style: TextStyle::Plain,
            parts: TextParts::literal(text),
        }
    }
}

impl Deref for Text {
    type Target = TextBody;

    fn deref(&self) -> &TextBody {
        &self.body
    }
}

/// How a string was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// `"…"`.
    Plain,
    /// `"""…"""`.
    Block,
    /// `r"…"`.
    Raw,
    /// `r"""…"""`.
    RawBlock,
    /// `'…'` inside `{{ }}`.
    Inner,
}

/// A part of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    /// Text with its escapes done and its indentation removed.
    Literal(EcoString),
    /// `{{ expr }}`.
    Code(Box<Expr>),
}

/// The parts of a text, read as a slice. Nearly every text has one, which is held without a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum TextParts {
    /// `""`.
    #[default]
    None,
    /// Plain text, or a single `{{ expr }}`.
    One(TextPart),
    /// Two or more.
    Many(Box<[TextPart]>),
}

impl TextParts {
    /// Plain text.
    #[must_use]
    pub fn literal(text: EcoString) -> Self {
        if text.is_empty() {
            Self::None
        } else {
            Self::One(TextPart::Literal(text))
        }
    }

    /// The parts.
    #[must_use]
    pub fn as_slice(&self) -> &[TextPart] {
        match self {
            Self::None => &[],
            Self::One(part) => std::slice::from_ref(part),
            Self::Many(parts) => parts,
        }
    }
}

impl Deref for TextParts {
    type Target = [TextPart];

    fn deref(&self) -> &[TextPart] {
        self.as_slice()
    }
}

impl FromIterator<TextPart> for TextParts {
    fn from_iter<I: IntoIterator<Item = TextPart>>(parts: I) -> Self {
        let mut parts: Vec<TextPart> = parts.into_iter().collect();
        match parts.len() {
            0 => Self::None,
            1 => parts.pop().map_or(Self::None, Self::One),
            _ => Self::Many(parts.into()),
        }
    }
}
