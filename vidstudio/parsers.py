"""How bodies of requests to the API are read. Apart from `api`, which needs the framework's views."""

from rest_framework import exceptions
from rest_framework.parsers import JSONParser

from projects.plain_input import cannot_be_stored

# No body of this API is deeper than four; a thousand are somebody's test of what a parser stands.
DEEPEST = 32


class PlainJson(JSONParser):
    """JSON whose texts can be stored and sent back, not nested deeper than anybody means."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            told = super().parse(stream, media_type, parser_context)
        except (RecursionError, LookupError):  # too deep for Python; a charset that there is not
            raise exceptions.ParseError("The body cannot be read as JSON in UTF-8.") from None
        for depth, value in _values(told):
            if depth > DEEPEST:
                raise exceptions.ParseError(f"The body is nested deeper than {DEEPEST} levels.")
            if isinstance(value, str) and cannot_be_stored(value):
                raise exceptions.ParseError("A text holds NUL, or half of a character. Send whole ones.")
        return told


def _values(told):
    """(depth, value) of everything in a body, also the names of its fields, without recursion."""
    left = [(1, told)]
    while left:
        depth, value = left.pop()
        yield depth, value
        if depth > DEEPEST:
            continue
        if isinstance(value, dict):
            left += [(depth + 1, part) for pair in value.items() for part in pair]
        elif isinstance(value, list):
            left += [(depth + 1, part) for part in value]
