#!/usr/bin/env python3
"""Sets of arguments, valid and invalid, as ansible-core's own validation and the compiler see them.

Each of the modules that are used most says its argument spec, and generated sets are held against it by the validator that a
real run uses (_specs.py). The same sets are checked as calls of the language. Where the two
differ, it is for one of REASONS, or the module stands in arguments_differ.txt with its reason.

    python tests/e2e/arguments.py [MODULE...]    with names: what differs for these, whatever the list says
"""

import collections
import copy
import pathlib
import random
import sys

import _calls
import _project
import _specs

HERE = pathlib.Path(__file__).parent
MODULES, SETS = 80, 60
VALUES = ["alpha", "a,b", "7", "yes", "", 7, 0, 1.5, True, False, None, ["a"], [7], [], {"k": "v"}, [{"k": "v"}]]
NATIVE = {"str": (str,), "path": (str,), "int": (int,), "float": (int, float), "bool": (bool,), "list": (list,), "dict": (dict,),
          "jsonarg": (str, list, dict), "json": (str, list, dict), "bytes": (int, float, str), "bits": (int, float, str)}
REASONS = {
    "conversion": "Ansible would turn the value into another; here it is written as what it is",
    "alias": "here an argument has one name",
    "null": "here an argument that is not given is left out",
}


def sets_of(spec, relations, module):
    """Sets of arguments, how each was changed, and what ansible-core's validation says of it."""
    draw = random.Random(module)
    found = []
    for _ in range(SETS):
        given, change = generated(spec, relations, draw)
        found.append((given, change, _specs.errors(spec, relations, _specs.filled(copy.deepcopy(given), spec))))
    return found


def generated(spec, relations, draw):
    """A set that is mostly right, and how it was made wrong afterwards: what was changed, and whether to another kind."""
    given = right(spec, relations, draw)
    change = draw.random()
    names = [name for name in spec if not name.startswith("_")]
    if change < 0.35 or not names:
        return given, ""
    name = draw.choice(names)
    if change < 0.45:
        given[mistyped(name)] = "alpha"
        return given, "name"
    if change < 0.5 and spec[name].get("aliases"):
        given.pop(name, None)
        given[draw.choice(list(spec[name]["aliases"]))] = value(spec[name], draw)
        return given, "alias"
    if change < 0.6 and given:
        given.pop(draw.choice(list(given)))
        return given, "left out"
    if change < 0.7:
        given[name] = value(spec[name], draw)
        return given, "added"
    if change < 0.8 and any(spec[name].get("choices") for name in names):
        name = draw.choice([name for name in names if spec[name].get("choices")])
        given[name] = ["omega"] if spec[name].get("type") == "list" else "omega"
        return given, "choice"
    given[name] = draw.choice(VALUES)
    if given[name] is None:
        return given, "null"
    return given, "" if fits(given[name], spec[name]) else "conversion"


def fits(value, option):
    """Whether a value is of the kind that an option says, so that nothing has to be converted."""
    kind = option.get("type") or "str"
    if callable(kind) or kind not in NATIVE:
        return True
    if isinstance(value, bool) and kind != "bool" or not isinstance(value, NATIVE[kind]):
        return False
    if kind == "list":
        return all(fits(item, {**option, "type": option.get("elements") or "raw"}) for item in value)
    if kind == "dict":
        options = option.get("options") or {}
        return all(fits(inner, options[name]) for name, inner in value.items() if name in options)
    return True


def right(spec, relations, draw):
    """A set that fits the spec, as far as three rounds of adding what is needed go."""
    given = {name: value(said, draw) for name, said in spec.items()
             if not name.startswith("_") and (said.get("required") or draw.random() < 0.15)}
    for names in relations.get("mutually_exclusive") or ():
        names = [names] if isinstance(names, str) else names
        for name in [name for name in names if name in given][1:]:
            given.pop(name)
    for _ in range(3):
        needed = []
        for names in relations.get("required_one_of") or ():
            if not set(names) & set(given):
                needed.append(names[0])
        for names in relations.get("required_together") or ():
            if set(names) & set(given):
                needed += names
        for asks, wanted, names, *_ in relations.get("required_if") or ():
            if given.get(asks, (spec.get(asks) or {}).get("default")) == wanted:
                needed += names
        for name, names in (relations.get("required_by") or {}).items():
            if name in given:
                needed += [names] if isinstance(names, str) else names
        for name in needed:
            if name in spec:
                given.setdefault(name, value(spec[name], draw))
    return given


def value(option, draw):
    """A value that an option takes."""
    kind = option.get("type") or "str"
    if kind == "list":
        inner = {**option, "type": option.get("elements") or "str"}
        return [value(inner, draw) for _ in range(draw.randint(1, 2))]
    if option.get("choices"):
        drawn = draw.choice(sorted(option["choices"], key=str))
        return str(drawn) if kind == "str" else drawn
    if kind == "dict":
        return right(option["options"], option, draw) if option.get("options") else {"k": "v"}
    return {"int": 7, "float": 1.5, "bool": draw.random() < 0.5, "path": "/srv/alpha", "bytes": "1G", "bits": "1Mb",
            "jsonarg": {"k": "v"}, "json": {"k": "v"}}.get(kind if isinstance(kind, str) else "raw", "alpha")


def mistyped(name):
    return f"{name[:-1]}_x" if len(name) > 2 else f"{name}x"


def main():
    listed = [line.split("\t")[0] for line in (HERE / "most_used.txt").read_text().splitlines() if not line.startswith("#")]
    differ = dict(line.split("\t", 1) for line in (HERE / "arguments_differ.txt").read_text().splitlines()
                  if line and not line.startswith("#"))
    named = sys.argv[1:]
    sets, modules = [], []
    # Actions on the controller, and shells around one, have no spec to hold anything against.
    wanted = named or listed[:2 * MODULES]
    answers = _specs.asked({module: module for module in wanted}, sets_of)
    for module in wanted:
        said = answers[module]
        if isinstance(said, str) or len(modules) == MODULES:
            continue
        modules.append(module)
        for given, change, errors in said:
            try:
                sets.append((module, given, change, errors, _calls.call(module, given)))
            except _calls.Unwritable:
                continue
    _project.check(named or len(modules) >= 60, f"the specs of only {len(modules)} modules could be read")
    refused = _calls.reported([call for *_, call in sets])
    counted, seen = collections.Counter(), set()
    for index, (module, given, change, errors, call) in enumerate(sets):
        ours = refused.get(index, [])
        counted["valid" if not errors else "invalid"] += 1
        if bool(ours) == bool(errors):
            counted["agreed"] += 1
            continue
        codes = {code for code, _ in ours}
        reason = "alias" if codes == {"argument-alias"} else change
        if ours and reason in REASONS and codes <= {"argument-type", "argument-alias"}:
            counted[reason] += 1
        elif module in differ and not named:
            seen.add(module)
            counted["listed"] += 1
        else:
            _project.problem(f"{call}\n    ours: {ours}\n    theirs: {errors} ({change})")
    for module in sorted(set(differ) - seen) if not named else ():
        _project.problem(f"arguments_differ.txt: {module} does not differ")
    for change, why in REASONS.items():
        print(f"{counted[change]} differ: {why}")
    _project.done(f"arguments: {len(sets)} sets for {len(modules)} modules ({counted['valid']} valid, {counted['invalid']} not for "
                  f"ansible-core), {counted['agreed']} seen alike, {counted['listed']} differ as listed")


if __name__ == "__main__":
    main()
