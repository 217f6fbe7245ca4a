"""How bodies of requests to the API are read. Apart from `api`, which needs the framework's views."""

import json

from rest_framework import exceptions
from rest_framework.parsers import JSONParser


class WholeCharacters(JSONParser):
    """JSON whose texts can be stored and sent back: half a character ("\\ud800" alone) is refused."""

    def parse(self, stream, media_type=None, parser_context=None):
        told = super().parse(stream, media_type, parser_context)
        try:
            json.dumps(told, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise exceptions.ParseError("A text holds half of a character. Send whole ones.") from None
        return told
