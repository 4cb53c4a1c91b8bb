//! Handlers across the roles of a play: those that are notified must be there.

use crate::check::names::World;
use crate::check::program::{Play, Role, RoleId};
use crate::diagnostic::Problems;
use crate::source::Span;

/// Checks what the play's steps and roles notify.
pub fn check(
    _world: &World<'_>,
    _roles: &[Role],
    _play: &mut Play,
    _foreign: &[(RoleId, Span)],
    _problems: &mut Problems,
) {
}
