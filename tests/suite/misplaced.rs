//! What is written as other languages have it, or where it has no place: one report each, which
//! says what to type.

use crate::helps::{in_role, in_task, reports};

/// The one report of a text.
fn one(text: &str) -> String {
    let found = reports(text);
    assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    found.into_iter().next().unwrap_or_default()
}

fn each(cases: &[(&str, &str)], text: impl Fn(&str) -> String) {
    for (written, said) in cases {
        let found = one(&text(written));
        assert!(found.contains(said), "{written}\n{found}");
    }
}

#[test]
fn a_module_called_in_another_way() {
    each(
        &[
            (
                "    ansible.builtin.package:\n      name: nginx",
                "write `ansible.builtin.package { … }`",
            ),
            (
                "service name=nginx state=started",
                "write `service { name = \"nginx\", state = \"started\" }`",
            ),
            ("meta flush_handlers", "write `meta \"flush_handlers\"`"),
            ("debug(msg=\"x\")", "in braces: `debug { … }`"),
            ("ping", "is called by `ping {}`"),
            (
                "assert facts.os_family == \"Debian\"",
                "write `assert { that = [ … ], fail_msg = \"…\" }`",
            ),
            ("meta \"noop\"\n run_once", "write `run_once = true`"),
            (
                "ping {} debug { msg = \"x\" }",
                "a second module call needs a task of its own",
            ),
            (
                "block \"X\" { ping {} }",
                "stand in a `block \"…\" { … }` around their tasks",
            ),
            ("handler x { ping {} }", "it stands directly in a role"),
            (
                "copy {\n  dest = \"/x\"\n  content = |\n    hello\n}",
                "`content = \"\"\"`",
            ),
        ],
        in_task,
    );
}

#[test]
fn words_where_they_have_no_place() {
    each(
        &[
            ("  task: \"Say it\" { ping {} }", "write `task \"Say it\"`"),
            ("  \"Say it\" { ping {} }", "`task \"Say it\" { … }`"),
            ("  host \"a\" {}", "it stands outside"),
            ("  policy \"X\" {}", "it stands outside"),
            ("  play \"X\" on all {}", "it stands inside `playbook name"),
            (
                "  set web { x = 1 }",
                "in its own braces, `role base { … }`",
            ),
            ("  by facts.os_family { }", "`by` is a value"),
            (
                "  tags [\"x\"]",
                "those of a whole role where it is applied",
            ),
            ("  depends [nginx]", "write `depends { role nginx }`"),
            (
                "  block { task \"X\" { ping {} } }",
                "`block \"Install what is missing\"",
            ),
            ("  require one_of [x, y]", "write `require one of [a, b]`"),
            ("  // said so", "comments begin with `#`"),
            ("  secret x from env(\"X\")", "it stands outside"),
            ("  task \"X\" ping {}", "write `{ ping {} }`"),
        ],
        in_role,
    );
    each(
        &[
            ("verify { file \"/x\" {} }", "it stands inside a test"),
            ("group_vars web { x = 1 }", "`group web { vars { … } }`"),
            ("all { port = 22 }", "write `group all { … }`"),
            ("type M { x: int }", "write `type M = { name: string }`"),
            ("moved rol a -> b", "write `role`"),
            ("secret x = \"hunter2\"", "`secret x from env(\"X\")`"),
            ("secret x", "`secret x from env(\"X\")`"),
            (
                "use collection community.general",
                "are known without `use`",
            ),
            ("use role a from galaxy b.c", "write `\"b.c\"`"),
            (
                "use role a from git \"https://x\"",
                "from a folder of the project",
            ),
            ("use common from ../common", "write `\"../common\"`"),
            ("policy one { assert true, \"x\" }", "write `\"one\"`"),
            ("secrt s from env(\"S\")", "[misspelt-word] write `secret`"),
            ("host \"a.example.org\"", "`host \"a.example.org\" {}`"),
            (
                "host \"a.example.org\" ansible_host=\"x\"",
                "`host \"a.example.org\" { address = \"…\" }`",
            ),
        ],
        str::to_owned,
    );
}

#[test]
fn a_misspelt_test_is_read_as_one() {
    let found = reports("tset web {}\n");
    assert_eq!(
        found,
        [
            "[misspelt-word] write `test`",
            "[unknown-name] no role is declared here"
        ]
    );
}

#[test]
fn what_a_group_does_not_hold() {
    each(
        &[
            ("role base", "a play applies them"),
            ("task \"X\" { ping {} }", "a play applies them"),
            ("param x: int", "`param` stands directly in a role"),
            ("base { port = 22 }", "by `set base { … }`"),
            ("set base.port = 22", "write `set base { port = 22 }`"),
            (
                "web04.example.org",
                "written `host \"web04.example.org\" {}`",
            ),
        ],
        |body| format!("group web {{\n{body}\n}}\n"),
    );
}

#[test]
fn signs_of_other_languages() {
    each(
        &[
            (
                "when facts.os_family = \"Debian\"",
                "[not-an-operator] write `==`",
            ),
            (
                "when facts.os_family === \"Debian\"",
                "[not-an-operator] write `==`",
            ),
            (
                "when facts.os_family eq \"Debian\"",
                "[not-an-operator] write `==`",
            ),
            (
                "when facts.os_family is in [\"Debian\"]",
                "by `in` alone: `x in xs`",
            ),
            ("for x in [1], y in [2]", "`for x in xs for y in ys`"),
            ("for x in [1] if x > 0", "is written `when x > 0`"),
        ],
        |header| in_role(&format!("  task \"Say it\" {header} {{ ping {{}} }}")),
    );
    each(
        &[
            ("f\"{x}\"", "stand in `{{ }}`: \"{{ x }}\""),
            ("if true { 1 } else { 2 }", "`a if condition else b`"),
            ("[for x in [1]: x]", "`[x.name for x in xs if x.active]`"),
            ("[...[1]]", "[not-an-operator] write `..`"),
        ],
        |value| format!("let x = {value}\n"),
    );
    each(
        &[
            ("{ x int }", "write `x: int`"),
            ("\"a\" | b", "write `\"b\"`"),
            ("map(string, int)", "write `map(int)`"),
            ("list(string, int)", "`list({ name: string, port: int })`"),
            ("Optional[int]", "is written `int?`"),
            ("?int", "`int?`"),
            ("string | int", "of several types is `any`"),
            ("enum(\"a\", \"b\")", "is written `\"a\" | \"b\"`"),
        ],
        |ty| format!("type T = {ty}\n"),
    );
    let found = reports("group web {\n  for n in 01..03 { host \"web{{ n }}\" {} }\n}\n");
    assert_eq!(
        found,
        vec!["[bad-number] what keeps its zeros is text, in a range too: `\"01\"..\"12\"`"; 2]
    );
}

#[test]
fn patterns_and_plays_of_ansible() {
    each(
        &[
            ("on web:!db { role web }", "write `web and not db`"),
            ("on web:&db { role web }", "write `web and db`"),
            ("on web:db { role web }", "write `web or db`"),
            ("on \"web:&db\" { role web }", "write `on web and db`"),
            (
                "on \"web,!b.example.org\" { role web }",
                "write `on web and not \"b.example.org\"`",
            ),
            (
                "on web { hosts: all\n role web }",
                "[not-in-language] write it in the play's header",
            ),
            ("on web, db { role web }", "write `web or db`"),
            ("on web db { role web }", "write `web or db`"),
            ("hosts web { role web }", "`play \"…\" on web {`"),
            (
                "on web { role { name = \"web\" } }",
                "by its name: `role web`",
            ),
            ("on web { role web x = 1 }", "write `role web { x = 1 }`"),
            ("on web { role web(\"x\") }", "write `role web { … }`"),
            (
                "on web { role web vars { x = 1 } }",
                "write `role web { … }`",
            ),
            ("on web { prompt x\n role web }", "write `prompt x: string`"),
            (
                "on web { prompt x: string = \"y\"\n role web }",
                "write `{ default = \"y\" }`",
            ),
        ],
        |play| {
            format!(
                "role web {{ task \"X\" {{ ping {{}} }} }}\ngroup web {{ host \"a.example.org\" {{}} }}\n\
                 group db {{ host \"b.example.org\" {{}} }}\nplaybook site {{\n  play \"Web\" {play}\n}}\n"
            )
        },
    );
    each(
        &[
            ("import \"site.yml\"", "write `import site`"),
            ("play on all {}", "`play \"Web servers\" on web { … }`"),
            ("roles { web }", "inside a play"),
        ],
        |item| format!("playbook other {{\n  {item}\n}}\n"),
    );
}

#[test]
fn a_header_behind_its_block_or_with_a_colon() {
    each(
        &[
            (
                "when: inventory_hostname == \"a\" { ping {} }",
                "[yaml-colon] write `when …`",
            ),
            (
                "{ ping {} } when inventory_hostname == \"a\"",
                "`when` stands in the header",
            ),
            (
                "{\n command \"ls\" args { chdir = \"/\" }\n changed_when = false\n}",
                "they stand in the module's own braces",
            ),
            (
                "{\n ping {}\n when = \"inventory_hostname == 'a'\"\n}",
                "write `when inventory_hostname == \"a\"` in front",
            ),
        ],
        |step| in_role(&format!("  task \"Say it\" {step}")),
    );
}

#[test]
fn what_an_inventory_says_of_a_host() {
    each(
        &[
            (
                "\"deploy@a.example.org\" {}",
                "`host \"a.example.org\" { user = \"deploy\" }`",
            ),
            (
                "\"a.example.org:2222\" {}",
                "`host \"a.example.org\" { port = 2222 }`",
            ),
            (
                "\"a.example.org\" { ip = \"192.0.2.1\" }",
                "write `address = …`",
            ),
            ("\"a.example.org\" { ssh_port = 22 }", "write `port = …`"),
            (
                "\"a.example.org\" { vars { ansible_port = 22 } }",
                "write `port = …`, beside `vars`",
            ),
            (
                "\"a.example.org\" { vars { ansible_odd = 22 } }",
                "write `extra { ansible_odd = … }`, beside `vars`",
            ),
        ],
        |host| format!("host {host}\n"),
    );
}
