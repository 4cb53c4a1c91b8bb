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
    let state = "state=$(dirname \"$0\")/../containers\n";
    fs::write(&path, format!("#!/bin/sh\n{state}{script}")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// What an engine does with containers that are lines of a file; it knows those with the label.
const ENGINE: &str = r#"touch "$state"
case "$1 $2" in
"ps --all") scenario=${4##*=}; grep "^$scenario " "$state" | cut -d' ' -f2; exit 0 ;;
"ps --filter") scenario=${3##*=}; grep "^$scenario .* up" "$state" | cut -d' ' -f2; exit 0 ;;
"rm --force") sed -i "/ $4 /d" "$state"; exit 0 ;;
esac
"#;

/// What a scenario's container is while it runs.
fn up(scenario: &str) -> String {
    format!("echo '{scenario} {scenario}-debian12 up' >> \"$state\"\n")
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
        &format!("{note}{podman}{ENGINE}"),
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
        "for name; do :; done\necho \"$name $name-debian12 up\" >> \"$state\"\ncat {}/$name.txt\nexit 2\n",
        folder.display()
    )
}

/// The containers that are there, by what the engine holds.
fn left(dir: &TempDir) -> String {
    fs::read_to_string(dir.path().join("containers")).unwrap()
}

#[test]
fn failures_are_told_apart_and_led_back() {
    let dir = project(&recorded(), "");
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
    assert_eq!(left(&dir), "");
    assert!(!dir.path().join("build").exists());
}

#[test]
fn failures_are_problems_at_their_lines_for_programs() {
    let dir = project(&recorded(), "");
    let (status, out, err) = run(&dir, &["--message-format", "json"]);
    assert_eq!(status, 1, "{err}");
    let lines: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let of = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    assert_eq!([of("diagnostic"), of("test"), of("summary")], [3, 3, 1]);
    let failing = lines.iter().find(|line| {
        line["message"] == "the test `failing` fails: failing task" && line["code"] == "test-failed"
    });
    assert_eq!(failing.unwrap()["place"]["start"]["line"], 16);
    let (_, out, _) = run(&dir, &["failing", "--message-format", "github"]);
    assert!(out.contains("::error file=small.roll,line=16,"), "{out}");
    assert!(out.contains("0 of 1 passed."), "{out}");
    let (_, out, _) = run(&dir, &["failing", "--message-format", "gitlab"]);
    let issues: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(issues[0]["check_name"], "test-failed");
}

#[test]
fn a_container_that_died_is_no_failing_task() {
    // It ends before Molecule does.
    let dies = recorded().replace(" up", " ended");
    let dir = project(&dies, "");
    let (status, _, err) = run(&dir, &["failing"]);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("failing: container died"), "{err}");
    assert!(err.contains("not running: failing-debian12"), "{err}");
}

#[test]
fn what_cannot_be_made_says_why() {
    for (task, says, kind, help) in [
        (
            "Build the images",
            "Error: initializing source docker://x: no route",
            "image not there",
            "--image PLATFORM=IMAGE",
        ),
        (
            "Start the containers",
            "Error: localhost/x: image not known",
            "image not there",
            "--image PLATFORM=IMAGE",
        ),
        (
            "Start the containers",
            "Error: cannot listen on the TCP port: listen tcp4 :2222: bind: address already in use",
            "port in use",
            "end what uses the port",
        ),
        (
            "Start the containers",
            "Error: creating container storage: the container name \\\"good-debian12\\\" is already in use by 1234. You have to remove that container to be able to reuse that name: that name is already in use",
            "name in use",
            "that no test made: remove it",
        ),
        (
            "Check that each has started",
            "good-debian12 did not start: offline",
            "container died",
            "see that the image has an init",
        ),
    ] {
        let create = format!(
            "cat <<'END'\nINFO     [good > create] Executing\n\
             TASK [{task}] ****\n\
             fatal: [localhost]: FAILED! => {{\"msg\": \"non-zero return code\", \"stderr\": \"{says}\"}}\n\
             ERROR    [good > create] Executed: Failed\nEND\nexit 2\n"
        );
        let dir = project(&create, "");
        let (status, _, err) = run(&dir, &["good"]);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains(&format!("good: {kind}\n")), "{err}");
        assert!(err.contains(help), "{err}");
        assert!(err.contains(&says.replace('\\', "")), "{err}");
    }
}

#[test]
fn who_does_not_answer_is_told_from_who_died() {
    let says = "cat <<'END'\nINFO     [good > converge] Executing\nTASK [Gathering Facts] ****\n\
        fatal: [good-debian12]: UNREACHABLE! => {\"msg\": \"no shell\"}\n\
        ERROR    [good > converge] Executed: Failed\nEND\nexit 2\n";
    let dir = project(&format!("{}{says}", up("good")), "");
    let (status, _, err) = run(&dir, &["good"]);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("good: container not reached\n"), "{err}");
    assert_eq!(left(&dir), "");
}

#[test]
fn who_dies_slowly_died() {
    let says = "(sleep 2; sed -i 's/ up/ ended/' \"$state\") >/dev/null 2>&1 &\ncat <<'END'\n\
        INFO     [good > converge] Executing\nTASK [good : Write the marker] ****\n\
        fatal: [good-debian12]: FAILED! => {\"msg\": \"Module result deserialization failed: No start of json char found\"}\n\
        ERROR    [good > converge] Executed: Failed\nEND\nexit 2\n";
    let dir = project(&format!("{}{says}", up("good")), "");
    let (status, _, err) = run(&dir, &["good"]);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("good: container died\n"), "{err}");
    assert!(
        err.contains("small.roll:7: good : Write the marker"),
        "{err}"
    );
    assert!(err.contains("  not running: good-debian12\n"), "{err}");
}

#[test]
fn what_no_test_made_is_left_alone() {
    let dir = project(&format!("{}exit 0\n", up("good")), "");
    let theirs = "- good-debian12 up\nother other-debian12 up\n";
    fs::write(dir.path().join("containers"), theirs).unwrap();
    // Without the label it is not seen at all, not even by its name.
    program(
        &dir.path().join("bin"),
        "molecule",
        "if [ \"$1\" != --version ]; then cp \"$state\" \"$state.seen\"; fi\n",
    );
    let (status, _, err) = run(&dir, &["good"]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(left(&dir), theirs);
    let seen = fs::read_to_string(dir.path().join("containers.seen")).unwrap();
    assert_eq!(seen, theirs);
}

#[test]
fn what_is_kept_stays_until_the_next_run() {
    let dir = project(&format!("{}exit 0\n", up("good")), "");
    let (status, _, err) = run(&dir, &["good", "--keep"]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(left(&dir), "good good-debian12 up\n");
    let (_, folder) = err.split_once("The containers and ").unwrap();
    let folder = Path::new(folder.split_once(" are kept.\n").unwrap().0);
    let scenario = folder.join("tree/molecule/good/molecule.yml");
    assert!(scenario.is_file(), "{}", scenario.display());
    fs::remove_dir_all(folder).unwrap();
    let (status, _, err) = run(&dir, &["good"]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(left(&dir), "");
}

#[test]
fn what_cannot_be_removed_is_named() {
    let stuck = "if [ \"$1\" = rm ]; then exit 1; fi\n";
    let dir = project(&format!("{}exit 0\n", up("good")), stuck);
    let (_, _, err) = run(&dir, &["good"]);
    let says = "good: still there: good-debian12: `podman rm --force good-debian12`\n";
    assert!(err.contains(says), "{err}");
}

#[test]
fn the_other_engine_and_image_reach_molecule() {
    let says = "for name; do :; done\n\
        echo \"$name $CONTAINER_ENGINE $DEBIAN12_IMAGE\" >> \"$state.asked\"\n";
    let dir = project(says, "exit 1\n");
    let bin = dir.path().join("bin");
    let note = format!(
        "echo \"$*\" >> {}\n",
        dir.path().join("docker.log").display()
    );
    program(&bin, "docker", &format!("{note}{ENGINE}"));
    let image = "debian12=localhost/debian:12";
    let (status, out, err) = run(
        &dir,
        &[
            "--engine",
            "docker",
            "--image",
            image,
            "--jobs",
            "1",
            "--platform",
            "debian12",
        ],
    );
    assert_eq!(status, 0, "{err}");
    assert!(out.ends_with("3 of 3 passed.\n"), "{out}");
    let asked = fs::read_to_string(dir.path().join("containers.asked")).unwrap();
    let all = ["failing", "good", "unstable"];
    let mut lines: Vec<&str> = asked
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    lines.sort_unstable();
    let expected = all.map(|name| format!("{name} docker localhost/debian:12"));
    assert_eq!(lines, expected);
    let log = fs::read_to_string(dir.path().join("docker.log")).unwrap();
    assert!(log.starts_with("info\n"), "{log}");
    assert!(!dir.path().join("podman.log").exists());
    for (arguments, says) in [
        (["--platform", "debian21"], "did you mean `debian12`?"),
        (["--role", "god"], "did you mean `good`?"),
        (["--image", "debian12"], "localhost/debian:12`"),
        (["--image", "debian=x"], "there is no platform `debian`"),
        (["--affected", "HEAD"], "is not in a git repository"),
    ] {
        let (status, _, err) = run(&dir, &arguments);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains(says), "{says}\nin\n{err}");
    }
}

#[test]
fn only_what_a_change_reaches_is_run() {
    let dir = project("exit 0\n", "");
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .current_dir(dir.path())
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "small.roll"]);
    git(&["commit", "--quiet", "--message", "One"]);
    let (status, out, err) = run(&dir, &["--affected", "HEAD"]);
    assert_eq!(
        (status, out.as_str()),
        (0, "No test is concerned.\n"),
        "{err}"
    );
    let changed = FLEET.replace("date >> /tmp/log", "date > /tmp/log");
    fs::write(dir.path().join("small.roll"), changed).unwrap();
    let (status, out, err) = run(&dir, &["--affected", "HEAD"]);
    assert_eq!(status, 0, "{err}");
    assert!(
        out.contains("unstable") && out.ends_with("1 of 1 passed.\n"),
        "{out}"
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
    let dir = project("exit 0\n", "");
    let wants = FLEET.replace("  verify {", "  verifier = \"testinfra\"\n  verify {");
    fs::write(dir.path().join("small.roll"), wants).unwrap();
    program(&dir.path().join("bin"), "pytest", "echo pytest 9.2.0\n");
    let (status, _, err) = run(&dir, &["good"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("error[no-testinfra]: the test `good`") && err.contains("pip install"),
        "{err}"
    );
    // The others do not want it.
    let (status, _, err) = run(&dir, &["failing"]);
    assert_eq!(status, 0, "{err}");
    program(
        &dir.path().join("bin"),
        "pytest",
        "echo '  pytest-testinfra-10.2.2 at here' >&2\n",
    );
    let (status, _, err) = run(&dir, &["good"]);
    assert_eq!(status, 0, "{err}");
}

#[test]
fn whoever_interrupts_leaves_no_container_behind() {
    std::thread::scope(|scope| {
        for signal in ["-INT", "-TERM", "-HUP"] {
            scope.spawn(|| interrupt(signal));
        }
    });
}

fn interrupt(signal: &str) {
    // A worker that left the process group, deaf to whoever asks, is about to make one more.
    let late =
        "setsid sh -c 'trap \"\" TERM; sleep 13; echo \"good late up\" >> \"$0\"' \"$state\" &\n";
    let dir = project(
        &format!(
            "{}{late}echo 'INFO     [good > converge] Executing'\nsleep 60\n",
            up("good")
        ),
        "",
    );
    let start = Instant::now();
    let child = command(&dir, &["good"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let containers = dir.path().join("containers");
    while !fs::read_to_string(&containers).is_ok_and(|text| text.contains("up")) {
        assert!(start.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    let kill = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    let err = String::from_utf8(done.stderr).unwrap();
    assert!(err.ends_with("Interrupted.\n"), "{err}");
    assert!(start.elapsed() < Duration::from_secs(30));
    std::thread::sleep(Duration::from_secs(14).saturating_sub(start.elapsed()));
    assert_eq!(left(&dir), "", "{signal}");
}
