"""What ansible-lint's rules keep as lists."""

from __future__ import annotations

import ast
import pathlib
import re
import sys

BUILTIN = "ansible.builtin."
# The rules name modules of collections, and of old, by their short names.
FULL = {
    "acme_certificate": "community.crypto.acme_certificate",
    "apk": "community.general.apk",
    "apt": "ansible.builtin.apt",
    "apt-get": "ansible.builtin.apt",
    "bower": "community.general.bower",
    "bundler": "community.general.bundler",
    "dnf": "ansible.builtin.dnf",
    "easy_install": "community.general.easy_install",
    "gem": "community.general.gem",
    "get_url": "ansible.builtin.get_url",
    "git": "ansible.builtin.git",
    "hg": "community.general.hg",
    "homebrew": "community.general.homebrew",
    "jenkins_plugin": "community.general.jenkins_plugin",
    "lineinfile": "ansible.builtin.lineinfile",
    "mount": "ansible.posix.mount",
    "npm": "community.general.npm",
    "openbsd_package": "community.general.openbsd_pkg",
    "openbsd_pkg": "community.general.openbsd_pkg",
    "package": "ansible.builtin.package",
    "pacman": "community.general.pacman",
    "patch": "ansible.posix.patch",
    "pear": "community.general.pear",
    "pip": "ansible.builtin.pip",
    "pkg5": "community.general.pkg5",
    "pkgutil": "community.general.pkgutil",
    "portage": "community.general.portage",
    "replace": "ansible.builtin.replace",
    "rpm_key": "ansible.builtin.rpm_key",
    "service": "ansible.builtin.service",
    "slackpkg": "community.general.slackpkg",
    "sorcery": "community.general.sorcery",
    "subversion": "ansible.builtin.subversion",
    "supervisorctl": "community.general.supervisorctl",
    "swdepot": "community.general.swdepot",
    "synchronize": "ansible.posix.synchronize",
    "systemd": "ansible.builtin.systemd_service",
    "template": "ansible.builtin.template",
    "tempfile": "ansible.builtin.tempfile",
    "unarchive": "ansible.builtin.unarchive",
    "uri": "ansible.builtin.uri",
    "win_chocolatey": "chocolatey.chocolatey.win_chocolatey",
    "yarn": "community.general.yarn",
    "yum": "ansible.builtin.dnf",
    "zypper": "community.general.zypper",
}


def lint() -> list[str]:
    """What ansible-lint's rules hold as data: modules that make files, commands that a module stands for, variables that are read only."""
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
    lines += commands(folder / "command_instead_of_module.py")
    lines += sorted({f"package {FULL[name]}" for name in constant(folder / "package_latest.py", "_package_managers")})
    return sorted(lines, key=lambda line: line.split("\t", 1)[0])


def commands(path: pathlib.Path) -> list[str]:
    """A command, the modules that do the same, and the words behind it for which no module stands."""
    spared = constant(path, "_executable_options")
    lines = []
    for command, instead in constant(path, "_modules").items():
        modules = "|".join(FULL[name] for name in re.split(", | or ", instead))
        lines.append("\t".join([f"command {command}", modules, *(["|".join(spared[command])] if command in spared else [])]))
    return lines


def constant(path: pathlib.Path, name: str):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return ast.literal_eval(node.value)
    sys.exit(f"collect.py: {path} has no {name} any more")
