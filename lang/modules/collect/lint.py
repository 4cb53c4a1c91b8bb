"""What ansible-lint's rules keep as lists."""

from __future__ import annotations

import ast
import pathlib
import sys

BUILTIN = "ansible.builtin."


def lint() -> list[str]:
    """What ansible-lint's rules hold as data: modules that make files, and variables that are read only."""
    import ansiblelint.rules

    folder = pathlib.Path(ansiblelint.rules.__path__[0])
    modes = constant(folder / "risky_file_permissions.py", "_MODULES")
    creating = constant(folder / "risky_file_permissions.py", "_MODULES_WITH_CREATE")
    preserving = constant(folder / "risky_file_permissions.py", "_modules_with_preserve")
    lines = [f"mode {name}\talways" for name in modes if "." in name]
    lines += [f"mode {name}\t{'unless create=false' if on else 'if create'}" for name, on in creating.items() if "." in name]
    lines += [f"preserve {BUILTIN}{name}" for name in preserving]
    lines += [f"read-only {name}" for name in constant(folder / "var_naming.py", "read_only_names")]
    lines += [f"allowed {name}" for name in constant(folder / "var_naming.py", "allowed_special_names")]
    return sorted(lines, key=lambda line: line.split("\t", 1)[0])


def constant(path: pathlib.Path, name: str):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return ast.literal_eval(node.value)
    sys.exit(f"collect.py: {path} has no {name} any more")
