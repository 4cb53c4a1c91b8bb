//! What was meant, where types and names say it: each report offers what to type.

use crate::helps::{in_role, in_task, reports, reports_of};
use crate::memory::Memory;

fn each(cases: &[(&str, &str)], text: impl Fn(&str) -> String) {
    for (written, said) in cases {
        let found = reports(&text(written));
        assert_eq!(found.len(), 1, "{written}\n{found:#?}");
        assert!(found[0].contains(said), "{written}\n{found:#?}");
    }
}

#[test]
fn longer_and_shorter_forms_of_arguments() {
    each(
        &[
            (
                "get_url { url = \"https://example.org/f\", destination = \"/tmp/f\", mode = 0644 }",
                "[unknown-argument] did you mean `dest`?",
            ),
            (
                "git { repo = \"https://git.example.org/x\", destination = \"/srv/x\", version = \"1\" }",
                "[unknown-argument] did you mean `dest`?",
            ),
            ("slurp { source = \"/etc/hosts\" }", "did you mean `src`?"),
            (
                "file { path = \"/srv\", state = \"dir\", mode = 0755 }",
                "[argument-choice] did you mean \"directory\"?",
            ),
        ],
        in_task,
    );
}

#[test]
fn text_that_lacks_its_quotes_where_it_is_listed() {
    each(
        &[
            (
                "package { name = \"x\", state = present }",
                "[unknown-value] write `\"present\"`",
            ),
            (
                "service { name = \"x\", state = started }",
                "[unknown-value] write `\"started\"`",
            ),
        ],
        in_task,
    );
    let level = "host \"a.example.org\" {}\nrole web {\n  param level: \"low\" | \"high\" = low\n  \
                 task \"Say it\" { debug { msg = level } }\n}\n\
                 playbook site { play \"All\" on all { role web {} } }\n";
    assert_eq!(reports(level), ["[unknown-value] write `\"low\"`"]);
}

#[test]
fn names_that_ansible_has() {
    each(
        &[
            (
                "param version: int = 1\ntask \"Say it\" { debug { msg = web_version } }",
                "[unknown-value] that is what Ansible calls it; here it is `version`",
            ),
            (
                "task \"Say it\" { debug { msg = ansible_os_family } }",
                "[unknown-value] facts are read as `facts.os_family`",
            ),
            (
                "task \"Say it\" { debug { msg = ansible_date_time.iso8601 } }",
                "[unknown-value] facts are read as `facts.date_time`",
            ),
            (
                "task \"Say it\" { debug { msg = hostvars[\"nowhere\"].facts.os_family } }",
                "[not-in-type]",
            ),
        ],
        in_role,
    );
    let param = "role base {\n  param port: int = 1\n  task \"Say it\" { debug { msg = port } }\n}\n\
                 playbook site { play \"All\" on all { role base {} } }\n";
    each(
        &[
            ("base_port = 22", "write `set base { port = … }`"),
            ("vars { base_port = 22 }", "write `set base { port = … }`"),
            ("vars { colour = 22 }", "declare it, `var colour: string`"),
        ],
        |body| format!("{param}host \"a.example.org\" {{ {body} }}\n"),
    );
    let pattern = "host \"a.example.org\" {}\ngroup web { hosts = [\"a.example.org\"] }\n\
                   playbook site { play \"All\" on \"web\" { task \"Do it\" { ping {} } } }\n";
    assert_eq!(
        reports(pattern),
        ["[unknown-name] it is a group, and those stand without quotes: `web`"]
    );
}

#[test]
fn what_follows_from_a_loop_in_the_wrong_place_is_silent() {
    each(
        &[
            (
                "task \"Say it\" {\n debug { msg = item }\n loop = [\"a\"]\n}",
                "[header-word] write `for item in [\"a\"]`",
            ),
            (
                "block \"All\" for x in [\"a\"] { task \"Say it\" { debug { msg = x } } }",
                "[loop-not-here]",
            ),
            ("task \"Say it\" for x in 3 { debug { msg = x } }", "`1..3`"),
        ],
        in_role,
    );
}

#[test]
fn conditions_and_operands() {
    let param = "param o: string?\nparam n: int = 1\nparam us: list({ name: string }) = []\n";
    each(
        &[
            (
                "when o { ping {} }",
                "[not-a-condition] ask whether it is set: `o is defined`",
            ),
            (
                "when facts.os_family == \"Debian\" or \"RedHat\" { ping {} }",
                "is asked by `x in [\"…\", \"RedHat\"]`",
            ),
            (
                "when n == \"1\" { ping {} }",
                "[bad-operands] write `1`, without quotes",
            ),
            (
                "{ debug { msg = \"%s\" % o | default(\"\") } }",
                "`text | format(value)`",
            ),
            (
                "{ debug { msg = us.name } }",
                "`us | map(attribute=\"name\")` of all",
            ),
            ("{ debug { msg = us | len } }", "did you mean `length`?"),
            ("{ debug { msg = len(us) } }", "write `x | length`"),
            ("{ debug { msg = us | first.name } }", "`(… | first).name`"),
            (
                "{ debug { msg = us | map(attribut=\"name\") } }",
                "did you mean `attribute`?",
            ),
            (
                "for f in fileglob(\"*.conf\") { debug { msg = f } }",
                "`query(\"fileglob\", …)`",
            ),
            (
                "for u in us | dict2items { debug { msg = u } }",
                "it is a list already: take the filter out",
            ),
        ],
        |step| in_role(&format!("{param}task \"Say it\" {step}")),
    );
    let stat = "task \"Look\" {\n stat { path = \"/x\" }\n register = st\n}\n\
                task \"Say it\" when st.exists { ping {} }";
    assert_eq!(
        reports(&in_role(stat)),
        ["[undocumented-field] it is a part of `stat`: write `st.stat.exists`"]
    );
}

#[test]
fn a_field_is_pointed_to_at_its_key() {
    let text = "type Person = { name: string }\nlet team: list(Person) = [{ nmae = \"x\" }]\n";
    let compiled = Memory::of(text).compile();
    let [problem] = compiled.problems.all() else {
        panic!("{:?}", compiled.problems.all());
    };
    assert_eq!(compiled.sources.text_of(problem.place()), "nmae");
    assert!(problem.fix().is_some());
    each(
        &[
            ("list(Person) = { name = \"x\" }", "brackets: `[{ … }]`"),
            ("list(string) = \"x\"", "brackets: `[\"x\"]`"),
        ],
        |rest| format!("type Person = {{ name: string }}\nlet team: {rest}\n"),
    );
}

#[test]
fn templates_that_cannot_be_read_are_told_what_to_write() {
    for (template, help) in [
        (
            "{% if level = 'x' %}{% endif %}",
            "a comparison is written `==`",
        ),
        (
            "{% if level is 'x' %}{% endif %}",
            "a comparison is written `==`",
        ),
        (
            "{% if level && true %}{% endif %}",
            "both hold is written `and`",
        ),
        (
            "{% if level %}\n{% elseif level %}{% endif %}",
            "write `{% elif … %}`",
        ),
        (
            "{% for x in [1] %}{% if x %}{% endfor %}",
            "write `{% endif %}` in front of it",
        ),
        ("{% for x in [1] %}{{ x }}{% end %}", "write `{% endfor %}`"),
        (
            "{% for x in [1] %}{{ x }}",
            "write `{% endfor %}` where it ends",
        ),
        ("{% fro x in [1] %}{% endfor %}", "did you mean `for`?"),
        ("{% endif %}", "no `{% if … %}` is open here"),
        ("{% else %}", "no `{% if … %}` is open here"),
        ("{{ level }", "what `{{` opens ends with `}}`"),
        (
            "{% if level }}{% endif %}",
            "what `{%` opens ends with `%}`",
        ),
        ("{# not closed", "write `#}` where the comment ends"),
        ("{{ level | }}", "write a filter behind `|`"),
        ("{{ $level }}", "by its name alone"),
        ("{{ web_level }}", "write `level`"),
        ("{{ ansible_os_family }}", "`facts.os_family`"),
        (
            "{{ loop.index }}",
            "between `{% for … %}` and `{% endfor %}`",
        ),
        (
            "{% for k, v in table.iteritems() %}{{ k }}{% endfor %}",
            "did you mean `items`?",
        ),
        ("{% include 'nope.j2' %}", "put it beside this one"),
    ] {
        let text = in_role(
            "param level: string = \"x\"\nparam table: map(string) = {}\ntask \"Write it\" { template { src = \"a.j2\", dest = \"/x\", mode = 0644 } }",
        );
        let project = Memory::of(&text).with("templates/a.j2", template);
        let found = reports_of(&project);
        assert_eq!(found.len(), 1, "{template}\n{found:#?}");
        assert!(found[0].contains(help), "{template}\n{found:#?}");
    }
}

#[test]
fn a_role_without_a_test_is_told_all_that_one_would_give() {
    let text = "role base {\n  param one: int\n  param two: int\n  task \"Say it\" { debug { msg = one + two } }\n}\n\
                group web { host \"a.example.org\" {} }\n\
                platform debian12 { image = \"debian:12\", family = \"debian\" }\n\
                playbook site { play \"All\" on all { role base { one = 1, two = 2 } } }\n";
    let found = reports(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("`test base { with { one = …, two = … } }`"),
        "{found:#?}"
    );
}
