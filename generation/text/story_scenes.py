"""Into how many scenes a video from a prompt is cut, and how long each lasts. For all writers."""

SCENE_MS = 5000
FEWEST_SCENES, MOST_SCENES = 3, 10


def scene_count(duration_ms: int) -> int:
    """One scene for each five seconds, at least three and at most ten."""
    return max(FEWEST_SCENES, min(MOST_SCENES, duration_ms // SCENE_MS))


def even_durations(duration_ms: int) -> list[int]:
    """Milliseconds of each scene: as even as tenths of a second allow, summing to the whole exactly."""
    count = scene_count(duration_ms)
    tenths, rest = divmod(duration_ms, 100)
    each, more = divmod(tenths, count)
    shares = [100 * (each + (at < more)) for at in range(count)]
    shares[-1] += rest
    return shares
