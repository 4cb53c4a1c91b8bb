//! `--message-format`: where each format is printed, and how places and texts come out.
//! That the readers of the formats take them is checked in `tests/e2e/messages.py`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A folder of a repository, with letters of two, three and four bytes before the mistake.
fn project() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::create_dir_all(dir.path().join(".git")).unwrap();
    fs::create_dir_all(dir.path().join("fleet")).unwrap();
    let text = "host \"a.example.org\" { }\nplaybook site {\n  play \"Für 100 %: €, 😀\" on wbe { become = true }\n}\ngroup web { hosts = [\"a.example.org\"] }\n";
    fs::write(dir.path().join("fleet/100%, a:b.roll"), text).unwrap();
    dir
}

fn check(dir: &Path, format: &str) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(dir)
        .args(["check", "--message-format", format])
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let status = output.status.code().unwrap();
    (status, text(output.stdout), text(output.stderr))
}

#[test]
fn json_counts_in_every_way_and_names_the_file_from_the_repository() {
    let dir = project();
    let (status, out, err) = check(&dir.path().join("fleet"), "json");
    assert_eq!((status, err.as_str()), (1, ""));
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{out}");
    let start = &lines[0]["place"]["start"];
    let counted = ["line", "column", "utf16", "byte"].map(|way| start[way].as_u64().unwrap());
    assert_eq!(counted, [3, 29, 30, 75]);
    assert_eq!(lines[0]["place"]["path"], "fleet/100%, a:b.roll");
    assert_eq!(lines[1]["type"], "summary");
    assert_eq!(lines[1]["errors"], 1);
}

#[test]
fn github_escapes_what_would_end_a_property() {
    let dir = project();
    let (_, out, _) = check(&dir.path().join("fleet"), "github");
    let start = "::error file=fleet/100%25%2C a%3Ab.roll,line=3,endLine=3,col=29,endColumn=32,title=unknown-name::";
    assert!(out.starts_with(start), "{out}");
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.contains("%0Ahelp: did you mean `web`?"), "{out}");
}

#[test]
fn sarif_and_gitlab_have_standard_output_for_themselves() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.roll"), "host \"a.example.org\" { }\n").unwrap();
    for format in ["sarif", "gitlab", "json"] {
        let (status, out, err) = check(dir.path(), format);
        assert_eq!(
            (status, err.as_str()),
            (0, "Fine: 1 host, 0 roles, 0 tasks.\n")
        );
        let document: Value = serde_json::from_str(&out).unwrap();
        match format {
            "gitlab" => assert_eq!(document, serde_json::json!([])),
            "sarif" => assert_eq!(document["runs"][0]["results"], serde_json::json!([])),
            _ => assert_eq!(document["errors"], 0),
        }
    }
}

#[test]
fn pages_are_printed_without_a_report() {
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(["explain", "unknown-name", "--message-format", "json"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("summary"), "{text}");
}
