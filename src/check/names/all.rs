//! What nothing asked for is checked all the same: every `let`, type and variable of every namespace.

use std::collections::BTreeMap;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::names::{SpaceId, World};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{self, ItemKind};

impl World<'_> {
    /// Resolves everything that is declared, in the order of the files, so that what is wrong with
    /// it is found even where nothing uses it.
    pub fn resolve_all(&self, problems: &mut Problems) {
        let mut vars: BTreeMap<EcoString, (Type, Span)> = BTreeMap::new();
        for (id, space) in (0u32..).map(SpaceId).zip(&self.spaces) {
            for item in space.input.files.iter().flat_map(|file| &file.tree.items) {
                match &item.kind {
                    ItemKind::Let(binding) => {
                        self.global(id, &binding.name.text, binding.name.span, problems);
                    }
                    ItemKind::Type { name, .. } => {
                        let path = tree::Path {
                            space: None,
                            name: name.clone(),
                            entry: None,
                        };
                        let kind = tree::TypeKind::Name(path);
                        self.ty(
                            id,
                            &tree::TypeExpr {
                                span: name.span,
                                kind,
                            },
                            problems,
                        );
                    }
                    ItemKind::Var { name, ty, .. } => {
                        let ty = self.ty(id, ty, problems);
                        self.agree(&mut vars, name, ty, problems);
                    }
                    ItemKind::Secret { name, source } => {
                        let ty = crate::check::secret::type_of(source);
                        self.agree(&mut vars, name, ty, problems);
                    }
                    ItemKind::Error
                    | ItemKind::Use { .. }
                    | ItemKind::Foreign(_)
                    | ItemKind::Project { .. }
                    | ItemKind::Host { .. }
                    | ItemKind::Group { .. }
                    | ItemKind::Inventory { .. }
                    | ItemKind::Plugin { .. }
                    | ItemKind::For { .. }
                    | ItemKind::If { .. }
                    | ItemKind::Role(_)
                    | ItemKind::Playbook { .. }
                    | ItemKind::Platform { .. }
                    | ItemKind::Test(_)
                    | ItemKind::Moved { .. }
                    | ItemKind::Policy(_) => {}
                }
            }
        }
    }

    /// Namespaces share a variable, so its types must agree.
    fn agree(
        &self,
        vars: &mut BTreeMap<EcoString, (Type, Span)>,
        name: &tree::Name,
        ty: Type,
        problems: &mut Problems,
    ) {
        match vars.get(&name.text) {
            Some((first_ty, first)) if *first_ty != ty => {
                problems.push(NameError::VarTypesDiffer {
                    name: name.text.to_string(),
                    again: name.span,
                    first: *first,
                    ty: ty.to_string(),
                    first_ty: first_ty.to_string(),
                })
            }
            Some(_) => {}
            None => {
                vars.insert(name.text.clone(), (ty, name.span));
            }
        }
    }
}
