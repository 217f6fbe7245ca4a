"""How an order for a film ends where its subject begins: "Make a video about" | "our mug". Pure."""

import re
from functools import cache

from generation.text.prompt import wishes as prompt_wishes
from generation.text.prompt.words import FIRST_LANGUAGE, OrderWords, any_or_nothing, of_all

# Words that may stand between the verb of an order and its film.
_MOST_WORDS_BEFORE_FORM = 8
# Between "for" and "about" stand at most so many words.
_MOST_BETWEEN = 6
# "a TikTok hook + body + CTA for …".
_BESIDE_FORM = re.compile(
    r"(?i)\s*(?:\+|&|,|/|and|und|et|y|e|plus)\s*(?:a |an )?"
    r"(?:hooks?|body|cta|captions?|titles?|hashtags?|thumbnails?|scripts?)(?!\w)"
    r"|\s*,?\s*(?:by (?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|eod|next week"
    r"|(?:the )?end of (?:the )?(?:day|week|month))|asap|bis (?:heute|morgen|\w+tag)|urgently|dringend)(?!\w)"
    r"|\s*,?\s*(?:please|pls|plz|bitte|stp|svp|por favor|per favore|alsjeblieft|tack|proszę|lütfen)(?!\w)"
)
# Words for a film that only an order has.
_ANYTHING = ("something", "copy", "post", "posts")
# Forms after which "for", "with", "on" and "of" may go on a sentence that is no order.
_FORMS_OF_SPEECH = re.compile(
    r"(?i)stor(?:y|ies)|scripts?|movies?|documentary|shorts?|spots?|cuentos?|geschichten?|historias?|histórias?"
    r"|stori[ae]|histoires?"
)


def split_order(sentence: str, words: OrderWords) -> tuple[str, str, str] | None:
    """(the order's own words, what follows them, for whom) of a sentence that orders a film; else None."""
    lead = words.lead.match(sentence)
    at = lead.end() if lead else 0
    shown = words.show.match(sentence[at:])
    if shown:
        rest = sentence[at + shown.end() :]
        per = "|per" if words.language == "it" else ""
        whom = re.search(rf"\s+(?:to|for|für|pour|para{per})\s+([^,.:;!?]{{3,40}})[.!?]*$", rest)
        taught = (
            whom
            if re.match(r"(?i)explai?n|describe|erklär|expliqu|expli[cq]|spiega", shown.group(0))
            else None
        )
        rest, audience = (rest[: taught.start()], taught.group(1)) if taught else (rest, "")
        return sentence[: at + shown.end()], rest, audience
    make = words.make.match(sentence[at:])
    at += make.end() if make else 0
    form = form_in(sentence[at:], words, ordered=bool(make or lead))
    if form is None and make:  # "Film idea: …" orders nothing to be filmed
        at, make = at - make.end(), None
        form = form_in(sentence[at:], words, ordered=bool(lead))
    if form is None:
        return None
    end, named = at + form[1], form[0]
    if named.lower() in _ANYTHING and not (make or lead):
        return None
    after, audience = _after_form(sentence[end:], words)
    rest = sentence[end + after :]
    about = words.about.match(rest)
    if about:
        of_speech = bool(_FORMS_OF_SPEECH.fullmatch(named))
        is_advert = named.lower() == "spot" and words.language != FIRST_LANGUAGE
        loose = of_speech and not (make or lead or is_advert)
        if loose and not re.match(r"(?i)about|[:–—-]|über|sur|sobre|su\b", rest):
            return None
        cut = end + after + about.end()
        return sentence[:cut], sentence[cut:], audience
    if not re.search(r"\w", rest):
        return (sentence, "", audience) if make or lead or form[2] else None
    if make:
        # "… with the following text: We open at nine."
        clause = re.match(r"\s*(?:[,.;]\s*)", rest) or re.search(r":\s+(?=\S)", rest)
        cut = end + after + (clause.end() if clause else 0)
        return (sentence[:cut], sentence[cut:], audience) if clause else (sentence, "", audience)
    return None


def form_in(text: str, words: OrderWords, ordered: bool) -> tuple[str, int, bool] | None:
    """(the word for the film, where it ends, whether only known words stand before it), or None.

    The last of neighbouring words for a film counts: "promo video".
    """
    found = first = None
    for match in words.form.finditer(text):
        between = text[found.end() if found else 0 : match.start()]
        if found and between.strip(" -+&/"):
            break
        if re.search(r"[.!?:;]\s|[(\[]", between) or len(between.split()) > _MOST_WORDS_BEFORE_FORM:
            break
        if any(_is_verbless_stop(word) for word in between.lower().split()):
            break
        found, first = match, first or match
    if found is None or first is None:
        return None
    before = words.article.sub("", text[: first.start()].strip() + " ").strip()
    known = not before or prompt_wishes.says_nothing_else(before, in_order=True)
    if not ordered and not known and len(before.split()) > 2:
        return None
    return text[first.start() : found.end()], found.end(), known


def _is_verbless_stop(word: str) -> bool:
    """Words after which no film of the order can follow: "Make sure the video ..."."""
    return word.strip(",") in (
        "sure",
        "that",
        "is",
        "are",
        "was",
        "und",
        "et",
        "y",
        "e",
        "dass",
        "que",
        "che",
    )


def _after_form(text: str, words: OrderWords) -> tuple[int, str]:
    """(how many characters after the form only tell how it is to be, for whom it is)."""
    at, audience = 0, ""
    while True:
        rest = text[at:]
        wish = prompt_wishes.leading(rest)
        if not wish and (beside := _BESIDE_FORM.match(rest)):
            wish = beside.end()
        if wish:
            at += wish
            continue
        spaces = len(rest) - len(rest.lstrip(" ,"))
        whom = words.audience.match(rest[spaces:])
        about = _strong_about(rest[spaces:], words) if whom else None
        people = rest[spaces + whom.end() : spaces + about].strip(" ,") if whom and about else ""
        if about and not audience and _may_be_people(people):
            audience = people
            at += spaces + about
            continue
        return at + spaces, audience


def _may_be_people(text: str) -> bool:
    """Whether the words between "for" and "about" may name an audience."""
    return 0 < len(text.split()) <= _MOST_BETWEEN and not re.search(r"[,:：%\d]", text) and not is_ours(text)


def is_ours(text: str) -> bool:
    """Whether a text begins with a thing of ours, and not with people: "our meal kits"."""
    return bool(_ours().match(text)) and not _people().search(re.split("[,.;:(]", text)[0])


def _strong_about(text: str, words: OrderWords) -> int | None:
    """Where a later "about" stands, after "for students"."""
    for match in re.finditer(r"[\s,]+(?=\S)", text):
        rest = text[match.end() :]
        found = words.about.match(rest) if rest[:1].isalpha() else None
        whom = words.audience.match(rest)
        if found and whom and is_ours(rest[whom.end() :]):
            return match.end()
        if (
            found
            and not whom
            and not re.match(
                r"(?i)(?:with|of|for|on|von|mit|de|di|in|du|des|del|della|dello|dei|do|da|dos|das)\b|d['’]",
                rest,
            )
        ):
            return match.end()
        if match.start() > 60:
            return None
    return None


@cache
def _ours() -> re.Pattern[str]:
    return re.compile(rf"(?i){any_or_nothing(of_all('audience', 'ours'))}\s")


@cache
def _people() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w){any_or_nothing(of_all('audience', 'people'))}(?!\w)")


@cache
def thanks_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<=\w)[\s,]+{any_or_nothing(of_all('order_words', 'thanks'))}(?=[.!]*$)")
