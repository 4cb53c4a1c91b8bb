//! Projects in memory, for tests that compile.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rolecall::compile::{Beside, Compiled, Files, compile};
use rolecall::diagnostic::Problem;

/// A file that is not there.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{0} has no .roll files")]
#[diagnostic(code("no-roll-files"))]
struct Missing(String);

/// Paths and texts of a project whose root is `p`.
#[derive(Debug, Default)]
pub struct Memory(BTreeMap<PathBuf, String>);

impl Memory {
    /// A project of one file.
    pub fn of(text: &str) -> Self {
        Self::default().with("main.roll", text)
    }

    /// With another file.
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(Path::new("p").join(path), text.to_string());
        self
    }

    /// Compiles it.
    pub fn compile(&self) -> Compiled {
        compile(Path::new("p"), self)
    }
}

impl Files for Memory {
    fn namespace(&self, dir: &Path) -> Result<Vec<(PathBuf, String)>, Problem> {
        let roles = dir.join("roles");
        let belongs = |path: &Path| {
            path.extension()
                .is_some_and(|extension| extension == "roll")
                && path
                    .parent()
                    .is_some_and(|parent| parent == dir || parent.parent() == Some(&roles))
        };
        let files: Vec<_> = self
            .0
            .iter()
            .filter(|(path, _)| belongs(path))
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        if files.is_empty() {
            Err(Problem::new(Missing(dir.display().to_string())))
        } else {
            Ok(files)
        }
    }

    fn beside(&self, _root: &Path, dir: &Path) -> Result<Beside, Problem> {
        let mut beside = Beside::default();
        for (path, text) in &self.0 {
            if let Ok(name) = path.strip_prefix(dir.join("templates")) {
                beside
                    .templates
                    .push((name.display().to_string(), path.clone(), text.clone()));
            } else if let Ok(name) = path.strip_prefix(dir.join("files")) {
                beside
                    .files
                    .push((name.display().to_string(), path.clone()));
            }
        }
        Ok(beside)
    }

    fn has_folder(&self, dir: &Path) -> bool {
        self.0.keys().any(|path| path.starts_with(dir))
    }

    fn tree(&self, dir: &Path) -> Result<Vec<(String, PathBuf)>, Problem> {
        let below = |path: &PathBuf| {
            let name = path.strip_prefix(dir).ok()?.display().to_string();
            Some((name, path.clone()))
        };
        let files: Vec<_> = self.0.keys().filter_map(below).collect();
        if files.is_empty() {
            return Err(Problem::new(Missing(dir.display().to_string())));
        }
        Ok(files)
    }

    fn text(&self, _root: &Path, path: &Path) -> Result<String, String> {
        self.0
            .get(path)
            .cloned()
            .ok_or_else(|| format!("{} is not there", path.display()))
    }
}

/// The files of a case: path inside it, and text.
pub fn files_of(case: &Path) -> Vec<(String, String)> {
    if case.is_file() {
        return vec![("main.roll".to_string(), fs::read_to_string(case).unwrap())];
    }
    let mut files = Vec::new();
    let mut open = vec![case.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(case).unwrap().display().to_string();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}
