//! Reports about playbooks, plays and host patterns.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong in a playbook.
#[derive(Debug, Error, Diagnostic)]
pub enum PlayError {
    #[error("a play has no `{name}`")]
    #[diagnostic(code("play-header"), help("Ansible has none on plays: {help}"))]
    Header {
        name: &'static str,
        help: &'static str,
        #[label("not on a play")]
        span: Span,
    },
    #[error("Ansible's patterns cannot say this")]
    #[diagnostic(
        code("pattern-nesting"),
        help(
            "they are a union, then `and …`, then `and not …`, without parentheses: name the inner part as a group, `group x {{ children = […] }}`"
        )
    )]
    Nesting {
        #[label("{reason}")]
        span: Span,
        reason: &'static str,
    },
    #[error("the playbook `{name}` holds no play")]
    #[diagnostic(
        code("empty-playbook"),
        help(
            "Ansible refuses such a file: write `play \"What it does\" on all {{ … }}`, or remove the playbook"
        )
    )]
    Empty {
        name: String,
        #[label("nothing in it")]
        span: Span,
    },
    #[error("playbooks import one another: {path}")]
    #[diagnostic(code("import-cycle"), help("remove one of the imports"))]
    ImportCycle {
        path: String,
        #[label("imported here")]
        span: Span,
    },
    #[error("`{handler}` is notified, and the play does not apply the role `{role}`")]
    #[diagnostic(
        code("role-not-applied"),
        help("add `role {role}` to the play: only then are its handlers there")
    )]
    RoleNotApplied {
        handler: String,
        role: String,
        #[label("in this play")]
        play: Span,
        #[label("notified here")]
        span: Span,
    },
    #[error(
        "the handler `{handler}` reads `{param}`, which two applications in this play give differently"
    )]
    #[diagnostic(
        code("handler-parameter"),
        help(
            "a handler runs once, with what the last application gave; put a task with `meta \"flush_handlers\"` between them, or give both the same"
        )
    )]
    HandlerParameter {
        handler: String,
        param: String,
        #[label("applied with another value")]
        second: Span,
        #[label("applied with one value")]
        first: Span,
    },
    #[error(
        "the roles `{first_role}` and `{role}` of this play both have the variable `{name}`, and differ"
    )]
    #[diagnostic(
        code("shared-variable"),
        help(
            "in Ansible it is one variable: give both the same type and default, or one role another `prefix`"
        )
    )]
    SharedName {
        name: String,
        first_role: String,
        role: String,
        #[label("applied together")]
        play: Span,
        #[label("one of them")]
        first: Span,
        #[label("the other")]
        second: Span,
    },
    #[error("`{name}` cannot be asked for")]
    #[diagnostic(
        code("prompt-type"),
        help("a prompt is text or one of its refinements: `string`, `int`, `bool`, `port` …")
    )]
    PromptType {
        name: String,
        #[label("cannot be typed in")]
        span: Span,
    },
}
