#!/usr/bin/env python3
"""`rolecall new` writes files that their readers take: GitHub's and GitLab's schemas (check-jsonschema), Zuul's and pre-commit's
(SchemaStore), git's own reading of .gitattributes, bash's of every script, ansible's of Zuul's playbooks. Each command in them is one
that `rolecall` has, with options that it has."""

import json
import re
import shlex
import subprocess

import yaml
from _project import ROLECALL, check, done, folder, run
from _schemas import mistakes, stored, validator, vendored

SCHEMAS = {
    ".github/workflows/rolecall.yml": vendored("github-workflows"),
    ".gitlab-ci.yml": vendored("gitlab-ci"),
    ".zuul.yaml": stored("https://json.schemastore.org/zuul.json"),
    ".pre-commit-config.yaml": stored("https://json.schemastore.org/pre-commit-config.json"),
}


def scripts(value):
    """Every text that a shell or Ansible runs."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("run", "entry", "cmd") and isinstance(inner, str):
                yield inner
            elif key in ("script", "before_script", "loop") and isinstance(inner, list):
                yield from inner
            else:
                yield from scripts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scripts(inner)


def commands(text):
    """`rolecall …` of a script, as words."""
    for found in re.findall(r"(?:^|&& |\s)rolecall ([a-z].*?)(?=$| > | \|\|)", text, re.M):
        yield shlex.split(re.sub(r"\{\{.*?\}\}", "x", found))


def known(words, asked={}):
    """Whether the command and its options are there."""
    if words[0] not in asked:
        asked[words[0]] = run(ROLECALL, words[0], "--help", expect=None)
    shown = asked[words[0]]
    return shown.returncode == 0 and all(word in shown.stdout for word in words if word.startswith("--"))


seen, wanted = set(), {"fmt", "check", "build", "diff", "test"}
with folder() as work:
    fleet = work / "my_fleet"
    run(ROLECALL, "new", fleet)
    for path, schema in SCHEMAS.items():
        value = yaml.safe_load((fleet / path).read_text(encoding="utf-8"))
        if True in value and isinstance(value, dict):
            value["on"] = value.pop(True)  # YAML 1.1 takes `on` for a truth value; GitHub does not.
        for mistake in mistakes(validator(schema), json.loads(json.dumps(value))):
            check(False, f"{path}: {mistake}")
    for path in [*SCHEMAS, ".zuul/check.yaml", ".zuul/test.yaml"]:
        text = (fleet / path).read_text(encoding="utf-8")
        check("PROJECT" not in text, f"{path}: PROJECT is left")
        for script in scripts(yaml.safe_load(text)):
            shell = re.sub(r"\$\{\{.*?\}\}|\{\{.*?\}\}", "x", script)
            parsed = subprocess.run(["bash", "-n"], input=shell, capture_output=True, text=True)
            check(parsed.returncode == 0, f"{path}: {script}: {parsed.stderr}")
            # What a pull request says may not become part of a script.
            check("${{" not in script, f"{path}: an expression in a script: {script}")
            for words in commands(script):
                seen.add(words[0])
                check(known(words), f"{path}: rolecall {' '.join(words)} is no command")
    check(wanted <= seen, f"only {seen} are run")
    # What Zuul's jobs run is there.
    jobs = [entry["job"] for entry in yaml.safe_load((fleet / ".zuul.yaml").read_text(encoding="utf-8")) if "job" in entry]
    for job in jobs:
        check((fleet / job["run"]).is_file(), f"{job['name']} runs {job['run']}, which is not there")
    # Git folds what is generated, and nothing else.
    run("git", "init", "-q", fleet)
    asked = run("git", "check-attr", "linguist-generated", "gitlab-generated", "--", "build/site.yml", "build/a/b.yml", "my_fleet.roll", cwd=fleet)
    values = [line.split(": ") for line in asked.stdout.splitlines()]
    check({(path, value) for path, _, value in values} ==
          {("build/site.yml", "true"), ("build/a/b.yml", "true"), ("my_fleet.roll", "unspecified")}, asked.stdout)
done(f"{len(SCHEMAS)} files against published schemas; {', '.join(sorted(seen))} are run")
