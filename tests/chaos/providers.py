"""Providers' servers that bill, and what their bills come to by the prices of this studio."""

import json
from decimal import Decimal

from tests.contracts import rows
from tests.contracts.servers.doubles import Replicate, wav
from tests.contracts.servers.doubles_film import Runway
from tests.contracts.servers.show import Words

# Every unit of every model costs this here.
EACH = Decimal("0.001")
# Runway tells its bill in credits of one cent.
CREDIT = Decimal("0.01")


class Providers:
    """Words tell nothing afterwards; pictures and music can be looked up; clips cannot."""

    def __init__(self, takes):
        self.words, self.pictures, self.music, self.clips = Words(), Replicate(), Replicate(), Runway()
        self.music.files.data, self.music.files.mime = wav(2000, 48_000), "audio/wav"
        for one in self.all:
            one.takes = takes

    @property
    def all(self):
        return self.words, self.pictures, self.music, self.clips

    def rows(self):
        return {
            "text": rows.anthropic("text", self.words.url),
            "vision": rows.anthropic("vision", self.words.url),
            "image": rows.replicate(self.pictures.url),
            "music": rows.music(self.music.url),
            "clip": rows.clips("runway", self.clips.url),
        }

    def bills(self):
        """{talents: [what each accepted request costs]}"""
        told = [answer["usage"] for _, status, answer in self.words.answers if status == 200]
        return {
            "words": [EACH * _tokens(usage) for usage in told],
            "image": [EACH for _ in self.pictures.rows],
            "music": [EACH for _ in self.music.rows],
            "clip": [CREDIT * self.clips.credits for _ in self.clips.rows],
        }

    def got(self, step, mark):
        """Bills of requests that have this mark in them: what a person sees in the provider's account."""
        if step.talent in ("text", "vision"):
            return [EACH * _tokens(answer["usage"]) for _, answer in self._asked(mark, step.talent)]
        if step.talent == "clip":
            mine = [row for row in self.clips.rows.values() if mark in json.dumps(row["asked"])]
            return [CREDIT * self.clips.credits for _ in mine]
        raise AssertionError(f"a {step.talent} is never held: its provider can be asked")

    def repairs(self, mark, talent):
        """Requests that sent an answer back with what was wrong with it: each is paid for, as agreed."""
        return sum(len(body["messages"]) > 1 for body, _ in self._asked(mark, talent))

    def _asked(self, mark, talent):
        """A film's product stands in what looks at its photo and in what writes of it."""
        told = [(seen.body, answer) for seen, status, answer in self.words.answers if status == 200]
        mine = [row for row in told if _looks_at_a_picture(row[0]) == (talent == "vision")]
        return [row for row in mine if mark in json.dumps(row[0])]

    def close(self):
        for one in self.all:
            one.__exit__(AssertionError)


def _looks_at_a_picture(body):
    blocks = [block for message in body["messages"] for block in message["content"]]
    return any(isinstance(block, dict) and block["type"] == "image" for block in blocks)


def _tokens(usage):
    names = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return sum(usage[name] or 0 for name in names)
