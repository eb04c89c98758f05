"""Whom functions trust: authorities in a folder of their package, under the names by which OpenSSL looks for them."""

import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

import certifi
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.bindings.openssl.binding import Binding
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from shared.deploy.authorities import subject_hash, write_authorities
from shared.repositories.supabase.tls import AUTHORITIES, make_tls_context
from shared.unit_of_work.supabase import make_http_client
from tests.lambda_runtime.runtime_api import QuietServer

MOZILLAS = Path(certifi.where()).read_text()
OPENSSL = Binding()


class Authority(NamedTuple):
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()


def name_of(*parts: Sequence[tuple[x509.ObjectIdentifier, str, _ASN1Type]]) -> x509.Name:
    return x509.Name(
        [x509.RelativeDistinguishedName([x509.NameAttribute(*attribute) for attribute in part]) for part in parts]
    )


PLAIN = name_of([(NameOID.COMMON_NAME, "Root of these tests", _ASN1Type.UTF8String)])
# All that OpenSSL levels before it compares, and some that it leaves: blanks and capitals that ASCII does not have.
ODD = name_of(
    [(NameOID.COUNTRY_NAME, "DE", _ASN1Type.PrintableString)],
    [(NameOID.ORGANIZATION_NAME, "  ÄRZTE \t &  Söhne\u00a0 GmbH ", _ASN1Type.BMPString)],
    [
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Über Zertifikate", _ASN1Type.UTF8String),
        (NameOID.COMMON_NAME, "Root  OF these Tests", _ASN1Type.PrintableString),
    ],
    [(NameOID.DOMAIN_COMPONENT, "Example", _ASN1Type.IA5String)],
    [(NameOID.LOCALITY_NAME, "Köln", _ASN1Type.UniversalString)],
    [(NameOID.STATE_OR_PROVINCE_NAME, "Thüringen", _ASN1Type.T61String)],
    [(NameOID.PSEUDONYM, "Long " * 60, _ASN1Type.UTF8String)],
)


def make_authority(name: x509.Name) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    may = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    draft = (
        _draft(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(may, critical=True)
    )
    return Authority(draft.sign(key, hashes.SHA256()), key)


def issue(authority: Authority, host: str, folder: Path) -> Path:
    """A file of a server's certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    certificate = (
        _draft(name_of([(NameOID.COMMON_NAME, host, _ASN1Type.UTF8String)]), issuer.subject, key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(known_by, critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    return path


def _draft(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(certificate: Path) -> Iterator[int]:
    """The port of a server on loopback."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = QuietServer(("127.0.0.1", 0), Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A function's folder in Lambda, which names no other authorities."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LAMBDA_TASK_ROOT", str(tmp_path))
    return tmp_path


def assert_refused(port: int, why: str) -> None:
    with make_http_client() as client, pytest.raises(httpx.ConnectError, match=why):
        client.get(f"https://localhost:{port}/")


def asked_by_openssl(certificate: bytes) -> str:
    """OpenSSL's own hash of its subject."""
    bio = OPENSSL.lib.BIO_new_mem_buf(certificate, len(certificate))
    parsed = OPENSSL.lib.d2i_X509_bio(bio, OPENSSL.ffi.NULL)
    assert parsed != OPENSSL.ffi.NULL
    found = OPENSSL.lib.X509_subject_name_hash(parsed)
    OPENSSL.lib.X509_free(parsed)
    OPENSSL.lib.BIO_free(bio)
    return f"{found:08x}"


def test_every_authority_has_the_name_by_which_openssl_looks_for_it(tmp_path):
    files = write_authorities(tmp_path / AUTHORITIES, MOZILLAS)
    assert len(files) == MOZILLAS.count("BEGIN CERTIFICATE") > 100
    for name, path in files.items():
        assert path == tmp_path / AUTHORITIES / name
        assert name == f"{asked_by_openssl(ssl.PEM_cert_to_DER_cert(path.read_text()))}.0"


@pytest.mark.parametrize("name", [PLAIN, ODD], ids=["plain", "odd"])
def test_names_that_are_written_in_any_way_are_hashed_as_openssl_does(name):
    certificate = make_authority(name).certificate.public_bytes(Encoding.DER)
    assert subject_hash(certificate) == asked_by_openssl(certificate)


def test_the_same_authorities_are_the_same_files_in_whatever_order_they_are_listed(tmp_path):
    one, other = make_authority(PLAIN), make_authority(PLAIN)
    bundles = {"a": f"# One\n{one.pem}\n{other.pem}{MOZILLAS}", "b": f"{MOZILLAS}{other.pem}{one.pem}{other.pem}"}
    made = {key: write_authorities(tmp_path / key, bundle) for key, bundle in bundles.items()}
    a, b = ({name: path.read_bytes() for name, path in files.items()} for files in made.values())
    assert a == b
    subject = subject_hash(one.certificate.public_bytes(Encoding.DER))
    assert {name for name in a if name.startswith(subject)} == {f"{subject}.0", f"{subject}.1"}


@pytest.mark.parametrize("name", [PLAIN, ODD], ids=["plain", "odd"])
def test_a_server_is_believed_whose_authority_is_in_the_package(package, name):
    one, other = make_authority(name), make_authority(name)
    write_authorities(package / AUTHORITIES, MOZILLAS + one.pem + other.pem)
    for authority in (one, other):
        with serving(issue(authority, "localhost", package)) as port, make_http_client() as client:
            assert client.get(f"https://localhost:{port}/").status_code == 204


def test_a_server_of_an_authority_that_is_not_there_is_refused(package):
    write_authorities(package / AUTHORITIES, MOZILLAS + make_authority(PLAIN).pem)
    with serving(issue(make_authority(PLAIN), "localhost", package)) as port:
        assert_refused(port, "CERTIFICATE_VERIFY_FAILED")


def test_a_server_of_another_name_is_refused(package):
    authority = make_authority(PLAIN)
    write_authorities(package / AUTHORITIES, authority.pem)
    with serving(issue(authority, "another.example", package)) as port:
        assert_refused(port, "Hostname mismatch.*'localhost'")


def test_no_authority_is_read_before_a_handshake_asks_for_it(package):
    write_authorities(package / AUTHORITIES, MOZILLAS)
    context = make_tls_context()
    assert context.cert_store_stats() == {"x509": 0, "crl": 0, "x509_ca": 0}
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_authorities_that_the_environment_names_are_those_that_count(package, monkeypatch):
    ours, theirs = make_authority(PLAIN), make_authority(PLAIN)
    write_authorities(package / AUTHORITIES, ours.pem)
    (package / "theirs.pem").write_text(theirs.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(package / "theirs.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(package / "nowhere"))
    assert make_tls_context().get_ca_certs(binary_form=True) == [theirs.certificate.public_bytes(Encoding.DER)]


@pytest.mark.parametrize("task_root", [None, "elsewhere"], ids=["no Lambda", "no folder"])
def test_elsewhere_the_authorities_are_those_of_the_machine(package, monkeypatch, task_root):
    authority = make_authority(PLAIN)
    write_authorities(package / AUTHORITIES, authority.pem)
    monkeypatch.chdir(package)
    monkeypatch.delenv("LAMBDA_TASK_ROOT")
    if task_root:
        monkeypatch.setenv("LAMBDA_TASK_ROOT", str(package / task_root))
    assert make_tls_context().get_ca_certs() == ssl.create_default_context().get_ca_certs()
    with serving(issue(authority, "localhost", package)) as port:
        assert_refused(port, "CERTIFICATE_VERIFY_FAILED")
