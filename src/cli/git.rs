//! A revision of the project, read with the git command.
//!
//! In: a folder inside a git repository and a revision. Out: the same folder as it was then, in a
//! temporary place. Only git's objects are read: neither the index nor the work tree is touched.

use std::path::{Path, PathBuf};
use std::process::Command;

use miette::Diagnostic;
use tempfile::TempDir;
use thiserror::Error;

/// Why a revision cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum GitError {
    /// There is no such command.
    #[error("git could not be run: {reason}")]
    #[diagnostic(code("no-git"), help("install git, or put it on PATH"))]
    NoGit { reason: String },
    /// The folder is in no repository.
    #[error("{} is not in a git repository: {reason}", path.display())]
    #[diagnostic(
        code("no-repository"),
        help("a revision is read from the repository that the project is in")
    )]
    NoRepository { path: PathBuf, reason: String },
    /// No commit is called so.
    #[error("git knows no revision `{revision}`")]
    #[diagnostic(
        code("unknown-revision"),
        help(
            "name a commit, a branch or a tag; a shallow clone lacks what is older: `git fetch --unshallow`"
        )
    )]
    Unknown { revision: String },
    /// Everything else.
    #[error("git failed: {reason}")]
    #[diagnostic(code("git-failed"))]
    Failed { reason: String },
}

/// A project as it was.
pub struct Revision {
    /// The commit.
    pub commit: String,
    /// The project's folder; not there if it did not exist then.
    pub dir: PathBuf,
    /// Removed when this is dropped.
    _temporary: TempDir,
}

/// Reads a revision of the folder's project.
///
/// # Errors
/// [`GitError`] if there is no git, no repository or no such revision.
pub fn revision(dir: &Path, revision: &str) -> Result<Revision, GitError> {
    let failed = |reason: String| GitError::Failed { reason };
    let prefix = git(dir, &["rev-parse", "--show-prefix"], None)?.map_err(|reason| {
        GitError::NoRepository {
            path: dir.to_path_buf(),
            reason,
        }
    })?;
    let top = git(dir, &["rev-parse", "--show-toplevel"], None)?.map_err(failed)?;
    let wanted = format!("{revision}^{{commit}}");
    let arguments = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &wanted,
    ];
    let commit = git(dir, &arguments, None)?.map_err(|_| GitError::Unknown {
        revision: revision.to_owned(),
    })?;
    let temporary = TempDir::with_prefix("rolecall-").map_err(|error| failed(error.to_string()))?;
    let (index, tree) = (
        temporary.path().join("index"),
        temporary.path().join("tree"),
    );
    let top = Path::new(&top);
    git(top, &["read-tree", &commit], Some(&index))?.map_err(failed)?;
    let place = format!("--prefix={}/", tree.display());
    git(
        top,
        &["checkout-index", "--all", "--quiet", &place],
        Some(&index),
    )?
    .map_err(failed)?;
    Ok(Revision {
        commit,
        dir: tree.join(prefix),
        _temporary: temporary,
    })
}

/// Runs git; inside, its answer or what it complained of.
fn git(
    dir: &Path,
    arguments: &[&str],
    index: Option<&Path>,
) -> Result<Result<String, String>, GitError> {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(arguments);
    command.env("LC_ALL", "C");
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let output = command.output().map_err(|error| GitError::NoGit {
        reason: error.to_string(),
    })?;
    let text = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .trim_end_matches('\n')
            .to_owned()
    };
    Ok(if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(text(&output.stderr))
    })
}
