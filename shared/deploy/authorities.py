"""Certificate authorities, each in a file of its own under the name by which OpenSSL looks for it: by its subject.

https://docs.openssl.org/3.0/man3/X509_LOOKUP_hash_dir/ (read 2026-11-25)
"""

import hashlib
import re
import ssl
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

_PEM = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
# ASN.1's tags.
_SEQUENCE, _SET, _UTF8_STRING, _VERSION = 0x30, 0x31, 0x0C, 0xA0
# Strings that OpenSSL compares by what they say, however they are encoded: UTF8String, PrintableString, T61String,
# IA5String, VisibleString, UniversalString, BMPString.
_ENCODINGS = {
    _UTF8_STRING: "utf-8", 0x13: "latin-1", 0x14: "latin-1", 0x16: "latin-1", 0x1A: "latin-1", 0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}  # fmt: skip
# Elsewhere in Unicode there is more white space, and there are more capitals: OpenSSL leaves those as they are.
_SPACE = re.compile(rb"[ \t\n\v\f\r]+")


def write_authorities(folder: Path, bundle: str) -> Mapping[str, Path]:
    """Write all that a bundle has, and say where each is, by its name.

    Args:
        folder: made anew.
        bundle: certificates in PEM, and anything between them.
    """
    folder.mkdir(parents=True)
    # Of several with one subject, OpenSSL tries one after another, as they are numbered.
    written: Counter[str] = Counter()
    files = {}
    for certificate in sorted({ssl.PEM_cert_to_DER_cert(found) for found in _PEM.findall(bundle)}):
        subject = subject_hash(certificate)
        path = folder / f"{subject}.{written[subject]}"
        path.write_text(ssl.DER_cert_to_PEM_cert(certificate))
        written[subject] += 1
        files[path.name] = path
    return files


def subject_hash(certificate: bytes) -> str:
    """As `openssl x509 -subject_hash` prints it.

    Args:
        certificate: in DER.
    """
    ((_, whole),) = _parts(certificate)
    (_, signed), *_ = _parts(whole)
    # The version is there or not; then the serial number, the algorithm, the issuer, the validity and the subject.
    fields = [content for tag, content in _parts(signed) if tag != _VERSION]
    canonical = b"".join(_canonical_part(part) for _, part in _parts(fields[4]))
    first = hashlib.sha1(canonical, usedforsecurity=False).digest()[:4]
    return first[::-1].hex()


def _canonical_part(part: bytes) -> bytes:
    """A part of a name, mostly one attribute, so that names that mean the same are the same bytes."""
    attributes = []
    for _, attribute in _parts(part):
        (kind, identifier), (tag, value) = _parts(attribute)
        if tag in _ENCODINGS:
            said = value.decode(_ENCODINGS[tag]).encode()
            tag, value = _UTF8_STRING, _SPACE.sub(b" ", said).strip(b" ").lower()
        attributes.append(_encoded(_SEQUENCE, _encoded(kind, identifier) + _encoded(tag, value)))
    return _encoded(_SET, b"".join(sorted(attributes)))


def _parts(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Tags and contents of what stands there one after another."""
    while der:
        tag, length, at = der[0], der[1], 2
        if length & 0x80:
            at += length & 0x7F
            length = int.from_bytes(der[2:at])
        yield tag, der[at : at + length]
        der = der[at + length :]


def _encoded(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(digits)]) + digits + content
