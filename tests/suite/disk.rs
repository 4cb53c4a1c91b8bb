//! Reading projects and writing trees, with everything that can stand in the way.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::SystemTime;

use miette::Diagnostic as _;
use rolecall::disk::error::DiskError;
use rolecall::disk::manifest;
use rolecall::disk::plan::Report;
use rolecall::disk::plan::plan;
use rolecall::disk::read;
use rolecall::emit::artifact::Artifact;
use rolecall::emit::artifact::Content;
use tempfile::TempDir;

fn artifact(path: &str, text: &str) -> Artifact {
    Artifact {
        path: path.into(),
        content: Content::Text(text.into()),
    }
}

fn build(out: &Path, artifacts: &[Artifact]) -> Result<Report, DiskError> {
    plan(out, artifacts, false)?.run()
}

fn code(error: &DiskError) -> String {
    error
        .code()
        .map(|code| code.to_string())
        .unwrap_or_default()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// Everything below a folder, and when it was last changed.
fn listing(dir: &Path) -> Vec<(String, SystemTime)> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path.clone());
            }
            let name = path.strip_prefix(dir).unwrap().display().to_string();
            found.push((name, fs::metadata(&path).unwrap().modified().unwrap()));
        }
    }
    found.sort();
    found
}

fn names(dir: &Path) -> Vec<String> {
    listing(dir).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_tree_is_written_and_not_touched_again() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("deep/build");
    let artifacts = [artifact("a.yml", "a"), artifact("roles/b/c.yml", "c")];
    assert_eq!(
        build(&out, &artifacts).unwrap().written,
        ["a.yml", "roles/b/c.yml"]
    );
    assert_eq!(text(&out.join("roles/b/c.yml")), "c");
    assert_eq!(
        names(dir.path().join("deep").as_path()).len(),
        6,
        "nothing is left beside it"
    );
    let before = listing(&out);
    let report = build(&out, &artifacts).unwrap();
    assert_eq!((report.written.len(), report.unchanged), (0, 2));
    assert_eq!(listing(&out), before);
}

#[test]
fn only_what_changed_is_written_and_only_what_was_ours_is_removed() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    build(
        &out,
        &[artifact("a", "1"), artifact("b", "1"), artifact("d/c", "1")],
    )
    .unwrap();
    fs::write(out.join("mine"), "mine").unwrap();
    let before = fs::metadata(out.join("a")).unwrap().modified().unwrap();
    let report = build(&out, &[artifact("a", "1"), artifact("b", "2")]).unwrap();
    assert_eq!(report.written, ["b"]);
    assert_eq!(report.removed, ["d/c"]);
    assert_eq!(
        fs::metadata(out.join("a")).unwrap().modified().unwrap(),
        before
    );
    assert_eq!(names(&out), [manifest::NAME, "a", "b", "mine"]);
}

#[test]
fn many_changes_are_all_made() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    let fleet = |text: &str| -> Vec<Artifact> {
        (0..500)
            .map(|n| artifact(&format!("d{}/f{n:03}", n % 7), &format!("{text}{n}")))
            .collect()
    };
    build(&out, &fleet("a longer text ")).unwrap();
    fs::set_permissions(out.join("d0/f000"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::hard_link(out.join("d1/f001"), dir.path().join("kept")).unwrap();
    let report = build(&out, &fleet("short ")).unwrap();
    assert_eq!(report.written.len(), 500);
    for n in 0..500 {
        let path = out.join(format!("d{}/f{n:03}", n % 7));
        assert_eq!(text(&path), format!("short {n}"));
    }
    let modes = |path: &str| fs::metadata(out.join(path)).unwrap().permissions().mode();
    assert_eq!(modes("d2/f002"), modes("d3/f003"));
    assert_eq!(text(&dir.path().join("kept")), "a longer text 1");
    assert_eq!(names(&out).len(), 500 + 7 + 1);
    assert!(plan(&out, &fleet("short "), false).unwrap().is_done());
}

#[test]
fn what_a_person_edited_is_kept_unless_forced() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    build(&out, &[artifact("a", "1"), artifact("b", "1")]).unwrap();
    fs::write(out.join("a"), "edited").unwrap();
    for wanted in [
        vec![artifact("a", "2"), artifact("b", "2")],
        vec![artifact("b", "2")],
    ] {
        let error = build(&out, &wanted).unwrap_err();
        assert_eq!(code(&error), "edited-output");
        assert!(error.to_string().contains("  a"), "{error}");
        assert_eq!(
            (text(&out.join("a")), text(&out.join("b"))),
            ("edited".into(), "1".into())
        );
    }
    plan(&out, &[artifact("a", "2")], true)
        .unwrap()
        .run()
        .unwrap();
    assert_eq!(names(&out), [manifest::NAME, "a"]);
    // An edit that says what the build says is no conflict.
    fs::write(out.join("a"), "3").unwrap();
    assert_eq!(build(&out, &[artifact("a", "3")]).unwrap().unchanged, 1);
    assert!(plan(&out, &[artifact("a", "3")], false).unwrap().is_done());
}

#[test]
fn what_no_build_wrote_is_kept() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("a"), "mine").unwrap();
    let error = build(&out, &[artifact("a", "ours"), artifact("b", "ours")]).unwrap_err();
    assert_eq!(code(&error), "foreign-output");
    assert_eq!(names(&out), ["a"]);
    fs::create_dir(out.join("b")).unwrap();
    let error = build(&out, &[artifact("b", "ours")]).unwrap_err();
    assert_eq!(code(&error), "foreign-output");
    fs::write(out.join("b/c"), "mine").unwrap();
    let error = plan(&out, &[artifact("b", "ours")], true).unwrap_err();
    assert_eq!(code(&error), "foreign-output");
    assert_eq!(names(&out), ["a", "b", "b/c"]);
}

#[test]
fn a_link_in_the_output_is_not_followed() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    build(&out, &[artifact("a", "1")]).unwrap();
    fs::create_dir(dir.path().join("elsewhere")).unwrap();
    symlink(dir.path().join("elsewhere"), out.join("roles")).unwrap();
    let error = build(&out, &[artifact("a", "1"), artifact("roles/b", "1")]).unwrap_err();
    assert_eq!(code(&error), "foreign-output");
    assert!(names(&dir.path().join("elsewhere")).is_empty());
}

#[test]
fn a_persons_file_with_the_bytes_of_ours_is_never_removed() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("a"), "mine").unwrap();
    build(&out, &[artifact("a", "mine"), artifact("b", "1")]).unwrap();
    assert!(
        plan(&out, &[artifact("a", "mine"), artifact("b", "1")], false)
            .unwrap()
            .is_done()
    );
    build(&out, &[artifact("b", "1")]).unwrap();
    assert_eq!(text(&out.join("a")), "mine");
}

#[test]
fn nothing_behind_a_link_is_removed() {
    let dir = TempDir::new().unwrap();
    let (out, elsewhere) = (dir.path().join("build"), dir.path().join("elsewhere"));
    build(&out, &[artifact("a", "1"), artifact("c/deep/gone", "1")]).unwrap();
    fs::rename(out.join("c"), &elsewhere).unwrap();
    symlink(&elsewhere, out.join("c")).unwrap();
    for force in [false, true] {
        let wanted = [artifact("a", if force { "3" } else { "2" })];
        plan(&out, &wanted, force).unwrap().run().unwrap();
        assert_eq!(text(&elsewhere.join("deep/gone")), "1");
    }
}

#[test]
fn an_interrupted_build_is_finished_by_the_next() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    let (old, new) = (
        [artifact("a", "1"), artifact("b", "1")],
        [artifact("a", "2"), artifact("b", "2")],
    );
    build(&out, &old).unwrap();
    // As a kill leaves it: the marker, one file renamed, one waiting.
    let meant = [("a", "2"), ("b", "2")];
    let marker: String = meant
        .iter()
        .map(|(path, text)| format!("{:016x} {path}\n", manifest::hash(text.as_bytes())))
        .collect();
    fs::write(out.join(manifest::MARKER), marker).unwrap();
    fs::write(out.join("a"), "2").unwrap();
    fs::write(out.join(".1.rolecall-tmp"), "2").unwrap();
    assert!(!plan(&out, &new, false).unwrap().is_done());
    assert!(plan(&out, &new, false).unwrap().report.unfinished);
    // Even one that wants a third state knows what is ours.
    let third = [artifact("a", "3"), artifact("b", "3")];
    assert!(build(&out, &third).unwrap().unfinished);
    assert_eq!(names(&out), [manifest::NAME, "a", "b"]);
    assert!(plan(&out, &third, false).unwrap().is_done());
}

#[test]
fn an_interrupted_first_build_is_cleared_away() {
    let dir = TempDir::new().unwrap();
    let staging = dir.path().join(".build.rolecall-tmp");
    fs::create_dir(&staging).unwrap();
    fs::write(staging.join(manifest::MARKER), "").unwrap();
    build(&dir.path().join("build"), &[artifact("a", "1")]).unwrap();
    assert_eq!(names(dir.path()).len(), 3);
}

#[test]
fn an_output_that_cannot_be_written_says_so() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    fs::write(&out, "a file").unwrap();
    assert_eq!(
        code(&build(&out, &[artifact("a", "1")]).unwrap_err()),
        "output-is-file"
    );
    assert_eq!(
        code(&build(&out.join("below"), &[artifact("a", "1")]).unwrap_err()),
        "cannot-write"
    );
    assert_eq!(text(&out), "a file");
    let missing = Artifact {
        path: "x".into(),
        content: Content::Copy(dir.path().join("missing")),
    };
    let out = dir.path().join("other");
    assert_eq!(code(&build(&out, &[missing]).unwrap_err()), "cannot-read");
    assert!(!out.exists());
}

#[test]
fn a_manifest_is_not_believed_blindly() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    fs::create_dir(&out).unwrap();
    for bad in [
        "nonsense",
        "0000000000000000 ../outside",
        "0000000000000000 /etc/passwd",
    ] {
        fs::write(out.join(manifest::NAME), bad).unwrap();
        assert_eq!(code(&build(&out, &[]).unwrap_err()), "bad-manifest");
    }
}

#[test]
fn a_carried_script_stays_executable() {
    let dir = TempDir::new().unwrap();
    let script = dir.path().join("run.sh");
    fs::write(&script, "#!/bin/sh\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let copy = Artifact {
        path: "files/run.sh".into(),
        content: Content::Copy(script),
    };
    let out = dir.path().join("build");
    build(&out, &[copy]).unwrap();
    let mode = fs::metadata(out.join("files/run.sh"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o755);
}

#[test]
fn an_executable_bit_is_a_change_like_any() {
    let dir = TempDir::new().unwrap();
    let script = dir.path().join("run.sh");
    fs::write(&script, "#!/bin/sh\n").unwrap();
    let out = dir.path().join("build");
    let artifacts = [Artifact {
        path: "files/run.sh".into(),
        content: Content::Copy(script.clone()),
    }];
    let executable = || {
        let file = fs::metadata(out.join("files/run.sh")).unwrap();
        file.permissions().mode() & 0o111 != 0
    };
    let set = |mode| fs::set_permissions(&script, fs::Permissions::from_mode(mode)).unwrap();
    set(0o600);
    build(&out, &artifacts).unwrap();
    assert!(!executable());
    set(0o700);
    assert_eq!(build(&out, &artifacts).unwrap().written, ["files/run.sh"]);
    assert!(executable());
    assert_eq!(build(&out, &artifacts).unwrap().written.len(), 0);
    // The rest of the mode is that of the machine, not a part of the project.
    set(0o500);
    assert_eq!(build(&out, &artifacts).unwrap().written.len(), 0);
    set(0o600);
    assert_eq!(build(&out, &artifacts).unwrap().written, ["files/run.sh"]);
    assert!(!executable());
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    let file = [artifact("files/conf", "file"), artifact("a.yml", "a")];
    let folder = [
        artifact("files/conf/deep/one", "one"),
        artifact("files/conf/two", "two"),
    ];
    build(&out, &file).unwrap();
    let report = build(&out, &folder).unwrap();
    assert_eq!(report.removed, ["a.yml", "files/conf"]);
    assert_eq!(text(&out.join("files/conf/deep/one")), "one");
    let report = build(&out, &file).unwrap();
    assert_eq!(report.removed, ["files/conf/deep/one", "files/conf/two"]);
    assert_eq!(text(&out.join("files/conf")), "file");
    assert_eq!(
        names(&out),
        [".rolecall-manifest", "a.yml", "files", "files/conf"]
    );
    // What a person edited stays, unless forced; what a person put there stays in any case.
    build(&out, &folder).unwrap();
    fs::write(out.join("files/conf/two"), "edited").unwrap();
    assert_eq!(code(&build(&out, &file).unwrap_err()), "edited-output");
    fs::write(out.join("files/conf/notes"), "mine").unwrap();
    let forced = plan(&out, &file, true).map(drop);
    assert_eq!(code(&forced.unwrap_err()), "foreign-output");
    fs::remove_file(out.join("files/conf/notes")).unwrap();
    plan(&out, &file, true).unwrap().run().unwrap();
    assert_eq!(text(&out.join("files/conf")), "file");
    // A file of a person's where a folder shall be.
    fs::create_dir(out.join("other")).unwrap();
    fs::write(out.join("other/x"), "mine").unwrap();
    let below = [artifact("other/x/y", "y")];
    assert_eq!(code(&build(&out, &below).unwrap_err()), "foreign-output");
    assert_eq!(text(&out.join("other/x")), "mine");
    plan(&out, &below, true).unwrap().run().unwrap();
    assert_eq!(text(&out.join("other/x/y")), "y");
}

#[test]
fn a_pipe_is_not_waited_for() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("build");
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    };
    for (number, content) in [
        Content::Text("a".into()),
        Content::Text(String::new()),
        Content::Copy(dir.path().join("source")),
    ]
    .into_iter()
    .enumerate()
    {
        fs::write(dir.path().join("source"), "a").unwrap();
        let artifacts = [Artifact {
            path: format!("{number}"),
            content,
        }];
        build(&out, &artifacts).unwrap();
        let path = out.join(format!("{number}"));
        fs::remove_file(&path).unwrap();
        pipe(&path);
        assert_eq!(
            code(&build(&out, &artifacts).unwrap_err()),
            "foreign-output"
        );
        plan(&out, &artifacts, true).unwrap().run().unwrap();
        assert!(fs::symlink_metadata(&path).unwrap().is_file());
    }
    for own in [".rolecall-manifest", ".rolecall-unfinished"] {
        let _ = fs::remove_file(out.join(own));
        pipe(&out.join(own));
        let error = build(&out, &[artifact("a", "a")]).unwrap_err();
        assert_eq!(code(&error), "cannot-read", "{own}");
        fs::remove_file(out.join(own)).unwrap();
    }
    let role = dir.path().join("role");
    fs::create_dir_all(role.join("files")).unwrap();
    pipe(&role.join("files/pipe"));
    let error = read::beside(&role, &role).unwrap_err();
    assert!(error.to_string().contains("no regular file"), "{error}");
}

#[test]
fn a_name_that_a_manifest_cannot_hold_is_refused() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("files")).unwrap();
    fs::write(dir.path().join("files/a\nb"), "x").unwrap();
    let error = read::beside(dir.path(), dir.path()).unwrap_err();
    assert!(error.to_string().contains("line break"), "{error}");
}

#[test]
fn a_namespace_is_its_directory_and_its_roles() {
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    for path in ["roles/base/templates", "roles/base/files/keys", "other"] {
        fs::create_dir_all(root.join(path)).unwrap();
    }
    for path in [
        "b.roll",
        "a.roll",
        ".hidden.roll",
        "roles/base/base.roll",
        "other/no.roll",
        "readme.md",
    ] {
        fs::write(root.join(path), "").unwrap();
    }
    fs::write(root.join("roles/base/templates/motd.j2"), "hello").unwrap();
    fs::write(root.join("roles/base/files/keys/a.pub"), [0xff, 0xfe]).unwrap();
    let found: Vec<_> = read::namespace(root)
        .unwrap()
        .into_iter()
        .map(|file| file.path.strip_prefix(root).unwrap().display().to_string())
        .collect();
    assert_eq!(found, ["a.roll", "b.roll", "roles/base/base.roll"]);
    let beside = read::beside(root, &root.join("roles/base")).unwrap();
    assert_eq!(beside.templates[0].0, "motd.j2");
    assert_eq!(beside.templates[0].1.text, "hello");
    assert_eq!(beside.files[0].0, "keys/a.pub");
}

#[test]
fn a_project_that_cannot_be_read_says_why() {
    let dir = TempDir::new().unwrap();
    let of = |path: &Path| code(&read::namespace(path).unwrap_err());
    assert_eq!(of(&dir.path().join("none")), "no-such-directory");
    assert_eq!(of(dir.path()), "no-roll-files");
    let file = dir.path().join("a.roll");
    fs::write(&file, b"let x = \xff").unwrap();
    let error = read::namespace(&file).unwrap_err();
    assert_eq!(code(&error), "no-such-directory");
    let shown = format!("{error}; {}", error.help().unwrap());
    assert!(shown.contains("a.roll is a file"), "{shown}");
    assert!(
        shown.ends_with(&format!(": {}", dir.path().display())),
        "{shown}"
    );
    let error = read::namespace(dir.path()).unwrap_err();
    assert!(
        matches!(
            error,
            DiskError::NotUtf8 {
                at: 8,
                byte: 0xff,
                ..
            }
        ),
        "{error}"
    );
    fs::File::create(&file)
        .unwrap()
        .set_len(read::LONGEST + 1)
        .unwrap();
    assert_eq!(of(dir.path()), "file-too-large");
    fs::remove_file(&file).unwrap();
    symlink("/etc/hostname", &file).unwrap();
    assert_eq!(of(dir.path()), "link-out-of-project");
}
