//! Placeholder until the emitter lands.

use crate::emit::artifact::Artifact;
use crate::fleet::Fleet;

/// Nothing yet.
#[must_use]
pub fn artifacts(_fleet: &Fleet) -> Vec<Artifact> {
    Vec::new()
}

/// Nothing yet.
pub mod jinja {
    use crate::fleet::term::Term;

    /// Nothing yet.
    #[must_use]
    pub fn template(_term: &Term) -> String {
        String::new()
    }
}
