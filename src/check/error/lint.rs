//! Reports about tasks that would run, but not as one should write them.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What ansible-lint would report, and what is wrong with allowing it.
#[derive(Debug, Error, Diagnostic)]
pub enum LintError {
    #[error("`{module}` makes {what} here, and nothing says who may read it")]
    #[diagnostic(
        code("risky-file-permissions"),
        help(
            "write `mode = {mode}`, or what fits: without it the mode follows from the umask of whoever runs the task"
        )
    )]
    Mode {
        module: String,
        what: &'static str,
        mode: &'static str,
        #[label("has no `mode`")]
        span: Span,
        #[label("makes it")]
        because: Option<Span>,
    },
    #[error("`preserve` is no mode of `{module}`")]
    #[diagnostic(
        code("risky-file-permissions"),
        help(
            "write the mode that the file shall have, such as `0644`: only `copy` and `template` can take that of a source"
        )
    )]
    Preserve {
        module: String,
        #[label("there is no source to take it from")]
        span: Span,
    },
    #[error("Ansible would say of each run that this `{module}` changed something")]
    #[diagnostic(
        code("no-changed-when"),
        help(
            "write `changed_when = false` on the task if it only looks, else a condition on what it registers{more}"
        )
    )]
    Changed {
        module: String,
        more: &'static str,
        #[label("changes what?")]
        span: Span,
    },
    #[error("which version is installed would depend on the day")]
    #[diagnostic(
        code("package-latest"),
        help(
            "write `state = \"present\"`, or name the version; where it is meant to update, say so in a comment above `allow = [\"package-latest\"]`"
        )
    )]
    Latest {
        #[label("another version with each release")]
        span: Span,
    },
    #[error("`{code}` is allowed without a reason")]
    #[diagnostic(
        code("allow-without-reason"),
        help("write the reason above it, `# …`: it goes into the generated file with it")
    )]
    NoReason {
        code: String,
        #[label("why?")]
        span: Span,
    },
    #[error("there is no rule `{code}` that a task could be allowed to break")]
    #[diagnostic(code("unknown-rule"))]
    UnknownRule {
        code: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    #[error("`allow` takes a list of codes")]
    #[diagnostic(code("bad-allow"), help("write `allow = [\"{example}\"]`"))]
    BadAllow {
        example: String,
        #[label("not a list of plain strings")]
        span: Span,
    },
    #[error("`{code}` is allowed, and nothing here breaks it")]
    #[diagnostic(
        code("unused-allow"),
        severity(Warning),
        help("take it out, so that it hides nothing that comes later")
    )]
    UnusedAllow {
        code: String,
        #[label("allows nothing")]
        span: Span,
    },
}
