//! `rolecall affected` on real git repositories.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const FLEET: &str = r#"project shop {}

platform debian12 {
  image = "docker.io/library/debian:12"
  family = "debian"
}

test "the web servers" {
  playbook = "site"
  platform = debian12
  hosts = ["web01.example.org"]
}

role base {
  param banner: string = "hello"
  task "Write the banner" { copy { dest = "/etc/motd", content = banner, mode = 0644 } }
}

role web {
  depends { role base }
  param port: int = 80
  task "Say the port" { debug { msg = "{{ port }}" } }
}

role db {
  task "Say something" { debug { msg = "db" } }
}

group webs {
  host "web01.example.org" { set web { port = 8080 } }
  host "web02.example.org" {}
}
group dbs { host "db01.example.org" {} }

playbook site {
  play "Web servers" on webs { role web }
  play "Databases" on dbs { role db }
}
"#;

fn git(dir: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(dir)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

/// A repository with the fleet in a folder of its own, committed.
pub fn repository(text: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("fleet")).unwrap();
    fs::write(dir.path().join("fleet/shop.roll"), text).unwrap();
    git(dir.path(), &["init", "--quiet"]);
    git(dir.path(), &["add", "."]);
    git(dir.path(), &["commit", "--quiet", "-m", "first"]);
    dir
}

pub fn run(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(dir)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        done.status.code().unwrap(),
        text(done.stdout),
        text(done.stderr),
    )
}

/// The names of roles, plays, hosts and tests that replacing a text reaches.
fn reached(from: &str, to: &str) -> [Vec<String>; 4] {
    assert!(FLEET.contains(from));
    let dir = repository(FLEET);
    fs::write(dir.path().join("fleet/shop.roll"), FLEET.replace(from, to)).unwrap();
    let arguments = ["affected", "fleet", "--base", "HEAD", "--format", "json"];
    let (status, out, err) = run(dir.path(), &arguments);
    assert_eq!(status, 0, "{err}");
    let json: Value = serde_json::from_str(&out).unwrap();
    ["roles", "plays", "hosts", "tests"].map(|part| {
        let list = json["affected"][part].as_array().unwrap();
        let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
        list.iter().map(name).collect()
    })
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_changed_role_reaches_what_depends_on_it() {
    let [roles, plays, hosts, tests] = reached("Write the banner", "Write a banner");
    assert_eq!(roles, strings(&["base", "web"]));
    assert_eq!(plays, strings(&["Web servers"]));
    assert_eq!(hosts, strings(&["web01.example.org", "web02.example.org"]));
    assert_eq!(tests, strings(&["base", "the web servers", "web"]));
}

#[test]
fn a_changed_value_reaches_the_hosts_that_have_it() {
    let [roles, plays, hosts, tests] = reached("port = 8080", "port = 8081");
    assert_eq!(roles, strings(&["web"]));
    assert_eq!(plays, strings(&["Web servers"]));
    assert_eq!(hosts, strings(&["web01.example.org"]));
    // The role's own test gives its own values.
    assert_eq!(tests, strings(&["the web servers"]));
}

#[test]
fn a_value_that_only_moved_reaches_nothing() {
    let of_hosts = FLEET.replace(
        "web02.example.org\" {}",
        "web02.example.org\" { set web { port = 8080 } }",
    );
    let of_the_group = FLEET
        .replace(" { set web { port = 8080 } }", " {}")
        .replace(
            "group webs {",
            "# Moved.\ngroup webs {\n  set web { port = 8080 }",
        );
    let dir = repository(&of_hosts);
    fs::write(dir.path().join("fleet/shop.roll"), of_the_group).unwrap();
    let (status, out, err) = run(dir.path(), &["affected", "fleet", "--base", "HEAD"]);
    assert_eq!(
        (status, out.as_str()),
        (0, "Nothing is affected.\n"),
        "{err}"
    );
}

#[test]
fn a_host_that_goes_is_named_with_the_plays_that_reached_it() {
    let without = FLEET.replace("  host \"web02.example.org\" {}\n", "");
    let dir = repository(FLEET);
    fs::write(dir.path().join("fleet/shop.roll"), without).unwrap();
    let (status, out, err) = run(dir.path(), &["affected", "fleet", "--base", "HEAD"]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(
        out,
        "plays:\n  site: Web servers  (reaches no longer web02.example.org)\n\
         hosts:\n  web02.example.org  (site: Web servers; removed)\n"
    );
}

#[test]
fn a_base_that_does_not_compile_counts_as_everything() {
    let dir = repository("role base { nonsense }\n");
    fs::write(dir.path().join("fleet/shop.roll"), FLEET).unwrap();
    let (status, out, err) = run(dir.path(), &["affected", "fleet", "--base", "HEAD"]);
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("does not compile at `HEAD`"), "{err}");
    assert!(
        out.starts_with("everything, because of the base does not compile"),
        "{out}"
    );
    assert!(out.contains("  db  (new)"), "{out}");
}

#[test]
fn what_git_cannot_read_is_said() {
    let dir = repository(FLEET);
    let (status, _, err) = run(dir.path(), &["affected", "fleet", "--base", "nowhere"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("error[unknown-revision]") && err.contains("`nowhere`"),
        "{err}"
    );
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("shop.roll"), FLEET).unwrap();
    let (status, _, err) = run(outside.path(), &["affected", "--base", "HEAD"]);
    assert_eq!(status, 2);
    assert!(err.contains("error[no-repository]"), "{err}");
    let lonely = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(dir.path())
        .args(["affected", "fleet", "--base", "HEAD"])
        .env("PATH", outside.path())
        .output()
        .unwrap();
    assert_eq!(lonely.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&lonely.stderr).contains("error[no-git]"));
}
