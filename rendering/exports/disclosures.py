"""What platforms and the law ask to be said of a film that an AI model made, in whole or in part. Pure.

The table is disclosures.toml beside this file. What no source says is "not known" there, and here, too.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from projects.languages.marked import gettext_noop as _

NOT_KNOWN = _("Not known: look at the platform's own rules.")
NOTHING = _("Nothing, unless people brought what an AI model had made elsewhere.")

# What a film brings along.
_SIGNED_AND_LABELLED = _("This film carries the mark (C2PA and XMP), and shows “%(label)s” in every frame.")
_SIGNED = _("This film carries the mark (C2PA and XMP), and shows no label: the workspace may name one.")
_LABELLED = _(
    "This film is not signed and carries no mark: render it again, and shows “%(label)s” in every frame."
)
_NEITHER = _(
    "This film is not signed and carries no mark: render it again, "
    "and shows no label: the workspace may name one."
)


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """One place: what it asks of this film, from where that is known, and what the film brings along.

    `state` is "ask" (there is something to do), "nothing" or "unknown".
    """

    label: str
    state: str
    ask: str
    source: str = ""
    brings: str = ""

    @property
    def verdict(self) -> str:
        """As a check of a platform has it: "advice", "pass" or "unknown"."""
        return {"ask": "advice", "nothing": "pass"}.get(self.state, "unknown")


def rows(*, with_ai: bool, is_signed: bool, label: str) -> tuple[Disclosure, ...]:
    """What each place asks of a film. `label` are the words that stand in every frame, "" for none."""
    return tuple(_row(place, with_ai, is_signed, label) for place in _places())


@cache
def _places() -> list[dict[str, str]]:
    places: list[dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["places"]
    return places


def _row(place: dict[str, str], with_ai: bool, is_signed: bool, label: str) -> Disclosure:
    if not place["ask"]:
        return Disclosure(label=place["label"], state="unknown", ask=NOT_KNOWN)
    source = f"{place['source']}, noted {place['noted']}"
    if not with_ai:
        return Disclosure(label=place["label"], state="nothing", ask=NOTHING, source=source)
    brings = _brings(is_signed, label) if place.get("mark") else ""
    return Disclosure(label=place["label"], state="ask", ask=place["ask"], source=source, brings=brings)


def _brings(is_signed: bool, label: str) -> str:
    if label:
        shown = _SIGNED_AND_LABELLED if is_signed else _LABELLED
        return shown % {"label": label}
    return _SIGNED if is_signed else _NEITHER
