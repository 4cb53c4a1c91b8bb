"""Tables of expressions: what the compiler makes of each line, and what Ansible gives for it."""

import json

import yaml

from _project import ROLECALL, check, folder, problem, run


class Raw(str):
    """Text that Ansible has to take as it is, braces and all."""


yaml.SafeDumper.add_representer(Raw, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def raw(value):
    if isinstance(value, str):
        return Raw(value) if "{" in value else value
    if isinstance(value, dict):
        return {key: raw(item) for key, item in value.items()}
    return [raw(item) for item in value] if isinstance(value, list) else value


def rows_of(table):
    """The expressions of a table, the values of its variables, and what the compiler says of each expression."""
    rows = [json.loads(line) for line in run(ROLECALL, "debug", "eval", table).stdout.splitlines()]
    sources = [line for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith(("#", "let "))]
    variables, rows = rows[0]["vars"], rows[1:]
    check(len(sources) == len(rows), f"{len(sources)} expressions, {len(rows)} rows")
    return sources, variables, rows


def ask(sources, variables, rows):
    """What Ansible gives for the Jinja of each row, by the row's number; nothing where it refuses."""
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
        return {int(name.removeprefix("value_")): value for name, value in later.items()}


def is_of(value, ty):
    """Whether a value is of a type, as the compiler writes it."""
    ty = ty.strip()
    if ty.endswith("?"):
        return value is None or is_of(value, ty[:-1])
    inner = ty[ty.index("(") + 1:-1] if ty.endswith(")") else ""
    if ty.startswith("list("):
        return isinstance(value, list) and all(is_of(item, inner) for item in value)
    if ty.startswith("map("):
        return isinstance(value, dict) and all(is_of(item, inner) for item in value.values())
    if ty.startswith("secret("):
        return is_of(value, inner)
    if ty.startswith("{"):
        return isinstance(value, dict) and all(field_is_of(value, field) for field in fields(ty[1:-1]))
    if ty.startswith('"'):
        return value in [text.strip().strip('"') for text in ty.split("|")]
    if isinstance(value, bool):
        return ty in ("bool", "any")
    python = {"any": object, "null": type(None), "bool": bool, "int": int, "port": int, "duration": int, "float": (int, float)}
    return isinstance(value, python.get(ty, str))


def field_is_of(value, field):
    name, _, ty = field.partition(": ")
    return is_of(value[name], ty) if name in value else ty.endswith("?")


def fields(text):
    """`a: int, b: { c: string }` is two."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "({") - (letter in ")}")
        if letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [part for part in [*parts, text[start:].strip()] if part]
