"""Fleets of any size as text: in the language, spelled out or by `for`, as jsonnet, and as plain data.

The same data in every form: ten hosts a rack, a group for each rack, roles with five parameters and five tasks.
`release` stands in every file of the inventory and in every role, so that one word changes them all.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

RACK = 10


def address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def host(number: int) -> str:
    return f"h{number:06}.example.org"


def role(number: int, release: str) -> str:
    params = "\n".join(f'  param option_{p}: string = "value {p} of {release}"' for p in range(5))
    tasks = "\n".join(
        f'  task "Write file {t}" {{\n    copy {{ dest = "/etc/role{number}/{t}.conf", '
        f'content = "{{{{ option_{t} }}}}\\n", mode = 0644 }}\n  }}'
        for t in range(5)
    )
    return f"## Role {number} of {release}.\nrole role{number} {{\n{params}\n\n{tasks}\n}}\n"


def frame(roles: int, release: str) -> str:
    applied = "\n".join(f"    role role{number}" for number in range(roles))
    return (
        f'project bench {{}}\n\nvar asset: string?\nvar rack: string?\n\n'
        f'playbook site {{\n  play "Everything" on all {{\n    become = true\n{applied}\n'
        f'    task "Say it" {{ debug {{ msg = "{{{{ rack | default(\'\') }}}} {{{{ asset | default(\'\') }}}}" }} }}\n  }}\n}}\n\n'
        + "\n".join(role(number, release) for number in range(roles))
    )


def spelled_out(hosts: int, release: str) -> str:
    out = []
    for first in range(0, hosts, RACK):
        rack = first // RACK
        out.append(f'group rack{rack:05} {{\n  vars {{ rack = "{release}-{rack:05}" }}')
        for number in range(first, min(first + RACK, hosts)):
            out.append(
                f'  host "{host(number)}" {{\n    address = "{address(number)}"\n'
                f'    vars {{ asset = "{release}-A{number:06}" }}\n'
                f'    set role0 {{ option_1 = "own value of {number}" }}\n  }}'
            )
        out.append("}\n")
    return "\n".join(out)


def by_for(hosts: int, release: str) -> str:
    out = []
    for first in range(0, hosts, RACK):
        rack, last = first // RACK, min(first + RACK, hosts) - 1
        out.append(
            f'group rack{rack:05} {{\n  vars {{ rack = "{release}-{rack:05}" }}\n'
            f'  for n in "{first:06}".."{last:06}" {{\n    host "h{{{{ n }}}}.example.org" {{\n'
            f'      address = "10.{{{{ (n | int) // 65536 }}}}.{{{{ (n | int) // 256 % 256 }}}}.{{{{ (n | int) % 256 }}}}"\n'
            f'      vars {{ asset = "{release}-A{{{{ n }}}}" }}\n'
            f'      set role0 {{ option_1 = "own value of {{{{ n | int }}}}" }}\n    }}\n  }}\n}}\n'
        )
    return "\n".join(out)


def write(folder: pathlib.Path, hosts: int, roles: int, form: str = "spelled", release: str = "r1") -> pathlib.Path:
    folder.mkdir(parents=True, exist_ok=True)
    body = spelled_out(hosts, release) if form == "spelled" else by_for(hosts, release)
    (folder / "hosts.roll").write_text(body, encoding="utf-8")
    (folder / "bench.roll").write_text(frame(roles, release), encoding="utf-8")
    return folder


def data(hosts: int, release: str = "r1") -> dict[str, Any]:
    """Path and content of each file of the inventory."""
    files: dict[str, Any] = {"hosts.yml": {}}
    for number in range(hosts):
        rack = f"rack{number // RACK:05}"
        files["hosts.yml"].setdefault(rack, {"hosts": {}})["hosts"][host(number)] = None
        files[f"group_vars/{rack}.yml"] = {"rack": f"{release}-{number // RACK:05}"}
        files[f"host_vars/{host(number)}.yml"] = {
            "ansible_host": address(number),
            "asset": f"{release}-A{number:06}",
            "role0_option_1": f"own value of {number}",
        }
    return files


def jsonnet(hosts: int) -> str:
    """The same as jsonnet, spelled out: an object of files."""
    entries = ",\n".join(f"  {json.dumps(path)}: {json.dumps(content)}" for path, content in data(hosts).items())
    return "{\n" + entries + "\n}\n"


def dump(folder: pathlib.Path, hosts: int) -> None:
    """The plainest tree with the same data, by PyYAML's C dumper."""
    import yaml

    for sub in ("group_vars", "host_vars"):
        (folder / sub).mkdir(parents=True, exist_ok=True)
    for path, content in data(hosts).items():
        with open(folder / path, "w", encoding="utf-8") as file:
            yaml.dump(content, file, Dumper=yaml.CSafeDumper, default_flow_style=False)


if __name__ == "__main__":
    import sys

    dump(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
