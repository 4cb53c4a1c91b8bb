//! `rolecall fmt` as a process.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const UGLY: &str = "group web{port=22}\n";
const FINE: &str = "group web { port = 22 }\n";

/// Exit status, output, and what is said besides.
fn run(dir: &Path, arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(dir)
        .arg("fmt")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // What does not read its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input);
    let done = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        done.status.code().unwrap(),
        text(done.stdout),
        text(done.stderr),
    )
}

fn project(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn read(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join(path)).unwrap()
}

#[test]
fn files_at_any_depth_are_formatted_and_those_that_are_stay_untouched() {
    let dir = project(&[
        ("a.roll", UGLY.as_bytes()),
        ("roles/b/b.roll", FINE.as_bytes()),
        ("lib/x/c.roll", UGLY.as_bytes()),
        (".hidden/d.roll", UGLY.as_bytes()),
        ("e.txt", UGLY.as_bytes()),
    ]);
    let old = fs::metadata(dir.path().join("roles/b/b.roll")).unwrap();
    let (status, out, err) = run(dir.path(), &[], b"");
    assert_eq!((status, err.as_str()), (0, ""));
    assert_eq!(
        out,
        "a.roll\nlib/x/c.roll\n2 files formatted, 1 unchanged.\n"
    );
    assert_eq!(read(&dir, "a.roll"), FINE);
    assert_eq!(read(&dir, "lib/x/c.roll"), FINE);
    assert_eq!(read(&dir, ".hidden/d.roll"), UGLY);
    assert_eq!(read(&dir, "e.txt"), UGLY);
    let new = fs::metadata(dir.path().join("roles/b/b.roll")).unwrap();
    assert_eq!(old.modified().unwrap(), new.modified().unwrap());
    let (status, out, _) = run(dir.path(), &["--check"], b"");
    assert_eq!((status, out.as_str()), (0, "Formatted already: 3 files.\n"));
}

#[test]
fn check_shows_the_difference_and_writes_nothing() {
    let dir = project(&[("a.roll", UGLY.as_bytes()), ("b.roll", FINE.as_bytes())]);
    let (status, out, err) = run(dir.path(), &["--check"], b"");
    assert_eq!(status, 1);
    let changed = "-group web{port=22}\n+group web { port = 22 }\n";
    assert!(out.contains(changed) && !out.contains("b.roll"), "{out}");
    let told = "error[not-formatted]: a.roll is not formatted";
    assert!(err.contains(told) && !err.contains("b.roll"), "{err}");
    assert!(err.contains("a.roll:1:1"), "{err}");
    let (_, out, _) = run(dir.path(), &["--check", "--message-format", "github"], b"");
    assert!(out.contains("::error file=a.roll,line=1"), "{out}");
    assert_eq!(read(&dir, "a.roll"), UGLY);
}

#[test]
fn what_cannot_be_read_is_reported_and_left_alone() {
    let broken = "group web {port=}\n";
    let dir = project(&[
        ("a.roll", UGLY.as_bytes()),
        ("b.roll", broken.as_bytes()),
        ("c.roll", b"group web { via = \"\xff\" }\n"),
    ]);
    let (status, out, err) = run(dir.path(), &["a.roll", "b.roll"], b"");
    assert_eq!(
        (status, out.as_str()),
        (1, "a.roll\n1 file formatted, 0 unchanged.\n")
    );
    assert!(
        err.contains("error[unexpected-token]") && err.contains("b.roll:1"),
        "{err}"
    );
    assert_eq!(read(&dir, "b.roll"), broken);
    let (status, _, err) = run(dir.path(), &["c.roll"], b"");
    assert_eq!(status, 2);
    assert!(err.contains("error[not-utf8]"), "{err}");
    let (status, _, err) = run(dir.path(), &["nowhere"], b"");
    assert_eq!(status, 2);
    assert!(err.contains("error[no-such-file]"), "{err}");
}

#[test]
fn a_pipe_is_formatted_into_a_pipe() {
    let dir = TempDir::new().unwrap();
    assert_eq!(
        run(dir.path(), &["-"], UGLY.as_bytes()),
        (0, FINE.to_owned(), String::new())
    );
    assert_eq!(run(dir.path(), &["-"], FINE.as_bytes()).1, FINE);
    let windows = b"\xef\xbb\xbfgroup web {\r\n  # why\r\n  port = 22\r\n}\r\n";
    let (status, out, _) = run(dir.path(), &["-"], windows);
    assert_eq!(
        (status, out.as_str()),
        (0, "group web {\n  # why\n  port = 22\n}\n")
    );
    let (status, out, err) = run(dir.path(), &["-"], b"group web {");
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("<stdin>:1"), "{err}");
    let (status, out, _) = run(dir.path(), &["-", "--check"], UGLY.as_bytes());
    assert_eq!(status, 1);
    assert!(out.contains("+group web { port = 22 }"), "{out}");
    assert_eq!(
        run(dir.path(), &["-", "--check"], FINE.as_bytes()),
        (0, String::new(), String::new())
    );
    assert_eq!(run(dir.path(), &["-"], b"\xff").0, 2);
    assert_eq!(
        run(dir.path(), &["-"], b""),
        (0, String::new(), String::new())
    );
}

#[cfg(unix)]
#[test]
fn a_link_keeps_leading_to_its_file_and_the_file_its_mode() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let dir = project(&[("real/a.txt", UGLY.as_bytes())]);
    let real = dir.path().join("real/a.txt");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/a.txt", dir.path().join("a.roll")).unwrap();
    assert_eq!(run(dir.path(), &["."], b"").0, 0);
    assert_eq!(read(&dir, "real/a.txt"), FINE);
    assert!(dir.path().join("a.roll").is_symlink());
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(fs::read_dir(dir.path().join("real")).unwrap().count(), 1);
}
