"""The natural voices' models, in a child process: from a text or its sounds to speech with marks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from generation.local.speech.child_process import Child, Utterance, shared


@dataclass(frozen=True, kw_only=True)
class Manner:
    """Who speaks, and how.

    `model` is "kokoro" or "hibari", `file` its file. `timbre` names kokoro's speaker (`styles.npz`). `speed`
    is a factor on the model's own; `rate` is the pace that is asked for, and kept. `size` makes another
    speaker: a factor on the length of the throat; with hibari `pitch` is a factor on the pitch alone,
    kokoro's pitch goes with the size.
    """

    model: str
    file: str
    timbre: str = ""
    speed: float = 1.0
    rate: float = 1.0
    pitch: float = 1.0
    size: float = 1.0


class NeuralEngine(Child):
    """What the models are asked."""

    module = __name__

    def synthesise(self, text: str, manner: Manner, british: bool = False) -> Utterance:
        """Return an Utterance of English. Raises Transient when the child failed twice."""
        head, pcm = self.ask({"text": text, "british": british, "manner": asdict(manner)})
        return Utterance.of(head, pcm)

    def load(self, manner: Manner, english: bool, british: bool = False) -> None:
        """Start the child and load what it needs to speak so. Raises as `synthesise`."""
        words: dict[str, object] = {"text": "", "british": british} if english else {"words": []}
        self.ask({"load": True, "manner": asdict(manner), **words})

    def synthesise_sounds(self, words: Sequence[tuple[int, str]], manner: Manner) -> Utterance:
        """Return an Utterance of (character, IPA) pairs in any language. Raises as `synthesise`."""
        head, pcm = self.ask({"words": list(words), "manner": asdict(manner)})
        return Utterance.of(head, pcm)


# Tells the child to read its tables of English before it is asked for anything.
ENGLISH = "english"
STYLES = Path(__file__).parent / "styles.npz"
ENGINE = shared(NeuralEngine(limit=180.0))
