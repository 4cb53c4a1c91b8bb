#!/usr/bin/env python3
"""ansible-lint's production profile, yamllint with its settings, and --syntax-check, for every example and `new`."""

import pathlib
import sys

import ansiblelint

from _project import EXAMPLES, ROLECALL, build, check, done, folder, run

SETTINGS = pathlib.Path(ansiblelint.__file__).parent / "data" / ".yamllint"

with folder() as work:
    run(ROLECALL, "new", work / "fresh")
    for example in [*EXAMPLES, work / "fresh"]:
        out = work / "out" / example.name
        build(example, out)
        (out / ".git").mkdir()  # ansible-lint takes the folder of a repository for the project
        linted = run("ansible-lint", "--profile", "production", "--offline", "--strict", "--nocolor", cwd=out)
        text = linted.stdout + linted.stderr
        check("0 failure(s), 0 warning(s)" in text and "'production' was required, and it passed" in text,
              f"{example.name}: {text}")
        told = [path for path in out.rglob("*") if path.is_file() and
                (path.name.startswith(".ansible-lint") or "noqa" in path.read_text())]
        check(not told, f"{example.name}: {told} tell ansible-lint to look away")
        run("yamllint", "--strict", "-c", SETTINGS, ".", cwd=out)
        for playbook in sorted((out / "playbooks").glob("*.yml")):
            checked = run("ansible-playbook", "--syntax-check", playbook.relative_to(out), cwd=out)
            check("WARNING" not in checked.stderr, f"{example.name}: {checked.stderr}")
done(f"{len(EXAMPLES) + 1} trees pass")
