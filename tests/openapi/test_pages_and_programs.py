"""What a person can do on a page a program can do, except what docs/api.md says is a person's."""

import pytest

from tests.paths import ROOT
from tests.vidstudio import verbs

# {what is pressed on a page: the operations of the API that do it, as "name method"}
PROGRAMS = {
    # Boards.
    "projects:title": ["project-detail patch"],
    "projects:settings": ["project-detail patch", "project-music-music patch"],
    "projects:duplicate_project": ["project-duplicate post"],
    "projects:archive": ["project-archive post"],
    "projects:unarchive": ["project-unarchive post"],
    "projects:trash_project": ["project-detail delete"],
    "projects:plan": ["project-plan patch"],
    "projects:bulk": [
        "project-plan patch", "project-archive post", "project-unarchive post", "project-detail delete",
    ],
    "projects:undo_bulk": [
        "project-plan patch", "project-archive post", "project-unarchive post", "project-bring-back post",
    ],
    "projects:bring_back_project": ["project-bring-back post"],
    "projects:order": ["board-order-scenes put"],
    "projects:fit_all_words": ["board-fit-all post"],
    "projects:fit_words": ["scene-fit-words post"],
    "projects:balance": ["board-balance post"],
    "projects:add_scene": ["board-scenes post"],
    "projects:scene": ["board-scene-detail patch"],
    "projects:duplicate_scene": ["board-scene-duplicate post"],
    "projects:split_scene": ["board-scene-split post"],
    "projects:merge_scene": ["board-scene-merge post"],
    "projects:delete_scene": ["board-scene-detail delete"],
    "projects:bring_back_scene": ["scene-trash-restore post"],
    "projects:picture": ["scene-upload post"],
    "projects:focus": ["scene-focus put"],
    "projects:places": ["scene-picture-places put"],
    "projects:scene_photo": ["scene-picture-photo put"],
    "projects:library": ["scene-picture-library put"],
    "projects:pick_take": ["take-pick post"],
    "projects:undo_edit": ["board-edits-undo-edit post"],
    "projects:redo_edit": ["board-edits-redo-edit post"],
    "projects:versions": ["board-edits-versions post"],
    "projects:restore_version": ["version-restore post"],
    "projects:delete_version": ["version-detail delete"],
    "projects:save_preset": ["preset-list post", "preset-detail patch"],
    "generation:music_change": ["project-music-music patch"],
    "generation:music_upload": ["project-music-upload-music post"],
    "generation:music_composed": ["project-music-music patch"],
    "generation:music_compose": ["project-music-compose-music post"],
    "generation:person_add": ["project-character-characters post", "character-portrait post"],
    "generation:person": ["character-detail patch", "character-portrait post", "character-portrait delete"],
    "generation:mouth": ["character-mouth put", "character-mouth delete"],
    "generation:person_remove": ["character-detail delete"],
    # Review.
    "projects:submit": ["project-submit post"],
    "projects:approve": ["project-approve post"],
    "projects:ask_changes": ["project-ask-changes post"],
    "projects:room_decision": ["project-approve post", "project-ask-changes post"],
    "projects:reopen": ["project-withdraw post"],
    "projects:undo": ["project-undo post"],
    "projects:review_stages": ["workspace-review-stages put"],
    "projects:comments": ["project-comments-comments post"],
    "projects:scene_comments": ["project-comments-comments post"],
    "projects:answer_comment": ["project-comments-comments post"],
    "projects:edit_comment": ["comment-detail patch"],
    "projects:delete_comment": ["comment-detail delete"],
    "projects:bring_back_comment": ["comment-restore post"],
    "projects:resolve_comment": ["comment-resolve post"],
    "projects:reopen_comment": ["comment-reopen post"],
    "projects:guest_links": ["project-guests-guest-links post"],
    "projects:guest_link_revoke": ["guest-link-detail delete"],
    "rendering:accept": ["render-package-accept post"],
    "rendering:reject": ["render-package-reject post"],
    # The catalogue, and many at once.
    "projects:product_new": ["product-list post"],
    "projects:product": ["product-detail patch"],
    "projects:product_delete": ["product-detail delete"],
    "projects:bring_back_product": ["product-bring-back post"],
    "projects:product_look_up": ["product-look-up post", "product-fetch-photo post"],
    "projects:product_import": ["import-list post"],
    "projects:import_cancel": ["import-cancel post"],
    "projects:product_photos": ["product-photos post"],
    "projects:product_photo_order": ["product-order-photos put"],
    "projects:photo_move": ["product-order-photos put"],
    "projects:photo_describe": ["photo-detail patch"],
    "projects:photo_remove": ["photo-detail delete"],
    "generation:cutout": ["photo-detail patch"],
    "generation:cutout_mask": ["photo-mask put"],
    "generation:cutout_forget": ["photo-mask delete"],
    "generation:batch_create": ["batch-list post"],
    "generation:batch_cancel": ["batch-cancel post"],
    "generation:batch_retry": ["batch-retry post"],
    "generation:batch_illustrate": ["batch-illustrate post"],
    "generation:batch_approve": ["batch-approve post"],
    # Work and money.
    "generation:create": ["generate-script post", "project-list post"],
    "generation:storyboard": ["project-job-generate post"],
    "generation:illustrate": ["project-job-illustrate post"],
    "generation:mend": ["project-job-mend-pictures post"],
    "generation:retry": ["job-retry post"],
    "generation:cancel": ["job-cancel post"],
    "generation:send_again": ["job-send-again post"],
    "generation:give_up": ["job-give-up post"],
    "generation:regenerate": ["scene-regenerate post"],
    "generation:lay_anew": ["scene-regenerate post"],
    "generation:clip": ["scene-regenerate post"],
    "generation:recording": ["scene-regenerate post"],
    "generation:upload_clip": ["scene-upload post"],
    "generation:upload_recording": ["scene-upload post"],
    "generation:correct": ["cost-correct post"],
    "projects:member_cap": ["budget-set-cap put"],
    "generation:budget": [
        "budget-detail put", "budget-detail delete", "project-cost-budget put", "project-cost-budget delete",
    ],
    "rendering:preview": ["project-render-preview post"],
    "rendering:render": ["project-render-render post"],
    "rendering:ratios": ["project-render-ratios post"],
    "rendering:package": ["render-package-package post"],
    # A workspace and its people.
    "projects:brand_new": ["brand-kit-list post", "brand-kit-logo put"],
    "projects:brand_kit": ["brand-kit-detail patch", "brand-kit-logo put", "brand-kit-logo delete"],
    "projects:endpoints": ["webhook-list post"],
    "projects:endpoint": ["webhook-detail patch"],
    "projects:endpoint_rotate": ["webhook-rotate post"],
    "projects:endpoint_test": ["webhook-test post"],
    "projects:endpoint_remove": ["webhook-detail delete"],
    "projects:delivery_replay": ["delivery-replay post"],
    "projects:read_notification": ["notification-read post"],
    "projects:read_all": ["notification-read-all post"],
    "projects:notification_choices": ["notification-choices-choices put"],
    "login": ["token post"],
    "verify": ["verify post"],
}  # fmt: skip
# {a line of docs/api.md, in "What only a person does": the addresses that it is about}
PEOPLE = {
    "Whoever has a token": {
        "projects:workspace", "projects:workspace_new", "projects:invite", "projects:invitation_revoke",
        "projects:join", "projects:member_role", "projects:member_remove",
    },
    "Their own account": {
        "logout", "password_reset", "password_reset_confirm", "change_password", "end_token", "profile",
        "projects:end_mail", "projects:workspace_use", "projects:save_filter", "projects:delete_filter",
        "projects:toured", "photo",
    },
    "What a guest does": {
        "projects:guest", "projects:guest_password", "projects:guest_say", "projects:guest_decide",
        "projects:guest_picture", "rendering:guest_film", "rendering:guest_video",
    },
}  # fmt: skip
# Called by providers and composers, not by people.
CALLBACKS = {"generation:webhook", "rendering:composed"}


def test_whatever_is_pressed_on_a_page_has_an_operation_or_is_a_persons():
    pressed = set(verbs.PAGES) | set(verbs.ELSEWHERE)
    people = set().union(*PEOPLE.values())
    assert not people & set(PROGRAMS)
    assert pressed == set(PROGRAMS) | people | CALLBACKS


@pytest.mark.parametrize("page", PROGRAMS)
def test_the_operation_is_there(page):
    assert {tuple(one.split()) for one in PROGRAMS[page]} <= {
        (name.removeprefix("api:"), method) for name, method in verbs.API
    }


def test_what_is_a_persons_stands_in_the_documentation():
    page = (ROOT / "docs" / "api.md").read_text()
    told = page[page.index("## What only a person does") :].split("\n## ")[0]
    assert [line for line in told.splitlines() if line.startswith("- ")]
    for line in PEOPLE:
        assert f"- **{line}" in told, line
