//! Reports about the arguments of module calls.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong with an argument, a suboption, or several of them together.
#[derive(Debug, Error, Diagnostic)]
pub enum ArgumentError {
    #[error("{owner} takes no `{name}`")]
    #[diagnostic(code("unknown-argument"), help("{help}"))]
    Unknown {
        owner: String,
        name: String,
        #[label("not known")]
        span: Span,
        help: String,
    },
    #[error("{argument} is given by another of its names, `{alias}`")]
    #[diagnostic(code("argument-alias"), help("write `{name} = …`"))]
    Alias {
        argument: String,
        alias: String,
        name: &'static str,
        #[label("it is `{name}`")]
        span: Span,
        #[label("and here it is already")]
        given: Option<Span>,
    },
    #[error("{argument} is on its way out of Ansible")]
    #[diagnostic(
        code("deprecated-argument"),
        severity(Warning),
        help("leave it out: a later version of the module refuses it")
    )]
    Deprecated {
        argument: String,
        #[label("deprecated")]
        span: Span,
    },
    #[error("{argument} has to be {expected}, and this is {found}")]
    #[diagnostic(code("argument-type"))]
    Type {
        argument: String,
        expected: &'static str,
        found: String,
        #[label("{found}")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("{argument} cannot be \"{value}\"")]
    #[diagnostic(code("argument-choice"), help("{help}"))]
    Choice {
        argument: String,
        value: String,
        #[label("not one of its values")]
        span: Span,
        help: String,
    },
    #[error("{owner} needs {needed}{reason}")]
    #[diagnostic(code("missing-argument"), help("{help}"))]
    Missing {
        owner: String,
        needed: String,
        reason: String,
        #[label("not given here")]
        span: Span,
        #[label("{because}")]
        asks: Option<Span>,
        because: String,
        help: String,
    },
    #[error("{owner} takes only one of {names}")]
    #[diagnostic(code("exclusive-arguments"), help("keep one of them"))]
    Exclusive {
        owner: String,
        names: String,
        #[label("this one")]
        first: Span,
        #[label("and this one")]
        second: Span,
    },
    #[error("`{name}` is an argument of {owner}")]
    #[diagnostic(
        code("known-in-extra"),
        help(
            "write it beside the others, where it is checked: `extra` is for what only another version of the module takes"
        )
    )]
    KnownInExtra {
        owner: String,
        name: String,
        #[label("known, and yet in `extra`")]
        span: Span,
    },
}
