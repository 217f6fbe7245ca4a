"""Under which licence what is seen and heard in a film is, as far as the studio knows. Pure.

Facts stand in licences.toml beside this file. Nothing is claimed of what people brought, nor of what a
provider's model made: there it is said whose terms hold.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generation.local.speech.provider import ROBOTIC
from projects.languages.marked import gettext_noop as _

# What people brought, by the origin of an asset.
BROUGHT = ("upload", "photo")
# For people: who made it, where it was no provider.
MAKERS = {
    "local": _("this studio"),
    "upload": _("uploaded"),
    "photo": _("from the catalogue"),
    "unknown": _("not known"),
}
# In the version of local music that is played with recorded notes.
_RECORDED = "recorded"


@dataclass(frozen=True, kw_only=True)
class Licence:
    """`licence` is "" where the studio knows none; `about` says what it is of, or who has to know."""

    work: str
    licence: str
    credit: str = ""
    about: str = ""


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text())


def works() -> dict[str, Licence]:
    """{short name: Licence} of the models, programs and recordings of others."""
    return {
        key: Licence(work=row["name"], licence=row["licence"], credit=row["credit"], about=row["about"])
        for key, row in _table()["works"].items()
    }


def fonts(files: Iterable[str]) -> tuple[Licence, ...]:
    """The Licences of font files, by their names. Raises KeyError for one that licences.toml lacks."""
    table = _table()["fonts"]
    return tuple(Licence(work=table[name]["name"], licence=table[name]["licence"]) for name in sorted(files))


def of_part(kind: str, maker: str, model: str) -> Licence:
    """The Licence of a picture, clip, voice or piece of music (`kind`, as assets name it).

    `maker` is "upload", "photo", "local", "unknown" or a provider.
    """
    if maker in BROUGHT:
        about = _("A person brought it. They answer for the right to use it.")
        return Licence(work=_("Brought by the workspace"), licence="", about=about)
    if maker == "unknown":
        return Licence(work=_("The file is gone"), licence="", about=_("Nothing is known of it any more."))
    if maker != "local":
        about = _("What %(maker)s's terms say of what its models make. The studio does not read them.")
        made_by = _("Made by %(maker)s") % {"maker": maker}
        return Licence(work=made_by, licence="", about=about % {"maker": maker})
    if kind == "voice":
        return works()["espeak" if model in ("", ROBOTIC) else "kokoro"]
    if kind == "music" and _RECORDED in model:
        return works()["instruments"]
    work = _("Composed and played by the studio") if kind == "music" else _("Drawn by the studio")
    return Licence(work=work, licence="", about=_("No work of others but what is named with it."))
