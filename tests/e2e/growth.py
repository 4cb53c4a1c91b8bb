#!/usr/bin/env python3
"""Ten times the hosts cost at most fifteen times the time and the memory: nothing is quadratic."""

import pathlib
import resource
import subprocess
import sys

from _project import ROLECALL, ROOT, check, done, folder, run

sys.path.insert(0, str(ROOT / "tests" / "bench"))
import fleets  # noqa: E402 - stands beside the benchmark

SMALL, LARGE, ROLES, MOST = 1_000, 10_000, 10, 15
FLOOR = ROOT / "target" / "bench" / "floor"


def cheapest(*commands):
    """Seconds of the processor that the cheapest of some runs took; waiting while others work is not counted."""
    spent = []
    for command in commands:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(*command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def peak(*command):
    """The most KiB that a command had; Python's own child would count Python's memory."""
    return int(run(FLOOR, "peak", *command).stdout)


if not FLOOR.exists():
    FLOOR.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["rustc", "-O", "--edition", "2024", ROOT / "tests" / "bench" / "floor.rs", "-o", FLOOR], check=True)
with folder() as work:
    costs = {}
    for hosts in (SMALL, LARGE):
        source = fleets.write(work / f"source{hosts}", hosts, ROLES, "spelled")
        # Each into a folder of its own: a second build into the same is another one. What the file system does for each
        # file counts, too, and differs most.
        trees = [work / f"tree{hosts}-{turn}" for turn in range(5)]
        tree = trees[0]
        costs[hosts] = {
            "check": cheapest(*[(ROLECALL, "check", source)] * 9),
            "build": cheapest(*[(ROLECALL, "build", source, "--out", new) for new in trees]),
            "build with nothing to do": cheapest(*[(ROLECALL, "build", source, "--out", tree)] * 9),
            "memory": peak(ROLECALL, "build", source, "--out", tree),
        }
        files = sum(1 for path in pathlib.Path(tree, "inventory", "host_vars").iterdir())
        check(files == hosts, f"{files} files for {hosts} hosts: something else was measured")
    said = []
    for what, small in costs[SMALL].items():
        ratio = costs[LARGE][what] / small
        said.append(f"{what} {ratio:.1f}x")
        check(ratio <= MOST, f"{what}: {ratio:.1f} times for {LARGE // SMALL} times the hosts, more than {MOST}")
done(f"{LARGE:,} against {SMALL:,} hosts: {', '.join(said)}")
