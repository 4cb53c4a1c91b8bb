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
use crate::emit::trace::{Trace, Traces};
use crate::emit::yaml;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::source::Span;

/// Every file of the tree, sorted by path.
#[must_use]
pub fn artifacts(fleet: &Fleet) -> Vec<Artifact> {
    let mut files = Files::default();
    emit(fleet, &mut files);
    let mut artifacts = files.made;
    artifacts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    artifacts
}

/// What each of the generated files was written for.
#[must_use]
pub fn traces(fleet: &Fleet) -> Traces {
    let mut files = Files {
        traces: Some(Traces::new()),
        ..Files::default()
    };
    emit(fleet, &mut files);
    files.traces.unwrap_or_default()
}

fn emit(fleet: &Fleet, files: &mut Files) {
    files.about(fleet.program.project.span);
    config::emit(fleet, files);
    lint::emit(fleet, files);
    requirements::emit(fleet, files);
    inventory::emit(fleet, files);
    playbook::emit(fleet, files);
    role::emit(fleet, files);
    test::emit(fleet, files);
    for plugin in &fleet.program.plugins {
        files.copy(plugin.path.clone(), plugin.from.clone());
    }
    files.about(fleet.program.project.span);
    readme::emit(fleet, files);
}

/// The files while they are gathered.
#[derive(Debug, Default)]
struct Files {
    made: Vec<Artifact>,
    about: Option<Span>,
    traces: Option<Traces>,
}

impl Files {
    /// What the files that follow are written for.
    fn about(&mut self, span: impl Into<Option<Span>>) {
        self.about = span.into();
    }

    /// Adds a file as it is.
    fn text(&mut self, path: impl Into<String>, text: String) {
        let path = path.into();
        if let Some(traces) = &mut self.traces {
            traces.insert(path.clone(), Trace::whole(self.about));
        }
        self.made.push(Artifact {
            path,
            content: Content::Text(text),
        });
    }

    /// Adds a YAML file.
    fn yaml(&mut self, path: impl Into<String>, comments: &[EcoString], node: &Node) {
        if self.traces.is_none() {
            self.text(path, yaml::document(comments, node));
            return;
        }
        let path = path.into();
        let (text, origins) = yaml::traced(comments, node);
        self.text(path.clone(), text);
        if let Some(trace) = self.traces.as_mut().and_then(|all| all.get_mut(&path)) {
            trace.parts = origins;
        }
    }

    /// Adds a file of the project.
    fn copy(&mut self, path: impl Into<String>, from: std::path::PathBuf) {
        self.made.push(Artifact {
            path: path.into(),
            content: Content::Copy(from),
        });
    }
}
