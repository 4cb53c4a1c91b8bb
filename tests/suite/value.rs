//! The table of expressions in tests/cases/value: what stands behind `=>` is Ansible's own result
//! (tests/e2e/values.py asks Ansible), and ours must be the same.
//!
//! `=> !` is an expression that Ansible refuses: so do we. `~>` is one whose result we do not
//! compute: it must be refused as such, never computed wrongly.

mod evaluate;
mod map;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rolecall::value::Error;
use rolecall::value::json;

/// `None` if the line holds, else what is wrong.
fn problem(line: &str) -> Option<String> {
    let (source, expected, computed) = match (line.split_once("  => "), line.split_once("  ~> ")) {
        (Some((source, expected)), _) => (source, expected, true),
        (None, Some((source, expected))) => (source, expected, false),
        (None, None) => return Some(format!("no expectation: {line}")),
    };
    let found = evaluate::evaluate(source.trim_end());
    match (found, expected, computed) {
        (Err(Error::NotImplemented { .. }), _, false) | (Err(_), "!", true) => None,
        (found, _, false) => Some(format!("{source}\n  not refused: {found:?}")),
        (Ok(found), "!", true) => Some(format!(
            "{source}\n  Ansible refuses\n  ours    {}",
            evaluate::shown(&found)
        )),
        (found, _, true) => {
            let wanted = match json::read(expected) {
                Ok(wanted) => wanted,
                // Python's whole numbers have no end; ours must say so.
                Err(_) if found == Err(Error::Overflow) => return None,
                Err(e) => return Some(format!("{source}\n  Ansible {expected}: {e}")),
            };
            let found = match found {
                Ok(found) => found,
                Err(e) => {
                    return Some(format!("{source}\n  Ansible {expected}\n  ours    {e:?}"));
                }
            };
            let (wanted, found) = (evaluate::shown(&wanted), evaluate::shown(&found));
            (wanted != found).then(|| format!("{source}\n  Ansible {wanted}\n  ours    {found}"))
        }
    }
}

#[test]
fn operations_give_what_ansible_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/value");
    let mut problems = String::new();
    let mut lines = 0;
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the table is there")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        for line in fs::read_to_string(&file).expect("text").lines() {
            if line.is_empty() || line.starts_with("# ") {
                continue;
            }
            lines += 1;
            if let Some(problem) = problem(line) {
                let _ = writeln!(problems, "{}: {problem}", file.display());
            }
        }
    }
    assert!(lines > 400, "only {lines} lines were found");
    assert!(problems.is_empty(), "\n{problems}");
}
