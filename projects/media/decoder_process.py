"""Pictures, clips and sounds decoded in a process of their own, which may take so much memory and time.

A file of a few bytes can ask a decoder for gigabytes, and a broken one can end it. Neither is then the
web process: it starts the other one, gives it the bytes, and gets a plain PNG, JPEG, MP4, WebM or WAV back.
"""

import json
import os
import resource
import struct
import subprocess
import sys
import threading
from pathlib import Path

from django.utils.translation import gettext

from projects.errors import BadInput
from projects.languages.stored import told as in_words
from projects.media import picture_decoding

# Of address space. A picture of 40 megapixels takes 300 to 600 MB.
MOST_BYTES = 1024 * 2**20
SECONDS = 60
# A clip of 4096x2304 with ten bits and high dynamic range does with 1 GB of address space on two cores.
# Half a minute of it may take many minutes: a second of processor time for each picture.
MOST_MOVING_BYTES = 1536 * 2**20
MOVING_SECONDS = 900
# So many at once in each process of ours; others wait for their turn.
_TURNS, _MOVING_TURNS = threading.BoundedSemaphore(2), threading.BoundedSemaphore(2)
_ROOT = Path(__file__).resolve().parents[2]


def encoded(data, field, most_pixels):
    """(bytes, MIME type, (width, height)) of a picture as `picture_decoding` writes it.

    Raises BadInput naming `field`, also where the memory or the time for one picture did not do.
    """
    told, body = _asked("picture", data, field, most_pixels)
    return body, told["mime"], tuple(told["size"])


def mask(data, field, most_pixels, longest):
    """(bytes of a grey PNG, (width, height), the share that is white) of a mask, at most `longest` long.

    Raises as `encoded`.
    """
    told, body = _asked("mask", data, field, most_pixels, longest)
    return body, tuple(told["size"]), told["share"]


def square(data, field, most_pixels, side):
    """Bytes of a WebP of the middle of a picture, `side` pixels each way. Raises as `encoded`."""
    return _asked("square", data, field, most_pixels, side)[1]


def _asked(work, data, field, most_pixels, side=0):
    """(what the other process tells, the bytes it made) of a "picture", a "mask" or a "square".

    `side` is how long a mask may be at most, or how long a square's side is.
    """
    asked = [work, field, most_pixels, MOST_BYTES, side]
    command = [sys.executable, "-m", "projects.media.decoder_process", *map(str, asked)]
    with _TURNS:
        done = _done(command, data, SECONDS)
    if done is None or len(done.stdout) < 4:
        raise BadInput(
            gettext(
                "The picture needs more memory or time than one may take. Save it as a smaller JPEG and "
                "retry."
            ),
            field,
        )
    length = struct.unpack(">I", done.stdout[:4])[0]
    told = json.loads(done.stdout[4 : 4 + length])
    if told.get("refused"):
        raise BadInput(in_words(told["refused"]), field)
    return told, done.stdout[4 + length :]


def moving(work, source, target, field, *args):
    """What `apart_moving` found of a clip ("clip") or a sound ("sound") at `source`, written to `target`.

    `args` are what else the work takes. Raises BadInput naming `field`, also where the memory or the time
    for one file did not do.
    """
    given = (work, source, target, field, MOST_MOVING_BYTES, *args)
    command = [sys.executable, "-m", "projects.media.moving_decoder_process", *map(str, given)]
    with _MOVING_TURNS:
        done = _done(command, b"", MOVING_SECONDS)
    if done is None:
        raise BadInput(
            gettext(
                "The clip needs more memory or time than one may take. Save it smaller or shorter and retry."
            )
            if work == "clip"
            else gettext(
                "The sound needs more memory or time than one may take. Save it smaller or shorter and retry."
            ),
            field,
        )
    told = json.loads(done.stdout)
    if told.get("refused"):
        raise BadInput(in_words(told["refused"]), field)
    return told["found"]


def _done(command, data, seconds):
    """The finished process; None where it did not end well or in time.

    It gets nothing of our environment: no key is in the process that meets hostile bytes.
    """
    environment = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=seconds, cwd=_ROOT, env=environment
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else done


def _answer(told, body=b""):
    head = json.dumps(told).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + body)


def _main(work, field, most_pixels, most_bytes, side):
    resource.setrlimit(resource.RLIMIT_AS, (int(most_bytes), int(most_bytes)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pillow_heif  # loaded only here, below the limit

    pillow_heif.register_heif_opener(thumbnails=False)
    try:
        image = picture_decoding.decoded(sys.stdin.buffer.read(), field, int(most_pixels))
        if work == "mask":
            body, size, share = picture_decoding.as_mask(image, int(side))
            _answer({"size": size, "share": share}, body)
            return
        if work == "square":
            _answer({}, picture_decoding.as_square(image, int(side), field))
            return
        body, mime = picture_decoding.encoded(image)
    except BadInput as refusal:
        _answer({"refused": refusal.message})
        return
    _answer({"mime": mime, "size": image.size}, body)


if __name__ == "__main__":
    _main(*sys.argv[1:])
