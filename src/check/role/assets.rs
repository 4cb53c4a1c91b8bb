//! A role's `templates/` and `files/`.

use std::collections::BTreeSet;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::input::Assets;
use crate::check::names::Space;
use crate::check::program::Role;
use crate::check::step::Body;
use crate::check::template::{self, Names};
use crate::syntax::tree::{Item, ItemKind};

/// What lies beside the file that declares a role, and whether other roles share it.
pub fn beside<'t>(space: &Space<'t>, role: &Item) -> Option<(&'t Assets, bool)> {
    let files = &space.input.files;
    let declares = |items: &[Item]| items.iter().any(|item| item.span == role.span);
    let file = files.iter().find(|file| declares(&file.tree.items))?;
    let beside = files
        .iter()
        .filter(|other| Arc::ptr_eq(&other.assets, &file.assets));
    let is_role = |item: &&Item| matches!(item.kind, ItemKind::Role(_));
    let roles = beside
        .flat_map(|file| &file.tree.items)
        .filter(is_role)
        .count();
    Some((&file.assets, roles > 1))
}

/// Takes the templates and files into the role: all that lie there or, where roles share them,
/// what its tasks name.
pub fn take(body: &mut Body<'_, '_>, role: &mut Role, shared: bool) {
    let Some(assets) = body.assets else { return };
    role.files = assets
        .files
        .iter()
        .filter(|(path, _)| !shared || body.copies.contains(*path))
        .map(|(path, place)| (path.clone(), place.clone()))
        .collect();
    let rendered: BTreeSet<&str> = body
        .renders
        .iter()
        .map(|render| render.path.as_str())
        .collect();
    let wanted = |path: &str| !shared || rendered.contains(path);
    if role.prefix.is_empty() {
        let templates = assets.templates.iter().filter(|(path, _)| wanted(path));
        role.templates = templates
            .map(|(path, (text, _))| (path.clone(), text.clone()))
            .collect();
        return;
    }
    let names = names(body, role);
    let rewritten = template::rewrite(assets, &wanted, &body.renders, &names, body.low.problems);
    role.templates = rewritten.templates;
    // A value known now stands wherever it is used; only templates need it as a variable.
    role.lets.retain(|binding| {
        binding.value.known().is_none() || rewritten.read.contains(&binding.name)
    });
}

fn names<'a>(body: &Body<'_, '_>, role: &'a Role) -> Names<'a> {
    let params = role
        .params
        .iter()
        .map(|param| (param.name.clone(), param.emitted.clone()));
    let lets = role
        .lets
        .iter()
        .map(|binding| (binding.name.clone(), binding.emitted.clone()));
    let world = body.low.world;
    let outside = world.space(body.low.space).lets.keys().cloned().collect();
    Names {
        role: &role.name,
        known: params
            .chain(lets)
            .chain(body.told.iter().cloned())
            .collect(),
        vars: world.var_names().map(EcoString::from).collect(),
        outside,
    }
}
