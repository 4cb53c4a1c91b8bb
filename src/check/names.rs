//! Every declared name, before anything is checked.
//!
//! In: the namespaces. Out: a [`World`] in which names are looked up, with unknown and duplicate
//! ones reported. Types and top-level `let`s are resolved when first asked for: `let a = b` finds
//! `b` wherever it stands.

mod all;
mod collect;
mod lets;
mod signature;
mod types;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::foreign::plugins::Plugins;
use crate::check::input::{ReadText, SpaceInput};
use crate::check::program::RoleId;
use crate::check::term::Term;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::diagnostic::{Fix, Problem};
use crate::schema::registered::Run;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree;

pub use signature::{ParamSignature, Signature, literal, params as signed_params, sentence};
pub use types::BUILT_IN;

/// Index of a namespace; 0 is the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId(pub u32);

/// Every name of every namespace.
pub struct World<'t> {
    /// The namespaces.
    pub spaces: Vec<Space<'t>>,
    /// All roles of all namespaces, sorted by emitted name: [`RoleId`] is the index.
    pub roles: Vec<(Signature, &'t tree::Item)>,
    /// Reads a file, for `file(…)`.
    pub read: ReadText<'t>,
    /// The hosts and groups, once they are declared: for values of type `host` and `group`, and
    /// for `hosts_in(…)`. Set while the inventories are checked.
    pub fleet: RefCell<Option<FleetNames>>,
    /// Modules, filters and tests of the project's own.
    pub plugins: Plugins,
    /// What modules give to `register`, by their full names and whether they are documented.
    pub results: RefCell<HashMap<(EcoString, bool, Run), Type>>,
    lets: RefCell<HashMap<(SpaceId, EcoString), Progress<Term>>>,
    /// With how large each is.
    types: RefCell<HashMap<(SpaceId, EcoString), Progress<types::Measured>>>,
    /// How many types are being resolved, each for the one before.
    open_types: Cell<u32>,
}

/// The names of hosts, and who is in which group, directly or not.
#[derive(Clone, Debug, Default)]
pub struct FleetNames {
    /// Every host (of every inventory).
    pub hosts: HashSet<EcoString>,
    /// Every group with the hosts below it, sorted; of the inventory that is being checked.
    pub members: BTreeMap<EcoString, Vec<EcoString>>,
    /// Whether there are hosts that are known only when a play runs: a plugin's, or those of `add_host`.
    pub open: bool,
    /// What the groups with another name in Ansible are called there.
    pub emitted: BTreeMap<EcoString, EcoString>,
    /// Set when the answer of `hosts_in` would differ from inventory to inventory here.
    pub ambiguous: bool,
}

/// Something that is computed when first asked for.
#[derive(Clone, Debug)]
enum Progress<T> {
    /// Being computed: asking again is a cycle.
    Busy,
    /// Computed.
    Done(T),
}

/// The names of one namespace.
pub struct Space<'t> {
    /// Its input.
    pub input: &'t SpaceInput,
    /// What `use` brings in.
    pub uses: HashMap<EcoString, (SpaceId, Span)>,
    /// `type`.
    pub types: HashMap<EcoString, &'t tree::Item>,
    /// `let`.
    pub lets: HashMap<EcoString, &'t tree::Item>,
    /// `var`.
    pub vars: HashMap<EcoString, &'t tree::Item>,
    /// `role`.
    pub roles: HashMap<EcoString, RoleId>,
    /// `group`, at the top level and in inventories; `all` is not here.
    pub groups: HashMap<EcoString, Span>,
    /// `playbook`.
    pub playbooks: HashMap<EcoString, &'t tree::Item>,
}

impl<'t> World<'t> {
    /// A namespace.
    #[must_use]
    pub fn space(&self, space: SpaceId) -> &Space<'t> {
        &self.spaces[space.0 as usize]
    }

    /// A role's signature.
    #[must_use]
    pub fn signature(&self, role: RoleId) -> &Signature {
        &self.roles[role.0 as usize].0
    }

    /// The namespace in front of a path's dot (or the one the path stands in).
    fn space_of(
        &self,
        space: SpaceId,
        path: &tree::Path,
        problems: &mut Problems,
    ) -> Option<SpaceId> {
        let Some(name) = &path.space else {
            return Some(space);
        };
        if let Some((found, _)) = self.space(space).uses.get(&name.text) {
            return Some(*found);
        }
        let known = self.space(space).uses.keys();
        problems.push(unknown("namespace", name, known.map(EcoString::as_str)));
        None
    }

    /// The role a path names, or nothing and a report with the nearest name.
    pub fn role(
        &self,
        space: SpaceId,
        path: &tree::Path,
        problems: &mut Problems,
    ) -> Option<RoleId> {
        let found = self.space_of(space, path, problems)?;
        let roles = &self.space(found).roles;
        if let Some(role) = roles.get(&path.name.text) {
            return Some(*role);
        }
        // The nearest role of another namespace is a better answer than a farther one of this.
        let names = self
            .roles
            .iter()
            .map(|(signature, _)| signature.name.as_str());
        problems.push(unknown("role", &path.name, names));
        None
    }

    /// A role or, where the path's last part is one, an entry of a role (`base.rotate_keys`).
    pub fn role_or_entry(
        &self,
        space: SpaceId,
        path: &tree::Path,
        problems: &mut Problems,
    ) -> Option<(RoleId, Option<usize>)> {
        let front = path.space.as_ref();
        let own = front.and_then(|front| self.space(space).roles.get(&front.text));
        let (role, name) = match (own, &path.entry) {
            (Some(role), None) => (*role, &path.name),
            (_, Some(entry)) => (self.role(space, path, problems)?, entry),
            (None, None) => return self.role(space, path, problems).map(|role| (role, None)),
        };
        let entries = &self.signature(role).entries;
        if let Some(entry) = entries.iter().position(|(known, _, _)| *known == name.text) {
            return Some((role, Some(entry)));
        }
        problems.push(unknown(
            "entry",
            name,
            entries.iter().map(|(name, _, _)| name.as_str()),
        ));
        None
    }

    /// A declared `var` that this namespace sees: its type and place. All namespaces share them.
    pub fn var(&self, space: SpaceId, name: &str, problems: &mut Problems) -> Option<(Type, Span)> {
        let own = self.space(space).vars.get(name).map(|item| (space, *item));
        let (space, item) = own.or_else(|| self.var_anywhere(name))?;
        if let tree::ItemKind::Secret { name, source } = &item.kind {
            return Some((crate::check::secret::type_of(source), name.span));
        }
        let tree::ItemKind::Var { name, ty, .. } = &item.kind else {
            return None;
        };
        Some((self.ty(space, ty, problems), name.span))
    }

    fn var_anywhere(&self, name: &str) -> Option<(SpaceId, &'t tree::Item)> {
        (0u32..)
            .map(SpaceId)
            .zip(&self.spaces)
            .find_map(|(id, space)| Some((id, *space.vars.get(name)?)))
    }

    /// The names of all declared vars, for suggestions.
    pub fn var_names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self
            .spaces
            .iter()
            .flat_map(|space| space.vars.keys())
            .map(EcoString::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter()
    }
}

/// A report of an unknown name, with the nearest known one or all of a few.
pub fn unknown<'a>(
    what: &'static str,
    name: &tree::Name,
    known: impl Iterator<Item = &'a str>,
) -> Problem {
    unknown_or(what, name, known, None)
}

/// The same, with what to say where no name is near and there are too many to list.
pub fn unknown_or<'a>(
    what: &'static str,
    name: &tree::Name,
    known: impl Iterator<Item = &'a str>,
    otherwise: Option<String>,
) -> Problem {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    let near = suggest::nearest(&name.text, known.iter().copied());
    let help = match near {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() && what == "handler" => Some(format!(
            "no handler is declared here: write `handler {} {{ … }}`",
            name.text
        )),
        None if what == "var" && known.len() <= 8 => Some(format!(
            "declare it, `var {}: string`, or another type{}",
            name.text,
            match known.is_empty() {
                true => String::new(),
                false => format!("; known: {}", known.join(", ")),
            }
        )),
        None if known.is_empty() => Some(format!("no {what} is declared here")),
        None if known.len() <= 8 => Some(format!("known: {}", known.join(", "))),
        None => otherwise,
    };
    let fix = near.and_then(|near| Fix::rename(name.span, &name.text, near));
    let error = NameError::Unknown {
        what,
        name: name.text.to_string(),
        span: name.span,
        help,
    };
    Problem::new(error).with(fix)
}
