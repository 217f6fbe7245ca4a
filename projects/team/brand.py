"""Verbs about brand kits: how a workspace's films look and speak."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext

from projects import access, caption_looks
from projects.audit import record
from projects.board import review
from projects.errors import BadInput
from projects.media import photo_uploads
from projects.models import BrandKit, VideoProject, Workspace

MOST_COLOURS, MOST_WORDS = 8, 200
MOST_PAIRS, LONGEST_WRITTEN, LONGEST_SPOKEN = 100, 80, 120
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
FONTS = tuple(sorted(caption_looks.FONTS))


def save(
    workspace: Workspace, by: User, kit: BrandKit | None, logo: UploadedFile | None = None, **fields: Any
) -> BrandKit:
    """Make a kit (`kit` is None) or change one. What was agreed on for boards that show it is void then.

    `fields`: name, colours (a list), font, tone, banned_words (a list), call_to_action, pronunciations
    (a list of {"written", "spoken"}); remove_logo.
    """
    access.require(by, workspace, "manage")
    values = checked(**{key: value for key, value in fields.items() if key != "remove_logo"})
    picture = photo_uploads.picture(workspace, logo, field="logo") if logo else None
    with transaction.atomic():
        if kit is None:
            # Of two who make one of the same name at once, the second one is told of the first.
            Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
            known = BrandKit.objects.filter(workspace=workspace, name=values["name"]).first()
            if known:
                raise BadInput(gettext("There is a brand kit of that name."), "name")
            kit, verb = BrandKit(workspace=workspace), "added brand kit"
        else:
            kit, verb = BrandKit.objects.select_for_update(no_key=True).get(pk=kit.pk), "edited brand kit"
        before = {key: getattr(kit, key) for key in (*values, "logo_id")}
        for key, value in values.items():
            setattr(kit, key, value)
        if picture or fields.get("remove_logo"):
            kit.logo = picture
        kit.save()
        changed = sorted(key for key, value in before.items() if getattr(kit, key) != value)
        if changed:
            record(kit, verb, by=by, workspace=workspace, fields=changed)
            boards = VideoProject.objects.filter(brand_kit=kit)
            review.recheck(boards, by, "edited its brand kit")
    return kit


def checked(
    name: str = "",
    colours: list[str] | None = None,
    font: str = "",
    tone: str = "",
    banned_words: list[str] | None = None,
    call_to_action: str = "",
    pronunciations: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """The fields as they are stored. Raises BadInput, naming the field."""
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise BadInput(gettext("Give the brand kit a name of at most 120 characters."), "name")
    found = [colour.strip().lower() for colour in colours or [] if colour.strip()]
    wrong = next((colour for colour in found if not COLOUR.fullmatch(colour)), None)
    if wrong:
        raise BadInput(
            gettext("“%(text)s” is not a colour. Write it as #1f57b5.") % {"text": wrong[:20]}, "colours"
        )
    if len(found) > MOST_COLOURS:
        raise BadInput(gettext("At most %(most)s colours.") % {"most": MOST_COLOURS}, "colours")
    words = list(dict.fromkeys(word.strip() for word in banned_words or [] if word.strip()))
    if len(words) > MOST_WORDS or any(len(word) > 80 for word in words):
        raise BadInput(
            gettext("At most %(most)s words, each of at most 80 characters.") % {"most": MOST_WORDS},
            "banned_words",
        )
    for field, text, most in (("tone", tone, 200), ("call_to_action", call_to_action, 120)):
        if len(text.strip()) > most:
            raise BadInput(gettext("At most %(most)s characters.") % {"most": most}, field)
    if len(font.strip()) > 40:
        raise BadInput(gettext("At most 40 characters."), "font")
    return {
        "name": name,
        "colours": found,
        "font": font.strip(),
        "tone": tone.strip(),
        "banned_words": words,
        "call_to_action": call_to_action.strip(),
        "pronunciations": checked_pairs(pronunciations or []),
    }


def checked_pairs(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The pairs as they are stored, without empty rows. Raises BadInput."""
    plain = [[" ".join(row.get(name, "").split()) for name in ("written", "spoken")] for row in rows]
    pairs = [(written, spoken) for written, spoken in plain if written or spoken]
    for written, spoken in pairs:
        if not written or not spoken:
            raise BadInput(
                gettext("“%(text)s”: say both how it is written and how it is spoken.")
                % {"text": written or spoken},
                "pronunciations",
            )
        if len(written) > LONGEST_WRITTEN or len(spoken) > LONGEST_SPOKEN:
            raise BadInput(
                gettext("“%(text)s” is too long: at most %(written)s characters written, %(spoken)s spoken.")
                % {"text": written[:20], "written": LONGEST_WRITTEN, "spoken": LONGEST_SPOKEN},
                "pronunciations",
            )
        if not any(character.isalnum() for character in spoken):
            raise BadInput(
                gettext("“%(text)s”: nothing of that can be spoken.") % {"text": written}, "pronunciations"
            )
    known = [written for written, _ in pairs]
    twice = next((written for written in known if known.count(written) > 1), None)
    if twice:
        raise BadInput(
            gettext("“%(text)s” is there twice. Keep one of them.") % {"text": twice}, "pronunciations"
        )
    if len(pairs) > MOST_PAIRS:
        raise BadInput(gettext("At most %(most)s pairs.") % {"most": MOST_PAIRS}, "pronunciations")
    return [{"written": written, "spoken": spoken} for written, spoken in pairs]
