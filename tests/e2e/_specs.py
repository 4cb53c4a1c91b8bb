"""The argument specs of modules, asked of the modules themselves, and ansible-core's own validation against them.

Each module is started in a process of its own, with an `AnsibleModule` that takes the spec down and ends the process: no
module gets further than its first statement, and what it changes in the interpreter stays there.
"""

import asyncio
import importlib
import inspect
import json
import os
import signal
import sys

import _calls
import _project

RELATIONS = ("mutually_exclusive", "required_together", "required_one_of", "required_if", "required_by")
PARAMETERS = ("argument_spec bypass_checks no_log mutually_exclusive required_together required_one_of "
              "add_file_common_args supports_check_mode required_if required_by").split()


class Taken(BaseException):
    """Ends a module that has said which arguments it takes."""


def alone(function, *given):
    """What a function gives that runs in a process of its own; a text where it fails."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as answer:
            try:
                said = function(*given)
            except BaseException as error:
                said = repr(error)
            answer.write(json.dumps(said))
            answer.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else "it ended by itself"


def asked(wanted, function):
    """By module, `function(spec, relations, what is wanted of it)`, on every processor; a text where there is no spec."""
    items = sorted(wanted.items())
    shares = max(os.cpu_count() or 1, 1)
    with _project.folder() as folder:
        children = []
        for share in range(shares):
            said = folder / f"said{share}"
            child = os.fork()
            if child == 0:
                mine = {module: alone(of_module, folder, module, function, given) for module, given in items[share::shares]}
                said.write_text(json.dumps(mine))
                os._exit(0)
            children.append((child, said))
        found = {}
        for child, said in children:
            os.waitpid(child, 0)
            found.update(json.loads(said.read_text()))
        return found


def of_module(folder, module, function, given):
    """In the module's own process."""
    from ansible.module_utils import basic

    signal.alarm(60)
    # Some leave a log where they stand, or print.
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    taken = {}

    def take(self, *positional, **named):
        taken.update({**dict(zip(PARAMETERS, positional)), **named})
        raise Taken

    basic.AnsibleModule.__init__ = take
    basic._load_params = lambda: {}
    collection, short = module.rsplit(".", 1) if module.startswith("ansible.builtin.") else split(module)
    path = f"ansible.modules.{short}" if collection == "ansible.builtin" else f"ansible_collections.{collection}.plugins.modules.{short}"
    sys.argv = [path]
    module = importlib.import_module(path)
    if not hasattr(module, "main"):
        # A shell around an action, which keeps its spec in variables.
        taken.update(vars(importlib.import_module(path.replace(".plugins.modules.", ".plugins.action."))))
    else:
        try:
            running = module.main()
            if inspect.isawaitable(running):
                asyncio.run(running)
        except Taken:
            pass
    spec = dict(taken["argument_spec"])
    if taken.get("add_file_common_args"):
        spec = {**basic.FILE_COMMON_ARGUMENTS, **spec}
    if "_raw_params" in spec:
        return "its text after the name is no argument"
    return function(spec, {name: taken.get(name) for name in RELATIONS}, given)


def split(module):
    namespace, collection, short = module.split(".", 2)
    return f"{namespace}.{collection}", short


def errors(spec, relations, given):
    """What ansible-core's validation says of a set of arguments."""
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    try:
        return ArgumentSpecValidator(spec, **relations).validate(given).error_messages
    except TypeError as error:
        # It fails on what it does not expect at all, and with it the run.
        return [repr(error)]


def judged(spec, relations, sets):
    """The same of several sets that hold Jinja: what comes later is of the kind that the option wants."""
    return [errors(spec, relations, filled(given, spec)) for given in sets]


def filled(given, spec):
    real = {alias: name for name, option in spec.items() for alias in option.get("aliases") or ()}
    found = {}
    for name, value in given.items():
        option = spec.get(name) or spec.get(real.get(name))
        found[name] = value if option is None else later(value, option)
    for name, option in spec.items():
        # From the environment, which nobody knows before the play runs.
        if option.get("required") and option.get("fallback") and name not in found:
            found[name] = sample(option)
    return found


def later(value, option):
    if isinstance(value, str) and _calls.later(value):
        return sample(option)
    if isinstance(value, dict) and option.get("options") and option.get("type") == "dict":
        return filled(value, option["options"])
    if isinstance(value, list) and option.get("type") == "list":
        inner = {**option, "type": option.get("elements") or "str"}
        return [later(item, inner) for item in value]
    return value


def sample(option):
    """A value that an option takes."""
    kind = option.get("type") or "str"
    if kind == "list":
        return [sample({**option, "type": option.get("elements") or "str"})]
    if option.get("choices"):
        return sorted(option["choices"], key=str)[0]
    if kind == "dict":
        options = option.get("options") or {}
        return {name: sample(said) for name, said in options.items() if said.get("required")} or ({} if options else {"k": "v"})
    return {"int": 7, "float": 1.5, "bool": True, "path": "/srv/alpha", "bytes": "1G", "bits": "1Mb", "jsonarg": {"k": "v"},
            "json": {"k": "v"}}.get(kind if isinstance(kind, str) else "raw", "alpha")
