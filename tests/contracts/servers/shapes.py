"""JSON Schema from the types of an installed SDK: its own word on what goes over the wire.

Names are those of the wire (aliases), unknown keys are refused, in requests and in answers alike: a key
that the SDK has never heard of is how a double begins to drift.
"""

import inspect
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typing_extensions as more

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
MARKERS = {typing.Required: True, more.Required: True, typing.NotRequired: False, more.NotRequired: False}


def schema(kind, closed=True):
    """The JSON Schema (draft 2020-12) of a TypedDict, pydantic model, dataclass or any hint of types."""
    book = _Book(closed)
    found = book.of(kind)
    return {**found, "$defs": book.defs}


def of_keywords(function, leave_out=()):
    """The schema of a JSON body that a method builds from its keyword arguments."""
    hints = typing.get_type_hints(function, include_extras=True)
    book = _Book(True)
    rows = {
        name: (hints[name], one.default is inspect.Parameter.empty)
        for name, one in inspect.signature(function).parameters.items()
        if one.kind is inspect.Parameter.KEYWORD_ONLY and name not in leave_out
    }
    return {**book.closed_object(rows), "$defs": book.defs}


class _Book:
    """Schemas of named types, so that types which name each other come to an end."""

    def __init__(self, closed):
        self.closed, self.defs = closed, {}

    def of(self, kind):
        """The schema of one hint."""
        if kind in PLAIN:
            return {"type": PLAIN[kind]}
        if kind is datetime:
            return {"type": "string"}
        origin, args = get_origin(kind), get_args(kind)
        if origin in MARKERS or origin is Annotated:
            return self.of(args[0])
        if origin is Literal or origin is more.Literal:
            return {"enum": list(args)}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(one) for one in args]}
        if origin is not None:
            return self.of_container(origin, args)
        rows = _rows(kind)
        return self.named(kind, rows) if rows is not None else {}

    def of_container(self, origin, args):
        if not isinstance(origin, type):
            return {}
        if issubclass(origin, dict) or origin.__name__ in ("Mapping", "MutableMapping"):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if origin.__name__ in ("list", "Iterable", "Sequence", "List", "tuple"):
            return {"type": "array", "items": self.of(args[0])}
        return {}

    def named(self, kind, rows):
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = self.closed_object(rows)
        return {"$ref": f"#/$defs/{name}"}

    def closed_object(self, rows):
        """Of {name on the wire: (hint, whether it must be there)}."""
        return {
            "type": "object",
            "properties": {name: self.of(hint) for name, (hint, _) in rows.items()},
            "required": [name for name, (_, must) in rows.items() if must],
            "additionalProperties": not self.closed,
        }


def _rows(kind):
    """{name on the wire: (hint, whether it must be there)} of a class with named fields, or None."""
    if more.is_typeddict(kind):
        hints = more.get_type_hints(kind, include_extras=True)
        return {_alias(name, hint): (hint, _must(hint, kind)) for name, hint in hints.items()}
    if hasattr(kind, "model_fields"):
        return {
            one.alias or name: (one.annotation, one.is_required()) for name, one in kind.model_fields.items()
        }
    if hasattr(kind, "__fields__"):  # pydantic's first version, which Replicate's package still uses
        return {one.alias: (_first(one), bool(one.required)) for one in kind.__fields__.values()}
    if is_dataclass(kind):
        return {one.name: (_hint(kind, one), _obligatory(one)) for one in fields(kind)}
    return None


def _first(one):
    return typing.Optional[one.outer_type_] if one.allow_none else one.outer_type_  # noqa: UP045


def _hint(kind, one):
    return typing.get_type_hints(kind).get(one.name, Any)


def _obligatory(one):
    return one.default is MISSING and one.default_factory is MISSING


def _must(hint, kind):
    return MARKERS.get(get_origin(hint), kind.__total__)


def _alias(name, hint):
    """What a field is called on the wire: SDKs say so in an annotation."""
    while get_origin(hint) in MARKERS:
        hint = get_args(hint)[0]
    if get_origin(hint) is Annotated:
        found = [one.alias for one in get_args(hint)[1:] if getattr(one, "alias", None)]
        return found[0] if found else name
    return name
