#!/usr/bin/env python3
"""What a person may run into: each is a clear error with its status, and no file is lost."""

import os
import pathlib
import subprocess

from _project import EXAMPLES, ROLECALL, check, done, folder, project, run, snapshot

SMALL = """\
project small {}
group web {
  host "one.example.org" { address = "192.0.2.1" }
}
role web {
  task "Say it" { debug { msg = "hello" } }
}
playbook site {
  play "Web" on web {
    role web
  }
}
"""
asked = 0


def expect(what, status, *command, says="", cwd=None):
    """Runs the command; its status, and that no panic and no bare stack of the compiler is shown."""
    global asked
    asked += 1
    ran = run(ROLECALL, *command, cwd=cwd, expect=None)
    text = ran.stdout + ran.stderr
    check(ran.returncode == status, f"{what}: status {ran.returncode}, not {status}\n{text}")
    check("panicked" not in text and "overflowed" not in text, f"{what}: {text}")
    check(says.lower() in text.lower(), f"{what}: {says!r} is not said in\n{text}")
    if status:
        check(bool(ran.stderr.strip()), f"{what}: nothing is said on stderr")
    return text


def input_is_wrong(work):
    source = project(work / "typo", main=SMALL.replace("role web\n  }", "role wbe\n  }"))
    out = work / "kept"
    expect("a good build", 0, "build", project(work / "good", main=SMALL), "--out", out)
    before = snapshot(out)
    expect("a mistake in the input", 1, "build", source, "--out", out, says="wbe")
    check(snapshot(out) == before, "a build with a mistake in its input wrote something")
    expect("a mistake in the input, checked", 1, "check", source, says="unknown-")
    (work / "empty").mkdir()
    expect("no .roll files", 1, "check", work / "empty")
    expect("no such directory", 2, "check", work / "nowhere", says="does not exist")
    expect("no such directory to build", 2, "build", work / "nowhere")
    latin = work / "latin"
    latin.mkdir()
    (latin / "main.roll").write_bytes(SMALL.encode() + b"# Gr\xfc\xdfe\n")
    expect("not UTF-8", 1, "check", latin, says="utf-8")
    deep = project(work / "deep", main=SMALL + "let x = " + "[" * 50_000 + "]" * 50_000 + "\n")
    expect("nested too deeply", 1, "check", deep)
    deep = project(work / "deep2", main=SMALL + "let x = " + "(" * 20_000 + "1" + ")" * 20_000 + "\n")
    expect("parentheses without end", 1, "check", deep)
    deep = project(work / "deep3", main=SMALL + "let x = " + "not " * 50_000 + "true\n")
    expect("a chain of not", 1, "check", deep)
    long = project(work / "long", main=SMALL + "let x = " + " + ".join(["1"] * 50_000) + "\n")
    ran = run(ROLECALL, "check", long, expect=None)
    check(ran.returncode in (0, 1), f"a long sum: status {ran.returncode}\n{ran.stderr[-500:]}")
    expect("an unfinished file", 1, "check", project(work / "cut", main=SMALL[:-20]))
    noise = work / "noise"
    noise.mkdir()
    (noise / "main.roll").write_bytes(bytes(range(32, 127)) * 20)
    expect("noise", 1, "check", noise)
    expect("an unknown option", 2, "build", "--frobnicate")
    expect("an unknown code", 2, "explain", "no-such-code")
    expect("a known code", 0, "explain", "unknown-name", says="unknown-name\n\n")
    large = project(work / "large", main=SMALL.replace("debug { msg = \"hello\" }", "template { src = \"big.j2\", dest = \"/srv/big\", mode = 0644 }"))
    (large / "templates").mkdir()
    (large / "templates" / "big.j2").write_bytes(b"x" * 79 * 265_000)
    expect("a template of 20 MB", 1, "check", large, says="file-too-large")
    expect("nothing said", 2)


def output_is_in_the_way(work):
    source = project(work / "source", main=SMALL)
    file = work / "file"
    file.write_text("mine")
    expect("the output is a file", 2, "build", source, "--out", file)
    check(file.read_text() == "mine", "the file that stood in the way is changed")
    mine = work / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    (mine / "ansible.cfg").write_text("mine")
    expect("the output holds somebody's files", 2, "build", source, "--out", mine, says="ansible.cfg")
    check((mine / "ansible.cfg").read_text() == "mine", "a file that no build wrote is replaced")
    out = work / "edited"
    expect("a good build", 0, "build", source, "--out", out)
    tasks = out / "roles/web/tasks/main.yml"
    tasks.write_text(tasks.read_text() + "# by hand\n")
    (out / "notes.txt").write_text("mine")
    expect("a file was edited", 2, "build", source, "--out", out, says="roles/web/tasks/main.yml")
    check("# by hand" in tasks.read_text(), "an edited file is replaced")
    (out / ".rolecall-manifest").rename(work / "manifest")
    (out / ".rolecall-manifest").write_text("no manifest")
    expect("… a tree that cannot be compared", 2, "build", source, "--out", out, "--check", says="bad-manifest")
    (work / "manifest").replace(out / ".rolecall-manifest")
    expect("… and that is told by --check", 1, "build", source, "--out", out, "--check")
    expect("… unless forced", 0, "build", source, "--out", out, "--force")
    check("# by hand" not in tasks.read_text(), "--force does not replace an edited file")
    check((out / "notes.txt").read_text() == "mine", "--force touches a file that no build wrote")
    project(source, main=SMALL.replace('"one.', '"two.'))
    expect("a host is renamed", 0, "build", source, "--out", out)
    check(not (out / "inventory/host_vars/one.example.org.yml").exists(), "what is not needed any more stays")
    check((out / "notes.txt").read_text() == "mine", "a file that no build wrote is removed")


def links(work):
    outside = work / "outside"
    outside.mkdir()
    (outside / "secret.roll").write_text(SMALL)
    source = work / "linked"
    source.mkdir()
    (source / "main.roll").symlink_to(outside / "secret.roll")
    expect("a link out of the project", 1, "check", source, says="link")
    loop = project(work / "loop", main=SMALL)
    (loop / "roles").mkdir()
    (loop / "roles" / "again").symlink_to(loop)
    ran = run(ROLECALL, "check", loop, expect=None)
    check(ran.returncode in (0, 1), f"a link to the folder above: status {ran.returncode}\n{ran.stderr}")
    target = work / "target"
    target.mkdir()
    (target / "precious").write_text("mine")
    out = work / "out-link"
    out.symlink_to(target)
    run(ROLECALL, "build", project(work / "plain", main=SMALL), "--out", out, expect=None)
    check((target / "precious").read_text() == "mine", "a file behind a linked output is lost")


def read_only(work):
    """As root a mode stops nobody, so the build runs as somebody else; without a way to do that it is said."""
    place = work / "locked"
    place.mkdir()
    source = project(work / "readable", main=SMALL)
    out = place / "tree"
    expect("a good build", 0, "build", source, "--out", out)
    before = snapshot(out)
    project(source, main=SMALL.replace("hello", "goodbye"))
    for path in [*out.rglob("*"), out, place]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    work.chmod(0o755)
    nobody = {} if os.geteuid() else {"user": 65534, "group": 65534}
    binary = ROLECALL
    if nobody:
        binary = work / "rolecall"  # where everybody may run it
        binary.write_bytes(pathlib.Path(ROLECALL).read_bytes())
        binary.chmod(0o755)
    for what, target in (("a read-only tree", out), ("a read-only folder", place / "new")):
        ran = subprocess.run([str(binary), "build", str(source), "--out", str(target)], capture_output=True, text=True, **nobody)
        check(ran.returncode == 2, f"{what}: status {ran.returncode}, not 2\n{ran.stdout}{ran.stderr}")
        check("panicked" not in ran.stderr and ran.stderr.strip(), f"{what}: {ran.stderr}")
    for path in [place, out, *out.rglob("*")]:
        path.chmod(0o755)
    check({name: data for name, (data, _) in snapshot(out).items()} == {name: data for name, (data, _) in before.items()},
          "a build that could not write changed something")
    check(not (place / "new").exists(), "half a tree stands in a folder that could not be written")


def new_project(work):
    expect("new", 0, "new", work / "fresh")
    expect("its check", 0, "check", work / "fresh")
    expect("its build", 0, "build", work / "fresh")
    expect("its build is not stale", 0, "build", work / "fresh", "--check")
    before = snapshot(work / "fresh")
    expect("new where something is", 2, "new", work / "fresh")
    check(snapshot(work / "fresh") == before, "new changed a project that was there")
    text = expect("check in a pipe", 1, "check", project(work / "wrong", main=SMALL.replace("debug", "dbug")))
    check("\x1b[" not in text, "colours in a pipe")
    for shell in ("bash", "zsh", "fish"):
        expect(f"completions for {shell}", 0, "completions", shell, says="rolecall")
    expect("the manual", 0, "man", says="rolecall")
    expect("the version", 0, "--version", says="rolecall")
    hello = next(path for path in EXAMPLES if path.name == "hello")
    lines = [line for line in (hello / "hello.roll").read_text().splitlines() if line.strip()]
    check(len(lines) < 25, f"examples/hello has {len(lines)} lines")


for part in (input_is_wrong, output_is_in_the_way, links, read_only, new_project):
    with folder() as work:
        part(work)
done(f"{asked} commands do what a person may expect")
