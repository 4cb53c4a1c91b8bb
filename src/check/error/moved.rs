//! Reports about `moved`.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// A move that cannot be.
#[derive(Debug, Error, Diagnostic)]
pub enum MovedError {
    #[error("the {what} `{name}` moved, and is still there")]
    #[diagnostic(
        code("moved-still-there"),
        help("take the `moved` out, or rename what still has the old name")
    )]
    StillThere {
        what: &'static str,
        name: String,
        #[label("said to be called otherwise now")]
        span: Span,
        #[label("declared here")]
        declared: Span,
    },
    #[error("the {what} `{name}` moved twice")]
    #[diagnostic(
        code("moved-twice"),
        help("keep the one that says what it is called now")
    )]
    Twice {
        what: &'static str,
        name: String,
        #[label("and here again")]
        again: Span,
        #[label("moved here")]
        first: Span,
    },
}
