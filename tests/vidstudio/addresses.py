"""Every address of the studio with rows behind it, for tests that visit them all."""

import re

from django.contrib import admin
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from generation.batches import start
from generation.engine import jobs
from generation.models import LedgerEntry, Step
from projects.board import comments, presets, versions
from projects.guests import links
from projects.models import Asset, BrandKit, Character, Membership, Photo, Take, WebhookEndpoint
from projects.outgoing import outbox
from projects.team import members
from rendering.models import Render
from tests import cast

# Addresses whose number is that of another kind of row than their first word says.
FIRST_WORD = {"people": "characters"}
WORDS = {
    "kind": "image", "key": "x", "period": "day", "name": "script", "provider": "fal", "uidb64": "MQ",
    "language": "de", "username": "lena",
}  # fmt: skip

CALL = {"talent": "image", "provider": "replicate", "model": "flux", "cost": "0.04", "currency": "USD"}


def things():
    """{first word of an address: the key of a row of that kind}, in Lola's shop."""
    project = cast.board(scenes=2)
    scene = project.scenes.first()
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    picture = cast.picture()
    render = Render.objects.create(
        project=project, spec={}, video=picture, poster=picture, duration_ms=4000, frames=120,
        width=720, height=1280,
    )  # fmt: skip
    step = Step.objects.create(
        job=job, stage=job.stages.first() or _stage(job), key="x", label="x", talent="text"
    )
    hook = WebhookEndpoint.objects.create(
        workspace=cast.shop(), url="https://example.com/", secret="whsec_AAAA"
    )
    preset = presets.save_preset(cast.shop(), cast.ed(), "Calm", {})
    kit = BrandKit.objects.create(workspace=cast.shop(), name="House")
    person = Character.objects.create(project=project, name="Otto")
    return {
        "projects": project.pk,
        "scenes": scene.pk,
        "takes": Take.objects.filter(scene=scene).first().pk,
        "products": project.product_id,
        "photos": Photo.objects.first().pk,
        "jobs": job.pk,
        "steps": step.pk,
        "characters": person.pk,
        "renders": render.pk,
        "assets": Asset.objects.first().pk,
        "comments": comments.say(project, cast.ed(), "Warmer, please.").pk,
        "presets": preset.pk,
        "guest-links": links.make(project, cast.ed(), "The client")[0].pk,
        "workspaces": cast.shop().pk,
        # Somebody who never signs in here: one may always leave a workspace oneself.
        "members": Membership.objects.get(user=cast.person("lena", "viewer"), workspace=cast.shop()).pk,
        "invitations": members.invite(cast.shop(), cast.adam(), "viewer")[0].pk,
        "brands": kit.pk,
        "brand-kits": kit.pk,
        "webhooks": hook.pk,
        "endpoints": hook.pk,
        "webhook-deliveries": (sent := outbox.send_test(hook)).pk,
        "deliveries": sent.pk,
        "batches": start.start_batch([project.product], preset, cast.ed()).pk,
        "versions": versions.save(project, cast.ed(), "As it is").pk,
        "costs": LedgerEntry.objects.create(
            workspace=cast.shop(), project=project, call_key=f"a call for {project.pk}", **CALL
        ).pk,
    }


def _stage(job):
    return job.stages.create(name="script", position=0)


def addresses(rows):
    """Every address, with the keys of `rows` in it, sorted. The admin's have the first row of their kind."""
    rows = {**_of_the_admin(), **rows}
    return sorted({filled(route, rows) for route in _routes(get_resolver().url_patterns)})


def _of_the_admin():
    """{"admin/<app>/<model>": the key of a row}."""
    firsts = {model._meta: model._default_manager.first() for model in admin.site._registry}
    return {f"admin/{meta.app_label}/{meta.model_name}": row.pk for meta, row in firsts.items() if row}


def _routes(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern.url_patterns, route)


def filled(route, rows):
    words = re.sub(r"[\^$]|/\?\$", lambda sign: "/" if sign[0] == "/?$" else "", route).replace("/?", "/")
    first = words.removeprefix("api/v1/").split("/")[0]
    if first == "admin":
        first = "/".join(words.split("/")[:3])
    key = rows.get(FIRST_WORD.get(first, first), 1)

    def value(match):
        name = match["name"] or match["plain"].rpartition(":")[2]
        return str(key) if name in ("pk", "object_id", "id", "number", "slug") else WORDS.get(name, "1")

    pattern = r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)|<(?P<plain>[\w:]+)>"
    return "/" + re.sub(pattern, value, words).replace(".*", "nowhere")
