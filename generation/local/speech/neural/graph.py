"""A part of a model in ONNX's format: what is needed for one inner value, and nothing else.

The file is protobuf: fields with a number, a kind and, mostly, a length. Only those are read that name the
values a node takes and gives; nodes and weights that are kept are copied as they are. (A library for it would
be 20 MB for this alone.)
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# Numbers of fields: of ModelProto, of GraphProto, of NodeProto, and of a weight's and a value's name.
_GRAPH = 7
_NODE, _NAME, _WEIGHT, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
_TAKES, _GIVES = 1, 2
_WEIGHTS_NAME, _VALUES_NAME = 8, 1
# Kinds: a number in 7-bit groups, 8 bytes, bytes with a length, 4 bytes.
_NUMBER, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5

Data = mmap.mmap | bytes


@dataclass(frozen=True)
class _Field:
    """One field: from `start` with its head, its bytes from `first` to `stop`."""

    number: int
    start: int
    first: int
    stop: int


def write_part(model: Path | str, value: str, out: IO[bytes]) -> None:
    """Write the model that gives only `value`, an inner value of the model in a file; its inputs stay.

    Raises ValueError where no node gives the value, or the file is no model.
    """
    with open(model, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        top = list(_fields(data, 0, len(data)))
        graph = next((field for field in top if field.number == _GRAPH), None)
        if graph is None:
            raise ValueError("not a model: it has no graph")
        kept = _kept(data, list(_fields(data, graph.first, graph.stop)), value)
        for field in top:
            if field.number != _GRAPH:
                out.write(data[field.start : field.stop])
        result = one_output(value)
        out.write(_head(_GRAPH, sum(field.stop - field.start for field in kept) + len(result)))
        for field in kept:
            out.write(data[field.start : field.stop])
        out.write(result)


def one_output(value: str) -> bytes:
    """The field of a graph that makes an inner value an output."""
    name = value.encode()
    inner = _head(_VALUES_NAME, len(name)) + name
    return _head(_OUTPUT, len(inner)) + inner


def one_more_output(value: str) -> bytes:
    """What makes an inner value an output too when it is appended: graphs that follow are joined."""
    output = one_output(value)
    return _head(_GRAPH, len(output)) + output


def _kept(data: Data, fields: list[_Field], value: str) -> list[_Field]:
    """The fields of a graph that `value` needs, in their order."""
    nodes = [field for field in fields if field.number == _NODE]
    takes = [_names(data, node, _TAKES) for node in nodes]
    gives = [_names(data, node, _GIVES) for node in nodes]
    given_by = {name: at for at, names in enumerate(gives) for name in names if name}
    if value not in given_by:
        raise ValueError(f"no node gives {value}")
    wanted, needed, used = [value], set[str](), set[int]()
    while wanted:
        name = wanted.pop()
        if name in needed:
            continue
        needed.add(name)
        if name in given_by:
            used.add(given_by[name])
            wanted += [taken for taken in takes[given_by[name]] if taken]
    kept = {id(nodes[at]) for at in used}
    return [
        field
        for field in fields
        if id(field) in kept
        or field.number in (_NAME, _INPUT)
        or (field.number == _WEIGHT and needed.intersection(_names(data, field, _WEIGHTS_NAME)))
    ]


def _names(data: Data, field: _Field, number: int) -> list[str]:
    return [
        data[inner.first : inner.stop].decode()
        for inner in _fields(data, field.first, field.stop)
        if inner.number == number
    ]


def _fields(data: Data, at: int, stop: int) -> Iterator[_Field]:
    """The fields of a message. Raises ValueError where it is cut or of an unknown kind."""
    while at < stop:
        start = at
        key, at = _number(data, at)
        kind, first = key & 7, at
        if kind == _BYTES:
            length, first = _number(data, at)
            at = first + length
        elif kind == _NUMBER:
            _, at = _number(data, at)
        elif kind in (_FOUR, _EIGHT):
            at += 4 if kind == _FOUR else 8
        else:
            raise ValueError(f"not a model: a field of kind {kind}")
        if at > stop:
            raise ValueError("not a model: it is cut")
        yield _Field(key >> 3, start, first, at)


def _number(data: Data, at: int) -> tuple[int, int]:
    """(a number in groups of seven bits, where it ends)."""
    value = shift = 0
    while at < len(data):
        group = data[at]
        value |= (group & 127) << shift
        at, shift = at + 1, shift + 7
        if group < 128:
            return value, at
    raise ValueError("not a model: it is cut")


def _head(number: int, length: int) -> bytes:
    """The head of a field of so many bytes."""
    key, groups = number << 3 | _BYTES, b""
    for value in (key, length):
        while value > 127:
            groups += bytes([value & 127 | 128])
            value >>= 7
        groups += bytes([value])
    return groups
