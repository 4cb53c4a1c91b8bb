//! Inventories, checked: hosts, groups, and what they are given.

use crate::check::program::{Notes, RoleId};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use ecow::EcoString;

/// `var name: T = default`.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name, here and in Ansible.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Its default, in `all`'s group_vars.
    pub default: Option<Term>,
    /// Comments and docs.
    pub notes: Notes,
}

/// An encrypted file of Ansible Vault that is carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vault {
    /// Its path below `group_vars/all/`.
    pub path: EcoString,
    /// Where it is.
    pub from: std::path::PathBuf,
}

/// One inventory.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// `hosts`, or `staging`.
    pub name: EcoString,
    /// Its place, if it is declared.
    pub span: Option<Span>,
    /// Comments and docs.
    pub notes: Notes,
    /// Filled at run time by a plugin: its name and settings.
    pub plugin: Option<(EcoString, Vec<Given>)>,
    /// Sorted by name.
    pub hosts: Vec<Host>,
    /// Sorted by name; `all` is always there, `ungrouped` never.
    pub groups: Vec<Group>,
    /// Encrypted files that its hosts read, sorted, each once.
    pub vaults: Vec<Vault>,
}

impl Inventory {
    /// The file of what a group gives, by the group's name in Ansible, below the inventory's folder. Beside a folder
    /// Ansible would not read the file of that name.
    #[must_use]
    pub fn group_file(&self, emitted: &str) -> String {
        let within = emitted == "all" && !self.vaults.is_empty();
        let end = if within { "/main" } else { "" };
        format!("group_vars/{emitted}{end}.yml")
    }
}

impl Vault {
    /// Where it is carried to, below the inventory's folder.
    #[must_use]
    pub fn file(&self) -> String {
        format!("group_vars/all/{}", self.path)
    }
}

/// A host of one inventory.
#[derive(Clone, Debug)]
pub struct Host {
    /// Its name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Comments and docs.
    pub notes: Option<Box<Notes>>,
    /// What it is given.
    pub gives: Gives,
}

/// A group of one inventory: what is common and what the inventory says, already together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name in the language.
    pub name: EcoString,
    /// Its name in Ansible.
    pub emitted: EcoString,
    /// Its place (the inventory's own if there are two).
    pub span: Span,
    /// Comments and docs.
    pub notes: Notes,
    /// Filled at run time.
    pub dynamic: bool,
    /// Indices into the inventory's hosts: direct members, sorted.
    pub hosts: Vec<u32>,
    /// Indices into the inventory's groups: direct children, sorted.
    pub children: Vec<u32>,
    /// What its members are given.
    pub gives: Gives,
}

/// What a host or a group gives: connection settings, vars, parameters.
#[derive(Clone, Debug, Default)]
pub struct Gives {
    /// Named as Ansible names them (`ansible_host`), as written.
    pub connection: Vec<Given>,
    /// Values of declared variables.
    pub vars: Vec<Given>,
    /// Values of roles' parameters.
    pub params: Vec<(RoleId, Given)>,
}

impl Gives {
    /// Connection settings.
    pub fn settings(&self) -> impl Iterator<Item = &Given> {
        self.connection.iter()
    }

    /// Vars and parameters.
    pub fn values(&self) -> impl Iterator<Item = &Given> {
        self.vars
            .iter()
            .chain(self.params.iter().map(|(_, given)| given))
    }
}

/// One given value.
#[derive(Clone, Debug)]
pub struct Given {
    /// The name in the language (of connection settings: Ansible's).
    pub name: EcoString,
    /// The name in Ansible.
    pub emitted: EcoString,
    /// The place of the name.
    pub span: Span,
    /// `+=`.
    pub adds: bool,
    /// Said by the inventory itself, which is more specific than what is common.
    pub own: bool,
    /// The value; of the declared type, record defaults filled in.
    pub value: Term,
    /// Comments.
    pub notes: Option<Box<Notes>>,
}

impl Given {
    /// Whether it gives anything: a value that is known to be unset is as good as not written.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        !matches!(self.value.kind, TermKind::Unset)
    }

    /// Its comments.
    #[must_use]
    pub fn noted(&self) -> &Notes {
        self.notes.as_deref().unwrap_or(Notes::NONE)
    }
}
