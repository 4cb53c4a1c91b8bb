//! `rolecall new`: a small complete project to begin with.
//!
//! In: `rolecall new infra`, or `rolecall new .` in a repository that was just made. Out: the project, and what reviews and
//! pipelines need.

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

/// What reviews and pipelines need: where it goes, and its text, in which `PROJECT-rolecall` has the project's name.
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
    #[error("{path} is not empty: it holds `{entry}`")]
    #[diagnostic(
        code("not-empty"),
        help("name a folder that does not exist yet, or a repository that was just made")
    )]
    NotEmpty { path: String, entry: String },
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
    if let Some(entry) = in_the_way(path) {
        let path = path.display().to_string();
        terminal.problem(NewError::NotEmpty { path, entry });
        return Outcome::Failed;
    }
    match write(path, &name) {
        Ok(()) => terminal.say(&next(path)),
        Err(error) => {
            terminal.problem(DiskError::CannotWrite {
                path: path.clone(),
                reason: error.to_string(),
            });
            Outcome::Failed
        }
    }
}

/// What lies there already and is more than a repository has that was just made.
fn in_the_way(path: &Path) -> Option<String> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(_) => return path.exists().then(|| path.display().to_string()),
    };
    let begins = ["README", "LICENSE", "COPYING"];
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry.map_or_else(
                |error| error.to_string(),
                |it| it.file_name().to_string_lossy().into_owned(),
            )
        })
        .filter(|name| !matches!(name.as_str(), ".git" | ".gitignore"))
        .filter(|name| !begins.iter().any(|begin| name.starts_with(begin)))
        .collect();
    names.sort();
    names.into_iter().next()
}

/// What to do next.
fn next(path: &Path) -> String {
    let here = path == Path::new(".");
    let shown = path.display();
    let (to, of, below) = if here {
        (" here".to_owned(), String::new(), String::new())
    } else {
        (
            format!(" to {shown}"),
            format!(" {shown}"),
            format!("{shown}/"),
        )
    };
    let mut text = format!(
        "Wrote a project{to}. Next:\n  rolecall build{of}\n  less {below}build/README.md\n  git add {shown}    # what is built is committed and reviewed, too\n"
    );
    // A repository above: what is read at its top only does not lie there.
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if whole
        .ancestors()
        .skip(1)
        .any(|above| above.join(".git").exists())
    {
        text.push_str("The files for pipelines and hooks are read at the top of the repository: move there those that you use, and name the folder in them.\n");
    }
    text
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
        // GitLab has variables of which `PROJECT` is a part.
        let jobs = format!("{}-rolecall", name.replace('_', "-"));
        fs::write(file, text.replace("PROJECT-rolecall", &jobs))?;
    }
    Ok(())
}
