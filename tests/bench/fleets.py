"""Fleets of any size as text: in the language, spelled out or by `for`, as Jsonnet, and as plain data.

The same data in every form. Ten hosts a rack, ten racks a row, ten rows a site: a group for each, the larger ones hold the
smaller ones, and each gives values. A host has settings, variables and parameters of every kind of value, about as much as a
host of a real fleet has of its own; README.md says how much that is and why.
`release` stands in every file of the inventory and in every role, so that one word changes them all.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

import roles as role_texts

RACK, ROW, SITE = 10, 100, 1000

# Name, type and default of each declared variable, as the language and as Jsonnet's assertions want them.
VARS = [
    ("asset", "string?"),
    ("rack", "string?"),
    ("contact", "email?"),
    ("gateway", "ip?"),
    ("vlan", "int?"),
    ("weight", "float?"),
    ("maintenance", "bool"),
    ("resolvers", "list(ip)"),
    ("disks", "list(string)"),
    ("interfaces", "list(Interface)"),
    ("labels", "map(string)"),
]


def address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def name_of(number: int) -> str:
    return f"h{number:06}.example.org"


def host(number: int, release: str) -> dict[str, dict[str, Any]]:
    """What a host says of itself."""
    return {
        "settings": {"address": address(number), "user": f"deploy{number % 7}"},
        "vars": {
            "asset": f"{release}-A{number:06}",
            "weight": 0.5 + number % 4,
            "maintenance": number % 50 == 0,
            "disks": [f"nvme{disk}n1" for disk in range(1 + number % 3)],
            "interfaces": [{"name": "eno1", "address": address(number), "mtu": 9000 if number % 2 else 1500}],
            "labels": {"serial": f"SN{number * 7919 % 10**8:08}", "tier": ("web", "db", "cache")[number % 3]},
        },
        "role0": {"workers": 2 + number % 14, "motto": f"own value of {number}"},
    }


def rack(number: int, release: str) -> dict[str, dict[str, Any]]:
    return {
        "vars": {"rack": f"{release}-{number:05}", "gateway": f"10.{number >> 8 & 255}.{number & 255}.254", "vlan": 100 + number % 3900},
        "role1": {"listen_port": 8000 + number % 1000},
    }


def row(number: int, release: str) -> dict[str, dict[str, Any]]:
    return {
        "vars": {"contact": f"row{number}.{release}@example.org"},
        "role2": {"listen_port": 9000 + number % 1000, "motto": f"row {number}"},
    }


def site(number: int, release: str) -> dict[str, dict[str, Any]]:
    return {
        "vars": {"resolvers": [f"192.0.2.{number % 250}", f"198.51.100.{number % 250}"]},
        "role3": {"workers": 4 + number % 4, "motto": f"site {number} of {release}"},
    }


GROUPS = (("rack", RACK, rack), ("row", ROW, row), ("site", SITE, site))


def groups(hosts: int):
    """Kind, how many hosts it spans, number of the group, from the small ones to the large ones."""
    for kind, span, gives in GROUPS:
        for number in range((hosts + span - 1) // span):
            yield kind, span, number, gives


def group_name(kind: str, number: int) -> str:
    return f"{kind}{number:05}"


def value(data: Any) -> str:
    """A value as the language writes it."""
    if isinstance(data, dict):
        return "{ " + ", ".join(f"{key} = {value(item)}" for key, item in data.items()) + " }"
    if isinstance(data, list):
        return "[" + ", ".join(map(value, data)) + "]"
    return json.dumps(data)


def body(gives: dict[str, dict[str, Any]], indent: str) -> str:
    lines = [f"{indent}{name} = {value(data)}" for name, data in gives.get("settings", {}).items()]
    for owner, values in gives.items():
        if owner != "settings":
            lines.append(f"{indent}{'vars' if owner == 'vars' else f'set {owner}'} {{")
            lines += [f"{indent}  {name} = {value(data)}" for name, data in values.items()]
            lines.append(f"{indent}}}")
    return "\n".join(lines)


def frame(roles: int, release: str) -> str:
    applied = "\n".join(f"    role role{number}" for number in range(max(roles, 4)))
    shown = ", ".join(f"{name} = {name}" for name, _ in VARS if name not in ("disks", "interfaces", "resolvers", "labels"))
    return f"""project bench {{}}

type Interface = {{
  name: string
  address: ip
  mtu: int = 1500
}}

var asset: string?
var rack: string?
var contact: email?
var gateway: ip?
var vlan: int?
var weight: float?
var maintenance: bool = false
var resolvers: list(ip) = ["192.0.2.53"]
var disks: list(string) = ["sda"]
var interfaces: list(Interface) = []
var labels: map(string) = {{}}

playbook site {{
  play "Everything" on all {{
    become = true
{applied}
    task "Show what is known" {{
      debug {{ msg = {{ {shown} }} }}
    }}
    task "Show the lists" {{
      debug {{ msg = "{{{{ resolvers | length }}}} {{{{ disks | length }}}} {{{{ interfaces | length }}}} {{{{ labels | length }}}} {release}" }}
    }}
  }}
}}
"""


def large_groups(first: int, last: int, hosts: int, release: str) -> list[str]:
    """The rows and the site of some hosts."""
    out = []
    for kind, span, number, gives in groups(hosts):
        if kind != "rack" and first <= number * span < last:
            smaller, size = ("rack", RACK) if kind == "row" else ("row", ROW)
            end = min((number + 1) * span // size, (hosts + size - 1) // size)
            children = ", ".join(group_name(smaller, child) for child in range(number * span // size, end))
            out.append(f"group {group_name(kind, number)} {{\n  children = [{children}]\n{body(gives(number, release), '  ')}\n}}\n")
    return out


def spelled_out(first: int, last: int, release: str) -> list[str]:
    """The racks from one host to another."""
    out = []
    for start in range(first, last, RACK):
        number = start // RACK
        out.append(f"group {group_name('rack', number)} {{\n{body(rack(number, release), '  ')}")
        for one in range(start, min(start + RACK, last)):
            out.append(f'  host "{name_of(one)}" {{\n{body(host(one, release), "    ")}\n  }}')
        out.append("}\n")
    return out


def by_for(first: int, last: int, release: str) -> list[str]:
    """The same, computed: what hosts say is written once a rack."""
    out = []
    for start in range(first, last, RACK):
        number, end = start // RACK, min(start + RACK, last) - 1
        out.append(f"""group {group_name('rack', number)} {{
{body(rack(number, release), '  ')}
  for n in {start}..{end} {{
    host "h{{{{ '%06d' | format(n) }}}}.example.org" {{
      address = "10.{{{{ n // 65536 }}}}.{{{{ n // 256 % 256 }}}}.{{{{ n % 256 }}}}"
      user = "deploy{{{{ n % 7 }}}}"
      vars {{
        asset = "{release}-A{{{{ '%06d' | format(n) }}}}"
        weight = 0.5 + n % 4
        maintenance = n % 50 == 0
        disks = ["nvme{{{{ disk }}}}n1" for disk in 0..n % 3]
        interfaces = [{{ name = "eno1", address = "10.{{{{ n // 65536 }}}}.{{{{ n // 256 % 256 }}}}.{{{{ n % 256 }}}}", mtu = 9000 if n % 2 == 1 else 1500 }}]
        labels = {{ serial = "SN{{{{ '%08d' | format(n * 7919 % 100000000) }}}}", tier = ["web", "db", "cache"][n % 3] }}
      }}
      set role0 {{
        workers = 2 + n % 14
        motto = "own value of {{{{ n }}}}"
      }}
    }}
  }}
}}
""")
    return out


def write(folder: pathlib.Path, hosts: int, roles: int, form: str = "spelled", release: str = "r1", tasks: int = 5,
          behaviour: str | None = None) -> pathlib.Path:
    """A file for each site, as people who have thousands of hosts keep them; `behaviour` is the release of what is run, if another."""
    behaviour = behaviour or release
    folder.mkdir(parents=True, exist_ok=True)
    racks = spelled_out if form == "spelled" else by_for
    for first in range(0, hosts, SITE):
        last = min(first + SITE, hosts)
        text = "\n".join(racks(first, last, release) + large_groups(first, last, hosts, release))
        (folder / f"{group_name('site', first // SITE)}.roll").write_text(text, encoding="utf-8")
    (folder / "bench.roll").write_text(frame(roles, behaviour), encoding="utf-8")
    for number in range(max(roles, 4)):
        role_texts.write(folder / "roles" / f"role{number}", number, tasks, behaviour)
    return folder


def flat(gives: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """As Ansible names it."""
    out: dict[str, Any] = {}
    for owner, values in gives.items():
        for name, data in values.items():
            if owner == "settings":
                name = {"address": "ansible_host", "user": "ansible_user"}[name]
            elif owner != "vars":
                name = f"{owner}_{name}"
            out[name] = data
    return out


def data(hosts: int, release: str = "r1") -> dict[str, Any]:
    """Path and content of each file of the inventory."""
    tree: dict[str, Any] = {}
    files: dict[str, Any] = {"hosts.yml": tree}
    for kind, span, number, gives in groups(hosts):
        files[f"group_vars/{group_name(kind, number)}.yml"] = flat(gives(number, release))
        entry: dict[str, Any] = {}
        if kind == "rack":
            entry["hosts"] = {name_of(one): None for one in range(number * span, min((number + 1) * span, hosts))}
        else:
            smaller, size = ("rack", RACK) if kind == "row" else ("row", ROW)
            last = min((number + 1) * span // size, (hosts + size - 1) // size)
            entry["children"] = {group_name(smaller, child): None for child in range(number * span // size, last)}
        tree[group_name(kind, number)] = entry
    for number in range(hosts):
        files[f"host_vars/{name_of(number)}.yml"] = flat(host(number, release))
    return files


JSONNET = """// Values of hosts: defaults < site < row < rack < host.
local isInt(value) = std.isNumber(value) && std.floor(value) == value;
local isPort(value) = isInt(value) && value >= 1 && value <= 65535;
local isIp(value) = std.isString(value) && std.length(std.split(value, '.')) == 4;
local isListOf(is) = function(value) std.isArray(value) && std.all([is(item) for item in value]);
local isMapOf(is) = function(value) std.isObject(value) && std.all([is(value[key]) for key in std.objectFields(value)]);
local isInterface(value) =
  std.isObject(value) && std.isString(value.name) && isIp(value.address) && isInt(value.mtu);

local types = {
  ansible_host: std.isString,
  ansible_user: std.isString,
  asset: std.isString,
  rack: std.isString,
  contact: std.isString,
  gateway: isIp,
  vlan: isInt,
  weight: std.isNumber,
  maintenance: std.isBoolean,
  resolvers: isListOf(isIp),
  disks: isListOf(std.isString),
  interfaces: isListOf(isInterface),
  labels: isMapOf(std.isString),
} + {
  ['role%d_%s' % [role, param.name]]: param.is
  for role in std.range(0, %(roles)d - 1)
  for param in [
    { name: 'packages', is: isListOf(std.isString) },
    { name: 'workers', is: isInt },
    { name: 'listen_port', is: isPort },
    { name: 'motto', is: std.isString },
    { name: 'unpack', is: std.isBoolean },
    { name: 'endpoints', is: isMapOf(std.isString) },
  ]
};

local defaults = {
  maintenance: false,
  resolvers: ['192.0.2.53'],
  disks: ['sda'],
  interfaces: [],
  labels: {},
};

local wellTyped(gives) =
  std.all([std.objectHas(types, name) && types[name](gives[name]) for name in std.objectFields(gives)]);

local Group = {
  parent:: { values: defaults },
  gives: {},
  values:: self.parent.values + self.gives,
%(group_checks)s};

local Host = Group {
%(host_checks)s};
"""


def jsonnet(hosts: int, roles: int, checked: bool) -> str:
    """The same as a person writes it in Jsonnet: hosts and groups inherit, and the files are computed from them.

    `checked`: each value's type, and that each host has what it must have, are asserted, as `check` does it.
    """
    group_checks = "  assert wellTyped(self.gives) : 'ill-typed: ' + self.gives,\n" if checked else ""
    host_checks = (
        "  assert std.all([std.objectHas(self.values, name) for name in std.objectFields(defaults)]) : 'incomplete',\n" if checked else ""
    )
    text = JSONNET.replace("%(roles)d", str(max(roles, 4))).replace("%(group_checks)s", group_checks).replace("%(host_checks)s", host_checks)
    out = [text]
    small = {"rack": ("row", ROW), "row": ("site", SITE)}
    for kind, span, number, gives in sorted(groups(hosts), key=lambda group: -group[1]):
        parent = f" parent:: {group_name(small[kind][0], number * span // small[kind][1])}," if kind in small else ""
        out.append(f"local {group_name(kind, number)} = Group {{{parent} gives: {json.dumps(flat(gives(number, 'r1')))} }};")
    out.append("local hosts = {")
    for number in range(hosts):
        rack_name = group_name("rack", number // RACK)
        out.append(f"  '{name_of(number)}': Host {{ parent:: {rack_name}, gives: {json.dumps(flat(host(number, 'r1')))} }},")
    out.append("};\nlocal groups = {")
    tree = data(hosts)["hosts.yml"]
    for name in tree:
        out.append(f"  {name}: {name},")
    out.append("};")
    out.append("{ 'hosts.yml': " + json.dumps(tree) + " } +")
    out.append("{ ['host_vars/' + name + '.yml']: hosts[name].gives for name in std.objectFields(hosts) } +")
    out.append("{ ['group_vars/' + name + '.yml']: groups[name].gives for name in std.objectFields(groups) }")
    return "\n".join(out) + "\n"


def dump(folder: pathlib.Path, hosts: int) -> None:
    """The plainest tree with the same data, by PyYAML's C dumper."""
    import yaml

    for sub in ("group_vars", "host_vars"):
        (folder / sub).mkdir(parents=True, exist_ok=True)
    for path, content in data(hosts).items():
        with open(folder / path, "w", encoding="utf-8") as file:
            yaml.dump(content, file, Dumper=yaml.CSafeDumper, default_flow_style=False)


def one_file(path: pathlib.Path, hosts: int) -> None:
    """The same data in an inventory of one file, each host and group with its variables beside its name."""
    import yaml

    files = data(hosts)
    tree = files.pop("hosts.yml")
    for name, group in tree.items():
        group["vars"] = files[f"group_vars/{name}.yml"]
        for host_name in group.get("hosts", {}):
            group["hosts"][host_name] = files[f"host_vars/{host_name}.yml"]
    with open(path, "w", encoding="utf-8") as file:
        yaml.dump(tree, file, Dumper=yaml.CSafeDumper, default_flow_style=False)


if __name__ == "__main__":
    import sys

    dump(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
