#!/usr/bin/env python3
"""`--list-hosts` and `--list-tasks` agree with the fleet's hosts and order, for every play of every example."""

import re

import yaml

from _project import EXAMPLES, build, check, done, fleet, folder, run

plays = 0
with folder() as work:
    for example in EXAMPLES:
        out, held = work / example.name, fleet(example)
        build(example, out)
        for playbook in sorted({play["playbook"] for play in held["plays"]}):
            ours = [play for play in held["plays"] if play["playbook"] == playbook]
            for inventory in held["inventories"]:
                single = list(held["inventories"]) == ["hosts"]
                where = "inventory/hosts.yml" if single else f"inventory/{inventory}"
                listed = run("ansible-playbook", "-i", where, "--list-hosts", "--list-tasks",
                             f"playbooks/{playbook}.yml", cwd=out).stdout
                patterns = [play["hosts"] for play in yaml.safe_load((out / f"playbooks/{playbook}.yml").read_text())
                            if "hosts" in play]
                theirs = re.split(r"\n\s*play #\d+ ", listed)[1:]
                check(len(theirs) == len(ours), f"{example.name} {playbook}: {len(theirs)} plays, not {len(ours)}")
                for mine, text, pattern in zip(ours, theirs, patterns):
                    plays += 1
                    # --list-hosts of a playbook prints a set; that of a pattern keeps the order.
                    part = re.search(r"hosts \((\d+)\):\n((?:      \S.*\n?)*)", text)
                    unordered = [line.strip() for line in part.group(2).splitlines()] if part else None
                    ordered = run("ansible", "-i", where, "--list-hosts", pattern, cwd=out).stdout.splitlines()[1:]
                    hosts = [line.strip() for line in ordered]
                    check(sorted(unordered) == sorted(hosts), f"{mine['name']}: {unordered} in the playbook, {hosts}")
                    check(hosts == mine["hosts"][inventory],
                          f"{example.name} {mine['name']}: {hosts}, not {mine['hosts'][inventory]}")
                    tasks = [re.sub(r"\tTAGS: .*", "", line).strip()
                             for line in text.split("tasks:\n", 1)[1].splitlines() if line.strip()]
                    # Ansible puts this one in front of a role that has an argument spec.
                    tasks = [task for task in tasks if " : Validating arguments against arg spec " not in task]
                    if not mine.get("dynamic"):
                        check(tasks == mine["tasks"], f"{example.name} {mine['name']}: {tasks}, not {mine['tasks']}")
done(f"{plays} plays agree")
