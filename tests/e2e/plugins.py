#!/usr/bin/env python3
"""Every expression that the documentation of a filter, a test or a lookup shows, as a template: what does the compiler refuse?

What is no template to Ansible's own Jinja2 is left out. Each refusal stands in plugins_refused.txt with its reason.
"""

import json
import re
import subprocess
import sys

from ansible._internal._templating import _jinja_bits

from _project import ENV, ROLECALL, ROOT, check, done, folder, project, run

KINDS = ("filter", "test", "lookup")
REFUSED = ROOT / "tests" / "e2e" / "plugins_refused.txt"
# What stands in braces; and what is a condition by its place, and has none.
BRACES = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
BARE = re.compile(r"^\s*(?:when|that|until|failed_when|changed_when|-)\s*:?\s+([^\s\"'{\[-][^\n#]*)$", re.MULTILINE)
REPORT = re.compile(r".*/templates/(?P<plugin>[^/:]+)\.j2:(?P<line>\d+):\d+: (?P<kind>error|warning)\[(?P<code>[a-z-]+)\]: (?P<text>.*)")


def documented():
    """What ansible-doc says of all plugins of a kind. It takes minutes, so it is kept in target/ by version."""
    from ansible.release import __version__

    kept = ROOT / "target" / f"ansible-doc-plugins-{__version__}.json"
    if not kept.exists():
        said = subprocess.run([sys.executable, "-m", "ansible.cli.doc", "--metadata-dump", "--no-fail-on-errors"],
                              env=ENV, capture_output=True, text=True, check=True)
        every = json.loads(said.stdout)["all"]
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps({kind: every[kind] for kind in KINDS}))
    return json.loads(kept.read_text())


def expressions(examples, name):
    """What an example says with the plugin, each as one line."""
    short = name.rsplit(".", 1)[-1]
    said = BRACES.findall(examples) + [bare for bare in BARE.findall(examples) if f" is {name}" in bare or f" is not {name}" in bare]
    for text in said:
        text = " ".join(text.split())
        if short in text:
            yield text


def is_template(text):
    try:
        _jinja_bits.AnsibleEnvironment().parse("{{ " + text + " }}")
    except Exception:
        return False
    return True


def main():
    every, count, left = documented(), 0, 0
    with folder() as at:
        role = at / "roles" / "shown"
        (role / "templates").mkdir(parents=True)
        tasks = []
        shown = {}
        for kind in KINDS:
            for name, entry in every[kind].items():
                found = sorted(set(expressions(entry.get("examples") or "", name)))
                good = [text for text in found if is_template(text)]
                count, left = count + len(good), left + len(found) - len(good)
                if good:
                    file = f"{kind}-{name}"
                    shown[file] = good
                    (role / "templates" / f"{file}.j2").write_text("".join("{{ " + text + " }}\n" for text in good))
                    tasks.append(f'task "Put {file}" {{ template {{ src = "{file}.j2", dest = "/srv/{file}", mode = 0644 }} }}')
        project(role, shown='role shown {\n  prefix = ""\n  ' + "\n  ".join(tasks) + "\n}\n")
        project(at, main='group web { host "web01.example.org" { } }\nplaybook site { play "Web" on web { role shown } }\n')
        said = run(ROLECALL, "check", at, "--message-format", "short", expect=None)
        known = dict(line.split("\t", 1) for line in REFUSED.read_text().splitlines() if not line.startswith("#"))
        refused = set()
        for line in (said.stdout + said.stderr).splitlines():
            found = REPORT.match(line)
            if found and found["kind"] == "error":
                refused.add(found["plugin"])
                text = shown[found["plugin"]][int(found["line"]) - 1]
                check(found["plugin"] in known, f"{found['plugin']}: `{text}` is refused: {found['code']}: {found['text']}")
            elif "error[" in line:
                check(False, line)
        for name in sorted(set(known) - refused):
            check(False, f"{name} stands in {REFUSED.name} and is not refused")
    done(f"{count} documented expressions of {len(shown)} plugins ({left} are no templates to Jinja2): {len(refused)} plugins' are refused, each with a reason")


if __name__ == "__main__":
    main()
