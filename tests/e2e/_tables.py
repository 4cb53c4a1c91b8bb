"""The tables of lang/modules, for the tests that hold them against Ansible."""

from __future__ import annotations

import pathlib

TABLES = pathlib.Path(__file__).resolve().parents[2] / "lang" / "modules"


def nested(name: str) -> dict:
    """A table with its indentation: each name's type and what is below it."""
    root: dict = {}
    stack = [root]
    for line in (TABLES / f"{name}.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        depth = len(line) - len(line.lstrip(" "))
        key, _, kind = line.strip(" ").partition("\t")
        del stack[depth + 1 :]
        below: dict = {}
        stack[depth][key] = (kind, below)
        stack.append(below)
    return root


def fits(value, kind: str) -> bool:
    kind = kind.removesuffix("?")
    if kind.startswith("list(") and isinstance(value, list):
        return all(fits(item, kind[5:-1]) for item in value)
    if kind.startswith("map(") and isinstance(value, dict):
        return all(fits(item, kind[4:-1]) for item in value.values())
    python = {"string": str, "bool": bool, "int": int, "float": (int, float), "port": int, "any": object}.get(kind)
    return python is not None and isinstance(value, python) and (kind != "int" or not isinstance(value, bool))
