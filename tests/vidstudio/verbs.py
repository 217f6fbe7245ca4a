"""Every address on which something is pressed: what is sent to it, and what it needs beforehand.

An address or a method that is in none of these tables fails a test: whoever adds a verb says here what
pressing it twice does.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from PIL import Image

from generation.batches import start as batch_start
from generation.engine import control
from generation.models import Job, Step, StepState
from projects.board import (
    characters,
    comments,
    copy_and_archive,
    editing,
    review,
    soundtrack,
    undo,
    versions,
)
from projects.catalog import cutouts, imports, products
from projects.media import library
from projects.models import (
    Asset,
    Batch,
    BatchRow,
    BrandKit,
    Comment,
    NotificationChannel,
    NotificationKind,
    Photo,
    Product,
    Scene,
    VideoProject,
)
from projects.planning import bulk, plans
from projects.team import brand
from rendering.models import Render
from tests import cast, small_media
from tests.vidstudio import addresses
from vidstudio.accounts import tokens


@dataclass(frozen=True)
class Verb:
    """`body`: what is sent, or a function of the rows that says it; `ready`: what is done before, as other
    people; its keys replace those of the rows. `adds`: every press is meant to add one more, and a page keeps
    the second click of a double click back. `changes` is False where no row is written.
    """

    body: dict | Callable[[dict], dict] = field(default_factory=dict)
    ready: Callable[[dict], dict | None] = lambda rows: None
    adds: bool = False
    changes: bool = True
    files: bool = False

    def sent(self, rows):
        return self.body(rows) if callable(self.body) else dict(self.body)


# --- what there is beforehand ------------------------------------------------------------------
def project(rows):
    return VideoProject.objects.get(pk=rows["projects"])


def scene(rows):
    return Scene.objects.get(pk=rows["scenes"])


def ann_runs_it(rows):
    cast.shop().memberships.filter(user=cast.ann()).update(role="admin")


def ann_runs_lolas(rows):
    ann_runs_it(rows)
    return {"workspaces": cast.shop().slug}


def submitted(rows):
    review.submit(project(rows), cast.ed())


def approved(rows):
    submitted(rows)
    review.approve(project(rows), cast.ann())


def rendered(rows):
    approved(rows)
    Job.objects.filter(project=rows["projects"]).update(state="succeeded")
    VideoProject.objects.filter(pk=rows["projects"]).update(state="completed")
    found = project(rows)
    submission = found.submissions.get()
    film = {"spec": {"captions": {"burn": True}}, "frames": 120, "width": 720, "height": 1280}
    made = Render.objects.create(
        project=found, submission=submission, digest=submission.digest, poster=cast.picture(),
        video=library.keep(found.workspace, "video", b"film", "video/mp4", "local", duration_ms=4000),
        duration_ms=4000, **film,
    )  # fmt: skip
    return {"renders": made.pk}


def edited(rows):
    editing.edit_scene(scene(rows), cast.ann(), text="Cold for two days.")
    return {"edit": undo.next_undo(project(rows), cast.ann()).pk}


def taken_back(rows):
    told = edited(rows)
    undo.undo(project(rows), cast.ann(), undo.next_undo(project(rows), cast.ann()))
    return {**told, "edit": undo.next_redo(project(rows), cast.ann()).pk}


def withdrawn(rows):
    submitted(rows)
    editing.edit_scene(scene(rows), cast.ann(), text="Cold for two days.")


def another_version(rows):
    kept = versions.save(project(rows), cast.ann(), "As it was")
    editing.edit_scene(scene(rows), cast.ann(), text="Cold for two days.")
    return {"versions": kept.pk}


def deleted_scene(rows):
    editing.delete_scene(scene(rows), cast.ann())


def long_scene(rows):
    editing.edit_scene(
        scene(rows), cast.ann(), text="Cold for days. Warm for nights. " * 3, duration_ms=12_000
    )


def own_music(rows):
    found = project(rows)
    piece = library.keep(found.workspace, "music", b"hum", "audio/mpeg", "upload", duration_ms=4000)
    soundtrack.use(found, cast.ann(), piece)


def unused_product(rows):
    return {"products": products.create_product(cast.shop(), cast.ed(), name="Cup").pk}


def deleted_product(rows):
    told = unused_product(rows)
    products.delete_product(Product.objects.get(pk=told["products"]), cast.ed())
    return told


def words_too_long(rows):
    editing.edit_scene(scene(rows), cast.ann(), text="Cold for days. " * 12)


def tagged(rows):
    done = bulk.do("tag", VideoProject.objects.filter(pk=rows["projects"]), cast.ann(), ["Spring"])
    return {"bulk-edits": done.edit.pk}


def older_take(rows):
    editing.replace_take(scene(rows), cast.ann(), "image", cast.picture(7))


def in_the_library(rows):
    """A picture that another scene of the workspace uses; its digest is what is sent."""
    return {"digest": project(rows).scenes.last().picture.asset.digest}


def two_photos(rows):
    found = Product.objects.get(pk=rows["products"])
    file = SimpleUploadedFile("blue.png", cast.photo_bytes((20, 60, 180, 255)), "image/png")
    products.add_photo(found, cast.ed(), file)
    return {"photos": found.photos.first().pk}


def a_face(rows):
    person = characters.add(project(rows), cast.ann(), name="Ina", portrait=cast.picture(3))
    return {"characters": person.pk, "portrait": person.portrait.digest}


def started(rows):
    return {"projects": Job.objects.get(pk=rows["jobs"]).project_id}


def cancelled(rows):
    control.cancel(Job.objects.get(pk=rows["jobs"]), by=cast.ann())
    return started(rows)


def a_script(rows):
    """A draft whose words somebody wanted to read first."""
    VideoProject.objects.filter(pk=rows["projects"]).update(state="script_ready")
    scene(rows).takes.all().delete()


def another_style(rows):
    """Pictures that do not show what the board says any more."""
    _asked(rows, {"style": "minimal", "prompt": "A flask", "seed": 1})
    editing.edit_project(project(rows), cast.ann(), style="bold")


def painted_apart(rows):
    """A picture whose product and words were laid over what was painted."""
    plate = cast.picture(9)
    _asked(rows, {"style": "minimal", "prompt": "A flask", "seed": 1}, plate=plate.digest)


def _asked(rows, asked, **meta):
    picture = scene(rows).picture.asset
    Asset.objects.filter(pk=picture.pk).update(origin="local", meta={"asked": asked, **meta})


def held(rows):
    """A step whose answer was lost."""
    Step.objects.filter(pk=rows["steps"]).update(
        state=StepState.UNKNOWN, provider="replicate", talent="image", submitting=None
    )
    Job.objects.filter(pk=rows["jobs"]).update(state="running")


def a_logo(rows):
    kit = BrandKit.objects.get(pk=rows["brand-kits"])
    brand.save(cast.shop(), cast.ann(), kit, logo=photo()["photos"], name=kit.name)


def an_own_token(rows):
    tokens.issue(cast.ann())
    return {"account": tokens.listed(cast.ann()).first().pk}


def a_budget(rows):
    from generation.billing import budgets

    budgets.set_budget(cast.shop(), cast.ann(), "10.00", "day", None, 80)
    budgets.set_budget(cast.shop(), cast.ann(), "10.00", "whole", project(rows), 80)


def a_mark(rows):
    told = a_face(rows)
    from projects.models import Character

    characters.mark_mouth(Character.objects.get(pk=told["characters"]), cast.ann(), {"still": True}, seen="")
    return told


def said(rows):
    return {"comments": comments.say(project(rows), cast.ann(), "Warmer, please.").pk}


def said_and_deleted(rows):
    told = said(rows)
    comments.delete(Comment.objects.get(pk=told["comments"]), cast.ann())
    return told


def said_and_resolved(rows):
    told = said(rows)
    comments.resolve(Comment.objects.get(pk=told["comments"]), cast.ann())
    return told


def an_import(rows):
    """`products` is the word that its page's address begins with."""
    made, _ = imports.start(cast.shop(), cast.ed(), "shop.csv", CATALOGUE)
    return {"products": made.pk, "imports": made.pk}


def cancelled_batch(rows):
    batch_start.cancel(Batch.objects.get(pk=rows["batches"]), cast.ann())


def board_of_a_batch(rows):
    submitted(rows)
    BatchRow.objects.filter(batch=rows["batches"]).update(project=rows["projects"], state="started")
    return {"digest": project(rows).submissions.get().digest}


def script_of_a_batch(rows):
    a_script(rows)
    BatchRow.objects.filter(batch=rows["batches"]).update(project=rows["projects"], state="started")


def told(rows):
    """Ann hears that a board waits for her."""
    submitted(rows)
    return {"notifications": cast.ann().notifications.latest("pk").pk}


def a_painted_mask(rows):
    found = Photo.objects.get(pk=rows["photos"])
    cutouts.correct(found, cast.ed(), mask(rows)["mask"])


# --- files ---------------------------------------------------------------------------------------
def file(name, data, kind):
    return SimpleUploadedFile(name, data, kind)


def photo(rows=None, field="photos"):
    return {field: file("red.png", cast.photo_bytes((200, 20, 20, 255)), "image/png")}


def picture(rows):
    return photo(field="picture")


# Made once: a film that is made anew tells another time of its making.
film, hum = cache(small_media.film), cache(small_media.sound)


def sound(field):
    return lambda rows: {field: file("voice.wav", hum(), "audio/wav")}


def clip(field):
    return lambda rows: {field: file("clip.mp4", film(), "video/mp4")}


def mask(rows=None, field="mask"):
    picture, out = Image.new("L", (320, 400)), io.BytesIO()
    picture.paste(255, (80, 80, 240, 380))
    picture.save(out, "PNG")
    return {field: file("mask.png", out.getvalue(), "image/png")}


def order(rows):
    keys = list(project(rows).scenes.values_list("pk", flat=True))
    return keys[::-1]


def photo_order(rows):
    return list(Photo.objects.filter(product=rows["products"]).values_list("pk", flat=True))[::-1]


CATALOGUE = b"Handle,Title,Variant Price\nmug,Mug,9.90\ncup,Cup,4.50\n"
MOUTH = {"left": "0.42,0.58", "right": "0.58,0.58", "middle": "0.5,0.6"}
LOOK = {
    "mode": "creative_ad", "style": "bold", "aspect": "9:16", "resolution": "720p", "language": "en",
    "seconds": "6", "captions": "on", "music_on": "on", "signs": "on", "keep_product": "on",
}  # fmt: skip
HOOK = {"url": "https://93.184.216.34/hooks", "events": ["video.succeeded"], "is_on": "on"}
NEW_PROJECT = {**LOOK, "source": "prompt", "prompt": "A kettle sings in the morning", "length": "15"}

# --- pages: the name of an address -> what is pressed there ------------------------------------------
PAGES = {
    "login": Verb({"username": "ann", "password": cast.PASSWORD}, changes=False),
    "logout": Verb(changes=False),
    "password_reset": Verb({"email": "nobody@example.org"}, changes=False),
    "change_password": Verb(
        {
            "old_password": cast.PASSWORD,
            "new_password1": "a kettle on a stove",
            "new_password2": "a kettle on a stove",
        },
        ready=lambda rows: an_own_token(rows),
    ),
    "end_token": Verb(ready=an_own_token),
    "verify": Verb(lambda rows: {"file": SimpleUploadedFile("f.mp4", b"junk")}, changes=False, files=True),
    "projects:bulk": Verb(lambda rows: {"verb": "tag", "tags": "Spring", "projects": rows["projects"]}),
    "projects:undo_bulk": Verb(ready=tagged),
    "projects:save_filter": Verb({"name": "Late", "query": "due=overdue"}),
    "projects:toured": Verb(),
    "projects:delete_filter": Verb(
        ready=lambda rows: {"filters": plans.save_filter(cast.ann(), "Late", "due=overdue").pk}
    ),
    "projects:plan": Verb(lambda rows: {"assignee": cast.ann().pk, "due": "2030-03-01", "tags": "Spring"}),
    "projects:guest_links": Verb({"label": "The client", "days": "7"}, adds=True),
    "projects:guest_link_revoke": Verb(),
    "profile": Verb({"first_name": "Ann", "last_name": "Lee", "email": ""}),
    "photo": Verb(lambda rows: photo(field="photo"), files=True),
    # People and settings: by an admin.
    "projects:workspace": Verb({"name": "Lola's"}, ready=ann_runs_it),
    "projects:workspace_new": Verb({"name": "Second shop"}, ready=ann_runs_it),
    "projects:workspace_use": Verb(lambda rows: {"workspace": rows["workspaces"]}, changes=False),
    "projects:invite": Verb({"role": "viewer"}, ready=ann_runs_it, adds=True),
    "projects:invitation_revoke": Verb(ready=ann_runs_it),
    "projects:review_stages": Verb(
        {"name": ["Brand"], "who": ["approver"], "days": ["2"]}, ready=ann_runs_it
    ),
    "projects:member_role": Verb({"role": "approver"}, ready=ann_runs_it),
    "projects:member_cap": Verb({"cap": "12,50"}, ready=ann_runs_it),
    "projects:member_remove": Verb(ready=ann_runs_it),
    "projects:brand_new": Verb({"name": "Loud", "colour": ["#aa0000"]}, ready=ann_runs_it),
    "projects:brand_kit": Verb({"name": "Loud", "colour": ["#aa0000"]}, ready=ann_runs_it),
    "projects:endpoints": Verb({**HOOK}, ready=ann_runs_it, adds=True),
    "projects:endpoint": Verb({**HOOK}, ready=ann_runs_it),
    "projects:endpoint_rotate": Verb(ready=ann_runs_it, adds=True),
    "projects:endpoint_test": Verb(ready=ann_runs_it, adds=True),
    "projects:endpoint_remove": Verb(ready=ann_runs_it),
    "projects:delivery_replay": Verb(ready=ann_runs_it, adds=True),
    # Boards.
    "projects:duplicate_project": Verb(),
    "projects:trash_project": Verb(),
    "projects:bring_back_project": Verb(ready=lambda rows: copy_and_archive.trash(project(rows), cast.ann())),
    "projects:archive": Verb(),
    "projects:unarchive": Verb(ready=lambda rows: copy_and_archive.archive(project(rows), cast.ann())),
    "projects:title": Verb({"title": "The quiet pour"}),
    "projects:settings": Verb(LOOK),
    "projects:order": Verb(lambda rows: {"order": ",".join(map(str, order(rows)))}),
    "projects:fit_all_words": Verb(ready=words_too_long),
    "projects:fit_words": Verb(ready=words_too_long),
    "projects:balance": Verb(),
    "projects:add_scene": Verb(adds=True),
    "projects:scene": Verb({"text": "Cold for two days."}),
    "projects:duplicate_scene": Verb(adds=True),
    "projects:split_scene": Verb(ready=long_scene, adds=True),
    "projects:merge_scene": Verb(),
    "projects:delete_scene": Verb(),
    "projects:bring_back_scene": Verb(ready=deleted_scene),
    "projects:picture": Verb(picture, files=True),
    "projects:focus": Verb({"x": "0.25", "y": "0.5"}),
    "projects:places": Verb({"words": "put", "words_x": "50", "words_y": "30", "words_scale": "120"}),
    "projects:scene_photo": Verb(lambda rows: {"photo": rows["photos"]}, ready=two_photos),
    "projects:library": Verb(lambda rows: {"picture": rows["digest"]}, ready=in_the_library),
    "projects:pick_take": Verb(ready=older_take),
    "projects:comments": Verb({"text": "Brighter, please."}),
    "projects:scene_comments": Verb({"text": "Brighter, please."}),
    "projects:submit": Verb({"told": "1"}),
    "projects:approve": Verb(ready=submitted),
    "projects:ask_changes": Verb({"note": "Brighter, please."}, ready=submitted),
    "projects:room_decision": Verb({"verb": "changes", "note": "Brighter, please."}, ready=submitted),
    "projects:reopen": Verb(ready=submitted),
    "projects:undo": Verb(ready=withdrawn),
    "projects:undo_edit": Verb(lambda rows: {"edit": rows["edit"]}, ready=edited),
    "projects:redo_edit": Verb(lambda rows: {"edit": rows["edit"]}, ready=taken_back),
    "projects:versions": Verb({"name": "Long cut"}),
    "projects:restore_version": Verb(ready=another_version),
    "projects:delete_version": Verb(ready=another_version),
    "projects:answer_comment": Verb({"text": "It is."}, ready=said),
    "projects:edit_comment": Verb({"text": "Much warmer."}, ready=said),
    "projects:delete_comment": Verb(ready=said),
    "projects:bring_back_comment": Verb(ready=said_and_deleted),
    "projects:resolve_comment": Verb(ready=said),
    "projects:reopen_comment": Verb(ready=said_and_resolved),
    "projects:save_preset": Verb({**NEW_PROJECT, "preset_name": "Bold"}),
    "projects:read_notification": Verb(ready=told, changes=False),
    "projects:read_all": Verb(ready=told, changes=False),
    "projects:notification_choices": Verb({NotificationKind.values[0]: NotificationChannel.values[-1]}),
    # The catalogue.
    "projects:import_cancel": Verb(ready=an_import),
    "generation:cutout": Verb({"cutout": "whole"}),
    "generation:cutout_mask": Verb(mask, files=True),
    "generation:cutout_forget": Verb(ready=a_painted_mask),
    "generation:batch_create": Verb(
        lambda rows: {"products": rows["products"], "preset": rows["presets"], "admission": "each"}
    ),
    "generation:batch_cancel": Verb(),
    "generation:batch_retry": Verb(ready=cancelled_batch),
    "generation:batch_illustrate": Verb(ready=script_of_a_batch),
    "generation:batch_approve": Verb(
        lambda rows: {"board": f"{rows['projects']}:{rows['digest']}"}, ready=board_of_a_batch
    ),
    "projects:product_new": Verb({"name": "Mug", "price": "9.90", "currency": "USD"}),
    "projects:product_look_up": Verb({"address": "https://shop.example/flask"}, changes=False),
    "projects:product_import": Verb(
        lambda rows: {"catalog": file("shop.csv", CATALOGUE, "text/csv")}, files=True
    ),
    "projects:product": Verb({"name": "Ridge Flask XL", "price": "31.00", "currency": "USD"}),
    "projects:product_delete": Verb(ready=unused_product),
    "projects:bring_back_product": Verb(ready=deleted_product),
    "projects:product_photos": Verb(photo, files=True),
    "projects:product_photo_order": Verb(lambda rows: {"photo": photo_order(rows)}, ready=two_photos),
    "projects:photo_describe": Verb({"alt": "A red flask"}),
    "projects:photo_move": Verb({"to": "back"}, ready=two_photos),
    "projects:photo_remove": Verb(ready=two_photos),
    # Work.
    "generation:create": Verb(NEW_PROJECT),
    "generation:storyboard": Verb({"fresh": "1"}),
    "generation:illustrate": Verb(ready=a_script),
    "generation:mend": Verb(ready=another_style),
    "generation:retry": Verb(ready=cancelled),
    "generation:regenerate": Verb({"prompt": "A flask on a rock"}),
    "generation:lay_anew": Verb(ready=painted_apart),
    "generation:clip": Verb({"motion": "A slow turn"}),
    "generation:recording": Verb({"text": "Cold for two days."}),
    "generation:upload_clip": Verb(clip("file"), files=True),
    "generation:upload_recording": Verb(sound("file"), files=True),
    "generation:cancel": Verb(),
    "generation:send_again": Verb(ready=held),
    "generation:give_up": Verb(ready=held),
    "generation:correct": Verb({"amount": "0.10", "note": "As billed"}),
    "generation:budget": Verb({"amount": "12", "period": "day", "warn_percent": "80"}),
    "generation:music_change": Verb({"volume_db": "-20"}),
    "generation:music_upload": Verb(sound("music"), files=True),
    "generation:music_composed": Verb(ready=own_music),
    "generation:music_compose": Verb({"another": "1"}),
    "generation:person_add": Verb({"name": "Ina"}),
    "generation:person": Verb({"name": "Ottilie"}),
    "generation:mouth": Verb({"lips": "still"}, ready=a_face),
    "generation:person_remove": Verb(ready=a_face),
    "rendering:preview": Verb(),
    "rendering:render": Verb(ready=rendered),
    "rendering:ratios": Verb({"ratios": ["1:1"]}, ready=rendered),
    "rendering:package": Verb(ready=rendered),
    "rendering:accept": Verb(ready=rendered),
    "rendering:reject": Verb({"note": "Too loud"}, ready=rendered),
}
# Addresses of pages that only show something, also where what is shown depends on a form that is sent along.
SHOWN = {
    "projects:trash_page", "projects:product_trash", "metrics", "projects:rows", "generation:lists_feed",
    "projects:endpoint_log", "projects:shop_picture",
    "projects:brands", "home", "account", "words", "design", "health", "health_video",
    "docs", "redoc", "openapi",
    "password_reset_done",
    "password_reset_complete",
    "projects:list", "projects:new", "projects:pick_product", "projects:detail", "projects:status",
    "projects:board", "projects:pictures", "projects:history", "projects:review",
    "projects:room", "projects:products",
    "projects:asset", "projects:signed_media", "projects:profile_photo",
    "generation:understood", "generation:product_notice", "generation:script_preview",
    "generation:script_file", "generation:estimate", "generation:project_jobs", "generation:feed",
    "generation:costs", "generation:calls", "generation:calls_file", "generation:budgets",
    "generation:project_costs", "generation:voices", "generation:music", "generation:people",
    "generation:listen", "generation:hear_word", "generation:hear_voice",
    "projects:use_preset", "projects:comment",
    "projects:comment_times",
    "projects:comment_people", "projects:imports", "projects:import", "projects:import_progress",
    "projects:import_report", "generation:batches", "generation:batch_new", "generation:batch_outlook",
    "generation:batch", "generation:batch_boards", "generation:batch_check", "generation:cutout_card",
    "rendering:batch_films", "projects:notifications", "projects:bell", "projects:notification",
    "rendering:project_renders", "rendering:project_preview", "rendering:rights",
    "rendering:two_films", "rendering:playback", "rendering:sprite",
}  # fmt: skip
# Not pressed here: {address: the tests that send it twice}.
ELSEWHERE = {
    "password_reset_confirm": "tests/vidstudio/accounts/test_accounts.py",  # only a letter holds it
    "projects:guest": "tests/projects/guests/test_guest_pages.py",  # addresses that only a guest holds
    "projects:guest_password": "tests/projects/guests/test_guest_pages.py",
    "projects:guest_say": "tests/projects/guests/test_guest_pages.py",
    "projects:guest_decide": "tests/projects/guests/test_guest_pages.py",
    "projects:guest_picture": "tests/projects/guests/test_guest_pages.py",
    "rendering:guest_film": "tests/projects/guests/test_guest_pages.py",
    "rendering:guest_video": "tests/projects/guests/test_guest_pages.py",
    "projects:join": "tests/projects/team/test_members.py",  # only a letter holds it
    "projects:end_mail": "tests/projects/notifications/test_mail.py",  # a link that only a letter holds
    "generation:webhook": "tests/contracts/test_webhooks.py",  # signed by a provider
    "rendering:composed": "tests/contracts/test_webhooks.py",
}

# --- the API: (the name of an address, the method) -> what is sent ------------------------------------
API = {
    ("api:verify", "post"): Verb(
        lambda rows: {"file": SimpleUploadedFile("f.mp4", b"junk")}, changes=False, files=True
    ),
    ("api:token", "post"): Verb({"username": "ann", "password": cast.PASSWORD}, adds=True),
    ("api:project-list", "post"): Verb({"prompt": "A kettle sings"}, adds=True),
    ("api:project-detail", "delete"): Verb(),
    ("api:product-bring-back", "post"): Verb(ready=deleted_product),
    ("api:project-bring-back", "post"): Verb(
        ready=lambda rows: copy_and_archive.trash(project(rows), cast.ann())
    ),
    ("api:project-plan", "patch"): Verb({"assignee": "ann", "due": "2030-03-01", "tags": ["Spring"]}),
    ("api:project-detail", "patch"): Verb({"style": "bold"}),
    ("api:project-duplicate", "post"): Verb(),
    ("api:project-archive", "post"): Verb(),
    ("api:project-unarchive", "post"): Verb(
        ready=lambda rows: copy_and_archive.archive(project(rows), cast.ann())
    ),
    ("api:project-guests-guest-links", "post"): Verb({"label": "The client"}, adds=True),
    ("api:guest-link-detail", "delete"): Verb(),
    ("api:brand-kit-list", "post"): Verb({"name": "Loud", "colours": ["#aa0000"]}),
    ("api:brand-kit-detail", "patch"): Verb({"colours": ["#aa0000"]}),
    ("api:brand-kit-logo", "put"): Verb(lambda rows: photo(field="file"), files=True),
    ("api:brand-kit-logo", "delete"): Verb(ready=a_logo),
    ("api:project-submit", "post"): Verb(),
    ("api:workspace-review-stages", "put"): Verb({"stages": [{"name": "Brand"}]}, ready=ann_runs_lolas),
    ("api:workspace-refusals", "put"): Verb({"refusals": {"clip": "next"}}, ready=ann_runs_lolas),
    ("api:workspace-disclosure", "put"): Verb({"ai_label": "Made with AI"}, ready=ann_runs_lolas),
    ("api:project-approve", "post"): Verb(ready=submitted),
    ("api:project-ask-changes", "post"): Verb({"note": "Brighter, please."}, ready=submitted),
    ("api:project-undo", "post"): Verb(ready=withdrawn),
    ("api:project-withdraw", "post"): Verb(ready=submitted),
    ("api:board-edits-undo-edit", "post"): Verb(lambda rows: {"edit": rows["edit"]}, ready=edited),
    ("api:board-edits-redo-edit", "post"): Verb(lambda rows: {"edit": rows["edit"]}, ready=taken_back),
    ("api:board-edits-versions", "post"): Verb({"name": "Long cut"}),
    ("api:version-restore", "post"): Verb(ready=another_version),
    ("api:version-detail", "delete"): Verb(),
    ("api:scene-trash-restore", "post"): Verb(ready=deleted_scene),
    ("api:webhook-list", "post"): Verb({"url": "https://93.184.216.34/hooks"}, adds=True),
    ("api:webhook-detail", "patch"): Verb({"is_on": False}),
    ("api:webhook-detail", "delete"): Verb(),
    ("api:webhook-rotate", "post"): Verb(adds=True),
    ("api:webhook-test", "post"): Verb(adds=True),
    ("api:delivery-replay", "post"): Verb(adds=True),
    ("api:board-balance", "post"): Verb(),
    ("api:board-fit-all", "post"): Verb(ready=words_too_long),
    ("api:board-order-scenes", "put"): Verb(lambda rows: {"order": order(rows)}),
    ("api:board-scenes", "post"): Verb({"text": "Yours for 29 euros."}, adds=True),
    ("api:project-comments-comments", "post"): Verb({"text": "Brighter, please."}),
    ("api:comment-detail", "patch"): Verb({"text": "Much warmer."}, ready=said),
    ("api:comment-detail", "delete"): Verb(ready=said),
    ("api:comment-restore", "post"): Verb(ready=said_and_deleted),
    ("api:comment-resolve", "post"): Verb(ready=said),
    ("api:comment-reopen", "post"): Verb(ready=said_and_resolved),
    ("api:notification-choices-choices", "put"): Verb({"choices": [{"kind": "comment", "channel": "page"}]}),
    ("api:notification-read", "post"): Verb(ready=told, changes=False),
    ("api:notification-read-all", "post"): Verb(ready=told, changes=False),
    ("api:import-list", "post"): Verb(
        lambda rows: {"file": file("shop.csv", CATALOGUE, "text/csv")}, files=True
    ),
    ("api:import-cancel", "post"): Verb(ready=an_import),
    ("api:preset-list", "post"): Verb({"name": "Bold", "style": "bold"}),
    ("api:preset-detail", "patch"): Verb({"style": "bold"}),
    ("api:preset-detail", "delete"): Verb(),
    ("api:batch-list", "post"): Verb(
        lambda rows: {"products": [rows["products"]], "preset": rows["presets"]}, adds=True
    ),
    ("api:batch-cancel", "post"): Verb(),
    ("api:batch-retry", "post"): Verb(ready=cancelled_batch),
    ("api:batch-illustrate", "post"): Verb(ready=script_of_a_batch),
    ("api:batch-approve", "post"): Verb(
        lambda rows: {"boards": [{"project": rows["projects"], "digest": rows["digest"]}]},
        ready=board_of_a_batch,
    ),
    ("api:board-scene-detail", "patch"): Verb({"text": "Cold for two days."}),
    ("api:board-scene-detail", "delete"): Verb(),
    ("api:board-scene-duplicate", "post"): Verb(adds=True),
    ("api:board-scene-merge", "post"): Verb(),
    ("api:board-scene-move", "post"): Verb({"to": 2}),
    ("api:board-scene-split", "post"): Verb(ready=long_scene, adds=True),
    ("api:product-list", "post"): Verb({"name": "Mug"}, adds=True),
    ("api:product-detail", "patch"): Verb({"name": "Ridge Flask XL"}),
    ("api:product-detail", "delete"): Verb(ready=unused_product),
    ("api:product-order-photos", "put"): Verb(lambda rows: {"order": photo_order(rows)}, ready=two_photos),
    ("api:product-look-up", "post"): Verb({"url": "https://shop.example/"}, changes=False),
    ("api:product-fetch-photo", "post"): Verb({"url": "https://shop.example/a.jpg"}),
    ("api:product-photos", "post"): Verb(lambda rows: photo(field="file"), files=True),
    ("api:photo-detail", "patch"): Verb({"alt": "A red flask"}),
    ("api:photo-mask", "put"): Verb(lambda rows: mask(field="file"), files=True),
    ("api:photo-mask", "delete"): Verb(ready=a_painted_mask),
    ("api:photo-detail", "delete"): Verb(ready=two_photos),
    ("api:generate-script", "post"): Verb({"prompt": "A kettle sings"}, adds=True),
    ("api:script-preview", "post"): Verb({"script": "It sings."}, changes=False),
    ("api:project-job-generate", "post"): Verb(),
    ("api:project-job-illustrate", "post"): Verb(ready=a_script),
    ("api:project-job-mend-pictures", "post"): Verb(ready=another_style),
    ("api:cost-correct", "post"): Verb({"amount": "0.10", "note": "As billed"}),
    ("api:project-cost-budget", "put"): Verb({"amount": "12.00"}),
    ("api:project-cost-budget", "delete"): Verb(ready=a_budget),
    ("api:project-music-compose-music", "post"): Verb({"another": True}),
    ("api:project-music-music", "patch"): Verb({"volume_db": -20}),
    ("api:project-music-upload-music", "post"): Verb(sound("file"), files=True),
    ("api:project-character-characters", "post"): Verb({"name": "Ina"}),
    ("api:scene-fit-words", "post"): Verb(ready=words_too_long),
    ("api:scene-focus", "put"): Verb({"x": 0.25, "y": 0.5}),
    ("api:scene-regenerate", "post"): Verb({"what": "image", "prompt": "A flask on a rock"}),
    ("api:scene-upload", "post"): Verb(lambda rows: photo(field="file"), files=True),
    ("api:take-pick", "post"): Verb(ready=older_take),
    ("api:scene-picture-places", "put"): Verb({"words": {"x": 0.5, "y": 0.3, "scale": 1.2}}),
    ("api:scene-picture-photo", "put"): Verb(lambda rows: {"photo": rows["photos"]}, ready=two_photos),
    ("api:scene-picture-library", "put"): Verb(
        lambda rows: {"picture": rows["digest"]}, ready=in_the_library
    ),
    ("api:character-detail", "patch"): Verb({"name": "Ottilie"}),
    ("api:character-detail", "delete"): Verb(ready=a_face),
    ("api:character-mouth", "put"): Verb({"still": True}, ready=a_face),
    ("api:character-mouth", "delete"): Verb(ready=a_mark),
    ("api:character-portrait", "post"): Verb(lambda rows: photo(field="file"), files=True),
    ("api:character-portrait", "delete"): Verb(ready=a_face),
    ("api:job-cancel", "post"): Verb(),
    ("api:job-give-up", "post"): Verb(ready=held),
    ("api:job-retry", "post"): Verb(ready=cancelled),
    ("api:job-send-again", "post"): Verb(ready=held),
    ("api:budget-detail", "put"): Verb({"amount": "12.00"}),
    ("api:budget-detail", "delete"): Verb(ready=a_budget),
    ("api:budget-set-cap", "put"): Verb({"cap": "12.50"}),
    ("api:project-render-preview", "post"): Verb(),
    ("api:project-render-ratios", "post"): Verb({"ratios": ["1:1"]}, ready=rendered),
    ("api:project-render-render", "post"): Verb(ready=rendered),
    ("api:render-package-accept", "post"): Verb(ready=rendered),
    ("api:render-package-package", "post"): Verb(ready=rendered),
    ("api:render-package-reject", "post"): Verb({"note": "Too loud"}, ready=rendered),
}

# --- what there is ---------------------------------------------------------------------------------
METHODS = ("post", "put", "patch", "delete")


def routes(patterns=None, space="", before=""):
    """{name: (route, methods that change something; None of a page made by a function)}; no admin."""
    found = {}
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(one, URLPattern):
            if one.namespace != "admin":
                inner = space + (f"{one.namespace}:" if one.namespace else "")
                found |= routes(one.url_patterns, inner, before + str(one.pattern))
        elif one.name:
            found[space + one.name] = before + str(one.pattern), _methods(one.callback)
            CALLBACKS[space + one.name] = one.callback
    return found


# {name: its view}, of those that `routes` found.
CALLBACKS = {}


def callback(name):
    return CALLBACKS[name]


def _methods(view):
    named = getattr(view, "actions", None)
    if named:
        return [method for method in METHODS if method in named]
    kind = getattr(view, "cls", None)
    return [method for method in METHODS if hasattr(kind, method)] if kind else None


def address(name, rows):
    return addresses.filled(routes()[name][0], rows)
