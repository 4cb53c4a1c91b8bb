//! `rolecall test` with programs that answer as Molecule and podman did: `recorded/` is what
//! `molecule test` printed for these roles.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const FLEET: &str = r#"project small {}
platform debian12 {
  image  = "docker.io/library/debian:12"
  family = "debian"
}
role good {
  task "Write the marker" { copy { dest = "/etc/marker", content = "hello", mode = 0644 } }
}
role unstable {
  task "Append to the log" {
    shell { cmd = "date >> /tmp/log" }
    changed_when = true
  }
}
role failing {
  task "Ask for a file" {
    command { cmd = "cat /nonexistent" }
    changed_when = false
  }
}
test good {
  platforms = [debian12]
  verify {
    file "/etc/marker" { contains = "goodbye" }
  }
}
"#;

fn program(dir: &Path, name: &str, script: &str) {
    let path = dir.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A project, and programs in `bin` that answer; `podman` writes down what it is told.
fn project(molecule: &str, podman: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("small.roll"), FLEET).unwrap();
    fs::create_dir(dir.path().join("bin")).unwrap();
    let version = "if [ \"$1\" = --version ]; then exit 0; fi\n";
    program(
        &dir.path().join("bin"),
        "molecule",
        &format!("{version}{molecule}"),
    );
    let log = dir.path().join("podman.log");
    let note = format!("echo \"$*\" >> {}\n", log.display());
    program(
        &dir.path().join("bin"),
        "podman",
        &format!("{note}{podman}"),
    );
    dir
}

fn command(dir: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    let path = format!("{}:/usr/bin:/bin", dir.path().join("bin").display());
    command
        .current_dir(dir.path())
        .arg("test")
        .args(arguments)
        .env("PATH", path)
        .env_remove("CONTAINER_ENGINE");
    command
}

fn run(dir: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let done = command(dir, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        done.status.code().unwrap(),
        text(done.stdout),
        text(done.stderr),
    )
}

/// Prints what was recorded for the scenario that is asked for.
fn recorded() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/recorded");
    format!(
        "for name; do :; done\ncat {}/$name.txt\nexit 2\n",
        folder.display()
    )
}

const ALIVE: &str = "if [ \"$1\" = container ]; then echo true; fi\n";

#[test]
fn failures_are_told_apart_and_led_back() {
    let dir = project(&recorded(), ALIVE);
    let (status, out, err) = run(&dir, &["--junit", "report.xml", "--jobs", "1"]);
    assert_eq!(status, 1, "{err}");
    for part in [
        "failing: failing task\n  ./small.roll:16: failing : Ask for a file\n    failing-debian12: non-zero return code\n    cat: /nonexistent: No such file or directory\n",
        "unstable: not idempotent\n  ./small.roll:10: unstable : Append to the log\n",
        "good: failing check\n  ./small.roll:24: Check the text of /etc/marker\n    good-debian12: The text of /etc/marker: does not contain \"goodbye\"\n",
        "good: converge\n",
        "good: idempotence done in ",
    ] {
        assert!(err.contains(part), "{part}\nin\n{err}");
    }
    assert!(out.ends_with("0 of 3 passed.\n"), "{out}");
    let junit = fs::read_to_string(dir.path().join("report.xml")).unwrap();
    assert!(
        junit.contains("tests=\"3\" failures=\"3\" errors=\"0\""),
        "{junit}"
    );
    assert!(junit.contains("&quot;goodbye&quot;"), "{junit}");
    let log = fs::read_to_string(dir.path().join("podman.log")).unwrap();
    assert!(
        log.trim_end()
            .ends_with("rm --force --volumes unstable-debian12"),
        "{log}"
    );
    assert!(!dir.path().join("build").exists());
}

#[test]
fn a_container_that_died_is_no_failing_task() {
    let dir = project(&recorded(), "");
    let (status, _, err) = run(&dir, &["failing"]);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("failing: container died"), "{err}");
    assert!(err.contains("not running: failing-debian12"), "{err}");
}

#[test]
fn an_image_that_cannot_be_had_says_so() {
    let create = "echo 'INFO     [good > create] Executing'\n\
        echo 'TASK [Build the images] ****'\n\
        echo 'fatal: [localhost]: FAILED! => {\"msg\": \"non-zero return code\", \"stderr\": \"Error: initializing source docker://x: no route\"}'\n\
        echo 'ERROR    [good > create] Executed: Failed'\nexit 2\n";
    let dir = project(create, "");
    let (status, _, err) = run(&dir, &["good"]);
    assert_eq!(status, 2, "{err}");
    assert!(
        err.contains("good: image not there") && err.contains("--image PLATFORM=IMAGE"),
        "{err}"
    );
}

#[test]
fn what_passes_passes() {
    let dir = project("exit 0\n", "");
    let (status, out, err) = run(&dir, &["--role", "unstable"]);
    assert_eq!(status, 0, "{err}");
    assert!(out.ends_with("1 of 1 passed.\n"), "{out}");
}

#[test]
fn what_is_missing_is_named() {
    let dir = project("exit 0\n", "echo 'cannot connect' >&2; exit 125\n");
    let (status, _, err) = run(&dir, &[]);
    assert_eq!(status, 2);
    assert!(
        err.contains("error[no-engine]") && err.contains("cannot connect"),
        "{err}"
    );
    let (status, _, err) = run(&dir, &["godo"]);
    assert_eq!(status, 2);
    assert!(err.contains("did you mean `good`?"), "{err}");
    let dir = project("", "");
    fs::remove_file(dir.path().join("bin/molecule")).unwrap();
    let (status, _, err) = run(&dir, &[]);
    assert_eq!(status, 2);
    assert!(err.contains("error[no-molecule]"), "{err}");
}

#[test]
fn whoever_interrupts_leaves_no_container_behind() {
    let dir = project(
        "touch began\necho 'INFO     [good > converge] Executing'\nsleep 60\n",
        "",
    );
    let start = Instant::now();
    let child = command(&dir, &["good"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = dir.path().join("podman.log");
    // The first removal comes before Molecule starts.
    while !fs::read_to_string(&log).is_ok_and(|text| text.contains("rm --force")) {
        assert!(start.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(start.elapsed() < Duration::from_secs(30));
    let err = String::from_utf8(done.stderr).unwrap();
    assert!(err.ends_with("Interrupted.\n"), "{err}");
    let log = fs::read_to_string(&log).unwrap();
    assert_eq!(
        log.matches("rm --force --volumes good-debian12").count(),
        2,
        "{log}"
    );
}
