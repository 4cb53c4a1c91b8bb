#!/usr/bin/env python3
"""Reads what the YAML writer wrote with PyYAML (both loaders), ruamel and yamllint.

`cargo run --example nasty_yaml -- DIR COUNT` writes values that are hard to write: each `N.yml` must be the data of
`N.json`, and pass yamllint with ansible-lint's settings. Status 1 and the differences if not.
"""

import json
import pathlib
import subprocess
import sys

import ansiblelint
import ruamel.yaml
import yaml
from _project import ROOT, folder
from yamllint import linter
from yamllint.config import YamlLintConfig

SETTINGS = pathlib.Path(ansiblelint.__file__).parent / "data" / ".yamllint"


class Pure(yaml.SafeLoader):
    """PyYAML, which reads YAML 1.1."""


class Fast(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """PyYAML over libyaml, which Ansible prefers."""


for loader in (Pure, Fast):
    loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def same(a, b):
    """Equal in type as well: 1, 1.0 and True are three things."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def plain(value):
    """ruamel's containers and scalars as Python's own."""
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if hasattr(value, "tag") and hasattr(value, "value"):
        return plain(value.value)
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


def by_ruamel(text):
    reader = ruamel.yaml.YAML(typ="rt")
    reader.allow_duplicate_keys = False
    return plain(reader.load(text))


READERS = {
    "PyYAML": lambda text: yaml.load(text, Loader=Pure),
    "PyYAML with libyaml": lambda text: yaml.load(text, Loader=Fast),
    "ruamel": by_ruamel,
}


def main():
    with folder() as work:
        subprocess.run(["cargo", "run", "-q", "--example", "nasty_yaml", "--", str(work), "600"], cwd=ROOT, check=True)
        return compare(work)


def compare(work):
    wrong = 0
    config = YamlLintConfig(SETTINGS.read_text(encoding="utf-8"))
    files = sorted(work.glob("*.yml"), key=lambda path: int(path.stem))
    for path in files:
        text = path.read_bytes().decode("utf-8")
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        for name, read in READERS.items():
            try:
                found = read(text)
            except Exception as error:
                print(f"{path}: {name}: {error}")
                wrong += 1
                continue
            if not same(found, expected):
                wrong += 1
                for key in expected:
                    if not same(found.get(key), expected[key]):
                        print(f"{path}: {name}: {key}\n  wrote {expected[key]!r}\n  found {found.get(key)!r}")
        lines = text.split("\n")
        for problem in linter.run(text, config, str(path)):
            line = lines[problem.line - 1]
            if problem.rule == "line-length" and longest_key(expected) > 80:
                continue
            wrong += 1
            print(f"{path}:{problem.line}: yamllint: {problem.rule}: {problem.desc}\n  {line[:200]!r}")
    print(f"{len(files)} files, {wrong} wrong")
    return 1 if wrong or not files else 0


def longest_key(value):
    if isinstance(value, dict):
        return max((max(len(json.dumps(key)), longest_key(item)) for key, item in value.items()), default=0)
    if isinstance(value, list):
        return max(map(longest_key, value), default=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
