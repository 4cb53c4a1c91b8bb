//! Reports about declarations and the names that refer to them.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// A name that cannot stand.
#[derive(Debug, Error, Diagnostic)]
pub enum NameError {
    #[error("there are two {what}s named `{name}`")]
    #[diagnostic(
        code("duplicate-name"),
        help("rename one of them, or remove the one that is not meant")
    )]
    Duplicate {
        what: &'static str,
        name: String,
        #[label("declared again here")]
        again: Span,
        #[label("first declared here")]
        first: Span,
    },
    #[error("there is no {what} named `{name}`")]
    #[diagnostic(code("unknown-name"))]
    Unknown {
        what: &'static str,
        name: String,
        #[label("not declared")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`{name}` is the name of a namespace and of a role")]
    #[diagnostic(
        code("namespace-is-role"),
        help("rename one: `{name}.x` could not say which is meant")
    )]
    NamespaceIsRole {
        name: String,
        #[label("the namespace")]
        space: Span,
        #[label("the role")]
        role: Span,
    },
    #[error("the roles `{first_name}` and `{name}` are both `{emitted}` in Ansible")]
    #[diagnostic(
        code("same-ansible-name"),
        help("give one another name there: `role {name} as \"…\"`")
    )]
    SameInAnsible {
        first_name: String,
        name: String,
        emitted: String,
        #[label("this one")]
        again: Span,
        #[label("and this one")]
        first: Span,
    },
    #[error(
        "the parameter `{param}` of `{role}` and what it is given here are both `{emitted}` in Ansible"
    )]
    #[diagnostic(
        code("same-ansible-name"),
        help(
            "rename one of them: Ansible has one variable of that name, and would look for its value in itself"
        )
    )]
    OwnValue {
        param: String,
        role: String,
        emitted: String,
        #[label("`{emitted}`")]
        span: Span,
        #[label("`{emitted}`, too")]
        declared: Span,
    },
    #[error("the value of `{name}` depends on itself")]
    #[diagnostic(
        code("let-cycle"),
        help("a `let` may only use what does not lead back to it")
    )]
    LetCycle {
        name: String,
        #[label("asked for again while it is computed")]
        span: Span,
        #[label("declared here")]
        declared: Span,
    },
    #[error("the type `{name}` contains itself")]
    #[diagnostic(
        code("type-cycle"),
        help("types describe finite data: use `any` for the part that nests")
    )]
    TypeCycle {
        name: String,
        #[label("here again")]
        span: Span,
    },
    #[error("the type `{name}` nests more than {limit} deep")]
    #[diagnostic(
        code("too-deep"),
        help("a type that holds others holds at most {limit} of them in one another")
    )]
    DeepType {
        name: String,
        limit: u32,
        #[label("beyond level {limit}")]
        span: Span,
    },
    #[error("the type `{name}` has more than {limit} fields, those of its fields' types included")]
    #[diagnostic(
        code("too-deep"),
        help("each type that it names counts as often as it is named: use `any` for a part")
    )]
    LargeType {
        name: String,
        limit: u32,
        #[label("too large")]
        span: Span,
    },
    #[error("`{name}` takes no type in parentheses")]
    #[diagnostic(
        code("bad-type-argument"),
        help("write `{name}`; `list(T)`, `map(T)` and `secret(T)` take a type")
    )]
    BadTypeArgument {
        name: String,
        #[label("stands alone")]
        span: Span,
    },
    #[error("`{name}` says in parentheses of what")]
    #[diagnostic(
        code("bad-type-argument"),
        help("write `{name}(string)`, or another type; `{name}(any)` takes everything")
    )]
    NoTypeArgument {
        name: String,
        #[label("of what?")]
        span: Span,
    },
    #[error("`{name}` is a name that Ansible reserves")]
    #[diagnostic(
        code("reserved-name"),
        help("choose another, such as `{name}_value`: {reason}")
    )]
    Reserved {
        name: String,
        reason: String,
        #[label("means something else there")]
        span: Span,
    },
    #[error("`{name}` is declared twice as a `var`, with different types")]
    #[diagnostic(
        code("var-types-differ"),
        help("the namespaces share one variable: write the same type in both")
    )]
    VarTypesDiffer {
        name: String,
        #[label("of type `{ty}` here")]
        again: Span,
        #[label("of type `{first_ty}` here")]
        first: Span,
        ty: String,
        first_ty: String,
    },
    #[error("`{name}` hides another `{name}`")]
    #[diagnostic(
        code("shadowed-name"),
        help("choose another name: a reader could not tell which is meant")
    )]
    Shadowed {
        name: String,
        #[label("bound here")]
        span: Span,
        #[label("already means this")]
        first: Span,
    },
}
