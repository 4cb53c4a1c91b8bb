"""The text of a collection: its modules, and what many of them have in common said once.

    & 1
     o validate_certs<tab>bool<tab>default=true
    community.example.thing<tab>check_mode=full
     & 1
     o state<tab>str<tab>choices=absent|present

stands for a `thing` with both options. What stands below `&` lines is what the modules' documentation fragments
and shared specs were: the same lines in the same three or more modules.
"""

from __future__ import annotations

SHARED_BY = 3


def text(modules: list[list[str]], others: list[str]) -> list[str]:
    """`modules`: the lines of each, its head first. `others`: lines of names that are no modules."""
    parts = [(lines[0], split(lines[1:])) for lines in modules]
    users: dict[tuple[str, ...], list[int]] = {}
    for index, (_, blocks) in enumerate(parts):
        for block in blocks:
            users.setdefault(block, []).append(index)
    together: dict[tuple[int, ...], list[tuple[str, ...]]] = {}
    for block, where in users.items():
        if len(where) >= SHARED_BY:
            together.setdefault(tuple(where), []).append(block)
    fragments: dict[tuple[int, ...], int] = {}
    for where, blocks in sorted(together.items(), key=lambda item: (item[0], item[1])):
        if sum(map(len, blocks)) > 1:
            fragments[where] = len(fragments) + 1
    made = []
    for where, number in fragments.items():
        made.append(f"& {number}")
        made.extend(line for block in sorted(together[where], key=rank) for line in block)
    heads = {}
    for index, (head, blocks) in enumerate(parts):
        used = [number for where, number in fragments.items() if index in where]
        own = [line for block in blocks if tuple(users[block]) not in fragments for line in block]
        heads[head.split("\t", 1)[0]] = [head, *([" & " + " ".join(map(str, used))] if used else []), *own]
    heads.update((line.split("\t", 1)[0], [line]) for line in others)
    made.extend(line for name in sorted(heads) for line in heads[name])
    return made


def split(lines: list[str]) -> list[tuple[str, ...]]:
    """The lines of the first level, each with what is below it."""
    blocks: list[list[str]] = []
    for line in lines:
        if line.startswith("  "):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [tuple(block) for block in blocks]


def rank(block: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Options, then returned values, then relations."""
    return "orx".index(block[0][1]), block
