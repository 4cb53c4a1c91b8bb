#!/usr/bin/env python3
"""Data arrives as it was written, wherever it stands: through PyYAML, and through Ansible's own templating."""

import decimal
import json
import random

import yaml

from _project import build, check, done, folder, run

NASTY = ["", " ", "  x", "x  ", "{{ x }}", "{% if %}", "{# c #}", "${#arr[@]}", "{{{", "{{#{%", "{{.Names}}\n", "#!/bin/sh\necho ${#a} \\{{\n", "{{\r\n", "#jinja2: x", "}}", "{", "{{", "@x", "*x", "&x", "! x",
         "!unsafe x", "% x", "%YAML", "|", ">", "- x", "-", "?", "? x", ": x", "x:", "x: y", "x #y", "#x", "yes", "no", "NO",
         "on", "Off", "y", "N", "true", "False", "null", "~", "Null", "0644", "0o17", "12:30:45", "1e3", "1_000", "0x1F",
         "0b1", "2024-01-01", "2024-01-01T00:00:00Z", ".inf", ".nan", "-.5", "+1", "1.0", "1.", "10.0.0.1", "=", "<<",
         "'", '"', "'x'", '"x"', "it's", '\\', "\\n", "a\\", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", "\n", "\ta", "a\tb", "a \nb",
         "a\r\nb", "a\rb", "\u0085", "\u00a0", "\u2028", "\ufeff", "\u200b", "\u202e", "é", "日本語", "😀", "\x7f", "\x1b[0m",
         "a, b", "[a]", "{a: b}", "x" * 200, "word " * 60, "a  b " * 40, "---", "...", "--- x", "a\n---\nb", "`x`", "omit",
         "{{ '{{' }}", "\\{{ x }}", "lookup('env', 'HOME')", "/etc/passwd", "$HOME", "%s %d", "a%", "\x00"]
NASTY.remove("\x00")  # no YAML can hold it; the compiler refuses it
PLACES = ["default", "group", "host", "set", "applied", "task", "let"]


def roll(value):
    """A value as the language writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    if isinstance(value, float):
        text = format(decimal.Decimal(repr(value)), "f")  # the language has no exponents
        return text if "." in text else text + ".0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        out = ""
        for index, char in enumerate(value):
            if char in '"\\':
                out += "\\" + char
            elif char == "\n":
                out += "\\n"
            elif char == "\t":
                out += "\\t"
            elif char == "{" and value[index:index + 2] == "{{":
                out += "\\u{7b}"
            elif ord(char) < 32 or 126 < ord(char) < 161 or char in "\u2028\u2029\ufeff\u200b\u202e":
                out += f"\\u{{{ord(char):x}}}"
            else:
                out += char
        return f'"{out}"'
    if isinstance(value, list):
        return "[" + ", ".join(map(roll, value)) + "]"
    return "{ " + ", ".join(f"{roll(key)} = {roll(item)}" for key, item in value.items()) + " }"


def anything(rng, depth=0):
    """A random value."""
    kind = rng.randrange(9 if depth < 3 else 6)
    if kind < 3:
        return rng.choice(NASTY)
    if kind == 3:
        return rng.choice([0, 1, -1, 2**53, rng.randrange(-10**12, 10**12)])
    if kind == 4:
        return rng.choice([0.5, -2.25, 123456789012.5, 1.5e-7, rng.uniform(-1e6, 1e6), True, False, None])
    if kind == 5:
        points = [rng.choice([rng.randrange(32, 127), rng.randrange(161, 0xd800), rng.randrange(0x1f300, 0x1f700)])
                  for _ in range(rng.randrange(1, 30))]
        return "".join(map(chr, points))
    if kind < 8:
        return [anything(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = rng.sample(NASTY, rng.randrange(4)) if rng.random() < 0.5 else ["a", "keys", "b-c"][:rng.randrange(4)]
    return {key: anything(rng, depth + 1) for key in keys}


def braces(value):
    """Whether there is text in it that would be a template: in a task one is written that gives it."""
    if isinstance(value, str):
        return value.startswith("#jinja2:") or any(opening in value for opening in ("{{", "{%", "{#"))
    if isinstance(value, dict):
        return any(map(braces, value.values()))
    return isinstance(value, list) and any(map(braces, value))


class Loader(yaml.SafeLoader):
    """Ansible's tag is a plain string here."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
rng = random.Random(20)
values = NASTY + [anything(rng) for _ in range(250)]
source = {place: "" for place in PLACES}
for number, value in enumerate(values):
    text = roll(value)
    source["default"] += f"  param default_{number}: any = {text}\n"
    source["group"] += f"    group_{number} = {text}\n"
    source["host"] += f"    host_{number} = {text}\n"
    source["set"] += f"    set_{number} = {text}\n"
    source["applied"] += f"      applied_{number} = {text}\n"
    source["task"] += f"      task_{number} = {text}\n"
    source["let"] += f"  let let_{number} = {text}\n"
numbers = range(len(values))
params = "".join(f"  param {place}_{number}: any\n" for place in ("set", "applied") for number in numbers)
variables = "".join(f"var {place}_{number}: any\n" for place in ("group", "host") for number in numbers)
names = [f"{'' if place in ('group', 'host') else 'data_'}{place}_{number}"
         for place in PLACES if place not in ("task", "let") for number in numbers]
uses = "".join(f"      use_{number} = let_{number}\n" for number in numbers)
ROLL = f"""
{variables}
group all {{
  vars {{
{source['group']}  }}
  set data {{
{source['set']}  }}
}}
group g {{ host "h.example.org" {{
  vars {{
{source['host']}  }}
}} }}
role data {{
{params}{source['default']}{source['let']}
  task "Keep everything" {{
    # It is read back as it was written, by these names.
    allow = ["var-naming", "no-tabs"]
    set_fact {{
{source['task']}{uses}    }}
  }}
}}
playbook site {{
  play "All" on g {{
    gather_facts = false
    role data {{
{source['applied']}    }}
  }}
}}
"""

compared = 0
with folder() as work:
    (work / "p").mkdir()
    (work / "p" / "main.roll").write_text(ROLL)
    out = work / "out"
    build(work / "p", out)

    def read(path):
        return yaml.load((out / path).read_text(), Loader)

    plain = read("inventory/group_vars/all.yml") | read("inventory/host_vars/h.example.org.yml")
    plain |= read("roles/data/defaults/main.yml")
    plain |= read("playbooks/site.yml")[0]["roles"][0]
    arguments = read("roles/data/tasks/main.yml")[0]["ansible.builtin.set_fact"]
    for number, value in enumerate(values):
        for place in PLACES:
            name = {"group": f"group_{number}", "host": f"host_{number}"}.get(place, f"data_{place}_{number}")
            # A `let` that is known stands where it is used.
            name = {"task": f"task_{number}", "let": f"use_{number}"}.get(place, name)
            if place in ("task", "let") and braces(value):
                continue
            found = arguments[name] if place in ("task", "let") else plain[name]
            compared += 1
            check(found == value and type(found) is type(value), f"PyYAML, {place}: {found!r}, not {value!r}")
    # Some of these texts are too long for a line, which shows that it looked; what counts is that none is taken for a broken template.
    linted = run("ansible-lint", "--offline", "-q", "--parseable", "--nocolor", cwd=out, expect=None).stdout
    check("yaml[line-length]" in linted, f"ansible-lint said\n{linted[-2000:]}")
    check("jinja[" not in linted, "\n".join(line for line in linted.splitlines() if "jinja[" in line))
    tasks = (out / "roles/data/tasks/main.yml").read_text()
    pairs = ", ".join(f"'{name}': {name}" for name in names + [f"{kind}_{number}" for kind in ("task", "use") for number in numbers])
    (out / "roles/data/tasks/main.yml").write_text(
        tasks + "\n- name: Write\n  ansible.builtin.copy:\n    dest: " + json.dumps(str(work / "answer.json"))
        + "\n    mode: '0600'\n    content: \"{{ {" + pairs + "} | to_json }}\"\n")
    run("ansible-playbook", "-c", "local", "-e", "ansible_python_interpreter={{ansible_playbook_python}}",
        "playbooks/site.yml", cwd=out)
    answer = json.loads((work / "answer.json").read_text())
    for number, value in enumerate(values):
        for place in PLACES:
            name = f"{place}_{number}" if place in ("group", "host", "task") else f"data_{place}_{number}"
            name = f"use_{number}" if place == "let" else name
            compared += 1
            check(answer[name] == value and type(answer[name]) is type(value),
                  f"Ansible, {place}: {answer[name]!r}, not {value!r}")
done(f"{compared} values are what was written")
