#!/usr/bin/env python3
"""The README tells the truth: its example is examples/hello and what is built of it, the change that it shows is one of
examples/rdo, and its table names every dependency."""

import re
import shutil
import tomllib

from _project import ROLECALL, ROOT, build, check, done, folder, run

readme = (ROOT / "README.md").read_text(encoding="utf-8")
source = re.search(r"```hcl\n(.*?)```", readme, re.S)
example = (ROOT / "examples" / "hello" / "hello.roll").read_text(encoding="utf-8")
check(source and source[1].strip() == example.strip(), "the README's example is not examples/hello/hello.roll")

shown = re.findall(r"`([\w/.]+\.yml)`\n```yaml\n(.*?)```", readme, re.S)
with folder() as work:
    build(ROOT / "examples" / "hello", work / "hello")
    for path, text in shown:
        built = (work / "hello" / path).read_text(encoding="utf-8").split("---\n", 1)[1]
        check(text.strip() == built.strip(), f"{path} is not as the README shows it:\n{built}")
check(len(shown) >= 3, f"the README shows only {len(shown)} files")



def changed(fleet, path):
    """The lines of a file that git says are removed and added."""
    text = run("git", "diff", "--unified=0", "--", path, cwd=fleet).stdout
    return [line for line in text.splitlines() if re.match(r"[-+](?![-+])", line)]


written, generated = (block.splitlines() for block in re.findall(r"```diff\n(.*?)```", readme, re.S))
said = re.search(r"```text\n(.*?)```", readme, re.S)[1]
with folder() as work:
    fleet = work / "fleet"
    shutil.copytree(ROOT / "examples" / "rdo", fleet, ignore=shutil.ignore_patterns("build"))
    run(ROLECALL, "build", fleet)
    run("git", "init", "--quiet", fleet)
    run("git", "add", "--all", cwd=fleet)
    run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "before", cwd=fleet)
    text = (fleet / "hosts.roll").read_text(encoding="utf-8")
    for old, new in zip(written[::2], written[1::2]):
        check(text.count(f"{old[1:]}\n") == 1, f"hosts.roll has not one line {old[1:]!r}")
        text = text.replace(f"{old[1:]}\n", f"{new[1:]}\n")
    (fleet / "hosts.roll").write_text(text, encoding="utf-8")
    run(ROLECALL, "build", fleet)
    check(changed(fleet, "hosts.roll") == written, f"hosts.roll changes otherwise: {changed(fleet, 'hosts.roll')}")
    files = run("git", "diff", "--name-only", "--", "build", cwd=fleet).stdout.split()
    check(set(files) == {"build/.rolecall-manifest", "build/inventory/group_vars/builders.yml"}, f"changed are {files}")
    check(changed(fleet, "build/inventory") == generated, f"builders.yml changes otherwise: {changed(fleet, 'build/inventory')}")
    run("git", "checkout", "--quiet", "build", cwd=fleet)
    printed = run(ROLECALL, "diff", "HEAD", cwd=fleet, expect=1).stdout
    check(printed.strip() == said.strip(), f"rolecall diff says otherwise:\n{printed}")

manifest = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
table = readme.split("\n## Dependencies\n")[1].split("\n## ")[0]
rows = re.findall(r"^\| ([\w, -]+) \| \S", table, re.M)
named = {name for row in rows for name in row.split(", ")} - {"crate"}
used = set(manifest["dependencies"])
check(named == used, f"the README's table lacks {sorted(used - named)} and has {sorted(named - used)}")
for name in manifest["dev-dependencies"]:
    check(name in readme, f"the README does not name {name}")
done(f"{len(shown)} files and {len(used)} dependencies are as the README has them")
