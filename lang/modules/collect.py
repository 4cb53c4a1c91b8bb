#!/usr/bin/env python3
"""Collect what checking needs to know of Ansible, as plain text tables.

    python lang/modules/collect.py [DIRECTORY]

Run with a Python that has the versions of PINNED installed; writes modules.txt, redirects.txt,
keywords.txt, filters.txt, tests.txt, lookups.txt, functions.txt, reserved.txt and lint.txt
into DIRECTORY (this one by default). The same versions give the same bytes on every machine. What the tables
hold are facts (names, types, choices, defaults), never a sentence of documentation. The format is in README.md.
"""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PINNED = {"ansible-core": "2.19.14", "ansible-lint": "26.10.1"}
BUILTIN = "ansible.builtin."

# Where a module's free-form string goes: an argument's name, or `whole` when the string is all there is.
# (ansible.constants says which modules have one, the modules' own code says where it ends up.)
FREE_FORM = {
    "command": "cmd",
    "include_vars": "file",
    "meta": "whole",
    "raw": "whole",
    "script": "cmd",
    "shell": "cmd",
}
# They hand arguments that they do not know to something else: variables, or the back end that they choose.
OPEN = {"add_host", "gather_facts", "package", "service", "set_fact"}

# Arguments after the input of filters whose function hides them behind `*args`: least, most, names.
FILTER_ARGUMENTS = {
    **dict.fromkeys(
        "basename dirname expanduser expandvars normpath realpath splitext "
        "win_basename win_dirname win_splitdrive".split(),
        (0, 0, ()),
    ),
    "combine": (0, None, ("recursive", "list_merge")),
    "comment": (
        0,
        None,
        ("style", "decoration", "beginning", "prefix", "prefix_count", "postfix", "postfix_count", "end", "newline"),
    ),
    "groupby": (1, 3, ("attribute", "default", "case_sensitive")),
    "map": (0, None, ("attribute", "default")),
    "product": (0, None, ("repeat",)),
    "relpath": (0, 1, ("start",)),
    "split": (0, 2, ("sep", "maxsplit")),
    "zip": (0, None, ("strict",)),
    "zip_longest": (0, None, ("fillvalue",)),
}

# What filters give, in the language's types. `any`: depends on the input or on an argument.
RESULTS = {
    "any": "abs attr d default extract first from_json from_yaml last mandatory max min random regex_search "
    "reverse sum ternary to_datetime urlsplit",
    "bool": "bool",
    "float": "float log pow root round",
    "int": "count human_to_bytes int length wordcount",
    "list(list)": "batch combinations dictsort groupby items permutations product slice subelements zip zip_longest",
    "list(map)": "dict2items",
    "list": "difference flatten from_yaml_all intersect list map regex_findall reject rejectattr select selectattr "
    "shuffle sort symmetric_difference union unique",
    "list(string)": "fileglob split splitext win_splitdrive",
    "map": "combine items2dict rekey_on_member",
    "string": "b64decode b64encode basename capitalize center checksum comment commonpath dirname e escape expanduser "
    "expandvars filesizeformat forceescape format hash human_readable indent join lower md5 normpath password_hash "
    "path_join pprint quote realpath regex_escape regex_replace relpath replace safe sha1 strftime string striptags "
    "title to_json to_nice_json to_nice_yaml to_uuid to_yaml tojson trim truncate type_debug unvault upper urldecode "
    "urlencode urlize vault win_basename win_dirname wordwrap xmlattr",
}

# The answer depends on the moment, on chance, or on the machine that runs the play: never computed at compile time.
IMPURE_FILTERS = set(
    "expanduser expandvars fileglob password_hash random realpath relpath shuffle strftime to_datetime unvault vault".split()
)
IMPURE_TESTS = set(
    "directory exists file is_dir is_file is_link is_mount is_same_file link link_exists mount same_file "
    "vault_encrypted vaulted_file".split()
)
RESULT_TESTS = set(
    "change changed failed failure finished reachable skip skipped started succeeded success successful timedout "
    "unreachable".split()
)
# Python's own functions have no signature to read: least, most, names, result, pure.
FUNCTIONS = {
    "cycler": "any",
    "dict": "map",
    "joiner": "any",
    "lipsum": "string",
    "lookup": "any",
    "namespace": "any",
    "now": "any",
    "q": "any",
    "query": "any",
    "range": "list(int)",
    "undef": "any",
}
NO_SIGNATURE = {"dict": (0, None, ()), "range": (1, 3, ())}
PURE_FUNCTIONS = {"dict", "range"}
# Filters that ansible.netcommon itself sends on.
TO_UTILS = set(
    "cidr_merge hwaddr ip4_hex ipaddr ipmath ipsubnet ipv4 ipv6 ipwrap network_in_network network_in_usable "
    "next_nth_usable nthhost previous_nth_usable reduce_on_network slaac".split()
)


def main() -> None:
    for package, version in PINNED.items():
        installed = importlib.metadata.version(package)
        if installed != version:
            sys.exit(f"collect.py: {package} is {installed}, the tables are made from {version}")
    into = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
    documented = documentation()
    routing = runtime()["plugin_routing"]
    tables = {
        "modules": modules(documented["module"]),
        "redirects": redirects(routing),
        "keywords": keywords(),
        "filters": filters(documented["filter"], routing["filter"]),
        "tests": tests(),
        "lookups": lookups(documented["lookup"], routing["lookup"]),
        "functions": functions(),
        "reserved": reserved(),
        "lint": lint(),
    }
    for name, lines in tables.items():
        text = "\n".join([f"# Made by collect.py from {' and '.join(f'{p} {v}' for p, v in PINNED.items())}.", *lines, ""])
        text.encode("ascii")
        (into / f"{name}.txt").write_text(text, encoding="ascii", newline="\n")


def documentation() -> dict:
    """What `ansible-doc` says of everything in ansible-core alone, whatever else is installed."""
    with tempfile.TemporaryDirectory() as nowhere:
        settings = pathlib.Path(nowhere) / "ansible.cfg"
        settings.touch()
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": nowhere,
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": nowhere,
            "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false",
            "ANSIBLE_CONFIG": str(settings),
        }
        command = [sys.executable, "-m", "ansible.cli.doc", "--metadata-dump", "--no-fail-on-errors"]
        dump = subprocess.run(command, env=environment, cwd=nowhere, check=True, capture_output=True, text=True)
    return json.loads(dump.stdout)["all"]


def runtime() -> dict:
    import ansible
    import yaml

    path = os.path.join(os.path.dirname(ansible.__file__), "config", "ansible_builtin_runtime.yml")
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


# Modules


def modules(documented: dict) -> list[str]:
    lines = []
    for full, entry in sorted(documented.items()):
        if not full.startswith(BUILTIN):
            continue
        doc, short = entry["doc"], full.removeprefix(BUILTIN)
        head = [full]
        if short in FREE_FORM:
            head.append(f"free={FREE_FORM[short]}")
        if short in OPEN:
            head.append("open")
        for attribute in ("check_mode", "diff_mode"):
            support = (doc.get("attributes") or {}).get(attribute, {}).get("support")
            if support:
                head.append(f"{attribute}={str(support).lower()}")
        lines.append("\t".join(head))
        lines.extend(options(doc.get("options") or {}, "o", 1, "suboptions"))
        lines.extend(options(entry.get("return") or {}, "r", 1, "contains"))
    return lines


def options(found: dict, mark: str, depth: int, below: str) -> list[str]:
    lines = []
    for name, option in sorted(found.items()):
        kind = option.get("type") or "str"
        if option.get("elements"):
            kind += f"({option['elements']})"
        fields = [f"{' ' * depth}{mark} {name}", kind]
        if option.get("required"):
            fields.append("required")
        if option.get("aliases"):
            fields.append("aliases=" + "|".join(sorted(option["aliases"])))
        if option.get("choices"):
            choices = [plain(choice) for choice in option["choices"]]
            assert not any("|" in choice or "\t" in choice for choice in choices), name
            fields.append("choices=" + "|".join(choices))
        if mark == "o" and option.get("default") is not None:
            fields.append("default=" + json.dumps(option["default"], separators=(",", ":")))
        lines.append("\t".join(fields))
        lines.extend(options(option.get(below) or {}, mark, depth + 1, below))
    return lines


def plain(value) -> str:
    return json.dumps(value) if isinstance(value, (bool, int, float)) else str(value)


def redirects(routing: dict) -> list[str]:
    """Short module names that moved: `name<tab>collection`, with the new name if that changed; `gone` if removed."""
    entries = {name: entry for name, entry in routing["action"].items()}
    entries.update(routing["modules"])
    lines = []
    for name, entry in sorted(entries.items()):
        if name in ("formerly_core_ping", "uses_redirected_action") or "." in name:
            continue
        if "tombstone" in entry:
            gone = entry["tombstone"]
            lines.append(f"{name}\tgone\t{gone.get('removal_date') or gone.get('removal_version')}")
        elif "redirect" in entry:
            target, seen = entry["redirect"], {name}
            while target.startswith(BUILTIN) and target.removeprefix(BUILTIN) in entries:
                short = target.removeprefix(BUILTIN)
                assert short not in seen, name
                seen.add(short)
                target = entries[short]["redirect"]
            namespace, collection, new = target.split(".", 2)
            lines.append("\t".join([name, f"{namespace}.{collection}", *([new] if new != name else [])]))
    return lines


# Keywords and reserved names


def keywords() -> list[str]:
    """`name<tab>places<tab>type`; a place is play, block, role, task, handler or loop (loop_control)."""
    from ansible.playbook.block import Block
    from ansible.playbook.handler import Handler
    from ansible.playbook.loop_control import LoopControl
    from ansible.playbook.play import Play
    from ansible.playbook.role.include import RoleInclude
    from ansible.playbook.task import Task

    places: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for place, of in (
        ("play", Play),
        ("block", Block),
        ("role", RoleInclude),
        ("task", Task),
        ("handler", Handler),
        ("loop", LoopControl),
    ):
        for name, attribute in of.fattributes.items():
            if attribute.private or name == "async_val":
                continue
            places.setdefault(name, []).append(place)
            kinds[name] = attribute.isa
    places["local_action"], kinds["local_action"] = ["task", "handler"], "string"
    return [f"{name}\t{' '.join(places[name])}\t{kinds[name]}" for name in sorted(places)]


def reserved() -> list[str]:
    from ansible.vars.reserved import get_reserved_names

    engine = set(engine_globals())
    return [f"{name}\t{'template' if name in engine else 'keyword'}" for name in sorted(get_reserved_names())]


# Filters, tests, lookups, functions


def engine_globals() -> dict:
    from ansible._internal._templating._engine import TemplateEngine

    return dict(TemplateEngine().environment.globals)


def signature(function, skip: int) -> tuple[int, int | None, tuple[str, ...]]:
    """Least and most arguments after the input, and the names that they may be given by."""
    parameters = list(inspect.signature(function).parameters.values())
    if parameters[0].name in ("context", "env", "environment", "eval_ctx"):
        skip += 1
    least, most, names = 0, 0, []
    for parameter in parameters[skip:]:
        if parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD):
            most = None
            continue
        if parameter.default is inspect.Parameter.empty:
            least += 1
        if most is not None:
            most += 1
        if parameter.kind is not inspect.Parameter.POSITIONAL_ONLY:
            names.append(parameter.name)
    return least, most, tuple(names)


def operation(name: str, arguments, *rest: str) -> str:
    least, most, names = arguments
    counts = (str(least), "*" if most is None else str(most))
    return "\t".join((name, *counts, " ".join(names) or "-", *rest)).rstrip("\t")


def plugins(kind: str, own: str, fallback: dict) -> dict:
    """Ansible's functions of a kind by name, over Jinja2's."""
    import importlib
    import pkgutil

    found = dict(fallback)
    package = importlib.import_module(f"ansible.plugins.{kind}")
    for module in sorted(entry.name for entry in pkgutil.iter_modules(package.__path__)):
        source = importlib.import_module(f"ansible.plugins.{kind}.{module}")
        if hasattr(source, own):
            found.update(getattr(getattr(source, own)(), f"{kind}s")())
    return found


def filters(documented: dict, routing: dict) -> list[str]:
    import jinja2.filters

    functions_by_name = plugins("filter", "FilterModule", jinja2.filters.FILTERS)
    assert {BUILTIN + name for name in functions_by_name} == set(documented)
    results = {name: result for result, names in RESULTS.items() for name in names.split()}
    assert set(results) == set(functions_by_name), set(results) ^ set(functions_by_name)
    lines = []
    for name, function in functions_by_name.items():
        arguments = FILTER_ARGUMENTS.get(name) or signature(function, 1)
        flag = "impure" if name in IMPURE_FILTERS else ""
        lines.append(operation(name, arguments, results[name], flag))
    for name, entry in routing.items():
        target = entry["redirect"]
        if not name.startswith("formerly_core"):
            if name in TO_UTILS:
                target = f"ansible.utils.{name}"
            lines.append(f"{name}\t0\t*\t-\tany\t{target}")
    return sorted(lines, key=first)


def tests() -> list[str]:
    import jinja2.tests

    lines = []
    for name, function in plugins("test", "TestModule", jinja2.tests.TESTS).items():
        if not name.isidentifier():
            continue
        flag = "impure" if name in IMPURE_TESTS else "result" if name in RESULT_TESTS else ""
        lines.append(operation(name, signature(function, 1), "bool", flag))
    return sorted(lines, key=first)


def lookups(documented: dict, routing: dict) -> list[str]:
    """`name<tab>named arguments`, or `name<tab>><tab>where it moved`."""
    lines = []
    for full, entry in documented.items():
        names = sorted(name for name in entry["doc"].get("options") or {} if not name.startswith("_"))
        lines.append(f"{full.removeprefix(BUILTIN)}\t{' '.join(names) or '-'}")
    for name, entry in routing.items():
        if not name.startswith("formerly_core"):
            lines.append(f"{name}\t>\t{entry['redirect']}")
    return sorted(lines, key=first)


def functions() -> list[str]:
    found = engine_globals()
    assert set(found) - {"omit"} == set(FUNCTIONS), set(found) ^ set(FUNCTIONS)
    lines = []
    for name, result in FUNCTIONS.items():
        arguments = NO_SIGNATURE.get(name) or signature(found[name], 0)
        lines.append(operation(name, arguments, result, "" if name in PURE_FUNCTIONS else "impure"))
    return sorted(lines, key=first)


def first(line: str) -> str:
    return line.split("\t", 1)[0]


# ansible-lint


def lint() -> list[str]:
    """What ansible-lint's rules hold as data: modules that make files, and variables that are read only."""
    import ansiblelint.rules

    folder = pathlib.Path(ansiblelint.rules.__path__[0])
    modes = constant(folder / "risky_file_permissions.py", "_MODULES")
    creating = constant(folder / "risky_file_permissions.py", "_MODULES_WITH_CREATE")
    preserving = constant(folder / "risky_file_permissions.py", "_modules_with_preserve")
    lines = [f"mode {name}\talways" for name in modes if "." in name]
    lines += [f"mode {name}\t{'unless create=false' if on else 'if create'}" for name, on in creating.items() if "." in name]
    lines += [f"preserve {BUILTIN}{name}" for name in preserving]
    lines += [f"read-only {name}" for name in constant(folder / "var_naming.py", "read_only_names")]
    lines += [f"allowed {name}" for name in constant(folder / "var_naming.py", "allowed_special_names")]
    return sorted(lines, key=first)


def constant(path: pathlib.Path, name: str):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return ast.literal_eval(node.value)
    sys.exit(f"collect.py: {path} has no {name} any more")


if __name__ == "__main__":
    main()
