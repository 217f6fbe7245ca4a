"""libespeak-ng, in a child process: speech with marks, and a text's sounds for the voices that read those."""

from generation.local.speech.child_process import Child, Utterance, shared


class Engine(Child):
    """What libespeak-ng is asked."""

    module = __name__

    def synthesise(self, text: str, voice: str, rate: int, pitch: int, range: int) -> Utterance:
        """Return an Utterance. `rate` is in words per minute, `pitch` and `range` from 0 to 100.

        Raises Transient when the child failed twice, ValueError when espeak-ng refused the request.
        """
        head, pcm = self.ask({"text": text, "voice": voice, "rate": rate, "pitch": pitch, "range": range})
        return Utterance.of(head, pcm)

    def sounds(self, text: str, voice: str) -> list[tuple[int, str]]:
        """Return (character, sounds of one word in IPA) pairs, and the signs between the words.

        Two joined sounds have "^" between them; stress is marked. Raises as `synthesise`.
        """
        head, _ = self.ask({"sounds": text, "voice": voice})
        if "error" in head:
            raise ValueError(head["error"])
        return [(place, sounds) for place, sounds in head["words"]]

    def languages(self) -> dict[str, str]:
        """Return {BCP 47 tag in lower case: espeak-ng voice}."""
        languages: dict[str, str] = self.ask({})[0]["languages"]
        return languages


ENGINE = shared(Engine())
