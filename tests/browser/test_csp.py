"""Every page in a real browser: the content security policy refuses nothing that a page needs."""

import pytest
from django.contrib import admin
from django.urls import reverse

from generation.engine import jobs
from generation.models import LedgerEntry
from projects.board import characters, comments, review
from projects.models import Product, VideoProject
from rendering.models import Render
from tests import cast
from tests.pages import eventually

# Redoc asks for its maker's mark. The policy refuses what comes from elsewhere, and nothing depends on it.
REDOC_MARK = "img-src https://cdn.redoc.ly/redoc/logo-mini.svg"
LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`refused: ${event.effectiveDirective} ${event.blockedURI}`));"""


class Walk:
    """A page that goes from address to address and keeps what was refused or failed on the way."""

    def __init__(self, page):
        self.page, self.where, self.found = page, "", []
        page.add_init_script(LISTEN)
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("requestfailed", lambda request: self._failed(request))

    def _failed(self, request):
        if request.resource_type in ("script", "stylesheet", "font"):
            self._note(f"failed: {request.url}")

    def _note(self, text):
        # The browser's own words of the same refusal.
        if "violates the following Content Security Policy" not in text:
            self.found.append((self.where, text))

    def to(self, address, sees="body", until="networkidle"):
        self.where = address
        answer = self.page.goto(address, wait_until=until)
        assert answer.headers["content-security-policy"], address
        self.page.locator(sees).first.wait_for()

    def opens(self, fragment):
        self.where = fragment
        self.page.evaluate("address => htmx.ajax('GET', address, {target: '#dialogs'})", fragment)
        self.page.locator("#dialogs dialog[open]").wait_for()


@pytest.fixture
def walk(new_page, signed_in):
    cast.adam()
    return Walk(signed_in(new_page(), "adam"))


def boards():
    """A project of each kind that has a page of its own look."""
    told = cast.board(title="With everything")
    comments.say(told, cast.ann(), "A note.", scene=told.scenes.first())
    characters.add(told, cast.ed(), name="Mara", portrait=cast.picture())
    submitted = cast.board(title="In review")
    review.submit(submitted, cast.ed())
    failed = cast.board(title="Failed")
    VideoProject.objects.filter(pk=failed.pk).update(state="failed", problem="The provider said no.")
    working = cast.draft(title="At work")
    jobs.enqueue(working, "storyboard", by=cast.ed())
    done = cast.board(title="Rendered", scenes=1)
    picture = cast.picture()
    Render.objects.create(
        project=done,
        spec={},
        video=picture,
        poster=picture,
        duration_ms=2000,
        frames=60,
        width=720,
        height=1280,
    )
    return [told, submitted, failed, working, done, cast.draft(title="Nothing yet")]


def dialogs(project):
    scene, person = project.scenes.first().pk, project.characters.first().pk
    yield from (reverse(f"projects:{name}", args=[scene]) for name in ("pictures", "focus"))
    yield from (reverse(f"generation:{name}", args=[scene]) for name in ("clip", "recording"))
    yield from (reverse(f"generation:{name}", args=[person]) for name in ("person", "mouth"))
    yield reverse("projects:settings", args=[project.pk])
    yield reverse("generation:person_add", args=[project.pk])
    yield f"{reverse('generation:budget')}?project={project.pk}"


def of_the_admin():
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        if row := model._default_manager.first():
            yield reverse(f"{name}_change", args=[row.pk])
        if model._meta.model_name in ("product", "workspace", "user"):
            yield reverse(f"{name}_add")


def test_the_studios_pages_are_refused_nothing(walk):
    shown = boards()
    LedgerEntry.objects.create(
        workspace=cast.shop(), call_key="one", provider="runway", talent="clip", cost="5", project=shown[0]
    )
    for name in ("list", "new", "products", "product_new", "product_import", "review"):
        walk.to(reverse(f"projects:{name}"))
    walk.to(reverse("projects:product", args=[Product.objects.first().pk]))
    for name in ("costs", "calls"):
        walk.to(reverse(f"generation:{name}"))
    for project in shown:
        walk.to(reverse("projects:detail", args=[project.pk]))
    for fragment in dialogs(shown[0]):
        walk.to(reverse("projects:detail", args=[shown[0].pk]))
        walk.opens(fragment)
    walk.to(reverse("design"))
    walk.to("/nothing/here/", sees=".lone")
    walk.page.context.clear_cookies()
    walk.to(reverse("login"))
    assert walk.found == [("/nothing/here/", walk.found[0][1])] and "404" in walk.found[0][1]


def test_the_preview_plays_under_the_policy(walk):
    walk.to(reverse("projects:detail", args=[cast.board().pk]))
    walk.page.keyboard.press("p")
    # It starts by itself: a click might come before the first frame, and stop it there.
    walk.page.locator("#preview[data-state=playing]").wait_for()
    eventually(walk.page, "document.querySelector('[data-part=now]').textContent !== '0:00.0'")
    assert walk.found == []


def test_the_admin_is_refused_nothing(walk):
    boards()
    for address in of_the_admin():
        # The desk's pages fetch nothing more once they are loaded.
        walk.to(address, until="load")
    assert walk.found == []


def test_the_documentation_of_the_api_works_under_the_policy(walk):
    walk.to(reverse("docs"), sees=".opblock")
    assert walk.found == []
    walk.to(reverse("redoc"), sees="[role=menuitem]")
    # Nothing but the mark, which Redoc asks for some time after its menu stands.
    assert {text for _, text in walk.found} <= {f"refused: {REDOC_MARK}"}
