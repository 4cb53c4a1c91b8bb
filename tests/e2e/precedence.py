#!/usr/bin/env python3
"""Random small fleets: what Ansible computes from what we write equals what the language says.

Usage: precedence.py [COUNT [SEED]], with a Python that has ansible-core.

Each fleet has groups inside groups, values given on hosts and groups with `=` and `+=`, jump hosts
and plays. It is built; then Ansible's own inventory and variable managers are asked for every
variable of every host and for the hosts of every play, in order. Where the compiler says that a
value is ambiguous, the rule is asked here a second time, in a few lines of Python.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

from _project import ROLECALL

GROUPS = ["a", "b", "c", "d", "e", "f"]
KINDS = {
    "number": ("int", "1"),
    "items": ("list(string)", '["base"]'),
    "table": ("map(int)", "{ base = 0 }"),
}


class FleetText:
    def __init__(self, rng):
        self.rng = rng
        self.hosts = [f"h{n}" for n in range(1, rng.randint(3, 7))]
        self.groups = GROUPS[: rng.randint(2, len(GROUPS))]
        order = self.groups[:]
        rng.shuffle(order)
        self.children = {g: [] for g in self.groups}
        for at, parent in enumerate(order):
            for child in order[at + 1:]:
                if rng.random() < 0.3:
                    self.children[parent].append(child)
        self.members = {g: [h for h in self.hosts if rng.random() < 0.4] for g in self.groups}
        # (owner, subject) -> (operator, value as text); owners are groups, `all` and hosts
        self.gives = {}
        self.counter = 0
        for subject in ["number", "items", "table", "var_number", "var_items"]:
            for owner in self.groups + ["all"] + self.hosts:
                chance = 0.22 if owner in self.groups else 0.25
                if rng.random() < chance:
                    self.gives[owner, subject] = self.value(subject)
        self.via = {o: rng.choice(self.hosts) for o in self.groups + self.hosts if rng.random() < 0.12}
        self.address = {h: f"192.0.2.{n}" for n, h in enumerate(self.hosts) if rng.random() < 0.5}
        self.plays = [self.pattern() for _ in range(4)]

    def value(self, subject):
        self.counter += 1
        number = self.rng.randint(1, 2)
        adds = self.rng.random() < 0.6
        if subject.endswith("number"):
            return "=", str(number)
        if subject.endswith("items"):
            return ("+=" if adds else "="), f'["i{self.rng.randint(1, 6)}", "i{self.rng.randint(1, 6)}"]'
        # Keys differ, since a key that is added twice is an error.
        return ("+=" if adds else "="), "{ k%d = %d }" % (self.counter, number)

    def pattern(self):
        rng = self.rng
        any_ = rng.sample(self.groups, rng.randint(1, min(3, len(self.groups)))) if rng.random() < 0.7 else ["all"]
        if any_ != ["all"] and rng.random() < 0.3:
            any_.insert(rng.randint(0, len(any_)), f'"{rng.choice(self.hosts)}"')
        text = " or ".join(any_)
        union = len(any_) > 1
        if len(any_) == 1 and any_ != ["all"] and rng.random() < 0.3:
            text += rng.choice(["[0]", "[-1]", "[1:]", "[0:1]"])
        rest = ""
        if rng.random() < 0.3:
            rest += f" and {rng.choice(self.groups)}"
        if rng.random() < 0.3:
            rest += f" and not {rng.choice(self.groups)}"
        return (f"({text})" if rest and union else text) + rest

    def body(self, owner):
        lines = []
        if owner in self.address:
            lines.append(f'address = "{self.address[owner]}"')
        if owner in self.via:
            lines.append(f'via = "{self.via[owner]}"')
        if owner in self.children and self.children[owner]:
            lines.append("children = [" + ", ".join(self.children[owner]) + "]")
        if owner in self.members and self.members[owner]:
            lines.append("hosts = [" + ", ".join(f'"{h}"' for h in self.members[owner]) + "]")
        given = {s: v for (o, s), v in self.gives.items() if o == owner}
        sets = [f"{s} {op} {v}" for s, (op, v) in given.items() if not s.startswith("var_")]
        vars_ = [f"{s} {op} {v}" for s, (op, v) in given.items() if s.startswith("var_")]
        if sets:
            lines.append("set base {\n" + "\n".join(sets) + "\n}")
        if vars_:
            lines.append("vars {\n" + "\n".join(vars_) + "\n}")
        return "{\n" + "\n".join(lines) + "\n}"

    def text(self):
        out = ["project random {}", "var var_number: int = 7", 'var var_items: list(string) = ["base"]']
        for host in self.hosts:
            out.append(f'host "{host}" {self.body(host)}')
        for group in self.groups + ["all"]:
            out.append(f"group {group} {self.body(group)}")
        params = "\n".join(f"param {n}: {ty} = {default}" for n, (ty, default) in KINDS.items())
        out.append("role base {\n" + params + '\ntask "Say" { debug { msg = "{{ number }} {{ var_items }} {{ var_number }}" } }\n}')
        plays = ['play "All" on all { role base }']
        for number, pattern in enumerate(self.plays):
            plays.append(f'play "Play {number}" on {pattern} {{ optional = true\n task "Say" {{ debug {{ msg = "x" }} }} }}')
        out.append("playbook site {\n" + "\n".join(plays) + "\n}")
        return "\n".join(out) + "\n"

    # The rule once more, for what is ambiguous.

    def below(self, group):
        found, open_ = set(), list(self.children[group])
        while open_:
            child = open_.pop()
            if child not in found:
                found.add(child)
                open_.extend(self.children[child])
        return found

    def groups_of(self, host):
        direct = {g for g in self.groups if host in self.members[g]}
        return {g for g in self.groups if g in direct or direct & self.below(g)}

    def inside(self, outer, inner):
        return outer != inner and (outer == "all" or (inner != "all" and inner in self.below(outer)))

    def is_ambiguous(self, host, subject):
        operator = self.gives.get((host, subject), ("+=", ""))[0]
        if operator == "=":
            return False
        givers = [g for g in sorted(self.groups_of(host)) + ["all"] if (g, subject) in self.gives]
        sets = [g for g in givers if self.gives[g, subject][0] == "="]
        least = [g for g in sets if not any(self.inside(g, other) for other in sets)]
        if len({self.normal(self.gives[g, subject][1]) for g in least}) > 1:
            return True
        adders = [g for g in givers if self.gives[g, subject][0] == "+="]
        for adder in adders:
            if any(self.inside(adder, g) for g in least):
                continue
            if least and not any(self.inside(g, adder) for g in least):
                return True
        return False

    @staticmethod
    def normal(text):
        return text


def ask_ansible(tree, plays):
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader
    from ansible.vars.manager import VariableManager

    loader = DataLoader()
    loader.set_basedir(tree)
    inventory = InventoryManager(loader=loader, sources=[os.path.join(tree, "inventory", "hosts.yml")])
    variables = VariableManager(loader=loader, inventory=inventory)
    hosts = {host.name: variables.get_vars(host=host, include_hostvars=False) for host in inventory.get_hosts("all")}
    reached = {}
    for name, pattern in plays.items():
        try:
            reached[name] = [host.name for host in inventory.get_hosts(pattern)]
        except Exception as error:  # a subscript beyond the end
            if "subscripted" not in str(error):
                raise
            reached[name] = []
    return hosts, reached


def main():
    rolecall = str(ROLECALL)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    import yaml

    checked = ambiguous = circles = 0
    for number in range(seed, seed + count):
        fleet = FleetText(random.Random(number))
        folder = tempfile.mkdtemp(prefix="precedence-")
        with open(os.path.join(folder, "main.roll"), "w") as file:
            file.write(fleet.text())
        run = subprocess.run(
            [rolecall, "--message-format", "short", "build", folder], capture_output=True, text=True
        )
        said = run.stdout + run.stderr
        expected = any(fleet.is_ambiguous(h, s) for h in fleet.hosts for s in ["number", "items", "table", "var_number", "var_items"])
        if "via-cycle" in said and run.returncode == 1:
            circles += 1
            shutil.rmtree(folder)
            continue
        if ("ambiguous-value" in said) != expected and not fleet.via:
            sys.exit(f"seed {number}: ambiguous is {expected} by the rule\n{fleet.text()}\n{said}")
        if run.returncode == 1 and "ambiguous-value" in said:
            ambiguous += 1
            shutil.rmtree(folder)
            continue
        if run.returncode != 0:
            sys.exit(f"seed {number}: the build failed\n{fleet.text()}\n{said}")
        tree = os.path.join(folder, "build")
        ours = json.loads(
            subprocess.run([rolecall, "debug", "fleet", folder], capture_output=True, text=True, check=True).stdout
        )
        with open(os.path.join(tree, "playbooks", "site.yml")) as file:
            plays = {play["name"]: play["hosts"] for play in yaml.safe_load(file)}
        hosts, reached = ask_ansible(tree, plays)
        defaults = ours["roles"]["base"]["params"]
        for host, said in ours["inventories"]["hosts"]["hosts"].items():
            for name, wanted in {**said["vars"], **said["params"], **said["connection"]}.items():
                found = hosts[host].get(name, defaults.get(name))
                if found != wanted:
                    sys.exit(f"seed {number}: {name} of {host} is {found!r} in Ansible, {wanted!r} here\n{fleet.text()}\n{tree}")
                checked += 1
            jump = hosts[host].get("ansible_ssh_common_args", "")
            if jump != said["connection"].get("ansible_ssh_common_args", ""):
                sys.exit(f"seed {number}: {host} jumps {jump!r} in Ansible\n{fleet.text()}\n{tree}")
            own = fleet.address.get(host, host)
            if own in jump.replace("-o ProxyJump=", "").split(","):
                sys.exit(f"seed {number}: {host} would jump through itself\n{fleet.text()}\n{tree}")
        for play in ours["plays"]:
            wanted, found = play["hosts"]["hosts"], reached[play["name"]]
            if not play["ordered"]:
                wanted, found = sorted(wanted), sorted(found)
            if wanted != found:
                sys.exit(f"seed {number}: play {plays[play['name']]} reaches {found} in Ansible, {wanted} here\n{fleet.text()}\n{tree}")
            checked += 1
        shutil.rmtree(folder)
    print(f"{count} fleets: {checked} values and plays equal, {ambiguous} ambiguous as they should be, {circles} with circles")
    if checked < count or not ambiguous:
        sys.exit("too little was checked")


if __name__ == "__main__":
    main()
