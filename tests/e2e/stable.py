#!/usr/bin/env python3
"""The same input gives the same bytes; nothing changed touches nothing; one changed line touches what it must."""

import shutil

from _project import EXAMPLES, ROLECALL, ROOT, build, check, done, folder, run, snapshot

# In which file of the rdo example, what becomes what, and which files of the output may change.
EDITS = [
    ("hosts.roll", "10.0.0.11", "10.0.0.98", {"inventory/host_vars/bridge.internal.example.org.yml"}),
    # This one is a host of the lab, too, where its address leads to a container.
    ("hosts.roll", "10.0.0.10", "10.0.0.99", {"inventory/host_vars/monitor.internal.example.org.yml", "lab/ssh_config"}),
    ("hosts.roll", "keep_days = 60", "keep_days = 61", {"inventory/host_vars/logs.example.org.yml"}),
    ("roles/base/base.roll", "Greet whoever logs in", "Welcome whoever logs in", {"roles/base/tasks/main.yml"}),
    ("roles/base/templates/motd.j2", "changes made here", "edits made here", {"roles/base/templates/motd.j2"}),
    ("roles/base/base.roll", "param ssh_port: port = 22", "param ssh_port: port = 23",
     {"roles/base/defaults/main.yml", "roles/base/meta/argument_specs.yml", "roles/base/README.md"}),
    ("playbooks.roll", "every = 15m", "every = 30m", {"playbooks/site.yml"}),
]

with folder() as work:
    for example in EXAMPLES:
        one, two = work / "one" / example.name, work / "two" / example.name
        build(example, one)
        build(example, two)
        before = snapshot(one)
        check({path: data for path, (data, _) in before.items()} ==
              {path: data for path, (data, _) in snapshot(two).items()}, f"{example.name}: two builds differ")
        build(example, one)
        check(snapshot(one) == before, f"{example.name}: a build with nothing to do touched something")
        run(ROLECALL, "build", example, "--out", one, "--check")
    source, out = work / "rdo", work / "edited"
    shutil.copytree(ROOT / "examples" / "rdo", source)
    build(source, out)
    for file, old, new, expected in EDITS:
        text = (source / file).read_text()
        if not check(text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"):
            continue
        before = snapshot(out)
        (source / file).write_text(text.replace(old, new))
        run(ROLECALL, "build", source, "--out", out, "--check", expect=1)
        check(snapshot(out) == before, f"{new!r}: --check wrote something")
        build(source, out)
        after = snapshot(out)
        touched = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        check(touched == expected | {".rolecall-manifest"}, f"{new!r} touched {sorted(touched)}")
done(f"{len(EDITS)} edits touched what they had to")
