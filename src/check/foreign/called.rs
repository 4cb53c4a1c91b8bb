//! What a module's name in a task means to the project itself.
//!
//! In: `toolbox { path = "/a" }` beside `use module toolbox from "library/toolbox.py"`, `acme.tools.switch {}` beside
//! `use collection acme.tools from "…"`. Out: what the call is held against, as Ansible's own modules are.

use crate::check::error::foreign::ForeignError;
use crate::check::error::role::RoleError;
use crate::check::foreign::fragment::Shelf;
use crate::check::foreign::module;
use crate::check::input::Brought;
use crate::check::names::{SpaceId, World};
use crate::diagnostic::Problems;
use crate::schema;
use crate::schema::module::Module;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{Foreign, ItemKind, Name};

/// What a name in a task means to the project itself.
pub enum Called {
    /// A module that it brings along or declares.
    Own(Module),
    /// Wrong, and reported.
    Refused,
    /// Nothing: it is Ansible's.
    No,
}

impl World<'_> {
    /// Where the doc fragments of a namespace's installed collections are.
    pub(super) fn shelves(&self, space: SpaceId) -> Vec<Shelf<'_>> {
        let input = &self.space(space).input;
        let items = input.files.iter().flat_map(|file| &file.tree.items);
        let shelves = items.filter_map(|item| {
            let ItemKind::Foreign(foreign) = &item.kind else {
                return None;
            };
            let Foreign::Collection { name, source } = &**foreign else {
                return None;
            };
            Some(Shelf {
                folder: "plugins/doc_fragments/",
                collection: Some(&name.text),
                brought: input.foreign.get(&source.span)?,
            })
        });
        shelves.collect()
    }

    /// Looks a called module up among the project's own.
    pub fn own_module(&self, space: SpaceId, name: &Name, problems: &mut Problems) -> Called {
        let key = (space, name.text.clone());
        if let Some(declared) = self.plugins.modules.get(&key) {
            let known = declared.module.clone();
            return match known.or_else(|| schema::module::resolve(&name.text)) {
                Some(module) => Called::Own(module),
                None => Called::No,
            };
        }
        let mut parts = name.text.splitn(3, '.');
        let (Some(first), Some(second), Some(short)) = (parts.next(), parts.next(), parts.next())
        else {
            return Called::No;
        };
        let collection = ecow::eco_format!("{first}.{second}");
        if let Some((used, source)) = self.plugins.collections.get(&(space, collection.clone())) {
            if let Some(known) = self.plugins.read.borrow().get(&key) {
                return known.clone().map_or(Called::Refused, Called::Own);
            }
            let brought = self.space(space).input.foreign.get(&source.span);
            let found = match brought {
                Some(brought) => {
                    installed(&self.shelves(space), brought, name, short, *used, problems)
                }
                None => schema::module::resolve(&name.text),
            };
            self.plugins.read.borrow_mut().insert(key, found.clone());
            return found.map_or(Called::Refused, Called::Own);
        }
        if matches!(&*collection, "ansible.builtin" | "ansible.legacy")
            || schema::module::collection_version(&collection).is_some()
        {
            return Called::No;
        }
        problems.push(ForeignError::UndeclaredModule {
            name: name.text.to_string(),
            collection: collection.to_string(),
            span: name.span,
        });
        Called::Refused
    }
}

/// A module of an installed collection.
fn installed(
    shelves: &[Shelf<'_>],
    brought: &Brought,
    name: &Name,
    short: &str,
    used: Span,
    problems: &mut Problems,
) -> Option<Module> {
    let path = format!("plugins/modules/{}.py", short.replace('.', "/"));
    let Some((text, base)) = brought.texts.get(&path) else {
        let known: Vec<String> = brought
            .texts
            .keys()
            .filter_map(|path| path.strip_prefix("plugins/modules/")?.strip_suffix(".py"))
            .filter(|name| !name.ends_with("__init__"))
            .map(|name| name.replace('/', "."))
            .collect();
        let near = suggest::nearest(short, known.iter().map(String::as_str));
        let help = near.map(|near| {
            let front = name.text.strip_suffix(short).unwrap_or_default();
            format!("did you mean `{front}{near}`?")
        });
        problems.push(RoleError::UnknownModule {
            name: name.text.to_string(),
            span: name.span,
            help,
        });
        return None;
    };
    match module::read(text, *base, shelves) {
        Ok(Some(read)) => Some(read.own.module(&name.text)),
        Ok(None) => schema::module::resolve(&name.text),
        Err(broken) => {
            problems.push(ForeignError::BrokenYaml {
                reason: broken.reason,
                span: broken.span,
                used,
            });
            None
        }
    }
}
