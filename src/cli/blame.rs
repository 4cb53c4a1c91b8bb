//! `rolecall blame build/roles/base/tasks/main.yml:12`: what in the `.roll` files a generated line comes from.
//!
//! In: a generated file, and a line of it, some, or none for all. Out: for each line the place of what was
//! written for it. It is computed from the project as it is now; nothing of it stands in the output.

mod line;

use std::fs;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use serde_json::json;
use thiserror::Error;

use crate::cli::args;
use crate::cli::blame::line::{Line, lines};
use crate::cli::build::out_of;
use crate::cli::render::Terminal;
use crate::cli::{Outcome, project};
use crate::emit::artifact::{Artifact, Content};
use crate::suggest;

/// Why nothing can be said.
#[derive(Debug, Error, Diagnostic)]
enum BlameError {
    /// No file of the tree is called so.
    #[error("`{file}` is no file that is generated here")]
    #[diagnostic(code("nothing-to-blame"), help("{help}"))]
    File { file: String, help: String },
    /// The file ends before.
    #[error("`{file}` has no line {line}")]
    #[diagnostic(code("nothing-to-blame"), help("it has {count}"))]
    Line {
        file: String,
        line: usize,
        count: usize,
    },
    /// What lies there is not what would be written now.
    #[error("`{file}` is not what would be generated now")]
    #[diagnostic(
        code("nothing-to-blame"),
        help("its lines are counted as they would be: `rolecall build` brings it up to date")
    )]
    Stale { file: String },
}

/// Prints what lines come from.
pub fn run(options: &args::Blame, terminal: &Terminal) -> Outcome {
    let compiled = project::compile(&options.dir);
    let (Some(fleet), Some(artifacts)) = (&compiled.fleet, compiled.artifacts()) else {
        terminal.problems(&compiled.problems, &compiled.sources);
        return project::outcome(&compiled);
    };
    let out = out_of(options.out.as_deref(), &options.dir, fleet);
    let (file, asked) = parse(&options.place);
    let artifact = match find(&artifacts, &out, file) {
        Ok(artifact) => artifact,
        Err(error) => {
            terminal.problem(error);
            return Outcome::Failed;
        }
    };
    let on_disk = out.join(&artifact.path);
    if let Content::Text(text) = &artifact.content
        && fs::read(&on_disk).is_ok_and(|held| held != text.as_bytes())
    {
        let file = on_disk.display().to_string();
        terminal.problem(BlameError::Stale { file });
        return Outcome::Wrong;
    }
    let all = lines(fleet, artifact, &compiled.sources);
    let (first, last) = asked.unwrap_or((1, all.len().max(1)));
    let chosen = first.checked_sub(1).and_then(|first| all.get(first..last));
    let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) else {
        terminal.problem(BlameError::Line {
            file: artifact.path.clone(),
            line: if first == 0 { 0 } else { first.max(last) },
            count: all.len(),
        });
        return Outcome::Failed;
    };
    if terminal.is_json() {
        let lines: Vec<_> = chosen.iter().map(Line::object).collect();
        return terminal.object(&json!({ "type": "blame", "file": artifact.path, "lines": lines }));
    }
    terminal.say(&match chosen {
        [only] => only.told(&artifact.path),
        several => table(several),
    })
}

/// The file, and the first and the last of its lines that are asked for.
fn parse(place: &str) -> (&str, Option<(usize, usize)>) {
    let Some((file, range)) = place.rsplit_once(':') else {
        return (place, None);
    };
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) => (file, Some((first, last))),
        _ => (place, None),
    }
}

/// The file of the tree that is meant: by its path from here, or from the top of the output.
fn find<'a>(artifacts: &'a [Artifact], out: &Path, file: &str) -> Result<&'a Artifact, BlameError> {
    let within = whole(Path::new(file)).and_then(|path| {
        let inside = path.strip_prefix(whole(out)?).ok()?;
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        Some(parts.join("/"))
    });
    let plain = file.trim_start_matches("./");
    let named = |name: &str| artifacts.iter().find(|artifact| artifact.path == name);
    let found = within.as_deref().and_then(named).or_else(|| named(plain));
    found.ok_or_else(|| {
        let wanted = within.as_deref().unwrap_or(plain);
        let paths = artifacts.iter().map(|artifact| artifact.path.as_str());
        let help = match suggest::nearest(wanted, paths) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name it as it lies in `{}`", out.display()),
        };
        let file = file.to_owned();
        BlameError::File { file, help }
    })
}

/// The path from the root, also of what does not lie there yet.
fn whole(path: &Path) -> Option<PathBuf> {
    std::path::absolute(path).ok().map(|path| {
        let lies = path.ancestors().find_map(|known| {
            let rest = path.strip_prefix(known).ok()?;
            Some(fs::canonicalize(known).ok()?.join(rest))
        });
        lies.unwrap_or(path)
    })
}

/// The lines with their places in front.
fn table(lines: &[Line]) -> String {
    let shown: Vec<String> = lines.iter().map(Line::place).collect();
    let width = shown.iter().map(|place| place.chars().count()).max();
    let width = width.unwrap_or(0);
    let row = |(line, place): (&Line, &String)| {
        let text = format!("{place:width$}  {}", line.text);
        format!("{}\n", text.trim_end())
    };
    lines.iter().zip(&shown).map(row).collect()
}
