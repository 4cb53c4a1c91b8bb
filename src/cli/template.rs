//! `rolecall debug template LIST`: templates of others, read and rewritten as a role's are.
//!
//! In: a file with a path a line. Out: a line of JSON for each: its free names and the text with
//! these renamed, or why it is no template.

use std::path::Path;

use crate::check::template::renamed;
use crate::cli::render::Terminal;
use crate::cli::{Outcome, print};
use crate::disk;

/// Prints a line for each template that can be read as text.
pub fn run(list: &Path, add: &str, remove: &str, terminal: &Terminal) -> Outcome {
    let read = |path: &Path| {
        let root = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        disk::read::one(root.unwrap_or(Path::new(".")), path)
    };
    let paths = match read(list) {
        Ok(paths) => paths,
        Err(error) => {
            terminal.problem(error);
            return Outcome::Failed;
        }
    };
    let mut lines = String::new();
    for path in paths.lines() {
        let text = match read(Path::new(path)) {
            Ok(text) => text,
            Err(error) => {
                terminal.problem(error);
                return Outcome::Failed;
            }
        };
        let rename = |name: &str| format!("{add}{}", name.strip_prefix(remove).unwrap_or(name));
        let line = match renamed(&text, &rename) {
            Ok(done) => serde_json::json!({
                "path": path, "free": done.free, "perhaps": done.perhaps, "said": done.said, "text": done.text,
            }),
            Err((reason, at)) => {
                let before = text.get(..at.start).unwrap_or(&text);
                let line = before.matches('\n').count() + 1;
                serde_json::json!({ "path": path, "error": reason, "line": line })
            }
        };
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    print(&lines)
}
