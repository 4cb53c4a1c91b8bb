#!/usr/bin/env python3
"""Every example that the `ansible` package documents, as calls of the language: what does the compiler refuse?

Much of what it refuses is wrong in the documentation: ansible-core's own validation (_specs.py) refuses it too, or would if
the module said its argument spec to anybody. What only the compiler refuses is a false alarm: there is none for the 300 modules of
most_used.txt, fewer than 0.5 % of all calls, and each stands in examples_refused.txt with its reason.

    python tests/e2e/examples.py                    the check
    python tests/e2e/examples.py --show             every false alarm, with what is said of it
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
import _specs

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
            if full == "ansible.builtin.assert" and "that" in given:
                # Conditions are expressions of the language, not text.
                given["that"] = ["{{ condition }}"]
            try:
                found.append((full, _calls.call(full, given, form), f"{owner}#{number}", given))
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
    refused = _calls.reported([call for _, call, *_ in calls])
    alarms = false_alarms(calls, refused)
    if sys.argv[1:2] == ["--show"]:
        for index, why in sorted(alarms.items()):
            module, call, place, _ = calls[index]
            print(f"{place} {module}: {why}\n    {call[:500]}", *(f"\n    {code}: {message}" for code, message in refused[index]))
        return
    reasons = dict(line.split("\t", 1) for line in listed("examples_refused.txt"))
    most_used = {line.split("\t")[0] for line in listed("most_used.txt")}
    _project.check(len(most_used) == 300, f"most_used.txt lists {len(most_used)} modules")
    for index in sorted(alarms):
        module, call, place, _ = calls[index]
        if module in most_used or (place not in reasons and module not in reasons):
            _project.problem(f"{place}: {module}: {refused[index][0]}: {call[:200]}")
    explained = {calls[index][0] for index in alarms} | {calls[index][2] for index in alarms}
    for name in sorted(set(reasons) - explained):
        _project.problem(f"examples_refused.txt: {name} is no false alarm")
    rate = len(alarms) / len(calls)
    _project.check(rate < RATE, f"{rate:.2%} of all calls are false alarms")
    for what, times in left_out.most_common(4):
        print(f"left out: {times} {what}")
    _project.done(f"examples: {len(calls)} documented calls of {len({module for module, *_ in calls})} modules; {len(refused) - len(alarms)} are "
                  f"refused by ansible-core too, {len(alarms)} by the compiler alone ({rate:.2%}), each for a reason")


def false_alarms(calls, refused):
    """What the compiler refuses and ansible-core does not, or cannot be asked about: by index, which of the two."""
    wanted = collections.defaultdict(list)
    for index in refused:
        wanted[calls[index][0]].append(index)
    judged = _specs.asked({module: [calls[index][3] for index in indices] for module, indices in wanted.items()}, _specs.judged)
    found = {}
    for module, indices in wanted.items():
        said = judged[module]
        for place, index in enumerate(indices):
            if isinstance(said, str):
                found[index] = f"not asked: {said}"
            elif not said[place]:
                found[index] = "accepted"
    return found


if __name__ == "__main__":
    main()
