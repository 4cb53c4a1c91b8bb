//! What roles and plays become: names, loops, templates, applications; read off the output.

use crate::memory::Memory;
use rolecall::emit::artifact::Content;

/// The text of a file of the output.
fn output(project: &Memory, path: &str) -> String {
    let compiled = project.compile();
    let artifacts = compiled
        .artifacts()
        .unwrap_or_else(|| panic!("{:#?}", compiled.problems.all()));
    let found = artifacts.iter().find(|artifact| artifact.path == path);
    match found.map(|artifact| &artifact.content) {
        Some(Content::Text(text)) => text.clone(),
        Some(Content::Copy(from)) => format!("copy of {}", from.display()),
        None => String::new(),
    }
}

/// A role `r` with this body, applied to one host.
fn role(body: &str) -> Memory {
    let rest =
        "group g { host \"a.example.org\" { } }\nplaybook p { play \"P\" on g { role r } }\n";
    Memory::of(rest).with("roles/r/r.roll", &format!("role r {{\n{body}\n}}\n"))
}

fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn loops_take_the_four_forms_of_ansible() {
    let project = role(
        r#"
        param admins: list({ name: string, keys: list(string) }) = []
        param conf: map(string) = {}
        task "List" for admin in admins { debug { msg = admin.name } }
        task "Map" for key, value in conf { debug { msg = "{{ key }}={{ value }}" } }
        task "Sub" for admin in admins for key in admin.keys when admin.name == "a" { debug { msg = key } }
        task "Product" for admin in admins for n in [1, 2] { debug { msg = "{{ admin.name }}{{ n }}" } }
        param lists: map(list(string)) = {}
        task "Values" for key, names in lists for name in names { debug { msg = "{{ key }}{{ name }}" } }
        task "Deep" for name, user in { a = { keys = ["x"] } } for key in user.keys { debug { msg = name ~ key } }
        "#,
    );
    let tasks = output(&project, "roles/r/tasks/main.yml");
    assert_has(
        &tasks,
        &[
            "loop: \"{{ r_admins }}\"\n  loop_control:\n    loop_var: r_admin\n    label: \"{{ r_admin.name }}\"",
            "loop: \"{{ r_conf | dict2items }}\"",
            "msg: \"{{ r_value.key }}={{ r_value.value }}\"",
            "loop: \"{{ r_admins | subelements('keys') }}\"",
            "when: r_admin_key.0.name == 'a'",
            "msg: \"{{ r_admin_key.1 }}\"",
            "loop: \"{{ r_admins | product([1, 2]) | list }}\"",
            "| dict2items | subelements('value.keys') }}\"",
            "r_name_user_key.0.key",
            "loop: \"{{ r_lists | dict2items | subelements('value') }}\"",
            "msg: \"{{ r_key_names_name.0.key }}{{ r_key_names_name.1 }}\"",
        ],
    );
}

#[test]
fn a_template_changes_in_its_names_only() {
    let template = "{# admins #}\r\n{%- for key in  admin.keys -%}\t{{key}}{{ loop.index }}{% endfor %}\n\
        {{ service|upper }} {{ facts.os_family }} {{ hostvars[h].facts.hostname }} {{ shared }}\n\
        {% set service = service ~ 'x' %}{{ service }} {{ found.stat.exists }} {{ admin.items() }}\n\
        {% macro m(service, n=known) %}{{ service }}{{ n }}{% endmacro %}{{ m(service) }}\n\
        {% raw %}{{ service }}{% endraw %} ünï {{ 'service' }} {{ {'service': service}.service }}\n\
        {% with service = service %}{{ service }}{% endwith %}{% include 'part.j2' %}";
    let expected = "{# admins #}\r\n{%- for key in  r_admin['keys'] -%}\t{{key}}{{ loop.index }}{% endfor %}\n\
        {{ r_service|upper }} {{ ansible_facts.os_family }} {{ hostvars[r_h].ansible_facts.hostname }} {{ shared }}\n\
        {% set service = r_service ~ 'x' %}{{ service }} {{ r_found.stat.exists }} {{ r_admin.items() }}\n\
        {% macro m(service, n=r_known) %}{{ service }}{{ n }}{% endmacro %}{{ m(service) }}\n\
        {% raw %}{{ service }}{% endraw %} ünï {{ 'service' }} {{ {'service': service}.service }}\n\
        {% with service = service %}{{ service }}{% endwith %}{% include 'part.j2' %}";
    let project = role(
        r#"
        param admins: list({ name: string, keys: list(string) }) = []
        param service: string = "x"
        param h: string = "a.example.org"
        let known = 1 + 1
        let unused = "never"
        task "Look" {
            stat { path = "/x" }
            register = found
        }
        task "Write" for admin in admins { template { src = "t.j2", dest = "/t", mode = 0644 } }
        "#,
    )
    .with("vars.roll", "var shared: string = \"s\"\n")
    .with("roles/r/templates/t.j2", template)
    .with(
        "roles/r/templates/part.j2",
        "{{ service }} {{ admin.name }} {{ found }}",
    );
    assert_eq!(output(&project, "roles/r/templates/t.j2"), expected);
    // What is bound where a template is included is bound in it.
    let part = output(&project, "roles/r/templates/part.j2");
    assert_eq!(part, "{{ service }} {{ r_admin.name }} {{ r_found }}");
    // A value known now is a variable only if a template reads it.
    let vars = output(&project, "roles/r/vars/main.yml");
    assert_has(&vars, &["r_known: 2"]);
    assert!(!vars.contains("unused"), "{vars}");
}

#[test]
fn without_a_prefix_templates_are_copied() {
    let template = "{{ vars['service'] }} {{ service }} {{ whatever }}";
    let project = role(
        "prefix = \"\"\nparam service: string = \"x\"\n\
         task \"Write\" { template { src = \"t.j2\", dest = \"/t\", mode = 0644 } }",
    )
    .with("roles/r/templates/t.j2", template);
    assert_eq!(output(&project, "roles/r/templates/t.j2"), template);
    assert_has(
        &output(&project, "roles/r/defaults/main.yml"),
        &["\nservice: x"],
    );
}

#[test]
fn roles_of_one_directory_take_the_templates_they_name() {
    let project = Memory::of(
        r#"
        role a { task "Write" { template { src = "a.j2", dest = "/a", mode = 0644 } } }
        role b { task "Write" { template { src = "{{ facts.os_family }}.j2", dest = "/b", mode = 0644 } } }
        group g { host "a.example.org" { } }
        playbook p { play "P" on g {
          role a
          role b
        } }
        "#,
    )
    .with("templates/a.j2", "a {% include 'shared' %}")
    .with("templates/shared", "shared")
    .with("templates/lonely", "lonely");
    assert_eq!(
        output(&project, "roles/a/templates/a.j2"),
        "a {% include 'shared' %}"
    );
    assert_eq!(output(&project, "roles/a/templates/shared"), "shared");
    assert_eq!(output(&project, "roles/a/templates/lonely"), "");
    assert_eq!(
        output(&project, "roles/b/templates/a.j2"),
        "a {% include 'shared' %}"
    );
}

#[test]
fn handlers_are_flushed_between_two_applications_that_differ() {
    let project = Memory::of(
        r#"
        role r {
          param service: string
          let unit = service ~ ".service"
          task "Change it" {
            debug { msg = unit }
            notify = restart
          }
          handler restart { debug { msg = unit } }
        }
        group g { host "a.example.org" { } }
        playbook p {
          play "P" on g {
            role r { service = "one" }
            task "Flush" { meta "flush_handlers" }
            role r { service = "two" }
          }
          play "Q" on g {
            role r { service = "one" }
            role r { service = "one" }
          }
        }
        "#,
    );
    let playbook = output(&project, "playbooks/p.yml");
    let (first, second) = playbook.split_once("name: Q").unwrap();
    assert_eq!(first.matches("include_role").count(), 2, "{first}");
    assert_eq!(second.matches("include_role").count(), 0, "{second}");
    assert_has(
        &output(&project, "roles/r/tasks/main.yml"),
        &["notify: \"r : Restart\"", "msg: \"{{ r_unit }}\""],
    );
}

#[test]
fn patterns_say_union_then_and_then_not() {
    let project = Memory::of(
        r#"
        group a { host "a.example.org" { } }
        group b { host "b.example.org" { } }
        group c { hosts = ["a.example.org"] }
        playbook p {
          play "One" on (a or b) and "a.ex*" and not c { task "Say it" { debug { msg = "x" } }
            optional = true }
          play "Two" on a[0] or b[1:] or b[-1] { task "Say it" { debug { msg = "x" } } }
        }
        "#,
    );
    let playbook = output(&project, "playbooks/p.yml");
    assert_has(&playbook, &["a:b:&a.ex*:!c", "a[0],b[1:],b[-1]"]);
}

#[test]
fn durations_become_the_unit_of_the_keyword() {
    let project = role(
        r#"
        task "Wait" {
          command "true"
          changed_when = false
          register = out
          until = out.rc == 0
          retries = 3
          delay = 2m
          async = 1h
          poll = 5s
        }
        "#,
    );
    let tasks = output(&project, "roles/r/tasks/main.yml");
    assert_has(
        &tasks,
        &[
            "delay: 120",
            "async: 3600",
            "poll: 5",
            "until: r_out.rc == 0",
        ],
    );
}

#[test]
fn a_secret_turns_the_log_off() {
    let project = role(
        r#"
        param password: secret(string)?
        task "Write it" when password is defined { copy { content = password, dest = "/x", mode = 0600 } }
        task "Write more" { copy { content = "x", dest = "/x", mode = 0600 } }
        "#,
    );
    let tasks = output(&project, "roles/r/tasks/main.yml");
    assert_eq!(tasks.matches("no_log: true").count(), 1, "{tasks}");
    let project = role(
        r#"
        param password: secret(string)?
        param plain: string = "x"
        task "Write it" { template { src = "t.j2", dest = "/x", mode = 0600 } }
        task "Write more" { template { src = "plain.j2", dest = "/x", mode = 0600 } }
        "#,
    )
    .with("roles/r/templates/t.j2", "{% include 'part.j2' %}")
    .with(
        "roles/r/templates/part.j2",
        "{% if password is defined %}{{ password }}{% endif %}",
    )
    .with("roles/r/templates/plain.j2", "{{ plain }}");
    let tasks = output(&project, "roles/r/tasks/main.yml");
    let (first, second) = tasks.split_once("Write more").unwrap();
    assert_has(first, &["no_log: true"]);
    assert!(!second.contains("no_log"), "{second}");
}

#[test]
fn an_entry_of_another_namespaces_role_has_three_names() {
    let project = Memory::of(
        "use common from \"common\"\ngroup g { host \"a.example.org\" { } }\n\
         playbook p { play \"P\" on g {\n role common.base\n role common.base.rotate { days = 3 }\n} }\n",
    )
    .with(
        "common/common.roll",
        "role base {\n task \"Say it\" { debug { msg = \"x\" } }\n entry rotate {\n param days: int\n \
         task \"Rotate\" { debug { msg = \"{{ days }}\" } }\n }\n}\n",
    );
    assert_has(
        &output(&project, "playbooks/p.yml"),
        &[
            "name: common_base\n        tasks_from: rotate\n      vars:\n        common_base_days: 3",
        ],
    );
}

#[test]
fn a_loop_reads_the_result_of_its_run_in_label_and_break_when() {
    let project = role(
        r#"
        task "Try" for n in [1, 2] {
          command "id"
          register     = tried
          changed_when = false
          label        = "{{ n }}: {{ tried.rc }}"
          break_when   = tried.rc == 0
        }
        "#,
    );
    assert_has(
        &output(&project, "roles/r/tasks/main.yml"),
        &[
            "label: \"{{ item }}: {{ r_tried.rc }}\"",
            "break_when: r_tried.rc == 0",
        ],
    );
}
