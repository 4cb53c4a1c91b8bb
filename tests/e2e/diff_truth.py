#!/usr/bin/env python3
"""What `rolecall diff` says of an edit, Ansible says of the two trees: where no host is touched, inventories, plays, hosts and
tasks are equal; where one is, the inventory gives it something else, or tasks or the hosts of a play differ."""

import json
import re
import shutil

from _project import ROLECALL, ROOT, build, check, done, folder, run

# In which file of the rdo example, what becomes what, and whether a host is touched.
EDITS = [
    ("hosts.roll", "# What the internet may reach.", "# What everybody may reach.", False),
    ("roles/base/base.roll", "handler restart_sshd", "handler restart_daemon", False),
    ("hosts.roll", "keep_days = 60", "keep_days = 61", True),
    ("hosts.roll", '"10.0.0.11"', '"10.0.0.98"', True),
    ("playbooks.roll", "on webservers and not disabled", "on webservers", False),
    ("hosts.roll", '"node10.internal.example.org", "build4.example.org"', '"build4.example.org"', True),
]


def asked(tree):
    """What Ansible makes of a tree: the values of each host, and of the plays their hosts and tasks."""
    values = json.loads(run("ansible-inventory", "--list", cwd=tree).stdout)["_meta"]["hostvars"]
    listed = run("ansible-playbook", "--list-hosts", "--list-tasks", "playbooks/site.yml", cwd=tree).stdout
    plays = []
    for play in re.split(r"\n\s*play #\d+ ", listed)[1:]:
        name, rest = play.split(":", 1)[0], play
        hosts, tasks = rest.split("    tasks:\n", 1)
        plays.append((name, sorted(re.findall(r"^      (\S.*)$", hosts, re.M)), tasks.split()))
    return values, plays


with folder() as work:
    before, tree = ROOT / "examples" / "rdo", work / "before"
    build(before, tree)
    was = asked(tree)
    for number, (file, old, new, touches) in enumerate(EDITS):
        after, built = work / f"source{number}", work / f"tree{number}"
        shutil.copytree(before, after)
        for path in sorted(after.rglob("*.roll")) if old.startswith("handler ") else [after / file]:
            text = path.read_text()
            if old.startswith("handler "):
                text = text.replace(old.split()[1], new.split()[1])
            elif check(text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"):
                text = text.replace(old, new)
            path.write_text(text)
        said = json.loads(run(ROLECALL, "diff", before, after, "--format", "json", expect=1).stdout)
        said = set(said["summary"]["hosts"]["names"])
        build(after, built)
        values, plays = asked(built)
        differ = {host for host in was[0].keys() | values.keys() if was[0].get(host) != values.get(host)}
        for (name, hosts, tasks), (_, others, theirs) in zip(was[1], plays, strict=True):
            differ |= set(hosts) ^ set(others)
            differ |= set(hosts) if tasks != theirs else set()
        check(bool(said) == touches, f"{new!r}: {sorted(said)} said to be touched")
        check(said == differ, f"{new!r}: said {sorted(said)}, Ansible {sorted(differ)}")
done(f"{len(EDITS)} edits: Ansible agrees")
