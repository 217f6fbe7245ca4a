"""The composer on this machine, as a row among the composers: rendering.stages.compose does its work."""

from generation.interfaces import Provider
from rendering.stages import compose


class LocalRenderer(Provider):
    """Talent `compose`. Costs nothing; its model is the engine's version."""

    model = f"engine {compose.ENGINE_VERSION}"
