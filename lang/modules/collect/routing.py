"""Names that lead elsewhere: what `meta/runtime.yml` of ansible-core and of every collection redirects or removes.

Out go lines: `community.general.docker_container<tab>moved=community.docker.docker_container`, or
`gone=<when>` with `instead=` the name of what replaces it. Of the sentences there only names are read.
"""

from __future__ import annotations

import re

FULL = re.compile(r"\b[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\b")
WORD = re.compile(r"\b[a-z][a-z0-9_]*\b")


def others(routes: dict[str, dict], known: set[str]) -> dict[str, list[str]]:
    """The lines of each collection's names that are no modules (any more)."""
    found = {collection: lines(collection, routing, known) for collection, routing in routes.items()}
    leads = {name: line for lines_of in found.values() for name, line in lines_of.items()}
    for lines_of in found.values():
        for name in lines_of:
            if not arrives(name, leads, known, set(routes)):
                lines_of[name] = f"{name}\tgone="
    return {collection: list(lines_of.values()) for collection, lines_of in found.items()}


def arrives(name: str, leads: dict[str, str], known: set[str], collections: set[str]) -> bool:
    """Whether a name leads to a module, to one that is gone, or out of what is known."""
    seen = set()
    while name in leads and "\tmoved=" in leads[name] and name not in seen:
        seen.add(name)
        name = leads[name].split("\tmoved=")[1].split("\t")[0]
    return name in known or "\tgone=" in leads.get(name, "") or ".".join(name.split(".")[:2]) not in collections


def lines(collection: str, routing: dict, known: set[str]) -> dict[str, str]:
    """By full name: where each redirected or removed one leads."""
    found = {}
    entries = {**(routing.get("action") or {}), **(routing.get("modules") or {})}
    for short, entry in sorted(entries.items()):
        name = f"{collection}.{short}"
        if short in ("formerly_core_ping", "uses_redirected_action") or "." in short or name in known:
            continue
        if "tombstone" in entry:
            gone = entry["tombstone"] or {}
            fields = [name, f"gone={gone.get('removal_date') or gone.get('removal_version') or ''}"]
            instead = named(name, gone.get("warning_text"), known)
            if instead:
                fields.append(f"instead={instead}")
            found[name] = "\t".join(fields)
        elif "redirect" in entry:
            fields = [name, f"moved={entry['redirect']}"]
            if "deprecation" in entry:
                fields.append("deprecated")
            found[name] = "\t".join(fields)
    return found


def deprecated(name: str, doc: dict, routing: dict, known: set[str]) -> str | None:
    """What replaces a module that is on its way out: a full name, or nothing known; None for any other module."""
    short = name.split(".", 2)[2]
    entry = ((routing.get("modules") or {}).get(short) or {}).get("deprecation")
    said = doc.get("deprecated")
    if entry is None and not said:
        return None
    texts = [(said or {}).get("alternative"), (said or {}).get("why"), (entry or {}).get("warning_text")]
    return next((found for found in (named(name, text, known) for text in texts) if found), "")


def named(name: str, text: str | None, known: set[str]) -> str | None:
    """The first other module that a text names: in full, or by a short name of the same collection."""
    for found in FULL.findall(text or ""):
        if found != name and found in known:
            return found
    collection, short = name.rsplit(".", 1)
    for word in WORD.findall(text or ""):
        if "_" in word and word != short and f"{collection}.{word}" in known:
            return f"{collection}.{word}"
    return None
