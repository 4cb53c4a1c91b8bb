//! `rolecall fix`: applies what problems offer to type instead.
//!
//! In: `rolecall fix --unsafe`. Out: the project's files with the fixes, a line for each, then what is still wrong.
//! Everything happens in memory first; a file is written once, whole.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::json;

use crate::cli::args;
use crate::cli::render::Terminal;
use crate::cli::render::message::Repository;
use crate::cli::{Outcome, project};
use crate::compile::fix::{Applied, fixed};
use crate::disk::error::DiskError;

/// Applies fixes.
pub fn run(options: &args::Fix, terminal: &Terminal) -> Outcome {
    let disk = project::OnDisk;
    let (fixed, applied) = fixed(&options.dir, &disk, options.all);
    for (path, text) in &fixed.texts {
        if let Err(error) = write(path, text) {
            terminal.problem(DiskError::CannotWrite {
                path: path.clone(),
                reason: error.to_string(),
            });
            return Outcome::Failed;
        }
    }
    let compiled = project::compile(&options.dir);
    let repository = Repository::of(&compiled.sources);
    for one in &applied {
        tell(one, &repository, terminal);
    }
    terminal.problems(&compiled.problems, &compiled.sources);
    let left = compiled.problems.all().iter();
    let left = left.filter(|problem| problem.fix().is_some()).count();
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}es"),
    };
    let mut text = format!(
        "{} in {} file{}.\n",
        count(applied.len(), "fix"),
        fixed.texts.len(),
        if fixed.texts.len() == 1 { "" } else { "s" }
    );
    if left > 0 && !options.all {
        let more = if left == 1 { "fix" } else { "fixes" };
        text.push_str(&format!(
            "{left} more {more} may change the meaning: `rolecall fix --unsafe` applies what is likely; look at it afterwards.\n"
        ));
    }
    let said = terminal.say(&text);
    if compiled.problems.has_errors() {
        return project::outcome(&compiled);
    }
    said
}

fn tell(one: &Applied, repository: &Repository, terminal: &Terminal) {
    if terminal.is_json() {
        let value = json!({
            "type": "fixed",
            "code": one.code,
            "title": one.title,
            "path": repository.path_of(&one.path),
            "line": one.line,
        });
        terminal.object(&value);
        return;
    }
    terminal.say(&format!(
        "{}:{}: {}: {}\n",
        one.path.display(),
        one.line,
        one.code,
        one.title
    ));
}

/// Writes a file whole or not at all, with the rights that it has; a link stays one.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    file.as_file()
        .set_permissions(fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}
