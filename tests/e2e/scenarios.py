#!/usr/bin/env python3
"""Tests as Molecule takes them, and every check of `verify` on a real system: what holds passes, what does not says so.

The checks run on this machine by ansible-playbook. `service`, `package` and `cron` want a system of their own."""

import http.server
import importlib.resources
import json
import re
import sys
import threading

import jsonschema
import molecule.data
import yaml

from _project import EXAMPLES, ROOT, build, check, done, folder, project, run

PLATFORM = 'platform here { image = "registry.example.org/here", family = "debian" }\n'

# A check, and the same with expectations that cannot hold: what its message must say.
CHECKS = [
    ('file "/etc/passwd" { owner = "root", group = "root", mode = 0644, contains = "root:", matches = "^root:", type = "file" }', [
        ('file "/etc/passwd" { mode = 0600 }', "mode 0644, wanted 0600"),
        ('file "/etc/passwd" { owner = "nobody" }', "owner root, wanted nobody"),
        ('file "/etc/passwd" { group = "nogroup" }', "group root, wanted nogroup"),
        ('file "/etc/passwd" { size = 1 }', "wanted 1"),
        ('file "/etc/passwd" { type = "directory" }', "wanted a directory"),
        ('file "/etc/passwd" { contains = "nobody says {{ \'{{\' }} this" }', "does not contain"),
        ('file "/etc/passwd" { matches = "^oot:" }', "nothing that matches"),
        ('file "/etc/passwd" { exists = false }', "exists"),
        ('file "/etc/nothing_here" { mode = 0600 }', "does not exist"),
    ]),
    ('file "/etc/nothing_here" { exists = false }', []),
    # A backslash, quotes and braces are what they are.
    (r'''file "WORK/odd" { contains = "a\\b 'c' \"d\" {{ '{{' }} e }}", matches = r"^a\\b\W+c\W+d" }''', [
        (r'''file "WORK/odd" { matches = r"^a\b\W+b\W+d" }''', "nothing that matches"),
    ]),
    ('file "/proc/self" { type = "link" }', [('file "/etc/passwd" { type = "link" }', "wanted a link")]),
    ('file "/dev/fd" { target = "/proc/self/fd" }', [('file "/dev/fd" { target = "/proc/self" }', "target /proc/self/fd, wanted /proc/self")]),
    ('user "root" { uid = 0, group = "root", groups = ["root"], home = "/root" }', [
        ('user "root" { uid = 7 }', "x:0:0:"),
        ('user "root" { home = "/home/root" }', "/root"),
        ('user "root" { shell = "/bin/none" }', "/root"),
        ('user "root" { group = "daemon" }', "root; wanted daemon"),
        ('user "root" { groups = ["daemon"] }', "root; wanted ['daemon']"),
        ('user "root" { exists = false }', "/root"),
        ('user "nobody_here"', "is not there"),
    ]),
    ('user "nobody_here" { exists = false }', []),
    ('group "root" { gid = 0 }', [
        ('group "root" { gid = 7 }', "The group root"),
        ('group "root" { exists = false }', "The group root"),
        ('group "nobody_here"', "is not there"),
    ]),
    ('group "nobody_here" { exists = facts.os_family == "None" }', [('group "root" { exists = facts.os_family == "None" }', "The group root")]),
    ('command "id nobody_here" { exit = 1 }', [('command "id nobody_here"', "exit status 1"), ('command "no-such-command"', "exit status")]),
    ('command "echo one two" { stdout = "one two", stderr = "", contains = "e t" }', [
        ('command "echo one two" { stdout = "one" }', "one two"),
        ('command "echo one two" { contains = "three" }', "one two"),
        ('command "ls /nothing_here" { exit = 2, stderr = "" }', "nothing_here"),
    ]),
    ('port PORT { listening = true, address = "127.0.0.1" }', [('port PORT { listening = false }', "Something listens on port PORT")]),
    ('port 1 { listening = false }', [('port 1', "Nothing listens on port 1 of 127.0.0.1.")]),
    ('http "http://127.0.0.1:PORT/" { contains = "served", headers = { "Content-Type" = "text/plain" } }', [
        ('http "http://127.0.0.1:PORT/" { status = 404 }', "status 200"),
        ('http "http://127.0.0.1:PORT/" { contains = "other" }', "status 200"),
        ('http "http://127.0.0.1:PORT/" { headers = { "Content-Type" = "text/html" } }', "status 200"),
        ('http "http://127.0.0.1:1/"', "status -1"),
    ]),
    ('http "http://127.0.0.1:PORT/missing" { status = 404, host = "www.example.org" }', []),
    ('mount "/proc" { type = "proc", options = ["rw"] }', [
        ('mount "/proc" { type = "ext4" }', "proc proc rw"),
        ('mount "/proc" { options = ["wo"] }', "The mount /proc"),
        ('mount "/proc" { device = "none_such" }', "The mount /proc"),
        ('mount "/proc" { exists = false }', "The mount /proc"),
        ('mount "/nothing_here"', "nothing is mounted there"),
    ]),
    ('mount "/nothing_here" { exists = false }', []),
    ('sysctl "kernel.ostype" { value = "Linux" }', [('sysctl "kernel.ostype" { value = "Hurd" }', "Linux, wanted Hurd")]),
    ('interface "lo" { address = "127.0.0.1", up = true }', [
        ('interface "lo" { address = "192.0.2.1" }', "up 127.0.0.1"),
        ('interface "lo" { up = false }', "The interface lo"),
        ('interface "lo" { exists = false }', "The interface lo"),
        ('interface "none0"', "it is not there"),
    ]),
    ('interface "none0" { exists = false }', []),
    ('assert facts.system == "Linux" and true, "no Linux"', [
        ('assert facts.system == "Hurd", "it is {{ facts.system }}"', "it is Linux"),
        ('assert facts.system != "Linux"', "Assertion failed"),
    ]),
]


class Page(http.server.BaseHTTPRequestHandler):
    """Serves one page."""

    def do_GET(self):
        """`/` is there, nothing else is."""
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"served")

    def log_message(self, *_):
        """Says nothing."""


def source(name, checks):
    """A role, and a test that checks this."""
    body = "\n".join(f"    {one}" for one in checks)
    return f'role {name} {{ task "Do nothing" {{ ping {{ }} }} }}\ntest {name} {{\n  verify {{\n{body}\n  }}\n}}\n'


def groups(tasks):
    """The tasks of each check: they end with the one that judges."""
    found = [[]]
    for task in tasks:
        found[-1].append(task)
        if {"ansible.builtin.assert", "ansible.builtin.wait_for"} & set(task):
            # The text of a file and the groups of a user are judged behind the rest.
            found.append([])
    return [group for group in found if group]


def tried(group):
    """A check whose failure is noted."""
    noted = {"name": "Note what was said", "ansible.builtin.set_fact": {
        "said": "{{ said | default([]) + [ansible_failed_result.msg | string] }}"}}
    return {"name": "Try it", "block": group, "rescue": [noted]}


with folder() as work:
    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (work / "odd").write_text("a\\b 'c' \"d\" {{ e }}\n")
    at = lambda text: text.replace("PORT", str(server.server_port)).replace("WORK", str(work))
    wrong = [(at(one), at(says)) for _, all_wrong in CHECKS for one, says in all_wrong]
    made = project(work / "checks", main=PLATFORM + source("holds", [at(right) for right, _ in CHECKS])
                   + source("fails", [one for one, _ in wrong]))
    out = work / "out"
    build(made, out)
    here = ("-i", "localhost,", "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}")
    run("ansible-playbook", *here, "molecule/holds/verify.yml", cwd=out)

    play = yaml.safe_load((out / "molecule/fails/verify.yml").read_text())[0]
    # One check may be judged in two steps: the first of them holds where the second is asked.
    play["tasks"] = [tried(group) for group in groups(play["tasks"])] + [
        {"name": "Say all", "ansible.builtin.copy": {"dest": str(work / "said.json"), "content": "{{ said | to_json }}", "mode": "0600"}}]
    (work / "wrong.yml").write_text(yaml.safe_dump([play]))
    run("ansible-playbook", *here, work / "wrong.yml", cwd=out)
    said = json.loads((work / "said.json").read_text())
    rest = list(said)
    for one, says in wrong:
        found = next((text for text in rest if says in text), None)
        if check(found is not None, f"`{one}` did not say {says!r}; said: {rest}"):
            rest.remove(found)
    # A file that is not there has no text either.
    check(len(rest) == 0, f"{len(wrong)} checks are wrong, and {len(said)} messages came: {rest}")

    schema = json.loads((importlib.resources.files(molecule.data) / "molecule.json").read_text())
    scenarios = 0
    for case in [*EXAMPLES, ROOT / "tests/cases/emit/containers"]:
        out = work / case.name
        build(case, out)
        for path in sorted(out.glob("molecule/*/molecule.yml")):
            text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", path.read_text())
            for wrong_part in jsonschema.Draft7Validator(schema).iter_errors(yaml.safe_load(text)):
                check(False, f"{path}: {wrong_part.message}")
            scenarios += 1
        for path in sorted(out.glob("molecule/*/tests/*.py")):
            compile(path.read_text(), str(path), "exec")
        for path in sorted(out.glob("molecule/*/*.yml")):
            if path.name != "molecule.yml":
                run("ansible-playbook", "--syntax-check", path.relative_to(out), cwd=out)
    check(scenarios > 10, f"only {scenarios} scenarios")
done(f"{len(CHECKS)} checks hold, {len(wrong)} fail as they must, {scenarios} scenarios are Molecule's")
