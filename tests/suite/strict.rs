//! What `check --strict` lists: each place where something comes in unchecked, once.

use rolecall::check::strict;

use crate::memory::Memory;

/// Line and message of each place.
fn listed(files: &[(&str, &str)]) -> Vec<(usize, String)> {
    let project = files
        .iter()
        .fold(Memory::default(), |project, (path, text)| {
            project.with(path, text)
        });
    let compiled = project.compile();
    let fleet = compiled
        .fleet
        .as_ref()
        .unwrap_or_else(|| panic!("{:?}", compiled.problems.all()));
    let problems = strict::unchecked(&fleet.program);
    let all = problems.all().iter();
    all.map(|problem| {
        let (_, line, _) = compiled.sources.place_of(problem.place()).unwrap();
        (line, problem.diagnostic().to_string())
    })
    .collect()
}

#[test]
fn every_place_is_listed_once() {
    let text = r#"use module other.place.thing
use module toolbox from "library/toolbox.py"
use test acme.tools.even(int)
var loose: any
var tight: string = "a.example.org"
role demo {
  param settings: any
  param names: list({ name: string, more: map(any) }) = []
  task "A" for n in names {
    debug { msg = "{{ n.more.x }} {{ settings.y | upper }} {{ lookup('vars', 'home') | string }}" }
  }
  task "B" { debug { msg = "{{ lookup('vars', 'a') }} {{ tight | from_json }}" } }
  task "C" when tight is acme.tools.odd { other.place.thing { a = loose } }
  task "D" when 2 is acme.tools.even { toolbox { path = "/a" } }
  task "E" { copy { content = "x", dest = "/a", mode = 0644, extra { other = 1 } } }
  task "F" { set_fact { demo_anything = 1 } }
}
group web {
  host "a.example.org" { }
  set demo { settings = 1 }
  vars { loose = 1 }
}
playbook site { play "All" on web { role demo } }
"#;
    let toolbox = "DOCUMENTATION = 'options: {path: {type: path}}'\n";
    let listed = listed(&[("main.roll", text), ("library/toolbox.py", toolbox)]);
    let found: Vec<(usize, &str)> = listed
        .iter()
        .map(|(line, what)| (*line, what.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (4, "the variable `loose`, of type `any`, is not checked"),
            (
                7,
                "the parameter `demo.settings`, of type `any`, is not checked"
            ),
            (
                8,
                "the parameter `demo.names`, of type `list({ name: string, more: map(any) })`, is not checked"
            ),
            (12, "what `lookup(…)` gives is not checked"),
            (12, "what `from_json` gives is not checked"),
            (13, "what the test `acme.tools.odd` takes is not checked"),
            (13, "the call of `other.place.thing` is not checked"),
            (15, "`other` in `extra` is not checked"),
        ]
    );
}

#[test]
fn what_is_guessed_of_a_role_is_listed_where_it_is_read() {
    let text = r#"use role legacy from "theirs/legacy" { param legacy_said: string }
host "a.example.org" { }
playbook site { play "All" on all { role legacy { legacy_said = "x" } } }
"#;
    let defaults = "legacy_port: 80\nlegacy_said:\nlegacy_open:\n";
    let listed = listed(&[
        ("main.roll", text),
        ("theirs/legacy/defaults/main.yml", defaults),
    ]);
    assert_eq!(
        listed,
        [(
            3,
            String::from("the parameter `legacy.legacy_open`, of type `any`, is not checked")
        )]
    );
}

#[test]
fn a_template_is_listed_whatever_type_it_is_given() {
    let text = r#"host "a.example.org" {}
role demo {
  let kernel: string = jinja(r"{{ lookup('pipe', 'uname -r') }}")
  task "A" when jinja(r"{{ true }}") | bool { debug { msg = kernel } }
}
playbook site { play "All" on all { role demo } }
"#;
    let what = "what stands in `jinja(…)` is not checked".to_owned();
    assert_eq!(
        listed(&[("main.roll", text)]),
        [(3, what.clone()), (4, what)]
    );
}

#[test]
fn it_is_listed_wherever_a_term_may_stand() {
    let text = r#"host "a.example.org" {}
platform debian12 { image = "docker.io/library/debian:12", family = "debian" }
role base {
  param level: int?
  require level when lookup("vars", "a") | length > 0
  task "Say it" { debug { msg = level | default(0) } }
  entry again {
    param times: bool = lookup("vars", "b") | length > 1
    task "Say it" { debug { msg = times } }
  }
}
role top {
  depends { role base { level = lookup("vars", "c") | length } }
  task "Say it" { debug { msg = "it" } }
}
test base { verify { assert lookup("vars", "d") | length > 0 } }
playbook site { play "All" on all { role top } }
"#;
    let lines: Vec<usize> = listed(&[("main.roll", text)])
        .iter()
        .map(|(line, _)| *line)
        .collect();
    assert_eq!(lines, [5, 8, 13, 16]);
}
