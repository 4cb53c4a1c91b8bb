"""What `rolecall diff --format json` prints is what lang/diff.schema.json and lang/diff.md say, field by field and kind by kind.

The JSON of every pair of fleets stands in snapshots/diff, which the Rust tests hold; one of the program itself comes on top."""

import json
import re

from _project import ROLECALL, ROOT, check, done, folder, project, run
from _schemas import mistakes, validator

SCHEMA = json.loads((ROOT / "lang" / "diff.schema.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "lang" / "diff.md").read_text(encoding="utf-8")


def strict(schema):
    """The same schema, but nothing stands there that it does not describe."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    # What only adds conditions describes no object.
    return dict(made, additionalProperties=False) if "required" in made and "properties" in made else made


def main():
    held = validator(strict(SCHEMA))
    documents = {}
    for file in sorted((ROOT / "snapshots" / "diff").glob("*.snap")):
        documents[file.stem] = json.loads(file.read_text(encoding="utf-8").partition("═════ json\n")[2])
    role = 'role web {{\n  param port: port = {}\n  task "Say it" {{ debug {{ msg = "{{{{ port }}}}" }} }}\n}}\n'
    rest = 'project shop {}\nhost "web01.example.org" {}\nplaybook site {\n  play "Web" on all { role web }\n}\n'
    with folder() as work:
        before, after = (project(work / str(port), main=rest + role.format(port)) for port in (80, 81))
        printed = run(ROLECALL, "diff", before, after, "--format", "json", expect=1).stdout
        documents["the program"] = json.loads(printed)
    for name, document in documents.items():
        for mistake in mistakes(held, document):
            check(False, f"{name}: {mistake}")
        for reach in [document["summary"]["hosts"], *(change["hosts"] for change in document["changes"])]:
            check(reach["count"] == len(reach["names"]) and reach["names"] == sorted(reach["names"]), f"{name}: {reach} is counted wrong")
    # The schema would notice: a field too many, one too few, a wrong word.
    right = documents["everything"]
    for wrong in (dict(right, more=1), {key: right[key] for key in right if key != "summary"},
                  dict(right, changes=[dict(right["changes"][0], sign="other")]), dict(right, differs=False)):
        check(mistakes(held, wrong), "the schema takes anything")
    seen = {change["kind"] for document in documents.values() for change in document["changes"]}
    listed = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", PAGE.partition("## Kinds\n")[2]))
    source = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "src" / "diff").glob("*.rs")))
    check(seen <= listed, f"lang/diff.md does not list {sorted(seen - listed)}")
    made = {kind for kind in listed if f'"{kind}"' in source}
    check(made == listed, f"lang/diff.md lists {sorted(listed - made)}, which nothing makes")
    done(f"{len(documents)} documents with {len(seen)} of {len(listed)} kinds are as the schema says")


main()
