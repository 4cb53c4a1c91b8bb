//! The command as a process: what it prints, and its exit status.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use tempfile::TempDir;

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command
        .current_dir(dir)
        .args(arguments)
        .env_remove("COLUMNS");
    command
}

fn run(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command(dir, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn tasks_of_plays_are_counted_too() {
    let dir = TempDir::new().unwrap();
    let text = r#"host "a.example.org" {}
playbook site {
  play "All" on all {
    handler tell { debug { msg = "changed" } }
    task "Say it" {
      debug { msg = "hi" }
      notify = tell
    }
    block "More" { task "Say more" { debug { msg = "ho" } } }
  }
}
"#;
    std::fs::write(dir.path().join("main.roll"), text).unwrap();
    let (status, out, err) = run(dir.path(), &["check"]);
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("1 host, 0 roles, 3 tasks"), "{out}");
}

#[test]
fn a_new_project_builds_and_is_up_to_date() {
    let dir = TempDir::new().unwrap();
    assert_eq!(run(dir.path(), &["new", "fleet"]).0, 0);
    let (status, out, err) = run(dir.path(), &["check", "fleet"]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    let (status, out, err) = run(dir.path(), &["build", "fleet"]);
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("written, 0 unchanged, 0 removed"), "{out}");
    assert!(out.contains("2 hosts, 1 role, 2 tasks"), "{out}");
    assert!(dir.path().join("fleet/build/playbooks/site.yml").exists());
    let (status, out, _) = run(dir.path(), &["build", "fleet", "--check"]);
    assert_eq!((status, out.as_str()), (0, "fleet/build is up to date.\n"));
}

#[test]
fn a_stale_tree_is_shown_as_a_diff() {
    let dir = TempDir::new().unwrap();
    run(dir.path(), &["new", "fleet"]);
    run(dir.path(), &["build", "fleet"]);
    let project = dir.path().join("fleet/fleet.roll");
    let text = fs::read_to_string(&project).unwrap();
    fs::write(&project, text.replace("192.0.2.10", "192.0.2.99")).unwrap();
    let (status, out, err) = run(dir.path(), &["build", "fleet", "--check"]);
    assert_eq!(status, 1);
    assert!(
        out.contains("192.0.2.10") && out.contains("192.0.2.99"),
        "{out}"
    );
    assert!(err.contains("is stale: 1 file to write"), "{err}");
    let (status, out, _) = run(dir.path(), &["build", "fleet"]);
    assert_eq!(status, 0);
    assert!(out.contains("1 file written"), "{out}");
}

#[test]
fn a_tree_that_is_not_there_is_told_in_a_line() {
    let dir = TempDir::new().unwrap();
    run(dir.path(), &["new", "fleet"]);
    let (status, out, err) = run(&dir.path().join("fleet"), &["build", "--check"]);
    assert_eq!((status, out.as_str()), (1, ""));
    let first = err.lines().next().unwrap();
    assert!(
        first.starts_with("error[stale-output]: build is stale: ")
            && first.contains(" files to write"),
        "{err}"
    );
}

#[test]
fn a_repository_that_was_just_made_may_become_a_project() {
    let dir = TempDir::new().unwrap();
    let fleet = dir.path().join("fleet");
    fs::create_dir_all(fleet.join(".git")).unwrap();
    fs::write(fleet.join("README.md"), "Ours.\n").unwrap();
    let (status, out, err) = run(&fleet, &["new", "."]);
    assert_eq!(status, 0, "{err}");
    assert!(
        out.contains("\n  rolecall build\n  less build/README.md\n"),
        "{out}"
    );
    assert!(!out.contains("top of the repository"), "{out}");
    assert_eq!(
        fs::read_to_string(fleet.join("README.md")).unwrap(),
        "Ours.\n"
    );
    // Not over another one, and not where pipelines are not looked for without a word.
    let (status, _, err) = run(&fleet, &["new", "."]);
    assert_eq!(status, 2);
    assert!(err.contains("`.gitattributes`"), "{err}");
    let (status, out, _) = run(&fleet, &["new", "inner"]);
    assert_eq!(status, 0);
    assert!(out.contains("read at the top of the repository"), "{out}");
}

#[test]
fn an_edited_file_is_named_and_kept() {
    let dir = TempDir::new().unwrap();
    run(dir.path(), &["new", "fleet"]);
    run(dir.path(), &["build", "fleet"]);
    let edited = dir.path().join("fleet/build/playbooks/site.yml");
    fs::write(&edited, "edited").unwrap();
    let (status, _, err) = run(dir.path(), &["build", "fleet"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("playbooks/site.yml") && err.contains("--force"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(&edited).unwrap(), "edited");
    assert_eq!(run(dir.path(), &["build", "fleet", "--force"]).0, 0);
}

#[test]
fn wrong_input_writes_nothing() {
    let dir = TempDir::new().unwrap();
    fs::write(
        dir.path().join("a.roll"),
        "group web {\n  children = [nothing]\n}\n",
    )
    .unwrap();
    let (status, out, err) = run(dir.path(), &["build"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("rolecall explain"), "{err}");
    assert!(!err.contains('\u{1b}'), "colour in a pipe: {err}");
    assert!(!dir.path().join("build").exists());
    let (_, _, colored) = run(dir.path(), &["check", "--color", "always"]);
    assert!(colored.contains('\u{1b}'));
    let (_, _, short) = run(dir.path(), &["check", "--message-format", "short"]);
    let first = short.lines().next().unwrap_or_default();
    assert!(
        first.contains("a.roll:2:") && first.contains(": error["),
        "{short}"
    );
}

#[test]
fn a_folder_without_a_project_says_so() {
    let dir = TempDir::new().unwrap();
    let (status, _, err) = run(dir.path(), &["check"]);
    assert_ne!(status, 0);
    assert!(err.contains("no `.roll` file"), "{err}");
}

#[test]
fn new_keeps_what_is_there() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("fleet")).unwrap();
    fs::write(dir.path().join("fleet/notes"), "mine").unwrap();
    let (status, _, err) = run(dir.path(), &["new", "fleet"]);
    assert_eq!(status, 2);
    assert!(err.contains("not empty"), "{err}");
    assert_eq!(run(dir.path(), &["new", "Bad Name"]).0, 2);
}

#[test]
fn codes_are_explained_and_the_nearest_is_proposed() {
    let here = Path::new(".");
    let (status, list, _) = run(here, &["explain"]);
    assert_eq!(status, 0);
    for code in list.lines() {
        let (status, page, _) = run(here, &["explain", code]);
        assert!(status == 0 && !page.is_empty(), "{code}");
    }
    let first = list.lines().next().unwrap();
    let (status, _, err) = run(here, &["explain", &format!("{first}x")]);
    assert_eq!(status, 2);
    assert!(err.contains(first), "{err}");
}

#[test]
fn what_belongs_to_a_command_is_printed() {
    let here = Path::new(".");
    assert!(run(here, &["--version"]).1.starts_with("rolecall "));
    assert!(run(here, &["completions", "bash"]).1.contains("rolecall"));
    assert!(run(here, &["man"]).1.starts_with(".ie"));
    assert_eq!(run(here, &["nonsense"]).0, 2);
    let dir = TempDir::new().unwrap();
    assert_eq!(run(dir.path(), &["man", "--out", "pages"]).0, 0);
    assert!(dir.path().join("pages/rolecall-build.1").exists());
}

#[test]
fn whoever_stops_reading_hears_no_complaint() {
    let mut child = command(Path::new("."), &["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn strict_is_satisfied_only_if_everything_is_checked() {
    let dir = TempDir::new().unwrap();
    run(dir.path(), &["new", "fleet"]);
    let (status, out, err) = run(dir.path(), &["check", "--strict", "fleet"]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    fs::write(dir.path().join("fleet/more.roll"), "var loose: any\n").unwrap();
    assert_eq!(run(dir.path(), &["check", "fleet"]).0, 0);
    let (status, out, err) = run(dir.path(), &["check", "--strict", "fleet"]);
    assert_eq!(status, 1);
    assert!(out.starts_with("1 place is not checked, in "), "{out}");
    assert!(err.contains("warning[unchecked]"), "{err}");
}

/// A role that others wrote, with what is no text, is carried over as it is; links that lead out are not.
#[cfg(unix)]
#[test]
fn a_role_of_others_is_carried_over_byte_for_byte() {
    let dir = TempDir::new().unwrap();
    let role = dir.path().join("theirs/legacy");
    fs::create_dir_all(role.join("files/.hidden")).unwrap();
    fs::create_dir_all(role.join("tasks")).unwrap();
    fs::create_dir_all(role.join(".git")).unwrap();
    fs::write(role.join("tasks/main.yml"), "---\n[]\n").unwrap();
    fs::write(role.join("files/blob.bin"), [0, 159, 146, 150, 10]).unwrap();
    fs::write(role.join("files/.hidden/x"), "y").unwrap();
    fs::write(role.join(".git/config"), "").unwrap();
    fs::create_dir(dir.path().join("fleet")).unwrap();
    let text = "use role legacy from \"../theirs/legacy\"\nhost \"a.example.org\" { }\n\
                playbook site { play \"All\" on all { role legacy } }\n";
    fs::write(dir.path().join("fleet/main.roll"), text).unwrap();
    let (status, _, err) = run(dir.path(), &["build", "fleet"]);
    assert_eq!((status, err.as_str()), (0, ""));
    let built = dir.path().join("fleet/build/roles/legacy");
    for path in ["tasks/main.yml", "files/blob.bin", "files/.hidden/x"] {
        let (theirs, ours) = (fs::read(role.join(path)), fs::read(built.join(path)));
        assert_eq!(theirs.unwrap(), ours.unwrap(), "{path}");
    }
    assert!(!built.join(".git").exists());
    fs::write(role.join("files/blob.bin"), [1]).unwrap();
    assert_eq!(run(dir.path(), &["build", "fleet", "--check"]).0, 1);
    assert_eq!(run(dir.path(), &["build", "fleet"]).0, 0);
    assert_eq!(fs::read(built.join("files/blob.bin")).unwrap(), [1]);
    fs::write(dir.path().join("secret"), "x").unwrap();
    std::os::unix::fs::symlink("../../../secret", role.join("files/link")).unwrap();
    let (status, _, err) = run(dir.path(), &["check", "fleet"]);
    assert_eq!(status, 1);
    assert!(err.contains("error[unreadable-source]"), "{err}");
    assert!(err.contains("leads out of"), "{err}");
}

#[test]
fn linked_templates_lead_out_of_the_project_however_deep_they_lie() {
    let dir = tempfile::tempdir().unwrap();
    let (fleet, outside) = (dir.path().join("fleet"), dir.path().join("outside"));
    let deep = outside.join("a/b/c/d/e/f/g/h");
    fs::create_dir(&fleet).unwrap();
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("secret.j2"), "x\n").unwrap();
    fs::write(fleet.join("main.roll"), "host \"a.example.org\" {}\n").unwrap();
    assert_eq!(run(dir.path(), &["check", "fleet"]).0, 0);
    std::os::unix::fs::symlink(&outside, fleet.join("templates")).unwrap();
    let (status, _, err) = run(dir.path(), &["check", "fleet"]);
    assert_eq!(status, 1, "{err}");
    assert!(err.contains("leads out of"), "{err}");
}
