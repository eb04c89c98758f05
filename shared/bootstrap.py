"""The composition root: the only module that names adapters. No framework, and nothing loaded before it is asked for.

What lives as long as the process is made once and shared by its threads: settings, the HTTP client, the SQL engine, the
clients of AWS, the taxonomy, signing keys, the signer of cursors. A unit of work lives as long as a request and belongs
to its caller.
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from shared.domain.caller import Caller
from shared.domain.errors import NotConfiguredError, ObjectStoreUnavailableError, StoreUnavailableError
from shared.domain.ids import UserId
from shared.domain.request import Limit
from shared.unit_of_work.abstract import UnitOfWork

if TYPE_CHECKING:
    import httpx
    from pydantic import SecretStr
    from sqlalchemy import Engine

    from shared.api.auth import TokenVerifier
    from shared.api.paging import CursorSigner
    from shared.gateways.breakers import BreakerStore
    from shared.gateways.llm.budget import MemoryTokenBudgets
    from shared.gateways.llm.port import LanguageModel, TokenBudget
    from shared.gateways.object_store import ObjectStore
    from shared.gateways.queue import WorkQueue
    from shared.gateways.resilience.guard import CallPolicy, Guard
    from shared.gateways.secrets import Secrets
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
    from shared.gateways.guarded import GuardedObjectStore
    from shared.gateways.resilience.breaker import BreakerPolicy
    from shared.gateways.resilience.guard import CallPolicy
    from shared.gateways.resilience.retries import RetryPolicy
    from shared.gateways.s3_object_store import S3ObjectStore

    bucket = required(settings.bucket, "SKILLPATH_BUCKET")
    again = RetryPolicy(retry_on=(ObjectStoreUnavailableError,))
    # One sweep may be many requests, and who asks for it asks again.
    sweep = CallPolicy(120.0, places=2, retries=RetryPolicy(attempts=1), breaker=BreakerPolicy(lease_s=130.0))
    return GuardedObjectStore(
        S3ObjectStore(make_aws_client("s3"), bucket),
        guard("object-store", CallPolicy(13.0, places=20, retries=again)),
        guard("object-store-sweeps", sweep),
    )


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
    from shared.gateways.guarded import GuardedWorkQueue
    from shared.gateways.resilience.guard import CallPolicy
    from shared.gateways.resilience.retries import RetryPolicy
    from shared.gateways.sqs_queue import SqsWorkQueue

    url = required(settings.queue_url, "SKILLPATH_QUEUE_URL")
    # What is not taken stays in the outbox: the relay is what tries again.
    policy = CallPolicy(13.0, retries=RetryPolicy(attempts=1))
    return GuardedWorkQueue(SqsWorkQueue(make_aws_client("sqs"), url), guard("work-queue", policy))


@_PerProcess
def workflow_tools() -> "Tools":
    """What the steps of workflows use beside the store.

    Raises:
        NotConfiguredError: no bucket or no queue is named.
    """
    from shared.extraction.files.process import read_document
    from shared.services.workflows.tools import Tools

    # The taxonomy is loaded by the first step that needs it: an erasure needs none.
    return Tools(
        object_store(),
        work_queue(),
        read_document,
        lambda read: vocabulary().current(read),
        model=language_model(),
        budget_of=token_budget,
    )


@_PerProcess
def language_model() -> "LanguageModel":
    """What words reasons and proposes skills: nobody, unless one is set and there is a key to it.

    Raises:
        NotConfiguredError: a setting cannot be used.
    """
    from shared.gateways.llm.port import NullModel

    settings = _settings()
    if settings.llm == "off":
        return NullModel()
    if settings.openrouter_key is None and settings.openrouter_key_parameter is None:
        _log.warning("SKILLPATH_LLM is set, and OPENROUTER_API_KEY is not: no language model is asked")
        return NullModel()
    from shared.gateways.llm.openrouter import OpenRouterModel
    from shared.gateways.resilience.guard import CallPolicy

    return OpenRouterModel(
        _http(),
        guard("openrouter", CallPolicy(attempt_s=25.0, places=4)),
        settings.openrouter_url,
        lambda: _secret(settings.openrouter_key, settings.openrouter_key_parameter, "OPENROUTER_API_KEY"),
        settings.llm_model,
    )


def token_budget(user_id: UserId) -> "TokenBudget":
    """What a language model may still take for one user today.

    Raises:
        NotConfiguredError: the store lacks a setting.
    """
    from shared.gateways.llm.budget import RpcTokenBudget

    per_day = _settings().llm_tokens_per_day
    call = _service_rpc()
    return _memory_budgets().of(user_id, per_day) if call is None else RpcTokenBudget(call, user_id, per_day)


def guard(name: str, policy: "CallPolicy") -> "Guard":
    """A new one for a dependency, whose breaker all instances share; to be made once in a process."""
    from shared.gateways.resilience.guard import Guard

    return Guard(name, policy, _breaker_store())


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
    settings = _settings()
    return _secret(settings.supabase_secret_key, settings.supabase_secret_key_parameter, "SUPABASE_SECRET_KEY")


def _secret(value: "SecretStr | None", reference: str | None, variable: str) -> str:
    """The value itself where it is set, else what the reference names, as it now is.

    Raises:
        NotConfiguredError: neither is set, or the reference is none.
        SecretsUnavailableError: what it names cannot be read.
    """
    from shared.settings import required

    if value is None and reference is not None:
        return _secrets().get(reference)
    return required(value, variable).get_secret_value()


@_PerProcess
def _secrets() -> "Secrets":
    from shared.gateways.secrets import AwsSecrets

    return AwsSecrets()


@_PerProcess
def _breaker_store() -> "BreakerStore":
    from shared.gateways.breakers import MemoryBreakerStore, RpcBreakerStore

    settings = _settings()
    has_key = settings.supabase_secret_key is not None or settings.supabase_secret_key_parameter is not None
    # A function that answers requests has no key of the service: it keeps breakers of its own.
    call = _service_rpc() if settings.store != "supabase" or has_key else None
    return MemoryBreakerStore() if call is None else RpcBreakerStore(call)


def _service_rpc() -> "Callable[[str, Mapping[str, Any]], Any] | None":
    """What a function of the database answers with the service's rights; None of a store that has no functions."""
    settings = _settings()
    match settings.store:
        case "supabase":
            from shared.repositories.supabase.api import DataApi

            # Made at each call, as the key may be renewed.
            return lambda function, arguments: DataApi(
                _hurried_http(), settings.supabase_base, _secret_key(), None
            ).call(function, dict(arguments))
        case "sql" if _engine().dialect.name == "postgresql":
            from shared.repositories.sqlalchemy.session import SqlSession

            session = SqlSession(_engine(), None)
            return lambda function, arguments: session.call(function, arguments["request"])
    return None


@_PerProcess
def _hurried_http() -> "httpx.Client":
    """For what stands between a caller and what they wait for."""
    from shared.gateways.breakers import PATIENCE_S
    from shared.repositories.supabase.api import make_http_client

    return make_http_client(PATIENCE_S)


@_PerProcess
def _memory_budgets() -> "MemoryTokenBudgets":
    from shared.gateways.llm.budget import MemoryTokenBudgets

    return MemoryTokenBudgets()


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
