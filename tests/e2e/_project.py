"""What the checks against real tools share: the binary, the examples, and how to run things."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROLECALL = pathlib.Path(os.environ.get("ROLECALL", ROOT / "target" / "release" / "rolecall")).resolve()
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
# The tools stand beside the Python that runs this, and nobody's settings are theirs.
ENV = dict({name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
           PATH=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}", LC_ALL="C.UTF-8", ANSIBLE_NOCOLOR="1",
           ANSIBLE_DEPRECATION_WARNINGS="0", ANSIBLE_LOCALHOST_WARNING="0", ANSIBLE_HOME=str(ROOT / "target" / "ansible-home"))
_problems = []


def run(*command, cwd=None, expect=0, env=None):
    """Runs a command; its output, and a problem unless its status is the expected one."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=dict(ENV, **(env or {})),
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if expect is not None and done.returncode != expect:
        problem(f"{' '.join(map(str, command))} in {cwd or '.'}: status {done.returncode}, not {expect}\n"
                f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done


def problem(text):
    """Notes what is wrong; `done` reports it."""
    _problems.append(text)
    print(f"! {text}", flush=True)


def check(holds, text):
    """Notes a problem unless something holds."""
    if not holds:
        problem(text)
    return holds


def done(what):
    """Ends the script: 0 if nothing was wrong."""
    if not _problems:
        print(what)
    sys.exit(1 if _problems else 0)


@contextlib.contextmanager
def folder():
    """A folder that is gone afterwards."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="rolecall-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def project(path, **files):
    """Writes `.roll` files: main="..." is main.roll."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.roll").write_text(text)
    return path


def build(source, out, expect=0, *options):
    """Builds a project."""
    return run(ROLECALL, "build", source, "--out", out, *options, expect=expect)


def fleet(source):
    """What the compiler holds the fleet to be."""
    return json.loads(run(ROLECALL, "debug", "fleet", source).stdout)


def inventories(tree, held):
    """Where each inventory stands whose hosts are known before it runs."""
    names = held["inventories"]
    places = {name: tree / "inventory" / ("" if list(names) == ["hosts"] else name) / "hosts.yml" for name in names}
    # The lab's hosts are some of the fleet's; a plugin's file beside it fills the inventory.
    alone = {name: [file for file in place.parent.glob("*.yml") if file.name != "lab.yml"] == [place] for name, place in places.items()}
    return {name: place for name, place in places.items() if alone[name]}


def same(left, right):
    """Equality as JSON has it: 1, 1.0 and true are three values."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right


def snapshot(path):
    """Every file below a folder: its bytes and when they were written."""
    return {str(file.relative_to(path)): (file.read_bytes(), file.stat().st_mtime_ns)
            for file in sorted(path.rglob("*")) if file.is_file()}
