"""Forms that make something new: a second click on the same form leads to what the first one made."""

import functools
import time
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from projects.api import idempotency
from projects.models import StoredAnswer

# A form with the same values that was drawn by the same answer and is sent again within this time is a second
# click. Each drawing of a form has a hidden field of its own, the token against forged requests.
WITHIN = timedelta(minutes=1)
PATIENCE_SECONDS = 20


def done_once(view):
    """Around a view that answers a form with a redirect to what it made."""

    @functools.wraps(view)
    def visit(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        row = _claimed(request)
        if row.status is not None:
            return _on(request, row.location)
        mine = StoredAnswer.objects.filter(pk=row.pk, holder=row.holder)
        place = ""
        try:
            answer = view(request, *args, **kwargs)
            place = answer.headers.get("HX-Redirect") or answer.headers.get("Location", "")
        finally:
            if not place:
                mine.delete()
        mine.update(status=answer.status_code, location=place)
        return answer

    return visit


def _claimed(request):
    """The row of this form, once nobody else is at work on it."""
    mark = idempotency.fingerprint(request, [*request.POST.lists(), *request.FILES.lists()])
    key, until = f"form {mark}", time.monotonic() + PATIENCE_SECONDS
    StoredAnswer.objects.filter(user=request.user, key=key, created__lt=timezone.now() - WITHIN).delete()
    while True:
        try:
            return idempotency.claimed(request.user, key, mark, idempotency.FILE_AT_WORK)
        except idempotency.KeyAtWork:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _on(request, place):
    """To what the first click made, also from htmx."""
    return HttpResponse(status=204, headers={"HX-Redirect": place}) if request.htmx else redirect(place)
