//! Writing a tree: only what changed, never over what a person edited, whole at every moment.
//!
//! In: artifacts and a folder. Out: a [`Report`]. A first build is staged beside the folder and
//! renamed. A later one writes everything new beside the old files first, so that a full disk
//! changes nothing, and then renames ([`bulk`] does it where there are very many): each file is the
//! old one or the new one. While it works, a marker holds what it means to write, so that the next build knows half-done work from a person's.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::disk::bulk;
use crate::disk::compare::FEW;
#[cfg(unix)]
use crate::disk::compare::is_executable;
use crate::disk::error::DiskError;
use crate::disk::manifest;
use crate::disk::plan::Plan;
use crate::disk::plan::Report;
use crate::emit::artifact::Artifact;
use crate::emit::artifact::Content;

/// How the names of files end that wait for their rename; they begin with a dot.
const WAITING: &str = ".rolecall-tmp";

impl Plan<'_> {
    /// Does it.
    ///
    /// # Errors
    /// [`DiskError`] for the first file that cannot be written; what was there is still whole.
    pub fn run(self) -> Result<Report, DiskError> {
        // Into an empty folder that nothing can be renamed over, it is written file by file.
        if self.fresh {
            if !self.stage()? {
                self.update()?;
            }
        } else if !self.is_done() {
            self.update()?;
        }
        Ok(self.report)
    }

    /// A first build: everything beside, then one rename. `false` where an empty folder stands that
    /// cannot be replaced: a mount point, or one in a folder where we may not write.
    fn stage(&self) -> Result<bool, DiskError> {
        let stands = self.out.is_dir();
        let name = self
            .out
            .file_name()
            .map_or_else(|| "build".into(), |name| name.to_string_lossy());
        let staging = self.out.with_file_name(format!(".{name}.rolecall-tmp"));
        if let Some(parent) = self
            .out
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
        }
        // One that was killed left its marker there; without one it is a person's folder.
        if staging.join(manifest::MARKER).exists() {
            fs::remove_dir_all(&staging).map_err(|error| failed(&staging, &error))?;
        }
        match fs::create_dir(&staging) {
            Ok(()) => {}
            Err(error) if stands && error.kind() != io::ErrorKind::AlreadyExists => {
                return Ok(false);
            }
            Err(error) => return Err(failed(&staging, &error)),
        }
        let placed = self.fill(&staging).and_then(|()| {
            // An empty folder may stand there; rename replaces it.
            match fs::rename(&staging, &self.out) {
                Ok(()) => Ok(true),
                Err(_) if stands => Ok(false),
                Err(error) => Err(failed(&self.out, &error)),
            }
        });
        if !matches!(placed, Ok(true)) {
            // What could not be put in place is of no use to anybody.
            let _ = fs::remove_dir_all(&staging);
        }
        placed
    }

    fn fill(&self, staging: &Path) -> Result<(), DiskError> {
        let marker = staging.join(manifest::MARKER);
        fs::write(&marker, "").map_err(|error| failed(&marker, &error))?;
        make_parents(staging, &self.writes)?;
        in_two(&self.writes, |_, artifact| {
            write_new(&staging.join(&artifact.path), artifact)
        })?;
        let path = staging.join(manifest::NAME);
        fs::write(&path, manifest::text(self.next.iter()))
            .map_err(|error| failed(&path, &error))?;
        fs::remove_file(&marker).map_err(|error| failed(&marker, &error))
    }

    /// A later build: the marker, the new files beside the old, the renames, the manifest.
    fn update(&self) -> Result<(), DiskError> {
        let marker = self.out.join(manifest::MARKER);
        let meant = self.meant.iter().map(|(path, hash)| (path, hash));
        replace(&marker, &manifest::text(meant.chain(&self.next)))?;
        if self.report.unfinished {
            self.sweep();
        }
        self.clear_the_way()?;
        if let Err(error) = make_parents(&self.out, &self.writes) {
            self.give_up(&marker);
            return Err(error);
        }
        if self.writes.len() < bulk::MANY {
            self.rename_each(&marker)?;
        } else {
            in_halves(&self.writes, |from, part| {
                bulk::replace(&self.out, from, part)
            })?;
        }
        if self.blockers.is_empty() {
            self.remove()?;
        }
        replace(
            &self.out.join(manifest::NAME),
            &manifest::text(self.next.iter()),
        )?;
        fs::remove_file(&marker).map_err(|error| failed(&marker, &error))
    }

    fn remove(&self) -> Result<(), DiskError> {
        for path in &self.report.removed {
            let path = self.out.join(path);
            fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
            self.remove_empty_parents(&path);
        }
        Ok(())
    }

    /// Where a file becomes a folder or a folder a file, what was there goes first.
    fn clear_the_way(&self) -> Result<(), DiskError> {
        if self.blockers.is_empty() {
            return Ok(());
        }
        self.remove()?;
        for path in &self.blockers {
            let path = self.out.join(path);
            let gone = match fs::symlink_metadata(&path) {
                Err(_) => Ok(()),
                Ok(it) if it.is_dir() => remove_empty(&path),
                Ok(_) => fs::remove_file(&path),
            };
            gone.map_err(|error| failed(&path, &error))?;
        }
        Ok(())
    }

    fn rename_each(&self, marker: &Path) -> Result<(), DiskError> {
        let waiting = in_two(&self.writes, |index, artifact| {
            write_new(
                &waiting_path(&self.out.join(&artifact.path), index),
                artifact,
            )
        });
        if let Err(error) = waiting {
            self.give_up(marker);
            return Err(error);
        }
        in_two(&self.writes, |index, artifact| {
            let path = self.out.join(&artifact.path);
            fs::rename(waiting_path(&path, index), &path).map_err(|error| failed(&path, &error))
        })
    }

    /// Nothing was renamed yet: the tree is as it was.
    fn give_up(&self, marker: &Path) {
        for (index, artifact) in self.writes.iter().enumerate() {
            let path = self.out.join(&artifact.path);
            let _ = fs::remove_file(waiting_path(&path, index));
            self.remove_empty_parents(&path);
        }
        if !self.report.unfinished && self.blockers.is_empty() {
            let _ = fs::remove_file(marker);
        }
    }

    /// Removes what a killed build left waiting.
    fn sweep(&self) {
        let paths = self.meant.iter().map(|(path, _)| path);
        let folders: BTreeSet<_> = paths
            .chain(self.next.keys())
            .filter_map(|path| Path::new(path).parent())
            .collect();
        for folder in folders {
            let entries = fs::read_dir(self.out.join(folder)).into_iter().flatten();
            for entry in entries.flatten() {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if name.starts_with('.') && name.ends_with(WAITING) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }

    fn remove_empty_parents(&self, path: &Path) {
        for parent in path
            .ancestors()
            .skip(1)
            .take_while(|parent| *parent != self.out)
        {
            // It fails where something is left, which is the question asked.
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
}

/// Removes a folder that holds nothing but folders.
fn remove_empty(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        remove_empty(&entry?.path())?;
    }
    fs::remove_dir(dir)
}

/// Does it for every artifact.
fn in_two(
    artifacts: &[&Artifact],
    each: impl Fn(usize, &Artifact) -> Result<(), DiskError> + Sync,
) -> Result<(), DiskError> {
    in_halves(artifacts, |from, part| {
        let mut numbered = part.iter().enumerate();
        numbered.try_for_each(|(index, artifact)| each(from + index, artifact))
    })
}

/// Does it for the halves side by side, where there are many; with the number of the first one.
fn in_halves(
    artifacts: &[&Artifact],
    part: impl Fn(usize, &[&Artifact]) -> Result<(), DiskError> + Sync,
) -> Result<(), DiskError> {
    if artifacts.len() < FEW {
        return part(0, artifacts);
    }
    let half = artifacts.len() / 2;
    std::thread::scope(|scope| {
        let other = scope.spawn(|| part(half, &artifacts[half..]));
        let first = part(0, &artifacts[..half]);
        // It only writes files; a panic there would be one here as well.
        match other.join() {
            Ok(second) => first.and(second),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Makes the folders of files, each once.
fn make_parents(out: &Path, artifacts: &[&Artifact]) -> Result<(), DiskError> {
    let folders: BTreeSet<_> = artifacts
        .iter()
        .filter_map(|artifact| Path::new(&artifact.path).parent())
        .collect();
    for folder in folders {
        let folder = out.join(folder);
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    }
    Ok(())
}

pub(super) fn write_new(path: &Path, artifact: &Artifact) -> Result<(), DiskError> {
    match &artifact.content {
        Content::Text(text) => fs::write(path, text),
        Content::Copy(from) => carry(from, path),
    }
    .map_err(|error| failed(path, &error))
}

/// Copies a file, however large. A script stays executable; the rest of its mode is the machine's.
fn carry(from: &Path, path: &Path) -> io::Result<()> {
    let mut source = fs::File::open(from)?;
    let mut file = fs::File::create(path)?;
    io::copy(&mut source, &mut file)?;
    #[cfg(unix)]
    if is_executable(&source.metadata()?) {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata()?.permissions().mode();
        // Who may read it may run it.
        file.set_permissions(fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))?;
    }
    Ok(())
}

pub(super) fn waiting_path(path: &Path, index: usize) -> PathBuf {
    path.with_file_name(format!(".{index}{WAITING}"))
}

/// Replaces a file of our own so that it is always whole.
fn replace(path: &Path, text: &str) -> Result<(), DiskError> {
    // One name for all, so that what a kill leaves is overwritten and renamed by the next build.
    let temporary = path.with_file_name(format!(".manifest{WAITING}"));
    let done = fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    done.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failed(path, &error)
    })
}

pub(super) fn failed(path: &Path, error: &io::Error) -> DiskError {
    DiskError::CannotWrite {
        path: path.to_path_buf(),
        reason: error.to_string(),
    }
}
