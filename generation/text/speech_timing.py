"""How long words take to say, and how a total is shared out among scenes.

The estimate counts letters after spelling out digits, units and signs, because letters follow
sound more closely than words do. The rates were fitted against espeak-ng at 165 words a minute
and rounded up, so that real speech rather ends early than late.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from generation.text.spoken.lexicon import lexicon
from generation.text.spoken.normalisation import normalise
from generation.text.spoken.numbers import spelled
from generation.text.toml_tables import read_table

# Scripts in which one sign is a syllable or a word.
_HAN_MS = 250
_KANA_MS = 122
_HANGUL_MS = 195

# Pauses: inside a text after a comma and after a sentence, and the fading of its last word.
_COMMA_MS = 220
_STOP_MS = 440
_END_MS = 130
# The estimate is right on average; this much more makes it right for nearly every sentence.
_CAUTION = 1.05

# Letters of a whole number by how many digits it has; longer ones are read digit by digit, as what follows
# a decimal point is.
_LETTERS_OF_DIGITS = (0, 4, 9, 19, 21, 27, 34)
_LETTERS_OF_DIGIT, _POINT_LETTERS = 5, 6
# Letters that each letter of an acronym is said with: "USB" is "you ess bee".
_ACRONYM_LETTERS, _LONGEST_ACRONYM, _LONGEST_UNIT = 4, 4, 3
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]?\d+)*")
# "€29.00" is said "29 euros", "24,50 €" is said "24 euros 50".
_PRICE = re.compile(
    r"(?P<before>[€$£¥]\s?)?(?<!\d)(?P<whole>\d[\d.,\u202f]*?)[.,](?P<cents>\d\d)(?!\d)(?P<after>\s?[€$£¥])?"
)
_NUMBERED = re.compile(r"\d|[½¼¾$€£¥₹%°@]")
_STOP = re.compile(r"[.!?…。！？:;]+(?=\s|$|[\"'”’»)])|[。！？]")
_COMMA = re.compile(r"[,，、](?=\s|$)|[、，]|\s[–—-]\s|—")


@dataclass(frozen=True)
class SpeechRates:
    """(milliseconds per letter, per word) of each language, and the letters that signs and units cost."""

    rates: Mapping[str, tuple[int, int]]
    sign_letters: Mapping[str, int]
    unit_letters: Mapping[str, int]

    def of(self, language: str) -> tuple[int, int]:
        return self.rates.get(language, self.rates["other"])


@cache
def _speech_rates() -> SpeechRates:
    table = read_table(Path(__file__).parent / "data" / "speech_timing.toml")
    rates = {language: (row["letter_ms"], row["word_ms"]) for language, row in table["rates"].items()}
    return SpeechRates(rates, table["sign_letters"], table["unit_letters"])


def spoken_ms(text: str, language: str = "en") -> int:
    """Milliseconds a natural reading of `text` takes, its pauses included; 0 for no words.

    `language` is a BCP 47 tag; an unknown one is read at a cautious rate.
    """
    letters, wide_ms, words = _count(_as_said(text, language))
    if not letters and not wide_ms:
        return 0
    per_letter, per_word = _speech_rates().of(language.split("-")[0].lower())
    stops = max(0, len(_STOP.findall(text.rstrip())) - 1)
    pauses = stops * _STOP_MS + len(_COMMA.findall(text)) * _COMMA_MS + _END_MS
    return int((letters * per_letter + wide_ms + words * per_word + pauses) * _CAUTION)


@lru_cache(maxsize=4096)
def _as_said(text: str, language: str) -> str:
    """The text with its numbers and signs in words; a text that has none of them as it was."""
    if not _NUMBERED.search(text):
        return text
    return spelled(normalise(text, language).text, lexicon(language))


def _count(text: str) -> tuple[int, int, int]:
    """(letters to say, milliseconds of wide signs, words) of a text."""
    text = _PRICE.sub(_price_as_spoken, text)
    number_letters = sum(_number_letters(found) for found in _NUMBER.findall(text))
    rest = _NUMBER.sub(" 0 ", text)
    letters, wide_ms, words = number_letters, 0, 0
    for word in rest.split():
        words += any(char.isalnum() for char in word)
        sounded, wide = _word_letters(word)
        letters += sounded
        wide_ms += wide
    return letters, wide_ms, words


def _price_as_spoken(found: re.Match[str]) -> str:
    currency = found.group("before") or found.group("after")
    if not currency:
        return found.group(0)
    cents = "" if found.group("cents") == "00" else f" {found.group('cents')}"
    return f"{found.group('whole')}{currency.strip()}{cents}"


@lru_cache(maxsize=16384)
def _word_letters(word: str) -> tuple[int, int]:
    bare = "".join(char for char in word if char.isalpha())
    unit_letters = _speech_rates().unit_letters
    if bare.lower() in unit_letters and len(bare) <= _LONGEST_UNIT:
        return unit_letters[bare.lower()] + _sign_letters(word), 0
    if bare.isupper() and 1 < len(bare) <= _LONGEST_ACRONYM:
        return _ACRONYM_LETTERS * len(bare) + _sign_letters(word), 0
    wide = sum(_wide_ms(char) for char in bare)
    plain = sum(1 for char in bare if not _wide_ms(char) and not unicodedata.combining(char))
    return plain + _sign_letters(word), wide


def _sign_letters(word: str) -> int:
    sign_letters = _speech_rates().sign_letters
    return sum(sign_letters.get(char, 0) for char in word)


def _wide_ms(char: str) -> int:
    if "\u3040" <= char <= "\u30ff":
        return _KANA_MS
    if "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf":
        return _HAN_MS
    if "\uac00" <= char <= "\ud7a3":
        return _HANGUL_MS
    return 0


def _number_letters(number: str) -> int:
    """Letters of a number said aloud: "24" is twenty-four, "29.00" adds its cents."""
    whole, *rest = re.split(r"[.,]", number)
    parts = [_digit_letters(whole)]
    for part in rest:
        grouped = len(part) == 3
        parts.append(_digit_letters(part) if grouped else _POINT_LETTERS + _LETTERS_OF_DIGIT * len(part))
    return sum(parts)


def _digit_letters(digits: str) -> int:
    digits = re.sub(r"\D", "", digits)
    if len(digits) >= len(_LETTERS_OF_DIGITS):
        return _LETTERS_OF_DIGIT * len(digits)
    return _LETTERS_OF_DIGITS[len(digits)]


def fit_durations(needs: Iterable[int], total_ms: int, minimum: int = 1000, step: int = 100) -> list[int]:
    """Share `total_ms` among scenes in proportion to `needs`; a list of ints summing to it exactly.

    `needs` are milliseconds (spoken time, or any weights). Each share is at least its need and at
    least `minimum` when the total allows; otherwise all shares shrink alike. Shares are multiples
    of `step` with the remainder in the last one, unless so coarse a step would leave a need unmet.
    Raises ValueError for no needs, or for fewer milliseconds than scenes.
    """
    needs = [max(0, int(need)) for need in needs]
    if not needs:
        raise ValueError("There is no scene to give time to.")
    if total_ms < len(needs):
        raise ValueError(f"{total_ms} ms cannot be shared among {len(needs)} scenes.")
    return _with_rest(_least_shares(needs, total_ms, minimum, step), needs, total_ms, step)


def _least_shares(needs: list[int], total_ms: int, minimum: int, step: int) -> list[int]:
    """The least each scene must have, as generous as the total allows."""
    wanted = [max(need, minimum) for need in needs]
    coarse = [-(-want // step) * step for want in wanted]
    for least in (coarse, wanted, needs):
        if sum(least) <= total_ms and all(least):
            return least
    scale = total_ms / max(1, sum(wanted))
    return [max(1, int(want * scale)) for want in wanted]


def _with_rest(least: list[int], needs: list[int], total_ms: int, step: int) -> list[int]:
    """Add what is left in proportion to the needs, in whole steps, the rest to the last scene."""
    left = total_ms - sum(least)
    if left < 0:
        return _shortened(least, -left)
    weights = [need + 1 for need in needs]
    extra = [int(left * weight / sum(weights)) // step * step for weight in weights]
    shares = [share + more for share, more in zip(least, extra, strict=True)]
    rest = total_ms - sum(shares)
    # The neediest first; what is left is less than one step for each.
    for index in sorted(range(len(weights)), key=lambda index: -weights[index]):
        if rest < step:
            break
        shares[index] += step
        rest -= step
    shares[-1] += rest
    return shares


def _shortened(shares: list[int], over: int) -> list[int]:
    shares = list(shares)
    while over > 0:
        index = shares.index(max(shares))
        shares[index] -= 1
        over -= 1
    return shares
