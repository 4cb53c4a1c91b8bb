#!/usr/bin/env python3
"""What others wrote, on real Ansible: path roles, own modules, filters and tests run and are held to what they say of
themselves; requirements.yml is read by ansible-galaxy; and every role of the `ansible` package is read without a false alarm."""

import json
import pathlib
import sys

import ansible_collections
import yaml

from _project import ROLECALL, build, check, done, fleet, folder, run

ROLECALL_CHECK = (ROLECALL, "--message-format", "short", "--color", "never", "check")

LEGACY = {
    "meta/argument_specs.yml": """---
argument_specs:
  main:
    short_description: Writes a file
    options:
      legacy_path: {type: path, required: true}
      legacy_level: {choices: [low, high], default: low}
      legacy_users: {type: list, elements: dict, options: {name: {required: true}, uid: {type: int}}}
  rotate:
    options:
      legacy_keep: {type: int, required: true}
""",
    "meta/main.yml": "dependencies: [plain]\n",
    "defaults/main.yml": "---\nlegacy_level: low\nlegacy_users: []\n",
    # What ansible-lint would refuse in a role of ours.
    "tasks/main.yml": """- template: src=out.j2 dest={{ legacy_path }}
  notify: [Say it changed, heard]
""",
    "tasks/rotate.yml": "- copy: {content: 'keep {{ legacy_keep }}', dest: '{{ legacy_path }}.kept'}\n",
    "handlers/main.yml": """- name: Say it changed
  copy: {content: changed, dest: '{{ legacy_path }}.changed'}
- name: Another
  listen: heard
  copy: {content: heard, dest: '{{ legacy_path }}.heard'}
""",
    "templates/out.j2": "{{ legacy_level }} {{ legacy_users | map(attribute='name') | join(',') }}\n",
}
PLAIN = {
    "defaults/main.yml": "plain_port: 80\nplain_peer: '{{ plain_port }}'\nplain_where: /nowhere\n",
    "tasks/main.yml": "- copy: {content: '{{ plain_port }} {{ plain_peer }}', dest: '{{ plain_where }}'}\n",
}
TOOLBOX = '''#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.shelf import count

DOCUMENTATION = r"""
extends_documentation_fragment: [files, shelf]
options:
  path: {type: path, required: true}
  level: {choices: [low, high], default: low}
  users: {type: list, elements: dict, suboptions: {name: {type: str, required: true}}}
"""
RETURN = r"""
written: {type: int}
"""

def main():
    module = AnsibleModule({"path": {"type": "path", "required": True}, "level": {"choices": ["low", "high"], "default": "low"},
                            "shelf": {"choices": ["upper", "lower"]}, "users": {"type": "list", "elements": "dict", "options": {"name": {"required": True}}}},
                           add_file_common_args=True)
    with open(module.params["path"], "w") as file:
        file.write(module.params["level"])
    module.set_fs_attributes_if_different(module.load_file_common_arguments(module.params), False)
    module.exit_json(changed=True, written=count(module.params["users"] or []))

main()
'''
# Imported, with what that imports; a fragment; what runs on the control node in the module's place; and what no `use` names.
BESIDE = {
    "callback_plugins/counted.py": """import os
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION, CALLBACK_TYPE, CALLBACK_NAME = 2.0, "aggregate", "counted"

    def v2_runner_on_ok(self, result):
        if "written" in result.result:
            with open(os.environ["COUNTED"], "a") as file:
                file.write("written\\n")
""",
    "lookup_plugins/pillar.py": """from ansible.plugins.lookup import LookupBase

class LookupModule(LookupBase):
    def run(self, terms, variables=None, **options):
        return ["-".join(terms)]
""",
    "vars_plugins/rack.py": """from ansible.plugins.vars import BaseVarsPlugin

class VarsModule(BaseVarsPlugin):
    def get_vars(self, loader, path, entities):
        return {"rack_name": "r7"}
""",
    "module_utils/shelf.py": "from .counted.all import count\n",
    "module_utils/counted/__init__.py": "",
    "module_utils/counted/all.py": "def count(items):\n    return len(items)\n",
    "module_utils/not_imported.py": "",
    "doc_fragments/shelf.py": 'class ModuleDocFragment:\n    DOCUMENTATION = r"""\noptions:\n  shelf: {choices: [upper, lower]}\n"""\n',
    "action_plugins/toolbox.py": """from ansible.plugins.action import ActionBase

class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        arguments = dict(self._task.args, path=self._task.args["path"] + ".by_action")
        return super().run(tmp, task_vars) | self._execute_module("toolbox", arguments, task_vars=task_vars)
""",
}
SITE = 'class FilterModule:\n    def filters(self):\n        return {"site_url": lambda host, path="/": f"https://{host}{path}"}\n'
PORTS = 'class TestModule:\n    def tests(self):\n        return {"unprivileged": lambda port: port > 1023}\n'
FLEET = '''
project demo { ansible = ">=2.19" }
use role legacy from "../theirs/legacy"
use role plain from "../theirs/plain"
use role ntp from galaxy "geerlingguy.ntp" version "2.3.1" {
  param ntp_timezone: string = "Etc/UTC"
  handler restart = "restart ntp"
}
use module toolbox from "library/toolbox.py"
use filter site_url(hostname, string?): string from "filter_plugins/site.py"
use lookup pillar(string, string?): string from "lookup_plugins/pillar.py"
use test unprivileged(port) from "test_plugins/ports.py"
role demo {
  param site: hostname
  param port: port = 8080
  let rack: string = jinja(r"{{ rack_name }}")
  task "Write the level" {
    toolbox { path = "WORK/level", shelf = "upper", mode = 0640, level = "high", users = [{ name = "alice" }, { name = "bob" }] }
    register = wrote
  }
  task "Say what was written" when port is unprivileged {
    copy { content = "{{ wrote.written }} {{ site | site_url('/a') }} {{ rack }} {{ lookup('pillar', 'a') }} {{ query('pillar', 'b', 'c') | first }}", dest = "WORK/said", mode = 0644 }
    notify = [legacy.say_it_changed, legacy.heard]
  }
}
group servers {
  host "localhost" { connection = "local", python = "PYTHON" }
  set plain { plain_where = "WORK/plain", plain_peer = 81 }
  set demo { site = "www.example.org" }
}
playbook site {
  play "Servers" on servers {
    gather_facts = false
    role legacy { legacy_path = "WORK/out", legacy_level = "high", legacy_users = [{ name = "alice" }, { name = "bob", uid = 7 }] }
    role legacy.rotate { legacy_keep = 3, legacy_path = "WORK/out" }
    role demo
  }
}
playbook clocks {
  play "Clocks" on servers { role ntp { ntp_timezone = "Europe/Vienna" } }
}
'''
REFUSED = [
    ('legacy_level = "high"', 'legacy_level = "medium"', "not-in-type"),
    ('name = "bob", uid = 7', 'nmae = "bob"', "unknown-field"),
    ("legacy_keep = 3", 'legacy_keep = "three"', "wrong-type"),
    ("plain_peer = 81", 'plain_peer = "many"', "wrong-type"),
    ('level = "high", users', 'level = "medium", users', "argument-choice"),
    ('path = "WORK/level"', 'paht = "WORK/level"', "unknown-argument"),
    ("mode = 0640", "mode = 0640, modus = 1", "unknown-argument"),
    ("lookup('pillar', 'a')", "lookup('pillar', 8080)", "wrong-type"),
    ("lookup('pillar', 'a')", "lookup('pilar', 'a')", "unknown-operation"),
    ('shelf = "upper"', 'shelf = "uper"', "argument-choice"),
    ("site | site_url('/a')", "site | site_url(1)", "wrong-type"),
    ("legacy.heard", "legacy.herad", "unknown-name"),
]


# Roles whose own defaults are not what their own specification says.
EXPLAINED = {
    "dellemc.openmanage.idrac_export_server_config_profile": "its default lacks a field that its specification requires",
    "dellemc.openmanage.idrac_import_server_config_profile": "its default is text where its specification says int, which Ansible converts",
}


def write(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def applied(work):
    """The fleet builds, lints, runs, and gives what it should."""
    write(work / "theirs/legacy", LEGACY)
    write(work / "theirs/plain", PLAIN)
    source = FLEET.replace("WORK", str(work)).replace("PYTHON", sys.executable)
    project = {"main.roll": source, "library/toolbox.py": TOOLBOX, "filter_plugins/site.py": SITE, "test_plugins/ports.py": PORTS}
    write(work / "fleet", project | BESIDE)
    out = work / "out-tree"
    build(work / "fleet", out)
    ran = run("ansible-playbook", "playbooks/site.yml", cwd=out, env={"COUNTED": str(work / "counted")})
    check((work / "level.by_action").stat().st_mode & 0o777 == 0o640, "the mode that a fragment allows was not set")
    check("[WARNING]" not in ran.stderr, ran.stderr)
    expected = {"out": "high alice,bob\n", "out.kept": "keep 3", "out.changed": "changed", "out.heard": "heard", "plain": "80 81",
                "level.by_action": "high", "said": "2 https://www.example.org/a r7 a b-c", "counted": "written\n"}
    for name, text in expected.items():
        path = work / name
        check(path.exists() and path.read_text() == text, f"{name}: {path.read_text() if path.exists() else 'missing'}")
    required = out / "requirements.yml"
    check(yaml.safe_load(required.read_text()) == {"roles": [{"name": "geerlingguy.ntp", "version": "2.3.1"}]}, required.read_text())
    # As a reader of the tree would: the role of Galaxy is installed first.
    write(out / "roles/geerlingguy.ntp", {"tasks/main.yml": "---\n- name: Nothing\n  ansible.builtin.debug:\n"})
    (out / ".git").mkdir()
    linted = run("ansible-lint", "--profile", "production", "--offline", "--strict", "--nocolor", "playbooks/site.yml",
                 "roles/demo", cwd=out)
    check("0 failure(s), 0 warning(s)" in linted.stdout + linted.stderr, linted.stdout + linted.stderr)
    carried = yaml.safe_load((out / ".ansible-lint").read_text())
    check(carried == {"exclude_paths": ["action_plugins/toolbox.py", "callback_plugins/counted.py", "filter_plugins/site.py", "library/toolbox.py", "lookup_plugins/pillar.py",
                                        "module_utils/counted/__init__.py", "module_utils/counted/all.py", "module_utils/shelf.py",
                                        "roles/legacy/", "roles/plain/", "test_plugins/ports.py", "vars_plugins/rack.py"]}, f"{carried}")
    # What is excluded would be found otherwise, and what is generated still is.
    (out / ".ansible-lint").unlink()
    linted = run("ansible-lint", "--profile", "production", "--offline", "--strict", "--nocolor", "playbooks/site.yml",
                 "roles/demo", cwd=out, expect=2)
    check("roles/legacy/tasks/main.yml" in linted.stdout, linted.stdout)
    for right, wrong, code in REFUSED:
        edited = source.replace(right.replace("WORK", str(work)), wrong.replace("WORK", str(work)))
        check(edited != source, f"{right} is not there")
        write(work / "fleet", {"main.roll": edited})
        refused = run(*ROLECALL_CHECK, work / "fleet", expect=1)
        check(f"error[{code}]" in refused.stderr, f"{wrong}: {refused.stderr}")


def requirements(work):
    """ansible-galaxy's own reader takes what is written."""
    from ansible import context
    from ansible.cli.galaxy import GalaxyCLI
    source = '''
use role ntp from galaxy "geerlingguy.ntp" version "2.3.1"
use role dns as "dns" from galaxy "acme.dns" version "1.0"
use role unused from galaxy "acme.unused" version "1.0.0"
use collection acme.tools from "collections/ansible_collections/acme/tools"
role r {
  task "A" { community.general.ini_file { path = "/a", section = "a", mode = 0644 } }
  task "B" { acme.tools.thing { name = "a" } }
  task "C" { ansible.builtin.command "true", changed_when = true }
}
host "a.example.org" { }
playbook p { play "P" on all { role ntp, role dns, role r } }
'''
    source = source.replace("role ntp, role dns, role r", "\n role ntp\n role dns\n role r\n").replace(
        '"true", changed_when = true', '"true"\n changed_when = true\n')
    write(work / "fleet", {"main.roll": source})
    write(work / "fleet/collections/ansible_collections/acme/tools", {
        "MANIFEST.json": json.dumps({"collection_info": {"namespace": "acme", "name": "tools", "version": "1.2.3"}}),
        "plugins/modules/thing.py": 'DOCUMENTATION = """\noptions:\n  name: {type: str, required: true}\n"""\n'})
    build(work / "fleet", work / "out")
    cli = GalaxyCLI(["ansible-galaxy", "collection", "install", "-r", str(work / "out/requirements.yml")])
    cli.parse()
    context.CLIARGS = dict(context.CLIARGS, api_server=None, api_key=None, keyring=None)
    from ansible.galaxy.api import GalaxyAPI
    from ansible.galaxy import Galaxy
    cli.galaxy = Galaxy()
    cli.api_servers = cli.lazy_role_api = cli._api = [GalaxyAPI(cli.galaxy, "none", "https://galaxy.example.org")]
    read = cli._parse_requirements_file(str(work / "out/requirements.yml"), artifacts_manager=None, validate_signature_options=False)
    found = {item.fqcn: item.ver for item in read["collections"]}
    check(list(found) == ["acme.tools", "community.general"] and found["acme.tools"] == "1.2.3", f"{found}")
    installed = pathlib.Path(list(ansible_collections.__path__)[0]) / "community/general/MANIFEST.json"
    wanted = json.loads(installed.read_text())["collection_info"]["version"]
    check(found.get("community.general") == wanted, f"community.general {found.get('community.general')}, installed {wanted}")
    roles = [(role.src, role.name, role.version) for role in read["roles"]]
    check(sorted(roles) == [("acme.dns", "dns", "1.0"), ("geerlingguy.ntp", "geerlingguy.ntp", "2.3.1")], f"{roles}")


class Loader(yaml.SafeLoader):
    """As Ansible reads, but what only it can read is None."""


Loader.add_multi_constructor("!", lambda *_: None)


def literal(value):
    """A value of YAML in the language; None where it is a template, or no data."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return None if isinstance(value, float) and value != value else repr(value)
    if isinstance(value, str):
        if "{{" in value or "{%" in value or "{#" in value or any(not letter.isprintable() and letter != "\n" for letter in value):
            return None
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    if isinstance(value, (list, dict)):
        parts = [literal(item) for item in (value.values() if isinstance(value, dict) else value)]
        if any(part is None for part in parts):
            return None
        if isinstance(value, list):
            return f"[{', '.join(parts)}]"
        if not all(isinstance(key, str) for key in value):
            return None
        return f"{{ {', '.join(f'{literal(key)} = {part}' for key, part in zip(value, parts))} }}"
    return None


def corpus(work):
    """Every role of the package is read; what its files default to is taken back by the types read from them."""
    found = sorted(path for root in ansible_collections.__path__ for path in pathlib.Path(root).glob("*/*/roles/*") if path.is_dir())
    count = {"roles": 0, "specified": 0, "parameters": 0, "any": 0, "defaults": 0, "given back": 0, "false alarms": 0}
    for number, role in enumerate(found):
        meta = next((yaml.safe_load(path.read_text()) for path in role.glob("meta/main.y*ml")), None) or {}
        needed = [item if isinstance(item, str) else item.get("role") or item.get("name") for item in meta.get("dependencies") or []]
        uses = "".join(f'use role needed{index} from "{role.parent / name}"\n' for index, name in enumerate(needed)
                       if name.count(".") < 2 and (role.parent / name).is_dir())
        missing = [name for name in needed if name.count(".") < 2 and not (role.parent / name).is_dir()]
        project = work / str(number)
        head = f'use role it from "{role}"\n{uses}host "a.example.org" {{ }}\n'
        write(project, {"main.roll": head})
        if missing:
            refused = run(*ROLECALL_CHECK, project, expect=1)
            check(refused.stderr.count("error[") == refused.stderr.count("error[missing-dependency]"), f"{role}: {refused.stderr}")
            continue
        defaults = fleet(project)["roles"][role.name]["params"]
        specs = next((yaml.safe_load(path.read_text()) for path in role.glob("meta/argument_specs.y*ml")), None) or {}
        specs = specs.get("argument_specs") or meta.get("argument_specs") or {}
        options = (specs.get("main") or {}).get("options") or {}
        written = {}
        for path in sorted(role.glob("defaults/main.y*ml")):
            written.update(yaml.load(path.read_text(), Loader) or {})
        strict = run(*ROLECALL_CHECK, "--strict", project, expect=None).stderr
        count["roles"] += 1
        count["specified"] += bool(specs)
        count["parameters"] += len(set(options) | set(written))
        count["any"] += strict.count("the parameter `it.")
        given = {name: literal(value) for name, value in written.items()}
        given = {name: text for name, text in given.items() if text is not None and text != "null"}
        for name, value in written.items():
            if name in defaults and name in given:
                check(defaults[name] == value, f"{role}: {name}: {defaults[name]!r}, not {value!r}")
                count["defaults"] += 1
        lines = "\n".join(f"    {name} = {text}" for name, text in given.items())
        write(project, {"main.roll": f"{head}group all {{\n  set it {{\n{lines}\n  }}\n}}\n"})
        again = run(*ROLECALL_CHECK, project, expect=None)
        count["given back"] += len(given)
        alarms = [line for line in again.stderr.splitlines() if "error[" in line]
        count["false alarms"] += len(alarms)
        name = f"{role.parent.parent.parent.name}.{role.parent.parent.name}.{role.name}"
        for line in alarms:
            print(f"  {name}: {line.rsplit('error[')[-1]} ({EXPLAINED.get(name)})")
            check(name in EXPLAINED, f"{name}: {line}")
    print(count)
    check(count["roles"] > 90, "the roles of the package were not found")
    check(count["false alarms"] <= count["given back"] * 0.005, "too many false alarms")


with folder() as work:
    applied(work / "applied")
    requirements(work / "requirements")
    corpus(work / "corpus")
done("what others wrote is run, refused and read as it should be")
