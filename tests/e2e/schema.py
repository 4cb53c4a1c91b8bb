#!/usr/bin/env python3
"""Holds the tables of lang/modules against the ansible-core that this Python has.

What lang/modules/collect makes has to come out again byte for byte (of the collections, a few); what is kept by hand (magic variables, facts,
methods) has to be what Ansible and Python themselves show when they run. Status 1 and what differs, if anything.
"""

from __future__ import annotations

import inspect
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import results
from _tables import TABLES, fits, nested

OWNERS = {"string": str, "list": list, "map": dict}
# Set in a loop, in a role's own run or after a failure only.
NOT_EVERYWHERE = {"ansible_failed_result", "ansible_failed_task", "ansible_index_var", "ansible_loop", "ansible_loop_var"}
PLAY = """\
- name: Look
  hosts: probe
  gather_facts: true
  roles:
    - look
"""
PRINT = """\
- name: Print what there is
  ansible.builtin.copy:
    dest: "{{ playbook_dir }}/seen.json"
    mode: "0600"
    content: "{{ {'magic': magic, 'facts': ansible_facts} | to_json }}"
  vars:
    magic:
"""

# Those whose modules say what they take in different ways: at once, by helpers, in classes, in PowerShell.
SAMPLE = ("ansible.builtin", "ansible.posix", "ansible.windows", "community.docker", "cisco.ios", "netbox.netbox")

problems: list[str] = []


def main() -> int:
    collected()
    tables_are_sorted()
    methods()
    with tempfile.TemporaryDirectory() as folder:
        seen = run(pathlib.Path(folder))
    magic(seen["magic"])
    facts(seen["facts"])
    for problem in problems:
        print(problem)
    print(f"schema: {len(problems)} differences from ansible-core" if problems else "schema: as ansible-core has it")
    return 1 if problems else 0


def collected() -> None:
    command = [sys.executable, str(TABLES / "collect"), "--check", *SAMPLE]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        problems.append(f"{done.stdout}{done.stderr}".strip())


def entries(name: str) -> dict[str, list[str]]:
    lines = [line for line in (TABLES / f"{name}.txt").read_text().splitlines() if not line.startswith(("#", " "))]
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines}


def tables_are_sorted() -> None:
    """Bisection finds an entry only in a table that is sorted, and unique, as bytes."""
    for path in sorted(TABLES.glob("*.txt")):
        names = [line.split("\t")[0] for line in path.read_text(encoding="ascii").splitlines() if line[0] not in "# "]
        if any(one >= other for one, other in zip(names, names[1:])):
            problems.append(f"{path.name} is not sorted or has a name twice")
        if not names:
            problems.append(f"{path.name} is empty")


def methods() -> None:
    kept = {tuple(name.split(" ")): fields for name, fields in entries("methods").items()}
    for of, owner in OWNERS.items():
        known = {name for name, its in kept if its == of}
        real = {name for name in dir(owner) if not name.startswith("_")} - {"maketrans"}
        problems.extend(f"methods.txt: {name} of {of} is in one of Python and the table only" for name in known ^ real)
    for (name, of), (least, most, *_) in kept.items():
        try:
            parameters = list(inspect.signature(getattr(OWNERS[of], name)).parameters.values())
        except (AttributeError, ValueError):
            continue  # written in C without a signature
        skip = 0 if name == "fromkeys" else 1
        named = [p for p in parameters[skip:] if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
        needed = [p for p in named if p.default is p.empty]
        real = (str(len(needed)), "*" if len(named) < len(parameters[skip:]) else str(len(named)))
        if real != (least, most):
            problems.append(f"methods.txt: {name} of {of} takes {real}, not {(least, most)}")


def run(folder: pathlib.Path) -> dict:
    """The magic variables and facts of a host, as a role sees them."""
    names = [name for name, fields in entries("magic").items() if fields[1] == "magic" and name not in NOT_EVERYWHERE]
    (folder / "roles/look/tasks").mkdir(parents=True)
    (folder / "play.yml").write_text(PLAY)
    # `omit` would take its own key away, the facts are looked at by themselves.
    shown = [name for name in names if name not in ("omit", "ansible_facts", "ansible_local")]
    lines = [f"""      {name}: "{{{{ {name} | default('unset', false) }}}}"\n""" for name in shown]
    (folder / "roles/look/tasks/main.yml").write_text(PRINT + "".join(lines))
    (folder / "hosts.yml").write_text("all:\n  hosts:\n    probe:\n      ansible_connection: local\n")
    (folder / "ansible.cfg").touch()
    command = [sys.executable, "-m", "ansible.cli.playbook", "-i", "hosts.yml", "--limit", "probe", "play.yml"]
    settings = {"ANSIBLE_CONFIG": str(folder / "ansible.cfg"), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    settings["ANSIBLE_PYTHON_INTERPRETER"] = sys.executable
    done = subprocess.run(command, cwd=folder, env=os.environ | settings, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"schema: the play failed\n{done.stdout}\n{done.stderr}")
    return json.loads((folder / "seen.json").read_text())


def magic(seen: dict) -> None:
    import ansible.constants as constants

    kept = entries("magic")
    real = dict.fromkeys(constants.INTERNAL_STATIC_VARS, "magic")
    for names in constants.MAGIC_VARIABLE_MAPPING.values():
        real |= dict.fromkeys(names, "connection")
    real |= dict.fromkeys(constants.COMMON_CONNECTION_VARS, "connection")
    for name, kind in real.items():
        if kept.get(name, [None, None])[1] != kind:
            problems.append(f"magic.txt: {name} is {kind}, the table has {kept.get(name)}")
    for name, value in seen.items():
        kind = kept[name][0]
        if value == "unset":
            # A role's parents are there only when it has some; the rest has to be there or be optional.
            if not kind.endswith("?") and "parent" not in name:
                problems.append(f"magic.txt: {name} is not set in a role, its type is {kind}")
        elif not fits(value, kind):
            problems.append(f"magic.txt: {name} is {json.dumps(value)[:80]}, its type is {kind}")


# What the tables know and setup does not give on every machine, and why.
ELSEWHERE = {
    "Windows": "ip_addresses lastboot model netbios_name os_installation_type os_name os_product_type owner_contact owner_name pagefilefree_mb "
    "pagefiletotal_mb powershell_version reboot_pending reboot_pending_reason windows_domain windows_domain_member",
    "BSD, macOS and Solaris": "firmware_version mount_points osrevision osversion swap_allocated_mb swap_reserved_mb sysctl zpool_facts model",
    "gathered by package_facts, by service_facts": "packages services",
    "only where ohai or facter is installed": "facter ohai",
    "only where sshd has such a key": " ".join(
        f"ssh_host_key_{kind}_public ssh_host_key_{kind}_public_keytype" for kind in ("dsa", "ecdsa", "ed25519", "rsa")
    ),
    "where the interpreter is not said, and by the files of some distributions": "discovered_interpreter_python distribution_file_search_string",
    "only with a folder of own facts": "local",
    "only with SELinux": "selinux.config_mode selinux.mode selinux.policyvers selinux.type",
    "only where resolv.conf says so": "dns dns.domain dns.nameservers dns.options dns.search dns.sortlist",
    "only where systemd runs, or a device tree, or hardware that says so": "bios_date bios_vendor bios_version board_asset_tag board_name board_serial "
    "board_vendor board_version chassis_asset_tag chassis_serial chassis_vendor chassis_version form_factor product_name product_serial product_uuid "
    "product_version system_vendor",
    "only with a route": "default_ipv4.address default_ipv4.alias default_ipv4.broadcast default_ipv4.gateway default_ipv4.interface default_ipv4.macaddress "
    "default_ipv4.mtu default_ipv4.netmask default_ipv4.network default_ipv4.prefix default_ipv4.type default_ipv6.address default_ipv6.gateway "
    "default_ipv6.interface default_ipv6.macaddress default_ipv6.mtu default_ipv6.prefix default_ipv6.scope default_ipv6.type",
}


def facts(seen: dict) -> None:
    tree = nested("facts")
    interfaces = set(seen.get("interfaces", []))
    for name, value in seen.items():
        # Interfaces have their own names, see src/schema/fact.rs; the others are Ansible's notes to itself.
        if name in interfaces or name.replace("_", "-") in interfaces or name == "ansible_local" or name.startswith("_"):
            continue
        if name not in tree:
            problems.append(f"facts.txt: {name} is gathered, the table lacks it")
            continue
        problems.extend(f"facts.txt: {problem}" for problem in fact(name, value, *tree[name]))
    for path in sorted(unseen(tree, seen)):
        if not any(path in names.split() for names in ELSEWHERE.values()):
            problems.append(f"facts.txt: {path} is known, was not gathered here, and nothing says where it is")


def unseen(tree: dict, seen: dict, above: str = "") -> set:
    """Facts that are known and not gathered, with their fields: `dns.search`."""
    found = {above + name for name in tree if name not in seen}
    for name, (kind, fields) in tree.items():
        if kind == "record" and isinstance(seen.get(name), dict):
            found |= unseen(fields, seen[name], f"{above}{name}.")
    return found


def fact(name: str, value, kind: str, fields: dict) -> list[str]:
    if kind == "list(record)" and isinstance(value, list):
        return [problem for item in value for problem in fact(f"{name}[]", item, "record", fields)]
    if kind == "record" and isinstance(value, dict):
        found = []
        for key, inner in value.items():
            found += fact(f"{name}.{key}", inner, *fields[key]) if key in fields else [f"{name}.{key} is not in the table"]
        return found
    # Where a fact cannot be told, Ansible gives its absence as null or as text.
    return [] if value in (None, "N/A", "NA") or fits(value, kind) else [f"{name} is {json.dumps(value)[:80]}, its type is {kind}"]


if __name__ == "__main__":
    sys.exit(main() | results.main())
