"""Signing and reading by c2pa-python, in a process of its own (rendering.provenance.c2pa_process starts it).

The library is 23 MB of native code that meets foreign files: it gets a memory limit, no key but the one that
it signs with, and never goes to the network. A task comes in as one line of JSON, an answer goes out as one.
"""

import hashlib
import json
import os
import resource
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import av
import c2pa

from rendering.engine.container import mp4_boxes
from rendering.provenance import mp4_marks
from rendering.provenance.statement import FILM, assertion

# What a file's first bytes say it is; the MIME type is that of c2pa's reader.
_STARTS = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
    (b"ftyphei", 4, "image/heic"),
    (b"ftypqt  ", 4, "video/quicktime"),
    (b"ftyp", 4, "video/mp4"),
    (b"WAVE", 8, "audio/wav"),
    (b"ID3", 0, "audio/mpeg"),
    (b"%PDF", 0, "application/pdf"),
)
# Above this, pieces of the film are hashed one by one, so that nobody has to hold it in memory.
_LARGE, _PIECE_KB = 64 * 2**20, 8192

_NO_NETWORK = {"remote_manifest_fetch": False, "ocsp_fetch": False}


def _settings(**more: Any) -> dict[str, Any]:
    return {
        "verify": _NO_NETWORK,
        "core": {"backing_store_memory_threshold_in_mb": 16, "allowed_network_hosts": []},
        **more,
    }


# --- signing ---------------------------------------------------------------------------------
def sign(task: dict[str, Any]) -> dict[str, Any]:
    """Mark and sign an MP4, look at what came out, and tell its manifest's label."""
    source, out = Path(task["source"]), Path(task["out"])
    marked = out.with_name(f"{out.name}.marked")
    mp4_marks.mark(source, marked, task["film"], task["source_type"])
    settings = _settings(builder={"thumbnail": {"enabled": False}})
    if marked.stat().st_size > _LARGE:
        settings["core"]["merkle_tree_chunk_size_in_kb"] = _PIECE_KB
    if task["clock"]:
        settings["core"]["allowed_network_hosts"] = [urlsplit(task["clock"]).hostname]
    info = c2pa.C2paSignerInfo(
        task["algorithm"].encode(), task["chain"].encode(), task["key"].encode(), task["clock"] or None
    )
    builder = c2pa.Builder(json.dumps(task["manifest"]), c2pa.Context.from_dict(settings))
    with open(marked, "rb") as read, open(out, "w+b") as write:
        builder.sign(c2pa.Signer.from_info(info), "video/mp4", read, write)
    marked.unlink()
    told = examine({"path": str(out), "signers": task["signers"]})
    if not told["is_ours"] or told["state"] != "Trusted" or told["film"] != task["film"]:
        raise ValueError(f"what was signed does not hold: {told['problems'] or told['state']}")
    if not mp4_boxes.read(out).faststart:
        raise ValueError("the index moved behind the pictures")
    _same_media(source, out)
    return told


def _same_media(one: Path, other: Path) -> None:
    """Raise ValueError unless two films hold the very same packets at the same times."""
    with av.open(str(one)) as before, av.open(str(other)) as after:
        for left, right in zip_longest(before.demux(), after.demux()):
            if left is None or right is None or _packet(left) != _packet(right):
                raise ValueError("pictures or sound are not the same after signing")


def _packet(packet: av.Packet) -> tuple[Any, ...]:
    return packet.stream_index, packet.pts, packet.dts, packet.size, bytes(packet)


# --- reading ---------------------------------------------------------------------------------
def examine(task: dict[str, Any]) -> dict[str, Any]:
    """What a file at `path` says of itself; `signers` are our own (KnownSigner).

    {sha256, bytes, mime ("" for no kind that is known), state, is_ours, problems, manifest, film, xmp_type}.
    `state` is c2pa's: "Trusted" or "Valid" (it holds), "Invalid", "Damaged" where a manifest is there that
    cannot be read, or None where there is none. `is_ours`: one of `signers` signed it, whole or not.
    """
    path = Path(task["path"])
    with open(path, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        mime = _mime(file.read(32))
    told: dict[str, Any] = {"sha256": sha256, "bytes": path.stat().st_size, "mime": mime, "state": None}
    told |= {"is_ours": False, "problems": [], "manifest": None, "film": "", "xmp_type": ""}
    if not mime and _has_manifest(path):
        told["mime"] = mime = "video/mp4"  # its first bytes are damaged
    if mime.startswith("video/"):
        told["film"], told["xmp_type"] = _marks(path)
    return told | (_manifest(path, mime, task["signers"]) if mime else {})


def _mime(head: bytes) -> str:
    return next((mime for start, at, mime in _STARTS if head[at:].startswith(start)), "")


def _marks(path: Path) -> tuple[str, str]:
    try:
        return mp4_marks.read(path)
    except ValueError:
        return "", ""


def _manifest(path: Path, mime: str, signers: list[dict[str, str]]) -> dict[str, Any]:
    issuers = "".join(sorted({one["issuers"] for one in signers}))
    settings = _settings(trust={"user_anchors": issuers} if issuers else {})
    try:
        with open(path, "rb") as file:
            reader = c2pa.Reader(mime, file, context=c2pa.Context.from_dict(settings))
            told, state = json.loads(reader.json()), reader.get_validation_state()
    except c2pa.C2paError.ManifestNotFound:
        return {}
    except c2pa.C2paError.NotSupported:
        return {"mime": ""}
    except c2pa.C2paError as error:
        # It may be a manifest that is damaged, or a file that never had one and is no good itself.
        state = "Damaged" if _has_manifest(path) else None
        return {"state": state, "problems": [str(error)[:200]] if state else []}
    manifest = told["manifests"].get(told.get("active_manifest")) or {}
    results = (told.get("validation_results") or {}).get("activeManifest") or {}
    passed = [row.get("code") for row in results.get("success") or ()]
    failed = [row.get("code") for row in results.get("failure") or ()]
    serial = (manifest.get("signature_info") or {}).get("cert_serial_number")
    named = {"film": film} if (film := _named(manifest)) else {}
    return {
        "state": state,
        "is_ours": "signingCredential.trusted" in passed and serial in {one["serial"] for one in signers},
        "problems": sorted({code for code in failed if code and code != "signingCredential.untrusted"}),
        "manifest": manifest,
        **named,
    }


def _has_manifest(path: Path) -> bool:
    """Whether a file holds the name of C2PA's own boxes anywhere."""
    before = b""
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            if b"jumdc2pa" in before + piece:
                return True
            before = piece[-16:]
    return False


def _named(manifest: dict[str, Any]) -> str:
    """The film that the manifest is of, by this program's own assertion."""
    data = assertion(manifest, FILM)
    film = data.get("film") if isinstance(data, dict) else ""
    return film if isinstance(film, str) else ""


def _main(most_bytes: str) -> None:
    task = json.loads(sys.stdin.buffer.readline())
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    resource.setrlimit(resource.RLIMIT_AS, (int(most_bytes), int(most_bytes)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = {"told": {"sign": sign, "examine": examine}[task["work"]](task)}
    except (ValueError, OSError, c2pa.C2paError, av.error.FFmpegError) as error:
        told = {"refused": f"{type(error).__name__}: {error}"[:400]}
    answers.write(json.dumps(told).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
