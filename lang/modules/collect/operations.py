"""Filters, tests, lookups and functions: how many arguments they take, under which names, and what they give."""

from __future__ import annotations

import inspect

BUILTIN = "ansible.builtin."

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
    assert {BUILTIN + name for name in functions_by_name} == {name for name in documented if name.startswith(BUILTIN)}
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
        if not full.startswith(BUILTIN):
            continue
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
