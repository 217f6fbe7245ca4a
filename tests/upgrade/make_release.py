"""How tests/data/release_0_1.tar.xz was made: the database and the files of a studio of release 0.1.

It imports the modules of that release (commit a948f95) and runs there only. It is kept to say what is in the
archive, and is not run by any test:

    git worktree add ../release-0.1 a948f95 && cd ../release-0.1
    python .../make_release.py .../release_0_1.tar.xz

The studio in it has six boards. `facts.json` says which is which, and what must still be true of them.
"""

# ruff: noqa: E402, I001 - the modules of that release, after its settings are known

import io
import json
import os
import sys
import tarfile
import tempfile
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

HOME = Path(tempfile.mkdtemp(prefix="release-0.1-"))
# Messages in the queue are signed with the key. It is the studio's in this archive, and no secret.
KEY = "the-key-of-the-studio-in-the-archive-of-release-0-1"
os.environ |= {
    "VIDSTUDIO_HOME": str(HOME),
    "SECRET_KEY": KEY,
    "DJANGO_SETTINGS_MODULE": "vidstudio.settings",
    "AI_MOCK_MODE": "1",
}
sys.path.insert(0, os.getcwd())

import django

django.setup()

import av
import numpy as np
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image, ImageDraw
from rest_framework.authtoken.models import Token

from generation import jobs, ledger, money, orders, prompts
from generation import models as work
from generation.providers.errors import Rejected
from projects import digest, editing, films, library, people, review, sounds, soundtrack, uploads
from projects.models import BrandKit, Membership, Product, Workspace
from rendering import outputs
from vidstudio import demo

PAINTER = "generation.providers.local.pictures.direct.ArtDirector.paint"


# --- things to use ---------------------------------------------------------------------------
def drawing(number, size=(180, 320)):
    """A small flat picture, as PNG."""
    picture = Image.new("RGB", size, (40 * number % 255, 90, 160))
    draw = ImageDraw.Draw(picture)
    draw.ellipse(
        (size[0] * 0.2, size[1] * 0.25, size[0] * 0.8, size[1] * 0.6), fill=(240, 200 - 20 * number, 60)
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def tone(seconds, hertz, channels=1):
    """A WAV file with a tone."""
    out = io.BytesIO()
    with av.open(out, "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=48000, layout="mono" if channels == 1 else "stereo")
        wave = np.sin(np.arange(round(48000 * seconds)) * hertz * 2 * np.pi / 48000) * 9000
        frame = av.AudioFrame.from_ndarray(
            np.repeat(wave.astype("<i2"), channels)[None], "s16", stream.layout.name
        )
        frame.sample_rate = 48000
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return SimpleUploadedFile("tone.wav", out.getvalue(), "audio/wav")


def film(seconds=1):
    """A small MP4 of a wandering square."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 180, 320, "yuv420p"
        for index in range(seconds * 30):
            picture = np.full((320, 180, 3), (30, 60, 120), np.uint8)
            picture[index * 2 : index * 2 + 40, index : index + 40] = (250, 200, 40)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return SimpleUploadedFile("film.mp4", out.getvalue(), "video/mp4")


def image(number, **size):
    return uploads.picture(shop, drawing(number, **size))


def board(title, by, texts, source="prompt", **fields):
    """A project with a scene of two seconds for each text, and a small uploaded picture in each."""
    fields = {"prompt": title, "target_ms": 5000, "resolution": "720p", "style": "minimal", **fields}
    project = editing.create_project(shop, by, source, title=title, **fields)
    for number, text in enumerate(texts, 1):
        scene = editing.add_scene(project, by, text=text, duration_ms=2000, beat="content")
        editing.replace_take(scene, by, "image", image(number))
    project.refresh_from_db()
    return project


def agreed(project):
    """Ed submits, Ann approves: the render job waits for a worker."""
    review.submit(project, ed)
    project.refresh_from_db()
    review.approve(project, ann, note="Go.")
    project.refresh_from_db()
    return project.jobs.get(kind="render")


# --- people ----------------------------------------------------------------------------------
call_command("migrate", verbosity=0)
shop = demo.workspace()
vera, ed, ann, adam = (demo.person(name) for name in ("vera", "ed", "ann", "adam"))
elsewhere = Workspace.objects.create(slug="elsewhere", name="Another shop")
oscar = type(ed).objects.create_user("oscar", password=demo.PASSWORD)
Membership.objects.create(user=oscar, workspace=elsewhere, role="admin")
everybody = {"vera": vera, "ed": ed, "ann": ann, "adam": adam, "oscar": oscar}
# Mia looks after the machinery: she enters the admin with the permissions of a group, and is no superuser.
mia = type(ed).objects.create_user("mia", password=demo.PASSWORD, is_staff=True)
operators = Group.objects.create(name="Operators")
looked_after = ("breaker", "recall", "arrival", "workerpulse", "step", "prompttemplate")
operators.permissions.set(Permission.objects.filter(codename__in=[f"view_{name}" for name in looked_after]))
operators.permissions.add(Permission.objects.get(codename="change_breaker"))
mia.groups.add(operators)
Membership.objects.create(user=mia, workspace=shop, role="admin")
tokens = {name: Token.objects.create(user=user).key for name, user in everybody.items()}

# --- what was edited in the admin ------------------------------------------------------------
for name, more in (("creative_ad", "Always say where it is made."), ("image", "Shot on a rainy day.")):
    body = prompts.current(name).body
    prompts.save(name, f"{body} {more}", by=adam, note="our own words")
price = work.Price.objects.filter(provider="replicate", talent="image").order_by("pk").first()
work.Price.objects.filter(pk=price.pk).update(amount="0.00345", source="our contract")
work.Price.objects.create(
    provider="openai", talent="text", model="our-own-model", unit="tokens_in", amount="0.5", per=1_000_000,
    valid_from=date(2026, 1, 1), source="by hand",
)  # fmt: skip
work.ModelCard.objects.create(
    provider="openai", talent="text", model="our-own-model", label="Ours", limits={"tokens": 1000},
    valid_from=date(2026, 1, 1), source="by hand",
)  # fmt: skip

# --- a finished film -------------------------------------------------------------------------
kettle = demo.product(shop)
# The photo is made small: what is in the archive should be quickly had.
photo = kettle.photos.get()
large = photo.asset
small = Image.open(io.BytesIO(library.read(photo.asset))).resize(
    (270, 270 * photo.asset.height // photo.asset.width)
)
out = io.BytesIO()
small.quantize(64).save(out, "PNG")
photo.asset = uploads.picture(shop, out.getvalue(), origin="photo")
photo.save()
large.file.delete(save=False)
large.delete()
Product.objects.filter(pk=kettle.pk).update(price="79.00")
kettle.refresh_from_db()
kit = BrandKit.objects.create(
    workspace=shop, name="Aldern", colours=["#23395b", "#d9a441"], font="serif", tone="calm",
    banned_words=["cheap"], call_to_action="Pour slowly", logo=image(7, size=(64, 64)),
)  # fmt: skip
finished = editing.create_project(
    shop, ed, "product", title="The finished film", product=kettle, style="minimal", target_ms=5000,
    resolution="720p", brand_kit=kit, seed=3,
)  # fmt: skip
jobs.run_inline(orders.storyboard(finished, ed))
finished.refresh_from_db()
render_job = jobs.run_inline(agreed(finished))
assert render_job.state == "succeeded", render_job.error
render = finished.renders.get()
outputs.accept(render, ann, note="Good.")

# --- an approved board whose render was interrupted ------------------------------------------
half = board(
    "Half of a render", ed, ["First we measure.", "Then we pour.", "Then we wait.", "Then we drink."]
)
half_job = agreed(half)
voices = list(half_job.steps.filter(stage__name="voice"))
assert len(voices) == 4
for step in voices[:2]:
    assert jobs.run_step(step.pk) == "done"
# The third was in the hands of a worker that was killed; the fourth was never begun.
assert jobs.claim(voices[2].pk, "a-host-that-is-gone:1")

# --- a board in review -----------------------------------------------------------------------
waiting = board(
    "Waiting for Ann", ed, ["Look at this.", "And at this.", "Thank you."], language="en", captions=False
)
review.submit(waiting, ed)

# --- a board that people worked on -----------------------------------------------------------
script = "SCENE 1 - WORKSHOP\nMAYA: It leaks.\n\nSCENE 2 - TRAIL\nLEO: This one does not."
edited = board(
    "Edited by people", ed, ["It leaks.", "This one does not.", "Really?"], "script", script=script
)
maya = people.add(
    edited, ed, name="MAYA", description="thirty, a mechanic", portrait=image(5, size=(300, 400))
)
leo = people.add(edited, ed, name="LEO")
maya = people.mark_mouth(maya, ed, {"left": [0.4, 0.6], "right": [0.6, 0.6], "middle": [0.5, 0.61]})
one, two, three = edited.scenes.all()
one = editing.edit_scene(one, ed, speaker_id=maya.pk, headline="It leaks", transition="fade")
two = editing.edit_scene(two, ann, speaker_id=leo.pk, focus_x=0.25, focus_y=0.4)
editing.replace_take(one, ed, "image", image(8))
editing.pick_take(one.takes.filter(kind="image").last(), ann)
editing.replace_take(two, ed, "voice", sounds.voice(shop, tone(1.2, 400)))
editing.replace_take(three, ed, "clip", films.clip(shop, film()))
soundtrack.use(edited, ed, sounds.music(shop, tone(6, 480, channels=2)))
edited.refresh_from_db()
soundtrack.change(edited, ed, volume_db=-18.0)
editing.comment(edited, vera, "Is this the right bottle?", one)
answered = editing.comment(edited, ann, "Shorter, please.")
type(answered).objects.filter(pk=answered.pk).update(resolved=timezone.now(), resolved_by=ed)

# --- a storyboard that failed ----------------------------------------------------------------
failed = editing.create_project(
    shop, ed, "product", title="Failed at its pictures", product=kettle, target_ms=5000,
    resolution="720p", style="bold",
)  # fmt: skip
with patch(PAINTER, side_effect=Rejected("The painter was out.")):
    failed_job = jobs.run_inline(orders.storyboard(failed, ed))
assert failed_job.state == "failed", failed_job.state

# --- paid work that was possibly charged -----------------------------------------------------
held = board("Possibly charged", ed, ["One.", "Two.", "Three."])
first, second, _ = held.scenes.all()
held_job = orders.picture(first, ed, seed=4)
sent = timezone.now()
asked = work.Step.objects.filter(job=held_job)
asked.update(state="unknown", provider="replicate", submitting=sent, attempts=1, error="Its answer was lost.")
work.Job.objects.filter(pk=held_job.pk).update(state="running", started=sent)
ledger.possibly(asked.select_related("job").get())
# A second one was cancelled, and its provider was told.
gone_job = orders.picture(second, ed, seed=5)
gone = work.Step.objects.filter(job=gone_job)
gone.update(provider="replicate", submitting=sent, external_id="prediction-1", state="submitted")
jobs.cancel(gone_job, by=ed)
work.Recall.objects.filter(step__job=gone_job).update(state="done", tries=1, ended="It was told in time.")
assert work.Recall.objects.count() == 1

# --- money and the world outside -------------------------------------------------------------
money.set_budget(shop, adam, "50.00", period="month")
money.set_budget(shop, adam, "8.50", period="whole", project=finished, warn_percent=60)
lines = [
    ("paid-1", finished, "image", "replicate", {"images": 2}, "0.0069", [price.pk]),
    ("paid-2", finished, "text", "openai", {"tokens_in": 800, "tokens_out": 300}, "0.0021", []),
    ("paid-3", edited, "clip", "runway", {"credits": 25}, None, []),
]
for key, project, talent, provider, units, cost, priced_by in lines:
    work.LedgerEntry.objects.create(
        workspace=shop, project=project, call_key=key, talent=talent, provider=provider, model="m",
        units=units, cost=cost, priced_by=priced_by, latency_ms=900,
    )  # fmt: skip
ledger.correct(work.LedgerEntry.objects.get(call_key="paid-3"), "1.25", adam, "as billed")
work.Reservation.objects.create(
    workspace=shop, project=edited, call_key="aside-1", amount="0.50", state="released", closed=timezone.now()
)
work.Breaker.objects.create(
    provider="replicate", talent="image", state="open", failures=5, reason="No answer.",
    until=timezone.now() + timedelta(minutes=1), failed=timezone.now(),
)  # fmt: skip
work.Breaker.objects.create(provider="openai", talent="text", succeeded=timezone.now())
work.Arrival.objects.create(
    provider="replicate", delivery="msg_1", external_id="prediction-1", status="canceled"
)
work.Turnstile.objects.update_or_create(
    name="provider:replicate",
    defaults={"passed": [timezone.now().timestamp()], "served": {str(shop.pk): 1.0}, "turned_away": {}},
)
work.SigningKeys.objects.create(provider="fal", keys=["AAAA"], fetched=timezone.now())
work.WorkerPulse.objects.create(name="a-host-that-is-gone:worker", seen=timezone.now(), restarts=2)

# --- the archive -----------------------------------------------------------------------------
names = {
    "finished": finished, "half": half, "waiting": waiting, "edited": edited, "failed": failed, "held": held
}  # fmt: skip
for project in names.values():
    project.refresh_from_db()
facts = {
    "release": "0.1 (a948f95)",
    "secret_key": KEY,
    "tokens": tokens,
    "projects": {name: project.pk for name, project in names.items()},
    "boards": {name: digest.board_digest(project) for name, project in names.items()},
    "jobs": {
        "finished": render_job.pk, "half": half_job.pk, "failed": failed_job.pk, "held": held_job.pk,
        "cancelled": gone_job.pk,
    },
    "held_step": held_job.steps.get().key,
    "looked_after": len(looked_after),
    "render": render.pk,
    "price": price.pk,
}  # fmt: skip
(HOME / "facts.json").write_text(json.dumps(facts, indent=1))
from django.db import connection

with connection.cursor() as cursor:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cursor.execute("VACUUM")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
connection.close()
with tarfile.open(sys.argv[1], "w:xz", preset=9) as archive:
    for name in ("facts.json", "studio.sqlite3", "media"):
        archive.add(HOME / name, name)
print(HOME, Path(sys.argv[1]).stat().st_size)
