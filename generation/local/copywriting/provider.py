"""The local writer: narration without a model, a key or a network, the same for the same seed.

`Copywriter` writes from a product or a prompt; `screenplay.parse` reads a written script.
"""

from generation.interfaces import Provider, Script, ScriptRequest
from generation.local.copywriting.product_ads import write_ad
from generation.local.copywriting.stories import LONGEST_MS, SHORTEST_MS, write_story
from generation.provider_errors import Rejected
from generation.text import screenplay
from projects.styles import MODES, STYLES

__all__ = ["Copywriter"]


class Copywriter(Provider):
    """Talent `text` without a model."""

    def write(self, request: ScriptRequest) -> Script:
        """A Script for a ScriptRequest.

        Raises Rejected, saying what to change, for a request without product and prompt, a product
        without a name, or a duration that is out of bounds or too short to say anything in.
        """
        if request.script:
            return screenplay.parse(request.script, language=request.language)
        _check(request)
        return write_ad(request, request.product) if request.product else write_story(request)


def _check(request: ScriptRequest) -> None:
    if request.mode not in MODES:
        raise Rejected(f'The mode "{request.mode}" is unknown. Choose one of: {", ".join(MODES)}.')
    if request.style not in STYLES:
        raise Rejected(f'The style "{request.style}" is unknown. Choose one of: {", ".join(STYLES)}.')
    if not request.product and not request.prompt.strip():
        raise Rejected("There is neither a product nor a prompt. Choose a product or write a prompt.")
    if not SHORTEST_MS <= request.duration_ms <= LONGEST_MS:
        raise Rejected(
            f"The duration is {request.duration_ms / 1000:g} seconds. Choose a duration of 5 to 300 seconds."
        )
