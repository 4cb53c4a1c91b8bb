"""The plugins of collections: what filters and tests take and give, the options of lookups and of inventory plugins.

In come what `ansible-doc` says of them and what their functions say (callables.py). Out go lines such as

    filter community.general.json_query<tab>takes=expr: scalar<tab>input=any<tab>gives=any
    lookup community.general.random_string<tab>gives=string
     o length<tab>int<tab>default=8
    lookup community.general.hashi_vault<tab>moved=community.hashi_vault.hashi_vault

A filter's types are documented for people, and Python holds nobody to them: where names and function do not agree, nothing but
the function's own is said, and what it gives counts only where it is documented as ansible-core wants it (`_value`).
"""

from __future__ import annotations

import re

import modules
import routing

BUILTIN = "ansible.builtin."
KINDS = {
    "str": "scalar", "string": "scalar", "path": "string", "int": "int", "integer": "int", "float": "number", "bool": "bool", "boolean": "bool",
    "list": "list", "dict": "map", "dictionary": "map",
}
ITEMS = {"str": "scalar", "string": "scalar", "int": "int", "integer": "int", "dict": "map", "dictionary": "map", "list": "list"}
GIVEN = {**KINDS, "str": "string", "string": "string", "float": "float"}

# What they give is another thing each time, or asks another machine.
IMPURE = {
    "filter community.general.random_mac",
    "filter community.sops.decrypt",
    "filter google.cloud.gcp_kms_decrypt",
    "filter google.cloud.gcp_kms_encrypt",
}
# Documented as lists where text is taken, or as text where lists are.
UNTYPED = "ovirt.ovirt."


def kept(kind: str, full: str) -> bool:
    """ansible-core's own filters and tests have tables of their own."""
    return kind in ("lookup", "inventory") or not full.startswith(BUILTIN)


def lines(documented: dict, functions: dict[str, dict], routes: dict[str, dict]) -> list[str]:
    made = {}
    for kind in ("filter", "inventory", "lookup", "test"):
        known = set(documented[kind])
        for full, entry in documented[kind].items():
            if full.count(".") < 2 or not kept(kind, full):
                continue
            collection, short = full.rsplit(".", 1)
            doc = entry.get("doc") or {}
            instead = replaced(kind, full, doc, routes.get(collection) or {}, known)
            name = f"{kind} {full}"
            if kind in ("filter", "test"):
                made[name] = [operation(name, doc, entry, functions[name])]
            else:
                made[name] = with_options(name, kind, doc, entry)
            if instead is not None:
                made[name][0] += f"\tdeprecated={instead}" if instead else "\tdeprecated"
        for collection, entries in routes.items():
            for short, entry in sorted(((entries or {}).get(kind) or {}).items()):
                full = f"{collection}.{short}"
                if full not in known and kept(kind, full) and not short.startswith(("formerly_core", "uses_redirected")):
                    led = leads(f"{kind} {full}", entry, known)
                    made.update({f"{kind} {full}": [led]} if led else {})
    return [line for name in sorted(made) for line in made[name]]


def leads(name: str, entry: dict, known: set[str]) -> str | None:
    """Where a name leads that is no plugin's (any more)."""
    if "tombstone" in entry:
        gone = entry["tombstone"] or {}
        instead = routing.named(name.split(" ")[1], gone.get("warning_text"), known)
        when = gone.get("removal_date") or gone.get("removal_version") or ""
        return f"{name}\tgone={when}" + (f"\tinstead={instead}" if instead else "")
    return f"{name}\tmoved={entry['redirect']}" if "redirect" in entry else None


def replaced(kind: str, full: str, doc: dict, routes: dict, known: set[str]) -> str | None:
    entry = ((routes.get(kind) or {}).get(full.split(".", 2)[2]) or {}).get("deprecation")
    said = doc.get("deprecated")
    if entry is None and not said:
        return None
    texts = [(said or {}).get("alternative"), (said or {}).get("why"), (entry or {}).get("warning_text")]
    return next((found for found in (routing.named(full, text, known) for text in texts) if found), "")


def operation(name: str, doc: dict, entry: dict, function: dict) -> str:
    options = dict(doc.get("options") or {})
    listed = function.get("listed")
    if listed is not None or "unread" in function:
        # Its function says nothing, or lists what it hands on.
        return with_list(name, options, entry, listed or [])
    own_input = [option for option in options if option == "_input"]
    named, only = function["named"], list(function["only"])
    said = {option for option, _ in named + only}
    rest = {option for option in set(options) - said - set(own_input) if not option.startswith("_")}
    input_kind = kind_of(options["_input"]) if own_input else "any"
    trusted = UNTYPED not in name and bool(own_input) and said <= set(options)
    if function["any"]:
        only += sorted([option, False] for option in rest)
    elif rest and len(rest) > (0 if own_input else 1):
        trusted = False
    params = [param(option, required, options.get(option) if trusted else None) for option, required in named]
    if function["rest"]:
        params.append("*: any")
    mark = "" if function["rest"] else "="
    params += [mark + param(option, required, options.get(option) if trusted else None) for option, required in only]
    if function["any"] and not rest:
        params.append("**")
    given = "bool" if name.startswith("test ") else gives(entry) if trusted else "any"
    return line(name, params, input_kind if trusted else "any", given)


def with_list(name: str, options: dict, entry: dict, listed: list[str]) -> str:
    """`keys = ["value", "query"]`: the first is the input, what is only documented goes by its name."""
    if not listed or not set(listed) <= set(options):
        return line(name, ["*: any", "**"], "any", "any")
    params = [param(option, bool(options[option].get("required")), options[option]) for option in listed[1:]]
    params += ["=" + param(option, False, options[option]) for option in sorted(set(options) - set(listed))]
    return line(name, params, "any", "any")


def line(name: str, params: list[str], takes: str, gives_kind: str) -> str:
    flags = ("impure",) if name in IMPURE else ()
    return "\t".join((name, f"input={takes}", f"takes={', '.join(params) or '-'}", f"gives={gives_kind}", *flags))


def param(name: str, required: bool, said: dict | None) -> str:
    return f"{name}{'' if required else '?'}: {kind_of(said or {})}"


def kind_of(said: dict) -> str:
    choices = said.get("choices") or []
    if choices and all(isinstance(choice, str) and re.fullmatch(r"[\w.-]+", choice) for choice in choices):
        listed = "|".join(f'"{choice}"' for choice in sorted(choices, key=str))
        return listed if "None" not in choices else "any"
    kind = KINDS.get(str(said.get("type") or "any"), "any")
    items = ITEMS.get(str(said.get("elements")))
    return f"list({items})" if kind == "list" and items else kind


def gives(entry: dict) -> str:
    said = (entry.get("return") or {}).get("_value") or {}
    kind = GIVEN.get(str(said.get("type")), "any")
    items = {**ITEMS, "str": "string", "string": "string"}.get(str(said.get("elements")))
    return f"list({items})" if kind == "list" and items else kind


def is_open(path: str) -> bool:
    """Whether a lookup looks at what it is given by itself, and not only through Ansible's options."""
    with open(path, encoding="utf-8") as file:
        code = file.read()
    return not any(word in code for word in ("set_options(", "AWSLookupBase")) or " in kwargs.items()" in code


def with_options(name: str, kind: str, doc: dict, entry: dict) -> list[str]:
    """A lookup or an inventory plugin. What stands for the terms themselves begins with `_`."""
    options = {option: said for option, said in (doc.get("options") or {}).items() if not option.startswith("_")}
    if kind == "inventory":
        # The language says these: the plugin's name, and what Ansible reads from the file's own.
        options.pop("plugin", None)
    found = modules.merged(options, {})
    for option, said in found.items():
        # Several lookups take what they need in their terms, too: `lookup("x", "secret=…")`.
        elsewhere = set(options[option]) & {"env", "ini", "vars", "cli", "keyword"}
        said["required"] = said["required"] and not elsewhere and kind != "lookup"
    head = name
    if kind == "lookup":
        head += "\topen" if f" {BUILTIN}" not in name and is_open(doc["filename"]) else ""
        returned = [said for said in (entry.get("return") or {}).values() if isinstance(said, dict)]
        text = [said for said in returned if said.get("type") in ("list",) and said.get("elements") in ("str", "string")]
        if len(returned) == len(text) == 1:
            head += "\tgives=string"
    return [head, *(written for group in modules.options(found, 1) for written in group)]
