//! What a report proposes: for each mistake the line that says what to type.

use crate::memory::Memory;

/// `[code] message (help)` of each problem, sorted by place.
pub fn reports(text: &str) -> Vec<String> {
    reports_of(&Memory::of(text))
}

pub fn reports_of(project: &Memory) -> Vec<String> {
    let compiled = project.compile();
    let mut all: Vec<_> = compiled.problems.all().iter().collect();
    all.sort_by_key(|problem| problem.place());
    all.iter()
        .map(|problem| {
            let help = problem.diagnostic().help();
            let help = help.map(|help| help.to_string()).unwrap_or_default();
            format!("[{}] {help}", problem.code())
        })
        .collect()
}

/// A role with this in a task, and a play that applies it.
pub fn in_task(body: &str) -> String {
    format!(
        "host \"web01.example.org\" {{}}\nrole web {{\n  task \"Install it\" {{\n{body}\n  }}\n}}\n\
         playbook site {{\n  play \"All\" on all {{ role web {{}} }}\n}}\n"
    )
}

pub fn in_role(body: &str) -> String {
    format!(
        "host \"web01.example.org\" {{}}\nrole web {{\n{body}\n  task \"Go on\" {{ meta \"noop\" }}\n}}\n\
         playbook site {{\n  play \"All\" on all {{ role web {{}} }}\n}}\n"
    )
}

#[test]
fn what_yaml_writes_is_one_report_with_what_to_type() {
    let package = "[yaml-colon] write `package { … }`";
    let nginx = "package: { name: nginx, state: present }";
    assert_eq!(reports(&in_task(nginx)), [package]);
    let below = "    package:\n      name: it's here\n      state: present\n    become = true";
    assert_eq!(reports(&in_task(below)), [package]);
    assert_eq!(
        reports(&in_task("    - package { name = \"nginx\" }")),
        ["[yaml-list] write the module without a dash: `package { name = \"nginx\" }`"]
    );
    assert_eq!(
        reports(&in_task("    meta \"noop\"\n    become: yes")),
        ["[yaml-colon] write `become = true`"]
    );
    assert_eq!(
        reports(&in_task("    package = { name = \"nginx\" }")),
        ["[unknown-keyword] it is a module: `package { … }`"]
    );
}

#[test]
fn text_without_quotes_is_offered_them_first() {
    let found = reports(&in_task("package { name = nginx }"));
    assert_eq!(found.len(), 1, "{found:?}");
    let start = "[unknown-value] if it is text, write `\"nginx\"`";
    assert!(found[0].starts_with(start), "{found:?}");
}

#[test]
fn types_of_other_languages_are_translated() {
    for (theirs, ours) in [
        ("str", "string"),
        ("text", "string"),
        ("boolean", "bool"),
        ("integer", "int"),
        ("number", "int"),
        ("list", "list(string)"),
        ("dict", "map(string)"),
        ("array", "list(string)"),
        ("list[string]", "list(string)"),
    ] {
        let found = reports(&in_role(&format!("  param x: {theirs}")));
        assert_eq!(found.len(), 1, "{theirs}: {found:?}");
        assert!(found[0].contains(ours), "{theirs}: {found:?}");
    }
}

#[test]
fn a_handler_named_by_its_sentence_is_found() {
    let handler =
        "  handler restart_nginx {\n    service { name = \"nginx\", state = \"restarted\" }\n  }\n";
    let task = |notify: &str| {
        in_role(&format!(
            "{handler}  task \"Change it\" {{\n    package {{ name = \"nginx\", state = \"present\" }}\n    notify = {notify}\n  }}"
        ))
    };
    // The handler is meant, so that nothing says it were never notified.
    assert_eq!(
        reports(&task("\"Restart nginx\"")),
        ["[needs-a-name] write `notify = restart_nginx`"]
    );
    assert_eq!(
        reports(&task("restart_ngnix")),
        ["[unknown-name] did you mean `restart_nginx`?"]
    );
}

#[test]
fn a_result_named_by_a_text_loses_its_quotes() {
    let task = |name: &str| {
        in_role(&format!(
            "  task \"Ask\" {{\n    ping {{}}\n    register = {name}\n  }}"
        ))
    };
    assert_eq!(
        reports(&task("\"ping_2\"")),
        ["[needs-a-name] write `register = ping_2`"]
    );
    let found = reports(&task("\"The answer\""));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(!found[0].contains("The answer"), "{found:?}");
}

#[test]
fn hosts_without_quotes_are_offered_them() {
    let play = |on: &str| {
        format!(
            "host \"web01.example.org\" {{}}\nplaybook site {{\n  play \"All\" on {on} {{ become = true }}\n}}\n"
        )
    };
    assert_eq!(
        reports(&play("localhost")),
        ["[unknown-name] it is a host, and those stand in quotes: `\"localhost\"`"]
    );
    assert_eq!(
        reports(&play("web01.example.org")),
        ["[unexpected-token] write `\"web01.example.org\"`"]
    );
    assert_eq!(
        reports(&play("all and not web*.example.org")),
        ["[unexpected-token] write `\"web*.example.org\"`"]
    );
}

#[test]
fn an_if_without_else_says_so() {
    let task = "debug { msg = \"{{ 1 if inventory_hostname == 'a' }}\" }";
    assert_eq!(
        reports(&in_task(task)),
        ["[maybe-unset] say what it is otherwise: `… if … else …`"]
    );
}

#[test]
fn a_broken_header_does_not_hide_its_block() {
    let found = reports("group {\n  prot: 22\n}\n");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1], "[yaml-colon] write `prot = 22`");
}

#[test]
fn words_of_ansible_and_of_other_languages_lead_to_ours() {
    for (text, help) in [
        (
            "role web {\n  tasks {\n  }\n}",
            "stand directly in the role",
        ),
        (
            "role web {\n  defaults { x = 1 }\n}",
            "`param port: port = 22`",
        ),
        ("role web {\n  param x int = 1\n}", "write `x: int`"),
        ("playbook a {\n  hosts = 1\n}", "on web { … }"),
        ("import common from \"x\"", "`use common from \"…\"`"),
        ("const a = 1", "`let name = …`"),
        ("class A {}", "`type Admin = {"),
        ("[web]", "`group web {"),
        ("group web", "at the end of this line"),
        (
            "host \"a\" {\n  address \"192.0.2.1\"\n}",
            "`address = \"192.0.2.1\"`",
        ),
        ("role a {\n  if b {\n  }\n}", "in the header of a step"),
        ("var a: string[]", "`list(string)`"),
        (
            "inventory cloud plugin \"a.b.c\" {\n}",
            "write `inventory cloud from plugin \"a.b.c\" { … }`",
        ),
        ("var a: map[int]", "write `map(int)`"),
        (
            "role a {\n  task \"X\" {\n    meta \"noop\"\n    notify [b, c]\n  }\n}",
            "write `notify = [b, c]`",
        ),
        (
            "role a {\n  task \"X\" tags a, b {\n    meta \"noop\"\n  }\n}",
            "`tags [\"a\", \"b\"]`",
        ),
        ("let a = /etc/motd", "`\"/etc/motd\"`"),
        ("let a = [./a.j2, 1]", "`\"./a.j2\"`"),
        ("let a = ~/b", "`\"~/b\"`"),
        ("group a {\n  vars = { b = 1 }\n}", "write `vars { … }`"),
        ("group a {\n  vars: { b: 1 }\n}", "write `vars { … }`"),
        ("test web on debian12 {\n}", "`platforms = [debian12]`"),
        (
            "test web {\n  verify {\n    package \"nginx\" installed\n  }\n}",
            "`package \"nginx\" { installed = true }`",
        ),
        ("test \"all\" {\n  role web\n}", "`test web { … }`"),
        (
            "host \"a.example.org\" {\n  port = \"2222\"\n}",
            "write `2222`, without quotes",
        ),
        (
            "role a {\n  task \"X\" when \"a\" > 1 {\n    meta \"noop\"\n  }\n}",
            "turn the text into a number",
        ),
        ("let a = [\"b\"].join(\" \")", "it is a filter: `… | join`"),
        (
            "role a {\n  task \"X\" {\n    command \"true\"\n    creates = \"/a\"\n  }\n}",
            "an argument of `command`, and stands in the braces behind it",
        ),
        (
            "role a {\n  task \"X\" if b {\n    meta \"noop\"\n  }\n}",
            "`when x == 1`",
        ),
        (
            "role a {\n  task \"X\" {\n    meta \"noop\"\n    when = a\n  }\n}",
            "write `when a` in front",
        ),
        (
            "role a {\n  task \"X\" {\n    meta \"noop\"\n    with_items = [1]\n  }\n}",
            "write `for item in [1]` in front",
        ),
    ] {
        let found = reports(text);
        assert!(
            found.iter().any(|report| report.contains(help)),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn what_is_meant_is_written_out_with_the_names_of_the_place() {
    for (task, help) in [
        (
            "for site in [\"a\"] {\n debug { msg = \"{{ item }}\" }\n}",
            "[unknown-value] this loop's header calls it `site`",
        ),
        (
            "{\n command \"a2ensite a\"\n args { creates = \"/a\" }\n changed_when = true\n}",
            "[not-in-language] arguments stand in the module's own braces: `command \"…\" { … }`",
        ),
        (
            "{\n meta \"noop\"\n notify: Reload apache\n}",
            "[yaml-colon] write `notify = reload_apache`, by the handler's name",
        ),
    ] {
        let text = format!("role web {{\n  task \"Do it\" {task}\n}}\n");
        assert_eq!(reports(&text)[0], help, "{task}");
    }
    let plays =
        |body: &str| format!("playbook a {{\n  play \"A\" on all {{\n    {body}\n  }}\n}}\n");
    for (body, help) in [
        (
            "role: web",
            "[yaml-colon] a role is a step: write `role web`",
        ),
        (
            "roles = [base, \"web\"]",
            "[not-in-language] a role is a step: write `role base` and `role web`, each on a line of its own",
        ),
    ] {
        let found = reports(&plays(body));
        assert!(
            found.iter().any(|report| report == help),
            "{body}: {found:?}"
        );
    }
    assert_eq!(
        reports("secret token from vault \"vault/all.yml\"\nlet a = token\n"),
        ["[unexpected-token] write `from vault(\"vault/all.yml\", \"token\")`"]
    );
}

#[test]
fn a_template_that_reads_item_is_told_what_the_loop_calls_it() {
    let role = "role web {\n  task \"Write it\" for site in [\"a\"] {\n    template { src = \"site.j2\", dest = \"/etc/{{ site }}\", mode = 0644 }\n  }\n}\n";
    let template = |text: &str| reports_of(&Memory::of(role).with("templates/site.j2", text));
    assert_eq!(
        template("{{ item }}"),
        ["[unknown-template-name] the loop of the task that renders it calls it `site`"]
    );
    assert_eq!(
        template("{{ stie }}"),
        ["[unknown-template-name] did you mean `site`?"]
    );
}

#[test]
fn a_guessed_type_is_said_to_be_one_and_where_from() {
    let roll = |braces: &str| {
        format!(
            "use role legacy from \"theirs/legacy\"{braces}\nhost \"a.example.org\" {{\n  set legacy {{ legacy_debug = \"no\" }}\n}}\n\
             playbook site {{\n  play \"All\" on all {{\n    role legacy {{ legacy_port = \"many\", legacy_user = 1 }}\n  }}\n}}\n"
        )
    };
    let project = |braces: &str, specs: &str| {
        Memory::of(&roll(braces))
            .with("theirs/legacy/meta/argument_specs.yml", specs)
            .with(
                "theirs/legacy/defaults/main.yml",
                "legacy_debug: false\nlegacy_port: 80\nlegacy_user: bob\n",
            )
    };
    let specs = "argument_specs: { main: { options: { legacy_user: { type: str } } } }\n";
    let declare = "declare it where it is brought in: `use role legacy … { param";
    assert_eq!(
        reports_of(&project("", specs)),
        [
            format!(
                "[wrong-type] write `true` or `false`, without quotes; or, if the role takes something else, {declare} legacy_debug: any }}`"
            ),
            format!(
                "[wrong-type] if the role takes something else, {declare} legacy_port: any }}`"
            ),
            // Of this one the role says the type.
            String::from("[wrong-type] put it in quotes"),
        ]
    );
    let compiled = project("", specs).compile();
    let labels = compiled.problems.all().iter().find_map(|problem| {
        let labels: Vec<_> = problem.diagnostic().labels()?.collect();
        labels.get(1).map(|label| {
            (
                label.label().map(str::to_owned),
                label.offset(),
                label.len(),
            )
        })
    });
    let (label, at, length) = labels.expect("the default is pointed to");
    let span = rolecall::source::Span::new(at as u32, (at + length) as u32);
    assert_eq!(compiled.sources.text_of(span), "legacy_debug");
    assert_eq!(
        label.as_deref(),
        Some("a guess: the role says no types, and this default is `bool`")
    );
    // What the braces declare is no guess.
    let declared = reports_of(&project(" { param legacy_port: int }", specs));
    assert!(
        !declared.iter().any(|report| report.contains("legacy_port")),
        "{declared:?}"
    );
    // Nor is what a role of the project says, or the braces say of one that nobody read.
    let own =
        in_role("  param port: int = 1").replace("role web {}", "role web { port = \"many\" }");
    let galaxy = roll(
        " {\n  param legacy_port: int\n  param legacy_user: string\n  param legacy_debug: bool\n}",
    )
    .replace(
        "from \"theirs/legacy\"",
        "from galaxy \"acme.legacy\" version \"1.0.0\"",
    );
    for text in [own, galaxy] {
        let found = reports(&text);
        assert!(found[0].starts_with("[wrong-type]"), "{found:?}");
        assert!(!found.concat().contains("if the role takes"), "{found:?}");
    }
}

#[test]
fn a_misspelt_module_of_the_project_is_led_to_it() {
    let task = in_task("tolbox { path = \"/a\" }");
    let text = format!("use module toolbox from \"library/toolbox.py\"\n{task}");
    let project = Memory::of(&text).with(
        "library/toolbox.py",
        "DOCUMENTATION = 'options: {path: {}}'\n",
    );
    assert_eq!(
        reports_of(&project),
        ["[unknown-module] did you mean `toolbox`?"]
    );
}
