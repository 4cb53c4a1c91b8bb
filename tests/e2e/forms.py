#!/usr/bin/env python3
"""Forms that Ansible has no word for, run: what a task says on real Ansible is what the language says it is.

Each case is a project whose `debug` tasks say values, and what they must say, in the order of the tasks.
"""

from __future__ import annotations

import json
import sys

from _project import build, check, done, folder, project, run

HOST = 'host "one" {\n  connection = "local"\n  python = "%s"\n}\n' % sys.executable
CASES: list[tuple[str, str, list[object]]] = [
    ("a spread of what comes later", """
type Server = { name: string, port: port = 22, home: path? }
role web {
  param server: Server
  param limits: map(int)
  param words: list(string)
  param set: path? = "/set"
  param unset: path?
  let defaults = { a = 1, home = "/srv" }
  task "One" { debug { msg = { ..server, port = 2222 } } }
  task "Two" { debug { msg = { port = 1, ..server } } }
  task "Three" { debug { msg = { ..limits, ..{ x = 1, y = 2 }, x = 3 } } }
  task "Four" { debug { msg = { ..defaults, home = set, b = words } } }
  task "Five" { debug { msg = { ..defaults, home = unset, b = words } } }
  task "Six" { debug { msg = { n = { ..server, home = set, port = 1 } } } }
  task "Seven" { debug { msg = [{ ..limits, home = unset }] } }
  task "Eight" { debug { msg = [..words, "y", unset, set] } }
  task "Nine" { debug { msg = "{{ ([..words, 'z'] | length) + limits.x }}" } }
}
playbook site {
  play "All" on all {
    gather_facts = false
    role web { server = { name = "s", port = 80, home = "/h" }, limits = { x = 9, q = 8 }, words = ["w"] }
  }
}
""", [
        {"name": "s", "port": 2222, "home": "/h"},
        {"port": 80, "name": "s", "home": "/h"},
        {"x": 3, "q": 8, "y": 2},
        {"a": 1, "home": "/set", "b": ["w"]},
        {"a": 1, "home": "/srv", "b": ["w"]},
        {"n": {"name": "s", "port": 1, "home": "/set"}},
        [{"x": 9, "q": 8}],
        ["w", "y", "/set"],
        "11",
    ]),
    ("templates as Ansible reads them", r"""
role web {
  param port: port = 80
  let there: string = jinja(r"{{ lookup('pipe', 'echo there') }}")
  let twice: int = jinja(r"{{ web_port | int * 2 }}") | int
  task "One" { debug { msg = there } }
  task "Two" { debug { msg = "{{ twice + 1 }} {{ there | upper }}" } }
  task "Three" { debug { msg = jinja(r"{{ 'b' if web_port == 80 else 'a' }}") ~ "c" } }
  task "Four" { debug { msg = [jinja(r"{{- web_port, '}}' -}}") | length, jinja(r"{{ 1, 2 }}") | first] } }
  task "Five" when jinja(r"{{ web_port == 81 }}") | bool { debug { msg = "never" } }
  task "Six" { debug { msg = [jinja(r"{{ [1, 2] }}"), there] } }
}
playbook site {
  play "All" on all {
    gather_facts = false
    role web
  }
}
""", ["there", "161 THERE", "bc", [2, 1], [[1, 2], "there"]]),
    ("an entry without the parameters that it does not read", """
role base {
  param admins: list(string)
  param port: port
  param word: string = "{{ tail }}!"
  param tail: string
  task "Say it" { debug { msg = "{{ admins | length }} {{ port }} {{ word }}" } }
  handler tell { debug { msg = "port {{ port }}" } }
  entry say {
    param age: duration
    task "Call" {
      command "true"
      changed_when = true
      notify       = tell
    }
    task "Say it" { debug { msg = "{{ word }} {{ age }}" } }
  }
  entry idle { task "Say it" { debug { msg = "idle" } } }
}
playbook site {
  play "First" on all {
    gather_facts = false
    role base.say { age = 3m, port = 80, tail = "t" }
  }
  play "Second" on all {
    gather_facts = false
    role base.idle
  }
}
""", ["t! 180", "port 80", "idle"]),
    ("a path of which a part is unset", """
type Tls = { key: path?, port: port = 443 }
type Server = { name: string, tls: Tls?, more: map(Tls)? }
role web {
  param bare: Server
  param full: Server
  task "One" { debug { msg = "{{ bare.tls.key | default('/k') }} {{ full.tls.key | default('/k') }}" } }
  task "Two" { debug { msg = "{{ bare.more['x'].port | default(1) }} {{ full.more['x'].port | default(1) }}" } }
  task "Three" { debug { msg = "{{ bare.tls.port | default(1) }} {{ full.tls.port | default(1) }}" } }
  task "Four" when bare.tls.key is defined { debug { msg = bare.tls.key } }
  task "Five" when full.tls.key is defined { debug { msg = "{{ full.tls.key }} {{ full.tls.port }}" } }
}
playbook site {
  play "All" on all {
    gather_facts = false
    role web {
      bare = { name = "a" }
      full = { name = "b", tls = { key = "/f" }, more = { x = { port = 7 } } }
    }
  }
}
""", ["/k /f", "1 7", "1 443", "/f 443"]),
    ("ranges, which Ansible keeps in no variable", """
role web {
  param times: int = 3
  let all = range(times)
  task "One" { debug { msg = range(1, times) } }
  task "Two" { debug { msg = { sum = all | sum, most = range(times) | max, all = all } } }
  fact kept = range(times)
  task "Three" for n in range(times) when n in range(1, 2) { debug { msg = "{{ n }}" } }
  task "Four" { debug { msg = kept[2] } }
}
playbook site {
  play "All" on all {
    gather_facts = false
    role web
  }
}
""", [[1, 2], {"sum": 3, "most": 2, "all": [0, 1, 2]}, "1", 2]),
    ("groups with another name in Ansible", """
group back as "back-end" { hosts = ["one"] }
var groups_of: map(group) = { first = "back" }
role web {
  param to: group = "back"
  param others: list(group) = ["back", "all"]
  task "One" { debug { msg = [groups["back"], groups.back, groups[to], groups[groups_of.first], groups[others[0]]] } }
  task "Two" { debug { msg = ["back" in group_names, to in group_names, "back" in groups, "none" in groups, to == "back", "back" != to] } }
  task "Three" for at in groups["back"] when "back" in group_names { debug { msg = at } }
}
playbook site {
  play "All" on back {
    gather_facts = false
    role web
  }
}
""", [[["one"]] * 5, [True, True, True, False, True, False], "one"]),
    ("what is unset in a variable is not counted there", """
type Conf = { name: string, size: int?, words: list(string) = ["d"] }
var nothing: string?
role web {
  param by_key: map(Conf) = {}
  param texts: map(string) = {}
  param items: list(string) = []
  param record: { conf: Conf, more: string? }
  let own: map(string) = { a = nothing, b = inventory_hostname }
  task "One" { debug { msg = [by_key, texts, items, own] } }
  task "Two" { debug { msg = [texts | length, items | length, own | length, record | length] } }
  task "Three" { debug { msg = "{{ texts.a | default('none') }} {{ record.more | default('none') }} {{ record.conf.words[0] }}" } }
  task "Four" for word in [nothing, "y"] { debug { msg = word } }
}
playbook site {
  play "All" on all {
    gather_facts = false
    role web {
      by_key = { k = { name = inventory_hostname } }
      texts  = { a = nothing, b = "x" }
      items  = [nothing, "y"]
      record = { conf = { name = inventory_hostname }, more = nothing }
    }
  }
}
""", [
        [{"k": {"name": "one", "words": ["d"]}}, {"b": "x"}, ["y"], {"b": "one"}],
        [1, 1, 1, 1],
        "none none d",
        "y",
    ]),
]


def said(output: str) -> list[object]:
    """The `msg` of each task that said one."""
    values, decoder = [], json.JSONDecoder()
    for piece in output.split("ok: [one] => ")[1:]:
        # What a repeated task says stands behind its item.
        shown = decoder.raw_decode(piece[piece.index("{"):])[0]
        if "msg" in shown:
            values.append(shown["msg"])
    return values


for name, text, expected in CASES:
    with folder() as work:
        build(project(work / "source", main=HOST + text), work / "tree")
        ran = run("ansible-playbook", "playbooks/site.yml", cwd=work / "tree", env={"ANSIBLE_CALLBACK_RESULT_FORMAT": "json"})
        values = said(ran.stdout)
        check(len(values) == len(expected), f"{name}: {len(values)} said, not {len(expected)}\n{ran.stdout[-2000:]}")
        for value, wanted in zip(values, expected):
            check(value == wanted, f"{name}: {value!r}, not {wanted!r}")
done(f"{len(CASES)} forms do what they say")
