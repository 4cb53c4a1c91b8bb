//! Mistakes: each is one report, and what is around it is read.

use rolecall::syntax::tree::ItemKind;

use super::codes;
use super::listed;
use super::parse;

#[test]
fn ten_mistakes_are_ten_reports() {
    let text = r#"
project demo {
  ansible: ">=2.19"
}
let greeting = 'hello'
let enabled = yes
let address = 10.0.0.1
let name = "open
let both = true && false
let nothing =
let ports = [80, 443
group edge-lb {}
role base {
  task "Install" {
    package { name = "tmux" state = "present" }
    with_items = [1]
  }
}
let last = 1
"#;
    let (file, problems) = parse(text);
    let found: Vec<String> = problems.all().iter().map(|one| one.code()).collect();
    assert_eq!(
        found,
        [
            "yaml-colon",
            "single-quotes",
            "yes-no",
            "bad-number",
            "unclosed-string",
            "not-an-operator",
            "unexpected-token",
            "unclosed-brace",
            "bad-name-case",
            "missing-comma",
            "header-word",
        ],
        "{}",
        listed(&problems)
    );
    // Everything keeps its name, and the last declaration is whole.
    assert_eq!(file.items.len(), 11);
    assert!(file.items.iter().all(|item| item.kind != ItemKind::Error));
}

#[test]
fn a_missing_brace_does_not_swallow_what_follows() {
    let text = "host \"a\" {\n  port = 22\n\nhost \"b\" {\n  port = 22\n}\n\ngroup c {}\n";
    let (file, problems) = parse(text);
    assert_eq!(codes(text), ["unclosed-brace"], "{}", listed(&problems));
    assert_eq!(file.items.len(), 3);
}

#[test]
fn a_missing_bracket_does_not_swallow_what_follows() {
    let text = "let a = [1, 2\nlet b = (1 + 2\nlet c = 3\n";
    let (file, _) = parse(text);
    assert_eq!(codes(text), ["unclosed-brace", "unclosed-brace"]);
    assert_eq!(file.items.len(), 3);
}

#[test]
fn without_indentation_one_missing_brace_is_one_report() {
    let text = "group a {\nhost \"b\" {\nport = 22\n}\nvars {\nx = 1\n}\n";
    assert_eq!(codes(text), ["unclosed-brace"]);
}

#[test]
fn an_unclosed_string_ends_in_front_of_the_brackets_of_its_line() {
    let text = "host \"a\" { address = \"10.0.0.1 }\nlet b = [\"x, \"y\"]\nlet c = 1\n";
    let (file, problems) = parse(text);
    assert_eq!(file.items.len(), 3, "{}", listed(&problems));
    assert_eq!(
        codes("host \"a\" { address = \"10.0.0.1 }"),
        ["unclosed-string"]
    );
}

#[test]
fn pasted_yaml_is_one_report() {
    let text = "---\n- hosts: all\n  become: yes\n  tasks:\n    - name: Install\n      apt:\n        name: nginx\n- hosts: web\n  roles: []\nlet a = 1\n";
    let (file, problems) = parse(text);
    assert_eq!(codes(text), ["yaml-list"], "{}", listed(&problems));
    assert_eq!(file.items.len(), 2);
}

#[test]
fn a_broken_header_of_a_play_still_shows_the_mistakes_inside() {
    let text = "playbook a {\n  play Servers {\n    become: true\n  }\n}\n";
    assert_eq!(
        codes(text),
        ["unexpected-token", "unexpected-token", "yaml-colon"]
    );
}

#[test]
fn later_declarations_are_one_report_each() {
    let text = "pipeline a {\n  family: \"x\" y z\n}\npipeline b {\n  ]\n}\nlet c = 1\n";
    let (file, _) = parse("pipeline a {\n  family: \"x\" y z\n}\nlet c = 1\n");
    assert_eq!(file.items.len(), 2);
    assert_eq!(codes("pipeline a {\n  family: \"x\" y z\n}\n"), ["not-yet"]);
    assert_eq!(codes(text), ["not-yet", "not-yet", "unmatched-brace"]);
}

/// The labels of the only problem, as the texts that they mark.
fn marked(text: &str) -> Vec<String> {
    let (_, problems) = parse(text);
    assert_eq!(problems.all().len(), 1, "{}", listed(&problems));
    problems.all()[0]
        .diagnostic()
        .labels()
        .expect("every error has a place")
        .map(|label| text[label.offset()..label.offset() + label.len()].to_owned())
        .collect()
}

fn help(text: &str) -> String {
    let (_, problems) = parse(text);
    assert_eq!(problems.all().len(), 1, "{}", listed(&problems));
    let help = problems.all()[0].diagnostic().help();
    help.expect("every error says what to type").to_string()
}

#[test]
fn both_ends_are_shown() {
    assert_eq!(marked("let a = [1, 2)\n"), [")", "["]);
    assert_eq!(marked("let a = {\n  b = 1\n\n"), ["{", ""]);
    assert_eq!(marked("let a = \"b\n"), ["\"", ""]);
    assert_eq!(marked("let a = [1 2]\n"), ["", "2"]);
}

#[test]
fn the_help_says_what_to_type() {
    assert_eq!(help("let a = 'b'"), "write \"b\"");
    assert_eq!(help("let a = {{ b }}"), "write `b`");
    assert_eq!(help("host \"a\" { port: 22 }"), "write `port = 22`");
    assert_eq!(help("let a = { b: c }"), "write `b = \"c\"`");
    assert_eq!(help("let a = { b: yes, c: no }"), "write `b = true`");
    assert_eq!(help("let a = { b: c d }"), "write `b = \"c d\"`");
    assert_eq!(help("let a = {\n  b:\n    - c\n}"), "write `b = [ … ]`");
    assert_eq!(
        help("let a = 1 +\n"),
        "write a value behind `+`, or take `+` away"
    );
    assert_eq!(help("let a = \"{{ b[\"c\"] }}\""), "write 'c'");
    assert_eq!(help("let a = b || c"), "write `or`");
    assert_eq!(
        help("host web-1.example.org {}"),
        "write `host \"web-1.example.org\"`"
    );
    assert!(help("registry = 1").contains("`let registry = …`"));
    assert!(help("let a = b is version 2").contains("`is version(2)`"));
    assert_eq!(help("if a {} elif b {}"), "write `else if`");
    assert_eq!(
        help("group webServers-EU {}"),
        "write `web_servers_eu`; a name that Ansible must know so follows it: `as \"webServers-EU\"`"
    );
}

/// `lang/errors/<code>.md`: what it calls right has no problem of that code, what it calls wrong has.
#[test]
fn the_pages_of_syntax_tell_the_truth() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let errors = std::fs::read_to_string(folder.join("src/syntax/error.rs")).expect("readable");
    let mut seen = 0;
    for code in errors
        .split("code(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        let page = folder.join(format!("lang/errors/{code}.md"));
        let page = std::fs::read_to_string(page).unwrap_or_else(|_| panic!("no page {code}"));
        let (wrong, right) = page.split_once("\nRight:").expect("both sides");
        for (text, is_wrong) in [(wrong, true), (right, false)] {
            let Some(example) = text.split("```roll\n").nth(1) else {
                continue;
            };
            let example = example.split("```").next().expect("closed");
            seen += 1;
            if is_wrong {
                let mut found = codes(example);
                found.dedup();
                assert_eq!(found, [code], "{example}");
            } else {
                assert_eq!(codes(example), [""; 0], "{example}");
            }
        }
    }
    assert!(seen > 40, "only {seen} examples");
}
