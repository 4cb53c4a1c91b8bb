#!/usr/bin/env python3
"""Asks real Ansible for the expressions in tests/cases/value/*.txt.

Each line is `EXPRESSION  => JSON` (or `~>`, or `=> !` where Ansible refuses). Without arguments the
expectations are checked against the installed ansible-core: status 1 and the differences if any.
`--fill FILE` completes lines that have no expectation yet with Ansible's result.
"""

import json
import pathlib
import re
import sys

from ansible._internal._datatag._tags import TrustedAsTemplate
from ansible._internal._templating._engine import TemplateEngine
from ansible._internal._templating._engine import TemplateOptions
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader

TABLE = pathlib.Path(__file__).resolve().parent.parent / "cases" / "value"
LINE = re.compile(r"^(?P<source>.*?)  (?P<arrow>=>|~>) (?P<expected>.*)$")


def plain(value):
    """Ansible's tagged strings and lazy containers as Python's own."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return str(value)
    return value


class Ansible:
    def __init__(self):
        init_plugin_loader()
        self.engine = TemplateEngine(loader=DataLoader(), variables={})
        # Playbooks double the backslashes in `{{ '\\n' }}`; the table is about Jinja itself.
        self.options = TemplateOptions(escape_backslashes=False)

    def ask(self, source):
        if source.startswith("template "):
            template = source[len("template "):]
        else:
            template = "{{ " + source + " }}"
        try:
            value = self.engine.template(TrustedAsTemplate().tag(template), options=self.options)
            shown = json.dumps(plain(value), ensure_ascii=False)
        except Exception:
            return "!"
        # Half a character is nothing that a file, or our values, can hold.
        return shown if shown.isprintable() else json.dumps(plain(value))


def fill(ansible, file):
    out = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# ") and not LINE.match(line):
            line = f"{line.rstrip()}  => {ansible.ask(line.rstrip())}"
        out.append(line)
    text = ("\n".join(out) + "\n").encode("utf-8")
    file.write_bytes(text)


def check(ansible):
    wrong = count = 0
    for file in sorted(TABLE.glob("*.txt")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("# "):
                continue
            count += 1
            match = LINE.match(line)
            found = ansible.ask(match["source"].rstrip()) if match else "no expectation"
            if not match or found != match["expected"]:
                wrong += 1
                print(f"{file.name}:{number}: {line}\n    Ansible: {found}")
    print(f"{count} expressions, {wrong} differ from Ansible")
    return 1 if wrong or count < 400 else 0


def main():
    ansible = Ansible()
    if sys.argv[1:2] == ["--fill"]:
        for name in sys.argv[2:]:
            fill(ansible, pathlib.Path(name))
        return 0
    return check(ansible)


if __name__ == "__main__":
    sys.exit(main())
