#!/usr/bin/env python3
"""Each filter, test, method, function and lookup of lang/modules/signatures.txt gives on ansible-core what its signature says.

Each expression of tests/e2e/signatures.txt is typed by the compiler, and its Jinja is evaluated by Ansible: the value has to be of the type.
Every signature has an expression.
"""

import re

from _expressions import ask, is_of, rows_of
from _project import ROOT, check, done
from _tables import TABLES

# Those that need a secret, a server, a file of their own, or a library of Python's that is not always there; `attr` gives what only Python sees, and nothing is read off `undef`.
ELSEWHERE = {"filter attr", "filter vault", "filter unvault", "filter d", "filter password_hash", "function joiner", "function lipsum", "function now", "function undef",
             "function lookup", "function q", "lookup template", "lookup url"}


def asked(sources):
    """The operations that the expressions use, as the table names them."""
    for source in sources:
        yield from (f"filter {name}" for name in re.findall(r"\| (\w+)", source))
        yield from (f"test {name}" for name in re.findall(r" is (\w+)", source))
        yield from (f"method {name}" for name in re.findall(r"\.(\w+)\(", source))
        yield from (f"function {name}" for name in re.findall(r"^(\w+)\(", source))
        yield from (f"lookup {name}" for name in re.findall(r'^lookup\("(\w+)"', source))


sources, variables, rows = rows_of(ROOT / "tests" / "e2e" / "signatures.txt")
signatures = [line.split("\t")[0] for line in (TABLES / "signatures.txt").read_text().splitlines() if not line.startswith("#")]
wanted = {" ".join(name.split(" ")[:2]) for name in signatures} - ELSEWHERE
missing = wanted - set(asked(sources))
check(len(wanted) > 200 and not missing, f"no expression asks for {sorted(missing)}")
later = ask(sources, variables, rows)
told = 0
for number, (source, row) in enumerate(zip(sources, rows, strict=True)):
    if check(number in later, f"{source}: Ansible gives no result for {row['jinja']}"):
        told += check(is_of(later[number], row["type"]), f"{source}: {later[number]!r} is no {row['type']}") and row["type"] != "any"
# A compiler that says `any` everywhere would be right, too.
check(told > 0.9 * len(rows), f"only {told} of {len(rows)} have a type")
done(f"{told} of {len(rows)} expressions have a type, and what Ansible gives is of it")
