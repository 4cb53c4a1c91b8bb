#!/usr/bin/env python3
"""Why the language refuses what it refuses: for each such rule, what real Ansible does without it.

Each case is a small tree written by hand, as somebody would write it who does not know. If a later Ansible
behaves otherwise, the case fails, and the rule may go.
"""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Callable

from _project import check, done, folder, run

CASES: list[tuple[str, Callable[[pathlib.Path], None]]] = []
HOSTS = "all: {hosts: {one: }, vars: {ansible_connection: local, ansible_python_interpreter: %s}}\n" % sys.executable


def case(rule: str) -> Callable[[Callable[[pathlib.Path], None]], None]:
    return lambda body: CASES.append((rule, body))


def play(tree: pathlib.Path, files: dict[str, str], *options: str) -> tuple[int, str]:
    """Writes a tree and runs its playbook `p.yml` on the host `one`; the status and all that was said."""
    always = {"hosts.yml": HOSTS, "ansible.cfg": "[defaults]\nroles_path = roles\n"}
    for name, text in (always | files).items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ran = run("ansible-playbook", "-i", "hosts.yml", "p.yml", *options, cwd=tree, expect=None)
    return ran.returncode, ran.stdout + ran.stderr


def steps(text: str) -> str:
    """A play with these tasks."""
    indented = "".join("    " + line + "\n" for line in text.strip().splitlines())
    return "- hosts: one\n  gather_facts: false\n  tasks:\n" + indented


def expect(said: tuple[int, str], *, fails: bool = False, has: tuple[str, ...] = (), lacks: tuple[str, ...] = ()) -> None:
    status, text = said
    check((status != 0) == fails, f"status {status}\n{text}")
    for part in has:
        check(part in text, f"{part!r} is not in\n{text}")
    for part in lacks:
        check(part not in text, f"{part!r} is in\n{text}")


SAYING_ROLE = {
    "roles/r/tasks/main.yml": "- command: 'true'\n  notify: \"r : Say it\"\n",
    "roles/r/handlers/main.yml": "- name: Say it\n  debug: {msg: 'handled with {{ r_port }}'}\n",
}


@case("a handler that reads a parameter which two applications give differently is refused")
def _(tree: pathlib.Path) -> None:
    book = "- hosts: one\n  gather_facts: false\n  roles:\n    - {role: r, r_port: 1}\n    - {role: r, r_port: 2}\n"
    expect(play(tree, SAYING_ROLE | {"p.yml": book}), has=("handled with 2",), lacks=("handled with 1",))


@case("… unless the handlers are flushed between them, and then the roles are included")
def _(tree: pathlib.Path) -> None:
    book = steps("""
- include_role: {name: r}
  vars: {r_port: 1}
- meta: flush_handlers
- include_role: {name: r}
  vars: {r_port: 2}
""")
    expect(play(tree, SAYING_ROLE | {"p.yml": book}), has=("handled with 1", "handled with 2"))


@case("a parameter given at an application and by `set` for the same host is refused")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {
        "host_vars/one.yml": "r_port: 1\n",
        "roles/r/tasks/main.yml": "- debug: {msg: 'port {{ r_port }}'}\n",
        "p.yml": "- hosts: one\n  gather_facts: false\n  roles:\n    - {role: r, r_port: 2}\n",
    }), has=("port 2",), lacks=("port 1",))


@case("values of two groups, neither inside the other, are refused: Ansible takes the last name of the alphabet")
def _(tree: pathlib.Path) -> None:
    hosts = "zebra: {hosts: {one: }, vars: {colour: striped}}\nant: {hosts: {one: }, vars: {colour: black}}\n"
    expect(play(tree, {"hosts.yml": hosts, "p.yml": steps("- debug: {msg: 'colour {{ colour }}'}")}), has=("colour striped",))


@case("no value is written beside playbooks: it would beat the inventory's")
def _(tree: pathlib.Path) -> None:
    (tree / "inventory").mkdir()
    (tree / "inventory" / "hosts.yml").write_text("web: {hosts: {one: }}\n")
    (tree / "inventory" / "group_vars").mkdir()
    (tree / "inventory" / "group_vars" / "web.yml").write_text("from: inventory\n")
    expect(play(tree, {"group_vars/web.yml": "from: playbook\n", "p.yml": steps("- debug: {msg: 'from {{ from }}'}")},
                "-i", "inventory/hosts.yml"), has=("from playbook",))


@case("a pattern that needs parentheses is refused: Ansible has none, and excludes last, wherever it is written")
def _(tree: pathlib.Path) -> None:
    hosts = "a: {hosts: {h1: , h2: }}\nb: {hosts: {h1: }}\nc: {hosts: {h2: , h3: }}\n"
    (tree / "hosts.yml").write_text(hosts)

    def matched(pattern: str) -> list[str]:
        listed = run("ansible", "-i", "hosts.yml", pattern, "--list-hosts", cwd=tree, expect=None)
        return [line.strip() for line in listed.stdout.splitlines()[1:]]

    check(matched("a:&(b:c)") != ["h1", "h2"], "parentheses work")
    check(matched("a:!c:c") == ["h1"], f"an exclusion does not come last: {matched('a:!c:c')}")
    check(matched("a:&b:c") == ["h1"], f"an intersection does not hold for the whole union: {matched('a:&b:c')}")


@case("a condition of a block may not read what a step inside sets: it is asked again at each step")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {"p.yml": steps("""
- set_fact: {go: true}
- when: go
  block:
    - set_fact: {go: false}
    - debug: {msg: 'still inside'}
""")}), has=("skipping: [one]",), lacks=("still inside",))


@case("handlers are notified as `role : Name`: two roles' handlers of one name are one to Ansible")
def _(tree: pathlib.Path) -> None:
    files: dict[str, str] = {}
    for role in "ab":
        files[f"roles/{role}/handlers/main.yml"] = f"- name: Restart\n  debug: {{msg: 'restarted {role}'}}\n"
    tasks = "- command: 'true'\n  notify: %s\n"
    book = "- hosts: one\n  gather_facts: false\n  roles: [a, b]\n"
    files |= {"p.yml": book, "roles/b/tasks/main.yml": "[]\n", "roles/a/tasks/main.yml": tasks % "Restart"}
    expect(play(tree, files), has=("restarted b",), lacks=("restarted a",))
    files["roles/a/tasks/main.yml"] = tasks % '"a : Restart"'
    expect(play(tree, files), has=("restarted a",), lacks=("restarted b",))


@case("braces in raw text are protected: `{#` opens a comment that never ends")
def _(tree: pathlib.Path) -> None:
    count = "a=(1 2 3); echo counted ${#a[@]}"
    module = "- ansible.builtin.shell: {cmd: %s, executable: /bin/bash}\n  register: out\n- debug: {var: out.stdout}"
    expect(play(tree, {"p.yml": steps(module % f"'{count}'")}), fails=True)
    protected = count.replace("{#", "{{ '{#' }}")
    expect(play(tree, {"p.yml": steps(module % f'"{protected}"')}), has=("counted 3",))


@case("a field named like a method is emitted as a['keys']")
def _(tree: pathlib.Path) -> None:
    book = "- hosts: one\n  gather_facts: false\n  vars: {a: {keys: [x, y]}}\n  tasks:\n    - debug: {msg: \"{{ %s | length }} keys\"}\n"
    expect(play(tree, {"p.yml": book % "a.keys"}), fails=True)
    expect(play(tree, {"p.yml": book % "a['keys']"}), has=("2 keys",))


@case("hostvars names vars only: a role's parameters are invisible there")
def _(tree: pathlib.Path) -> None:
    files = {"roles/r/defaults/main.yml": "r_port: 1\n", "p.yml": "- hosts: one\n  gather_facts: false\n  roles: [r]\n"}
    ask = "- debug: {msg: \"{{ 'seen' if %s is defined else 'not there' }}\"}\n"
    expect(play(tree, files | {"roles/r/tasks/main.yml": ask % "r_port"}), has=("seen",))
    expect(play(tree, files | {"roles/r/tasks/main.yml": ask % "hostvars['one'].r_port"}), has=("not there",))


@case("an unset optional may stand as a whole argument only")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {"p.yml": steps("- debug: {msg: 'port {{ port_of_it }}'}")}), fails=True, has=("is undefined",))
    expect(play(tree, {"p.yml": steps("""
- copy: {dest: "{{ playbook_dir }}/made", content: x, mode: "{{ mode_of_it | default(omit) }}"}
- debug: {msg: "beside text <{{ port_of_it | default(omit) }}>"}
""")}), has=("changed: [one]", "beside text <>"))


@case("a task's name cannot use its loop variable")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {"p.yml": steps("- name: Make {{ item }}\n  debug: {msg: ok}\n  loop: [first]")}), lacks=("TASK [Make first]",))


@case("a condition is a boolean: a list or a text is none")
def _(tree: pathlib.Path) -> None:
    for condition in ("'yes'", "[1]", "1"):
        book = "- hosts: one\n  gather_facts: false\n  vars: {x: %s}\n  tasks:\n    - {debug: {msg: ran}, when: x}\n"
        expect(play(tree, {"p.yml": book % condition}), fails=True)


@case("defaults stand in defaults/main.yml too: those of argument_specs are not applied")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {
        "roles/r/meta/argument_specs.yml": "argument_specs: {main: {options: {r_port: {type: int, default: 7}}}}\n",
        "roles/r/tasks/main.yml": "- debug: {msg: 'port {{ r_port }}'}\n",
        "p.yml": "- hosts: one\n  gather_facts: false\n  roles: [r]\n",
    }), fails=True, has=("'r_port' is undefined",))


@case("sections are imported: tags of an include do not reach its tasks")
def _(tree: pathlib.Path) -> None:
    files = {"inner.yml": "- debug: {msg: inner ran}\n"}
    for kind, reaches in (("include_tasks", False), ("import_tasks", True)):
        said = play(tree, files | {"p.yml": steps(f"- {kind}: inner.yml\n  tags: [x]")}, "--tags", "x")
        expect(said, **{"has" if reaches else "lacks": ("inner ran",)})


@case("the fields of a result are optional when its task stands under a condition")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {"p.yml": steps("""
- command: 'true'
  register: out
  when: false
- debug: {msg: "said {{ out.stdout }}"}
""")}), fails=True)
    expect(play(tree, {"p.yml": steps("""
- command: 'true'
  register: out
  when: false
- debug: {msg: was skipped}
  when: out is skipped
""")}), has=("was skipped",))


@case("a looped task's result has only `results`")
def _(tree: pathlib.Path) -> None:
    book = steps("- command: 'echo {{ item }}'\n  loop: [a]\n  register: out\n- debug: {msg: \"{{ out.%s }}\"}")
    expect(play(tree, {"p.yml": book % "stdout"}), fails=True)
    expect(play(tree, {"p.yml": book % "results[0].stdout"}), has=('"msg": "a"',))


@case("one result's name belongs to one kind of task: a skipped task overwrites it")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {"p.yml": steps("""
- command: echo first
  register: out
- command: echo second
  register: out
  when: false
- debug: {msg: "{{ 'lost' if out.stdout is not defined else out.stdout }}"}
""")}), has=('"msg": "lost"',))


@case("a `when` beside a `for` is asked for every item, so it may name the loop variable")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {"p.yml": steps("- debug: {msg: 'got {{ item }}'}\n  loop: [1, 2]\n  when: item > 1")}),
           has=("got 2",), lacks=("got 1",))


@case("loop variables are prefixed: one `item` inside another is taken")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {
        "inner.yml": "- debug: {msg: 'inner {{ item }}'}\n  loop: [1]\n",
        "p.yml": steps("- include_tasks: inner.yml\n  loop: [9]"),
    }), has=("already in use",))


@case("an import without context whose template reads a variable is refused")
def _(tree: pathlib.Path) -> None:
    files = {
        "templates/m.j2": "{% macro m() %}got {{ x }}{% endmacro %}\n",
        "templates/without.j2": "{% import 'm.j2' as a %}{{ a.m() }}\n",
        "templates/with.j2": "{% import 'm.j2' as a with context %}{{ a.m() }}\n",
    }
    book = steps("- debug: {msg: \"{{ lookup('template', 'NAME') }}\"}\n  vars: {x: 1}")
    expect(play(tree, files | {"p.yml": book.replace("NAME", "without.j2")}), fails=True, has=("'x' is undefined",))
    expect(play(tree, files | {"p.yml": book.replace("NAME", "with.j2")}), has=("got 1",))


@case("names that Ansible reserves are no vars")
def _(tree: pathlib.Path) -> None:
    book = "- hosts: one\n  gather_facts: false\n  vars: {environment: mine}\n  tasks: [{debug: {msg: x}}]\n"
    expect(play(tree, {"p.yml": book}), has=("reserved name",))


@case("every text that YAML could read as something else is quoted")
def _(tree: pathlib.Path) -> None:
    texts = {"NO": False, "yes": True, "0644": 420, "12:30:45": 45045, "0x1F": 31, "~": None, "1e3": "1e3"}
    listed = "".join(f"    - {text}\n" for text in texts)
    book = "- hosts: one\n  gather_facts: false\n  vars:\n   x:\n" + listed + "  tasks: [{debug: {msg: \"{{ x | to_json }}\"}}]\n"
    expect(play(tree, {"p.yml": book}), has=("false", "true", "420", "45045", "31", "null"), lacks=("NO", "0644", "12:30"))


@case("a plain scalar with braces is a map")
def _(tree: pathlib.Path) -> None:
    expect(play(tree, {"p.yml": steps("- debug:\n    msg: {{ inventory_hostname }}")}), fails=True)


@case("what is not true or false is no condition, and neither is text that a search found")
def _(tree: pathlib.Path) -> None:
    values = "vars: {l: [1], s: x, n: 1, d: {a: 1}}"
    refused = ("l", "s", "n", "d", "l | length", "s | regex_search('x')", "n == 1 and l", "s | default('')")
    tasks = "".join(f"- debug: {{msg: ran}}\n  {values}\n  when: \"{when}\"\n  ignore_errors: true\n" for when in refused)
    status, text = play(tree, {"p.yml": steps(tasks)})
    check(status == 0 and text.count("Conditionals must have a boolean result") >= len(refused) and '"ran"' not in text, text)
    taken = ("l | length > 0", "s != ''", "n != 0", "s is search('x')", "'yes' | bool")
    tasks = "".join(f"- debug: {{msg: ran}}\n  {values}\n  when: \"{when}\"\n" for when in taken)
    status, text = play(tree, {"p.yml": steps(tasks)})
    check(status == 0 and text.count('"ran"') == len(taken), text)


@case("a result is no condition, and what went wrong is asked by a test")
def _(tree: pathlib.Path) -> None:
    tasks = """
- command: 'true'
  register: r
- debug: {msg: ran}
  when: r
"""
    expect(play(tree, {"p.yml": steps(tasks)}), fails=True, has=("Conditionals must have a boolean result",))
    expect(play(tree, {"p.yml": steps(tasks.replace("when: r", "when: r is changed"))}), has=('"ran"',))


@case("conditions of assert stand without braces")
def _(tree: pathlib.Path) -> None:
    shown = {"ANSIBLE_DEPRECATION_WARNINGS": "1"}
    (tree / "p.yml").write_text(steps("- assert: {that: ['{{ 1 == 1 }}']}"))
    said = run("ansible-playbook", "-i", "one,", "-c", "local", "p.yml", cwd=tree, env=shown, expect=None)
    check("should not be surrounded by templating delimiters" in said.stdout + said.stderr, said.stdout + said.stderr)
    (tree / "p.yml").write_text(steps("- assert: {that: ['1 == 1']}"))
    said = run("ansible-playbook", "-i", "one,", "-c", "local", "p.yml", cwd=tree, env=shown)
    check("templating delimiters" not in said.stdout + said.stderr, said.stdout + said.stderr)


@case("a field that some items lack needs a default, or those that have it are selected first")
def _(tree: pathlib.Path) -> None:
    users = "[{'n': 'a', 's': 'x'}, {'n': 'b'}]"
    for use in ("map(attribute='s')", "selectattr('s', 'eq', 'x')", "sort(attribute='s')", "join(',', attribute='s')"):
        expect(play(tree, {"p.yml": steps(f'- debug: {{msg: "{{{{ {users} | {use} | list }}}}"}}')}), fails=True)
    for use in ("map(attribute='s', default='-')", "selectattr('s', 'defined') | map(attribute='s')"):
        expect(play(tree, {"p.yml": steps(f'- debug: {{msg: "{{{{ {users} | {use} | list }}}}"}}')}), has=('"x"',))


@case("filters refuse what they are not for, or make nonsense of it")
def _(tree: pathlib.Path) -> None:
    for use in ("5 | join(',')", "'x' | selectattr('a')", "['a'] | split(',')", "5 | length", "{'a': 1} | selectattr('key')", "['a'] | sum",
                "'x' | abs", "5 | first", "[{'a': 1}, {'a': 2}] | sort", "'1' is version('2', '=>')", "'a' is odd", "5 is failed"):
        expect(play(tree, {"p.yml": steps(f'- debug: {{msg: "{{{{ {use} }}}}"}}')}), fails=True)
    for use, nonsense in (("'ab' | join(',')", "a,b"), ("['a'] | upper", "['A']"), ("['x'] | regex_replace('x', 'y')", "['y']")):
        expect(play(tree, {"p.yml": steps(f'- debug: {{msg: "{{{{ {use} }}}}"}}')}), has=(nonsense,))


@case("a task in the background has no result yet, and a loop has those of its items only")
def _(tree: pathlib.Path) -> None:
    tasks = "- command: printf a\n  async: 10\n  poll: 0\n  register: r\n- debug: {msg: '{{ r.stdout }}'}"
    expect(play(tree, {"p.yml": steps(tasks)}), fails=True, has=("has no attribute 'stdout'",))
    tasks = "- command: printf a\n  loop: [1]\n  register: r\n- debug: {msg: '{{ r.stdout }}'}"
    expect(play(tree, {"p.yml": steps(tasks)}), fails=True, has=("has no attribute 'stdout'",))
    expect(play(tree, {"p.yml": steps(tasks.replace("r.stdout", "r.results | map(attribute=\"stdout\") | list"))}), has=('"a"',))


def main() -> None:
    for number, (rule, body) in enumerate(CASES):
        with folder() as tree:
            print(f"{number + 1}. {rule}", flush=True)
            body(tree)
    done(f"{len(CASES)} rules protect from something")


main()
