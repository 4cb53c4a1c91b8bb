//! Ansible: inventories, playbooks and roles.
//!
//! In: a [`Fleet`]. Out: the files of a tree that works as it is: `ansible.cfg`,
//! `inventory/hosts.yml` with `group_vars` and `host_vars`, `playbooks/site.yml`, `roles/base/…`.
//! Total: what Ansible cannot say was refused before.

mod apply;
mod assertion;
mod braces;
mod config;
mod data;
mod defaults;
mod fields;
mod handler;
mod inventory;
pub mod jinja;
mod lint;
mod meta;
mod pattern;
mod playbook;
mod readme;
mod requirements;
mod role;
mod spec;
mod step;
mod test;
mod verify;

use ecow::EcoString;

use crate::emit::artifact::Artifact;
use crate::emit::artifact::Content;
use crate::emit::yaml;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;

/// Every file of the tree, sorted by path.
#[must_use]
pub fn artifacts(fleet: &Fleet) -> Vec<Artifact> {
    let mut files = Files::default();
    config::emit(fleet, &mut files);
    lint::emit(fleet, &mut files);
    requirements::emit(fleet, &mut files);
    inventory::emit(fleet, &mut files);
    playbook::emit(fleet, &mut files);
    role::emit(fleet, &mut files);
    test::emit(fleet, &mut files);
    for plugin in &fleet.program.plugins {
        files.copy(plugin.path.clone(), plugin.from.clone());
    }
    readme::emit(fleet, &mut files);
    let mut artifacts = files.0;
    artifacts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    artifacts
}

/// The files while they are gathered.
#[derive(Debug, Default)]
struct Files(Vec<Artifact>);

impl Files {
    /// Adds a file as it is.
    fn text(&mut self, path: impl Into<String>, text: String) {
        self.0.push(Artifact {
            path: path.into(),
            content: Content::Text(text),
        });
    }

    /// Adds a YAML file.
    fn yaml(&mut self, path: impl Into<String>, comments: &[EcoString], node: &Node) {
        self.text(path, yaml::document(comments, node));
    }

    /// Adds a file of the project.
    fn copy(&mut self, path: impl Into<String>, from: std::path::PathBuf) {
        self.0.push(Artifact {
            path: path.into(),
            content: Content::Copy(from),
        });
    }
}
