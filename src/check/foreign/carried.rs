//! Files of modules and plugins that the tree carries as they are.
//!
//! In: `use filter site_url(string): string from "filter_plugins/site.py"`, and a folder `callback_plugins/` beside the
//! `.roll` files. Out: where each file stands in the tree.

use crate::check::error::foreign::ForeignError;
use crate::check::names::World;
use crate::check::program::Plugin;
use crate::diagnostic::Problems;

/// Every file of the folders beside the `.roll` files whose plugins nobody calls by name: callbacks, connections, sources of
/// variables. What is called is declared by `use`, and brings along what it needs.
pub fn whole_folders(world: &World<'_>, files: &mut Vec<Plugin>, problems: &mut Problems) {
    for space in &world.spaces {
        // The root's come first: there is nothing yet that they could clash with but what its `use` names.
        let mut uses = world.spaces.iter().flat_map(|other| &other.input.uses);
        let named = uses.find(|(name, _)| name.text == space.input.name);
        let span = named.map(|(name, _)| name.span);
        for (folder, name, from) in &space.input.plugins {
            let first = space
                .input
                .files
                .first()
                .map(|file| file.tree.items.first());
            let span = span.or_else(|| Some(first??.span));
            let file = Plugin {
                folder,
                path: format!("{folder}/{name}"),
                from: from.clone(),
                span: span.unwrap_or_default(),
            };
            add(files, file, problems);
        }
    }
}

/// A file that the tree needs; one for several filters stands there once.
pub fn add(files: &mut Vec<Plugin>, file: Plugin, problems: &mut Problems) {
    match files.iter().find(|known| known.path == file.path) {
        Some(known) if known.from == file.from => {}
        Some(known) => problems.push(ForeignError::SamePluginFile {
            path: file.path,
            again: file.span,
            first: known.span,
        }),
        None => files.push(file),
    }
}
