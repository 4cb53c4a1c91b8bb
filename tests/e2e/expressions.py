#!/usr/bin/env python3
"""The same result now and later: each expression of expressions*.txt is computed by the compiler, and its Jinja by Ansible;
what Ansible gives is of the type that the compiler says."""

import math

from _expressions import ask, is_of, rows_of
from _project import ROOT, check, done, problem

TABLES = sorted((ROOT / "tests" / "e2e").glob("expressions*.txt"))


def same(now, later):
    """JSON equality in which 1 is not true and 1.0 is not 1."""
    if isinstance(now, dict) and isinstance(later, dict):
        return list(now) == list(later) and all(same(now[key], later[key]) for key in now)
    if isinstance(now, list) and isinstance(later, list):
        return len(now) == len(later) and all(map(same, now, later))
    if isinstance(now, float) and isinstance(later, float):
        return math.isclose(now, later, rel_tol=1e-15)
    return type(now) is type(later) and now == later


def agree(table):
    """How many expressions of a table agree."""
    agreed = 0
    sources, variables, rows = rows_of(table)
    check(len(rows) >= 200, f"{len(rows)} rows")
    later = ask(sources, variables, rows)
    for number, row in enumerate(rows):
        if isinstance(row["now"], dict) and set(row["now"]) == {"error"}:
            problem(f"{sources[number]}: not computed now: {row['now']['error']}")
        elif number not in later:
            problem(f"{sources[number]}: Ansible gives no result for {row['jinja']}")
        elif check(same(row["now"], later[number]),
                   f"{sources[number]}: now {row['now']!r}, Ansible {later[number]!r} for {row['jinja']}"):
            agreed += check(is_of(later[number], row["type"]), f"{sources[number]}: {later[number]!r} is no {row['type']}")
    return agreed


done(f"{sum(map(agree, TABLES))} expressions agree")
