//! A role's `templates/` and `files/`.

use crate::check::input::Assets;
use crate::check::names::Space;
use crate::check::program::Role;
use crate::check::step::Body;
use crate::syntax::tree::{Item, ItemKind};

/// What lies beside the file that declares a role.
pub fn beside<'t>(space: &Space<'t>, role: &Item) -> Option<&'t Assets> {
    let declares = |items: &[Item]| items.iter().any(|item| item.span == role.span);
    let file = space
        .input
        .files
        .iter()
        .find(|file| declares(&file.tree.items))?;
    Some(&file.assets)
}

/// Takes the templates and files into the role.
pub fn take(body: &mut Body<'_, '_>, role: &mut Role, _item: &Item) {
    let Some(assets) = body.assets else { return };
    role.templates = assets
        .templates
        .iter()
        .map(|(path, (text, _))| (path.clone(), text.clone()))
        .collect();
    role.files = assets
        .files
        .iter()
        .map(|(path, place)| (path.clone(), place.clone()))
        .collect();
    let _ = ItemKind::Error;
}
