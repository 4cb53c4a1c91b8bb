#!/usr/bin/env python3
"""A build that is killed at any moment: each file is whole, old or new; it is noticed, and the next build finishes it.

A build is killed over and over, at moments spread over the time that it takes, over a tree that an earlier version
of the project wrote.
"""

import random
import shutil
import signal
import subprocess
import time

from _project import ENV, ROLECALL, build, check, done, folder, project, run

ROUNDS = 60
HOSTS = 400
INTERNAL = {".rolecall-manifest", ".rolecall-unfinished"}


def fleet(release):
    # Some hosts come and some go, so that files are written, replaced and removed.
    numbers = [number for number in range(HOSTS) if (number + release) % 10]
    hosts = "\n".join(f'  host "h{number:03}.example.org" {{ vars {{ note = "release {release} of {number}" }} }}'
                      for number in numbers)
    return (f'project killed {{}}\nvar note: string\n\ngroup web {{\n{hosts}\n}}\n\nrole web {{\n  task "Say it" {{\n'
            f'    debug {{ msg = "{{{{ note }}}} {release}" }}\n  }}\n}}\n\nplaybook site {{\n  play "Web" on web {{\n    role web\n  }}\n}}\n')


def contents(tree):
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def kill_after(seconds, source, tree):
    """Whether the build was still running when it was killed."""
    child = subprocess.Popen([ROLECALL, "build", source, "--out", tree], env=ENV,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    running = child.poll() is None
    if running:
        child.send_signal(signal.SIGKILL)
    child.wait()
    return running


def main():
    rng = random.Random(2)
    killed = between = 0
    with folder() as work:
        sources = [project(work / f"source{n}", fleet=fleet(n)) for n in (0, 1)]
        trees = []
        for n, source in enumerate(sources):
            build(source, work / f"clean{n}")
            trees.append(contents(work / f"clean{n}"))
        tree = work / "tree"
        shutil.copytree(work / "clean0", tree)
        start = time.perf_counter()
        build(sources[1], tree)
        whole = time.perf_counter() - start
        old, new = 1, 0
        for _ in range(ROUNDS):
            killed += kill_after(rng.uniform(0, whole * 1.1), sources[new], tree)
            found = contents(tree)
            for path, data in found.items():
                name = path.rpartition("/")[2]
                if name in INTERNAL or name.endswith(".rolecall-tmp"):
                    continue
                check(data in (trees[old].get(path), trees[new].get(path)), f"{path} is neither old nor new: {data[:200]!r}")
            kept = {path for path in trees[old].keys() & trees[new].keys()} - INTERNAL
            check(kept <= found.keys(), f"{sorted(kept - found.keys())[:3]} are gone")
            if found not in (trees[old], trees[new]):
                between += 1
                stale = run(ROLECALL, "build", sources[new], "--out", tree, "--check", expect=1)
                if ".rolecall-unfinished" in found:
                    check("unfinished" in stale.stdout + stale.stderr or "interrupted" in stale.stdout + stale.stderr,
                          f"--check does not say that the tree is unfinished: {stale.stdout[-500:]}{stale.stderr[-500:]}")
            build(sources[new], tree)
            check(contents(tree) == trees[new], "the next build does not finish it")
            old, new = new, old
        for _ in range(8):
            fresh = work / "fresh"
            kill_after(rng.uniform(0, whole), sources[0], fresh)
            check(not fresh.exists() or contents(fresh) == trees[0], "a first build was seen in part")
            build(sources[0], fresh)
            check(contents(fresh) == trees[0], "the build after a killed first one is not whole")
            shutil.rmtree(fresh)
        build(sources[old], tree)
    check(between > 0, f"of {killed} builds killed none was in the midst of writing")
    done(f"{killed} builds killed, {between} of them while writing")


main()
