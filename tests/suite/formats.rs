//! `--message-format`: where each format is printed, and how places and texts come out.
//! That the readers of the formats take them is checked in `tests/e2e/messages.py`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

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

/// A project in a repository, built and committed, then with another address; and what every command says of it.
fn changed() -> TempDir {
    let dir = TempDir::new().unwrap();
    let rolecall = env!("CARGO_BIN_EXE_rolecall");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.current_dir(dir.path()).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}");
    };
    run(rolecall, &["new", "fleet"]);
    run(rolecall, &["build", "fleet"]);
    run("git", &["init", "-q"]);
    run("git", &["add", "--all"]);
    let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
    run("git", &[&who[..], &["commit", "-qm", "First"]].concat());
    let project = dir.path().join("fleet/fleet.roll");
    let text = fs::read_to_string(&project).unwrap();
    fs::write(&project, text.replace("192.0.2.10", "192.0.2.99")).unwrap();
    dir
}

fn run(dir: &Path, arguments: &[&str], format: &str) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(dir)
        .args(arguments)
        .args(["--message-format", format])
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let status = output.status.code().unwrap();
    (status, text(output.stdout), text(output.stderr))
}

/// The types of the lines.
fn types(out: &str) -> Vec<String> {
    let kind = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        line["type"].as_str().unwrap().to_owned()
    };
    out.lines().map(kind).collect()
}

#[test]
fn every_command_says_what_it_found_in_every_format() {
    let dir = changed();
    let commands: [(&[&str], i32, &[&str]); 10] = [
        (&["check", "fleet"], 0, &[]),
        (&["build", "fleet", "--check"], 1, &["built", "diagnostic"]),
        (&["diff", "--dir", "fleet"], 1, &["diff"]),
        (&["affected", "fleet", "--base", "HEAD"], 0, &["affected"]),
        (&["why", "base.packages", "--dir", "fleet"], 0, &["why"]),
        (&["blame", "ansible.cfg:1", "--dir", "fleet"], 0, &["blame"]),
        (&["fmt", "--check", "fleet"], 0, &[]),
        (&["fmt", "fleet"], 0, &[]),
        (&["fix", "fleet"], 0, &[]),
        (&["build", "fleet"], 0, &["built"]),
    ];
    for (arguments, wanted, found) in commands {
        for format in ["sarif", "gitlab"] {
            let (status, out, err) = run(dir.path(), arguments, format);
            assert_eq!(status, wanted, "{arguments:?} {format}: {err}");
            let document: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}"));
            let results = match format {
                "gitlab" => document.as_array().unwrap().len(),
                _ => {
                    let run = &document["runs"][0];
                    let told = &run["invocations"][0]["toolExecutionNotifications"];
                    run["results"].as_array().unwrap().len() + told.as_array().map_or(0, Vec::len)
                }
            };
            let problems = found.iter().filter(|kind| **kind == "diagnostic").count();
            assert_eq!(results, problems, "{arguments:?} {format}: {out}");
        }
        let (status, out, err) = run(dir.path(), arguments, "json");
        assert_eq!(status, wanted, "{arguments:?}: {err}");
        assert_eq!(
            types(&out),
            [found, &["summary"]].concat(),
            "{arguments:?}: {out}"
        );
    }
}

#[test]
fn a_format_of_its_own_is_the_same_object_or_refused() {
    let dir = changed();
    let commands: [&[&str]; 2] = [
        &["diff", "--dir", "fleet", "--format", "json"],
        &["affected", "fleet", "--base", "HEAD", "--format", "json"],
    ];
    for arguments in commands {
        let (_, alone, _) = run(dir.path(), arguments, "human");
        let (_, lines, _) = run(dir.path(), arguments, "json");
        let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        assert_eq!(first, serde_json::from_str::<Value>(&alone).unwrap());
        assert_eq!(lines.lines().count(), 2, "{lines}");
        for format in ["sarif", "gitlab"] {
            let (status, out, err) = run(dir.path(), arguments, format);
            assert_eq!((status, out.as_str()), (2, ""), "{err}");
            let said = format!("`--format json` and `--message-format {format}`");
            assert!(err.contains(&said), "{err}");
        }
    }
    let (status, out, _) = run(dir.path(), &["diff", "--format", "markdown"], "json");
    assert_eq!((status, out.as_str()), (2, ""));
}

#[test]
fn what_comes_through_a_pipe_is_handed_on_as_a_line() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(["fmt", "-", "--message-format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"group web{port=22}\n").unwrap();
    drop(input);
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(types(&out), ["formatted", "summary"], "{out}");
    let first: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(first["text"], "group web { port = 22 }\n");
}
