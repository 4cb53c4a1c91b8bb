//! What others wrote, brought in: `use role`, `use module`, `use collection`, `use filter`, `use test`, `use lookup`.

#![allow(
    missing_docs,
    reason = "the fields of variants are named by the words of the language"
)]

use crate::source::Span;
use crate::syntax::tree::{Block, Name, RoleItem, Text, TypeExpr};

/// What is brought in.
#[derive(Clone, Debug, PartialEq)]
pub enum Foreign {
    /// `use role ntp from galaxy "geerlingguy.ntp" version "2.3.1" { … }`.
    Role(ForeignRole),
    /// `use module acme.tools.thing`, `use module toolbox from "library/toolbox.py"`.
    Module { name: Name, source: Option<Text> },
    /// `use collection acme.tools from "collections/ansible_collections/acme/tools"`.
    Collection { name: Name, source: Text },
    /// `use filter site_url(string): string from "filter_plugins/site.py"`.
    Operation {
        what: Operation,
        name: Name,
        /// What it takes: the value in front of it first; of a lookup, what it looks for.
        takes: Vec<TypeExpr>,
        /// What it gives; a test gives a bool.
        gives: Option<TypeExpr>,
        source: Option<Text>,
    },
}

/// The kinds of operations that a project may bring in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Behind `|`.
    Filter,
    /// Behind `is`.
    Test,
    /// The first argument of `lookup` and `query`.
    Lookup,
}

/// A role that is not written in the language.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignRole {
    pub name: Name,
    /// The name in Ansible.
    pub alias: Option<Text>,
    pub source: RoleSource,
    /// Parameters and entries, as a role declares them.
    pub body: Option<Block<RoleItem>>,
    /// `handler restart = "restart ntp"`.
    pub handlers: Vec<(Name, Text)>,
}

/// Where a foreign role comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum RoleSource {
    /// `from galaxy "geerlingguy.ntp" version "2.3.1"`.
    Galaxy { name: Text, version: Text },
    /// `from "../ansible/roles/legacy"`.
    Folder(Text),
}

impl Foreign {
    /// The path that it is read from, if it is read.
    #[must_use]
    pub const fn path(&self) -> Option<&Text> {
        match self {
            Self::Role(role) => match &role.source {
                RoleSource::Folder(path) => Some(path),
                RoleSource::Galaxy { .. } => None,
            },
            Self::Module { source, .. } | Self::Operation { source, .. } => source.as_ref(),
            Self::Collection { source, .. } => Some(source),
        }
    }

    /// The place of its name.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Role(role) => role.name.span,
            Self::Module { name, .. }
            | Self::Collection { name, .. }
            | Self::Operation { name, .. } => name.span,
        }
    }
}
