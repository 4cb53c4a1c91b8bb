"""What modules hand to ansible-core's validation: their argument specs, asked of the modules themselves.

In come names of Python modules on standard input (`ansible.modules.copy`), out goes a line of JSON for each:
`["ansible.modules.copy", {"options": …, "mutually_exclusive": …}]`, or `{"unread": why}`.

A spec is often put together by helpers, over several files and classes, so that reading the source finds only a
part of it. Instead each module is started in a process of its own, with an `AnsibleModule` that takes down what it
is given and ends the process: no module gets further than its first statement. (Ansible's own sanity tests read
specs in this way.) Modules that are a shell around an action plugin keep their spec there, as variables.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import os
import signal
import sys

RELATIONS = ("mutually_exclusive", "required_together", "required_one_of", "required_if", "required_by")
# In the order of AnsibleModule's parameters.
PARAMETERS = (
    "argument_spec bypass_checks no_log mutually_exclusive required_together required_one_of "
    "add_file_common_args supports_check_mode required_if required_by"
).split()
PATIENCE = 60
# What many import, so that it need not be done for each of them again.
WARM = (
    "ansible.module_utils.basic ansible.module_utils.urls ansible.plugins.action ansible.module_utils.connection "
    "ansible.module_utils.common.validation ansible.module_utils.compat.version json re socket ssl tempfile xml.etree.ElementTree yaml"
).split()


class Taken(BaseException):
    """Carries what a module said out of it. (No module catches it: it is no `Exception`.)"""

    def __init__(self, said: dict):
        super().__init__()
        self.said = said


def main() -> None:
    from ansible.module_utils import basic

    for name in WARM:
        importlib.import_module(name)

    def take(self, *positional, **named):
        raise Taken({**dict(zip(PARAMETERS, positional)), **named})

    basic.AnsibleModule.__init__ = take
    # Some modules look at their arguments before they say which they take.
    basic._ANSIBLE_ARGS = b'{"ANSIBLE_MODULE_ARGS": {}}'
    basic._ANSIBLE_PROFILE = "legacy"
    basic._load_params = lambda: {}
    output = os.dup(1)
    with open(output, "w", encoding="ascii") as answers:
        for line in sys.stdin:
            name = line.strip()
            print(json.dumps([name, alone(name)], sort_keys=True), file=answers, flush=True)


def alone(name: str) -> dict:
    """Asks in a process of its own: what a module changes in the interpreter stays there."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(PATIENCE)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        with os.fdopen(writing, "w", encoding="ascii") as answer:
            answer.write(json.dumps(ask(name)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else {"unread": "it ended by itself"}


def ask(name: str) -> dict:
    sys.argv = [name]
    try:
        module = importlib.import_module(name)
        if not hasattr(module, "main"):
            return of_action(name.replace(".plugins.modules.", ".plugins.action."))
        running = module.main()
        if inspect.isawaitable(running):
            asyncio.run(running)
    except Taken as taken:
        return of_call(taken.said)
    except BaseException as error:
        return {"unread": type(error).__name__}
    return {"unread": "it made no AnsibleModule"}


def of_call(said: dict) -> dict:
    spec = dict(said.get("argument_spec") or {})
    if said.get("add_file_common_args"):
        from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS

        spec = {**FILE_COMMON_ARGUMENTS, **spec}
    found = {"options": options(spec), **relations(said)}
    if "supports_check_mode" in said:
        found["check_mode"] = bool(said["supports_check_mode"])
    return found


def of_action(name: str) -> dict:
    action = vars(importlib.import_module(name))
    if not isinstance(action.get("argument_spec"), dict):
        return {"unread": "it has no main"}
    return {"options": options(action["argument_spec"]), **relations(action)}


def options(spec: dict) -> dict:
    found = {}
    for name, said in spec.items():
        if not isinstance(said, dict):
            continue
        option = {"type": kind(said.get("type")), **relations(said)}
        if said.get("elements") is not None:
            option["elements"] = kind(said["elements"])
        for flag in ("required", "no_log"):
            if said.get(flag) is not None:
                option[flag] = bool(said[flag])
        if said.get("fallback"):
            # From the environment: only a run knows whether it is missing.
            option["required"] = False
        if said.get("choices") is not None:
            option["choices"] = plain(said["choices"])
        if said.get("default") is not None:
            option["default"] = plain(said["default"])
        if said.get("aliases"):
            option["aliases"] = sorted(map(str, said["aliases"]))
        option["deprecated"] = bool(said.get("removed_in_version") or said.get("removed_at_date"))
        option["deprecated_aliases"] = sorted(str(old.get("name")) for old in said.get("deprecated_aliases") or [])
        if isinstance(said.get("options"), dict):
            option["options"] = options(said["options"])
        found[str(name)] = option
    return found


def kind(said) -> str | None:
    """A function as type takes what it likes."""
    return "raw" if callable(said) else said


def relations(said: dict) -> dict:
    return {key: plain(said[key]) for key in RELATIONS if said.get(key)}


def plain(value):
    """As JSON has it; sets sorted, so that it is the same each time."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(inner) for inner in value), key=str)
    if isinstance(value, str) or value is None or isinstance(value, (bool, int, float)):
        return str(value) if isinstance(value, str) else value
    if hasattr(value, "__iter__"):
        return [plain(inner) for inner in value]
    return None


if __name__ == "__main__":
    main()
