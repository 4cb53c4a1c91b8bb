#!/usr/bin/env python3
"""Every example that the `ansible` package documents, as calls of the language: what does the compiler refuse?

Most of what it refuses is wrong in the documentation, and stands in examples_refused.txt with the reason. Nothing of the 300
modules of most_used.txt may be refused without one, and of all calls less than 0.5 % may be.

    python tests/e2e/examples.py                    the check
    python tests/e2e/examples.py --show [MODULE]    every refused call, with what is said of it
    python tests/e2e/examples.py --count FOLDER...  most_used.txt, from the roles below folders
"""

import collections
import pathlib
import re
import sys

import yaml
from ansible.parsing.splitter import parse_kv
from ansible.playbook.block import Block
from ansible.playbook.handler import Handler

import _calls
import _project

HERE = pathlib.Path(__file__).parent
KEYWORDS = {*Handler.fattributes, *Block.fattributes, "local_action", "action", "args"}
# The language says these in a form of its own.
FORMS = {"import_playbook", "import_role", "import_tasks", "include", "include_role", "include_tasks", "include_vars"}
FREE = {"command", "meta", "raw", "script", "shell", "win_command", "win_shell"}
RATE = 0.005


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Ansible's YAML: tags are let pass, dates are text, and a number with a leading zero is remembered as one."""


def number(loader, node):
    made = yaml.SafeLoader.construct_yaml_int(loader, node)
    return _calls.Octal(made) if re.fullmatch(r"0[0-7]+", node.value) else made


def whatever(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else loader.construct_mapping(node, deep=True)


Loader.add_constructor("tag:yaml.org,2002:int", number)
Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))
Loader.add_multi_constructor("!", whatever)


def tasks(said):
    """Every task in what a file or an example holds."""
    for item in said if isinstance(said, list) else [said] if isinstance(said, dict) else []:
        if not isinstance(item, dict):
            continue
        inside = [name for name in ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always") if name in item]
        for name in inside:
            yield from tasks(item[name])
        if not inside and "hosts" not in item:
            yield item


def called(task):
    """The module of a task and what it is given: `None` for a task that the language has another form for."""
    names = [name for name in task if name not in KEYWORDS and not str(name).startswith("with_")]
    if len(names) != 1 or not isinstance(names[0], str):
        return None
    given = task[names[0]]
    short = names[0].rsplit(".", 1)[-1]
    if short in FORMS or isinstance(task.get("args"), str):
        return None
    form = None
    if isinstance(given, str):
        if short in FREE:
            given, form = {}, given.strip()
        elif _calls.later(given):
            return None
        else:
            given = parse_kv(given)
    if given is not None and not isinstance(given, dict):
        return None
    return names[0], {**(given or {}), **(task.get("args") or {})}, form


def resolved(name, known, owner=None):
    """The full name of a module that is documented; in its own examples a module goes by its short name."""
    if owner and name == owner.rsplit(".", 1)[-1]:
        return owner
    if name.startswith("ansible.legacy."):
        name = name.rsplit(".", 1)[-1]
    return next((full for full in (name, f"ansible.builtin.{name}") if full in known), None)


def examples(known):
    """What the documentation calls: module, call, and the place of the example. And what could not be turned into a call."""
    found, left_out = [], collections.Counter()
    for owner, entry in sorted(known.items()):
        said = entry.get("examples")
        try:
            pages = list(yaml.load_all(said, Loader)) if isinstance(said, str) else []
        except Exception:
            left_out["examples that are no YAML"] += 1
            continue
        for number, task in enumerate(task for page in pages for task in tasks(page)):
            made = called(task)
            full = made and resolved(made[0], known, owner)
            if not full:
                left_out["not a call of a documented module"] += 1
                continue
            _, given, form = made
            given = _calls.explicit_options(given, _calls.options_of(full, known[full]))
            try:
                found.append((full, _calls.call(full, given, form), f"{owner}#{number}"))
            except _calls.Unwritable as reason:
                left_out[str(reason)] += 1
    return found, left_out


def count(folders, known):
    """How many tasks of roles call each module."""
    counted = collections.Counter()
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.y*ml")):
            if not {"tasks", "handlers"} & set(path.parts):
                continue
            try:
                pages = list(yaml.load_all(path.read_text(), Loader))
            except Exception:
                continue
            for task in (task for page in pages for task in tasks(page)):
                names = [name for name in task if name not in KEYWORDS and not str(name).startswith("with_")]
                full = resolved(names[0], known) if len(names) == 1 and isinstance(names[0], str) else None
                if full and full.rsplit(".", 1)[-1] not in FORMS:
                    counted[full] += 1
    return counted


def listed(name):
    """The lines of a list beside this script, without comments."""
    lines = (HERE / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def main():
    known = _calls.documented()
    if sys.argv[1:2] == ["--count"]:
        for name, uses in sorted(count(sys.argv[2:], known).items(), key=lambda item: (-item[1], item[0]))[:300]:
            print(f"{name}\t{uses}")
        return
    calls, left_out = examples(known)
    refused = _calls.reported([call for _, call, _ in calls])
    if sys.argv[1:2] == ["--show"]:
        for index, reports in refused.items():
            if not sys.argv[2:] or calls[index][0] in sys.argv[2:]:
                print(calls[index][2], calls[index][1][:400], *(f"\n    {code}: {message}" for code, message in reports))
        return
    reasons = dict(line.split("\t", 1) for line in listed("examples_refused.txt"))
    most_used = {line.split("\t")[0] for line in listed("most_used.txt")}
    _project.check(len(most_used) == 300, f"most_used.txt lists {len(most_used)} modules")
    places = {calls[index][2] for index in refused}
    unexplained = [index for index in refused if calls[index][2] not in reasons]
    for index in unexplained:
        module, call, place = calls[index]
        _project.problem(f"{place}: {'one of the most used: ' if module in most_used else ''}{refused[index][0]}: {call[:200]}")
    for place in sorted(set(reasons) - places):
        _project.problem(f"examples_refused.txt: {place} is not refused")
    rate = len(refused) / len(calls)
    _project.check(rate < RATE, f"{rate:.2%} of all calls are refused")
    for what, times in left_out.most_common(6):
        print(f"left out: {times} {what}")
    _project.done(f"examples: {len(calls)} documented calls of {len({module for module, *_ in calls})} modules, {len(refused)} refused "
                  f"({rate:.2%}), each for a reason")


if __name__ == "__main__":
    main()
