"""Keywords of playbooks, and the names that ansible-core reserves."""

from __future__ import annotations

from operations import engine_globals


def keywords() -> list[str]:
    """`name<tab>places<tab>type`; a place is play, block, role, task, handler or loop (loop_control)."""
    from ansible.playbook.block import Block
    from ansible.playbook.handler import Handler
    from ansible.playbook.loop_control import LoopControl
    from ansible.playbook.play import Play
    from ansible.playbook.role.include import RoleInclude
    from ansible.playbook.task import Task

    places: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for place, of in (
        ("play", Play),
        ("block", Block),
        ("role", RoleInclude),
        ("task", Task),
        ("handler", Handler),
        ("loop", LoopControl),
    ):
        for name, attribute in of.fattributes.items():
            if attribute.private or name == "async_val":
                continue
            places.setdefault(name, []).append(place)
            kinds[name] = attribute.isa
    places["local_action"], kinds["local_action"] = ["task", "handler"], "string"
    return [f"{name}\t{' '.join(places[name])}\t{kinds[name]}" for name in sorted(places)]


def reserved() -> list[str]:
    from ansible.vars.reserved import get_reserved_names

    engine = set(engine_globals())
    return [f"{name}\t{'template' if name in engine else 'keyword'}" for name in sorted(get_reserved_names())]
