//! Reports about what others wrote and the project uses.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong with something brought in by `use`.
#[derive(Debug, Error, Diagnostic)]
pub enum ForeignError {
    #[error("this is no YAML: {reason}")]
    #[diagnostic(
        code("broken-yaml"),
        help("Ansible could not read it either; mend it there")
    )]
    BrokenYaml {
        reason: String,
        #[label("cannot be read on from here")]
        span: Span,
        #[label("brought in here")]
        used: Span,
    },
    #[error("the role `{role}` depends on `{dependency}`, which nothing brings in")]
    #[diagnostic(code("missing-dependency"), help("bring it in as well: `{fix}`"))]
    MissingDependency {
        role: String,
        dependency: String,
        fix: String,
        #[label("named here")]
        span: Span,
        #[label("the role that depends on it")]
        used: Span,
    },
}
