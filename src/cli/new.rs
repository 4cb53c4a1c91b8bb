//! `rolecall new`: a small complete project to begin with.

use std::fs;
use std::io;
use std::path::Path;

use miette::Diagnostic;
use thiserror::Error;

use crate::cli::Outcome;
use crate::cli::args::New;
use crate::cli::render::Terminal;
use crate::disk::error::DiskError;

const PROJECT: &str = include_str!("new/project.roll");
const ROLE: &str = include_str!("new/base.roll");
const MOTD: &str = include_str!("new/motd.j2");

/// What reviews and pipelines need: where it goes, and its text, in which `PROJECT` is the project's name.
const AROUND: [(&str, &str); 7] = [
    (".gitattributes", include_str!("new/ci/gitattributes")),
    (
        ".pre-commit-config.yaml",
        include_str!("new/ci/pre-commit.yaml"),
    ),
    (
        ".github/workflows/rolecall.yml",
        include_str!("new/ci/github.yml"),
    ),
    (".gitlab-ci.yml", include_str!("new/ci/gitlab.yml")),
    (".zuul.yaml", include_str!("new/ci/zuul.yaml")),
    (".zuul/check.yaml", include_str!("new/ci/zuul_check.yaml")),
    (".zuul/test.yaml", include_str!("new/ci/zuul_test.yaml")),
];

/// Why no project can be written there.
#[derive(Debug, Error, Diagnostic)]
enum NewError {
    /// Something is there.
    #[error("{path} is not empty")]
    #[diagnostic(code("not-empty"), help("name a folder that does not exist yet"))]
    NotEmpty { path: String },
    /// The folder's name is no name of a project.
    #[error("`{name}` cannot be a project's name")]
    #[diagnostic(
        code("bad-project-name"),
        help("a name is made of small letters, digits and `_`, and begins with a letter")
    )]
    BadName { name: String },
}

/// Writes the project.
pub fn run(options: &New, terminal: &Terminal) -> Outcome {
    let path = &options.path;
    // `.` has a name only when it is asked where it is.
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let name = whole
        .file_name()
        .map(|name| name.to_string_lossy().replace('-', "_"))
        .unwrap_or_default();
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !fits {
        terminal.problem(NewError::BadName { name });
        return Outcome::Failed;
    }
    let empty = fs::read_dir(path).map_or(!path.exists(), |mut entries| entries.next().is_none());
    if !empty {
        terminal.problem(NewError::NotEmpty {
            path: path.display().to_string(),
        });
        return Outcome::Failed;
    }
    match write(path, &name) {
        Ok(()) => terminal.say(&format!(
            "Wrote a project to {0}. Next:\n  rolecall build {0}\n  less {0}/build/README.md\n",
            path.display()
        )),
        Err(error) => {
            terminal.problem(DiskError::CannotWrite {
                path: path.clone(),
                reason: error.to_string(),
            });
            Outcome::Failed
        }
    }
}

fn write(path: &Path, name: &str) -> io::Result<()> {
    let role = path.join("roles").join("base");
    fs::create_dir_all(role.join("templates"))?;
    fs::write(
        path.join(format!("{name}.roll")),
        PROJECT.replace("PROJECT", name),
    )?;
    fs::write(role.join("base.roll"), ROLE)?;
    fs::write(role.join("templates").join("motd.j2"), MOTD)?;
    for (file, text) in AROUND {
        let file = path.join(file);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, text.replace("PROJECT", &name.replace('_', "-")))?;
    }
    Ok(())
}
