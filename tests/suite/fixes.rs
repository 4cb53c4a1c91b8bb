//! Fixes as data: over every case of `tests/cases`, applying the one of a problem makes this problem go away and brings no
//! other; and the command that applies them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rolecall::check::lint::RULES;
use rolecall::compile::Compiled;
use rolecall::compile::fix::fixed;
use tempfile::TempDir;

use crate::memory::{Memory, files_of};

/// Codes that have a machine fix somewhere in the cases.
const FIXED: [&str; 31] = [
    "argument-alias",
    "argument-choice",
    "argument-type",
    "bad-arguments",
    "bad-number",
    "bare-interpolation",
    "deprecated-module",
    "double-quotes",
    "import-without-context",
    "lowercase-name",
    "missing-comma",
    "misspelt-word",
    "missing-source",
    "risky-file-permissions",
    "single-quotes",
    "undocumented-field",
    "unknown-argument",
    "unknown-attribute",
    "unknown-fact",
    "unknown-field",
    "unknown-keyword",
    "unknown-meta",
    "unknown-module",
    "unknown-name",
    "unknown-operation",
    "unknown-rule",
    "unknown-setting",
    "unknown-value",
    "unused-allow",
    "yaml-colon",
    "yes-no",
];

/// What the mistake hid besides the rules of writing, to which only a task that is otherwise right is held: what a call
/// needs, and what the cases give twice on purpose, once misspelt. Case, code.
const UNCOVERED: [(&str, &str); 6] = [
    ("allow.roll", "unused-allow"),
    ("collections.roll", "argument-choice"),
    ("unknown-in-test.roll", "duplicate-name"),
    ("unknown-in-test.roll", "given-twice"),
    ("unknown-keyword.roll", "needs-a-loop"),
    ("unknown-module.roll", "missing-argument"),
];

fn memory(files: &BTreeMap<PathBuf, String>) -> Memory {
    files
        .iter()
        .fold(Memory::default(), |memory, (path, text)| {
            memory.with(&path.display().to_string(), text)
        })
}

/// Code and message of each problem, with how often: places move.
fn found(compiled: &Compiled) -> BTreeMap<(String, String), usize> {
    let mut found = BTreeMap::new();
    for problem in compiled.problems.all() {
        let message = problem.diagnostic().to_string();
        *found.entry((problem.code(), message)).or_insert(0) += 1;
    }
    found
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<PathBuf> = ["tests/cases/errors", "tests/cases/calls"]
        .into_iter()
        .flat_map(|name| fs::read_dir(root.join(name)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_fix_mends_its_problem_and_makes_no_other() {
    let mut wrong = Vec::new();
    let mut codes = BTreeSet::new();
    let mut count = 0;
    for case in cases() {
        let files: BTreeMap<PathBuf, String> = files_of(&case)
            .into_iter()
            .map(|(path, text)| (PathBuf::from(path), text))
            .collect();
        let before = memory(&files).compile();
        for problem in before.problems.all() {
            let Some(fix) = problem.fix() else { continue };
            let source = before.sources.file_of(fix.edits[0].span.start).unwrap();
            let path = source.path.strip_prefix("p").unwrap().to_path_buf();
            let mut text = source.text.clone();
            let mut edits: Vec<_> = fix.edits.iter().collect();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
            for edit in edits {
                let (start, end) = (edit.span.start - source.base, edit.span.end - source.base);
                text.replace_range(start as usize..end as usize, &edit.text);
            }
            let mut mended = files.clone();
            mended.insert(path, text);
            let after = memory(&mended).compile();
            let (was, is) = (found(&before), found(&after));
            let key = (problem.code(), problem.diagnostic().to_string());
            let name = case.file_name().unwrap().to_string_lossy().into_owned();
            if is.get(&key).copied().unwrap_or(0) >= was[&key] {
                wrong.push(format!(
                    "{name}: {problem:?}: `{}` does not mend it",
                    fix.title
                ));
            }
            for (new, times) in &is {
                let hidden = UNCOVERED.contains(&(name.as_str(), new.0.as_str()))
                    || RULES.iter().any(|(rule, _)| *rule == new.0);
                if was.get(new).copied().unwrap_or(0) < *times && !hidden {
                    wrong.push(format!(
                        "{name}: {problem:?}: `{}` brings {new:?}",
                        fix.title
                    ));
                }
            }
            codes.insert(problem.code());
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let missing: Vec<_> = FIXED
        .iter()
        .filter(|code| !codes.contains(**code))
        .collect();
    assert!(
        missing.is_empty(),
        "no fix in the cases: {missing:?}; of {codes:?}"
    );
    assert!(count > 100, "only {count} fixes");
}

#[test]
fn fixing_ends_and_leaves_no_fix_that_helps() {
    for case in cases() {
        let memory = files_of(&case)
            .into_iter()
            .fold(Memory::default(), |memory, (path, text)| {
                memory.with(&path, &text)
            });
        let (over, applied) = fixed(Path::new("p"), &memory, true);
        let (again, more) = fixed(Path::new("p"), &over, true);
        // What is tried once more is what did not help the first time, or is offered in a broken file.
        assert!(more.len() <= applied.len(), "{}: {more:?}", case.display());
        for (path, text) in &again.texts {
            assert_eq!(over.texts.get(path), Some(text), "{}", case.display());
        }
    }
}

fn rolecall(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(dir)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

const PROJECT: &str = r#"# The one host.
host "a.example.org" { }   # nothing else
playbook site {
  play "All" on all {
    become = yes    # as root
    task "add bob" {
      # His groups.
      user { name = "bob", groups = "adm", append = 'x' is defined }
    }
    task "Link it" {
      file { dest = "/srv/a", state = "lnik", src = "/srv/b" }   # a link
    }
  }
}
"#;

#[test]
fn the_safe_ones_are_applied_and_the_others_on_request() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("main.roll");
    fs::write(&file, PROJECT).unwrap();
    let (status, out, err) = rolecall(dir.path(), &["fix"]);
    let safe = PROJECT
        .replace("= yes ", "= true ")
        .replace("\"add bob\"", "\"Add bob\"")
        .replace("\"adm\"", "[\"adm\"]")
        .replace("'x'", "\"x\"")
        .replace("dest = \"/srv/a\"", "path = \"/srv/a\"");
    assert_eq!(fs::read_to_string(&file).unwrap(), safe, "{out}{err}");
    assert_eq!(status, 1, "{out}{err}");
    assert!(err.contains("argument-choice"), "{err}");
    assert!(out.contains("5: yes-no: write `true`"), "{out}");
    assert!(out.contains("5 fixes in 1 file.\n1 more fix may"), "{out}");
    let (status, out, err) = rolecall(dir.path(), &["fix", "--unsafe", "--message-format", "json"]);
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains("\"type\":\"fixed\""), "{out}");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        safe.replace("lnik", "link")
    );
    let (_, out, _) = rolecall(dir.path(), &["fix"]);
    assert_eq!(out, "0 fixes in 0 files.\n");
}

const HABITS: &str = r#"host "a.example.org" {
  port: 22   # as before
}
let ports = [80 443 8080]
let more = { a = [1 2], b = [3 4] }
playbook site {
  play "All" on all {
    task "Greet" { copy { dest: "/etc/motd", content: ports[0], mode = 0o644 } }
    task "Write" { copy { dest = "/a" content = "a" } }
    task "Install" {
      package { name: nginx, state = "present" }
    }
    task "Look" {
      # It was a command.
      allow = ["no-changed-when"]
      debug { msg = "a" }
    }
  }
}
"#;

/// Habits from YAML and other languages: colons, no commas, `0o644`; then what is likely, on request.
#[test]
fn habits_are_mended() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("main.roll");
    fs::write(&file, HABITS).unwrap();
    let (_, out, err) = rolecall(dir.path(), &["fix", "--unsafe"]);
    let mended = HABITS
        .replace("port: 22", "port = 22")
        .replace("[80 443 8080]", "[80, 443, 8080]")
        .replace("[1 2], b = [3 4]", "[1, 2], b = [3, 4]")
        .replace("dest: \"", "dest = \"")
        .replace("content: ports", "content = ports")
        .replace("0o644", "0644")
        .replace(
            "{ dest = \"/a\" content",
            "{ mode = 0644, dest = \"/a\", content",
        )
        .replace("name: nginx", "name = \"nginx\"")
        .replace("allow = [\"no-changed-when\"]", "");
    assert_eq!(fs::read_to_string(&file).unwrap(), mended, "{out}{err}");
}

#[test]
fn a_broken_file_is_left_alone_and_the_others_are_not() {
    let dir = TempDir::new().unwrap();
    let broken =
        "host \"a.example.org\" { }\nplaybook site { play \"All\" on all { become = yes }\n";
    fs::write(dir.path().join("broken.roll"), broken).unwrap();
    fs::write(dir.path().join("b.roll"), "let x = yes\n").unwrap();
    let (status, out, err) = rolecall(dir.path(), &["fix", "--unsafe"]);
    assert_eq!(status, 1, "{out}{err}");
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(
        (read("broken.roll").as_str(), read("b.roll").as_str()),
        (broken, "let x = true\n")
    );
}

#[test]
#[cfg(unix)]
fn rights_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().unwrap();
    let real = dir.path().join("real.txt");
    fs::write(&real, "let x = yes\n").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.txt", dir.path().join("main.roll")).unwrap();
    rolecall(dir.path(), &["fix"]);
    assert_eq!(fs::read_to_string(&real).unwrap(), "let x = true\n");
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert!(dir.path().join("main.roll").is_symlink());
}
