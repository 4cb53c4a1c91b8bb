#!/usr/bin/env python3
"""ansible-lint's production profile, rule by rule: what it reports of a task written by hand, the compiler refuses under the same
name; the mended task compiles, and so does the broken one that is allowed, and ansible-lint has nothing to say of either.

`lang/lint.md` lists every rule of the profile, and none that there is not.
"""

import json
import pathlib
import re

import ansiblelint
import yaml

import _project

# Rule of ansible-lint's, our code, the task as YAML and as ours, and what it is mended to.
CASES = [
    ("avoid-implicit", "avoid-implicit", {"ansible.builtin.copy": {"dest": "/a", "content": {"a": 1}, "mode": "0644"}},
     'copy { dest = "/a", content = { a = 1 }, mode = 0644 }', 'copy { dest = "/a", content = { a = 1 } | to_nice_json, mode = 0644 }'),
    ("command-instead-of-module", "command-instead-of-module",
     {"ansible.builtin.command": {"cmd": "/usr/bin/systemctl restart nginx"}, "changed_when": True},
     'command "/usr/bin/systemctl restart nginx", changed_when = true', 'systemd_service { name = "nginx", state = "restarted" }'),
    ("command-instead-of-module", "command-instead-of-module",
     {"ansible.builtin.shell": {"cmd": "curl -s https://example.org/a > /a", "creates": "/a"}},
     'shell "curl -s https://example.org/a > /a" { creates = "/a" }',
     'get_url { url = "https://example.org/a", dest = "/a", mode = 0644 }'),
    ("command-instead-of-module", "command-instead-of-module",
     {"ansible.builtin.command": {"cmd": "git clone {{ r_a }} /a", "creates": "/a"}},
     'command "git clone {{ word }} /a" { creates = "/a" }', 'command "git log -1" { chdir = "/a" }, changed_when = false'),
    ("command-instead-of-shell", "command-instead-of-shell",
     {"ansible.builtin.shell": {"cmd": "id {{ r_a }}"}, "changed_when": False},
     'shell "id {{ word }}", changed_when = false', 'command "id {{ word }}", changed_when = false'),
    ("command-instead-of-shell", "command-instead-of-shell",
     {"ansible.builtin.shell": {"cmd": "{{ r_a }}"}, "changed_when": False},
     'shell "{{ word }}", changed_when = false', 'shell "{{ word }}" { executable = "/bin/zsh" }, changed_when = false'),
    ("ignore-errors", "ignore-errors", {"ansible.builtin.ping": {}, "ignore_errors": True},
     "ping { }, ignore_errors = true", "ping { }, ignore_errors = ansible_check_mode"),
    ("ignore-errors", "ignore-errors", {"block": [{"name": "Inner", "ansible.builtin.ping": {}}], "ignore_errors": True},
     None, None),
    ("inline-env-var", "inline-env-var", {"ansible.builtin.command": {"cmd": "A=b id"}, "changed_when": False},
     'command "A=b id", changed_when = false', 'command "id", environment = { A = "b" }, changed_when = false'),
    ("latest", "latest", {"ansible.builtin.git": {"repo": "https://example.org/a.git", "dest": "/a"}},
     'git { repo = "https://example.org/a.git", dest = "/a" }', 'git { repo = "https://example.org/a.git", dest = "/a", version = "v1" }'),
    ("latest", "latest", {"ansible.builtin.git": {"repo": "https://example.org/a.git", "dest": "/a", "version": "HEAD"}},
     'git { repo = "https://example.org/a.git", dest = "/a", version = "HEAD" }', None),
    ("literal-compare", "literal-compare", {"ansible.builtin.ping": {}, "when": "r_flag == true"},
     ("flag == true", "ping { }"), ("flag", "ping { }")),
    ("literal-compare", "literal-compare", {"ansible.builtin.ping": {}, "when": ["r_a != ''", "r_flag != false"]},
     ('word != "" and flag != false', "ping { }"), ('word != "" and flag', "ping { }")),
    ("no-changed-when", "no-changed-when", {"ansible.builtin.command": {"cmd": "id"}},
     'command "id"', 'command "id", changed_when = false'),
    ("no-changed-when", "no-changed-when", {"ansible.builtin.raw": "id"}, 'raw "id"', 'raw "id", changed_when = false'),
    ("no-changed-when", "no-changed-when", {"ansible.builtin.shell": {"cmd": "id > /a"}},
     'shell "id > /a"', 'shell "id > /a" { creates = "/a" }'),
    ("no-free-form", "no-free-form", {"ansible.builtin.raw": "executable=/bin/bash id", "changed_when": False},
     'raw "executable=/bin/bash id", changed_when = false', 'raw "id" { executable = "/bin/bash" }, changed_when = false'),
    ("no-handler", "no-handler", {"ansible.builtin.ping": {}, "when": "r_made is changed"},
     ("made is changed", "ping { }"), ("made is changed and flag", "ping { }")),
    ("no-handler", "no-handler", {"ansible.builtin.set_fact": {"r_x": 1}, "when": "r_made.changed"},
     ("made.changed", "set_fact { r_x = 1 }"), None),
    ("no-relative-paths", None, {"ansible.builtin.copy": {"src": "../files/a", "dest": "/a", "mode": "0644"}},
     'copy { src = "../files/a", dest = "/a", mode = 0644 }', 'copy { src = "a", dest = "/a", mode = 0644 }'),
    ("no-relative-paths", "no-relative-paths",
     {"ansible.builtin.copy": {"src": "/srv/../files/a", "dest": "/a", "remote_src": True, "mode": "0644"}},
     'copy { src = "/srv/../files/a", dest = "/a", remote_src = true, mode = 0644 }', None),
    ("no-tabs", "no-tabs", {"ansible.builtin.copy": {"dest": "/a", "content": "a\tb", "mode": "0644"}},
     r'copy { dest = "/a", content = "a\tb", mode = 0644 }', r'lineinfile { path = "/a", line = "a\tb" }'),
    ("no-tabs", "no-tabs", {"ansible.builtin.command": {"cmd": "id"}, "environment": {"A": "a\tb"}, "changed_when": False},
     r'command "id", environment = { A = "a\tb" }, changed_when = false', r'command "id", environment = { A = "{{ word }}\tb" }, changed_when = false'),
    ("package-latest", "package-latest", {"ansible.builtin.apt": {"name": ["a"], "state": "latest"}},
     'apt { name = ["a"], state = "latest" }', 'apt { name = ["a"], state = "latest", only_upgrade = true }'),
    ("package-latest", "package-latest", {"ansible.builtin.package": {"name": "a", "state": "latest"}},
     'package { name = "a", state = "latest" }', 'package { name = "a", state = "present" }'),
    ("risky-file-permissions", "risky-file-permissions", {"ansible.builtin.copy": {"dest": "/a", "content": "a"}},
     'copy { dest = "/a", content = "a" }', 'copy { dest = "/a", content = "a", mode = 0644 }'),
    ("risky-file-permissions", "risky-file-permissions", {"ansible.builtin.file": {"path": "/a", "state": "directory"}},
     'file { path = "/a", state = "directory" }', 'file { path = "/a", state = "directory", recurse = true }'),
    ("risky-file-permissions", "risky-file-permissions", {"ansible.builtin.lineinfile": {"path": "/a", "line": "a", "create": True}},
     'lineinfile { path = "/a", line = "a", create = true }', 'lineinfile { path = "/a", line = "a" }'),
    ("risky-file-permissions", "risky-file-permissions", {"community.general.ini_file": {"path": "/a", "section": "a"}},
     'ini_file { path = "/a", section = "a" }', 'ini_file { path = "/a", section = "a", create = false }'),
    ("risky-file-permissions", "risky-file-permissions", {"ansible.builtin.file": {"path": "/a", "state": "touch", "mode": "preserve"}},
     'file { path = "/a", state = "touch", mode = "preserve" }', 'copy { dest = "/a", src = "/b", remote_src = true, mode = "preserve" }'),
    ("var-naming", "var-naming", {"ansible.builtin.set_fact": {"other": 1}}, "set_fact { other = 1 }", "set_fact { r_other = 1 }"),
    ("risky-octal", None, {"ansible.builtin.copy": {"dest": "/a", "content": "a", "mode": 644}},
     'copy { dest = "/a", content = "a", mode = 644 }', 'copy { dest = "/a", content = "a", mode = 0644 }'),
    ("risky-shell-pipe", "risky-shell-pipe", {"ansible.builtin.shell": {"cmd": "id | wc"}, "changed_when": False},
     'shell "id | wc", changed_when = false', 'shell "set -o pipefail; id | wc" { executable = "/bin/bash" }, changed_when = false'),
]

HEAD = """role r {
  param word: string = "a"
  param flag: bool = true
  task "Register it" {
    command "id"
    register     = made
    changed_when = false
  }
"""
TAIL = """}
group g { host "a.example.org" { } }
playbook site { play "All" on g { role r } }
"""


def ours(cases):
    """A project with a task for each: what stands in it, and by line the number of the case."""
    lines, where = HEAD.splitlines(), {}
    for number, (task, allow) in cases.items():
        when, call = task if isinstance(task, tuple) else (None, task)
        lines.append(f'  task "Case {number}"{f" when {when}" if when else ""} {{')
        where[len(lines)] = number
        if allow:
            lines += ["    # It is a case.", f'    allow = ["{allow}"]']
        for part in re.split(r", (?=[a-z_]+ = )(?![^{]*\})", call):
            lines.append(f"    {part}")
            where[len(lines)] = number
        lines.append("  }")
    return "\n".join([*lines, TAIL]), where


def checked(folder, cases):
    """By case, the codes that the compiler reports as errors."""
    text, where = ours(cases)
    _project.project(folder, main=text)
    (folder / "files").mkdir(exist_ok=True)
    (folder / "files" / "a").write_text("a\n")
    said = _project.run(_project.ROLECALL, "check", folder, "--message-format", "short", expect=None)
    found = {}
    for line in (said.stdout + said.stderr).splitlines():
        report = re.match(r".*main\.roll:(\d+):\d+: error\[([a-z-]+)\]", line)
        if report:
            found.setdefault(where.get(int(report[1]), line), set()).add(report[2])
    return found


def linted(tree):
    """What ansible-lint reports of a tree: rule, file, line."""
    (tree / ".git").mkdir(exist_ok=True)
    said = _project.run("ansible-lint", "--profile", "production", "--offline", "--strict", "--nocolor", "-f", "json", cwd=tree, expect=None)
    return [(item["check_name"], item["location"]["path"], (item["location"].get("lines") or item["location"]["positions"])["begin"])
            for item in json.loads(said.stdout)]


def by_hand(folder):
    """The broken tasks as YAML: by case, the rules that ansible-lint reports."""
    (folder / "roles" / "r" / "tasks").mkdir(parents=True)
    (folder / "playbooks").mkdir()
    (folder / "playbooks" / "site.yml").write_text("---\n- name: All\n  hosts: all\n  roles:\n    - role: r\n")
    text, where = "---\n", {}
    for number, case in enumerate(CASES):
        first = text.count("\n") + 1
        text += yaml.safe_dump([{"name": f"Case {number}", **case[2]}], sort_keys=False, width=1000)
        where.update({line: number for line in range(first, text.count("\n") + 1)})
    (folder / "roles" / "r" / "tasks" / "main.yml").write_text(text)
    found = {}
    for rule, path, line in linted(folder):
        line = line["line"] if isinstance(line, dict) else line
        found.setdefault(where.get(line) if path.endswith("tasks/main.yml") else path, set()).add(rule.split("[")[0])
    return found


def listed():
    """The rules and codes of lang/lint.md."""
    rows = [line.split("|")[1].strip() for line in (_project.ROOT / "lang" / "lint.md").read_text().splitlines() if line.startswith("| ")]
    return {row.strip("`") for row in rows if not row.startswith("-")} - {"code", "rule"}


def profile():
    """Every rule of the production profile that there is."""
    folder = pathlib.Path(ansiblelint.__file__).parent
    held = yaml.safe_load((folder / "data" / "profiles.yml").read_text())
    names, at = set(), "production"
    while at:
        names |= {name.split("[")[0] for name in held[at]["rules"]}
        at = held[at]["extends"]
    texts = [path.read_text() for path in [*(folder / "rules").glob("*.py"), folder / "_internal" / "rules.py"]]
    return {name for name in names if any(f'id = "{name}"' in text for text in texts)}


def main():
    with _project.folder() as work:
        reported = by_hand(work / "hand")
        for number, (rule, code, *_) in enumerate(CASES):
            _project.check(rule in reported.get(number, ()), f"case {number}: ansible-lint says {reported.get(number)}, not {rule}")
        broken = {number: (case[3], None) for number, case in enumerate(CASES) if case[3]}
        refused = checked(work / "broken", broken)
        for number in broken:
            code = CASES[number][1]
            said = refused.get(number, set())
            _project.check(said == {code} if code else said, f"case {number}: the compiler says {sorted(said)}, not {code}: {CASES[number][3]}")
        mended = {number: (case[4], None) for number, case in enumerate(CASES) if case[4]}
        allowed = {1000 + number: (case[3], case[1]) for number, case in enumerate(CASES) if case[3] and case[1]}
        for name, cases in [("mended", mended), ("allowed", allowed)]:
            said = checked(work / name, cases)
            _project.check(not said, f"{name}: the compiler refuses {said}")
            _project.build(work / name, work / f"{name}-tree")
            for problem in linted(work / f"{name}-tree"):
                _project.problem(f"{name}: ansible-lint says {problem}")
    known, wanted = listed(), profile()
    for name in sorted(wanted - known):
        _project.problem(f"lang/lint.md does not speak of {name}")
    print(f"{len(wanted)} rules of the profile, {len({case[0] for case in CASES})} of them by {len(CASES)} broken tasks")
    _project.done("what ansible-lint reports, the compiler refuses; what compiles, passes")


if __name__ == "__main__":
    main()
