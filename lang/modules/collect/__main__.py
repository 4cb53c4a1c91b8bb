#!/usr/bin/env python3
"""Collect what checking needs to know of Ansible, as plain text tables.

    python lang/modules/collect [DIRECTORY]
    python lang/modules/collect --check [COLLECTION…]

Run with a Python that has the versions of PINNED installed (`pip install ansible-core==… ansible==… ansible-lint==…`,
from PyPI). It writes the tables into DIRECTORY (lang/modules by default), or with `--check` says which of those in
lang/modules are not what it would write (with names of collections, only of what is quick and of these). The same versions give the same bytes on every machine. What the
tables hold are facts (names, types, choices, defaults), never a sentence of documentation. The format is in README.md.
"""

from __future__ import annotations

import importlib.metadata
import pathlib
import sys

PINNED = {"ansible-core": "2.19.14", "ansible": "12.3.0", "ansible-lint": "26.10.1"}
TABLES = pathlib.Path(__file__).resolve().parent.parent
BUILTIN = "ansible.builtin"


def main() -> int:
    for package, version in PINNED.items():
        installed = importlib.metadata.version(package)
        if installed != version:
            sys.exit(f"collect: {package} is {installed}, the tables are made from {version}")
    if sys.argv[1:2] == ["--check"]:
        return check(tables(sys.argv[2:]), whole=not sys.argv[2:])
    into = pathlib.Path(sys.argv[1]) if sys.argv[1:] else TABLES
    made = tables([])
    for name, text in made.items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii", newline="\n")
    for path in (into / "collections").glob("*.txt"):
        if f"collections/{path.name}" not in made:
            path.unlink()
    return 0


def check(made: dict[str, str], whole: bool) -> int:
    kept = {f"collections/{path.name}" for path in (TABLES / "collections").glob("*.txt")}
    differ = sorted(kept - set(made)) if whole else []
    for name, text in sorted(made.items()):
        path = TABLES / name
        if not path.exists() or path.read_bytes() != text.encode("ascii"):
            differ.append(name)
    for name in differ:
        print(f"{name}: not what would be collected")
    print(f"collect: {len(made)} tables, {len(differ)} differ")
    return 1 if differ else 0


def tables(only: list[str]) -> dict[str, str]:
    """By path below lang/modules. `only`: no more collections than these."""
    import documentation
    import fragments
    import keywords
    import lint
    import operations

    versions = documentation.collections()
    if only:
        kept = [name for name in modules_kept() if collection_of(name) in set(only) - {BUILTIN}]
        documented, known = documentation.documented_in_part(kept), modules_kept()
    else:
        documented = documentation.documented()
        known = set(documented["module"])
    routes = documentation.routing(BUILTIN)
    found = {
        "keywords": keywords.keywords(),
        "reserved": keywords.reserved(),
        "filters": operations.filters(documented["filter"], routes["filter"]),
        "tests": operations.tests(),
        "lookups": operations.lookups(documented["lookup"], routes["lookup"]),
        "functions": operations.functions(),
        "fragments": fragments.fragments(),
        "lint": lint.lint(),
        "collections": [f"{name}\t{version}" for name, version in versions.items()],
    }
    made_from = " and ".join(f"{package} {version}" for package, version in PINNED.items())
    made = {f"{name}.txt": with_head(made_from, lines) for name, lines in found.items()}
    if not only:
        made["plugins.txt"] = with_head(made_from, plugins_of(documented, [BUILTIN, *versions]))
    for name, lines in collections(documented["module"], known, [BUILTIN, *versions], only).items():
        version = versions.get(name, PINNED["ansible-core"])
        made[f"collections/{name}.txt"] = with_head(f"{name} {version}", lines)
    return made


def plugins_of(documented: dict, every: list[str]) -> list[str]:
    """The lines of all collections' filters, tests, lookups and inventory plugins."""
    import documentation
    import plugins

    asked = [f"{kind} {name}" for kind in ("filter", "test") for name in sorted(documented[kind]) if plugins.kept(kind, name)]
    routes = {name: documentation.routing(name) for name in every}
    return plugins.lines(documented, documentation.callables(asked), routes)


def collections(documented: dict, known: set[str], every: list[str], only: list[str]) -> dict[str, list[str]]:
    """The lines of each collection. `known`: the names of all modules there are."""
    import documentation
    import modules
    import routing
    import sharing

    specs = documentation.specs(only or every)
    routes = {name: documentation.routing(name) for name in every}
    others = routing.others(routes, known)
    found = {}
    for collection in only or every:
        described = []
        for name in sorted(name for name in documented if collection_of(name) == collection):
            instead = routing.deprecated(name, documented[name].get("doc") or {}, routes[collection], known)
            described.append(modules.lines(name, documented[name], specs.get(name, {}), instead))
        found[collection] = sharing.text(described, others[collection])
    read = sum("options" in spec for spec in specs.values())
    print(f"collect: {len(documented)} modules, the argument specs of {read} could be read", file=sys.stderr)
    return found


def collection_of(name: str) -> str:
    """Of `a.b.folder.module` that is `a.b`."""
    return ".".join(name.split(".")[:2])


def modules_kept() -> set[str]:
    """The modules in the tables as they are."""
    names = set()
    for path in (TABLES / "collections").glob("*.txt"):
        for line in path.read_text(encoding="ascii").splitlines():
            if line[0] not in "#& " and "\tmoved=" not in line and "\tgone=" not in line:
                names.add(line.split("\t", 1)[0])
    return names


def with_head(made_from: str, lines: list[str]) -> str:
    return "\n".join([f"# Made by lang/modules/collect from {made_from}.", *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
