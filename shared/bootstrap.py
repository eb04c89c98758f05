"""The composition root: the only module that names adapters. No framework, and nothing loaded before it is asked for.

What lives as long as the process is made once and shared by its threads: settings, the HTTP client, the SQL engine, the
clients of AWS, the taxonomy, signing keys, the signer of cursors. A unit of work lives as long as a request and belongs
to its caller.
"""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from shared.domain.caller import Caller
from shared.domain.errors import NotConfiguredError, StoreUnavailableError
from shared.domain.request import Limit
from shared.unit_of_work.abstract import UnitOfWork

if TYPE_CHECKING:
    import httpx
    from sqlalchemy import Engine

    from shared.api.auth import TokenVerifier
    from shared.api.paging import CursorSigner
    from shared.gateways.object_store import ObjectStore
    from shared.gateways.queue import WorkQueue
    from shared.gateways.signing_keys import SigningKeys
    from shared.repositories.fake import MemoryRepository
    from shared.services.workflows.tools import Tools
    from shared.settings import Settings
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.own import Vocabulary

T = TypeVar("T")

_log = logging.getLogger(__name__)


class _PerProcess(Generic[T]):
    """A function without arguments that runs once; threads that come first together get the same."""

    lock = RLock()
    made: "list[_PerProcess[Any]]" = []  # noqa: RUF012 - all of them, for `reset`

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._value: T | None = None
        self.made.append(self)

    def __call__(self) -> T:
        with self.lock:
            if self._value is None:
                self._value = self._make()
            return self._value

    def forget(self) -> None:
        value, self._value = self._value, None
        # An HTTP client closes, an engine lets go of its connections.
        for end in ("close", "dispose"):
            getattr(value, end, lambda: None)()


def reset() -> None:
    """Forget what was made, after the environment changed; not while requests run."""
    from shared.settings import get_settings

    with _PerProcess.lock:
        get_settings.cache_clear()
        for made in reversed(_PerProcess.made):
            made.forget()


def unit_of_work(caller: Caller) -> UnitOfWork:
    """A new one, bounded by the caller's rights.

    Raises:
        NotConfiguredError: the store lacks a setting.
    """
    return _unit_of_work(caller)


def service_unit_of_work() -> UnitOfWork:
    """A new one with the service's rights, which row level security does not bound: for seeding, never for a request.

    Raises:
        NotConfiguredError: the store lacks a setting.
    """
    if _settings().store == "supabase":
        return _supabase_unit_of_work(_secret_key(), None, _patient_http())
    return _unit_of_work(None)


def worker_unit_of_work() -> UnitOfWork:
    """A new one with the service's rights, as patient as a function can be: for what queues and the clock call, which
    takes the owner from the row, never from a message.

    Raises:
        NotConfiguredError: the store lacks a setting.
    """
    return _unit_of_work(None)


@_PerProcess
def object_store() -> "ObjectStore":
    """Where files lie.

    Raises:
        NotConfiguredError: SKILLPATH_BUCKET is not set, and the store outlives the process.
    """
    from shared.settings import required

    settings = _settings()
    if settings.store == "memory" and settings.bucket is None:
        from shared.gateways.memory_object_store import MemoryObjectStore

        return MemoryObjectStore()
    from shared.gateways.aws_clients import make_aws_client
    from shared.gateways.s3_object_store import S3ObjectStore

    bucket = required(settings.bucket, "SKILLPATH_BUCKET")
    return S3ObjectStore(make_aws_client("s3"), bucket)


@_PerProcess
def work_queue() -> "WorkQueue":
    """What has workers take up runs.

    Raises:
        NotConfiguredError: SKILLPATH_QUEUE_URL is not set, and the store outlives the process.
    """
    from shared.settings import required

    settings = _settings()
    if settings.store == "memory" and settings.queue_url is None:
        from shared.gateways.memory_queue import MemoryWorkQueue

        return MemoryWorkQueue()
    from shared.gateways.aws_clients import make_aws_client
    from shared.gateways.sqs_queue import SqsWorkQueue

    url = required(settings.queue_url, "SKILLPATH_QUEUE_URL")
    return SqsWorkQueue(make_aws_client("sqs"), url)


@_PerProcess
def workflow_tools() -> "Tools":
    """What the steps of workflows use beside the store.

    Raises:
        NotConfiguredError: no bucket or no queue is named.
    """
    from shared.extraction.files.process import read_document
    from shared.services.workflows.tools import Tools

    # The taxonomy is loaded by the first step that needs it: an erasure needs none.
    return Tools(object_store(), work_queue(), read_document, lambda read: vocabulary().current(read))


def ping_store() -> None:
    """Raises:
    StoreUnavailableError: the store does not answer.
    NotConfiguredError: the store lacks a setting.
    """
    match _settings().store:
        case "supabase":
            # As nobody: whether it answers is not a matter of rights.
            _supabase_unit_of_work(_publishable_key(), None, _http()).ping()
        case "sql" | "memory":
            service_unit_of_work().ping()


@_PerProcess
def taxonomy() -> "Taxonomy":
    """The compiled taxonomy.

    Raises:
        TaxonomyUnavailableError: there is none, or it is damaged.
    """
    from shared.taxonomy.load import Taxonomy

    return Taxonomy.load(_settings().taxonomy)


@_PerProcess
def vocabulary() -> "Vocabulary":
    """The compiled taxonomy with the installation's own skills.

    Raises:
        TaxonomyUnavailableError: there is none, or it is damaged.
    """
    from shared.taxonomy.own import Vocabulary

    return Vocabulary(taxonomy(), time.monotonic)


def limit() -> Limit:
    """How much one user may change."""
    per_minute = _settings().writes_per_minute
    return Limit(burst=per_minute, per_minute=per_minute)


@_PerProcess
def token_verifier() -> "TokenVerifier":
    """What tells who a token belongs to.

    Raises:
        NotConfiguredError: neither a project nor a local secret is set, so that no token could ever hold.
    """
    from shared.api.auth import TokenVerifier
    from shared.gateways.signing_keys import JwksSigningKeys, StaticSigningKeys

    settings = _settings()
    secret = settings.supabase_jwt_secret
    if settings.token_issuer is None and secret is None:
        raise NotConfiguredError("SUPABASE_URL is not set: without it, or SUPABASE_JWT_SECRET, nobody can sign in")
    keys: SigningKeys = StaticSigningKeys()
    if settings.token_issuer is not None:
        keys = JwksSigningKeys(_http(), f"{settings.token_issuer}/.well-known/jwks.json")
    return TokenVerifier(keys, settings.token_issuer, secret.get_secret_value() if secret else None)


@_PerProcess
def cursor_signer() -> "CursorSigner":
    """What makes page cursors, and reads them.

    Raises:
        NotConfiguredError: SKILLPATH_CURSOR_KEY is not set, and the store outlives the process.
    """
    from shared.api.paging import CursorSigner
    from shared.settings import required

    settings = _settings()
    if settings.store == "memory" and settings.cursor_key is None:
        return CursorSigner(secrets.token_hex(32))
    # One of each process's own would break paging between two instances.
    return CursorSigner(required(settings.cursor_key, "SKILLPATH_CURSOR_KEY").get_secret_value())


def cors_origins() -> Sequence[str]:
    """Origins whose pages may read the answers; none where the settings are broken, which each request then says."""
    try:
        return _settings().cors_origins
    except NotConfiguredError:
        _log.exception("no page of another origin will be answered")
        return ()


def _settings() -> "Settings":
    from shared.settings import get_settings

    return get_settings()


def _publishable_key() -> str:
    from shared.settings import required

    return required(_settings().supabase_publishable_key, "SUPABASE_PUBLISHABLE_KEY").get_secret_value()


def _secret_key() -> str:
    from shared.settings import required

    return required(_settings().supabase_secret_key, "SUPABASE_SECRET_KEY").get_secret_value()


def _unit_of_work(caller: Caller | None) -> UnitOfWork:
    """Of the service where there is no caller."""
    match _settings().store:
        case "memory":
            from shared.unit_of_work.fake import FakeUnitOfWork

            return FakeUnitOfWork(_memory())
        case "sql":
            from shared.unit_of_work.sqlalchemy import SqlUnitOfWork

            return SqlUnitOfWork(_engine(), caller)
        case "supabase" if caller is None:
            return _supabase_unit_of_work(_secret_key(), None, _http())
        case "supabase":
            return _supabase_unit_of_work(_publishable_key(), caller.token, _http())


def _supabase_unit_of_work(api_key: str, token: str | None, http: "httpx.Client") -> UnitOfWork:
    from shared.unit_of_work.supabase import SupabaseUnitOfWork

    return SupabaseUnitOfWork(http, _settings().supabase_base, api_key, token)


@_PerProcess
def _http() -> "httpx.Client":
    from shared.unit_of_work.supabase import make_http_client

    return make_http_client()


@_PerProcess
def _patient_http() -> "httpx.Client":
    """For seeding, which nobody waits for within a request."""
    from shared.unit_of_work.supabase import make_http_client

    return make_http_client(patience_s=120.0)


@_PerProcess
def _engine() -> "Engine":
    from sqlalchemy.exc import ArgumentError, OperationalError

    from shared.settings import required
    from shared.unit_of_work.sqlalchemy import create_schema, make_engine

    url = required(_settings().database_url, "SKILLPATH_DATABASE_URL").get_secret_value()
    try:
        engine = make_engine(url)
    except ImportError as error:
        raise NotConfiguredError(f"SKILLPATH_DATABASE_URL needs {error.name}, which is not installed") from None
    except (ArgumentError, ValueError):
        # What they say can quote the address, and with it a password.
        raise NotConfiguredError(
            "SKILLPATH_DATABASE_URL cannot be used: give postgresql+psycopg://user:password@host/database, "
            "or a file as sqlite:///skillpath.sqlite"
        ) from None
    if engine.dialect.name == "sqlite":
        try:
            create_schema(engine)
        except OperationalError:
            engine.dispose()
            raise StoreUnavailableError("the SQLite file cannot be opened or made: check its folder") from None
    return engine


@_PerProcess
def _memory() -> "MemoryRepository":
    from shared.repositories.fake import MemoryRepository

    return MemoryRepository()
