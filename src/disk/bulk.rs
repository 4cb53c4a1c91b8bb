//! Replacing many files, each whole at every moment, for about the price of a fresh tree.
//!
//! In: artifacts whose folders exist. Making a file, renaming it over another and freeing the old
//! one is dear in bulk. So the new text goes into a waiting file, which trades places with the old
//! one, which is the waiting file of a later artifact. Only the last ones are freed.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::disk::error::DiskError;
use crate::disk::write::failed;
use crate::disk::write::waiting_path;
use crate::disk::write::write_new;
use crate::emit::artifact::Artifact;
use crate::emit::artifact::Content;

/// From how many files on this is cheaper than a rename for each.
pub const MANY: usize = 256;

/// How many replaced files wait before one is written to: whoever had opened it has read it by then.
const LAG: usize = 64;

/// Replaces each file; `from` is the number of the first one.
///
/// # Errors
/// [`DiskError`] for the first file that cannot be written; every file is the old or the new one.
pub fn replace(out: &Path, from: usize, artifacts: &[&Artifact]) -> Result<(), DiskError> {
    let mut spare = Spare::default();
    let mut numbered = artifacts.iter().enumerate();
    let done = numbered.try_for_each(|(index, artifact)| {
        let path = out.join(&artifact.path);
        let waiting = match spare.filled(artifact)? {
            Some(waiting) => waiting,
            None => spare.made(waiting_path(&path, from + index), artifact)?,
        };
        if trade(&waiting, &path).map_err(|error| failed(&path, &error))? {
            spare.files.push_back(waiting);
        }
        Ok(())
    });
    for path in spare.files {
        // One that is left is swept by the next build, or in nobody's way.
        let _ = fs::remove_file(path);
    }
    done
}

/// Files that were replaced.
#[derive(Default)]
struct Spare {
    files: VecDeque<PathBuf>,
    /// The permissions that a new file gets here.
    mode: Option<fs::Permissions>,
}

impl Spare {
    /// A replaced file with an artifact's text; `None` if there is none that will do.
    fn filled(&mut self, artifact: &Artifact) -> Result<Option<PathBuf>, DiskError> {
        let Content::Text(text) = &artifact.content else {
            return Ok(None);
        };
        if self.files.len() <= LAG {
            return Ok(None);
        }
        let Some(path) = self.files.pop_front() else {
            return Ok(None);
        };
        let old = fs::symlink_metadata(&path).map_err(|error| failed(&path, &error))?;
        if !old.is_file() || is_shared(&old) || self.mode != Some(old.permissions()) {
            fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
            return Ok(None);
        }
        if let Err(error) = overwrite(&path, text.as_bytes(), old.len()) {
            let _ = fs::remove_file(&path);
            return Err(failed(&path, &error));
        }
        Ok(Some(path))
    }

    fn made(&mut self, path: PathBuf, artifact: &Artifact) -> Result<PathBuf, DiskError> {
        write_new(&path, artifact).inspect_err(|_| {
            let _ = fs::remove_file(&path);
        })?;
        if self.mode.is_none() && matches!(artifact.content, Content::Text(_)) {
            let made = fs::metadata(&path).map_err(|error| failed(&path, &error))?;
            self.mode = Some(made.permissions());
        }
        Ok(path)
    }
}

/// Truncating first would free the blocks, and that is what is slow.
fn overwrite(path: &Path, bytes: &[u8], before: u64) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    io::Write::write_all(&mut file, bytes)?;
    let length = bytes.len() as u64;
    if before > length {
        file.set_len(length)?;
    }
    Ok(())
}

/// Another name of the same file, as a backup of hard links has, must not change with it.
#[cfg(unix)]
fn is_shared(file: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) != 1
}

#[cfg(not(unix))]
fn is_shared(_: &fs::Metadata) -> bool {
    true
}

/// Puts the waiting file in place; whether the old one now waits.
#[cfg(target_os = "linux")]
fn trade(waiting: &Path, path: &Path) -> io::Result<bool> {
    use rustix::fs::CWD;
    use rustix::fs::RenameFlags;
    use rustix::fs::renameat_with;

    // Where there is no old file, or the file system cannot trade, a rename does it.
    match renameat_with(CWD, waiting, CWD, path, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(_) => fs::rename(waiting, path).map(|()| false),
    }
}

#[cfg(not(target_os = "linux"))]
fn trade(waiting: &Path, path: &Path) -> io::Result<bool> {
    fs::rename(waiting, path).map(|()| false)
}
