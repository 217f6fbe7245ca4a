"""Made things are addressed by what was asked: look first, make second, store before saying so."""

import hashlib
from collections.abc import Mapping
from dataclasses import Field, asdict, fields, replace
from typing import Any

from generation.interfaces import Layers, PhotoCut, Reference, WordTime
from generation.providers.registry import RegisteredProvider
from projects import photo_cuts
from projects.board.digest import digest_of
from projects.languages import pronunciation
from projects.media import library
from projects.models import Asset, Workspace


def request_digest(talent: str, provider: str, model: str, request: Any) -> str:
    """The address of an answer: talent, provider, model and every input; bytes count by their hash.

    A hint (interfaces.HINT) that is not given does not count: it is the question from before there was one.
    """
    unsaid = {one.name for one in _hints(request) if not getattr(request, one.name)}
    asked = {name: value for name, value in _plain(asdict(request)).items() if name not in unsaid}
    return digest_of({"talent": talent, "provider": provider, "model": model, "request": asked})


def request_as_read(provider: RegisteredProvider, request: Any) -> Any:
    """The request as this provider reads it: without the hints that it does not read.

    Who reads a picture's plate is asked for the plate alone: what is laid over it is no question to them.
    Of the reference pictures each reads as many as it takes.
    """
    known, most = provider.adapter.hints, provider.adapter.most_references
    if "plate" in known and getattr(request, "plate", None):
        request = request.plate
    unread = {
        one.name: one.default
        for one in _hints(request)
        if one.name not in known and not one.metadata.get("for_all")
    }
    if "references" in unread:
        unread["references"] = request.references[:most]
    return replace(request, **unread)


def _hints(request: Any) -> list[Field[Any]]:
    return [one for one in fields(request) if one.metadata.get("hint")]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return "sha256:" + hashlib.sha256(value).hexdigest()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


def keep(
    workspace: Workspace,
    kind: str,
    provider: RegisteredProvider,
    digest: str,
    answer: Any,
    request: Any = None,
    also: Mapping[str, Any] | None = None,
) -> Asset:
    """The asset of an answer with data and mime, and perhaps width, height, duration_ms.

    Everything else the answer says that is plain JSON is kept as the asset's meta. The layers of a picture
    are assets of their own, stored first and named in its meta: a picture with layers has them all.
    Of the `request` its plain values are kept as `asked`, and what files it was made of as `of`; `also` is
    kept in the meta as it is. What another version made that stood in is kept as that version's, and never
    found as the answer of the one that was asked.
    """
    if stand_in := getattr(answer, "stand_in", ""):
        provider = replace(provider, model=stand_in)
        digest = request_digest(kind, provider.name, stand_in, request_as_read(provider, request))
    layers = _layers(workspace, kind, provider, digest, getattr(answer, "layers", None))
    row = columns(kind, provider, digest, answer, request)
    return library.keep(
        workspace, data=answer.data, **{**row, "meta": {**row["meta"], **(also or {}), **layers}}
    )


def columns(
    kind: str, provider: RegisteredProvider, digest: str, answer: Any, request: Any = None
) -> dict[str, Any]:
    """What `library.keep` is told of an answer, beside its workspace, bytes and layers: plain JSON.

    Words that are said otherwise than they are written are timed as they are written.
    """
    if written := getattr(request, "written", ""):
        times = [(word.text, word.start_ms, word.end_ms) for word in answer.words]
        found = pronunciation.in_written_words(written, times) if times else []
        words = [WordTime(text=text, start_ms=start, end_ms=end) for text, start, end in found]
        answer = replace(answer, words=tuple(words))
    return {
        "kind": kind,
        "mime": answer.mime,
        "origin": provider.name,
        "digest": digest,
        "model": provider.model,
        "width": getattr(answer, "width", None),
        "height": getattr(answer, "height", None),
        "duration_ms": getattr(answer, "duration_ms", None),
        "meta": _meta(answer) | _question(request),
    }


def _meta(answer: Any) -> dict[str, Any]:
    known = {"data", "mime", "width", "height", "duration_ms", "usage", "layers"}
    known |= set() if getattr(answer, "stand_in", "") else {"stand_in"}
    return {key: _plain(value) for key, value in asdict(answer).items() if key not in known}


def _question(request: Any) -> dict[str, Any]:
    if request is None:
        return {}
    said = {one.name: getattr(request, one.name) for one in fields(request)}
    cuts, shown = said.pop("cuts", ()), said.pop("references", ())
    files = {name: value for name, value in said.items() if isinstance(value, bytes) and value}
    return {
        "asked": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in said.items()
            if isinstance(value, (str, int, float)) or _all_are(str, value) or _all_are(float, value)
        },
        "of": {
            **{name: hashlib.sha256(value).hexdigest() for name, value in files.items()},
            **{
                name: [hashlib.sha256(one).hexdigest() for one in value]
                for name, value in said.items()
                if name == "photos" and _all_are(bytes, value)
            },
            **({"cuts": [_cut_mark(cut) for cut in cuts]} if cuts else {}),
            **({"references": [_reference_mark(one) for one in shown]} if shown else {}),
        },
    }


def _reference_mark(one: Reference) -> dict[str, str]:
    return {"sha256": hashlib.sha256(one.data).hexdigest(), "shows": one.shows}


def _cut_mark(cut: PhotoCut) -> str:
    return photo_cuts.mark(cut.choice, hashlib.sha256(cut.mask).hexdigest() if cut.mask else "")


def _all_are(kind: type, value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, kind) for one in value)


def _layers(
    workspace: Workspace, kind: str, provider: RegisteredProvider, digest: str, layers: Layers | None
) -> dict[str, Any]:
    """{"layers": …} for the meta of a picture that came in layers, else {}."""
    if layers is None:
        return {}

    def kept(part: str, data: bytes, mime: str) -> str:
        named = digest_of({"layer": part, "of": digest})
        made = library.keep(workspace, kind, data, mime, provider.name, digest=named, model=provider.model)
        return made.digest

    named = {"plate": kept("plate", layers.plate, layers.plate_mime), "product": None}
    if layers.product:
        named["product"] = kept("product", layers.product, "image/png")
    return {"layers": {**named, "place": _plain(layers.place), "rests": _plain(layers.rests)}}


def words(answer: Any) -> dict[str, Any]:
    """An answer without a file as plain JSON, its usage left out."""
    return {key: _plain(value) for key, value in asdict(answer).items() if key != "usage"}
