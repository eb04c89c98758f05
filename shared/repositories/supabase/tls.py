"""Whom a connection to the store trusts."""

import os
import ssl
from pathlib import Path

# In a package: a file for each certificate authority, under the name by which OpenSSL looks for it
# (shared/deploy/authorities.py writes them).
AUTHORITIES = "authorities"


def make_tls_context() -> ssl.SSLContext:
    """Checks certificates and host names, in Lambda by the authorities of the package, elsewhere by the machine's.

    Of the package's OpenSSL reads the one that a handshake asks for; the machine's, a hundred and more, it parses all.
    """
    return ssl.create_default_context(capath=_authorities())


def _authorities() -> str | None:
    """None stands for those of the machine, or those that the environment names instead of them."""
    package = os.environ.get("LAMBDA_TASK_ROOT")
    if not package or os.environ.keys() & {"SSL_CERT_FILE", "SSL_CERT_DIR"}:
        return None
    folder = Path(package) / AUTHORITIES
    return str(folder) if folder.is_dir() else None
