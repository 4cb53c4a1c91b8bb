#!/usr/bin/env python3
"""The README tells the truth: its example is examples/hello and what is built of it, its table names every dependency."""

import re
import tomllib

from _project import ROOT, build, check, done, folder

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

manifest = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
rows = re.findall(r"^\| ([\w, -]+) \| \S", readme, re.M)
named = {name for row in rows for name in row.split(", ")} - {"crate"}
used = set(manifest["dependencies"])
check(named == used, f"the README's table lacks {sorted(used - named)} and has {sorted(named - used)}")
for name in manifest["dev-dependencies"]:
    check(name in readme, f"the README does not name {name}")
done(f"{len(shown)} files and {len(used)} dependencies are as the README has them")
