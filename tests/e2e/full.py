#!/usr/bin/env python3
"""A disk that gets full, and an output folder that is a mount point: nothing is lost, and the next build finishes.

Small file systems in memory are mounted for it, where that is permitted (in a name space of its own, if need be).
"""

import contextlib
import os
import shutil
import subprocess
import sys

from _project import ROLECALL, build, check, done, folder, project, run

FEW, MANY = 60, 500
INTERNAL = {".rolecall-manifest", ".rolecall-unfinished"}
PAGE = 4096


def fleet(release, count):
    hosts = "\n".join(f'  host "h{n:03}.example.org" {{ vars {{ note = "release {release} of {n}" }} }}' for n in range(count))
    return (f'project full {{}}\nvar note: string\n\ngroup web {{\n{hosts}\n}}\n\nrole web {{\n  task "Say it" {{\n'
            f'    debug {{ msg = "{{{{ note }}}} {release}" }}\n  }}\n}}\n\nplaybook site {{\n  play "Web" on web {{\n    role web\n  }}\n}}\n')


def contents(tree):
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


@contextlib.contextmanager
def disk(path):
    """A file system of its own."""
    path.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(path)], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


def fill(place, pages):
    """Takes all space but so many pages; the file that takes it."""
    space = os.statvfs(place)
    filler = place / "filler"
    filler.write_bytes(b"\0" * (space.f_bavail * space.f_bsize - pages * PAGE))
    return filler


def later_build(work, count, pages):
    """The disk gets full while a later build writes."""
    what = f"{count} files, {pages} pages free"
    sources = [project(work / f"source{n}", fleet=fleet(n, count)) for n in (0, 1)]
    trees = []
    for n, source in enumerate(sources):
        build(source, work / f"clean{n}")
        trees.append(contents(work / f"clean{n}"))
    with disk(work / "disk") as place:
        tree = place / "tree"
        build(sources[0], tree)
        filler = fill(place, pages)
        ran = run(ROLECALL, "build", sources[1], "--out", tree, expect=2)
        check("[cannot-write]" in ran.stderr, f"{what}: {ran.stderr}")
        found = contents(tree)
        for path, data in found.items():
            name = path.rpartition("/")[2]
            if name not in INTERNAL and not name.endswith(".rolecall-tmp"):
                check(data in (trees[0].get(path), trees[1].get(path)), f"{what}: {path} is neither old nor new")
        lost = (trees[0].keys() & trees[1].keys()) - found.keys()
        check(not lost, f"{what}: {sorted(lost)[:3]} are gone")
        if found == trees[0]:
            outcome = "as it was"
        else:
            outcome = "in between"
            stale = run(ROLECALL, "build", sources[1], "--out", tree, "--check", expect=1)
            check("unfinished" in stale.stdout, f"{what}: --check does not say that it is unfinished: {stale.stdout[-300:]}")
        filler.unlink()
        build(sources[1], tree)
        check(contents(tree) == trees[1], f"{what}: the next build does not finish it")
    for path in (*sources, work / "clean0", work / "clean1", work / "disk"):
        shutil.rmtree(path)
    return outcome


def first_build(work):
    """Into a mount point, with room and without; into a folder whose own folder may not be written."""
    source = project(work / "source", fleet=fleet(0, FEW))
    build(source, work / "clean")
    tree = contents(work / "clean")
    with disk(work / "mounted") as place:
        build(source, place)
        check(contents(place) == tree, "a build into a mount point is not whole")
        run(ROLECALL, "build", source, "--out", place, "--check")
    with disk(work / "small") as place:
        filler = fill(place, 20)
        run(ROLECALL, "build", source, "--out", place / "tree", expect=2)
        check(sorted(path.name for path in place.iterdir()) == ["filler"], "a first build that had no room leaves something")
        filler.unlink()
        build(source, place / "tree")
        check(contents(place / "tree") == tree, "the build after it is not whole")
    locked = work / "locked"
    (locked / "out").mkdir(parents=True)
    if os.geteuid() == 0:
        # A mode stops root nowhere, a read-only file system does.
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(locked)], check=True)
        (locked / "out").mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(locked / "out")], check=True)
        subprocess.run(["mount", "-o", "remount,ro", str(locked)], check=True)
    build(source, locked / "out")
    check(contents(locked / "out") == tree, "a build into a folder whose own folder may not be written is not whole")
    if os.geteuid() == 0:
        subprocess.run(["umount", str(locked / "out")], check=True)
        subprocess.run(["umount", str(locked)], check=True)


def may_mount(work):
    place = work / "probe"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True).returncode:
        return False
    subprocess.run(["umount", str(place)], check=True)
    return True


def main():
    with folder() as work:
        if not may_mount(work):
            if len(sys.argv) == 1 and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode == 0:
                sys.exit(subprocess.run(["unshare", "-rm", sys.executable, __file__, "again"]).returncode)
            print("not checked: no file system may be mounted here")
            return
        first_build(work / "first")
        few = {later_build(work / f"few{pages}", FEW, pages) for pages in (0, 2, 10, 40)}
        check(few == {"as it was"}, f"few files: a disk that gets full leaves the tree {few}")
        many = {later_build(work / f"many{pages}", MANY, pages) for pages in (0, 10, 40, 60)}
        check("in between" in many, "many files: the disk was never full in the midst of writing")
    done("a disk that gets full loses nothing, and a mount point is written into")


main()
