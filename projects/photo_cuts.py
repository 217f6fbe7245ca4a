"""How a product's photo is cut out: what a person may choose, and which photo a scene shows. No Django."""

from projects.languages.marked import gettext_noop

# Kept in rows: what is chosen of a photo, and its label.
AUTOMATIC, CUT, WHOLE = "auto", "cut", "whole"
CHOICES = [
    (AUTOMATIC, gettext_noop("Automatic")),
    (CUT, gettext_noop("Use the cut-out")),
    (WHOLE, gettext_noop("Show the photo whole")),
]


def mark(choice: str, mask: str = "") -> str:
    """One word for a cut, "" for an automatic one; `mask` is the SHA-256 of a corrected mask.

    A picture that was made with another word shows another cut-out. A mask counts where it is used alone.
    """
    if choice == AUTOMATIC:
        return ""
    return f"{choice}:{mask}" if choice == CUT and mask else choice


def shown_photo(beat: str, scene_index: int, count: int, chosen: int = 0) -> int:
    """Which of a product's `count` photos a scene shows, from 0: the `chosen` one, which counts from 1.

    Where none is chosen (0): mostly the best; close-ups and later ones others.
    """
    if 0 < chosen <= count:
        return chosen - 1
    if beat in ("hook", "cta", "closing", "product"):
        return 0
    return scene_index % count
