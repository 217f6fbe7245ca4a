"""The process that decodes a clip or a sound for `decoder_process`.

python -m projects.media.moving_decoder_process …

Its arguments are the work, the file, where to write, the field's name, the most bytes of memory, and what
else the work takes. It prints JSON: what was found, or the refusal.
"""

import json
import resource
import sys

from projects.errors import BadInput
from projects.media import clip_decoding, sound_decoding


def _clip(file, path, field, longest_s):
    return clip_decoding.kept(file, path, float(longest_s))


def _sound(file, path, field, channels, longest_s):
    return sound_decoding.written(file, path, field, int(channels), int(longest_s))


WORKS = {"clip": _clip, "sound": _sound}


def _main(work, source, target, field, most_bytes, *args):
    resource.setrlimit(resource.RLIMIT_AS, (int(most_bytes), int(most_bytes)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open(source, "rb") as file:
            told = {"found": WORKS[work](file, target, field, *args)}
    except BadInput as refusal:
        told = {"refused": refusal.message}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
