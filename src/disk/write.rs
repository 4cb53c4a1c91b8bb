//! Writing a tree: only what changed, never over what a person edited, whole at every moment.
//!
//! In: artifacts and a folder. Out: a [`Report`]. A first build is staged beside the folder and
//! renamed; in a later one each file is replaced by a rename, under a marker that holds what the
//! build means to write, so that the next one knows its own half-done work from a person's.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::error::DiskError;
use crate::disk::manifest::{self, Manifest};
use crate::emit::artifact::{Artifact, Content};

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
    out: PathBuf,
    fresh: bool,
    next: Manifest,
    writes: Vec<&'a Artifact>,
    /// What will be done.
    pub report: Report,
}

/// Compares a tree with the artifacts, without touching it. With `force`, files that a person
/// edited are replaced.
///
/// # Errors
/// [`DiskError`] if the tree cannot be read, or holds what must not be overwritten.
pub fn plan<'a>(out: &Path, artifacts: &'a [Artifact], force: bool) -> Result<Plan<'a>, DiskError> {
    if out.exists() && !out.is_dir() {
        return Err(DiskError::OutIsFile {
            path: out.to_path_buf(),
        });
    }
    let fresh = !out.exists()
        || fs::read_dir(out)
            .map_err(|error| failed(out, &error))?
            .next()
            .is_none();
    let before = if fresh {
        Manifest::default()
    } else {
        manifest::read(&out.join(manifest::NAME))?
    };
    let marker = out.join(manifest::MARKER);
    let meant = if fresh {
        Manifest::default()
    } else {
        manifest::read(&marker)?
    };
    let unfinished = !fresh && marker.exists();

    let mut plan = Plan {
        out: out.to_path_buf(),
        fresh,
        next: Manifest::default(),
        writes: Vec::new(),
        report: Report {
            unfinished,
            ..Report::default()
        },
    };
    let mut edited: Vec<String> = Vec::new();
    let mut foreign: Vec<String> = Vec::new();
    let mut buffer = Vec::new();
    for artifact in artifacts {
        let content = bytes_of(artifact)?;
        let hash = manifest::hash(&content);
        plan.next.insert(artifact.path.clone(), hash);
        if !fresh {
            match read_into(&out.join(&artifact.path), &mut buffer)? {
                Some(()) if buffer == *content => {
                    plan.report.unchanged += 1;
                    continue;
                }
                Some(()) => {
                    let found = manifest::hash(&buffer);
                    let ours = |manifest: &Manifest| manifest.get(&artifact.path) == Some(&found);
                    if !force && !ours(&before) && !ours(&meant) {
                        let known = before.contains_key(&artifact.path);
                        (if known { &mut edited } else { &mut foreign })
                            .push(artifact.path.clone());
                    }
                }
                None => {}
            }
        }
        plan.report.written.push(artifact.path.clone());
        plan.writes.push(artifact);
    }
    let old: BTreeMap<&String, u64> = before
        .iter()
        .chain(&meant)
        .map(|(path, hash)| (path, *hash))
        .collect();
    for path in old.into_keys() {
        if plan.next.contains_key(path) || read_into(&out.join(path), &mut buffer)?.is_none() {
            continue;
        }
        let found = manifest::hash(&buffer);
        if !force && before.get(path) != Some(&found) && meant.get(path) != Some(&found) {
            edited.push(path.clone());
        }
        plan.report.removed.push(path.clone());
    }
    match (edited.is_empty(), foreign.is_empty()) {
        (true, true) => Ok(plan),
        (false, _) => Err(DiskError::Edited {
            out: out.to_path_buf(),
            files: manifest::listing(&edited),
        }),
        (true, false) => Err(DiskError::Foreign {
            out: out.to_path_buf(),
            files: manifest::listing(&foreign),
        }),
    }
}

impl Plan<'_> {
    /// Whether the tree is already what it should be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.writes.is_empty()
            && self.report.removed.is_empty()
            && !self.report.unfinished
            && !self.fresh
    }

    /// The artifacts that will be written.
    #[must_use]
    pub fn writes(&self) -> &[&Artifact] {
        &self.writes
    }

    /// Does it.
    ///
    /// # Errors
    /// [`DiskError`] for the first file that cannot be written; what was there is still whole.
    pub fn run(self) -> Result<Report, DiskError> {
        if self.fresh {
            self.stage()?;
        } else if !self.is_done() {
            self.update()?;
        }
        Ok(self.report)
    }

    /// A first build: everything beside, then one rename.
    fn stage(&self) -> Result<(), DiskError> {
        let name = self
            .out
            .file_name()
            .map_or_else(|| "build".into(), |name| name.to_string_lossy());
        let staging = self
            .out
            .with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        if let Some(parent) = self
            .out
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
        }
        let staged = self.fill(&staging);
        let placed = staged.and_then(|()| {
            // An empty folder may stand there; rename replaces it.
            fs::rename(&staging, &self.out).map_err(|error| failed(&self.out, &error))
        });
        if placed.is_err() {
            // What could not be put in place is of no use to anybody.
            let _ = fs::remove_dir_all(&staging);
        }
        placed
    }

    fn fill(&self, staging: &Path) -> Result<(), DiskError> {
        fs::create_dir(staging).map_err(|error| failed(staging, &error))?;
        let mut made = PathBuf::new();
        for artifact in &self.writes {
            let path = staging.join(&artifact.path);
            make_parent(&path, &mut made)?;
            write_new(&path, artifact)?;
        }
        let manifest = staging.join(manifest::NAME);
        fs::write(&manifest, manifest::text(&self.next)).map_err(|error| failed(&manifest, &error))
    }

    /// A later build: the marker, each file by rename, the manifest, the marker away.
    fn update(&self) -> Result<(), DiskError> {
        let marker = self.out.join(manifest::MARKER);
        replace(&marker, manifest::text(&self.next).as_bytes())?;
        let mut made = PathBuf::new();
        for artifact in &self.writes {
            let path = self.out.join(&artifact.path);
            make_parent(&path, &mut made)?;
            replace(&path, &bytes_of(artifact)?)?;
        }
        for path in &self.report.removed {
            let path = self.out.join(path);
            fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
            self.remove_empty_parents(&path);
        }
        replace(
            &self.out.join(manifest::NAME),
            manifest::text(&self.next).as_bytes(),
        )?;
        fs::remove_file(&marker).map_err(|error| failed(&marker, &error))
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

fn bytes_of(artifact: &Artifact) -> Result<std::borrow::Cow<'_, [u8]>, DiskError> {
    match &artifact.content {
        Content::Text(text) => Ok(text.as_bytes().into()),
        Content::Copy(from) => fs::read(from)
            .map(Into::into)
            .map_err(|error| failed(from, &error)),
    }
}

/// Reads a file into a buffer that is used again; `None` if there is none.
fn read_into(path: &Path, buffer: &mut Vec<u8>) -> Result<Option<()>, DiskError> {
    buffer.clear();
    match fs::File::open(path) {
        Ok(mut file) => {
            io::Read::read_to_end(&mut file, buffer).map_err(|error| failed(path, &error))?;
            Ok(Some(()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, &error)),
    }
}

/// Makes the folder of a file, remembering the last one made: artifacts come sorted.
fn make_parent(path: &Path, made: &mut PathBuf) -> Result<(), DiskError> {
    let Some(parent) = path.parent() else {
        return Ok(());
    };
    if parent != made {
        fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
        *made = parent.to_path_buf();
    }
    Ok(())
}

fn write_new(path: &Path, artifact: &Artifact) -> Result<(), DiskError> {
    fs::write(path, bytes_of(artifact)?).map_err(|error| failed(path, &error))?;
    keep_mode(path, artifact)
}

/// A script that is carried over stays executable.
fn keep_mode(path: &Path, artifact: &Artifact) -> Result<(), DiskError> {
    if let Content::Copy(from) = &artifact.content {
        let mode = fs::metadata(from)
            .map_err(|error| failed(from, &error))?
            .permissions();
        fs::set_permissions(path, mode).map_err(|error| failed(path, &error))?;
    }
    Ok(())
}

/// Replaces a file so that it is always whole, the old one or the new one.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.rolecall-tmp"));
    let done = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    done.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failed(path, &error)
    })
}

fn failed(path: &Path, error: &io::Error) -> DiskError {
    DiskError::CannotWrite {
        path: path.to_path_buf(),
        reason: error.to_string(),
    }
}
