"""Certificates that sign films: one made here, and whether an operator's own will do. No Django.

What C2PA asks of a signer's certificate (C2PA 2.2, "Certificate profile"): X.509 version 3, not signed by
itself, no CA, key usage digitalSignature, an extended key usage (emailProtection, documentSigning or C2PA's
own), authority key identifier, ECDSA on P-256, P-384 or P-521, RSA-PSS of 2048 bits or more, or Ed25519.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

Extension = TypeVar("Extension", bound=x509.ExtensionType)

# Without a time stamp from elsewhere a signature holds for as long as its certificate does.
YEARS = 20
ORGANISATION = "vidstudio"

_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_LEAST_RSA_BITS = 2048
_MAY_SIGN = {
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # documentSigning
    ObjectIdentifier("1.3.6.1.4.1.62558.2.1"),  # C2PA claim signing
}


class UnfitCertificate(Exception):
    """A certificate or its key cannot sign films; `str(error)` says why, and is fit to be shown."""


@dataclass(frozen=True)
class SigningKey:
    """A chain of PEM certificates, the signer's first, its PEM key, and C2PA's name of how it signs."""

    chain: str
    key: str
    algorithm: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signer's own certificate."""
        return fingerprint(self.chain)


def fingerprint(chain: str) -> str:
    """SHA-256 of the first certificate of a PEM chain, as hex."""
    return x509.load_pem_x509_certificates(chain.encode())[0].fingerprint(hashes.SHA256()).hex()


@dataclass(frozen=True)
class KnownSigner:
    """By what a signature of one of our own certificates is known: who issued it (PEM), and its number there.

    The issuer alone would not do: a CA signs certificates of others, too.
    """

    issuers: str
    serial: str


def known_signer(chain: str) -> KnownSigner:
    own, *issuers = x509.load_pem_x509_certificates(chain.encode())
    return KnownSigner("".join(map(_pem, issuers)), str(own.serial_number))


def expires(chain: str) -> datetime:
    return x509.load_pem_x509_certificates(chain.encode())[0].not_valid_after_utc


# --- an operator's own -----------------------------------------------------------------------
def checked(chain: str, key: str) -> SigningKey:
    """The SigningKey of an operator's PEM chain and key. Raises UnfitCertificate."""
    try:
        certificates = x509.load_pem_x509_certificates(chain.encode())
    except ValueError as error:
        raise UnfitCertificate("The certificate is no PEM file with certificates in it.") from error
    try:
        private = load_pem_private_key(key.encode(), None)
    except TypeError as error:
        raise UnfitCertificate("The key has a password. Save it without one.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnfitCertificate("The key is no PEM file with a private key in it.") from error
    if _public(private.public_key()) != _public(certificates[0].public_key()):
        raise UnfitCertificate("The key is not the one of the first certificate in the file.")
    algorithm = _algorithm(private)
    for why in _faults(certificates[0]):
        raise UnfitCertificate(why)
    _check_issuer(certificates)
    return SigningKey(chain, key, algorithm)


def _check_issuer(certificates: list[x509.Certificate]) -> None:
    try:
        certificates[0].verify_directly_issued_by(certificates[1])
    except (IndexError, ValueError, TypeError, InvalidSignature) as error:
        raise UnfitCertificate(
            "The certificate of the CA is missing: put it second in the file, behind the signer's own."
        ) from error


def _public(key: object) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined,no-any-return]


def _algorithm(key: object) -> str:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _LEAST_RSA_BITS:
        return "ps256"
    raise UnfitCertificate(
        "C2PA knows no signature of this key: it must be ECDSA on P-256, P-384 or P-521, Ed25519, or RSA "
        f"of at least {_LEAST_RSA_BITS} bits."
    )


def _faults(certificate: x509.Certificate) -> list[str]:
    """Why C2PA does not take a certificate, the plainest reason first."""
    now, found = datetime.now(UTC), []
    if certificate.not_valid_after_utc < now:
        found.append(f"The certificate ended on {certificate.not_valid_after_utc:%Y-%m-%d}.")
    if certificate.not_valid_before_utc > now:
        found.append(f"The certificate begins on {certificate.not_valid_before_utc:%Y-%m-%d} only.")
    if certificate.issuer == certificate.subject:
        found.append("The first certificate is signed by itself. Put the one that a CA signed first.")
    extensions = certificate.extensions
    basic = _extension(extensions, x509.BasicConstraints)
    if basic and basic.ca:
        found.append("The first certificate is a CA's. Put the signer's own first.")
    usage = _extension(extensions, x509.KeyUsage)
    if not (usage and usage.digital_signature):
        found.append("The certificate is not for signatures (key usage digitalSignature is missing).")
    extended = _extension(extensions, x509.ExtendedKeyUsage)
    if not (extended and _MAY_SIGN & set(extended)):
        found.append(
            "The certificate is for something else: its extended key usage must name emailProtection, "
            "documentSigning or C2PA's claim signing."
        )
    if _extension(extensions, x509.AuthorityKeyIdentifier) is None:
        found.append("The certificate does not name its CA's key (authority key identifier).")
    return found


def _extension(extensions: x509.Extensions, kind: type[Extension]) -> Extension | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


# --- one made here ---------------------------------------------------------------------------
def made_here(name: str) -> SigningKey:
    """A new certificate of this studio's own, signed by a root that is made with it and then forgotten.

    Nobody else knows the root: the signature is sound, and other programs say that they do not trust it.
    """
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, own_name = _name(f"{name} root"), _name(name)
    root = _signed(root_name, root_key, root_name, root_key, is_ca=True)
    own = _signed(own_name, key, root_name, root_key, is_ca=False)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return SigningKey(_pem(own) + _pem(root), private, "es256")


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _signed(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    *,
    is_ca: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(os.urandom(16)) >> 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(_usage(is_ca=is_ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not is_ca:
        signs = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        made = made.add_extension(signs, critical=False)
    return made.sign(by, hashes.SHA256())


def _usage(*, is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
