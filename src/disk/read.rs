//! Reading a project: its `.roll` files, its templates, the names of its files.
//!
//! In: `examples/rdo`. Out: the text of `rdo.roll`, `hosts.roll`, `roles/base/base.roll` … and, for
//! `roles/base`, the texts below `templates/` and the paths below `files/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::disk::error::DiskError;

/// The longest file whose text is read, in bytes.
pub const LONGEST: u64 = 16 * 1024 * 1024;

/// A file that was read.
#[derive(Debug)]
pub struct TextFile {
    /// Its path, as joined from the directory that was asked for.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// What lies beside a `.roll` file, for its roles.
#[derive(Debug, Default)]
pub struct Beside {
    /// Below `templates/`: path there, parts joined by `/`, and the file.
    pub templates: Vec<(String, TextFile)>,
    /// Below `files/`: path there, and where it is.
    pub files: Vec<(String, PathBuf)>,
}

/// The `.roll` files of a directory and of its `roles/*/`, sorted by path.
///
/// # Errors
/// [`DiskError`] for the first file that cannot be used.
pub fn namespace(dir: &Path) -> Result<Vec<TextFile>, DiskError> {
    directory(dir)?;
    let mut paths = rolls(dir)?;
    let roles = dir.join("roles");
    if roles.is_dir() {
        for entry in entries(&roles)? {
            if entry.is_dir() {
                paths.extend(rolls(&entry)?);
            }
        }
    }
    if paths.is_empty() {
        return Err(DiskError::NoRollFiles {
            path: dir.to_path_buf(),
        });
    }
    paths.into_iter().map(|path| text(dir, path)).collect()
}

/// That there is a directory.
fn directory(dir: &Path) -> Result<(), DiskError> {
    let path = dir.to_path_buf();
    if dir.is_dir() {
        Ok(())
    } else if dir.exists() {
        Err(DiskError::NotADirectory { path })
    } else {
        Err(DiskError::NoDirectory { path })
    }
}

/// What lies in `templates/` and `files/` beside the `.roll` files of a directory; `root` is the
/// namespace's directory, which nothing may lead out of.
///
/// # Errors
/// [`DiskError`] for the first file that cannot be used.
pub fn beside(root: &Path, dir: &Path) -> Result<Beside, DiskError> {
    let mut beside = Beside::default();
    let (templates, files) = (dir.join("templates"), dir.join("files"));
    if !templates.is_dir() && !files.is_dir() {
        return Ok(beside);
    }
    for (name, path) in below(&templates)? {
        beside.templates.push((name, text(root, path)?));
    }
    for (name, path) in below(&files)? {
        inside(root, &path)?;
        regular(&path)?;
        beside.files.push((name, path));
    }
    Ok(beside)
}

/// Every file below a folder that others wrote, hidden ones too: it is carried over as it is. Links
/// may not lead out of it, nor to folders.
///
/// # Errors
/// [`DiskError`] for the first file that cannot be used.
pub fn tree(dir: &Path) -> Result<Vec<(String, PathBuf)>, DiskError> {
    directory(dir)?;
    let root = canonical(dir)?;
    let mut found = Vec::new();
    let mut open = vec![(String::new(), dir.to_path_buf())];
    while let Some((prefix, dir)) = open.pop() {
        for path in all_entries(&dir)? {
            let refused = |reason: &str| DiskError::CannotRead {
                path: path.clone(),
                reason: reason.into(),
            };
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                return Err(refused("its name is not UTF-8"));
            };
            // What version control and Python keep is no part of it.
            if matches!(name, ".git" | "__pycache__") {
                continue;
            }
            let name = format!("{prefix}{name}");
            if path.is_symlink() {
                let target = canonical(&path)?;
                if !target.starts_with(&root) {
                    return Err(DiskError::LeadsOut { path, target });
                }
                if target.is_dir() {
                    return Err(refused("it is a link to a folder; copy the folder"));
                }
            }
            if path.is_dir() {
                open.push((format!("{name}/"), path));
            } else if path.is_file() {
                found.push((name, path));
            } else {
                return Err(refused("it is no regular file"));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// One file's text, for `file("motd.txt")`.
///
/// # Errors
/// [`DiskError`] if it is not there, not text, too large or outside of the namespace.
pub fn one(root: &Path, path: &Path) -> Result<String, DiskError> {
    text(root, path.to_path_buf()).map(|file| file.text)
}

fn rolls(dir: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let mut paths = entries(dir)?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "roll")
            && !path.is_dir()
    });
    Ok(paths)
}

/// The entries of a directory, sorted, without hidden ones.
pub(super) fn entries(dir: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let mut paths = all_entries(dir)?;
    paths.retain(|path| {
        path.file_name()
            .is_some_and(|name| !name.to_string_lossy().starts_with('.'))
    });
    Ok(paths)
}

/// The entries of a directory, sorted.
fn all_entries(dir: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let failed = |error: &std::io::Error| cannot_read(dir, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        paths.push(entry.path());
    }
    paths.sort();
    Ok(paths)
}

/// Every file below a directory, with its path there.
fn below(dir: &Path) -> Result<Vec<(String, PathBuf)>, DiskError> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), dir.to_path_buf())];
    while let Some((prefix, dir)) = open.pop() {
        if !dir.is_dir() {
            continue;
        }
        for path in entries(&dir)? {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                return Err(DiskError::CannotRead {
                    path,
                    reason: "its name is not UTF-8".into(),
                });
            };
            // The manifest has a line for each, and so have many tools.
            if name.contains(char::is_control) {
                let reason = "its name holds a line break or another control character".into();
                return Err(DiskError::CannotRead { path, reason });
            }
            let name = format!("{prefix}{name}");
            // A linked directory may lead back to itself.
            if path.is_dir() && !path.is_symlink() {
                open.push((format!("{name}/"), path));
            } else {
                found.push((name, path));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn text(root: &Path, path: PathBuf) -> Result<TextFile, DiskError> {
    inside(root, &path)?;
    text_file(path)
}

/// A regular file's text.
pub(super) fn text_file(path: PathBuf) -> Result<TextFile, DiskError> {
    let size = regular(&path)?;
    if size > LONGEST {
        return Err(DiskError::TooLarge {
            path,
            size,
            limit: LONGEST,
        });
    }
    let bytes = fs::read(&path).map_err(|error| cannot_read(&path, &error))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(TextFile { path, text }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or_default();
            Err(DiskError::NotUtf8 { path, at, byte })
        }
    }
}

/// The size of a regular file. A pipe would be waited for, and has no size that could be too large.
fn regular(path: &Path) -> Result<u64, DiskError> {
    let metadata = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
    if metadata.is_file() {
        return Ok(metadata.len());
    }
    Err(DiskError::CannotRead {
        path: path.to_path_buf(),
        reason: "it is no regular file".into(),
    })
}

/// That a path does not lead out of a directory. Only links and `..` can: asking the file system where every file is would
/// cost more than reading.
fn inside(root: &Path, path: &Path) -> Result<(), DiskError> {
    let no_way_up = |below: &Path| below.components().all(|part| part.as_os_str() != "..");
    let mut parents = path.ancestors().take_while(|part| *part != root);
    if path.strip_prefix(root).is_ok_and(no_way_up) && !parents.any(Path::is_symlink) {
        return Ok(());
    }
    let target = canonical(path)?;
    if target.starts_with(canonical(root)?) {
        Ok(())
    } else {
        Err(DiskError::LeadsOut {
            path: path.to_path_buf(),
            target,
        })
    }
}

fn canonical(path: &Path) -> Result<PathBuf, DiskError> {
    fs::canonicalize(path).map_err(|error| cannot_read(path, &error))
}

fn cannot_read(path: &Path, error: &std::io::Error) -> DiskError {
    DiskError::CannotRead {
        path: path.to_path_buf(),
        reason: error.to_string(),
    }
}
