"""What `ansible-doc` says of everything, and what else stands in the files of ansible-core and of the collections."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import tempfile


def folder(package: str) -> pathlib.Path:
    import importlib

    return pathlib.Path(importlib.import_module(package).__path__[0])


def environment(nowhere: str) -> dict[str, str]:
    """Nothing but the pinned packages is seen: no settings, no collections of the user's."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": nowhere,
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "ANSIBLE_COLLECTIONS_PATH": nowhere,
        "ANSIBLE_CONFIG": os.path.join(nowhere, "ansible.cfg"),
    }


def documented() -> dict:
    """By kind and full name, of ansible-core and every collection."""
    return asked("--metadata-dump", "--no-fail-on-errors")["all"]


def documented_in_part(modules: list[str]) -> dict:
    """The same of ansible-core, and of these modules."""
    found = asked("--metadata-dump", "--no-fail-on-errors", core_alone=True)["all"]
    if modules:
        found["module"].update(asked("-t", "module", "--json", *modules))
    return found


def asked(*arguments: str, core_alone: bool = False) -> dict:
    with tempfile.TemporaryDirectory() as nowhere:
        (pathlib.Path(nowhere) / "ansible.cfg").touch()
        command = [sys.executable, "-m", "ansible.cli.doc", *arguments]
        settings = environment(nowhere)
        if core_alone:
            settings["ANSIBLE_COLLECTIONS_SCAN_SYS_PATH"] = "false"
        dump = subprocess.run(command, env=settings, cwd=nowhere, check=True, capture_output=True, text=True)
    return json.loads(dump.stdout)


def specs(wanted: list[str]) -> dict[str, dict]:
    """What specs.py reads of the modules of these collections, by the module's full name."""
    names = {}
    for package in wanted:
        if package == "ansible.builtin":
            python, where = "ansible.modules", folder("ansible.modules")
        else:
            python, where = f"ansible_collections.{package}.plugins.modules", collection(package) / "plugins" / "modules"
        for path in sorted(where.rglob("*.py")):
            if path.name != "__init__.py":
                inner = ".".join(path.relative_to(where).with_suffix("").parts)
                names[f"{python}.{inner}"] = f"{package}.{inner}"
    shares = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as nowhere:
        workers = [started(nowhere, share, sorted(names)[share::shares]) for share in range(shares)]
        found = {}
        for running, said in workers:
            if running.wait():
                sys.exit("collect: specs.py failed")
            for line in said.read_text(encoding="ascii").splitlines():
                name, spec = json.loads(line)
                found[names[name]] = spec
        return found


def callables(wanted: list[str]) -> dict[str, dict]:
    """What callables.py says of these filters and tests: `filter community.general.json_query`."""
    with tempfile.TemporaryDirectory() as nowhere:
        (pathlib.Path(nowhere) / "ansible.cfg").touch()
        command = [sys.executable, str(pathlib.Path(__file__).parent / "callables.py")]
        said = subprocess.run(
            command, env=environment(nowhere), cwd=nowhere, check=True, input="".join(f"{name}\n" for name in wanted), stdout=subprocess.PIPE, text=True
        )
    return dict(json.loads(line) for line in said.stdout.splitlines())


def started(nowhere: str, share: int, names: list[str]) -> tuple[subprocess.Popen, pathlib.Path]:
    asked_for, said = (pathlib.Path(nowhere) / f"{name}.{share}" for name in ("asked", "said"))
    asked_for.write_text("".join(f"{name}\n" for name in names), encoding="ascii")
    command = [sys.executable, str(pathlib.Path(__file__).parent / "specs.py")]
    with asked_for.open() as source, said.open("w") as target:
        return subprocess.Popen(command, env=environment(nowhere), cwd=nowhere, stdin=source, stdout=target), said


def collections() -> dict[str, str]:
    """The version of each collection of the `ansible` package."""
    found = {}
    for path in folder("ansible_collections").glob("*/*/MANIFEST.json"):
        about = json.loads(path.read_text(encoding="utf-8"))["collection_info"]
        found[f"{about['namespace']}.{about['name']}"] = about["version"]
    return dict(sorted(found.items()))


def collection(name: str) -> pathlib.Path:
    return folder("ansible_collections").joinpath(*name.split("."))


def routing(name: str) -> dict:
    """The `plugin_routing` of a collection, or of `ansible.builtin`."""
    import yaml

    if name == "ansible.builtin":
        path = folder("ansible") / "config" / "ansible_builtin_runtime.yml"
    else:
        path = collection(name) / "meta" / "runtime.yml"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return (yaml.safe_load(file) or {}).get("plugin_routing") or {}
