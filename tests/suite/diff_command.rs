//! `rolecall diff` on real git repositories: states, and what it exits with.

use std::fs;
use std::path::Path;

use crate::affected::{repository, run};

const FLEET: &str = r#"project shop {}

role web {
  param port: int = 80
  task "Say the port" { debug { msg = "{{ port }}" } }
}

group webs {
  host "web01.example.org" {}
}

playbook site {
  play "Web servers" on webs { role web }
}
"#;

fn write(dir: &Path, text: &str) {
    fs::write(dir.join("fleet/shop.roll"), text).unwrap();
}

#[test]
fn the_working_tree_is_compared_with_the_last_commit() {
    let dir = repository(FLEET);
    let same = run(dir.path(), &["diff", "--dir", "fleet"]);
    assert_eq!(same, (0, "No difference.\n".to_owned(), String::new()));
    write(dir.path(), &FLEET.replace("= 80", "= 81"));
    let (status, out, err) = run(dir.path(), &["diff", "--dir", "fleet"]);
    assert_eq!((status, err.as_str()), (1, ""));
    assert!(out.contains("~ web.port: 80 → 81"), "{out}");
    // The place is as it is written in the project, wherever the state was read.
    assert!(out.contains("default of role web, shop.roll:4"), "{out}");
}

#[test]
fn states_are_revisions_and_folders() {
    let dir = repository(FLEET);
    fs::create_dir(dir.path().join("other")).unwrap();
    fs::write(
        dir.path().join("other/shop.roll"),
        FLEET.replace("= 80", "= 82"),
    )
    .unwrap();
    for (arguments, change) in [
        (["diff", "fleet", "other"], "80 → 82"),
        (["diff", "other", "fleet"], "82 → 80"),
    ] {
        let (status, out, _) = run(dir.path(), &arguments);
        assert_eq!(status, 1);
        assert!(out.contains(change), "{out}");
    }
    let (status, out, _) = run(dir.path(), &["diff", "HEAD", "HEAD", "--dir", "fleet"]);
    assert_eq!((status, out.as_str()), (0, "No difference.\n"));
}

#[test]
fn what_cannot_be_compared_is_no_difference() {
    let dir = repository(FLEET);
    let (status, out, err) = run(dir.path(), &["diff", "nowhere", "--dir", "fleet"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("git knows no revision `nowhere`"), "{err}");
    write(dir.path(), "role {");
    let (status, out, err) = run(dir.path(), &["diff", "--dir", "fleet"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("error["), "{err}");
}

/// The first change that is reviewed is the project itself.
#[test]
fn before_the_project_was_there_all_of_it_is_new() {
    let dir = repository(FLEET);
    fs::create_dir(dir.path().join("other")).unwrap();
    fs::write(dir.path().join("other/shop.roll"), FLEET).unwrap();
    let (status, out, err) = run(dir.path(), &["diff", "HEAD", "--dir", "other"]);
    assert_eq!(status, 1, "{err}");
    assert_eq!(err, "There was no project at `HEAD`: all of it is new.\n");
    for part in [
        "+ inventory hosts: new",
        "+ role web: new",
        "tasks: 1 added",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
    // A project that is gone, or a folder that never was one, is a mistake.
    let (status, _, _) = run(dir.path(), &["diff", "fleet", "--dir", "nowhere"]);
    assert_eq!(status, 2);
}

/// Neither the index nor the work tree is touched, and two runs say the same.
#[test]
fn a_comparison_changes_nothing() {
    let dir = repository(FLEET);
    write(dir.path(), &FLEET.replace("= 80", "= 81"));
    let before = fs::metadata(dir.path().join(".git/index"))
        .unwrap()
        .modified()
        .unwrap();
    let first = run(dir.path(), &["diff", "--dir", "fleet"]);
    assert_eq!(first, run(dir.path(), &["diff", "--dir", "fleet"]));
    let after = fs::metadata(dir.path().join(".git/index"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);
}
