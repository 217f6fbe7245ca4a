"""How verbs are pressed, and what a press did: rows of every table, counted before and after."""

import logging

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from rest_framework.throttling import SimpleRateThrottle

from generation.models import Budget
from generation.prompts import templates
from projects.media import downloads
from projects.models import Membership
from tests import cast, fakes
from tests.contracts import rows
from tests.vidstudio import verbs
from tests.vidstudio.addresses import things

APPS = ("projects", "generation", "rendering", "auth")
ALL = {(name, "post"): verb for name, verb in verbs.PAGES.items()} | verbs.API


def counted():
    """{table: rows}, and what boards count themselves."""
    tables = [model._meta.db_table for app in APPS for model in apps.get_app_config(app).get_models()]
    asked = [f"SELECT '{name}', COUNT(*) FROM {name}" for name in tables]
    asked.append("SELECT 'board_version', COALESCE(SUM(board_version), 0) FROM projects_videoproject")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())


def difference(before, after):
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def shop_page(url, **_):
    """What a shop answers, without a network."""
    if url.endswith(".jpg"):
        return cast.photo_bytes((20, 60, 200, 255)), "image/jpeg"
    row = '{"@type": "Product", "name": "Ridge Flask"}'
    return f'<script type="application/ld+json">{row}</script>'.encode(), "text/html"


def quiet(patch, media):
    patch.setattr(downloads, "fetch", shop_page)
    clips = rows.clips("runway", "http://127.0.0.1:9")  # nobody is asked: jobs are only queued
    patch.setattr(settings, "PROVIDERS", {**fakes.PROVIDERS, "clip": [clips]})
    patch.setattr(settings, "MEDIA_ROOT", media)
    patch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": media}}
    patch.setattr(settings, "STORAGES", {**settings.STORAGES, "default": local})
    patch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)
    logging.disable(logging.CRITICAL)


def prepared():
    """Ann may do everything, also agree to her own boards."""
    found = things()
    space = cast.shop()
    space.self_approval = True
    space.save()
    Membership.objects.filter(user=cast.ann()).update(role="admin")
    Budget.objects.all().delete()
    ann = cast.ann()
    ann.set_password(cast.PASSWORD)
    ann.save()
    for name in templates.DEFAULTS:
        templates.current_version(name)  # written down when it is first asked for
    return found


def visitor():
    client = Client(raise_request_exception=False)
    client.force_login(cast.ann())
    return client


def press(client, key, verb, here, sent):
    name, method = key
    sent = verb.sent(here) if verb.files else sent  # a file is read to its end by whoever takes it
    more = {"content_type": "application/json"} if name.startswith("api:") and not verb.files else {}
    if verb.files and method != "post":  # Django's client writes files into posts alone
        sent, more = encode_multipart(BOUNDARY, sent), {"content_type": MULTIPART_CONTENT}
    if method == "delete":
        return client.delete(verbs.address(name, here)).status_code
    return getattr(client, method)(verbs.address(name, here), sent, **more).status_code


def prepare(verb, found):
    return {**found, **(verb.ready(found) or {})}
