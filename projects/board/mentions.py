"""Who is meant by an @ in a comment: members of the board's workspace, and nobody else."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User

from projects.models import Workspace

# A name after an @ that stands by itself: "mail ed@shop.test" means nobody. User names hold these signs.
_NAME = re.compile(r"(?<![\w.@+-])@([\w.@+-]+)")
# Signs that end a sentence as often as they belong to a name.
_AFTER = ".@+-"


@dataclass(frozen=True)
class SaidPiece:
    """A part of a comment's words; with `is_mention` an @ and the name of a member."""

    text: str
    is_mention: bool = False


def members(workspace: Workspace) -> list[User]:
    """Whom a comment there can mention, by name, with what each chose for themselves."""
    found = User.objects.filter(memberships__workspace=workspace, is_active=True).select_related("choice")
    return list(found.order_by("username"))


def pieces(text: str, names: Iterable[str]) -> list[SaidPiece]:
    """`text` in parts, of which those that mention one of `names` (folded, as by `folded`) are marked."""
    known, found, done = set(names), [], 0
    for match in _NAME.finditer(text):
        name = _known(match[1], known)
        if name is None:
            continue
        start, end = match.start(), match.start(1) + len(name)
        found += [SaidPiece(text[done:start]), SaidPiece(text[start:end], is_mention=True)]
        done = end
    return [piece for piece in [*found, SaidPiece(text[done:])] if piece.text]


def mentioned(text: str, people: Iterable[User]) -> list[User]:
    """Those of `people` whom `text` names, each once."""
    by_name = {folded(person.get_username()): person for person in people}
    said = [folded(piece.text[1:]) for piece in pieces(text, by_name) if piece.is_mention]
    return [by_name[name] for name in dict.fromkeys(said)]


def folded(name: str) -> str:
    """A user name as it is compared: Django stores it as NFKC; people do not mind capitals."""
    return unicodedata.normalize("NFKC", name).casefold()


def _known(word: str, known: set[str]) -> str | None:
    """The longest beginning of `word` that is a known name and ends where a name may end."""
    while word:
        if folded(word) in known:
            return word
        shorter = word.rstrip(_AFTER)
        if shorter == word:
            return None
        word = shorter
    return None
