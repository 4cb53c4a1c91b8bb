#!/usr/bin/env python3
"""`rolecall test` on real containers: the roles of examples/rdo pass, broken ones are told apart and lead to their lines, and
nothing is left running, however it ends.

What `rolecall test` says is compared with what Molecule itself printed, which a wrapper on PATH writes down."""

import pathlib
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree

import _podman
from _project import ENV, EXAMPLES, ROLECALL, check, done, folder, run

STEPS = ["create", "converge", "idempotence", "verify"]
PLATFORM = 'platform debian12 {\n  image  = "docker.io/library/debian:12"\n  family = "debian"\n}\n'
# Broken on purpose: what is written, what it is called, its line (or one of them), and a word of what Ansible says.
BROKEN = {
    "unstable": ("""role unstable {
  task "Write the time" {
    shell "date +%s%N > /tmp/time"
    changed_when = true
  }
}""", "not idempotent", (2,), "Write the time"),
    "unproven": ("""role unproven {
  task "Write a file" { copy { dest = "/etc/proof", content = "other\\n", mode = 0644 } }
}
test unproven {
  verify {
    file "/etc/proof" { contains = "proof" }
  }
}""", "failing check", (6,), "does not contain"),
    "failing": ("""role failing {
  task "Look for something" {
    command "ls /nowhere"
    changed_when = false
  }
}""", "failing task", (2,), "/nowhere"),
    "dying": ("""role dying {
  task "End the system" {
    command "kill -s RTMIN+4 1"
    changed_when = false
  }
  task "Wait for the end" { wait_for { timeout = 30 } }
}""", "container died", (2, 6), "not running: dying-debian12"),
}


def left():
    """Every container, running or not, and every network of this machine."""
    listed = [subprocess.run(["podman", *command], env=ENV, capture_output=True, text=True, check=True).stdout.split()
              for command in (["ps", "--all", "--format={{.Names}}"], ["network", "ls", "--format={{.Name}}"])]
    return [sorted(names) for names in listed]


def wrapped(work):
    """A folder with a `molecule` that does what the real one does, and keeps what it printed."""
    real, bin_, logs = pathlib.Path(sys.executable).parent / "molecule", work / "bin", work / "logs"
    bin_.mkdir()
    logs.mkdir()
    wrapper = bin_ / "molecule"
    wrapper.write_text(f"""#!/bin/bash
log={logs}/$$
{real} "$@" 2>&1 | tee "$log"
status=${{PIPESTATUS[0]}}
printf '%s\\n' "$*" > "$log.command"
printf '%s\\n' "$status" > "$log.status"
exit "$status"
""")
    wrapper.chmod(0o755)
    return bin_, logs


def said_by_molecule(logs):
    """Scenario: Molecule's status, and what it printed."""
    said = {}
    for status in logs.glob("*.status"):
        command = status.with_suffix(".command").read_text().split()
        if "--scenario-name" in command:
            scenario = command[command.index("--scenario-name") + 1]
            said[scenario] = (int(status.read_text()), status.with_suffix("").read_text())
    return said


def cases(report):
    """Test: `passed`, or what went wrong."""
    found = {}
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        wrong = [child.get("message") for child in case]
        found[case.get("name")] = wrong[0] if wrong else "passed"
    return found


def table(said):
    """Test: what the table at the end says of it; and its last line."""
    lines = said.rstrip().splitlines()
    rows = [re.fullmatch(r"(\S+) {2,}(\S.*?) +(\d+) s", line) for line in lines]
    return {row[1]: row[2] for row in rows if row}, next((line for line in reversed(lines) if line.endswith(" passed.")), "")


def tested(image, source, work, expect, *names):
    """`rolecall test` in a folder: what it said, its report, and what Molecule said."""
    bin_, logs = wrapped(work)
    report = work / "report.xml"
    start = time.monotonic()
    ran = run(ROLECALL, "test", *names, "--dir", source, "--image", f"debian12={image}", "--junit", report, "--jobs", 2,
              expect=expect, env={"PATH": f"{bin_}:{ENV['PATH']}"})
    found, (rows, sums) = cases(report), table(ran.stdout)
    _podman.say(f"{len(found)} tests of {source.name} in {time.monotonic() - start:.0f} s")
    passed = list(found.values()).count("passed")
    check(rows == found, f"the table says {rows}, the report {found}")
    check(sums == f"{passed} of {len(found)} passed.", f"the sum is {sums!r}, the report says {found}")
    return ran.stdout + ran.stderr, found, said_by_molecule(logs)


def the_fleet(image):
    """Every role of the large example is created, converged, converged again, and verified."""
    source = next(path for path in EXAMPLES if path.name == "rdo")
    with folder() as work:
        run(ROLECALL, "build", source, "--out", work / "tree")
        roles = sorted(path.name for path in (work / "tree" / "roles").iterdir())
        names = [name.replace("monitoring_", "monitoring.") for name in roles]
        said, report, molecule = tested(image, source, work, 0, *names)
        check(sorted(report) == sorted(names), f"tests of {sorted(report)}, roles {sorted(names)}\n{said}")
        for name, role in zip(names, roles):
            status, printed = molecule.get(role, (None, ""))
            check(report.get(name) == "passed" and status == 0, f"{name}: {report.get(name)}, Molecule ended with {status}\n{printed[-2000:]}")
            for step in STEPS:
                check(re.search(rf"\b{step}\] Executed: Successful", printed), f"{name}: Molecule did not say that {step} was successful")
        # Beside the checks by Ansible, those by Testinfra ran and hold.
        check(re.search(r"platform linux .*testinfra-.* [1-9]\d* passed in ", molecule.get("monitoring_agent", (0, ""))[1], re.DOTALL),
              "monitoring.agent: Testinfra did not say that its checks passed")


def broken(image):
    """Each failure is told as what it is, at its line, and does not hide the others."""
    with folder() as work:
        source = work / "broken"
        source.mkdir()
        (source / "main.roll").write_text('host "a.example.org" {}\n' + PLATFORM)
        for name, (text, _, _, _) in BROKEN.items():
            (source / f"{name}.roll").write_text(text + "\n")
        roles = "\n".join(f"    role {name}" for name in BROKEN)
        (source / "site.roll").write_text(f'playbook site {{\n  play "All" on all {{\n{roles}\n  }}\n}}\n')
        said, report, molecule = tested(image, source, work, 2)
        for name, (_, kind, places, words) in BROKEN.items():
            part = said[said.find(f"\n{name}: {kind}"):]
            part = part[:part.find("\n", part.find(words))]
            check(report.get(name) == kind, f"{name} is reported as {report.get(name)}, not {kind}\n{said}")
            check(f"\n{name}: {kind}" in said and words in part, f"{name}: {kind} with {words!r} is not said\n{said}")
            check(any(f"{name}.roll:{line}: " in part for line in places), f"{name} does not lead to line {places}\n{part}")
            check(molecule.get(name, (0, ""))[0] != 0, f"{name}: Molecule ended well")


def reached(image):
    """With `--affected`, what a change reaches is tried, and nothing else."""
    with folder() as work:
        source = work / "fleet"
        source.mkdir()
        (source / "main.roll").write_text('host "a.example.org" {}\n' + PLATFORM)
        for name in ("near", "far"):
            (source / f"{name}.roll").write_text(f"""role {name} {{
  task "Write a file" {{ copy {{ dest = "/etc/{name}", content = "first\\n", mode = 0644 }} }}
}}
playbook {name} {{
  play "All" on all {{ role {name} }}
}}
""")
        for command in (["init", "-q"], ["add", "--all"], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First"]):
            run("git", *command, cwd=source)
        before = left()
        ran = run(ROLECALL, "test", "--affected", "HEAD", "--dir", source, "--image", f"debian12={image}")
        check("No test is concerned." in ran.stdout, f"nothing changed: {ran.stdout}{ran.stderr}")
        changed = source / "near.roll"
        changed.write_text(changed.read_text().replace("first", "second"))
        said, report, molecule = tested(image, source, work, 0, "--affected", "HEAD")
        check(report == {"near": "passed"} and sorted(molecule) == ["near"], f"only near changed: {report}, {sorted(molecule)}\n{said}")
        check(left() == before, f"--affected left {left()}, before there was {before}")


def ended(image):
    """Ctrl-C and SIGTERM in the middle leave nothing behind."""
    source = next(path for path in EXAMPLES if path.name == "rdo")
    for number in (signal.SIGINT, signal.SIGTERM):
        before = left()
        ran = subprocess.Popen([ROLECALL, "test", "journal", "--dir", source, "--image", f"debian12={image}"], env=ENV,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + 120
        while left() == before and time.monotonic() < deadline and ran.poll() is None:
            time.sleep(0.5)
        check(left() != before, f"no container began before {number.name}")
        ran.send_signal(number)
        said, _ = ran.communicate(timeout=60)
        check(ran.returncode not in (0, 1), f"{number.name}: status {ran.returncode}\n{said}")
        check(left() == before, f"{number.name} left {left()}, before there was {before}\n{said}")


def refused():
    """What cannot run says why, and what to do."""
    source = next(path for path in EXAMPLES if path.name == "rdo")
    with folder() as work:
        ran = run(ROLECALL, "test", "journal", "--dir", source, expect=2, env={"PATH": str(work)})
        check("podman" in ran.stderr and "help" in ran.stderr, f"no engine: {ran.stderr}")
        (work / "podman").symlink_to("/usr/bin/podman")
        ran = run(ROLECALL, "test", "journal", "--dir", source, expect=2, env={"PATH": f"{work}:/usr/bin:/bin"})
        check("molecule" in ran.stderr.lower() and "pip install" in ran.stderr, f"no Molecule: {ran.stderr}")
        ran = run(ROLECALL, "test", "journal", "--dir", source, "--image", "debian12=localhost/not-there:1", expect=2)
        check("localhost/not-there:1" in ran.stdout + ran.stderr, f"no image: {ran.stdout}{ran.stderr}")


def foreign(image):
    """A container of a test's name that no test made is not removed, and said."""
    source = next(path for path in EXAMPLES if path.name == "rdo")
    name = "journal-debian12"
    _podman.must("a container cannot be made", "podman", "create", "--quiet", "--name", name, image, "true")
    before = left()
    try:
        ran = run(ROLECALL, "test", "journal", "--dir", source, "--image", f"debian12={image}", expect=2)
        check("journal: name in use" in ran.stderr and f'"{name}" is already in use' in ran.stderr, f"a name in use: {ran.stderr}")
        check(left() == before, f"a name in use: left {left()}, before there was {before}")
    finally:
        _podman.podman("rm", "--force", name)


def plain(image):
    """The scenarios are Molecule's own: it runs them, and destroys what it made, without Rolecall."""
    source = next(path for path in EXAMPLES if path.name == "rdo")
    with folder() as work:
        run(ROLECALL, "build", source, "--out", work / "tree")
        before = left()
        ran = run("molecule", "test", "--scenario-name", "monitoring_agent", cwd=work / "tree", env={"DEBIAN12_IMAGE": image, "NO_COLOR": "1"})
        for step in [*STEPS, "destroy"]:
            check(re.search(rf"\b{step}\] Executed: Successful", ran.stdout + ran.stderr), f"Molecule alone: no successful {step}")
        check(left() == before, f"Molecule alone left {left()}, before there was {before}")


def main():
    image = _podman.ready()
    before = left()
    refused()
    broken(image)
    reached(image)
    ended(image)
    foreign(image)
    plain(image)
    the_fleet(image)
    check(left() == before, f"left running: {left()}, before there was {before}")
    done("containers are made, tried and removed as they should be")


main()
