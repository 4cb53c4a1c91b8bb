"""What the checks of module calls share: Ansible's documentation, calls in our syntax, and what the compiler says of them."""

import json
import math
import pathlib
import re
import subprocess
import sys

import _project

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
JINJA = re.compile(r"\{\{.*?\}\}", re.DOTALL)
REPORT = re.compile(r"(?P<path>.*?):(?P<line>\d+):\d+: (?P<kind>error|warning)\[(?P<code>[a-z-]+)\]: (?P<text>.*)")
TRUE, FALSE = {"yes", "on", "1", "true", "t", "y"}, {"no", "off", "0", "false", "f", "n"}
# Documented as text; the action takes a number.
ACTIONS = {("ansible.builtin.pause", "minutes"): {"type": "int"}, ("ansible.builtin.pause", "seconds"): {"type": "int"}}
# A role is kept at a size that a person could have written.
CALLS_A_ROLE = 200
# What the calls' surroundings bring about, which is not asked here.
SURROUNDINGS = {"missing-source", "role-not-applied", "computed-source", "unused-role", "source-in-play"}
# How a task is written, apart from whether the module takes its arguments: lint_rules.py asks that.
STYLE = {line.split("`")[1] for line in (_project.ROOT / "lang" / "lint.md").read_text().splitlines() if line.startswith("| `")}


class Unwritable(Exception):
    """A value or a name that the language has no form for."""


class Octal(int):
    """A number written with a leading zero."""


def documented():
    """By full name, what ansible-doc says of every module. It takes minutes, so it is kept in target/ by version."""
    from ansible.release import __version__

    kept = _project.ROOT / "target" / f"ansible-doc-{__version__}.json"
    if not kept.exists():
        said = subprocess.run([sys.executable, "-m", "ansible.cli.doc", "--metadata-dump", "--no-fail-on-errors", "-t", "module"],
                              env=_project.ENV, capture_output=True, text=True, check=True)
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(said.stdout)
    return json.loads(kept.read_text())["all"]["module"]


def options_of(name, module):
    """The documented options of a module."""
    options = (module.get("doc") or {}).get("options") or {}
    return {option: {**said, **ACTIONS.get((name, option), {})} for option, said in options.items()}


def text(value):
    """A string of the language. What is Jinja in it is a later value."""
    parts, at = [], 0
    for found in JINJA.finditer(value):
        parts += [escaped(value[at:found.start()]), "{{ free }}"]
        at = found.end()
    return '"' + "".join([*parts, escaped(value[at:])]) + '"'


def escaped(value):
    value = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    value = value.replace("{{", "{ {")
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in value)


def literal(value):
    """A value as the language has it."""
    if isinstance(value, str):
        return "free" if later(value) else text(value)
    if isinstance(value, Octal):
        return f"0{value:o}" if 0o77 < value <= 0o7777 else f'"0{value:o}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if not -2**63 < value < 2**63:
            raise Unwritable("a number of more than 64 bits")
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value) or "e" in repr(value):
            raise Unwritable("a number with an exponent")
        return repr(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{escaped(str(key))}" = {literal(inner)}' for key, inner in value.items()) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(literal(inner) for inner in value) + "]"
    return text(str(value))


def later(value):
    """Whether a whole string is Jinja."""
    return "{%" in value or "{#" in value or (JINJA.fullmatch(value.strip()) is not None and value.count("{{") == 1)


def call(module, arguments, form=None):
    """A call in one line."""
    for name in arguments:
        if not NAME.match(str(name)):
            raise Unwritable(f"an argument named `{name}`")
    inside = ", ".join(f"{name} = {literal(value)}" for name, value in arguments.items())
    head = module if form is None else f"{module} {text(form)}"
    return head if form is not None and not arguments else f"{head} {{ {inside} }}"


def reported(calls):
    """Checks calls, as many as wanted in one project: by index, what is reported of each as (code, message)."""
    found, where = {}, {}
    with _project.folder() as folder:
        for start in range(0, len(calls), CALLS_A_ROLE):
            name = f"calls{start // CALLS_A_ROLE}"
            lines = [f"role {name} {{", "  param free: any"]
            for index in range(start, min(start + CALLS_A_ROLE, len(calls))):
                lines.append(f'  task "Call {index}" {{ {calls[index]} }}')
                where[f"{name}.roll", len(lines)] = index
            (folder / f"{name}.roll").write_text("\n".join([*lines, "}", ""]))
        done = subprocess.run([_project.ROLECALL, "check", folder, "--message-format", "short"], capture_output=True, text=True,
                              env=_project.ENV)
        for line in (done.stdout + done.stderr).splitlines():
            report = REPORT.match(line)
            if report is None or report["kind"] == "warning" or report["code"] in SURROUNDINGS | STYLE:
                continue
            index = where.get((pathlib.Path(report["path"]).name, int(report["line"])))
            if index is None:
                _project.problem(f"outside of any call: {line}")
            else:
                found.setdefault(index, []).append((report["code"], report["text"]))
    return found


def explicit(value, option):
    """A value as the language wants it: Ansible's silent conversions, made by hand. `option` is a documented option."""
    kind = option.get("type") or "str"
    if isinstance(value, str) and later(value):
        return value
    if kind == "list":
        return explicit_list(value, option)
    if kind == "dict":
        if isinstance(value, str):
            value = parsed(value)
        return explicit_options(value, option.get("suboptions") or {}) if isinstance(value, dict) else value
    if kind in ("str", "path", "sid", "string"):
        return explicit_text(value, option)
    if kind == "bool":
        return truth(value)
    if kind == "int":
        return number(value, int)
    if kind == "float":
        return number(value, float)
    return value


def explicit_list(value, option):
    if isinstance(value, str):
        value = value.split(",") if (option.get("elements") or "str") != "dict" else value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        value = [str(value)]
    if not isinstance(value, list):
        return value
    element = {**option, "type": option.get("elements") or "raw", "elements": None}
    return [explicit(item, element) for item in value]


def explicit_text(value, option):
    if isinstance(value, bool):
        words = TRUE if value else FALSE
        meant = [choice for choice in option.get("choices") or () if isinstance(choice, str) and choice.lower() in words]
        return meant[0] if len(meant) == 1 else str(value)
    if isinstance(value, Octal):
        return value if 0o77 < value <= 0o7777 else f"0{value:o}"
    return str(value) if isinstance(value, (int, float)) else value


def explicit_options(values, options):
    """Each by its real name, and left out where it is null, as Ansible does."""
    real = {str(alias): name for name, option in options.items() for alias in option.get("aliases") or ()}
    found = {}
    for name, value in values.items():
        name = name if name in options else real.get(name, name)
        if value is None and name in options:
            continue
        found[name] = explicit(value, options[name]) if name in options else value
    return found


def truth(value):
    word = str(value).lower()
    if isinstance(value, (str, int)) and word in TRUE | FALSE:
        return word in TRUE
    return value


def number(value, kind):
    if isinstance(value, (bool, list, dict)):
        return value
    try:
        return value if isinstance(value, int) else kind(float(value)) if float(value) == kind(float(value)) else value
    except (TypeError, ValueError):
        return value


def parsed(value):
    from ansible.module_utils.common.validation import check_type_dict

    try:
        return check_type_dict(value)
    except TypeError:
        return value
