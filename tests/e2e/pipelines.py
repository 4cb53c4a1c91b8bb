#!/usr/bin/env python3
"""`rolecall new` writes files that their readers take: GitHub's and GitLab's schemas (check-jsonschema), Zuul's own and
SchemaStore's, pre-commit itself, git's own reading of .gitattributes, shellcheck's of every script, Ansible's of Zuul's playbooks.
Each command in them is one that `rolecall` has, with options that it has; and what each job runs is run here, of a change that is
right and of ones that are not."""

import json
import os
import pathlib
import re
import shlex
import subprocess

import yaml
import zuul.ansible
from voluptuous import Invalid
from zuul import configloader
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


def shell(script, repository, **environment):
    """Runs a script as the runners do."""
    path = f"{pathlib.Path(ROLECALL).parent}:{os.environ['PATH']}"
    return subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=repository, capture_output=True, text=True,
                          env=os.environ | {"PATH": path, **environment})


def git(repository, *words):
    return run("git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words, cwd=repository).stdout.strip()


def change(repository, old, new):
    roll = repository / "my_fleet.roll"
    text = roll.read_text(encoding="utf-8")
    check(old in text, f"no {old} in {roll}")
    roll.write_text(text.replace(old, new), encoding="utf-8")


# What another job does: installing, and speaking to a forge.
ELSEWHERE = re.compile(r"^\s*(cargo|pipx|apt-get|python3|cat diff\.md|gh |PATH=)")


def github_jobs(repository):
    jobs = yaml.safe_load((repository / ".github/workflows/rolecall.yml").read_text(encoding="utf-8"))["jobs"]
    for name, job in jobs.items():
        scripts_ = [step["run"] for step in job["steps"] if "run" in step and not ELSEWHERE.match(step["run"])]
        yield name, [shell(script, repository) for script in scripts_]


def gitlab_jobs(repository):
    jobs = yaml.safe_load((repository / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    for name in ("check", "diff", "test"):
        lines = [re.sub(r"^PATH=\S+ ", "", line) for line in jobs[name]["script"]]
        script = "\n".join(line for line in lines if not ELSEWHERE.match(line))
        yield name, [shell(script, repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=git(repository, "rev-parse", "HEAD^1"))]


def zuul_jobs(repository, work):
    """By Ansible, with Zuul's own plugins; what is handed back is read as Zuul reads it."""
    plugins = pathlib.Path(zuul.ansible.__file__).parent / "base" / "action"
    (work / "work").mkdir(exist_ok=True)
    result = work / "work" / "results.json"
    for name in ("check", "test"):
        result.write_text("", encoding="utf-8")
        known = {"zuul": {"project": {"src_dir": str(repository)}, "branch": "main"}, "ansible_user_dir": str(work), "ansible_python_interpreter": "python3"}
        done_ = shell(f"ansible-playbook -i localhost, -c local .zuul/{name}.yaml -e '{json.dumps(known)}'", repository,
                      ANSIBLE_ACTION_PLUGINS=str(plugins), ZUUL_JOBDIR=str(work))
        handed = json.loads(result.read_text(encoding="utf-8") or "{}")
        yield name, [done_], handed.get("data", {}).get("zuul", {}).get("warnings", [])


def hooks(repository, work):
    return shell("pre-commit run --all-files", repository, PRE_COMMIT_HOME=str(work / "hooks"))


def flow(work):
    """A project in a repository that was just made, a change to it, and everything that asks of the change."""
    repository = work / "my_fleet"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")
    run(ROLECALL, "new", ".", cwd=repository)
    run(ROLECALL, "build", cwd=repository)
    git(repository, "add", "--all")
    git(repository, "commit", "-qm", "First")
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(repository, "checkout", "-qb", "change")
    change(repository, "192.0.2.10", "192.0.2.99")
    run(ROLECALL, "build", cwd=repository)
    git(repository, "commit", "-qam", "Second")
    ran = 0

    def right(what, results):
        nonlocal ran
        for each in results:
            ran += 1
            check(each.returncode == 0, f"{what}: status {each.returncode}: {each.args[-1]}\n{each.stdout[-800:]}{each.stderr[-800:]}")

    for name, results in github_jobs(repository):
        right(f"GitHub: {name}", results)
    compared = (repository / "diff.md").read_text(encoding="utf-8")
    check("192.0.2.99" in compared and "1 host touched" in compared, f"GitHub: {compared}")
    check("<testsuite " in (repository / "junit.xml").read_text(encoding="utf-8"), "GitHub: no report")
    (repository / "diff.md").unlink()
    (repository / "junit.xml").unlink()
    for name, results in gitlab_jobs(repository):
        right(f"GitLab: {name}", results)
    check((repository / "diff.md").read_text(encoding="utf-8") == compared, "GitLab: another comparison")
    check(json.loads((repository / "gl-code-quality-report.json").read_text(encoding="utf-8")) == [], "GitLab: a report of nothing")
    told = []
    for name, results, warnings in zuul_jobs(repository, work):
        right(f"Zuul: {name}", results)
        told += warnings
    check([one.strip() for one in told] == [compared.strip()], f"Zuul: {told}")
    check((work / "zuul-output" / "logs" / "junit.xml").is_file(), "Zuul: no report")
    right("pre-commit", [hooks(repository, work)])
    # What is not formatted, wrong, or not built, is refused by each.
    for old, new in (("192.0.2.99", "192.0.2.98"), ("project my_fleet {", "project my_fleet{"), ("role base\n", "role bsae\n")):
        git(repository, "checkout", "-q", ".")
        change(repository, old, new)
        refused = {"GitHub": next(results for name, results in github_jobs(repository) if name == "check"),
                   "GitLab": next(results for name, results in gitlab_jobs(repository) if name == "check"),
                   "Zuul": next(results for name, results, _ in zuul_jobs(repository, work) if name == "check"),
                   "pre-commit": [hooks(repository, work)]}
        for who, results in refused.items():
            check(any(each.returncode != 0 for each in results), f"{who} lets {old} → {new} through")
    return ran


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
        check("PROJECT-" not in text, f"{path}: PROJECT is left")
        for script in scripts(yaml.safe_load(text)):
            plain = re.sub(r"\$\{\{.*?\}\}|\{\{.*?\}\}", "x", script)
            parsed = subprocess.run(["shellcheck", "--shell", "bash", "-"], input=plain, capture_output=True, text=True)
            check(parsed.returncode == 0, f"{path}: {script}: {parsed.stdout}")
            # What a pull request says may not become part of a script.
            check("${{" not in script, f"{path}: an expression in a script: {script}")
            for words in commands(script):
                seen.add(words[0])
                check(known(words), f"{path}: rolecall {' '.join(words)} is no command")
    check(wanted <= seen, f"only {seen} are run")
    # As Zuul itself reads it, which would notice a word that it does not know.
    entries = yaml.safe_load((fleet / ".zuul.yaml").read_text(encoding="utf-8"))
    known_to_zuul = {"job": configloader.JobParser.schema, "project": configloader.ProjectParser.getSchema(None)}
    for (kind, value), in (entry.items() for entry in entries):
        known_to_zuul[kind](value)
        try:
            known_to_zuul[kind](dict(value, timout=5))
            check(False, f"Zuul takes anything for a {kind}")
        except Invalid:
            pass
    # What its jobs run is there.
    jobs = [entry["job"] for entry in entries if "job" in entry]
    for job in jobs:
        check((fleet / job["run"]).is_file(), f"{job['name']} runs {job['run']}, which is not there")
    # Git folds what is generated, and nothing else.
    run("git", "init", "-q", fleet)
    asked = run("git", "check-attr", "linguist-generated", "gitlab-generated", "--", "build/site.yml", "build/a/b.yml", "my_fleet.roll", cwd=fleet)
    values = [line.split(": ") for line in asked.stdout.splitlines()]
    check({(path, value) for path, _, value in values} ==
          {("build/site.yml", "true"), ("build/a/b.yml", "true"), ("my_fleet.roll", "unspecified")}, asked.stdout)
with folder() as work:
    ran = flow(work)
    check(ran >= 10, f"only {ran} scripts are run")
done(f"{ran} scripts run; {len(SCHEMAS)} files against published schemas; {', '.join(sorted(seen))} are run")
