#!/usr/bin/env python3
"""Every example that ansible-core documents for its modules, written as a task: those that compile pass ansible-lint's production profile.

What is refused is refused for what examples.py asks (arguments), for a source that is not here, or for a rule of `lang/lint.md`; how many of which
rule is printed. `--most-used` takes the examples of the 300 most used modules, `--all` those of every module of the `ansible` package, a
thousand at a time.
"""

import collections
import pathlib
import re
import sys

import _calls
import _project
import examples
import lint_rules

TASKS_A_ROLE = 100
ROLES_A_TREE = 10
REPORT = re.compile(r"(?P<path>.*\.roll):(?P<line>\d+):\d+: error\[(?P<code>[a-z-]+)\]")


def project(folder, calls):
    """A role for each hundred calls; by file and line, the number of the call."""
    where = {}
    roles = []
    for start in range(0, len(calls), TASKS_A_ROLE):
        name = f"calls{start // TASKS_A_ROLE}"
        roles.append(name)
        lines = [f"role {name} {{", "  param free: any"]
        for index in range(start, min(start + TASKS_A_ROLE, len(calls))):
            changed = "changed_when = true, " if re.match(r"(ansible\.builtin\.)?(command|shell|raw) ", calls[index]) else ""
            lines.append(f'  task "Call {index}" {{ {changed}{calls[index]} }}')
            where[f"{name}.roll", len(lines)] = index
        (folder / f"{name}.roll").write_text("\n".join([*lines, "}", ""]))
    applied = "\n".join(f'    role {name} {{ free = "x" }}' for name in roles)
    (folder / "site.roll").write_text(f'group g {{ host "a.example.org" {{ }} }}\nplaybook site {{\n  play "All" on g {{\n{applied}\n  }}\n}}\n')
    return where


def compiling(work, calls):
    """Those of the calls that compile, and of the others, how many each code refuses."""
    refused = collections.Counter()
    for attempt in range(4):
        folder = work / f"attempt{attempt}"
        folder.mkdir(parents=True)
        where = project(folder, calls)
        said = _project.run(_project.ROLECALL, "check", folder, "--message-format", "short", expect=None)
        wrong = {}
        for line in (said.stdout + said.stderr).splitlines():
            if report := REPORT.match(line):
                index = where.get((pathlib.Path(report["path"]).name, int(report["line"])))
                if not _project.check(index is not None, f"outside of any call: {line}"):
                    return folder, [], refused
                wrong.setdefault(index, report["code"])
        refused.update(wrong.values())
        if not wrong:
            break
        calls = [call for index, call in enumerate(calls) if index not in wrong]
    return folder, calls, refused


def main():
    known = _calls.documented()
    calls, _ = examples.examples(known)
    most_used = {line.split("\t")[0] for line in examples.listed("most_used.txt")}
    if "--most-used" in sys.argv:
        calls = [call for call in calls if call[0] in most_used]
    elif "--all" not in sys.argv:
        calls = [call for call in calls if call[0].startswith("ansible.builtin.")]
    calls = list(dict.fromkeys(text for _, text, *_ in calls))
    written, refused, said = 0, collections.Counter(), []
    batch = TASKS_A_ROLE * ROLES_A_TREE
    for start in range(0, len(calls), batch):
        with _project.folder() as work:
            folder, left, wrong = compiling(work, calls[start:start + batch])
            refused += wrong
            written += len(left)
            _project.build(folder, work / "tree")
            for rule, path, line in lint_rules.linted(work / "tree"):
                lines = (work / "tree" / path).read_text().splitlines()
                line = line["line"] if isinstance(line, dict) else line
                task = next((text for text in reversed(lines[:line]) if text.startswith("- name: ")), "")
                number = re.search(r"\d+", task)
                said.append((rule, left[int(number[0])] if number else f"{path}:{line}"))
    for rule, call in said:
        _project.problem(f"{rule}: {call[:300]}")
    rules = lint_rules.listed()
    print("refused:", ", ".join(f"{times} {code}" for code, times in refused.most_common() if code in rules))
    print("refused for another reason:", sum(times for code, times in refused.items() if code not in rules))
    _project.done(f"{written} of {len(calls)} documented calls are written, and ansible-lint has nothing to say of them")


if __name__ == "__main__":
    main()
