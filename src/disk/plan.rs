//! What is to be done to an output folder, found out without touching it.
//!
//! In: artifacts and a folder. Out: a [`Plan`], or the files of which we must keep our hands off:
//! those that a person edited, and those that no build wrote.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::disk::compare;
use crate::disk::compare::State;
use crate::disk::error::DiskError;
use crate::disk::manifest;
use crate::disk::manifest::Manifest;
use crate::disk::write::failed;
use crate::emit::artifact::Artifact;

/// What a build did, or would do; paths in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that are new or changed.
    pub written: Vec<String>,
    /// How many files were right already.
    pub unchanged: usize,
    /// Files that an earlier build wrote and this one does not.
    pub removed: Vec<String>,
    /// An earlier build was interrupted, and this one finished it (or would).
    pub unfinished: bool,
}

/// What is to be done to a tree to make it the artifacts.
#[derive(Debug)]
pub struct Plan<'a> {
    pub(super) out: PathBuf,
    pub(super) fresh: bool,
    /// What interrupted builds meant to write.
    pub(super) meant: BTreeSet<(String, u64)>,
    pub(super) next: Manifest,
    pub(super) writes: Vec<&'a Artifact>,
    /// What stands where something of another kind shall stand: a file for a folder, or the reverse.
    pub(super) blockers: BTreeSet<String>,
    /// The manifest says something else than it should.
    stale: bool,
    /// What will be done.
    pub report: Report,
}

/// Compares a tree with the artifacts, without touching it. With `force`, files that a person
/// edited are replaced.
///
/// # Errors
/// [`DiskError`] if the tree cannot be read, or holds what must not be overwritten.
pub fn plan<'a>(out: &Path, artifacts: &'a [Artifact], force: bool) -> Result<Plan<'a>, DiskError> {
    let (out, fresh) = folder(out)?;
    let (before, meant, unfinished) = if fresh {
        (Manifest::new(), BTreeSet::new(), false)
    } else {
        let marker = out.join(manifest::MARKER);
        let before = manifest::read(&out.join(manifest::NAME))?;
        let meant = manifest::read(&marker)?;
        (
            before.into_iter().collect(),
            meant.into_iter().collect(),
            marker.exists(),
        )
    };
    let compared = compare::all(&out, artifacts, fresh)?;
    let mut plan = Plan {
        fresh,
        meant,
        next: Manifest::new(),
        writes: Vec::new(),
        blockers: BTreeSet::new(),
        stale: false,
        report: Report {
            unfinished,
            ..Report::default()
        },
        out,
    };
    let mut touched = Touched::default();
    for (artifact, (hash, state)) in artifacts.iter().zip(compared) {
        plan.next.insert(artifact.path.clone(), hash);
        match state {
            State::Same => {
                plan.report.unchanged += 1;
                let ours = before.contains_key(&artifact.path)
                    || plan.is_ours(&before, &artifact.path, hash);
                if !ours && !force {
                    // A person's file of the same bytes stays the person's: no build removes it.
                    plan.next.remove(&artifact.path);
                }
                continue;
            }
            State::Missing => {}
            State::Blocked => plan.blocked(&before, &artifact.path, force, &mut touched)?,
            State::Other(found) => {
                if !force && !plan.is_ours(&before, &artifact.path, found) {
                    touched.add(&before, &artifact.path);
                }
            }
        }
        plan.report.written.push(artifact.path.clone());
        plan.writes.push(artifact);
    }
    plan.links(&mut touched);
    plan.removals(&before, force, &mut touched)?;
    plan.stale = before != plan.next;
    touched.refuse(&plan.out)?;
    Ok(plan)
}

/// Where to write, and whether nothing is there yet.
fn folder(out: &Path) -> Result<(PathBuf, bool), DiskError> {
    if fs::symlink_metadata(out).is_err() {
        return Ok((out.to_path_buf(), true));
    }
    if !out.is_dir() {
        return Err(DiskError::OutIsFile {
            path: out.to_path_buf(),
        });
    }
    // A rename would replace a link, and not what it leads to.
    let out = if out.is_symlink() {
        fs::canonicalize(out).map_err(|error| failed(out, &error))?
    } else {
        out.to_path_buf()
    };
    let mut entries = fs::read_dir(&out).map_err(|error| failed(&out, &error))?;
    let fresh = entries.next().is_none();
    Ok((out, fresh))
}

impl Plan<'_> {
    /// Whether the tree is already what it should be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.writes.is_empty()
            && self.report.removed.is_empty()
            && !self.report.unfinished
            && !self.stale
            && !self.fresh
    }

    /// The artifacts that will be written.
    #[must_use]
    pub fn writes(&self) -> &[&Artifact] {
        &self.writes
    }

    /// Whether a build wrote this, or meant to.
    fn is_ours(&self, before: &Manifest, path: &str, found: u64) -> bool {
        before.get(path) == Some(&found)
            || (!self.meant.is_empty() && self.meant.contains(&(path.to_string(), found)))
    }

    /// Something of another kind stands at a path or above it. What builds wrote there goes away;
    /// a folder with anything else in it stays, even with `force`.
    fn blocked(
        &mut self,
        before: &Manifest,
        path: &str,
        force: bool,
        touched: &mut Touched,
    ) -> Result<(), DiskError> {
        let known = |path: &str| {
            before.contains_key(path) || self.meant.iter().any(|(meant, _)| meant == path)
        };
        let mut above: Vec<&Path> = Path::new(path).ancestors().collect();
        above.reverse();
        let is_dir =
            |path: &Path| fs::symlink_metadata(self.out.join(path)).is_ok_and(|it| it.is_dir());
        let blocker = above.into_iter().skip(1).find(|path| !is_dir(path));
        let Some(blocker) = blocker else {
            let found = files_below(&self.out, path)?;
            let count = found.len();
            let mut foreign: Vec<String> = found.into_iter().filter(|file| !known(file)).collect();
            if foreign.len() == count && !force {
                foreign = vec![path.to_string()];
            }
            touched.foreign.append(&mut foreign);
            self.blockers.insert(path.to_string());
            return Ok(());
        };
        let regular = fs::symlink_metadata(self.out.join(blocker)).is_ok_and(|it| it.is_file());
        let blocker = blocker.display().to_string();
        if !(force || regular && known(&blocker)) {
            touched.foreign.push(blocker.clone());
        }
        self.blockers.insert(blocker);
        Ok(())
    }

    /// Folders of ours that are links: what is written there would land elsewhere.
    fn links(&self, touched: &mut Touched) {
        let folders: BTreeSet<&Path> = self
            .writes
            .iter()
            .flat_map(|artifact| Path::new(&artifact.path).ancestors().skip(1))
            .filter(|folder| !folder.as_os_str().is_empty())
            .collect();
        for folder in folders {
            if !self.fresh && self.out.join(folder).is_symlink() {
                touched.foreign.push(folder.display().to_string());
            }
        }
    }

    /// What earlier builds wrote, or meant to, and this one does not.
    fn removals(
        &mut self,
        before: &Manifest,
        force: bool,
        touched: &mut Touched,
    ) -> Result<(), DiskError> {
        let meant = self.meant.iter().map(|(path, _)| path);
        let old: BTreeSet<&String> = before.keys().chain(meant).collect();
        let mut removed = Vec::new();
        for path in old {
            if self.next.contains_key(path) {
                continue;
            }
            let mut folders = Path::new(path).ancestors().skip(1);
            if folders.any(|folder| folder != Path::new("") && self.out.join(folder).is_symlink()) {
                // What stands behind a link is not what a build wrote.
                continue;
            }
            match compare::at(&self.out.join(path))? {
                State::Missing | State::Blocked | State::Same => continue,
                State::Other(found) => {
                    if !force && !self.is_ours(before, path, found) {
                        touched.edited.push(path.clone());
                    }
                }
            }
            removed.push(path.clone());
        }
        self.report.removed = removed;
        Ok(())
    }
}

/// Files that are not ours to replace or remove.
#[derive(Default)]
struct Touched {
    edited: Vec<String>,
    foreign: Vec<String>,
}

impl Touched {
    fn add(&mut self, before: &Manifest, path: &str) {
        if before.contains_key(path) {
            self.edited.push(path.to_string());
        } else {
            self.foreign.push(path.to_string());
        }
    }

    fn refuse(self, out: &Path) -> Result<(), DiskError> {
        if !self.edited.is_empty() {
            return Err(DiskError::Edited {
                out: out.to_path_buf(),
                files: manifest::listing(&self.edited),
            });
        }
        if !self.foreign.is_empty() {
            return Err(DiskError::Foreign {
                out: out.to_path_buf(),
                files: manifest::listing(&self.foreign),
            });
        }
        Ok(())
    }
}

/// The paths of everything below a folder that is no folder.
fn files_below(out: &Path, folder: &str) -> Result<Vec<String>, DiskError> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_string()];
    while let Some(folder) = open.pop() {
        let path = out.join(&folder);
        let entries = fs::read_dir(&path).map_err(|error| failed(&path, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| failed(&path, &error))?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(name);
            } else {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}
