"""What a file must be before it is read: not too large, and not one of too many."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from projects.errors import Refused
from vidstudio.verify import gate


class TooLarge(Refused):
    """The file is larger than one that is checked."""

    status, code = 413, "too_large"


def check_length(request: HttpRequest) -> None:
    """Refuse by what a request says of its length, before its body is read. Raises TooLarge."""
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    if said.isdigit() and int(said) > settings.VERIFY_BYTES + gate.SPARE:
        raise TooLarge(gate.too_large(settings.VERIFY_BYTES), "file")


def check_size(file: UploadedFile) -> None:
    """Raises TooLarge."""
    if (file.size or 0) > settings.VERIFY_BYTES:
        raise TooLarge(gate.too_large(settings.VERIFY_BYTES), "file")
