//! Roles, checked: parameters, handlers, entries.

use crate::check::program::{Notes, Step};
use crate::check::term::Term;
use crate::check::types::Type;
use crate::source::Span;
use ecow::EcoString;
use std::path::PathBuf;

/// Where a role comes from that is not written in the language.
#[derive(Clone, Debug)]
pub enum Origin {
    /// `ansible-galaxy` installs it.
    Galaxy {
        /// `geerlingguy.ntp`.
        name: EcoString,
        /// `2.3.1`.
        version: EcoString,
    },
    /// It is carried over as it is.
    Folder {
        /// The folder's name.
        name: EcoString,
        /// Its files: path below it, and where it is.
        files: Vec<(String, PathBuf)>,
        /// The collections whose modules it calls.
        collections: Vec<EcoString>,
    },
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// `base` or `monitoring.agent`.
    pub name: EcoString,
    /// `base` or `monitoring_agent`: the folder in `roles/`.
    pub emitted: EcoString,
    /// `base_`: what its variables begin with; may be empty.
    pub prefix: EcoString,
    /// Its place (the name).
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// A link to the proposal behind it.
    pub spec: Option<EcoString>,
    /// Parameters.
    pub params: Vec<Param>,
    /// Relations that must be asserted on the target.
    pub requires: Vec<Require>,
    /// Lets: `vars/main.yml`.
    pub lets: Vec<RoleLet>,
    /// `meta/main.yml`'s dependencies.
    pub depends: Vec<Step>,
    /// Steps in order, sections where they run.
    pub steps: Vec<Step>,
    /// Entries.
    pub entries: Vec<Entry>,
    /// Handlers.
    pub handlers: Vec<Handler>,
    /// `templates/…`: path below `templates/`, and the text with names rewritten.
    pub templates: Vec<(String, String)>,
    /// `files/…`: path below `files/`, and where it is.
    pub files: Vec<(String, PathBuf)>,
    /// Where it comes from, if it is not written in the language.
    pub origin: Option<Origin>,
    /// Why nothing tests it.
    pub untested: Option<EcoString>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// `ssh_port`.
    pub name: EcoString,
    /// `base_ssh_port`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Its default; a parameter with neither default nor optional type is required.
    pub default: Option<Term>,
    /// Comments and docs.
    pub notes: Notes,
}

/// A `let` of a role, or a later one of a step or play.
#[derive(Clone, Debug)]
pub struct RoleLet {
    /// `sshd`.
    pub name: EcoString,
    /// `base_sshd`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// The value.
    pub value: Term,
    /// Comments and docs.
    pub notes: Notes,
}

/// A relation between parameters, to be asserted.
#[derive(Clone, Debug)]
pub struct Require {
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Which, with emitted names.
    pub kind: RequireKind,
}

/// The relations, with indices into [`Role::params`].
#[derive(Clone, Debug)]
pub enum RequireKind {
    /// At least one is set.
    OneOf(Vec<usize>),
    /// At most one is set.
    Exclusive(Vec<usize>),
    /// All or none.
    Together(Vec<usize>),
    /// Set when the condition holds.
    When(usize, Term),
}

/// An entry: `tasks/rotate_keys.yml`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, and its file's.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Its own parameters.
    pub params: Vec<Param>,
    /// The role's parameters that it reads, too: indices into [`Role::params`].
    pub reads: Vec<usize>,
    /// Relations.
    pub requires: Vec<Require>,
    /// Its own lets, for its steps (`vars:` of a block around them when there are any).
    pub lets: Vec<RoleLet>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A handler.
#[derive(Clone, Debug)]
pub struct Handler {
    /// `restart_sshd`.
    pub name: EcoString,
    /// `Restart sshd`: its name, or its `listen` topic when it has several steps.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// One, or several that run in order.
    pub steps: Vec<Step>,
}
