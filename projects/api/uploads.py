"""Files that programs send: one multipart field named `file`."""

from rest_framework import serializers
from rest_framework.parsers import FormParser, MultiPartParser

from projects.api.strict import StrictSerializer

FILE_PARSERS = [MultiPartParser, FormParser]


class FileIn(StrictSerializer):
    file = serializers.FileField(help_text="Sniffed by content; what is kept is encoded anew.")


def sent_file(request):
    asked = FileIn(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked.validated_data["file"]
