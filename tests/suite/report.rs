//! How a report looks: heading, place, source, labels, help and summary, plain and in colour.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const SOURCE: &str = "group web {\n  prot = 22\n}\ngroup spare {}\n\nlet a = [1, 2)\n";

/// What `check` says of a project with this file.
fn said(text: &str, options: &[&str], environment: &[(&str, &str)]) -> String {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.roll"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.current_dir(dir.path()).arg("check").args(options);
    command.env_remove("COLUMNS").env_remove("NO_COLOR");
    command.envs(environment.iter().copied());
    String::from_utf8(command.output().unwrap().stderr).unwrap()
}

/// Without the blanks at the ends of lines.
fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[test]
fn a_report_in_a_pipe_is_plain() {
    let expected = "\
error[unknown-setting]: a group has no attribute `prot`
   ,-[./a.roll:2:3]
 1 | group web {
 2 |   prot = 22
   :   ^^|^
   :     `-- not known here
 3 | }
   `----
  help: did you mean `port`?

error[unmatched-brace]: `[` is closed by `]`, not by `)`
   ,-[./a.roll:6:14]
 5 |
 6 | let a = [1, 2)
   :         |    |
   :         |    `-- closed here
   :         `-- opened here
   `----
  help: write `]`

2 errors. `rolecall explain unknown-setting` says more of the first.
";
    assert_eq!(trimmed(&said(SOURCE, &[], &[])), expected);
    assert_eq!(trimmed(&said(SOURCE, &["--color", "never"], &[])), expected);
}

#[test]
fn a_report_on_a_terminal_is_coloured() {
    let text = said(SOURCE, &["--color", "always"], &[]);
    let mut lines = text.lines().map(str::trim_end);
    assert_eq!(
        lines.next(),
        Some("\u{1b}[31merror[unknown-setting]:\u{1b}[0m a group has no attribute `prot`")
    );
    assert_eq!(
        lines.next(),
        Some("   ╭─[\u{1b}[36;1;4m./a.roll:2:3\u{1b}[0m]")
    );
    assert!(
        text.contains("\u{1b}[36m  help: \u{1b}[0mdid you mean `port`?\n"),
        "{text}"
    );
    assert_eq!(
        text.lines().last(),
        Some("2 errors. `rolecall explain unknown-setting` says more of the first.")
    );
}

#[test]
fn a_warning_is_told_from_an_error() {
    let text = "host \"a.example.org\" {}\ngroup spare {}\n";
    let plain = said(text, &[], &[]);
    assert!(
        plain.starts_with("warning[empty-group]: the group `spare` stays empty\n"),
        "{plain}"
    );
    assert!(
        plain.ends_with("\n1 warning. `rolecall explain empty-group` says more of the first.\n"),
        "{plain}"
    );
    let colored = said(text, &["--color", "always"], &[]);
    assert!(
        colored.starts_with("\u{1b}[33mwarning[empty-group]:\u{1b}[0m the group"),
        "{colored}"
    );
}

#[test]
fn a_line_each_is_for_editors() {
    let short = said(SOURCE, &["--message-format", "short"], &[]);
    let expected = [
        "./a.roll:2:3: error[unknown-setting]: a group has no attribute `prot`",
        "./a.roll:6:14: error[unmatched-brace]: `[` is closed by `]`, not by `)`",
    ];
    assert_eq!(short.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn lines_are_as_long_as_the_terminal_is_wide() {
    let text =
        "group web {\n  hosts = [1]\n  children = [\"a\"]\n}\nrole r {\n  require all of [p]\n}\n";
    for width in [50, 80] {
        let said = said(text, &[], &[("COLUMNS", &width.to_string())]);
        let longest = said
            .lines()
            .filter(|line| !line.contains("rolecall explain"));
        let longest = longest.map(|line| line.chars().count()).max().unwrap();
        assert!(
            longest <= width && longest > width - 25,
            "{longest}:\n{said}"
        );
    }
}

#[test]
fn a_page_is_laid_out_for_reading() {
    let explain = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
        command
            .current_dir(Path::new("/"))
            .arg("explain")
            .args(options);
        command.env("COLUMNS", "60").env_remove("NO_COLOR");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let plain = explain(&["yes-no"]);
    assert!(
        plain.starts_with("yes-no\n\nThere are two booleans"),
        "{plain}"
    );
    assert!(
        plain.contains("\nWrong:\n\n    let enabled = yes\n"),
        "{plain}"
    );
    assert!(
        plain.lines().all(|line| line.chars().count() <= 60),
        "{plain}"
    );
    assert!(
        !plain.contains(['\u{1b}', '#']) && !plain.contains("```"),
        "{plain}"
    );
    let colored = explain(&["yes-no", "--color", "always"]);
    assert!(
        colored.starts_with("\u{1b}[1myes-no\u{1b}[0m\n"),
        "{colored}"
    );
}
