//! Why an operation has no result.
//!
//! In: nothing. Out: an [`Error`] whose message the checker shows at the expression's place:
//! `1 + "a"` gives "`+` does not work between int and string".

use ecow::EcoString;
use thiserror::Error;

/// What went wrong. It has no place: values do not know where they were written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// An operand or argument of a type that the operation does not take.
    #[error("{what} needs {wanted}, not {found}")]
    Type {
        /// The operation or argument.
        what: EcoString,
        /// What it takes.
        wanted: EcoString,
        /// The type it got.
        found: &'static str,
    },
    /// Two operands that do not go together.
    #[error("`{operator}` does not work between {left} and {right}")]
    Operands {
        /// The operator.
        operator: &'static str,
        /// The type on its left.
        left: &'static str,
        /// The type on its right.
        right: &'static str,
    },
    /// Ansible has it, this compiler cannot compute it now.
    #[error("{what} cannot be computed now")]
    NotImplemented {
        /// What.
        what: EcoString,
    },
    /// No filter, test or method of this name is known here.
    #[error("there is no {kind} `{name}` that can be computed now")]
    Unknown {
        /// `filter`, `test` or `method`.
        kind: &'static str,
        /// The name.
        name: EcoString,
    },
    /// The result is undefined: `default` may still give it a value.
    #[error("{what}")]
    Undefined {
        /// What is missing, as a sentence.
        what: EcoString,
    },
    /// Something undefined was needed on the way: `default` after it does not help.
    #[error("{what}")]
    Missing {
        /// What is missing, as a sentence.
        what: EcoString,
    },
    /// Division or modulo by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// The result does not fit a whole number of 64 bits, or a float.
    #[error("the number is too large")]
    Overflow,
    /// A number outside what the operation takes.
    #[error("{what}")]
    Range {
        /// The reason.
        what: EcoString,
    },
    /// A regular expression that does not parse.
    #[error("the regular expression is wrong: {message}")]
    BadRegex {
        /// The parser's words.
        message: EcoString,
    },
    /// Data that is not in the form the operation reads.
    #[error("{what}")]
    Invalid {
        /// The reason.
        what: EcoString,
    },
    /// Wrong arguments: too many, too few, unknown, twice.
    #[error("{what}")]
    Arguments {
        /// The reason.
        what: EcoString,
    },
    /// A Python method that changes its subject.
    #[error("`{method}` changes the value it is called on; values do not change here")]
    Mutates {
        /// The method.
        method: EcoString,
    },
}

impl Error {
    /// [`Error::NotImplemented`].
    pub fn not_implemented(what: impl Into<EcoString>) -> Self {
        Self::NotImplemented { what: what.into() }
    }

    /// [`Error::Invalid`].
    pub fn invalid(what: impl Into<EcoString>) -> Self {
        Self::Invalid { what: what.into() }
    }

    /// [`Error::Range`].
    pub fn range(what: impl Into<EcoString>) -> Self {
        Self::Range { what: what.into() }
    }

    /// [`Error::Arguments`].
    pub fn arguments(what: impl Into<EcoString>) -> Self {
        Self::Arguments { what: what.into() }
    }

    /// [`Error::Undefined`].
    pub fn undefined(what: impl Into<EcoString>) -> Self {
        Self::Undefined { what: what.into() }
    }

    /// [`Error::Type`].
    pub fn type_of(
        what: impl Into<EcoString>,
        wanted: impl Into<EcoString>,
        found: &super::Value,
    ) -> Self {
        Self::Type {
            what: what.into(),
            wanted: wanted.into(),
            found: found.type_name(),
        }
    }

    /// What was undefined is used for something else than `default` or `is defined`.
    #[must_use]
    pub fn used(self) -> Self {
        if let Self::Undefined { what } = self {
            Self::Missing { what }
        } else {
            self
        }
    }
}
