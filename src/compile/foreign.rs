//! Reading what others wrote: the folder of a role, a module's or plugin's file.
//!
//! In: `use role legacy from "../ansible/roles/legacy"`. Out: a [`Brought`] with every file of the
//! role, and the texts of those that say what it takes.

use std::path::{Path, PathBuf};

use ecow::EcoString;
use miette::Diagnostic;
use thiserror::Error;

use crate::check::input::Brought;
use crate::check::program::WHOLE_FOLDERS;
use crate::source::Span;
use crate::syntax::tree::{Foreign, ItemKind};

use super::{Loading, UseError, literal};

/// Something of others that cannot be read.
#[derive(Debug, Error, Diagnostic)]
enum SourceError {
    #[error("what `{name}` comes from cannot be read: {reason}")]
    #[diagnostic(
        code("unreadable-source"),
        help("a path is relative to the file in which it stands")
    )]
    Unreadable {
        name: String,
        reason: String,
        #[label("read from here")]
        span: Span,
    },
}

impl Loading<'_> {
    /// Reads what the `use` declarations of a namespace name, but for other namespaces.
    pub(super) fn bring_foreign(&mut self, space: usize) {
        let mut wanted = Vec::new();
        for file in &self.spaces[space].files {
            for item in &file.tree.items {
                let ItemKind::Foreign(foreign) = &item.kind else {
                    continue;
                };
                let Some(source) = foreign.path() else {
                    continue;
                };
                let kind = match **foreign {
                    Foreign::Role(_) => Kind::Role,
                    Foreign::Collection { .. } => Kind::Collection,
                    Foreign::Module { ref name, .. } => Kind::Module(name.text.clone()),
                    Foreign::Operation { .. } => Kind::File,
                };
                match literal(source) {
                    None => self.problems.push(UseError::Computed { span: source.span }),
                    Some(text) => {
                        let path = super::normal(&file.dir.join(text));
                        wanted.push((text.to_string(), kind, path, source.span));
                    }
                }
            }
        }
        for (name, kind, path, span) in wanted {
            let brought = match kind {
                Kind::Role => self.role(&path),
                Kind::Module(module) => self.module(&path, &module),
                Kind::File => self.file(&path),
                Kind::Collection => self.collection(&path),
            };
            match brought {
                Ok(brought) => {
                    self.spaces[space].foreign.insert(span, brought);
                }
                Err(reason) => self
                    .problems
                    .push(SourceError::Unreadable { name, reason, span }),
            }
        }
    }

    /// Every file of a role, and the texts that say what it takes and does.
    fn role(&mut self, dir: &Path) -> Result<Brought, String> {
        let mut brought = self.listed(dir)?;
        let is_role = |path: &str| {
            matches!(
                path.split('/').next(),
                Some("tasks" | "meta" | "defaults" | "handlers" | "vars" | "templates" | "files")
            )
        };
        if !brought.files.iter().any(|(path, _)| is_role(path)) {
            return Err(String::from("a role has `tasks/`, `defaults/` or `meta/`"));
        }
        let files = brought.files.clone();
        for (name, path) in files {
            let told = ["meta/", "defaults/", "handlers/", "tasks/"]
                .iter()
                .any(|folder| name.starts_with(folder));
            if told && (name.ends_with(".yml") || name.ends_with(".yaml")) {
                self.text(&mut brought, dir, name, path)?;
            }
        }
        Ok(brought)
    }

    /// A module or a plugin: one file.
    pub(super) fn file(&mut self, path: &Path) -> Result<Brought, String> {
        let (Some(dir), Some(name)) = (
            path.parent(),
            path.file_name().and_then(|name| name.to_str()),
        ) else {
            return Err(String::from("it names no file"));
        };
        let name = name.to_string();
        let mut brought = Brought {
            path: path.to_path_buf(),
            files: vec![(name.clone(), path.to_path_buf())],
            ..Brought::default()
        };
        self.text(&mut brought, dir, name, path.to_path_buf())?;
        Ok(brought)
    }

    /// Everything in the folders beside the `.roll` files whose plugins no `use` names.
    pub(super) fn plugin_folders(&mut self, space: usize) {
        for folder in WHOLE_FOLDERS {
            let dir = self.spaces[space].dir.join(folder);
            if !self.files.has_folder(&dir) {
                continue;
            }
            match self.files.tree(&dir) {
                Ok(found) => {
                    let found = found.into_iter();
                    let found = found.map(|(name, path)| (folder, name, path));
                    self.spaces[space].plugins.extend(found);
                }
                Err(problem) => self.problems.add(problem),
            }
        }
    }

    /// An installed collection: what it is called, and where its modules are.
    fn collection(&mut self, dir: &Path) -> Result<Brought, String> {
        let mut brought = self.listed(dir)?;
        let files = brought.files.clone();
        for (name, path) in files {
            let identity = matches!(name.as_str(), "MANIFEST.json" | "galaxy.yml");
            let told = ["plugins/modules/", "plugins/doc_fragments/"]
                .iter()
                .any(|folder| name.starts_with(folder));
            if identity || told && name.ends_with(".py") {
                self.text(&mut brought, dir, name, path)?;
            }
        }
        Ok(brought)
    }

    fn listed(&self, dir: &Path) -> Result<Brought, String> {
        let files = self
            .files
            .tree(dir)
            .map_err(|problem| problem.diagnostic().to_string())?;
        Ok(Brought {
            path: dir.to_path_buf(),
            files,
            ..Brought::default()
        })
    }

    pub(super) fn text(
        &mut self,
        brought: &mut Brought,
        dir: &Path,
        name: String,
        path: PathBuf,
    ) -> Result<(), String> {
        let text = self.files.text(dir, &path)?;
        match self.sources.add(path, text.clone()) {
            Ok(base) => {
                brought.texts.insert(name, (text, base));
            }
            Err(_) => self.problems.push(UseError::TooLarge),
        }
        Ok(())
    }
}

/// What is read of a path.
enum Kind {
    Role,
    /// With its name.
    Module(EcoString),
    File,
    Collection,
}
