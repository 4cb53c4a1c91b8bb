"""A module's lines: its head, its options, what it returns, what its arguments demand of one another.

In come what `ansible-doc` says and what the module's argument spec says (specs.py). The spec is what ansible-core
holds a call against, so it has the last word on what both know; what only one knows is taken from there.
"""

from __future__ import annotations

import json

# Where a module's free-form string goes: an argument's name, or `whole` when the string is all there is.
# (ansible.constants says which modules have one, the modules' own code says where it ends up.)
FREE_FORM = {
    "ansible.builtin.command": "cmd",
    "ansible.builtin.include_vars": "file",
    "ansible.builtin.meta": "whole",
    "ansible.builtin.raw": "whole",
    "ansible.builtin.script": "cmd",
    "ansible.builtin.shell": "cmd",
    "ansible.windows.win_command": "cmd",
    "ansible.windows.win_shell": "whole",
}
# They hand arguments that they do not know to something else: variables, or the back end or the resource that they choose.
OPEN = {f"ansible.builtin.{name}" for name in ("add_host", "gather_facts", "package", "service", "set_fact")} | {"ansible.windows.win_dsc"}


def lines(name: str, entry: dict, spec: dict, instead) -> list[str]:
    """A module's lines, the first of them its head. `instead`: what replaces it; None if nothing is to be said."""
    doc = entry.get("doc") or {}
    head = [name]
    if name in FREE_FORM:
        head.append(f"free={FREE_FORM[name]}")
    if name in OPEN:
        head.append("open")
    attributes = doc.get("attributes") or {}
    check = (attributes.get("check_mode") or {}).get("support")
    if check is None and "check_mode" in spec:
        check = "full" if spec["check_mode"] else "none"
    diff = (attributes.get("diff_mode") or {}).get("support")
    for key, support in (("check_mode", check), ("diff_mode", diff)):
        if support is not None:
            head.append(f"{key}={str(support).lower()}")
    if instead is not None:
        head.append(f"deprecated={instead}" if instead else "deprecated")
    found = merged(doc.get("options") or {}, spec.get("options") or {})
    if name.startswith("ansible.builtin."):
        as_documented(found, doc.get("options") or {})
    body = [line for group in options(found, 1) for line in group]
    return ["\t".join(head), *body, *returned(entry.get("return"), 1), *relations(spec, found, 1)]


def merged(documented: dict, specified: dict) -> dict:
    """Options by name, each with type, required, aliases, choices, default, flags, options and relations."""
    specified = {called(name, said, documented): said for name, said in specified.items()}
    known_as = {alias for said in specified.values() for alias in said.get("aliases", ())} - set(specified)
    both = {}
    for name in sorted({*documented, *specified}):
        doc, spec = documented.get(name), specified.get(name)
        if (spec is None and name in known_as) or (doc is None and name.startswith("_")):
            continue
        both[str(name)] = option(doc if isinstance(doc, dict) else {}, spec)
        both[str(name)]["aliases"] -= {name}
    return both


def as_documented(found: dict, documented: dict) -> None:
    """What ansible-core's own modules demand by their documentation alone, they check when they run."""
    for name, doc in documented.items():
        if name in found:
            found[name]["required"] |= bool(doc.get("required"))
            found[name]["choices"] = found[name]["choices"] or list(doc.get("choices") or ())


def called(name: str, said: dict, documented: dict) -> str:
    """An option's documented name, which may be an alias for the module itself (whose own is an alias then)."""
    if name in documented:
        return name
    for alias in said.get("aliases", ()):
        if alias in documented:
            said["aliases"] = [*said["aliases"], name]
            return alias
    return name


def option(doc: dict, spec: dict | None) -> dict:
    # A map that is specified without options of its own is held against nothing, whatever is documented of it.
    inside = (doc.get("suboptions") or {}) if spec is None or spec.get("options") is not None else {}
    below = merged(inside, (spec or {}).get("options") or {})
    says = doc if spec is None else spec
    kind = says.get("type") or "str"
    return {
        "type": f"{kind}({says['elements']})" if says.get("elements") else str(kind),
        "required": bool(says.get("required")),
        "aliases": {*map(str, doc.get("aliases") or ()), *((spec or {}).get("aliases") or ())},
        "choices": list(says.get("choices") or ()),
        "default": next((said["default"] for said in (spec or {}, doc) if said.get("default") is not None), None),
        "deprecated": bool((spec or {}).get("deprecated")),
        "secret": bool((spec or {}).get("no_log")),
        "options": below,
        "relations": spec or {},
    }


def options(found: dict, depth: int) -> list[list[str]]:
    """The lines of each option."""
    groups = []
    for name, said in sorted(found.items()):
        fields = [f"{' ' * depth}o {escaped(name)}", said["type"]]
        fields += [flag for flag in ("required", "deprecated", "secret") if said[flag]]
        if said["aliases"]:
            fields.append("aliases=" + "|".join(map(escaped, sorted(said["aliases"]))))
        if said["choices"]:
            fields.append("choices=" + "|".join(map(escaped, said["choices"])))
        if said["default"] is not None:
            fields.append("default=" + json.dumps(said["default"], separators=(",", ":"), sort_keys=True))
        group = ["\t".join(fields)]
        for inner in options(said["options"], depth + 1):
            group.extend(inner)
        group.extend(relations(said["relations"], said["options"], depth + 1))
        groups.append(group)
    return groups


def returned(found, depth: int) -> list[str]:
    made = []
    for name, said in sorted((found or {}).items(), key=lambda item: str(item[0])):
        if not isinstance(said, dict):
            continue
        kind = said.get("type") or "raw"
        if said.get("elements"):
            kind = f"{kind}({said['elements']})"
        made.append(f"{' ' * depth}r {escaped(name)}\t{kind}")
        made.extend(returned(said.get("contains"), depth + 1))
    return made


def relations(said: dict, known: dict, depth: int) -> list[str]:
    """What ansible-core would hold against; a name that is no option can be neither given nor missed."""
    names = {alias for option in known.values() for alias in option["aliases"]} | set(known)

    def among(group) -> str:
        return "|".join(sorted({name for name in ([group] if isinstance(group, str) else group) if name in names}))

    found = set()
    for group in said.get("mutually_exclusive") or ():
        if not isinstance(group, str) and "|" in among(group):
            found.add(("exclusive", among(group)))
    for group in said.get("required_together") or ():
        if not isinstance(group, str) and "|" in among(group):
            found.add(("together", among(group)))
    for group in said.get("required_one_of") or ():
        if among(group):
            found.add(("one", among(group)))
    for asked, value, needs, *some in said.get("required_if") or ():
        if asked in names and among(needs):
            is_any = "any" if some and some[0] else "all"
            found.add(("if", asked, json.dumps(value, sort_keys=True), is_any, among(needs)))
    for asked, needs in (said.get("required_by") or {}).items():
        if asked in names and needs and among(needs):
            found.add(("by", asked, among(needs)))
    return ["\t".join((f"{' ' * depth}x {kind}", *rest)) for kind, *rest in sorted(found)]


def escaped(value) -> str:
    """As it stands in a JSON string, and with no `|`."""
    said = json.dumps(value) if not isinstance(value, str) else json.dumps(value)[1:-1]
    return said.replace("|", "\\u007c")
