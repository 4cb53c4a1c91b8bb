#!/usr/bin/env python3
"""What `--message-format` prints is what its readers take: SARIF's published schema, our own schema of JSON lines, GitHub's
workflow commands read back as their runner reads them, GitLab's required fields. Over every case of tests/cases/errors."""

import json
import re
import shutil

from _project import ROLECALL, ROOT, check, done, folder, run
from _schemas import mistakes, stored, validator

SARIF = validator(stored("https://json.schemastore.org/sarif-2.1.0.json"))
LINES = validator(json.loads((ROOT / "lang" / "messages.schema.json").read_text(encoding="utf-8")))
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in (ROOT / "lang" / "errors").iterdir()}
# As GitHub's documentation of code quality reports lists them.
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def report(project, form, status):
    return run(ROLECALL, "check", project, "--message-format", form, cwd=project.parent, expect=status).stdout


def spans(text, place):
    """Whether every way of counting names the same two points, and which text lies between."""
    points = []
    for point in (place["start"], place["end"]):
        before = text.encode()[:point["byte"]].decode()
        line = before.rsplit("\n", 1)[-1]
        points.append(point == {"line": before.count("\n") + 1, "column": len(line) + 1,
                                "utf16": len(line.encode("utf-16-le")) // 2 + 1, "byte": point["byte"]})
    return all(points), text.encode()[place["start"]["byte"]:place["end"]["byte"]].decode()


def json_lines(name, work, text):
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        for mistake in mistakes(LINES, line):
            check(False, f"{name}: json: {mistake}")
    found = [line for line in lines if line["type"] == "diagnostic"]
    counted = {f"{level}s": sum(line["level"] == level for line in found) for level in ("error", "warning", "note")}
    check(lines and lines[-1] == {"type": "summary", **counted}, f"{name}: the last line is no tally of the others")
    for line in found:
        for place in [label["place"] for label in line["labels"]]:
            file = (work / place["path"]).read_text(encoding="utf-8")
            right, _ = spans(file, place)
            check(right, f"{name}: {place} is counted wrong")
    return found


def github(name, text, found):
    """Reads annotations back as the runner of GitHub's workflows does."""
    read = []
    # Other lines are for people, and the runner shows them as they are.
    for line in (line for line in text.splitlines() if not line.startswith("Fine: ")):
        match = re.fullmatch(r"::(error|warning|notice) ((?:\w+=[^,:]*)(?:,\w+=[^,:]*)*)::(.*)", line)
        if not check(match, f"{name}: no annotation: {line}"):
            return
        fields = dict(pair.split("=", 1) for pair in match[2].split(","))
        fields = {key: value.replace("%3A", ":").replace("%2C", ",").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
                  for key, value in fields.items()}
        message = match[3].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        read.append((match[1].replace("notice", "note"), fields["title"], fields.get("file"), int(fields.get("line", 0)), message))
    wanted = [(line["level"], line["code"], line["place"] and line["place"]["path"], line["place"]["start"]["line"] if line["place"] else 0,
               line["message"]) for line in found]
    same = len(read) == len(wanted) and all(one[:4] == other[:4] and one[4].startswith(other[4]) for one, other in zip(read, wanted))
    check(same, f"{name}: annotations {read} are not {wanted}")


def gitlab(name, text, found):
    issues = json.loads(text)
    check(len({issue["fingerprint"] for issue in issues}) == len(issues), f"{name}: two issues have one fingerprint")
    for issue, line in zip(issues, found, strict=True):
        check(issue["description"].startswith(line["message"]) and issue["check_name"] == line["code"], f"{name}: {issue}")
        check(issue["severity"] in SEVERITIES and re.fullmatch("[0-9a-f]{32}", issue["fingerprint"]), f"{name}: {issue}")
        if line["place"]:
            check(issue["location"]["path"] == line["place"]["path"], f"{name}: {issue}")
            check(issue["location"]["lines"]["begin"] == line["place"]["start"]["line"], f"{name}: {issue}")
    return {issue["fingerprint"] for issue in issues}


def sarif(name, work, text, found):
    log = json.loads(text)
    for mistake in mistakes(SARIF, log):
        check(False, f"{name}: sarif: {mistake}")
    run_ = log["runs"][0]
    rules = run_["tool"]["driver"]["rules"]
    placed = [line for line in found if line["place"]]
    check([result["ruleId"] for result in run_["results"]] == [line["code"] for line in placed], f"{name}: other results")
    for result, line in zip(run_["results"], placed):
        rule = rules[result["ruleIndex"]]
        check(rule["id"] == result["ruleId"] and rule["help"]["markdown"] == PAGES[rule["id"]], f"{name}: {rule['id']} has no page")
        region = result["locations"][0]["physicalLocation"]["region"]
        start, end = line["place"]["start"], line["place"]["end"]
        check(region == {"startLine": start["line"], "startColumn": start["utf16"], "endLine": end["line"], "endColumn": end["utf16"]},
              f"{name}: {region} is not {line['place']}")
        edits = [edit for fix in result.get("fixes", []) for change in fix["artifactChanges"] for edit in change["replacements"]]
        check([edit["insertedContent"]["text"] for edit in edits] == [edit["text"] for fix in line["fixes"] for edit in fix["edits"]],
              f"{name}: other fixes")


problems = cases = 0
with folder() as work:
    # Paths are the repository's, whatever the directory that the command runs in.
    (work / ".git").mkdir()
    for case in sorted((ROOT / "tests" / "cases" / "errors").iterdir()):
        project = work / "a b, ü%" / case.stem
        if case.is_dir():
            shutil.copytree(case, project)
        else:
            project.mkdir(parents=True)
            shutil.copy(case, project / "main.roll")
        status = run(ROLECALL, "check", project, "--message-format", "short", cwd=work, expect=None).returncode
        name = case.name
        found = json_lines(name, work, report(project, "json", status))
        github(name, report(project, "github", status), found)
        sarif(name, work, report(project, "sarif", status), found)
        before = gitlab(name, report(project, "gitlab", status), found)
        problems, cases = problems + len(found), cases + 1
        for file in project.glob("**/*.roll"):
            file.write_text("# moved\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
        moved = json.loads(report(project, "gitlab", status))
        check({issue["fingerprint"] for issue in moved} == before, f"{name}: fingerprints move with lines")
    # What is about the command itself has no place, and is told in every format.
    for form in ("json", "sarif", "github", "gitlab"):
        text = run(ROLECALL, "check", "nowhere", "--message-format", form, cwd=work, expect=2).stdout
        check("no-such-directory" in text, f"{form}: {text}")
        if form == "sarif":
            log = json.loads(text)
            check(not mistakes(SARIF, log) and not log["runs"][0]["invocations"][0]["executionSuccessful"], f"sarif: {text}")
    # What commands find stands on lines of its own.
    for generated in ("roles/base/tasks/packages.yml", "inventory/hosts.yml", "ansible.cfg"):
        said = run(ROLECALL, "blame", generated, "--dir", ROOT / "examples" / "rdo", "--out", work / "none", "--message-format", "json", cwd=work)
        first, *_ = (json.loads(line) for line in said.stdout.splitlines())
        check(first["type"] == "blame" and len(first["lines"]) > 5, f"blame: {first}")
        for mistake in mistakes(LINES, first):
            check(False, f"blame: {mistake}")
    # So does every other thing that is found; with the problems it fits the schema of lines, in a repository that has changed.
    run(ROLECALL, "new", work / "fleet")
    run("git", "init", "-q", work / "fleet")
    run("git", "-C", work / "fleet", "add", "--all")
    run("git", "-C", work / "fleet", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First")
    roll = work / "fleet" / "fleet.roll"
    roll.write_text(roll.read_text(encoding="utf-8").replace("192.0.2.10", "192.0.2.99").replace('["nginx"]', '[ "nginx" ]'), encoding="utf-8")
    commands = {"diff": (1, "--dir", "fleet"), "affected": (0, "fleet", "--base", "HEAD"), "why": (0, "base.packages", "--dir", "fleet"),
                "fmt": (0, "fleet"), "build": (0, "fleet")}
    for command, (status, *arguments) in commands.items():
        said = run(ROLECALL, command, *arguments, "--message-format", "json", cwd=work, expect=status)
        lines = [json.loads(line) for line in said.stdout.splitlines()]
        kinds = [line["type"] for line in lines]
        check(kinds == [{"fmt": "formatted", "build": "built"}.get(command, command), "summary"], f"{command}: {kinds}")
        for line in lines:
            for mistake in mistakes(LINES, line):
                check(False, f"{command}: {mistake}")
            if line["type"] == "diff":
                check(not mistakes(validator(json.loads((ROOT / "lang" / "diff.schema.json").read_text(encoding="utf-8"))), line), "diff: another")
check(cases >= 150 and problems >= cases, f"only {cases} cases")
done(f"{problems} problems of {cases} cases, in four formats")
