"""Write clients/python/vidstudio_client/shapes.py: the API's rows and bodies as types, out of its document.

    .venv/bin/python docs/tools/client_shapes.py

Run it after a change of the API; a test compares what it writes with what is there.
"""

import json
import os
import sys
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "clients" / "python" / "vidstudio_client" / "shapes.py"
Schema = dict[str, Any]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
HEAD = '''"""Rows and bodies as the API words them, and every call by its name.

Written by docs/tools/client_shapes.py out of the OpenAPI document. Change nothing here.
"""

# ruff: noqa: E501
# fmt: off
from typing import Any, Literal, NotRequired, TypedDict
'''


def written(document: Schema) -> str:
    """The module's text, out of the OpenAPI document."""
    schemas = document["components"]["schemas"]
    parts = [HEAD]
    parts += [f"{name} = {type_of(schema)}" for name, schema in schemas.items() if "properties" not in schema]
    parts += [_row(name, schema) for name, schema in schemas.items() if "properties" in schema]
    calls = sorted(_calls(document))
    parts.append("# {name of a call: (its method, its path below /api/v1/)}")
    rows = "".join(f'    "{name}": ("{method}", "{path}"),\n' for name, method, path in calls)
    parts.append(f"CALLS: dict[str, tuple[str, str]] = {{\n{rows}}}")
    return "\n".join(parts) + "\n"


def _row(name: str, schema: Schema) -> str:
    """A TypedDict; what is not required may be absent. Types are quoted: they may stand further down."""
    needed = set(schema.get("required", ()))
    lines = [f"class {name}(TypedDict):"]
    for field, found in schema["properties"].items():
        if not field.isidentifier() or iskeyword(field):
            raise ValueError(f"{name} has a field that no class can have: {field}")
        kind = json.dumps(type_of(found))
        lines.append(f"    {field}: {kind if field in needed else f'NotRequired[{kind}]'}")
    return "\n".join(lines)


def type_of(schema: Schema) -> str:
    """A schema as Python writes its type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(map(type_of, schema[several])))
    kinds = schema.get("type", [])
    found = [_plain(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return " | ".join(found) or "Any"


def _plain(kind: str, schema: Schema) -> str:
    if kind == "array":
        return f"list[{type_of(schema.get('items', {}))}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {type_of(values) if isinstance(values, dict) else 'Any'}]"
    return PLAIN[kind]


def _calls(document: Schema) -> Iterator[tuple[str, str, str]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield operation["operationId"], method.upper(), path.removeprefix("/api/v1/")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vidstudio.settings")
    import django  # after the path is set, as the settings are the studio's

    django.setup()
    from django.test import Client

    answer = Client().get("/api/schema/", headers={"Accept": "application/json", "Host": "localhost"})
    SHAPES.write_text(written(json.loads(answer.content)), encoding="utf-8")


if __name__ == "__main__":
    main()
