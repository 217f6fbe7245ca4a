"""The desk: what a manager sees, decides and keeps, and what nobody can break there."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from generation.batches.start import start_batch
from generation.engine import control, jobs
from generation.models import (
    Budget,
    Cancellation,
    CircuitBreaker,
    LedgerEntry,
    Reservation,
    WebhookDelivery,
    WorkerHeartbeat,
)
from generation.prompts import templates
from projects.board import digest, editing, presets, review, stages
from projects.board.diff import differences
from projects.catalog import imports
from projects.guests import links
from projects.models import (
    ApiToken,
    BrandKit,
    Character,
    Membership,
    Notification,
    Product,
    Submission,
    VideoProject,
    WebhookEndpoint,
)
from projects.team import members
from rendering.models import Render
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:projects_submission_changelist")


def submitted(by=None, **fields):
    """A board that waits for a decision."""
    return review.submit(cast.board(scenes=1, **fields), by or cast.ed())


def staff(person, *models):
    """The person may enter the admin and has Django's permissions for `models`, as staff do."""
    person.is_staff = True
    person.save()
    kinds = [ContentType.objects.get_for_model(model) for model in models]
    person.user_permissions.set(Permission.objects.filter(content_type__in=kinds))
    return person


def press(client, action, *rows, url=QUEUE, **fields):
    """Tick the rows, choose the action, press Go; and again on the page between, where there is one."""
    data = {"action": action, "checked": "1", "_selected_action": [row.pk for row in rows], **fields}
    return client.post(url, data, follow=True)


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def adams(client):
    client.force_login(cast.adam())
    return client


@pytest.fixture
def anns(client):
    client.force_login(staff(cast.ann(), Submission, VideoProject, Product, BrandKit))
    return client


# --- every page ------------------------------------------------------------------------------
@pytest.fixture
def one_of_each():
    """A row of every model that has a page."""
    ApiToken.objects.create(user=cast.ed(), digest="0" * 64, start="abcdef")
    submission = submitted()
    project = submission.project
    Character.objects.create(project=project, name="Anna")
    project.comments.create(author=cast.ann(), text="Warmer?")
    Notification.objects.create(user=cast.ed(), workspace=cast.shop(), kind="comment", title="x", link="/")
    BrandKit.objects.create(workspace=cast.shop(), name="Lola", colours=["#1f57b5"])
    members.invite(cast.shop(), cast.adam(), "viewer")
    links.make(project, cast.ed(), "The client")
    endpoint = WebhookEndpoint.objects.create(workspace=cast.shop(), url="https://shop.example/", secret="x")
    endpoint.sent.create(message_id="msg_1", event="test", body="{}", not_before=timezone.now())
    imports.start(
        cast.shop(),
        cast.ed(),
        "spring.csv",
        b"Alpha,Price\nMug,1\n",
        mapping={"title": "Alpha", "price": "Price"},
    )
    preset = presets.save_preset(cast.shop(), cast.ed(), "Calm", {})
    start_batch([project.product], preset, cast.ed())
    picture = cast.picture()
    values = {"duration_ms": 6000, "frames": 180, "width": 720, "height": 1280, "spec": {}}
    Render.objects.create(project=project, video=picture, poster=picture, **values)
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    LedgerEntry.objects.create(workspace=cast.shop(), call_key="k", talent="image", provider="local", cost=0)
    Budget.objects.create(workspace=cast.shop(), amount=10)
    Reservation.objects.create(workspace=cast.shop(), job=job, call_key="k", amount=1)
    _outside(job.steps.first())
    templates.current_version("image")
    WorkerHeartbeat.objects.create(name="here", seen=timezone.now())
    Group.objects.create(name="Managers")
    return job


def _outside(step):
    """What came from a provider, and what is still to be told to one."""
    now = timezone.now()
    WebhookDelivery.objects.create(
        provider="replicate", delivery="msg_1", external_id="p1", status="succeeded"
    )
    CircuitBreaker.objects.create(provider="replicate", talent="image", failures=2)
    Cancellation.objects.create(step=step, provider="replicate", external_id="p1", sent=now, not_before=now)


MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_and_page_opens_for_adam(adams, one_of_each, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    assert adams.get(reverse(f"{name}_changelist")).status_code == 200
    assert adams.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


def test_the_queue_and_the_tokens_have_no_page():
    shown = {model._meta.label_lower for model in admin.site._registry}
    assert not shown & {"django_q.schedule", "django_q.ormq", "authtoken.tokenproxy"}


def test_the_front_page_counts_what_waits(adams):
    submitted()
    waiting = adams.get("/admin/").context["waiting"]
    assert [(part["words"], part["count"]) for part in waiting] == [
        ("Boards to review", 1),
        ("Videos to decide on", 0),
        ("Failed jobs", 0),
    ]


def test_ed_who_is_not_staff_does_not_enter(client):
    client.force_login(cast.ed())
    assert client.get(QUEUE).status_code == 302


# --- review queue ----------------------------------------------------------------------------
def test_the_queue_shows_only_what_waits(adams):
    waits, decided = submitted(title="Waits"), submitted(title="Sent back")
    review.ask_changes(decided.project, cast.ann(), "Shorter.")
    rows = adams.get(QUEUE).context["cl"].result_list
    assert [row.pk for row in rows] == [waits.pk]


def test_decided_boards_are_found_by_their_state(adams):
    decided = submitted()
    review.ask_changes(decided.project, cast.ann(), "Shorter.")
    rows = adams.get(QUEUE, {"state": "changes_requested"}).context["cl"].result_list
    assert [row.pk for row in rows] == [decided.pk]


def test_the_queue_shows_the_boards_pictures(adams):
    scene = submitted().project.scenes.first()
    assert f"{scene.picture.asset.url}?w=160" in Page(adams.get(QUEUE))


def test_the_queue_tells_what_changed_since_the_last_approval(adams):
    first = submitted()
    review.approve(first.project, cast.ann())
    project = VideoProject.objects.get(pk=first.project_id)
    control.cancel(project.jobs.get(), by=cast.ann())
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Something new.")
    project.refresh_from_db()
    review.submit(project, cast.ed())
    assert "Scene 1, narration:" in Page(adams.get(QUEUE))


def test_a_board_voided_in_review_was_never_approved(adams):
    first = submitted()
    editing.edit_scene(first.project.scenes.first(), cast.ed(), text="Something new.")
    project = VideoProject.objects.get(pk=first.project_id)
    review.submit(project, cast.ed())
    assert "Never approved before" in Page(adams.get(QUEUE))


def trace(project):
    return list(project.audit.order_by("pk").values_list("verb", "old", "actor_name"))


def test_approving_here_leaves_the_traces_of_the_verb(anns):
    here, there = submitted(title="One"), submitted(title="Two")
    press(anns, "approve", here)
    review.approve(there.project, cast.ann())
    assert trace(here.project) == trace(there.project)
    assert ("approved", "", "ann") in trace(here.project)


def test_approving_starts_the_render(anns):
    row = submitted()
    press(anns, "approve", row)
    job = row.project.jobs.get()
    assert (job.kind, job.digest, job.created_by) == ("render", row.digest, cast.ann())


def test_many_are_approved_at_once(anns):
    rows = [submitted(title="One"), submitted(title="Two")]
    press(anns, "approve", *rows)
    assert set(Submission.objects.values_list("state", flat=True)) == {"approved"}


def test_an_own_submission_is_refused_and_the_next_row_has_its_turn(anns):
    own, eds = submitted(by=cast.ann(), title="Own"), submitted(title="Ed's")
    answer = press(anns, "approve", own, eds)
    own.refresh_from_db(), eds.refresh_from_db()
    assert "You submitted this board yourself" in said(answer)
    assert (own.state, eds.state) == ("open", "approved")


def ticked(client, *rows):
    """The page before anything is approved."""
    return Page(client.post(QUEUE, {"action": "approve", "_selected_action": [row.pk for row in rows]}))


def test_before_many_are_approved_their_digests_and_cost_are_shown(anns):
    rows = [submitted(), submitted()]
    page = ticked(anns, *rows)
    assert all(row.digest[:12] in page for row in rows)
    assert "Approve 2 boards" in page and "Together" in page and "free" in page
    assert set(Submission.objects.values_list("state", flat=True)) == {"open"}


def test_what_cannot_be_approved_is_named_before_and_left_out(anns):
    own, eds = submitted(by=cast.ann()), submitted()
    page = ticked(anns, own, eds)
    assert "Left out: You submitted it yourself." in page and "Approve 1 board" in page
    assert f'name="_selected_action" value="{own.pk}"' not in page
    assert f'name="_selected_action" value="{eds.pk}"' in page


def test_after_a_decision_the_next_that_waits_is_shown(anns):
    one, two = submitted(), submitted()
    where = reverse("admin:projects_submission_change", args=[one.pk])
    after = reverse("admin:projects_submission_change", args=[two.pk])
    assert f'name="_back" value="{after}"' in Page(anns.get(where))
    answer = press(anns, "approve", one, _back=after)
    assert answer.redirect_chain == [(after, 302)]
    assert "Nothing else waits." in Page(answer)


def test_an_editor_with_the_key_to_the_admin_still_cannot_approve(client):
    row = submitted()
    client.force_login(staff(cast.person("eve", "editor"), Submission))
    assert "You are editor of" in said(press(client, "approve", row))
    row.refresh_from_db()
    assert row.state == "open"


def test_a_superuser_from_elsewhere_sees_a_board_but_does_not_decide(client):
    row = submitted()
    root = cast.oscar()
    root.is_staff = root.is_superuser = True
    root.save()
    client.force_login(root)
    assert "not a member" in said(press(client, "approve", row))
    row.refresh_from_db()
    assert row.state == "open"


def test_an_old_page_does_not_approve_the_newer_board(anns):
    old = submitted()
    editing.edit_scene(old.project.scenes.first(), cast.ed(), text="Something else.")
    new = review.submit(VideoProject.objects.get(pk=old.project_id), cast.ed())
    answer = press(anns, "approve", old)
    new.refresh_from_db()
    assert "not in review any more" in said(answer)
    assert new.state == "open"


def test_asking_for_changes_first_asks_for_the_note(anns):
    row = submitted()
    answer = press(anns, "ask_changes", row)
    assert "What should change?" in Page(answer)
    row.refresh_from_db()
    assert row.state == "open"


def test_the_note_goes_to_the_editors(anns):
    row = submitted()
    press(anns, "ask_changes", row, note="Shorter, please.")
    row.refresh_from_db()
    assert (row.state, row.note, row.decided_by) == ("changes_requested", "Shorter, please.", cast.ann())


def test_an_empty_note_is_refused(anns):
    answer = press(anns, "ask_changes", submitted(), note=" ")
    assert "Say what should change" in said(answer)


def test_a_submission_cannot_be_edited(adams):
    row = submitted()
    page = reverse("admin:projects_submission_change", args=[row.pk])
    assert adams.post(page, {"state": "approved"}).status_code == 403


# --- whose rows ------------------------------------------------------------------------------
def test_staff_see_only_their_own_workspaces(client):
    submitted()
    client.force_login(staff(cast.oscar(), Submission))
    assert list(client.get(QUEUE).context["cl"].result_list) == []


def test_a_foreign_row_has_no_page(client):
    row = submitted()
    client.force_login(staff(cast.oscar(), Submission))
    page = reverse("admin:projects_submission_change", args=[row.pk])
    assert client.get(page).status_code == 302


def test_filters_do_not_name_foreign_workspaces(client):
    submitted()
    client.force_login(staff(cast.oscar(), Submission))
    assert "Lola" not in Page(client.get(QUEUE))


def test_a_product_goes_to_a_workspace_of_ones_own(anns):
    cast.oscar()
    form = anns.get(reverse("admin:projects_product_add")).context["adminform"].form
    assert list(form.fields["workspace"].queryset) == [cast.shop()]


def test_a_viewer_with_djangos_permission_only_looks(client):
    product = cast.flask()
    client.force_login(staff(cast.vera(), Product))
    page = reverse("admin:projects_product_change", args=[product.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "Mine"}).status_code == 403


# --- lists stay quick ------------------------------------------------------------------------
LISTS = ["submission", "videoproject", "product", "asset", "auditentry"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_twenty_takes_no_more_queries_than_one_of_ten(adams, name):
    cast.board(), cast.adam(), cast.ann()
    counts = []
    for start in (0, 10):
        for index in range(start, start + 10):
            review.submit(cast.board(title=f"Board {index}", scenes=1), cast.ed())
            Product.objects.create(workspace=cast.shop(), handle=f"p{index}", name=f"Product {index}")
        with CaptureQueriesContext(connection) as seen:
            adams.get(reverse(f"admin:projects_{name}_changelist"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- catalogue -------------------------------------------------------------------------------
def product_data(product, **fields):
    photos = list(product.photos.all())
    data = {
        "name": product.name, "handle": product.handle, "audience": product.audience,
        "description": product.description,
        "selling_points": "\n".join(product.selling_points), "price": "29.00", "currency": "USD",
        "photos-TOTAL_FORMS": len(photos), "photos-INITIAL_FORMS": len(photos),
    }  # fmt: skip
    for index, photo in enumerate(photos):
        data |= {f"photos-{index}-id": photo.pk, f"photos-{index}-position": photo.position}
        data |= {f"photos-{index}-product": product.pk, f"photos-{index}-alt": photo.alt}
    return {**data, **fields}


def save_product(client, product, **fields):
    page = reverse("admin:projects_product_change", args=[product.pk])
    return client.post(page, product_data(product, **fields))


def test_selling_points_are_edited_line_by_line(adams):
    product = cast.flask()
    save_product(adams, product, selling_points="Light\n\n  Quiet ")
    product.refresh_from_db()
    assert product.selling_points == ["Light", "Quiet"]


def test_a_changed_product_leaves_an_audit_row(adams):
    save_product(adams, cast.flask(), name="Ridge Flask 2")
    entry = cast.shop().audit.first()
    assert (entry.verb, entry.actor, entry.data["fields"]) == ("edited product", cast.adam(), ["name"])


def test_a_taken_handle_is_a_form_error(adams):
    product = cast.flask()
    Product.objects.create(workspace=cast.shop(), handle="taken", name="Another")
    answer = save_product(adams, product, handle="taken")
    assert "has this handle" in Page(answer)


def new_photo(data):
    return {
        "photos-TOTAL_FORMS": 2,
        "photos-1-position": 2,
        "photos-1-upload": SimpleUploadedFile("photo.png", data, "image/png"),
    }


def test_a_photo_is_added_by_upload(adams):
    product = cast.flask()
    save_product(adams, product, **new_photo(cast.photo_bytes((10, 90, 40, 255))))
    photo = product.photos.last()
    assert product.photos.count() == 2
    assert photo.asset.workspace == product.workspace


def test_what_is_not_a_picture_is_a_form_error(adams):
    product = cast.flask()
    answer = save_product(adams, product, **new_photo(b"<svg onload=alert(1)>"))
    assert "not a picture we can read" in Page(answer)
    assert product.photos.count() == 1


def test_a_product_with_videos_is_not_deleted(adams):
    product = cast.draft().product
    page = reverse("admin:projects_product_delete", args=[product.pk])
    assert adams.post(page, {"post": "yes"}).status_code == 403


def test_a_product_without_videos_is_deleted(adams):
    product = cast.flask()
    adams.post(reverse("admin:projects_product_delete", args=[product.pk]), {"post": "yes"})
    assert not Product.objects.exists()


def test_a_brand_colour_is_a_colour(adams):
    asked = {"workspace": cast.shop().pk, "name": "Lola", "colours": "blue"}
    answer = adams.post(reverse("admin:projects_brandkit_add"), asked)
    assert "“blue” is not a colour" in Page(answer)


def test_how_names_are_said_is_a_line_for_each_in_the_admin(adams):
    asked = {"workspace": cast.shop().pk, "name": "Lola", "pronunciations": "Nutjen = nut yen\nGIF = jif"}
    adams.post(reverse("admin:projects_brandkit_add"), asked)
    kit = BrandKit.objects.get()
    assert kit.pronunciations[0] == {"written": "Nutjen", "spoken": "nut yen"}
    page = reverse("admin:projects_brandkit_change", args=[kit.pk])
    assert "Nutjen = nut yen\nGIF = jif" in adams.get(page).content.decode()
    answer = adams.post(page, {"name": "Lola", "pronunciations": "Nutjen"})
    assert "“Nutjen”: say both" in Page(answer)


def test_other_brand_colours_void_an_approval_and_the_approver_reads_what_differs(adams):
    project = cast.board()
    project.brand_kit = BrandKit.objects.create(workspace=cast.shop(), name="Lola", colours=["#112233"])
    project.save()
    review.submit(project, cast.ed())
    page = reverse("admin:projects_brandkit_change", args=[project.brand_kit.pk])
    adams.post(page, {"name": "Lola", "colours": "#ff0000"})
    submission = project.submissions.get()
    said = [str(each) for each in differences(submission.board, digest.board(VideoProject.objects.get()))]
    assert (VideoProject.objects.get().state, submission.state) == ("storyboard_ready", "voided")
    assert "Brand kit: Lola, #112233 → Lola, #ff0000" in said


# --- people ----------------------------------------------------------------------------------
def members_data(workspace, **roles):
    """The workspace's form with the members' roles; `roles` by name replaces some."""
    rows = list(workspace.memberships.order_by("pk"))
    data = {"name": workspace.name, "slug": workspace.slug}
    data |= {"memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": len(rows)}
    for index, row in enumerate(rows):
        values = {"id": row.pk, "workspace": workspace.pk, "user": row.user_id}
        values["role"] = roles.get(row.user.username, row.role)
        data |= {f"memberships-{index}-{name}": value for name, value in values.items()}
    return data


def save_members(client, **roles):
    page = reverse("admin:projects_workspace_change", args=[cast.shop().pk])
    return client.post(page, members_data(cast.shop(), **roles))


def test_a_new_role_leaves_an_audit_row(adams):
    cast.ed()
    save_members(adams, ed="approver")
    assert Membership.objects.get(user=cast.ed()).role == "approver"
    entry = cast.shop().audit.first()
    assert (entry.verb, entry.subject, entry.new) == ("set role", "ed", "approver")


def test_who_is_removed_here_hands_over_what_they_were_to_decide(adams):
    stages.set_stages(cast.shop(), cast.adam(), [{"name": "Legal", "person": cast.ann().pk}])
    page = reverse("admin:projects_workspace_change", args=[cast.shop().pk])
    cast.ed()
    data = members_data(cast.shop(), adam="editor", ed="admin")
    at = [row.user for row in cast.shop().memberships.order_by("pk")].index(cast.ann())
    adams.post(page, {**data, f"memberships-{at}-DELETE": "on"})
    roles = dict(cast.shop().memberships.values_list("user__username", "role"))
    assert roles == {"adam": "editor", "ed": "admin"}
    assert cast.shop().review_stages.get().person is None
    verbs = list(cast.shop().audit.values_list("verb", flat=True)[:3])
    assert verbs == ["set role", "removed member", "set role"]


def test_a_member_does_not_become_somebody_else_here(adams):
    cast.ed()
    page = reverse("admin:projects_workspace_change", args=[cast.shop().pk])
    data = members_data(cast.shop())
    at = [row.user for row in cast.shop().memberships.order_by("pk")].index(cast.ed())
    answer = adams.post(page, {**data, f"memberships-{at}-user": cast.vera().pk})
    assert cast.shop().memberships.filter(user=cast.ed()).exists()
    assert answer.status_code == 200


def test_the_last_admin_stays(adams):
    answer = save_members(adams, adam="viewer")
    assert "at least one admin" in Page(answer)
    assert Membership.objects.get(user=cast.adam()).role == "admin"


def test_a_workspace_is_not_deleted_here(adams):
    page = reverse("admin:projects_workspace_delete", args=[cast.shop().pk])
    assert adams.post(page, {"post": "yes"}).status_code == 403
