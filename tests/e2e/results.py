#!/usr/bin/env python3
"""Runs tasks of many modules on this machine and holds their results against the fields that are known.

A field that a module returns and the tables lack would be refused in a playbook that reads it, and one of another
type would mislead; status 1 and what differs, if anything. Everything happens in a folder of its own or in check mode.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator

from _tables import TABLES, fits, nested

# Each module once or more, the arguments, and the task's other keywords.
TASKS = [
    ("command", {"cmd": "printf a"}, {}),
    ("command", {"cmd": "false"}, {"ignore_errors": True}),
    ("command", {"cmd": "printf {{ item }}"}, {"loop": ["a", "b"]}),
    ("command", {"cmd": "printf a"}, {"until": "true", "retries": 2, "delay": 0}),
    ("command", {"cmd": "printf a"}, {"async": 10, "poll": 0}),
    ("command", {"cmd": "printf a"}, {"async": 10, "poll": 0}),
    ("command", {"cmd": "printf {{ item }}"}, {"loop": ["a", "b"], "async": 10, "poll": 0}),
    ("command", {"cmd": "printf a", "creates": "/"}, {}),
    ("command", {"cmd": "printf a"}, {"when": "false"}),
    ("shell", {"cmd": "printf a"}, {}),
    ("async_status", {"jid": "{{ result_5.ansible_job_id }}"}, {"until": "result_10 is finished", "retries": 5, "delay": 1}),
    ("file", {"path": "DIR/d", "state": "directory", "mode": "0755"}, {}),
    ("file", {"path": "DIR/link", "src": "DIR/d", "state": "link"}, {}),
    ("file", {"path": "DIR/none", "state": "absent"}, {}),
    ("copy", {"dest": "DIR/a", "content": "a=1\n", "mode": "0600"}, {}),
    ("copy", {"dest": "DIR/a", "content": "a=2\n", "mode": "0600", "backup": True}, {}),
    ("copy", {"dest": "DIR/a", "content": "a=2\n", "mode": "0600"}, {"diff": True}),
    ("template", {"src": "t.j2", "dest": "DIR/t", "mode": "0600"}, {}),
    ("template", {"src": "t.j2", "dest": "DIR/t", "mode": "0600"}, {}),
    ("lineinfile", {"path": "DIR/a", "line": "b=2", "backup": True}, {}),
    ("lineinfile", {"path": "DIR/a", "regexp": "^b", "state": "absent"}, {}),
    ("blockinfile", {"path": "DIR/a", "block": "c=3"}, {}),
    ("replace", {"path": "DIR/a", "regexp": "c", "replace": "d"}, {}),
    ("assemble", {"src": "DIR/d", "dest": "DIR/whole", "mode": "0600"}, {}),
    ("stat", {"path": "DIR/a"}, {}),
    ("stat", {"path": "DIR/link"}, {}),
    ("stat", {"path": "DIR/none"}, {}),
    ("find", {"paths": "DIR"}, {}),
    ("slurp", {"src": "DIR/a"}, {}),
    ("fetch", {"src": "DIR/a", "dest": "DIR/fetched"}, {}),
    ("fetch", {"src": "DIR/a", "dest": "DIR/fetched"}, {}),
    ("tempfile", {"path": "DIR"}, {}),
    ("script", {"cmd": "say.sh"}, {}),
    ("raw", "printf a", {}),
    ("assert", {"that": ["true"]}, {}),
    ("assert", {"that": ["1 == 2"]}, {"ignore_errors": True}),
    ("fail", {"msg": "so"}, {"ignore_errors": True}),
    ("debug", {"msg": "so"}, {}),
    ("ping", {}, {}),
    ("pause", {"seconds": 1}, {}),
    ("wait_for", {"path": "DIR/a", "timeout": 5}, {}),
    ("wait_for", {"path": "DIR/a", "timeout": 5, "search_regex": "(.)=2"}, {}),
    ("wait_for_connection", {"timeout": 5}, {}),
    ("getent", {"database": "passwd", "key": "root"}, {}),
    ("package_facts", {}, {}),
    ("service_facts", {}, {}),
    ("mount_facts", {}, {}),
    ("group", {"name": "rolecall-none"}, {"check_mode": True}),
    ("group", {"name": "root"}, {"check_mode": True}),
    ("user", {"name": "rolecall-none"}, {"check_mode": True}),
    ("user", {"name": "root", "groups": [], "append": True}, {"check_mode": True}),
    ("hostname", {"name": "rolecall-none"}, {"check_mode": True}),
    ("known_hosts", {"name": "h.example.org", "path": "DIR/known", "key": "h.example.org ssh-ed25519 AAAA"}, {"check_mode": True}),
    ("yum_repository", {"name": "x", "description": "x", "baseurl": "https://x.example.org", "reposdir": "DIR/d"}, {}),
    ("command", {"cmd": "tar -C DIR -cf DIR/x.tar a"}, {}),
    ("unarchive", {"src": "DIR/x.tar", "dest": "DIR/d", "remote_src": True}, {}),
    ("get_url", {"url": "file://DIR/a", "dest": "DIR/got", "mode": "0600"}, {}),
    ("get_url", {"url": "file://DIR/a", "dest": "DIR/got", "mode": "0600"}, {}),
    ("uri", {"url": "SITE/a", "return_content": True}, {}),
    ("uri", {"url": "SITE/a.json"}, {}),
    ("uri", {"url": "SITE/a", "dest": "DIR/page"}, {}),
    ("uri", {"url": "SITE/none", "status_code": 404}, {}),
    ("uri", {"url": "SITE/none"}, {"ignore_errors": True}),
    ("uri", {"url": "SITE/{{ item }}"}, {"loop": ["a", "a.json"]}),
    ("setup", {"gather_subset": ["!all"]}, {}),
    ("set_fact", {"x": 1}, {}),
    ("git", {"repo": "DIR/repo", "dest": "DIR/clone", "version": "main"}, {}),
]
FAMILIES = {"command": "+command", "shell": "+command", "script": "+command", "raw": "+command", "async_status": "+background"}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with site(folder) as url:
            results = run(folder, url)
    tables = (nested("results"), modules())
    problems = []
    for index, (module, arguments, keywords) in enumerate(TASKS):
        known = fields(module, keywords, *tables)
        if known is None:
            continue
        result = results[f"result_{index}"]
        more = tables[0].get(module, ("",))[0] == "more"
        where = f"{module} {json.dumps(arguments)[:50]}"
        if "loop" in keywords:
            common = types(tables[0]["+common"][1]) | {"results": ("list(any)", {})}
            problems += compare(where, result, common)
            for item in result["results"]:
                problems += compare(where, item, known | types(tables[0]["+item"][1]), more)
        else:
            problems += compare(where, result, known, more)
    for problem in dict.fromkeys(problems):
        print(problem)
    print(f"results: {len(TASKS)} tasks, {len(problems)} differences")
    return 1 if problems else 0


@contextlib.contextmanager
def site(folder: pathlib.Path) -> Iterator[str]:
    """Serves a folder on this machine."""
    (folder / "a.json").write_text('{"a": 1}')
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    handler.func.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def run(folder: pathlib.Path, url: str) -> dict:
    tasks = []
    for index, (module, arguments, keywords) in enumerate(TASKS):
        task = {"name": f"Run {index}", f"ansible.builtin.{module}": arguments, "register": f"result_{index}"} | keywords
        tasks.append(json.loads(json.dumps(task).replace("DIR", str(folder)).replace("SITE", url)))
    shown = ", ".join(f"'result_{index}': result_{index}" for index in range(len(TASKS)))
    dump = {"content": "{{ {" + shown + "} | to_json }}", "dest": str(folder / "seen.json"), "mode": "0600"}
    tasks.append({"name": "Show", "ansible.builtin.copy": dump})
    play = [{"name": "Look", "hosts": "probe", "gather_facts": False, "tasks": tasks}]
    (folder / "play.json").write_text(json.dumps(play))
    (folder / "t.j2").write_text("{{ 1 + 1 }}\n")
    (folder / "say.sh").write_text("#!/bin/sh\nprintf a\n")
    (folder / "hosts.yml").write_text(f"all:\n  hosts:\n    probe:\n      ansible_connection: local\n      ansible_async_dir: {folder}\n")
    (folder / "ansible.cfg").touch()
    git = "git init -q -b main repo && cd repo && git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m a"
    subprocess.run(git, shell=True, check=True, cwd=folder)
    command = [sys.executable, "-m", "ansible.cli.playbook", "-i", "hosts.yml", "play.json"]
    settings = {"ANSIBLE_CONFIG": str(folder / "ansible.cfg"), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    settings["ANSIBLE_PYTHON_INTERPRETER"] = sys.executable
    done = subprocess.run(command, cwd=folder, env=os.environ | settings, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"results: the play failed\n{done.stdout[-3000:]}\n{done.stderr}")
    return json.loads((folder / "seen.json").read_text())


def builtin() -> list[str]:
    """The lines of ansible.builtin's modules, with those of the fragments that they share in their places."""
    lines: list[str] = []
    fragments: dict[str, list[str]] = {}
    inside: list[str] | None = None
    for line in (TABLES / "collections" / "ansible.builtin.txt").read_text().splitlines():
        if line.startswith("& "):
            inside = fragments.setdefault(line.removeprefix("& "), [])
        elif line.startswith(" & "):
            for number in line.removeprefix(" & ").split(" "):
                lines.extend(fragments[number])
        elif not line.startswith("#"):
            inside = None if not line.startswith(" ") else inside
            (lines if inside is None else inside).append(line)
    return lines


def modules() -> dict:
    """By module: whether its arguments are open or it makes files, and the fields that it documents."""
    found: dict = {}
    for line in builtin():
        if line.startswith("ansible."):
            head = line.split("\t")
            stack: list[dict] = [{}]
            found[head[0].removeprefix("ansible.builtin.")] = entry = {"open": "open" in head, "file": False, "fields": stack[0]}
        elif line.startswith(" o selevel\t"):
            entry["file"] = True
        elif line.lstrip(" ").startswith("r "):
            depth = len(line) - len(line.lstrip(" "))
            name, kind, *_ = line.strip(" ").removeprefix("r ").split("\t")
            del stack[depth:]
            stack[depth - 1][name] = (kind, below := {})
            stack.append(below)
    return found


def fields(module: str, keywords: dict, extra: dict, documented: dict) -> dict | None:
    """As `registered::fields` of src/schema has it."""
    if keywords.get("poll") == 0:
        return types(extra["+background"][1]) | types(extra["+common"][1])
    entry = documented[module]
    if entry["open"] or extra.get(module, ("",))[0] == "anything":
        return None
    known = types(entry["fields"])
    if module in FAMILIES:
        known = types(extra[FAMILIES[module]][1]) | known
    for name, (kind, below) in types(extra[module][1] if module in extra else {}).items():
        if below:
            known[name][1].update(below)
        else:
            known[name] = (kind, below)
    if entry["file"] or "path" in known or "dest" in known:
        known = types(extra["+file"][1]) | known
    if not known:
        return None
    for text in ("stdout", "stderr"):
        if text in known:
            known[f"{text}_lines"] = ("list(string)", {})
    known = types(extra["+common"][1]) | known
    if "until" in keywords:
        known = types(extra["+retried"][1]) | known
    if "async" in keywords:
        known = types(extra["+background"][1]) | known
    return known


def types(documented: dict) -> dict:
    """Documented types as the language's; where fields are listed below, those count."""
    words = {"str": "string", "path": "string", "dict": "map(any)", "complex": "map(any)", "list": "list(any)", "raw": "any"}
    words |= {"list(str)": "list(string)", "list(path)": "list(string)", "list(dict)": "list(map(any))", "boolean": "bool"}
    found = {name: (words.get(kind, kind), types(below)) for name, (kind, below) in documented.items()}
    for name in ("ansible_facts", "msg"):
        if name in found:
            found[name] = ("any", {})
    return found


def compare(where: str, result: dict, known: dict, more: bool = False) -> list[str]:
    if not isinstance(result, dict):
        return [f"{where} is {json.dumps(result)[:40]}, not a record"]
    problems = []
    for name, value in result.items():
        if name not in known and more:
            continue
        if name not in known:
            problems.append(f"{where}: returns {name} ({json.dumps(value)[:40]}), which is not known")
            continue
        kind, below = known[name]
        if below and kind == "map(any)":
            problems += compare(f"{where}: {name}", value, below)
        elif below and kind.startswith("list"):
            for item in value:
                problems += compare(f"{where}: {name}", item, below)
        elif value is not None and not fits(value, kind):
            problems.append(f"{where}: {name} is {json.dumps(value)[:40]}, its type is {kind}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
