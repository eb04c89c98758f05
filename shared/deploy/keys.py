"""Keys that must not be given away, by how they look: in packages, and in files that a page loads."""

import base64
import binascii
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

# A JWT of Supabase's first kind of keys says what it may in its second part.
_JWT = re.compile(rb"eyJ[A-Za-z0-9_-]{10,}\.(eyJ[A-Za-z0-9_-]{10,})\.[A-Za-z0-9_-]{10,}")
_PATTERNS = {
    "a secret key of Supabase": re.compile(rb"sb_secret_[A-Za-z0-9_-]{8,}"),
    "an access token of Supabase": re.compile(rb"sbp_[0-9a-f]{40}"),
    # Amazon's own examples have EXAMPLE in them: botocore's descriptions quote them.
    "an access key of AWS": re.compile(rb"\b(?:AKIA|ASIA)(?![A-Z2-7]*EXAMPLE)[A-Z2-7]{16}\b"),
    "a secret access key of AWS": re.compile(rb"(?i)aws_secret_access_key\s*[=:]\s*[\"']?[A-Za-z0-9/+]{40}\b"),
    "a private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{64}"),
    "a key of OpenRouter": re.compile(rb"sk-or-v1-[0-9a-f]{32,}"),
    "a token of GitHub": re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "an address of a database with a password": re.compile(
        rb"postgres(?:ql)?(?:\+\w+)?://[\w.-]+:(?!password@)[^@\s/{}<>$*]{6,}@[\w.-]+"
    ),
}


def find_keys(content: bytes) -> Iterator[str]:
    """What kinds of keys are in some bytes; never the keys themselves."""
    yield from (kind for kind, pattern in _PATTERNS.items() if pattern.search(content))
    if any(_role_of(found[1]) in ("service_role", "supabase_admin") for found in _JWT.finditer(content)):
        yield "a service key of Supabase"


def find_keys_in_archives(paths: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    """Each file of some zips that has a key: the zip, the file, and what kind; what several have is read once."""
    seen: set[tuple[str, int]] = set()
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if (entry.filename, entry.CRC) not in seen:
                    seen.add((entry.filename, entry.CRC))
                    yield from ((path.name, entry.filename, kind) for kind in find_keys(archive.read(entry)))


def _role_of(claims: bytes) -> object:
    try:
        said = json.loads(base64.urlsafe_b64decode(claims + b"=" * (-len(claims) % 4)))
    except (binascii.Error, ValueError):
        return None
    return said.get("role") if isinstance(said, dict) else None
