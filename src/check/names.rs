//! Every declared name, before anything is checked.
//!
//! In: the namespaces. Out: a [`World`] in which names are looked up, with `unknown-…` and
//! `duplicate-…` reported. Types and role signatures are resolved here, since every other file
//! of this stage asks for them; top-level `let`s are computed when first asked for.

use ecow::EcoString;

use crate::check::program::RoleId;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree;

/// Index of a namespace; 0 is the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId(pub u32);

/// What others need to know of a role to apply it or to set its parameters.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Which.
    pub id: RoleId,
    /// Where it is declared.
    pub space: SpaceId,
    /// `base` or `monitoring.agent`.
    pub name: EcoString,
    /// `base` or `monitoring_agent`.
    pub emitted: EcoString,
    /// `base_`.
    pub prefix: EcoString,
    /// The place of its name.
    pub span: Span,
    /// Its parameters as written.
    pub params: Vec<ParamSignature>,
    /// Its entries: name, place, parameters.
    pub entries: Vec<(EcoString, Span, Vec<ParamSignature>)>,
    /// Its handlers: name, place, emitted name.
    pub handlers: Vec<(EcoString, Span, EcoString)>,
}

/// A parameter, seen from outside.
#[derive(Clone, Debug)]
pub struct ParamSignature {
    /// `ssh_port`.
    pub name: EcoString,
    /// `base_ssh_port`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Whether it has a default.
    pub has_default: bool,
}

/// Every name of every namespace.
pub struct World<'t> {
    /// The namespaces.
    pub spaces: Vec<Space<'t>>,
    /// All roles of all namespaces, sorted by emitted name: [`RoleId`] is the index.
    pub roles: Vec<(Signature, &'t tree::Item)>,
    /// Reads a file, for `file(…)`.
    pub read: crate::check::input::ReadText<'t>,
}

/// The names of one namespace.
pub struct Space<'t> {
    /// Its input.
    pub input: &'t crate::check::input::SpaceInput,
}

impl<'t> World<'t> {
    /// Collects every name; reports duplicates and bad names.
    pub fn collect(input: &'t crate::check::input::Input<'t>, _problems: &mut Problems) -> Self {
        Self {
            spaces: input.spaces.iter().map(|input| Space { input }).collect(),
            roles: Vec::new(),
            read: input.read,
        }
    }

    /// The role a path names, or nothing and a report with the nearest name.
    pub fn role(
        &self,
        _space: SpaceId,
        _path: &tree::Path,
        _problems: &mut Problems,
    ) -> Option<RoleId> {
        None
    }

    /// A role or, where the path's last part is one, an entry of a role (`base.rotate_keys`).
    pub fn role_or_entry(
        &self,
        space: SpaceId,
        path: &tree::Path,
        problems: &mut Problems,
    ) -> Option<(RoleId, Option<usize>)> {
        self.role(space, path, problems).map(|role| (role, None))
    }

    /// A role's signature.
    #[must_use]
    pub fn signature(&self, role: RoleId) -> &Signature {
        &self.roles[role.0 as usize].0
    }

    /// The type an expression of types names; [`Type::Error`] and a report where it names none.
    pub fn ty(&self, _space: SpaceId, _ty: &tree::TypeExpr, _problems: &mut Problems) -> Type {
        Type::Any
    }

    /// A declared `var` that this namespace sees: its type and place.
    #[must_use]
    pub fn var(&self, _space: SpaceId, _name: &str) -> Option<(Type, Span)> {
        None
    }
}
