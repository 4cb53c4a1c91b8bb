//! Reports about platforms and tests.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong with a platform or a test.
#[derive(Debug, Error, Diagnostic)]
pub enum TestError {
    #[error("{what} needs `{name}`")]
    #[diagnostic(code("missing-attribute"), help("{help}"))]
    MissingAttribute {
        what: String,
        name: &'static str,
        help: String,
        #[label("without `{name}`")]
        span: Span,
    },
    #[error("the test of `{role}` gives no `{name}`, which has no default")]
    #[diagnostic(code("missing-test-value"), help("{help}"))]
    MissingValue {
        role: String,
        name: String,
        help: String,
        #[label("this test")]
        test: Span,
        #[label("needed here")]
        declared: Span,
    },
    #[error("the role `{role}` has no test, and cannot be tried without a value of {name}")]
    #[diagnostic(
        code("untested-role"),
        severity(Warning),
        help(
            "write `test {role} {{ {help} }}`, or say in the role why there is none: `untested = \"…\"`"
        )
    )]
    Untested {
        role: String,
        name: String,
        help: String,
        #[label("a role without a test")]
        span: Span,
        #[label("has no default")]
        declared: Span,
    },
    #[error("the role `{role}` is `untested`, and has a test")]
    #[diagnostic(code("tested-untested"), help("remove `untested`, or the test"))]
    TestedUntested {
        role: String,
        #[label("this test")]
        test: Span,
        #[label("the role says that there is none")]
        role_span: Span,
    },
    #[error("a role's test runs on each platform alone, so `verify` has no `on`")]
    #[diagnostic(
        code("verify-on-role"),
        help(
            "take `on …` out; a playbook's test, `test \"title\" {{ playbook = \"site\" … }}`, has several hosts"
        )
    )]
    VerifyOn {
        #[label("no other hosts are here")]
        span: Span,
    },
    #[error("`{name}` is asked of a {kind} that must not be there")]
    #[diagnostic(
        code("check-of-absent"),
        help("remove `{name}`, or say that the {kind} is there")
    )]
    OfAbsent {
        kind: &'static str,
        name: String,
        #[label("cannot hold")]
        span: Span,
        #[label("says that it is not there")]
        absent: Span,
    },
    #[error("this `by` has no value on the platform `{platform}`, where the test of `{role}` runs")]
    #[diagnostic(
        code("platform-not-covered"),
        help("add `\"{family}\" {{ … }}` or `else {{ … }}`, or name the test's `platforms`")
    )]
    NotCovered {
        platform: String,
        family: &'static str,
        role: String,
        #[label("only {arms}")]
        span: Span,
        #[label("its `os_family` is \"{family}\"")]
        declared: Span,
        arms: String,
    },
}
