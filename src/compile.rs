//! The whole way, in memory: from a project's files to its artifacts.
//!
//! In: how to read files. Out: the sources (for rendering), every problem, and where nothing is
//! wrong the fleet and its artifacts. Namespaces are found by following `use`.

mod beside;
pub mod fix;
mod foreign;
pub mod origin;
pub mod table;

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use miette::Diagnostic;
use thiserror::Error;

use crate::check;
use crate::check::input::{Assets, FileInput, Input, SpaceInput};
use crate::diagnostic::{Problem, Problems};
use crate::emit;
use crate::emit::artifact::Artifact;
use crate::fleet;
use crate::fleet::Fleet;
use crate::source::{Sources, Span};
use crate::syntax;
use crate::syntax::tree::{ItemKind, Name, Text, TextPart};

/// How files are read: from disk, or in tests from memory.
pub trait Files {
    /// The `.roll` files of a namespace: path and text, sorted by path.
    ///
    /// # Errors
    /// The problem with the first file that cannot be read.
    fn namespace(&self, dir: &Path) -> Result<Vec<(PathBuf, String)>, Problem>;

    /// What lies beside the `.roll` files of a directory of this namespace.
    ///
    /// # Errors
    /// The problem with the first file that cannot be read.
    fn beside(&self, root: &Path, dir: &Path) -> Result<Beside, Problem>;

    /// Whether there is such a folder.
    fn has_folder(&self, dir: &Path) -> bool;

    /// Every file below a folder that others wrote: path below it, and where it is; sorted.
    ///
    /// # Errors
    /// The problem with the first file that cannot be carried over.
    fn tree(&self, dir: &Path) -> Result<Vec<(String, PathBuf)>, Problem>;

    /// The text of a file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn text(&self, root: &Path, path: &Path) -> Result<String, String>;
}

/// What lies in `templates/` and `files/`.
#[derive(Debug, Default)]
pub struct Beside {
    /// Path below `templates/`, where it is, text.
    pub templates: Vec<(String, PathBuf, String)>,
    /// Path below `files/`, and where it is.
    pub files: Vec<(String, PathBuf)>,
}

/// What compiling gives.
#[derive(Debug, Default)]
pub struct Compiled {
    /// Every file that was read.
    pub sources: Sources,
    /// Everything that is wrong or doubtful, sorted.
    pub problems: Problems,
    /// The fleet; `None` if something is wrong.
    pub fleet: Option<Fleet>,
}

impl Compiled {
    /// The files to write; none if something is wrong.
    #[must_use]
    pub fn artifacts(&self) -> Option<Vec<Artifact>> {
        self.fleet.as_ref().map(emit::artifacts)
    }
}

/// A namespace that cannot be brought in.
#[derive(Debug, Error, Diagnostic)]
enum UseError {
    /// Its directory cannot be read.
    #[error("the namespace `{name}` cannot be read: {reason}")]
    #[diagnostic(
        code("unreadable-namespace"),
        help("a path is relative to the file in which it stands")
    )]
    Unreadable {
        name: String,
        reason: String,
        #[label("brought in here")]
        span: Span,
    },
    /// Git sources are not fetched by a build.
    #[error("the namespace `{name}` comes from a URL, which this version cannot fetch")]
    #[diagnostic(
        code("use-from-url"),
        help("check the repository out beside this one and name its path")
    )]
    Url {
        name: String,
        #[label("a URL")]
        span: Span,
    },
    /// The source is computed.
    #[error("the source of a namespace is plain text")]
    #[diagnostic(code("computed-source"), help("write the path without `{{ }}`"))]
    Computed {
        #[label("not plain")]
        span: Span,
    },
    /// More text than can be numbered.
    #[error("all the files together are larger than 4 GiB")]
    #[diagnostic(code("project-too-large"))]
    TooLarge,
}

/// Compiles a project.
#[must_use]
pub fn compile(dir: &Path, files: &dyn Files) -> Compiled {
    let mut compiled = Compiled::default();
    let mut loading = Loading {
        files,
        sources: &mut compiled.sources,
        problems: &mut compiled.problems,
        known: HashMap::new(),
        spaces: Vec::new(),
    };
    loading.load(dir);
    let spaces = loading.spaces;
    if !spaces.is_empty() {
        let root = dir.to_path_buf();
        let read = move |path: &Path| files.text(&root, path);
        let mut input = Input {
            spaces,
            read: &read,
        };
        let program = check::check(&mut input, &mut compiled.problems);
        forget_lost(&input, &compiled.sources, &mut compiled.problems);
        // The trees are as large as the fleet: what is made of it takes their memory.
        drop(input.spaces);
        // What depends on something broken would only be noise. Tasks depend on nothing of the fleet.
        if compiled.problems.has_errors() {
            check::lint::check(&program, &mut compiled.problems);
        } else {
            let fleet = fleet::resolve(program, &mut compiled.problems);
            check::lint::check(&fleet.program, &mut compiled.problems);
            compiled.fleet = (!compiled.problems.has_errors()).then_some(fleet);
        }
    }
    compiled.problems.sort();
    compiled.problems.hold_fixes(&compiled.sources);
    compiled
}

/// The namespaces found so far.
struct Loading<'a> {
    files: &'a dyn Files,
    sources: &'a mut Sources,
    problems: &'a mut Problems,
    known: HashMap<PathBuf, usize>,
    spaces: Vec<SpaceInput>,
}

impl Loading<'_> {
    /// Reads the root and, one after the other, what `use` reaches.
    fn load(&mut self, dir: &Path) {
        let listed = match self.files.namespace(dir) {
            Ok(listed) => listed,
            Err(problem) => return self.problems.add(problem),
        };
        self.known.insert(normal(dir), 0);
        self.add(dir.to_path_buf(), "".into(), listed);
        let mut next = 0;
        while next < self.spaces.len() {
            self.bring_foreign(next);
            self.plugin_folders(next);
            let uses = self.uses_of(next);
            for (name, path, from) in uses {
                if let Some(index) = self.bring(&name, &path, &from) {
                    self.spaces[next].uses.push((name, index));
                }
            }
            next += 1;
        }
    }

    /// The `use` declarations of a namespace: name, path, and the directory it is relative to.
    fn uses_of(&mut self, space: usize) -> Vec<(Name, PathBuf, Span)> {
        let mut uses = Vec::new();
        for file in &self.spaces[space].files {
            for item in &file.tree.items {
                let ItemKind::Use {
                    name,
                    source,
                    reference,
                } = &item.kind
                else {
                    continue;
                };
                match literal(source) {
                    None => self.problems.push(UseError::Computed { span: source.span }),
                    Some(text) if text.contains("://") || reference.is_some() => {
                        self.problems.push(UseError::Url {
                            name: name.text.to_string(),
                            span: source.span,
                        });
                    }
                    Some(text) => uses.push((name.clone(), file.dir.join(text), source.span)),
                }
            }
        }
        uses
    }

    fn bring(&mut self, name: &Name, path: &Path, span: &Span) -> Option<usize> {
        let key = normal(path);
        if let Some(index) = self.known.get(&key) {
            return Some(*index);
        }
        match self.files.namespace(&key) {
            Ok(listed) => {
                let index = self.spaces.len();
                self.known.insert(key.clone(), index);
                self.add(key, name.text.clone(), listed);
                Some(index)
            }
            Err(problem) => {
                let reason = problem.diagnostic().to_string();
                self.problems.push(UseError::Unreadable {
                    name: name.text.to_string(),
                    reason,
                    span: *span,
                });
                None
            }
        }
    }

    fn add(&mut self, dir: PathBuf, name: ecow::EcoString, listed: Vec<(PathBuf, String)>) {
        let mut files = Vec::new();
        let mut assets: HashMap<PathBuf, Arc<Assets>> = HashMap::new();
        let first = self.sources.files().len();
        for (path, text) in listed {
            if self.sources.add(path, text).is_err() {
                return self.problems.push(UseError::TooLarge);
            }
        }
        for index in first..self.sources.files().len() {
            let file = &self.sources.files()[index];
            let tree = syntax::parse(&file.text, file.base, self.problems);
            let file_dir = file
                .path
                .parent()
                .map(Path::to_path_buf)
                .unwrap_or_default();
            let shared = match assets.get(&file_dir) {
                Some(shared) => Arc::clone(shared),
                None => {
                    let shared = Arc::new(self.assets(&dir, &file_dir));
                    assets.insert(file_dir.clone(), Arc::clone(&shared));
                    shared
                }
            };
            files.push(FileInput {
                dir: file_dir,
                tree,
                assets: shared,
            });
        }
        self.spaces.push(SpaceInput {
            name,
            dir,
            uses: Vec::new(),
            files,
            foreign: std::collections::BTreeMap::new(),
            plugins: Vec::new(),
        });
    }

    fn assets(&mut self, root: &Path, dir: &Path) -> Assets {
        let mut assets = Assets::default();
        match self.files.beside(root, dir) {
            Ok(beside) => {
                for (name, path, text) in beside.templates {
                    match self.sources.add(path, text.clone()) {
                        Ok(base) => {
                            assets.templates.insert(name, (text, base));
                        }
                        Err(_) => self.problems.push(UseError::TooLarge),
                    }
                }
                assets.files = beside.files.into_iter().collect();
            }
            Err(problem) => {
                self.problems.add(problem);
                assets.unread = true;
            }
        }
        assets
    }
}

/// What is declared in a broken way is known all the same: its own report is enough.
fn forget_lost(input: &Input<'_>, sources: &Sources, problems: &mut Problems) {
    let files = input.spaces.iter().flat_map(|space| &space.files);
    let lost: HashSet<&str> = files
        .flat_map(|file| &file.tree.lost)
        .map(|name| name.trim_matches('"'))
        .collect();
    if !lost.is_empty() {
        problems.forget_unknown(|place| lost.contains(sources.text_of(place).trim_matches('"')));
    }
}

fn literal(text: &Text) -> Option<&str> {
    match text.parts.as_slice() {
        [TextPart::Literal(text)] => Some(text),
        [..] => None,
    }
}

/// A path without `.` and with `..` resolved as far as it goes, without asking the file system.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other part of a path is kept as it is"
)]
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        out
    }
}
