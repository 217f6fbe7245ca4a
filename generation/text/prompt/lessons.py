"""Titles of films that explain quickly: "the history of coffee in 60 seconds", "… for kids". Pure."""

import re
from dataclasses import dataclass

_SECONDS = (
    r"(?:s|secs?|seconds?|sek|sekunden?|secondes?|segundos?|secondi|seconden?|sekunder"
    r"|min|minutes?|minuten?|minutos?|minuto|minuti|minuut|minuter)"
)
_NUMBER = r"(?:\d{1,3}|an?|one|two|thirty|sixty|eine[rm]?|zwei|une|deux|un|una|uma|due|een)"
_LENGTH = re.compile(
    r"(?i)\s+(?:in|en|em|på) "
    r"(?:(?:under|just|only|about|less than|nur|weniger als|seulement|moins de|solo) )?"
    rf"{_NUMBER}[\s-]?{_SECONDS}$"
)
_LEARNERS = re.compile(
    r"(?i)\s+for\s+(?P<whom>(?:(?:little|young|small|school) )?"
    r"(?:kids|children|beginners|dummies|students|pupils|learners|teens|adults|seniors|newbies|everyone)"
    r"|(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth)[- ]graders?"
    r"|\d{1,2}[- ]year[- ]olds?)$"
)
# What may be told in so many seconds. "Hot water in 30 seconds" is what a product does.
_TELLS_OF = re.compile(
    r"(?i)(?:the )?(?:(?:short|brief|whole|entire) )?(?:history|story|life|science|basics|theory|art|origins?"
    r"|rise|fall|evolution|biography|difference)\b|(?:how|why|what)\b|.+\bexplained\b"
    r"|(?:die )?(?:geschichte|entstehung|grundlagen|theorie|kunst)\b|(?:wie|warum|was)\b|.+\berklärt\b"
    r"|(?:l['’]|la |les )?(?:histoire|bases|théorie|art|naissance|vie)\b|(?:comment|pourquoi)\b"
    r"|.+\bexpliquée?s?\b"
    r"|(?:la |a |las |os |as )?(?:historia|história|storia|vida|vita|básic[oa]s|teoría|teoria)\b"
    r"|(?:el |o |l['’])?(?:origen|origem|origine)\b|(?:cómo|por qué|come|perché|como|por que)\b"
    r"|.+\b(?:explicad|spiegat)[oaie]s?\b"
    r"|(?:de )?(?:geschiedenis|historien)\b|(?:hoe|waarom|hur|varför)\b"
)


@dataclass(frozen=True)
class Lesson:
    """A title, the words for its length behind it (" in 60 seconds"), and whom it is explained to, or ""."""

    title: str
    length: str
    learners: str


def lesson(text: str) -> Lesson | None:
    """The Lesson that a text is the title of; None for any other text."""
    learners = _LEARNERS.search(text)
    bare = text[: learners.start()] if learners else text
    length = _LENGTH.search(bare)
    if not length or not (learners or _TELLS_OF.match(bare)):
        return None
    return Lesson(bare[: length.start()], length.group(0), learners["whom"] if learners else "")
