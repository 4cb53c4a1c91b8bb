//! What comes out of checking: every declaration, resolved; names already Ansible's.
//!
//! In the `emitted` fields stands what Ansible reads: role `base`'s parameter `ssh_port` is
//! `base_ssh_port`, handler `restart_sshd` is `Restart sshd`. Order: tasks, plays, handlers,
//! parameters as written; hosts and groups sorted by name.

mod inventory;
mod play;
mod policy;
mod role;
mod step;
mod terms;
mod test;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ecow::EcoString;

use crate::schema::module::Module;
use crate::source::Span;

pub use inventory::*;
pub use play::*;
pub use policy::*;
pub use role::*;
pub use step::*;
pub use test::*;

pub use crate::check::inventory::connection;
pub use crate::schema::module::collection_version;
pub use crate::syntax::tree::MovedKind;

/// Index into [`Program::roles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub u32);

/// Index into [`Program::playbooks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaybookId(pub u32);

/// A whole checked project.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// `project … { … }`.
    pub project: Project,
    /// Declared variables, sorted by name.
    pub vars: Vec<Var>,
    /// The roles of every namespace that is used, sorted by emitted name.
    pub roles: Vec<Role>,
    /// The root namespace's playbooks (and what they import), sorted by name.
    pub playbooks: Vec<Playbook>,
    /// Files of modules, filters and tests that the project brings along.
    pub plugins: Vec<Plugin>,
    /// The versions of the installed collections that it reads.
    pub versions: BTreeMap<EcoString, EcoString>,
    /// The project's own modules by the names that are written, with what they document.
    pub modules: BTreeMap<EcoString, Module>,
    /// The names of the tests that it declares.
    pub own_tests: BTreeSet<EcoString>,
    /// One, named `hosts`, unless the fleet names several.
    pub inventories: Vec<Inventory>,
    /// The systems that tests run on, sorted by name.
    pub platforms: Vec<Platform>,
    /// What is called otherwise now, as written.
    pub moved: Vec<Moved>,
    /// Tests as written, then the smoke tests of roles that have none; sorted by emitted name.
    pub tests: Vec<Test>,
    /// What must hold of the fleet, as written.
    pub policies: Vec<Policy>,
}

/// Where Ansible looks for what a project brings along, which is a setting's name too, and the
/// variable of the environment that sets it.
pub const PLUGIN_FOLDERS: [(&str, &str); 15] = [
    ("library", "ANSIBLE_LIBRARY"),
    ("module_utils", "ANSIBLE_MODULE_UTILS"),
    ("action_plugins", "ANSIBLE_ACTION_PLUGINS"),
    ("filter_plugins", "ANSIBLE_FILTER_PLUGINS"),
    ("test_plugins", "ANSIBLE_TEST_PLUGINS"),
    ("lookup_plugins", "ANSIBLE_LOOKUP_PLUGINS"),
    ("become_plugins", "ANSIBLE_BECOME_PLUGINS"),
    ("cache_plugins", "ANSIBLE_CACHE_PLUGINS"),
    ("callback_plugins", "ANSIBLE_CALLBACK_PLUGINS"),
    ("connection_plugins", "ANSIBLE_CONNECTION_PLUGINS"),
    ("httpapi_plugins", "ANSIBLE_HTTPAPI_PLUGINS"),
    ("inventory_plugins", "ANSIBLE_INVENTORY_PLUGINS"),
    ("netconf_plugins", "ANSIBLE_NETCONF_PLUGINS"),
    ("strategy_plugins", "ANSIBLE_STRATEGY_PLUGINS"),
    ("vars_plugins", "ANSIBLE_VARS_PLUGINS"),
];

/// Those of [`PLUGIN_FOLDERS`] whose files no `use` names; they are carried whole.
pub const WHOLE_FOLDERS: [&str; 9] = [
    "become_plugins",
    "cache_plugins",
    "callback_plugins",
    "connection_plugins",
    "httpapi_plugins",
    "inventory_plugins",
    "netconf_plugins",
    "strategy_plugins",
    "vars_plugins",
];

impl Program {
    /// Whether the project brings something along that stands in a folder of [`PLUGIN_FOLDERS`].
    #[must_use]
    pub fn has_plugins(&self, folder: &str) -> bool {
        self.plugins.iter().any(|plugin| plugin.folder == folder)
    }
}

/// The file of a module or plugin, carried over as it is.
#[derive(Clone, Debug)]
pub struct Plugin {
    /// One of [`PLUGIN_FOLDERS`].
    pub folder: &'static str,
    /// Where it stands in the tree.
    pub path: String,
    /// Where it is.
    pub from: PathBuf,
    /// The place that names it.
    pub span: Span,
}

/// `moved role logs -> logserver`: a change of name that is no change of behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What was renamed.
    pub kind: MovedKind,
    /// `logs`; of a section `base.accounts`.
    pub from: EcoString,
    /// `logserver`.
    pub to: EcoString,
    /// Its place.
    pub span: Span,
}

/// The oldest ansible-core that computes what is written as it was checked: templates keep the types of
/// values, and `default(omit)` leaves out items of lists.
pub const OLDEST_ANSIBLE: &str = "2.19";

/// The project's attributes.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// Where it is declared, if it is.
    pub span: Option<Span>,
    /// Its name.
    pub name: EcoString,
    /// `2.19` of `ansible = ">=2.19"`.
    pub oldest_ansible: Option<EcoString>,
    /// `output = "build"`, relative to the project.
    pub output: EcoString,
    /// `author = "…"`, for the roles' meta.
    pub author: Option<EcoString>,
    /// `license = "…"`, for the roles' meta.
    pub license: Option<EcoString>,
    /// Its doc comment.
    pub docs: Vec<EcoString>,
    /// Entries of `ansible.cfg` beyond the usual ones: section, key, value.
    pub settings: Vec<(EcoString, EcoString, EcoString)>,
}

/// Comments and docs that travel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// `# …` lines.
    pub comments: Vec<EcoString>,
    /// `## …` lines.
    pub docs: Vec<EcoString>,
    /// What stands in the list or map that is the value.
    pub inside: Option<Box<Inside>>,
}

/// Comments of a list's items or a map's entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside {
    /// How many items the list was written with; of another list the comments say nothing.
    pub length: Option<usize>,
    /// In the written order.
    pub items: Vec<(Within, Notes)>,
}

/// Which part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// An item of a list.
    Item(usize),
    /// An entry of a map.
    Entry(EcoString),
}
