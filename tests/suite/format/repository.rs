//! The repository's own texts.
