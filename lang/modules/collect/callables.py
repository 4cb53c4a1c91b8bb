"""What the functions behind filters and tests take, asked of the functions themselves.

In come lines such as `filter community.general.json_query` on standard input, out goes a line of JSON for each:
`["filter community.general.json_query", {"named": [["expr", true]], "rest": false, "only": [], "any": false}]`, or `{"unread": why}`.

`named`: the arguments after the input, and whether each is required; `rest`: more of them; `only`: those that go by
their name alone; `any`: names that the function does not say. Some functions take `*args` and say in a list of their own
what these are: `keys = ["value", "query"]`.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys

# What Jinja2 hands over besides.
CONTEXT = {"context", "env", "environment", "eval_ctx", "eval_context", "_environment", "_context"}
OWN_LIST = re.compile(r"^    keys\s*=\s*\[([^\]]*)\]", re.MULTILINE)


def main() -> None:
    from ansible.plugins.loader import filter_loader, init_plugin_loader, test_loader

    output = os.dup(1)
    os.dup2(2, 1)
    init_plugin_loader()
    loaders = {"filter": filter_loader, "test": test_loader}
    with open(output, "w", encoding="ascii") as answers:
        for line in sys.stdin:
            kind, name = line.split()
            try:
                plugin = loaders[kind].get(name)
                said = takes(getattr(plugin, "j2_function", plugin), plugin._original_path)
            except Exception as why:
                said = {"unread": type(why).__name__}
            print(json.dumps([f"{kind} {name}", said]), file=answers)


def takes(function, path: str) -> dict:
    parameters = list(inspect.signature(function).parameters.values())
    if parameters and parameters[0].name in CONTEXT:
        parameters = parameters[1:]
    variadic = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    if all(parameter.kind in variadic for parameter in parameters):
        # Of one that lacks a library, only the file says it.
        with open(path, encoding="utf-8") as file:
            listed = OWN_LIST.search(file.read())
        names = re.findall(r"[\"'](\w+)[\"']", listed.group(1)) if listed else []
        return {"listed": [name for name in names if name not in CONTEXT]}
    said = {"named": [], "rest": False, "only": [], "any": False}
    for parameter in parameters[1:]:
        required = parameter.default is inspect.Parameter.empty
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            said["rest"] = True
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            said["any"] = True
        elif parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            said["only"].append([parameter.name, required])
        else:
            said["named"].append([parameter.name, required])
    return said


if __name__ == "__main__":
    main()
