//! What checking starts from: parsed namespaces and what lies beside their roles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ecow::EcoString;

use crate::source::Span;
use crate::syntax::tree::{self, Name};

/// Reads a text file of the project, for `file("motd.txt")`; the error says why not.
pub type ReadText<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

/// Every namespace; the first is the root.
pub struct Input<'a> {
    /// The namespaces, in the order in which `use` reached them.
    pub spaces: Vec<SpaceInput>,
    /// Reads a file.
    pub read: ReadText<'a>,
}

/// A namespace: every `.roll` file of a directory and of its `roles/*/`.
pub struct SpaceInput {
    /// The name of its first `use`; empty for the root.
    pub name: EcoString,
    /// Its directory.
    pub dir: PathBuf,
    /// What its `use` declarations bring in: index into [`Input::spaces`].
    pub uses: Vec<(Name, usize)>,
    /// Its files, sorted by path.
    pub files: Vec<FileInput>,
    /// What its other `use` declarations read, by the place of the path.
    pub foreign: BTreeMap<Span, Brought>,
    /// The files of plugin folders beside its own: the folder, the path below it, and where it is.
    pub plugins: Vec<(&'static str, String, PathBuf)>,
}

/// What others wrote, as it was read.
#[derive(Debug, Default)]
pub struct Brought {
    /// The folder, or the file.
    pub path: PathBuf,
    /// Its files: path below the folder, and where it is; sorted.
    pub files: Vec<(String, PathBuf)>,
    /// The texts of those that say what it takes, with the number of the first byte in `Sources`.
    pub texts: BTreeMap<String, (String, u32)>,
}

/// A parsed file.
pub struct FileInput {
    /// The directory in which it stands: its roles' `templates/` and `files/` are there.
    pub dir: PathBuf,
    /// The tree.
    pub tree: tree::File,
    /// What lies in `templates/` and `files/` beside it (shared by the files of one directory).
    pub assets: std::sync::Arc<Assets>,
}

/// The contents of `templates/` and `files/`; keys are paths below them, parts joined by `/`.
#[derive(Debug, Default)]
pub struct Assets {
    /// Templates: their text, and the number of its first byte in `Sources`.
    pub templates: BTreeMap<String, (String, u32)>,
    /// Files: where they are.
    pub files: BTreeMap<String, PathBuf>,
    /// Something there cannot be read, which was reported: nobody knows what else is there.
    pub unread: bool,
}
