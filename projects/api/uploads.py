"""Files that programs send: one multipart field named `file`."""

from contextlib import contextmanager

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import FormParser, MultiPartParser

from projects.api.strict import StrictSerializer
from projects.errors import BadInput

FILE_PARSERS = [MultiPartParser, FormParser]


# `contentMediaType` is OpenAPI 3.1's word for a file, `binary` that of 3.0, which generators look for.
@extend_schema_field({"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"})
class SentFileField(serializers.FileField):
    """A file of a multipart body, and told as one."""


class FileIn(StrictSerializer):
    file = SentFileField(help_text="Sniffed by content; what is kept is encoded anew.")


def sent_file(request):
    asked = FileIn(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked.validated_data["file"]


@contextmanager
def refused_by(**sent):
    """Refusals name the field that was sent, `refused_by(photo="file")`: pages call it otherwise."""
    try:
        yield
    except BadInput as error:
        error.field = sent.get(error.field, error.field)
        raise
