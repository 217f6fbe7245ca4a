"""Times of a board: the quiet before a voice, and sharing out whole milliseconds. Pure."""

# Quiet before a scene's first word, so that scenes breathe: a voice begins so much after its scene, and
# that much of the scene's time is not for it. Captions, lips and signs go by it, too.
LEAD_MS = 120
# Quiet after a scene's last word.
TAIL_MS = 180
# A voice is said at most so much faster than at ease to fit its scene: more is heard as hurried.
FASTEST = 1.12


def share(total, weights, least=0):
    """Split `total` into whole parts in proportion to `weights`, each at least `least`.

    The parts sum to `total` exactly. Raises ValueError when there is not enough for `least` each.
    """
    if not weights:
        return []
    if least * len(weights) > total:
        raise ValueError(f"{total} cannot hold {len(weights)} parts of at least {least}")
    spare = total - least * len(weights)
    whole = sum(weights) or len(weights)
    parts, given, sofar = [], 0, 0
    for weight in weights:
        sofar += weight if sum(weights) else 1
        upto = spare * sofar // whole
        parts.append(least + upto - given)
        given = upto
    return parts


def share_tenths(total, weights, least=500):
    """As `share`, in steps of 100 ms where the total allows it; the last part takes the rest."""
    rough = share(total // 100, weights, -(-least // 100))
    parts = [part * 100 for part in rough]
    parts[-1] += total - sum(parts)
    return parts
