//! How the tests ended: a table for people; JUnit, and problems at their `.roll` lines, for machines.

use std::fmt::Write as _;
use std::time::Duration;

use miette::Diagnostic;
use serde_json::json;
use thiserror::Error;

use crate::diagnostic::Problems;
use crate::source::Span;

/// How one ended.
#[derive(Debug)]
pub enum Ended {
    /// Well.
    Passed,
    /// What was tested is wrong.
    Failed(Failure),
    /// It could not be tried.
    NotRun(Failure),
    /// Ctrl-C.
    Interrupted,
}

/// What went wrong.
#[derive(Debug)]
pub struct Failure {
    /// `not idempotent`, `failing check`, …
    pub kind: &'static str,
    /// All that is known, line by line.
    pub text: String,
    /// What was written for the task that failed, or the test.
    pub span: Option<Span>,
}

/// A test that did not pass.
#[derive(Debug, Error, Diagnostic)]
enum TestError {
    /// What was tested is wrong.
    #[error("the test `{test}` fails: {kind}")]
    #[diagnostic(code("test-failed"), help("{text}"))]
    Failed {
        test: String,
        kind: &'static str,
        text: String,
        #[label("{kind}")]
        span: Option<Span>,
    },
    /// It could not be tried.
    #[error("the test `{test}` could not be run: {kind}")]
    #[diagnostic(code("test-not-run"), help("{text}"))]
    NotRun {
        test: String,
        kind: &'static str,
        text: String,
        #[label("{kind}")]
        span: Option<Span>,
    },
}

/// One test's result.
#[derive(Debug)]
pub struct Ran {
    /// Its name.
    pub test: String,
    /// How it ended.
    pub ended: Ended,
    /// How long it took.
    pub took: Duration,
}

/// All results.
#[derive(Debug)]
pub struct Report {
    /// Sorted by name.
    pub results: Vec<Ran>,
}

impl Ended {
    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(failure) | Self::NotRun(failure) => failure.kind,
            Self::Interrupted => "interrupted",
        }
    }
}

impl Report {
    /// A line for each test, and a sum.
    pub fn table(&self) -> String {
        let names = self.results.iter().map(|ran| ran.test.chars().count());
        let width = names.max().unwrap_or(0);
        let mut text = String::from("\n");
        for ran in &self.results {
            let (name, word) = (&ran.test, ran.ended.word());
            let _ = writeln!(text, "{name:width$}  {word:20} {:>5} s", ran.took.as_secs());
        }
        let passed = self.results.iter();
        let passed = passed
            .filter(|ran| matches!(ran.ended, Ended::Passed))
            .count();
        let _ = writeln!(text, "{passed} of {} passed.", self.results.len());
        text
    }

    /// As programs take it, one after the other.
    pub fn objects(&self) -> impl Iterator<Item = serde_json::Value> {
        self.results.iter().map(|ran| {
            json!({
                "type": "test",
                "test": ran.test,
                "result": match ran.ended {
                    Ended::Passed => "passed",
                    Ended::Failed(_) => "failed",
                    Ended::NotRun(_) => "not-run",
                    Ended::Interrupted => "interrupted",
                },
                "kind": ran.ended.word(),
                "seconds": ran.took.as_secs_f64(),
            })
        })
    }

    /// What did not pass, as problems.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::default();
        for ran in &self.results {
            let test = ran.test.clone();
            match &ran.ended {
                Ended::Failed(failure) => problems.push(TestError::Failed {
                    test,
                    kind: failure.kind,
                    text: failure.text.trim().to_owned(),
                    span: failure.span,
                }),
                Ended::NotRun(failure) => problems.push(TestError::NotRun {
                    test,
                    kind: failure.kind,
                    text: failure.text.trim().to_owned(),
                    span: failure.span,
                }),
                Ended::Passed | Ended::Interrupted => {}
            }
        }
        problems.sort();
        problems
    }

    /// As JUnit's readers want it.
    pub fn junit(&self) -> String {
        let count =
            |what: fn(&Ended) -> bool| self.results.iter().filter(|ran| what(&ran.ended)).count();
        let failures = count(|ended| matches!(ended, Ended::Failed(_)));
        let errors = count(|ended| matches!(ended, Ended::NotRun(_) | Ended::Interrupted));
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(
            text,
            "<testsuites><testsuite name=\"rolecall\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\">",
            self.results.len()
        );
        for ran in &self.results {
            let (name, took) = (escaped(&ran.test), ran.took.as_secs_f64());
            let _ = write!(
                text,
                "  <testcase classname=\"rolecall\" name=\"{name}\" time=\"{took:.3}\""
            );
            let inside = match &ran.ended {
                Ended::Passed => None,
                Ended::Failed(failure) => Some(("failure", failure.kind, failure.text.as_str())),
                Ended::NotRun(failure) => Some(("error", failure.kind, failure.text.as_str())),
                Ended::Interrupted => Some(("error", "interrupted", "")),
            };
            let _ = match inside {
                None => writeln!(text, "/>"),
                Some((tag, kind, what)) => writeln!(
                    text,
                    "><{tag} message=\"{kind}\">{}</{tag}></testcase>",
                    escaped(what)
                ),
            };
        }
        text.push_str("</testsuite></testsuites>\n");
        text
    }
}

/// XML's own characters written out; those that it cannot hold left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
