#!/usr/bin/env python3
"""`constructed` puts the hosts of another inventory into groups: what that inventory says of them stays as it is.

Variables beside the plugin's file would be read last, and the common value would win over the inventory's own.
"""

from __future__ import annotations

import json

from _project import build, check, done, folder, project, run

FLEET = """
var size: int = 0
group web { vars { size = 1 } }
group first {
  dynamic = true
  set role_of_first { word = "of the group" }
}
inventory staging {
  host "w1.example.org" { address = "192.0.2.1" }
  host "db1.example.org" { address = "192.0.2.2" }
  group web {
    hosts = ["w1.example.org"]
    vars { size = 2 }
  }
}
inventory regrouped from plugin "ansible.builtin.constructed" {
  strict = true
  groups = { first = "inventory_hostname is match('w')" }
}
role role_of_first {
  param word: string = "the default"
  task "Say it" { debug { msg = "{{ word }} {{ size }}" } }
}
playbook site { play "First" on first { role role_of_first } }
"""

with folder() as work:
    build(project(work / "source", main=FLEET), work / "tree")
    names = ["-i", "inventory/staging/hosts.yml", "-i", "inventory/regrouped/constructed.yml"]
    listed = json.loads(run("ansible-inventory", *names, "--list", cwd=work / "tree").stdout)
    held = listed["_meta"]["hostvars"]
    check(listed.get("first", {}).get("hosts") == ["w1.example.org"], f"the group is not filled: {listed}")
    check(held["w1.example.org"]["size"] == 2, f"the inventory's own value is lost: {held}")
    check(held["w1.example.org"]["role_of_first_word"] == "of the group", f"the group's value is lost: {held}")
    check("role_of_first_word" not in held["db1.example.org"], f"a value for a host that is not in the group: {held}")
    files = sorted(path.name for path in (work / "tree" / "inventory" / "regrouped").rglob("*"))
    check(files == ["constructed.yml"], f"beside the plugin's file: {files}")
done("what regroups another inventory changes no value of it")
