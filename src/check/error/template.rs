//! Reports about templates; their places are in the `.j2` files.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong in a template.
#[derive(Debug, Error, Diagnostic)]
pub enum TemplateError {
    #[error("this template cannot be read: {reason}")]
    #[diagnostic(code("template-syntax"), help("{help}"))]
    Syntax {
        reason: String,
        help: String,
        #[label("here")]
        span: Span,
    },
    #[error("the template's name `{name}` is nothing that the role `{role}` knows")]
    #[diagnostic(code("unknown-template-name"), help("{help}"))]
    UnknownName {
        name: String,
        role: String,
        help: String,
        #[label("not known")]
        span: Span,
    },
    #[error("`{name}` is a loop variable that not every task gives")]
    #[diagnostic(
        code("template-loop-variable"),
        help(
            "every task that renders the template has to give it, by the same `for`; or make two templates"
        )
    )]
    LoopVariable {
        name: String,
        #[label("read here")]
        span: Span,
        #[label("this task does not give it")]
        task: Span,
    },
    #[error("{what} reads variables by names that are computed")]
    #[diagnostic(
        code("template-computed"),
        help(
            "names are rewritten as they are emitted, and these cannot be: name the variable, or give the role `prefix = \"\"`, which copies templates as they are"
        )
    )]
    Computed {
        what: &'static str,
        #[label("computed")]
        span: Span,
    },
    #[error("there is no template `{path}` to {what}")]
    #[diagnostic(code("missing-template"))]
    Missing {
        path: String,
        what: &'static str,
        #[label("no such template")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` is not there: this template is brought in without context")]
    #[diagnostic(
        code("import-without-context"),
        help(
            "an `import` sees no variables unless it says `with context`: write `{{% import \"…\" as … with context %}}`, or give the macro an argument"
        )
    )]
    WithoutContext {
        name: String,
        #[label("read here")]
        span: Span,
        #[label("brought in here, without context")]
        import: Span,
    },
    #[error("`{{% set {name} %}}` may hide the role's `{name}`, or not")]
    #[diagnostic(
        code("template-hides"),
        help("a reader could not tell which is meant after it: choose another name")
    )]
    Hides {
        name: String,
        #[label("set here, under a condition")]
        span: Span,
    },
}
