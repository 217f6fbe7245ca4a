"""Calls that are done once, however often they are sent: the header Idempotency-Key.

The same key with the same body gets the stored answer, for a day; with another body, 422; while the first is
at work, 409. A call that was refused did nothing: its key is free again.
"""

import hashlib
import json
import secrets
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from projects.errors import BadInput, Refused
from projects.models import StoredAnswer

KEY = "Idempotency-Key"
KEPT = timedelta(hours=24)
# How long a call may be at work before it counts as killed. A file takes longer to be read and encoded.
AT_WORK, FILE_AT_WORK = timedelta(seconds=60), timedelta(minutes=10)


class KeyOfAnotherCall(Refused):
    """The key was sent with another address or body before."""

    status, code = 422, "idempotency_key_reused"


class KeyAtWork(Refused):
    """The first call with this key is not answered yet."""

    status, code = 409, "idempotency_in_progress"


def do(call, request, *args, **kwargs):
    """What `call` (a view's method) answers, or what it answered before under the request's key."""
    files = list(request.FILES.values())
    mark = fingerprint(request, _pairs(request.data))
    row = claimed(request.user, _key(request), mark, FILE_AT_WORK if files else AT_WORK)
    if row.status is not None:
        return _again(row)
    mine = StoredAnswer.objects.filter(pk=row.pk, holder=row.holder)
    try:
        answer = _kept_with_its_work(mine, call, request, *args, **kwargs) if not files else None
        if files:  # encoding takes its time: no transaction is open meanwhile, and the bytes are found again
            answer = call(request, *args, **kwargs)
            _keep(mine, answer)
    except BaseException:
        mine.filter(status=None).delete()
        raise
    if answer.status_code >= 400:
        mine.delete()
    return answer


def _kept_with_its_work(mine, call, request, *args, **kwargs):
    """The answer is stored in the transaction of what was done: a killed process leaves both or neither."""
    refused = None
    with transaction.atomic():
        try:
            answer = call(request, *args, **kwargs)
        except Exception as error:  # what a verb keeps although it refuses, it keeps here, too
            refused = error
        else:
            _keep(mine, answer)
    if refused is not None:
        raise refused
    return answer


def _keep(mine, answer):
    told = json.loads(JSONRenderer().render(answer.data) or b"null")
    kept = mine.update(status=answer.status_code, body=told, location=answer.headers.get("Location", ""))
    if not kept:
        raise KeyAtWork("This call took too long, and was sent anew meanwhile. Ask for its answer again.")


def _key(request):
    key = request.headers[KEY].strip()
    if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
        raise BadInput(f"{KEY} is 1 to 255 plain characters; a random UUID, say.", KEY)
    return key


def fingerprint(request, pairs):
    """Of the address and the body, as (name, value) pairs: the order of its fields says nothing."""
    told = [(name, _word(value)) for name, value in pairs]
    asked = [request.method, request.path.rstrip("/"), request.META["QUERY_STRING"], sorted(told, key=repr)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


def _pairs(data):
    if hasattr(data, "lists"):
        return data.lists()
    return data.items() if isinstance(data, dict) else [("", data)]


def _word(value):
    """A value of a body; a file as the digest of its bytes."""
    if isinstance(value, list):
        return [_word(one) for one in value]
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()


def claimed(user, key, fingerprint, patience):
    """The key's row: ours to do the work, or with the answer. Raises KeyOfAnotherCall, KeyAtWork."""
    now, holder = timezone.now(), secrets.token_hex(16)
    values = {"fingerprint": fingerprint, "holder": holder}
    try:
        with transaction.atomic():
            StoredAnswer.objects.filter(user=user, created__lt=now - KEPT).delete()
            return StoredAnswer.objects.create(user=user, key=key, **values)
    except IntegrityError:
        pass
    row = StoredAnswer.objects.filter(user=user, key=key).first()
    if row is None:  # the first was refused this very moment
        raise KeyAtWork("The first call with this key has just been refused. Send it again.")
    if row.fingerprint != fingerprint:
        raise KeyOfAnotherCall(f"This {KEY} was sent with another call before. Take a new one for each.", KEY)
    if row.status is None:
        dead = StoredAnswer.objects.filter(
            pk=row.pk, holder=row.holder, status=None, claimed__lt=now - patience
        )
        if not dead.update(holder=holder, claimed=now):
            raise KeyAtWork("The first call with this key is at work. Ask again in a moment.")
        row.holder = holder
    return row


def _again(row):
    headers = {"Idempotency-Replayed": "true", **({"Location": row.location} if row.location else {})}
    return Response(row.body, status=row.status, headers=headers)
