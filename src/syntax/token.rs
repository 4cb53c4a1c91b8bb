//! Tokens: what the lexer makes of text and the parser reads.
//!
//! In: nothing. Out: for `port = 22`, the tokens `Word`, `Equals`, `Int`, `End`.
//! A [`Token`] is small and copied freely; what does not fit (the parts of a string, the text of
//! a comment) lies beside the tokens in [`Tokens`].

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "most kinds of tokens are no brackets"
)]

use ecow::EcoString;

use crate::source::Span;

use super::tree::TextStyle;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword: which one depends on its place.
    Word,
    /// `42`.
    Int,
    /// `2.5`.
    Float,
    /// `0644`.
    Mode,
    /// `15m`.
    Duration,
    /// `20%`.
    Percent,
    /// A string; [`Token::aux`] is its index in [`Tokens::strings`], or [`PLAIN`].
    Text,
    /// `(`; for every opening bracket [`Token::aux`] is the distance to the closing one.
    OpenParen,
    /// `)`.
    CloseParen,
    /// `[`.
    OpenBracket,
    /// `]`.
    CloseBracket,
    /// `{`.
    OpenBrace,
    /// `}`.
    CloseBrace,
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// `.`.
    Dot,
    /// `..`.
    DotDot,
    /// `=`.
    Equals,
    /// `+=`.
    PlusEquals,
    /// `==`.
    EqualsEquals,
    /// `!=`.
    NotEquals,
    /// `<`.
    Less,
    /// `<=`.
    LessEquals,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEquals,
    /// `+`.
    Plus,
    /// `-`.
    Minus,
    /// `*`.
    Star,
    /// `**`.
    StarStar,
    /// `/`.
    Slash,
    /// `//`.
    SlashSlash,
    /// `%` with a blank in front.
    PercentSign,
    /// `~`.
    Tilde,
    /// `|`.
    Pipe,
    /// `?`.
    Question,
    /// `->`.
    Arrow,
    /// Something that is no token; reported.
    Bad,
    /// The end of the file or of the code in a string.
    End,
}

/// In [`Token::aux`] of a string: no escapes, no interpolation; the text is between the quotes.
pub const PLAIN: u32 = u32::MAX;

/// One token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Which.
    pub kind: Kind,
    /// Whether it is the first of its line.
    pub newline: bool,
    /// Whether an empty line stands in front of it and its comments.
    pub blank: bool,
    /// Whether nothing stands between it and the token in front.
    pub glued: bool,
    /// Whether it was put in because it was missing (reported).
    pub made: bool,
    /// Its place.
    pub span: Span,
    /// Strings and brackets: see [`Kind`].
    pub aux: u32,
    /// The index of the first comment in front of it in [`Tokens::comments`]; the next token's is
    /// one past the last.
    pub comments: u32,
}

/// A comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Without `#` and one blank.
    pub text: EcoString,
    /// With `#`.
    pub span: Span,
    /// `##`.
    pub doc: bool,
    /// At the end of a line: the index of the line's first token.
    pub line: Option<u32>,
}

/// A string with escapes, interpolation or indentation.
#[derive(Clone, Debug, PartialEq)]
pub struct StringToken {
    /// How it was written.
    pub style: TextStyle,
    /// Its parts.
    pub parts: Vec<StringPart>,
}

/// A part of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum StringPart {
    /// Text, its escapes done.
    Literal(EcoString),
    /// The tokens between `{{` and `}}`, then [`Kind::End`].
    Code(Vec<Token>),
}

/// What the lexer gives.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// In order, [`Kind::End`] last.
    pub tokens: Vec<Token>,
    /// In order.
    pub comments: Vec<Comment>,
    /// Strings, those inside interpolations too.
    pub strings: Vec<StringToken>,
}

impl Kind {
    /// The bracket that closes this one.
    #[must_use]
    pub const fn closer(self) -> Option<Self> {
        match self {
            Self::OpenParen => Some(Self::CloseParen),
            Self::OpenBracket => Some(Self::CloseBracket),
            Self::OpenBrace => Some(Self::CloseBrace),
            _ => None,
        }
    }

    /// Whether it closes something.
    #[must_use]
    pub const fn closes(self) -> bool {
        matches!(
            self,
            Self::CloseParen | Self::CloseBracket | Self::CloseBrace | Self::End
        )
    }

    /// As it is named in an error.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Word => "a name",
            Self::Int => "a number",
            Self::Float => "a number",
            Self::Mode => "a file mode",
            Self::Duration => "a duration",
            Self::Percent => "a percentage",
            Self::Text => "a string",
            Self::OpenParen => "`(`",
            Self::CloseParen => "`)`",
            Self::OpenBracket => "`[`",
            Self::CloseBracket => "`]`",
            Self::OpenBrace => "`{`",
            Self::CloseBrace => "`}`",
            Self::Comma => "`,`",
            Self::Colon => "`:`",
            Self::Dot => "`.`",
            Self::DotDot => "`..`",
            Self::Equals => "`=`",
            Self::PlusEquals => "`+=`",
            Self::EqualsEquals => "`==`",
            Self::NotEquals => "`!=`",
            Self::Less => "`<`",
            Self::LessEquals => "`<=`",
            Self::Greater => "`>`",
            Self::GreaterEquals => "`>=`",
            Self::Plus => "`+`",
            Self::Minus => "`-`",
            Self::Star => "`*`",
            Self::StarStar => "`**`",
            Self::Slash => "`/`",
            Self::SlashSlash => "`//`",
            Self::PercentSign => "`%`",
            Self::Tilde => "`~`",
            Self::Pipe => "`|`",
            Self::Question => "`?`",
            Self::Arrow => "`->`",
            Self::Bad => "something unreadable",
            Self::End => "the end",
        }
    }
}
