#!/usr/bin/env python3
"""For every host, every var and role parameter: what Ansible computes is what the fleet holds, and what `rolecall why` says.

Ansible is asked in a play that has the roles' defaults as its lowest source (`defaults` of a role that is
included, nothing else of it), so that its own precedence decides.
"""

import json

from _project import EXAMPLES, ROLECALL, build, check, done, fleet, folder, run

PLAY = """\
- name: Ask
  hosts: all
  gather_facts: false
  connection: local
  tasks:
    - name: Take in the defaults
      ansible.builtin.include_role:
        name: "{{ item }}"
        tasks_from: nothing.yml
        public: true
      loop: ROLES
    - name: Write down what everything is
      ansible.builtin.copy:
        dest: "DEST/{{ inventory_hostname }}.json"
        content: "{{ { NAMES } | to_json }}"
        mode: "0600"
      vars:
        ansible_connection: local
        ansible_become: false
        ansible_python_interpreter: "{{ ansible_playbook_python }}"
"""



def why(example, name):
    """What `rolecall why` says of each host."""
    told = json.loads(run(ROLECALL, "why", name, "--dir", example, "--message-format", "json").stdout.splitlines()[0])
    return {(answer["inventory"], answer["host"]): answer["value"] for answer in told["hosts"]}


asked = 0
with folder() as work:
    for example in EXAMPLES:
        out, held = work / example.name, fleet(example)
        build(example, out)
        roles = sorted(held["roles"])
        for role in roles:
            (out / "roles" / role / "tasks").mkdir(exist_ok=True)
            # Dependencies would run; only defaults are asked for.
            (out / "roles" / role / "meta" / "main.yml").write_text("---\ndependencies: []\nallow_duplicates: true\n")
            (out / "roles" / role / "tasks" / "nothing.yml").write_text("---\n[]\n")
        for inventory, content in held["inventories"].items():
            names = sorted({name for host in content["hosts"].values() for kind in ("vars", "params")
                            for name in host.get(kind, {})})
            answers = work / "answers" / example.name / inventory
            answers.mkdir(parents=True)
            where = "inventory/hosts.yml" if list(held["inventories"]) == ["hosts"] else f"inventory/{inventory}"
            (out / "ask.yml").write_text(PLAY.replace("ROLES", json.dumps(roles)).replace("DEST", str(answers))
                                         .replace("NAMES", ", ".join(f"'{name}': {name} | default('__unset__')"
                                                                   for name in names)))
            run("ansible-playbook", "-i", where, "ask.yml", cwd=out)
            said = {name: why(example, name) for name in names}
            for host, expected in content["hosts"].items():
                answer = json.loads((answers / f"{host}.json").read_text())
                for kind in ("vars", "params"):
                    for name, value in expected.get(kind, {}).items():
                        if isinstance(value, dict) and "__later__" in value:
                            continue
                        asked += 1
                        if name not in expected.get("applied", {}):
                            found = said[name].get((inventory, host))
                            check(found == value, f"{example.name} {host} {name}: why says {found!r}, not {value!r}")
                        check(answer[name] == value, f"{example.name} {host} {name}: {answer[name]!r}, not {value!r}")
check(asked > 100, f"only {asked} values were asked for")
done(f"{asked} values agree")
