"""The rights sheet says of every part who made it, for how much, and under which licence."""

import json
import re
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.media import typography
from generation.models import LedgerEntry, Step
from generation.prompts import templates
from projects.board.digest import board_digest
from projects.board.pictures import library as pictures
from projects.media import library
from projects.models import Asset
from rendering import outputs
from rendering.models import Render, Signature
from rendering.provenance import licences, rights_sheet
from rendering.spec import build
from tests import cast, fakes
from tests.paths import ROOT
from tests.rendering.stages.test_render_job import rendered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


# --- a whole film ----------------------------------------------------------------------------
def test_the_sheet_says_what_the_credential_says_and_goes_with_the_package(tmp_path, client):
    render = Render.objects.get(job=rendered())
    sheet, said = rights_sheet.sheet_of(render), Signature.objects.get().statement
    assert (sheet.film, sheet.digest) == (render.video.digest, render.digest)
    assert [scene.picture.term.source_type for scene in sheet.scenes] == ["digitalCapture"] * 3
    assert sheet.term.source_type == said["source_type"]
    (decision,) = sheet.decisions
    assert decision.role == "approver"
    assert decision.time.startswith(f"{render.submission.decided:%Y-%m-%dT%H:%M:%S}")
    assert sheet.scenes[0].picture.licence.licence == "", "what Ed brought is not claimed to be free"
    assert sheet.scenes[0].voice.licence.licence == "GPL-3.0"
    assert [font.licence for font in sheet.fonts] == ["OFL-1.1"] * len(sheet.fonts) != []
    assert sheet.cost == rights_sheet.PartsCost(known=True), "all of it was made on this machine"

    assert run_inline(outputs.package(render, cast.ed())).state == "succeeded"
    render.refresh_from_db()
    with zipfile.ZipFile(library.local_path(render.package, tmp_path)) as archive:
        packed = json.loads(archive.read("rights/sheet.json"))
        page = archive.read("rights/sheet.html").decode()
        readme = archive.read("README.txt").decode()
        assert b".rights-part" in archive.read("rights/sheet.css")
    assert packed == sheet.without_costs()
    assert "eSpeak NG" in page and "approver" in page and "rights/ " in readme
    assert "cost" not in json.dumps(packed).lower() and "cost" not in page.lower()
    assert not re.search(r"\bann\b", page.lower() + json.dumps(packed).lower()), "nobody is named"

    first = render.package_id
    assert run_inline(outputs.package(render, cast.ed())).state == "succeeded"
    render.refresh_from_db()
    assert render.package_id == first, "the same facts are not packed twice"
    Signature.objects.update(statement={**said, "label": "Made with AI"})
    assert run_inline(outputs.package(render, cast.ed())).state == "succeeded"
    render.refresh_from_db()
    assert render.package_id != first, "other facts make another package"

    client.force_login(cast.vera())
    shown = client.get(f"/renders/{render.pk}/rights/").content.decode()
    assert "eSpeak NG" in shown and "Cost of what is in it" in shown and render.digest in shown
    assert client.get(f"/api/v1/renders/{render.pk}/rights").json() == {
        **sheet.as_json(),
        "label": "Made with AI",
    }
    report = client.get(f"/projects/{render.project_id}/renders/").content.decode()
    assert "No AI model made any part of it here" in report and "EU AI Act, Art. 50" in report
    client.force_login(cast.oscar())
    assert client.get(f"/renders/{render.pk}/rights/").status_code == 404
    assert client.get(f"/api/v1/renders/{render.pk}/rights").status_code == 404


# --- what was bought -------------------------------------------------------------------------
def filmed(project):
    """A video of a board as it stands, which nobody signed."""
    spec = build.build(project, board_digest(project)).model_dump(mode="json")
    video = cast.picture(99)
    return Render.objects.create(
        project=project, spec=spec, video=video, duration_ms=4000, frames=120, width=720, height=1280,
        digest=board_digest(project),
    )  # fmt: skip


def bought(project, *costs, at=0, **meta):
    """The picture of a scene is a bought one; `costs` are those of the calls that made it (None: unknown)."""
    take = project.scenes.all()[at].picture
    Asset.objects.filter(pk=take.asset_id).update(origin="replicate", model="flux-schnell", meta=meta)
    job = project.jobs.first() or jobs.enqueue(project, "regenerate", by=cast.ed(), scenes=[], what="image")
    stage = job.stages.first() or job.stages.create(name="images", order=0, starts_at=0, ends_at=100)
    step = Step.objects.create(
        job=job, stage=stage, key=f"image:{at}", label="x", talent="image", state="done", asset=take.asset,
        provider="replicate",
    )  # fmt: skip
    for number, cost in enumerate(costs):
        LedgerEntry.objects.create(
            workspace=project.workspace, project=project, step=step, talent="image", provider="replicate",
            call_key=f"step:{step.pk}:id:{number}", cost=cost,
        )  # fmt: skip
    return step


def usd(amount, known=True):
    return rights_sheet.PartsCost(
        known=known, sums=(rights_sheet.KnownSum(amount=Decimal(amount), currency="USD"),) if amount else ()
    )


def test_a_bought_picture_says_whose_terms_hold_and_what_it_cost():
    project = cast.board(scenes=2)
    bought(project, Decimal("0.03"), Decimal("0.01"))
    sheet = rights_sheet.sheet_of(filmed(project))
    first, second = (scene.picture for scene in sheet.scenes)
    assert (first.maker, first.model, first.term.with_ai) == ("replicate", "flux-schnell", True)
    assert "replicate's terms" in first.licence.about and first.licence.licence == ""
    assert (first.cost, second.cost, sheet.cost) == (usd("0.04"), None, usd("0.04"))
    assert sheet.film == "" and sheet.decisions == ()
    short = rights_sheet.in_short(Render.objects.get())
    assert (short.term.with_ai, short.is_signed) == (True, False)


def test_a_picture_of_the_library_keeps_its_maker_and_is_no_upload():
    """It was bought for another scene, with that scene's words: who made it and how goes with it."""
    project = cast.board(scenes=2)
    bought(project, Decimal("0.04"))
    first, second = project.scenes.all()
    pictures.choose(second, cast.ed(), first.picture.asset.digest)
    project.refresh_from_db()
    sheet = rights_sheet.sheet_of(filmed(project))
    one, other = (scene.picture for scene in sheet.scenes)
    assert (other.maker, other.model, other.term.with_ai) == ("replicate", "flux-schnell", True)
    assert (other.licence, other.term) == (one.licence, one.term)


def test_an_unknown_cost_is_not_nothing():
    project = cast.board(scenes=2)
    bought(project, Decimal("0.03"), None)
    assert rights_sheet.sheet_of(filmed(project)).cost == usd("0.03", known=False)


def test_a_cost_whose_line_is_gone_is_unknown():
    project = cast.board(scenes=2)
    step = bought(project, Decimal("0.03"))
    render = filmed(project)
    step.delete()
    assert rights_sheet.sheet_of(render).scenes[0].picture.cost == usd("", known=False)


def test_two_pictures_over_one_plate_were_paid_for_once():
    project = cast.board(scenes=2)
    bought(project, Decimal("0.03"), at=0, plate="ab" * 32)
    bought(project, at=1, plate="ab" * 32)
    sheet = rights_sheet.sheet_of(filmed(project))
    assert [scene.picture.cost for scene in sheet.scenes] == [usd("0.03"), usd("0.03")]
    assert sheet.cost == usd("0.03")


def test_words_that_were_asked_for_before_are_not_called_free():
    project = cast.board(scenes=1)
    paid = bought(project, Decimal("0.03"))
    script = paid.job.stages.create(name="script", order=8, starts_at=0, ends_at=100)
    row = {"talent": "text", "state": "done", "provider": "openai", "label": "x", "finished": paid.created}
    step = Step.objects.create(job=paid.job, stage=script, key="script", request_digest="ab" * 32, **row)
    (words,) = rights_sheet.sheet_of(filmed(project)).writing
    assert words.cost == usd("", known=False)
    Step.objects.filter(pk=paid.pk).update(request_digest=step.request_digest)
    sheet = rights_sheet.sheet_of(Render.objects.get())
    assert (sheet.writing[0].maker, sheet.writing[0].cost) == ("openai", usd("0.03"))


def test_a_picture_names_the_photo_it_was_made_of():
    project = cast.board(scenes=1)
    photo = project.product.photos.first()
    photo.alt = "The flask from the side"
    photo.save()
    bought(project, Decimal("0.03"), of={"photos": [photo.asset.sha256]})
    (source,) = rights_sheet.sheet_of(filmed(project)).scenes[0].picture.made_of
    assert (source.what, source.name) == ("photo", "The flask from the side")
    assert source.licence.work == "Brought by the workspace"


def test_the_prompts_are_those_before_the_film_and_a_persons_own_is_said():
    project = cast.board(scenes=2)
    for at in (0, 1):
        bought(project, Decimal("0.03"), at=at)
    job = project.jobs.first()
    version = templates.usable_version("image")
    stage = job.stages.create(name="storyboard", order=9, starts_at=0, ends_at=100)
    row = {"job": job, "stage": stage, "label": "x", "talent": "storyboard", "state": "done"}
    written = {"prompts": [str(version), "motion v1"]}
    Step.objects.create(**row, key="storyboard", finished=job.created, result=written, prompt_version=version)
    second = project.scenes.all()[1]
    second.edited = ["visual_prompt"]
    second.save()
    render = filmed(project)
    later = {"prompts": ["image v99"]}
    Step.objects.create(**row, key="later", finished=render.created + timedelta(days=366), result=later)
    first, other = (scene.picture for scene in rights_sheet.sheet_of(render).scenes)
    assert (first.prompts, first.prompt_by_person) == ((str(version),), False)
    assert (other.prompts, other.prompt_by_person) == ((), True)
    project.scenes.update(text="Other words.")
    assert rights_sheet.sheet_of(render).scenes[0].picture.prompts == (), "the board is another one by now"


# --- licences --------------------------------------------------------------------------------
def test_the_licences_are_those_that_the_documents_name():
    told = (ROOT / "docs/third-party.md").read_text()
    for work in licences.works().values():
        row = next(line for line in told.splitlines() if work.credit.removesuffix("; changed") in line)
        assert work.licence.split(";")[0] in row
    for name in json.loads((typography.FONTS / "coverage.json").read_text()):
        (font,) = licences.fonts([name])
        assert f"`{name}`" in (ROOT / "docs/fonts.md").read_text() and font.licence == "OFL-1.1"
        assert (typography.FONTS / "LICENSES" / name).with_suffix(".txt").exists()


@pytest.mark.parametrize(
    ("part", "work"),
    [
        (("voice", "local", "kokoro-1"), "Kokoro-82M v1.0"),
        (("voice", "local", "1"), "eSpeak NG"),
        (("music", "local", "3-recorded-1"), "MuseScore_General, FluidR3 Mono"),
        (("music", "local", "3"), "Composed and played by the studio"),
        (("image", "photo", ""), "Brought by the workspace"),
        (("clip", "runway", "gen4"), "Made by runway"),
    ],
)
def test_a_part_has_the_licence_of_what_made_it(part, work):
    assert licences.of_part(*part).work == work


def test_a_program_reads_what_has_to_be_said_and_sets_the_label_as_the_page_does(client):
    project = cast.board(scenes=2)
    bought(project, Decimal("0.03"))
    render = filmed(project)
    client.force_login(cast.adam())
    told = client.get(f"/api/v1/renders/{render.pk}/disclosures").json()
    short, rows = rights_sheet.disclosures_of(render)
    assert [(one["label"], one["state"], one["ask"], one["brings"]) for one in told] == [
        (row.label, row.state, row.ask, row.brings) for row in rows
    ]
    assert short.term.with_ai and {one["state"] for one in told} == {"ask", "unknown"}
    at = f"/api/v1/workspaces/{project.workspace.slug}/disclosure"
    assert client.get(at).json() == {"ai_label": "", "must_be_signed": False}
    sent = client.put(at, {"ai_label": " Made  with AI "}, "application/json")
    assert sent.json() == {"ai_label": "Made with AI", "must_be_signed": False}, sent.content
    assert client.put(at, {"ai_label": "x" * 41}, "application/json").status_code == 400
    client.force_login(cast.ed())
    assert client.put(at, {"ai_label": ""}, "application/json").status_code == 403
