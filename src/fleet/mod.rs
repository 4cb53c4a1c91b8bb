//! The resolved fleet: which hosts, in which groups, with which values from where, in which plays.
//!
//! In: a checked [`Program`]. Out: a [`Fleet`], or reports of what cannot hold: ambiguous values,
//! plays without hosts, required parameters without a value.

pub use crate::check::program;
pub use crate::check::program::Program;
pub use crate::check::term;
pub use crate::check::types;

use ecow::EcoString;

use crate::check::program::{Notes, PlaybookId};
use crate::check::term::Term;
use crate::source::Span;

/// The resolved fleet.
#[derive(Debug, Default)]
pub struct Fleet {
    /// What it was made from; roles, playbooks and declarations are read there.
    pub program: Program,
    /// One for each of the program's inventories, in the same order.
    pub inventories: Vec<Inventory>,
    /// Which hosts each play reaches, playbook by playbook, play by play as written.
    pub plays: Vec<PlayHosts>,
}

/// What one inventory comes to; indices are into the program's inventory of the same index.
#[derive(Debug, Default)]
pub struct Inventory {
    /// For each group, every host below it, sorted.
    pub members: Vec<Vec<u32>>,
    /// For each group, what its `group_vars` file holds, sorted by emitted name; connection
    /// settings first. Every value stands in the fewest places.
    pub group_vars: Vec<Vec<Written>>,
    /// For each host, what its `host_vars` file holds, likewise.
    pub host_vars: Vec<Vec<Written>>,
}

/// A value where it is written.
#[derive(Clone, Debug)]
pub struct Written {
    /// Ansible's name.
    pub emitted: EcoString,
    /// The value.
    pub value: Term,
    /// Comments that travel with it.
    pub notes: Notes,
    /// The place that gave it, for `why`; the last one where several added.
    pub span: Span,
}

/// The hosts of one play.
#[derive(Clone, Debug)]
pub struct PlayHosts {
    /// The playbook.
    pub playbook: PlaybookId,
    /// The play: index among the playbook's items.
    pub item: usize,
    /// For each inventory, the hosts it reaches, in the inventory's order.
    pub hosts: Vec<Vec<u32>>,
}
