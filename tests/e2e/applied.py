#!/usr/bin/env python3
"""Groups, connection settings, and what plays apply: what Ansible has is what the fleet holds.

What a role is given is asked where it counts: the playbooks of a built tree really run, with every role's
tasks replaced by one that shows its parameters, and everything else that would act on this machine left out.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

import yaml

from _project import EXAMPLES, build, check, done, fleet, folder, inventories, run, same

SHOWN = "What the truth checks ask for"
HIDDEN = "__unset__"
LATER = {"__later__": True}
asked: set[str] = set()


def playbooks(tree: pathlib.Path) -> list[pathlib.Path]:
    return sorted((tree / "playbooks").glob("*.yml"))


class Loader(yaml.CSafeLoader):
    """Keeps tags of Ansible's own, so that a playbook comes out as it went in."""


class Unsafe(str):
    pass


Loader.add_constructor("!unsafe", lambda loader, node: Unsafe(loader.construct_scalar(node)))
yaml.SafeDumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def show_task(names: list[str]) -> dict[str, Any]:
    asked = ", ".join(f"'{name}': {name} | default('{HIDDEN}')" for name in sorted(names))
    return {"name": SHOWN, "ansible.builtin.debug": {"msg": "{{ {%s} }}" % asked}, "tags": ["always"]}


def only_roles(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps of a play that apply roles; everything else would act on this machine."""
    kept = []
    for step in steps:
        if any(word.rpartition(".")[2] in ("import_role", "include_role") for word in step):
            kept.append({k: v for k, v in step.items() if k not in ("when", "notify", "register", "delegate_to")})
        elif "block" in step:
            inner = only_roles(step["block"])
            if inner:
                kept.append({"block": inner} | {k: step[k] for k in ("vars",) if k in step})
    return kept


def prepare(tree: pathlib.Path, world: dict[str, Any]) -> None:
    """Makes the tree harmless: it shows its values and does nothing."""
    names = {role: sorted(known["params"]) for role, known in world["roles"].items()}
    for inventory in world["inventories"].values():
        for host in inventory["hosts"].values():
            for role in names:
                prefix = role + "_"
                given = [n for n in (*host["params"], *host.get("applied", {})) if n.startswith(prefix)]
                names[role] = sorted({*names[role], *given})
    for role in (tree / "roles").iterdir():
        tasks = role / "tasks"
        tasks.mkdir(exist_ok=True)
        text = yaml.safe_dump([show_task(names.get(role.name, []))])
        for file in tasks.glob("*.yml"):
            file.write_text(text, encoding="utf-8")
    for playbook in playbooks(tree):
        plays = yaml.load(playbook.read_text(encoding="utf-8"), Loader)
        for play in plays:
            for word in ("vars_prompt", "handlers", "environment", "vars_files", "serial"):
                play.pop(word, None)
            play["gather_facts"] = False
            if "tasks" in play:
                play["tasks"] = only_roles(play["tasks"])
        playbook.write_text(yaml.safe_dump(plays, sort_keys=False, allow_unicode=True), encoding="utf-8")


def shown(done: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """(play, host, values) of every task that showed some."""
    plays, rest = [], done.stdout
    while "{" in rest:  # one document for each playbook
        document, end = json.JSONDecoder().raw_decode(rest, rest.index("{"))
        plays += document["plays"]
        rest = rest[end:]
    found = []
    for play in plays:
        for task in play["tasks"]:
            for host, result in task["hosts"].items():
                if isinstance(result.get("msg"), dict):
                    found.append((play["play"]["name"], host, result["msg"]))
    return found


def differences(got: dict[str, Any], wanted: dict[str, Any], names: set[str]) -> list[str]:
    asked.update(names)
    found = []
    for name in sorted(names):
        value, expected = got.get(name, HIDDEN), wanted.get(name, HIDDEN)
        # What depends on facts has no value without them; that it is there at all is asked elsewhere.
        if expected != LATER and not same(value, expected):
            found.append(f"{name}: Ansible has {value!r}, the fleet {expected!r}")
    return found


def plain(value: Any) -> Any:
    """`ansible-inventory` shows protected text as a map."""
    if isinstance(value, dict):
        return value["__ansible_unsafe"] if list(value) == ["__ansible_unsafe"] else {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def check_inventory(label: str, tree: pathlib.Path, path: pathlib.Path, inventory: dict[str, Any]) -> None:
    listed = json.loads(run("ansible-inventory", "-i", path, "--list", cwd=tree).stdout)
    seen = listed["_meta"]["hostvars"]
    for host, known in inventory["hosts"].items():
        wrong = differences(plain(seen.get(host, {})), known["connection"], set(known["connection"]))
        check(not wrong, f"{label}: connection of {host}: {wrong}")

    def members(group: str) -> set[str]:
        entry = listed.get(group, {})
        return set(entry.get("hosts", [])).union(*map(members, entry.get("children", [])))

    for group, hosts in inventory["groups"].items():
        check(sorted(members(group)) == sorted(hosts), f"{label}: members of {group}: {sorted(members(group))}, not {hosts}")


def check_plays(label: str, tree: pathlib.Path, path: pathlib.Path, hosts: dict[str, Any]) -> None:
    forced = json.dumps({"ansible_connection": "local", "ansible_become": False})
    done = run(
        "ansible-playbook", "-i", path, "-e", forced, *playbooks(tree), cwd=tree,
        # What the fleets read from the environment of whoever runs the play.
        env={"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "ANSIBLE_GATHERING": "explicit", "DEPLOY_TOKEN": "of-the-test"},
    )
    applied: dict[str, set[str]] = {}
    for play, host, values in shown(done):
        known = hosts.get(host)
        if known is None:
            continue
        # Another play may apply the role without them; that each is seen once is asked below.
        given = known.get("applied", {})
        wrong = differences(values, known["params"], set(values) - set(given))
        check(not wrong, f"{label}: {host} in {play!r}: {wrong}")
        seen = {name for name, value in given.items() if value == LATER or same(values.get(name), value)}
        applied.setdefault(host, set()).update(seen)
    for host, known in hosts.items():
        missing = set(known.get("applied", {})) - applied.get(host, set())
        asked.update(known.get("applied", {}))
        check(not missing, f"{label}: no play gives {host} its {sorted(missing)}")


def main() -> None:
    with folder() as work:
        for example in EXAMPLES:
            tree, world = work / example.name, fleet(example)
            build(example, tree)
            places = inventories(tree, world)
            for name, path in places.items():
                check_inventory(f"{example.name} {name}", tree, path, world["inventories"][name])
            prepare(tree, world)
            for name, path in places.items():
                check_plays(f"{example.name} {name}", tree, path, world["inventories"][name]["hosts"])
    check(len(asked) > 20, f"only {len(asked)} names were asked for")
    done(f"{len(asked)} names agree in every play")


main()
