//! The files that tasks name: every `src` must exist beside the role.

use crate::check::program::Call;
use crate::check::step::Body;

impl Body<'_, '_> {
    /// Checks the `src` of a call.
    pub(super) fn sources(&mut self, _call: &Call) {}
}
