//! `rolecall why`: all that is said of a value, and what holds.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

const FLEET: &str = r#"host "a.example.org" {}
group web {
  host "b.example.org" { set base { packages += ["c"] } }
  set base { packages += ["b"], key = "x" }
}
var zone: string?
role base {
  param packages: list(string) = ["a"]
  param port: port = 22
  param key: secret(string)?
  task "Say it" { debug { msg = "{{ packages }} {{ port }} {{ zone | default('none') }} {{ key is defined }}" } }
}
playbook site {
  play "All" on all { role base }
  play "Web" on web { role base { port = 2222 } }
}
"#;

fn why(arguments: &[&str]) -> (i32, String) {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("main.roll"), FLEET).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(dir.path())
        .arg("why")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout) + &text(output.stderr),
    )
}

#[test]
fn what_is_added_together_is_shown_from_the_outside_in() {
    let (status, said) = why(&["base.packages", "--host", "b.example.org"]);
    assert_eq!(
        said,
        "base.packages on b.example.org: [\"a\", \"b\", \"c\"]\n  \
         * the default         [\"a\"]  (main.roll:8)\n  \
         * group web           += [\"b\"]  (main.roll:4)\n  \
         * host b.example.org  += [\"c\"]  (main.roll:3)\n"
    );
    assert_eq!(status, 0);
}

#[test]
fn what_a_play_gives_holds_where_it_is_given() {
    let (_, said) = why(&["base.port"]);
    assert_eq!(
        said,
        "base.port:\n  22\n      from the default, main.roll:9\n      on a.example.org\n  \
         2222\n      from play \"Web\", main.roll:15\n      on b.example.org\n"
    );
}

#[test]
fn a_secret_is_not_shown_and_what_is_unset_is_said() {
    let (_, said) = why(&["base.key", "--host", "b.example.org"]);
    assert!(
        said.starts_with("base.key on b.example.org: a secret\n"),
        "{said}"
    );
    assert!(!said.contains("\"x\""), "{said}");
    let (_, said) = why(&["zone"]);
    assert!(
        said.starts_with("zone:\n  unset\n      from nowhere\n"),
        "{said}"
    );
}

#[test]
fn what_nobody_has_leads_to_what_is_near() {
    let (status, said) = why(&["base.prot"]);
    assert!(said.contains("did you mean `base.port`?"), "{said}");
    assert_eq!(status, 2);
    let (status, said) = why(&["base.port", "--host", "c.example.org"]);
    assert!(
        said.contains("`c.example.org` has no `base.port`"),
        "{said}"
    );
    assert_eq!(status, 2);
}
