"""The last step before a film is published: it is signed, or it is said why it is not."""

from typing import Any

from django.conf import settings

from generation.models import Job
from projects.media import library
from projects.models import Asset, AssetKind
from rendering.models import Signature, SigningCertificate
from rendering.provenance import c2pa_process, film_facts, identity
from rendering.provenance.statement import Statement
from rendering.scratch import scratch_folder
from rendering.spec.schema import RenderSpec

UNSIGNED = "This video is not signed: nobody can check where it comes from."


def signed(job: Job, spec: RenderSpec, composed: Asset, process: c2pa_process.Process | None = None) -> Asset:
    """The signed film of a composed one; the same film is signed once, by a `process` started for it.

    Raises c2pa_process.SigningFailed, and certificates.UnfitCertificate where trying again is in vain.
    """
    key, certificate = identity.current()
    said = film_facts.statement_of(job, spec, composed, key.fingerprint)
    found = library.find(job.workspace, said.film)
    if found is not None and Signature.objects.filter(sha256=found.sha256).exists():
        return found
    with scratch_folder("signing") as folder:
        out = folder / "film.mp4"
        source = library.local_path(composed, folder)
        told = c2pa_process.sign(source, out, said, key, settings.SIGNING_CLOCK_URL, process)
        meta = {**composed.meta, "probe": {**composed.meta["probe"], "bytes": told["bytes"]}}
        meta["signed"] = summary(said, certificate)
        made = library.keep_file(
            job.workspace,
            AssetKind.FILM,
            out,
            "video/mp4",
            composed.origin,
            said.film,
            model=composed.model,
            width=composed.width,
            height=composed.height,
            duration_ms=composed.duration_ms,
            meta=meta,
        )
    _note(made, said, certificate)
    return made


def _note(made: Asset, said: Statement, certificate: SigningCertificate) -> None:
    """Two workers that signed the same film at once kept one of the two files: its bytes count."""
    row = {"workspace": made.workspace, "film": said.film, "certificate": certificate}
    Signature.objects.get_or_create(sha256=made.sha256, defaults={**row, "statement": said.as_json()})


def summary(said: Statement, certificate: SigningCertificate) -> dict[str, Any]:
    """What a render's page says of its signature."""
    return {
        "film": said.film,
        "source_type": said.source_type.value,
        "certificate": certificate.fingerprint,
        "is_own": certificate.is_own,
    }
