"""The doc fragments that ansible-core ships: the options that modules take from them.

In the form of a collection's modules: a fragment's name (`files`, `result_format_callback`; a part is `url.other`) and
its options. One that has attributes or returned values alone is there, with none.
"""

from __future__ import annotations

import importlib
import pkgutil

import modules


def fragments() -> list[str]:
    import yaml
    from ansible.plugins import doc_fragments

    lines = []
    for found in pkgutil.iter_modules(doc_fragments.__path__):
        fragment = importlib.import_module(f"{doc_fragments.__name__}.{found.name}").ModuleDocFragment
        for part, text in sorted(vars(fragment).items()):
            if part.isupper() and isinstance(text, str):
                name = found.name if part == "DOCUMENTATION" else f"{found.name}.{part.lower()}"
                said = (yaml.safe_load(text) or {}).get("options") or {}
                options = modules.options(modules.merged(plain(said), {}), 1)
                lines.append([name, *(line for group in options for line in group)])
    return [line for group in sorted(lines) for line in group]


def plain(options: dict) -> dict:
    """`boolean` and `bool` are one type."""
    return {name: {**said, "type": "bool"} if said.get("type") == "boolean" else said for name, said in options.items()}
