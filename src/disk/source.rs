//! `.roll` files, wherever they are, to be read and written by the formatter.
//!
//! In: `examples/rdo`. Out: every `.roll` file below it, sorted. A file is replaced by one rename:
//! whoever looks sees the old text or the new one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::disk::error::DiskError;
use crate::disk::read;
use crate::disk::write::failed;

/// The `.roll` files at or below a path, sorted. Hidden folders and links to folders are passed by.
///
/// # Errors
/// [`DiskError`] if there is nothing at the path, or a folder cannot be read.
pub fn find(path: &Path) -> Result<Vec<PathBuf>, DiskError> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !path.is_dir() {
        return Err(DiskError::NoSource {
            path: path.to_path_buf(),
        });
    }
    let mut found = Vec::new();
    let mut open = vec![path.to_path_buf()];
    while let Some(dir) = open.pop() {
        for path in read::entries(&dir)? {
            if path.is_dir() {
                // A linked folder may lead back to itself.
                if !path.is_symlink() {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|end| end == "roll") {
                found.push(plain(&path));
            }
        }
    }
    if found.is_empty() {
        return Err(DiskError::NoRollFiles {
            path: path.to_path_buf(),
        });
    }
    found.sort();
    Ok(found)
}

/// `hosts.roll` instead of `./hosts.roll`.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_path_buf()
}

/// The text of a file.
///
/// # Errors
/// [`DiskError`] if it cannot be read, is not UTF-8, or is too large.
pub fn text(path: &Path) -> Result<String, DiskError> {
    read::text_file(path.to_path_buf()).map(|file| file.text)
}

/// Replaces the text of a file, and keeps who may read it. A link keeps leading to it.
///
/// # Errors
/// [`DiskError`] if it cannot be written; then the file is as it was.
pub fn replace(path: &Path, text: &str) -> Result<(), DiskError> {
    let placed = || -> std::io::Result<()> {
        let path = fs::canonicalize(path)?;
        let dir = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new()
            .prefix(".rolecall-")
            .tempfile_in(dir)?;
        file.write_all(text.as_bytes())?;
        fs::set_permissions(file.path(), fs::metadata(&path)?.permissions())?;
        file.persist(&path)?;
        Ok(())
    };
    placed().map_err(|error| failed(path, &error))
}
