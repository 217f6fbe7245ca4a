"""The composer on this machine, as a row among the composers: rendering.stages.compose does its work."""

from rendering.stages import compose


class LocalRenderer:
    """Talent `compose`. Costs nothing; its model is the engine's version."""

    paid = False
    model = f"engine {compose.ENGINE_VERSION}"
