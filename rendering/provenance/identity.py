"""Who signs the films of this studio: the operator's certificate, or one that the studio made for itself.

The studio's own is made once and kept as a row, so that all workers sign with the same one. Its key is
encrypted with a key derived from SECRET_KEY, or from one of SECRET_KEY_FALLBACKS: when it is used next, it
is encrypted anew. With another SECRET_KEY a new certificate is made, and films of before are still known by
their rows.
"""

import base64
import hashlib
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import QuerySet

from rendering.models import SigningCertificate
from rendering.provenance import certificates
from rendering.provenance.certificates import KnownSigner, SigningKey, UnfitCertificate

# As other programs show it.
OWN_NAME = "Self-made certificate, not trusted"


def current() -> tuple[SigningKey, SigningCertificate]:
    """The key that signs now, and its row. Raises UnfitCertificate where an operator's does not do."""
    found = operators()
    if found is not None:
        return found, _row(found, is_own=False)
    return _own()


def operators() -> SigningKey | None:
    """The certificate and key that the settings name; None where they name none. Raises UnfitCertificate."""
    if not settings.SIGNING_CERTIFICATE:
        return None
    chain = _text("VIDSTUDIO_SIGNING_CERTIFICATE", settings.SIGNING_CERTIFICATE)
    key = _text("VIDSTUDIO_SIGNING_KEY", settings.SIGNING_KEY)
    try:
        return certificates.checked(chain, key)
    except UnfitCertificate as error:
        raise UnfitCertificate(f"VIDSTUDIO_SIGNING_CERTIFICATE cannot sign films. {error}") from error


def _text(variable: str, path: str) -> str:
    try:
        return Path(path).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitCertificate(f"{variable} is {path}, which cannot be read as PEM: {error}.") from error


def known() -> list[KnownSigner]:
    """All that ever signed here."""
    return [certificates.known_signer(chain) for chain in _rows().values_list("chain", flat=True)]


def _rows() -> QuerySet[SigningCertificate]:
    return SigningCertificate.objects.all()


def _own() -> tuple[SigningKey, SigningCertificate]:
    """The oldest of our own whose key can be read, so that workers that made one each agree on the first."""
    for row in _rows().filter(is_own=True):
        key = _unsealed(row)
        if key:
            return SigningKey(row.chain, key, "es256"), row
    _row(certificates.made_here(OWN_NAME), is_own=True)
    return _own()


def _row(key: SigningKey, *, is_own: bool) -> SigningCertificate:
    sealed = _safe(settings.SECRET_KEY).encrypt(key.key.encode()).decode() if is_own else ""
    values = {"chain": key.chain, "sealed_key": sealed, "is_own": is_own}
    return SigningCertificate.objects.get_or_create(fingerprint=key.fingerprint, defaults=values)[0]


def _unsealed(row: SigningCertificate) -> str:
    safes = MultiFernet([_safe(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])
    try:
        key = safes.decrypt(row.sealed_key.encode()).decode()
    except InvalidToken:
        return ""
    if settings.SECRET_KEY_FALLBACKS:
        sealed = safes.rotate(row.sealed_key.encode()).decode()
        _rows().filter(pk=row.pk).update(sealed_key=sealed)
    return key


def _safe(secret: str) -> Fernet:
    digest = hashlib.sha256(b"vidstudio signing key:" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
