#!/usr/bin/env python3
"""The same result now and later: each expression of expressions*.txt is computed by the compiler, and its Jinja by Ansible."""

import json
import math

import yaml

from _project import ROLECALL, ROOT, check, done, folder, problem, run

TABLES = sorted((ROOT / "tests" / "e2e").glob("expressions*.txt"))


def same(now, later):
    """JSON equality in which 1 is not true and 1.0 is not 1."""
    if isinstance(now, dict) and isinstance(later, dict):
        return list(now) == list(later) and all(same(now[key], later[key]) for key in now)
    if isinstance(now, list) and isinstance(later, list):
        return len(now) == len(later) and all(map(same, now, later))
    if isinstance(now, float) and isinstance(later, float):
        return math.isclose(now, later, rel_tol=1e-15)
    return type(now) is type(later) and now == later


class Raw(str):
    """Text that Ansible has to take as it is, braces and all."""


yaml.SafeDumper.add_representer(Raw, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def raw(value):
    if isinstance(value, str):
        return Raw(value) if "{" in value else value
    if isinstance(value, dict):
        return {key: raw(item) for key, item in value.items()}
    return [raw(item) for item in value] if isinstance(value, list) else value


def agree(table):
    """How many expressions of a table agree."""
    agreed = 0
    rows = [json.loads(line) for line in run(ROLECALL, "debug", "eval", table).stdout.splitlines()]
    sources = [line for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith(("#", "let "))]
    variables, rows = rows[0]["vars"], rows[1:]
    check(len(sources) == len(rows) >= 200, f"{len(sources)} expressions, {len(rows)} rows")
    with folder() as work:
        (work / "vars.yml").write_text(yaml.safe_dump(raw(variables), sort_keys=False))
        tasks = []
        for number, row in enumerate(rows):
            if not isinstance(row["jinja"], str):
                problem(f"{sources[number]}: refused for later: {row['jinja']}")
                continue
            tasks.append({"name": f"Row {number}", "ignore_errors": True, "register": f"row_{number}",
                          "ansible.builtin.set_fact": {f"value_{number}": row["jinja"]}})
        tasks.append({"name": "Write", "ansible.builtin.copy": {"dest": str(work / "out.json"), "mode": "0600", "content":
                      "{{ dict(hostvars[inventory_hostname] | dict2items | selectattr('key', 'match', 'value_[0-9]+$')"
                      " | map('dict2items') | map('map', attribute='value') | list) | to_json }}"}})
        play = [{"name": "Evaluate", "hosts": "localhost", "connection": "local", "gather_facts": False,
                 "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
                 "vars_files": ["vars.yml"], "tasks": tasks}]
        (work / "play.json").write_text(json.dumps(play))
        run("ansible-playbook", "-i", "localhost,", "play.json", cwd=work, env={"ANSIBLE_DISPLAY_FAILED_STDERR": "0"})
        later = json.loads((work / "out.json").read_text())
        for number, row in enumerate(rows):
            name = f"value_{number}"
            if isinstance(row["now"], dict) and set(row["now"]) == {"error"}:
                problem(f"{sources[number]}: not computed now: {row['now']['error']}")
            elif name not in later:
                problem(f"{sources[number]}: Ansible gives no result for {row['jinja']}")
            elif check(same(row["now"], later[name]),
                       f"{sources[number]}: now {row['now']!r}, Ansible {later[name]!r} for {row['jinja']}"):
                agreed += 1
    return agreed


done(f"{sum(map(agree, TABLES))} expressions agree")
