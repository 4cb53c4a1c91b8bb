"""Real templates: those of kolla-ansible, debops and tripleo-ansible are read, or refused, as Ansible's own Jinja2
does; their names renamed are the names that Jinja2 finds; and renamed back they are the same bytes.

The archives come from PyPI into target/sdists; nothing of them is kept in this repository.
"""

import json
import pathlib
import subprocess
import sys
import tarfile
import time

import jinja2.meta
from ansible._internal._templating import _jinja_bits

from _project import ROLECALL, ROOT, check, done, folder, problem, run

SOURCES = ["kolla-ansible==22.2.0", "debops==3.3.2", "tripleo-ansible==6.0.0"]
SDISTS = ROOT / "target" / "sdists"
# What Jinja2 and Ansible's `template` give: these are not renamed.
GIVEN = set(_jinja_bits.AnsibleEnvironment().globals) | {
    "ansible_facts", "ansible_managed", "hostvars", "template_destpath", "template_fullpath", "template_host",
    "template_mtime", "template_path", "template_run_date", "template_uid", "undefined"}
# What corpora hold too little of: each must be read, or refused, as by Jinja2.
CONSTRUCTS = r"""
{% set a %}x{{ b }}{% endset %}{{ a }}
{% set a | upper | replace('x', y) %}x{% endset %}{{ a }}
{% set a, b = c %}{{ a ~ b }}
{% set ns = namespace(x=1) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}
{% set ns.x, y = z %}
{% macro m(a, b=c, d=a) %}{{ a }}{{ varargs }}{{ kwargs }}{{ caller() }}{% endmacro %}{% call(u) m(v) %}{{ u }}{{ w }}{% endcall %}
{% macro m(a=1, b) %}{% endmacro %}
{% call m %}{% endcall %}
{% call m() | upper %}{% endcall %}
{% filter upper | replace(a, b) %}{{ c }}{% endfilter %}
{% for a in b recursive %}{{ loop(a.c) }}{% else %}{{ d }}{% endfor %}
{% for a in b if a is defined %}{{ loop.index }}{% endfor %}
{% for a, (b, c) in d | dictsort %}{{ a ~ b ~ c }}{% endfor %}
{% for a in b if c else d %}{% endfor %}
{% for a.b in c %}{% endfor %}
{% for 1 in c %}{% endfor %}
{% for a in b, c %}{{ a }}{% endfor %}
{% if a %}{% elif b %}{% else %}{% endif %}
{% if a %}{% else %}{% elif b %}{% endif %}
{% if a: %}x{% endif %}
{% with a = b, c = a %}{{ c }}{% endwith %}
{% with %}{% set a = 1 %}{% endwith %}{{ a }}
{% autoescape true %}{% set a = 1 %}{% endautoescape %}{{ a }}
{% block a %}{{ super() }}{{ self.a() }}{{ b }}{% endblock a %}
{% block a scoped %}{% endblock %}{% block a %}{% endblock %}
{% block a-b %}{% endblock %}
{% block a required %} {# c #} {% endblock %}
{% block a required %}x{% endblock %}
{% for i in l %}{% block a %}{{ i }}{% endblock %}{% endfor %}
{% extends "a" %}{% extends b if c else "d" %}
{% include "a" ignore missing without context %}{% include ["a", b] with context %}{% include a, b %}
{% import "a" as b with context %}{% from "a" import b as c, d without context %}{% from "a" import b, with context %}
{% from "a" import _b %}
{% from "a" import %}
{% import "a" as none %}
{% print a, b %}{% print %}
{% do a.append(1) %}
{% for a in b %}{% break %}{% endfor %}
{% trans %}a{% endtrans %}
{% raw %}{{ a }}{% endraw %}{{ b }}
{%- raw -%} {% a %} {%- endraw +%}{{ b }}
{% raw %}{{ a }}
{# a {{ b }} #}{{ c }}{#- d -#}
{# a
{{ "{{ a }}" }}{{ '}}' ~ a }}{{ "%}" }}
{{ 'a' "b" 'c' }}{{ "\"" }}{{ '\'' ~ a }}
{{ "\x4" }}
{{ "\N{BULLET}\u1234" }}
{{ "\u12" }}
{{ "a }}
{{ a if b else c if d else e }}{{ a if b if c }}{{ (a if b) }}
{{ a is b is c }}
{{ a is not divisibleby 3 }}{{ a is b.c(d) and e is in [f] }}{{ a is sameas b.c[d] }}
{{ a is defined if b }}
{{ not a in b }}{{ a not in b }}{{ not not a }}{{ a not b }}
{{ a < b < c == d }}{{ a == b != c }}{{ a <> b }}
{{ a ** b ** c // d % -e ~ +f }}{{ -a.b | abs }}{{ --a }}
{{ a.0.b[1:2:3][:][::-1][a:, b] }}{{ a[] }}{{ a[1,] }}
{{ a.b['c'].d(e, *f, g=h, **i)(j) }}
{{ a(b=1, c) }}
{{ a(*b, *c) }}
{{ a(**b, c=1) }}
{{ a(b,) }}{{ a(,) }}
{{ {'a': b, c: {d: e},} }}{{ [a, b,] }}{{ (a,) }}{{ () }}{{ a, b }}
{{ {'a': {'b': {}}} }}{{ {} }}
{{ {a} }}
{{ (a] }}
{{ a)) }}
{{ }}
{{ 1_000 + 0x1F + 0b1 + 0o7 + 1e3 + 1.5e-3 + 1.0 }}{{ 1.a }}{{ 1._a }}
{{ 0777 }}
{{ 1__0 }}
{{ a.1.2 }}{{ a.1e3 }}
{{ é ~ ñandú }}
{{ a² }}
{{ a ? b }}
{{ a && b }}
{{ a; b }}
{{ a | b.c.d(e) | f }}{{ a | b | c(d) (e) }}
{{ a | }}
{{ a.b. }}
{{- a -}} {%- if b +%} {%+ endif -%} {{+ c }}
{{ a +}}
{%- set a = 1 -%}{{ a }}
{% endfor %}
{% if a %}{% endfor %}{% endif %}
{% if a %}
{% foo %}
{% %}
{% 1 %}
{{ a }
{% if a }
{{ true ~ True ~ none ~ None ~ false }}{% set true = 1 %}
{{ loop.index }}{{ self }}{{ caller }}{{ super }}{{ varargs }}
{{ x }}{% set x = 1 %}{{ x }}
{% if a %}{% set x = 1 %}{% endif %}{{ x }}
{% macro m() %}{{ n() }}{% endmacro %}{% macro n() %}{% endmacro %}{{ m() }}
{{ a.items() }}{{ a.keys }}{{ a['items'] }}
""".strip().split("\n")
# With more than one line: settings, line statements, line ends.
BLOCKS = [
    "#jinja2: lstrip_blocks: True, trim_blocks: False\n  {% if a %}\n{{ b }}\n  {% endif %}\n",
    "#jinja2: variable_start_string: '[%', variable_end_string: '%]'\n{{ a }} [% b | upper %] {% if c %}{% endif %}\n",
    "#jinja2: variable_start_string: '<$', variable_end_string: '$>', block_start_string: '<%', block_end_string: '%>',"
    "comment_start_string: '<#', comment_end_string: '#>'\n{{ a }}<# <$ c $> #><% for b in c %><$ b $><% endfor %>\n",
    "#jinja2: line_statement_prefix: '%', line_comment_prefix: '##'\n% for a in b:\n  {{ a }} ## {{ c }}\n% endfor\n## {{ d }}\n{{ e }}\n",
    "#jinja2: line_statement_prefix: '#'\n# if (a\n  or b)\nx\n# endif\n#-set c = d\n{{ c }}\n",
    "#jinja2: foo: 1\n{{ a }}\n", "#jinja2: trim_blocks\n{{ a }}\n", "#jinja2: trim_blocks: True", "#jinja2:\n{{ a }}\n",
    "#jinja2:trim_blocks:True\n{{ a }}\n", "a\r\n{{ b }}\r\n{% if c -%}\r\n{{ d }}\r\n{% endif %}\r\n", "{#", "{{", "{%", "{% raw %}",
    "{#\n", "{% raw %}\n", "{{\n", "é{{ é }}—{{ ñ }}\n", "{{ a\n  | b(c,\n    d) }}\n", "{# {# #} #}{{ a }}\n",
]


class Everything(dict):
    """Filters and tests of any name: those of others' collections are not installed here."""

    def __contains__(self, name):
        return True

    def get(self, name, default=None):
        return str


class Ansible:
    """Jinja2 as ansible-core sets it up."""

    def __init__(self):
        self.env = _jinja_bits.AnsibleEnvironment()
        self.env.filters, self.env.tests = Everything(), Everything()
        self.default = _jinja_bits.TemplateOverrides.DEFAULT

    def names(self, text):
        """The names that a template does not bind, or why it is none."""
        try:
            text, overrides = self.default._extract_template_overrides(text)
            kwargs = overrides.overlay_kwargs()
            env = self.env.overlay(**kwargs) if kwargs else self.env
            tree = env.parse(text)
        except Exception as error:  # noqa: BLE001: whatever it is, Ansible would stop here
            return f"{type(error).__name__}: {error}"
        blocks = [block.name for block in tree.find_all(jinja2.nodes.Block)]
        if len(set(blocks)) < len(blocks):
            return "a block is defined twice"  # said when it is compiled
        # A block sees what the top level sets, which is not looked at there.
        kinds = jinja2.nodes.Assign, jinja2.nodes.AssignBlock, jinja2.nodes.If
        tops = [node for node in tree.body if isinstance(node, kinds)]
        shared = {name.name for node in tops for name in node.find_all(jinja2.nodes.Name) if name.ctx == "store"}
        shared |= {macro.name for macro in tree.find_all(jinja2.nodes.Macro)}
        try:
            return jinja2.meta.find_undeclared_variables(tree) - (shared if blocks else set())
        except AssertionError:
            return None  # a fault of Jinja2's own: it forgets the arguments of a filter behind `set`


def archives():
    """The three sources, unpacked."""
    for source in SOURCES:
        name = source.partition("==")[0]
        into = SDISTS / name
        if (into / "done").exists():
            continue
        command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--no-binary",
                   ":all:", "-d", str(SDISTS), source]
        fetched = subprocess.run(command, capture_output=True, text=True)
        found = sorted(SDISTS.glob(f"{name.replace('-', '[-_]')}-*.tar.gz"))
        if not found:
            print(f"! {source} cannot be had from PyPI, without which nothing is checked here:\n{fetched.stderr[-1500:]}")
            sys.exit(2)
        with tarfile.open(found[0]) as archive:
            archive.extractall(into, filter="data")
        (into / "done").write_text("", encoding="utf-8")
    return sorted(path for path in SDISTS.glob("*/**/*.j2") if path.is_file())


def ours(paths, where, *options):
    """What Rolecall makes of templates: path to line."""
    listed = where / "list"
    listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    start = time.monotonic()
    lines = run(ROLECALL, "debug", "template", listed, *options).stdout.splitlines()
    print(f"{len(paths)} templates read in {time.monotonic() - start:.2f} s")
    return {line["path"]: line for line in map(json.loads, lines)}


def compare(paths, where):
    """Reads, renames and renames back; how many are templates."""
    ansible, good = Ansible(), []
    renamed = ours(paths, where, "--add", "rolecall_")
    for path in paths:
        text = path.read_bytes().decode("utf-8")
        theirs, line = ansible.names(text), renamed.get(str(path))
        if line is None:
            problem(f"{path}: not read")
            continue
        if isinstance(theirs, str) or "error" in line:
            agree = isinstance(theirs, str) and "error" in line
            check(agree, f"{path}: {text[:200] if len(text) < 200 else ''}\n  Jinja2 {theirs}\n  ours   {line.get('error')}"
                         f" (line {line.get('line')})")
            continue
        new = where / f"{len(good)}.j2"
        new.write_bytes(line["text"].encode("utf-8"))
        good.append((path, new, theirs, line))
    back = ours([new for _, new, _, _ in good], where, "--remove", "rolecall_")
    for path, new, theirs, line in good:
        found = back.get(str(new), {}).get("text")
        check(found is not None and found.encode("utf-8") == path.read_bytes(), f"{path}: not the same bytes again")
        after = ansible.names(line["text"])
        if theirs is None:
            continue
        # A name that is set under a condition stays as it is; a role may not have one of that name.
        kept = GIVEN | set(line["perhaps"])
        wanted = {name if name in kept else f"rolecall_{name}" for name in theirs}
        after -= {f"rolecall_{name}" for name in line["perhaps"]}
        check(after == wanted, f"{path}: {line['text'] if len(line['text']) < 200 else ''}\n  Jinja2 finds"
                               f" {after ^ wanted if isinstance(after, set) else after} renamed otherwise")
    return len(good)


def main():
    paths = archives()
    check(len(paths) > 1200, f"only {len(paths)} templates")
    with folder() as where:
        texts = where / "texts"
        texts.mkdir()
        written = []
        for number, text in enumerate([f"{line}\n" for line in CONSTRUCTS] + BLOCKS):
            written.append(texts / f"construct-{number}.j2")
            written[-1].write_bytes(text.encode("utf-8"))
        constructs = compare(written, where)
        good = compare(paths, where)
    done(f"{len(paths)} templates of others ({good} of them templates to Jinja2) and {len(written)} constructs ({constructs}):"
         " read or refused as by Jinja2, and the same bytes after renaming there and back")


if __name__ == "__main__":
    main()
