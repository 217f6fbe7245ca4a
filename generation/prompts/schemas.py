"""What a model's answer must be before it is checked further: strict JSON Schemas, published by the API.

Strict in the sense of those who enforce them: every property is required and no other is allowed. Pure.
"""

from typing import Any

# A JSON Schema, or a part of one.
Schema = dict[str, Any]


def _object(**properties: Schema) -> Schema:
    """A strict JSON schema of an object: nothing may be missing or added."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _rows(**properties: Schema) -> Schema:
    return {"type": "array", "items": _object(**properties)}


_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
# Published at /api/v1/schema/<name>.json.
SCHEMAS: dict[str, Schema] = {
    "script": _object(
        title=_TEXT,
        segments=_rows(text=_TEXT, headline=_TEXT, detail=_TEXT, picture=_TEXT, motion=_TEXT),
    ),
    "screenplay": _object(
        characters=_rows(name=_TEXT, description=_TEXT), scenes=_rows(picture=_TEXT, motion=_TEXT)
    ),
    "analysis": _object(features=_TEXTS, benefits=_TEXTS, unique_points=_TEXTS),
}
