//! What a build writes: paths and contents, nothing of where or how.
//!
//! Out, for a fleet: `inventory/hosts.yml`, `playbooks/site.yml`, … in the order of their paths.

use std::path::PathBuf;

/// One file of the output tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Relative to the output folder, parts joined by `/`, never `..`.
    pub path: String,
    /// What it holds.
    pub content: Content,
}

/// The content of an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Generated text; its first line says so.
    Text(String),
    /// A file of the project, carried over byte for byte (a role's `files/`).
    Copy(PathBuf),
}
