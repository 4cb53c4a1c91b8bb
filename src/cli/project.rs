//! A project on disk, as compiling wants to read it.

use std::path::{Path, PathBuf};

use crate::cli::Outcome;
use crate::compile::{self, Beside, Compiled, Files};
use crate::diagnostic::Problem;
use crate::disk;

/// Reads from disk.
pub struct OnDisk;

impl Files for OnDisk {
    fn namespace(&self, dir: &Path) -> Result<Vec<(PathBuf, String)>, Problem> {
        let files = disk::read::namespace(dir).map_err(Problem::new)?;
        Ok(files
            .into_iter()
            .map(|file| (file.path, file.text))
            .collect())
    }

    fn beside(&self, root: &Path, dir: &Path) -> Result<Beside, Problem> {
        let beside = disk::read::beside(root, dir).map_err(Problem::new)?;
        let template = |(name, file): (String, disk::read::TextFile)| (name, file.path, file.text);
        Ok(Beside {
            templates: beside.templates.into_iter().map(template).collect(),
            files: beside.files,
        })
    }

    fn has_folder(&self, dir: &Path) -> bool {
        dir.is_dir()
    }

    fn tree(&self, dir: &Path) -> Result<Vec<(String, PathBuf)>, Problem> {
        disk::read::tree(dir).map_err(Problem::new)
    }

    fn text(&self, root: &Path, path: &Path) -> Result<String, String> {
        disk::read::one(root, path).map_err(|error| error.to_string())
    }
}

/// Compiles the project in a folder.
pub fn compile(dir: &Path) -> Compiled {
    compile::compile(dir, &OnDisk)
}

/// What it means that there is no fleet: the input is wrong, or there was none to read.
pub fn outcome(compiled: &Compiled) -> Outcome {
    let mut problems = compiled.problems.all().iter();
    if problems.any(|problem| problem.code() == "no-such-directory") {
        Outcome::Failed
    } else {
        Outcome::Wrong
    }
}
