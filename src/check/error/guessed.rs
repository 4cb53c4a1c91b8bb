//! A report about a type that nobody declared.
//!
//! In: what is wrong with `legacy_port = "many"`, and the `legacy_port: 80` of the role's `defaults/main.yml`. Out: the same report, which
//! points to that default too, and says how another type is declared.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use crate::source::Span;

/// A report with where the type comes from.
pub struct Guessed {
    /// What is wrong.
    pub inner: Box<dyn Diagnostic + Send + Sync>,
    /// The role, as it is called.
    pub role: String,
    /// The parameter.
    pub param: String,
    /// The type, as it is written.
    pub ty: String,
    /// The default from which it was taken.
    pub from: Span,
}

impl Diagnostic for Guessed {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.inner.code()
    }

    fn severity(&self) -> Option<Severity> {
        self.inner.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let Self { role, param, .. } = self;
        let first = self.inner.help();
        let first = first.map_or_else(String::new, |help| format!("{help}; or, "));
        Some(Box::new(format!(
            "{first}if the role takes something else, declare it where it is brought in: `use role {role} … {{ param {param}: any }}`"
        )))
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.inner.url()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.inner.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = format!(
            "a guess: the role says no types, and this default is `{}`",
            self.ty
        );
        let from = LabeledSpan::new_with_span(Some(label), self.from);
        Some(Box::new(
            self.inner.labels().into_iter().flatten().chain([from]),
        ))
    }
}

impl fmt::Display for Guessed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl fmt::Debug for Guessed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.inner, f)
    }
}

impl std::error::Error for Guessed {}
