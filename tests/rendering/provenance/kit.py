"""One small film, signed once, for all that looks at signed films."""

import json
import struct
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import av
import c2pa

from rendering.engine.compose import compose
from rendering.provenance import c2pa_process, c2pa_work, certificates, mp4_marks
from rendering.provenance.certificates import known_signer
from rendering.provenance.source_types import SourceType
from rendering.provenance.statement import Decision, Part, ScenePart, Statement
from tests.rendering.engine.kit import Studio

DRAWN = Part(kind="image", source_type=SourceType.ALGORITHMIC, maker="local", model="7", mime="image/jpeg")
BOUGHT = Part(kind="clip", source_type=SourceType.TRAINED, maker="runway", model="gen4", mime="video/mp4")
SPOKEN = Part(kind="voice", source_type=SourceType.ALGORITHMIC, maker="local", mime="audio/wav")


def statement(*pictures, film="ab" * 32, **more):
    """Of a film with a scene of 1200 ms for each of the pictures."""
    scenes = [
        ScenePart(index=k, start_ms=1200 * k - 1200, end_ms=1200 * k, picture=part, voice=SPOKEN)
        for k, part in enumerate(pictures or (DRAWN, BOUGHT), 1)
    ]
    said = {"title": "A small film", "version": "1", "digest": "cd" * 32, "scenes": tuple(scenes)}
    decisions = (Decision(role="approver", time="2026-11-29T10:00:00Z"),)
    return Statement(film=film, **{**said, "decisions": decisions, **more})


@cache
def folder():
    return Path(mkdtemp(prefix="signed-films-"))


@cache
def composed():
    """A film of two scenes as the engine made it."""
    studio = Studio(folder())
    return compose(studio.spec(size=(180, 320)), studio, folder() / "composed.mp4").path


@cache
def key():
    return certificates.made_here("A studio of these tests")


@cache
def signed():
    """The same film, signed by `key`."""
    path = folder() / "signed.mp4"
    c2pa_process.sign(composed(), path, statement(), key())
    return path


def manifest_of(path):
    """(the active manifest, all that c2pa's own reader says), of a file that holds."""
    reader = c2pa.Reader(str(path))
    assert reader.get_validation_state() == "Valid"
    told = json.loads(reader.json())
    return told["manifests"][told["active_manifest"]], told


def said_of(path):
    """{"Scene 1": its IPTC term, …, "the film": its own} as c2pa's own reader reads it, and XMP says, too."""
    actions = c2pa_work.assertion(manifest_of(path)[0], "c2pa.actions.v2")["actions"]
    said = {
        action.get("description") or "the film": action["digitalSourceType"].rpartition("/")[2]
        for action in actions
    }
    assert mp4_marks.read(path)[1].rpartition("/")[2] == said["the film"]
    return said


def signers():
    return [{"issuers": known_signer(key().chain).issuers, "serial": known_signer(key().chain).serial}]


def boxes(path):
    """Names of an MP4's outermost boxes."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        found.append(name.decode())
        at += size
    return found


def trimmed(source, target, seconds=1.0):
    """A copy that ends sooner, as programs make it that copy packets and do not encode."""
    with av.open(str(source)) as read, av.open(str(target), "w") as write:
        write.metadata.update(read.metadata)
        to = {k: write.add_stream_from_template(read.streams[k]) for k in range(2)}
        for packet in read.demux(read.streams.video[0], read.streams.audio[0]):
            if packet.dts is not None and packet.dts * packet.time_base < seconds:
                packet.stream = to[packet.stream_index]
                write.mux(packet)
    return target
