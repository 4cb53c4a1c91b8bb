//! What can be wrong with the text of a `.roll` file.
//!
//! In: a place and what was found there. Out: an error that names both ends and says what to type.

#![allow(
    missing_docs,
    unused_assignments,
    reason = "the fields are named by what they say, and read by the derived implementations"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// A mistake in the text.
#[derive(Clone, Debug, Diagnostic, Error)]
pub enum SyntaxError {
    /// Something else was expected here.
    #[error("{expected} should stand here, not {found}")]
    #[diagnostic(code("unexpected-token"))]
    Unexpected {
        #[label("not expected here")]
        span: Span,
        found: String,
        expected: String,
        #[help]
        help: Option<String>,
    },

    /// A string without its end.
    #[error("this string is not closed")]
    #[diagnostic(code("unclosed-string"))]
    UnclosedString {
        #[label("it begins here")]
        span: Span,
        #[label("and here its line ends")]
        end: Span,
        #[help]
        help: String,
    },

    /// `"""` on a line with text.
    #[error("text of several lines does not begin or end on the line of its `\"\"\"`")]
    #[diagnostic(
        code("block-string"),
        help(
            "begin the text on the next line, and end it with `\"\"\"` on a line of its own; for one line write \"…\""
        )
    )]
    BlockString {
        #[label("text beside this")]
        span: Span,
    },

    /// A word that begins something, misspelt.
    #[error("`{found}` {complaint}")]
    #[diagnostic(code("misspelt-word"), help("write `{meant}`"))]
    Misspelt {
        found: String,
        complaint: &'static str,
        meant: &'static str,
        #[label("meant as `{meant}`?")]
        span: Span,
    },

    /// `{{` without `}}`.
    #[error("this `{{{{` is not closed")]
    #[diagnostic(
        code("unclosed-interpolation"),
        help("close it with `}}}}`; to write braces as text, use a raw string: r\"…\"")
    )]
    UnclosedInterpolation {
        #[label("opened here")]
        span: Span,
        #[label("the string ends here")]
        end: Span,
    },

    /// A bracket without its end.
    #[error("this `{open}` is never closed")]
    #[diagnostic(
        code("unclosed-brace"),
        help("write `{close}` where what `{open}` opens ends")
    )]
    Unclosed {
        open: char,
        close: char,
        #[label("opened here")]
        span: Span,
        #[label("`{close}` is missing, at the latest here")]
        end: Span,
    },

    /// A closing bracket without its opening.
    #[error("this `{close}` closes nothing")]
    #[diagnostic(code("unmatched-brace"))]
    Unmatched {
        close: char,
        #[label("nothing is open here")]
        span: Span,
        #[help]
        help: String,
    },

    /// A bracket closed by one of another kind.
    #[error("`{open}` is closed by `{expected}`, not by `{found}`")]
    #[diagnostic(code("unmatched-brace"), help("write `{expected}`"))]
    Mismatched {
        open: char,
        found: char,
        expected: char,
        #[label("closed here")]
        span: Span,
        #[label("opened here")]
        opening: Span,
    },

    /// An escape that does not exist.
    #[error("there is no escape `{escape}`")]
    #[diagnostic(code("bad-escape"))]
    BadEscape {
        escape: String,
        #[label("not an escape")]
        span: Span,
        #[help]
        help: String,
    },

    /// A number that is none.
    #[error("`{text}` is not a number")]
    #[diagnostic(code("bad-number"))]
    BadNumber {
        text: String,
        #[label("{why}")]
        span: Span,
        why: String,
        #[help]
        help: String,
    },

    /// A character that has no meaning.
    #[error("`{text}` has no meaning here")]
    #[diagnostic(code("bad-character"))]
    BadCharacter {
        text: String,
        #[label("this")]
        span: Span,
        #[help]
        help: String,
    },

    /// A keyword as a name.
    #[error("`{name}` cannot be a name: where a value stands it would be read as something else")]
    #[diagnostic(
        code("keyword-as-name"),
        help("choose another name, such as `{name}_`")
    )]
    Reserved {
        name: String,
        #[label("reserved")]
        span: Span,
    },

    /// A name in the wrong case.
    #[error("{what} is written in {case}")]
    #[diagnostic(code("bad-name-case"), help("write `{proposal}`{hint}"))]
    NameCase {
        what: &'static str,
        case: &'static str,
        proposal: String,
        hint: String,
        #[label("this name is not")]
        span: Span,
    },

    /// Two things on one line without a comma.
    #[error("two {what} stand on one line{but}")]
    #[diagnostic(code("missing-comma"))]
    MissingComma {
        what: &'static str,
        but: &'static str,
        #[help]
        help: &'static str,
        #[label("the one ends here")]
        before: Span,
        #[label("and another begins")]
        span: Span,
    },

    /// `{ }` inside `{{ }}`.
    #[error("there are no maps inside `{{{{ }}}}`")]
    #[diagnostic(
        code("map-in-interpolation"),
        help("name the map with `let` in front, and use its name here")
    )]
    MapInInterpolation {
        #[label("a map would begin here")]
        span: Span,
    },

    /// `&&` and the like.
    #[error("`{found}` is not an operator")]
    #[diagnostic(code("not-an-operator"), help("write `{proposal}`"))]
    NotAnOperator {
        found: String,
        proposal: &'static str,
        #[label("no operator")]
        span: Span,
    },

    /// `yes` for `true`.
    #[error("`{found}` is not a value")]
    #[diagnostic(code("yes-no"), help("write `{proposal}`"))]
    YesNo {
        found: String,
        proposal: &'static str,
        #[label("meant as `{proposal}`?")]
        span: Span,
    },

    /// `'…'` outside `{{ }}`.
    #[error("strings stand in double quotes")]
    #[diagnostic(code("single-quotes"))]
    SingleQuotes {
        #[label("this one does not")]
        span: Span,
        #[help]
        help: String,
    },

    /// `"…"` inside `{{ }}`.
    #[error("inside `{{{{ }}}}` strings stand in single quotes")]
    #[diagnostic(code("double-quotes"))]
    DoubleQuotes {
        #[label("this one does not")]
        span: Span,
        #[help]
        help: String,
    },

    /// `name: value`.
    #[error("{what}, not with `:`")]
    #[diagnostic(code("yaml-colon"))]
    YamlColon {
        what: &'static str,
        #[label("this is YAML")]
        span: Span,
        #[help]
        help: String,
    },

    /// `- item`.
    #[error("there are no lists with dashes: this is YAML")]
    #[diagnostic(code("yaml-list"))]
    YamlList {
        #[label("a dash in front of an item")]
        span: Span,
        #[help]
        help: &'static str,
    },

    /// A file that holds nothing but YAML.
    #[error("this file is YAML, not the language of Rolecall")]
    #[diagnostic(code("yaml-file"), help("{help}"))]
    YamlFile {
        #[label("YAML from here on")]
        span: Span,
        help: &'static str,
    },

    /// `{{ x }}` outside a string.
    #[error("outside a string an expression needs no `{{{{ }}}}`")]
    #[diagnostic(code("bare-interpolation"), help("write `{proposal}`"))]
    BareInterpolation {
        proposal: String,
        #[label("the braces are too much")]
        span: Span,
    },

    /// A word of the header as an attribute.
    #[error("{what} in the header, in front of the `{{`")]
    #[diagnostic(code("header-word"))]
    HeaderWord {
        what: String,
        #[label("too late here")]
        span: Span,
        #[help]
        help: String,
    },

    /// Nested beyond the limit.
    #[error("this nests more than {limit} deep")]
    #[diagnostic(
        code("too-deep"),
        help("give a part of it a name with `let`, and use the name here")
    )]
    TooDeep {
        limit: u32,
        #[label("beyond level {limit}")]
        span: Span,
    },

    /// A declaration of a later version.
    #[error("this version of Rolecall has no `{word}` yet")]
    #[diagnostic(code("not-yet"))]
    NotYet {
        word: String,
        #[label("not yet a declaration")]
        span: Span,
        #[help]
        help: String,
    },
}
