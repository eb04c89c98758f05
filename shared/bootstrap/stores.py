"""Units of work, each over the store that the settings name, with its caller's rights or the service's."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.bootstrap.process import PerProcess, publishable_key, secret_key, settings
from shared.domain.caller import Caller
from shared.domain.errors import NotConfiguredError, StoreUnavailableError
from shared.unit_of_work.abstract import UnitOfWork

if TYPE_CHECKING:
    import httpx
    from sqlalchemy import Engine

    from shared.repositories.fake import MemoryRepository


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
    if settings().store == "supabase":
        return _supabase_unit_of_work(secret_key(), None, _patient_http())
    return _unit_of_work(None)


def worker_unit_of_work() -> UnitOfWork:
    """A new one with the service's rights, as patient as a function can be: for what queues and the clock call, which
    takes the owner from the row, never from a message.

    Raises:
        NotConfiguredError: the store lacks a setting.
    """
    return _unit_of_work(None)


def load_parts(used: Callable[[UnitOfWork], object]) -> None:
    """Load what is taken of a unit of work over Supabase; asks it nothing.

    Raises:
        NotConfiguredError: the store lacks a setting.
    """
    with _supabase_unit_of_work(publishable_key(), None, http_client()) as uow:
        used(uow)


def ping_store() -> None:
    """Raises:
    StoreUnavailableError: the store does not answer.
    NotConfiguredError: the store lacks a setting.
    """
    match settings().store:
        case "supabase":
            # As nobody: whether it answers is not a matter of rights.
            _supabase_unit_of_work(publishable_key(), None, http_client()).ping()
        case "sql" | "memory":
            service_unit_of_work().ping()


def service_rpc() -> "Callable[[str, Mapping[str, Any]], Any] | None":
    """What a function of the database answers with the service's rights; None of a store that has no functions."""
    chosen = settings()
    match chosen.store:
        case "supabase":
            from shared.repositories.supabase.api import DataApi

            # Made at each call, as the key may be renewed.
            return lambda function, arguments: DataApi(_hurried_http(), chosen.supabase_base, secret_key(), None).call(
                function, dict(arguments)
            )
        case "sql" if _engine().dialect.name == "postgresql":
            from shared.repositories.sqlalchemy.session import SqlSession

            session = SqlSession(_engine(), None)
            return lambda function, arguments: session.call(function, arguments["request"])
    return None


@PerProcess
def _hurried_http() -> "httpx.Client":
    """For what stands between a caller and what they wait for."""
    from shared.gateways.breakers import PATIENCE_S
    from shared.repositories.supabase.api import make_http_client

    return make_http_client(PATIENCE_S)


def _unit_of_work(caller: Caller | None) -> UnitOfWork:
    """Of the service where there is no caller."""
    match settings().store:
        case "memory":
            from shared.unit_of_work.fake import FakeUnitOfWork

            return FakeUnitOfWork(_memory())
        case "sql":
            from shared.unit_of_work.sqlalchemy import SqlUnitOfWork

            return SqlUnitOfWork(_engine(), caller)
        case "supabase" if caller is None:
            return _supabase_unit_of_work(secret_key(), None, http_client())
        case "supabase":
            return _supabase_unit_of_work(publishable_key(), caller.token, http_client())


def _supabase_unit_of_work(api_key: str, token: str | None, http: "httpx.Client") -> UnitOfWork:
    from shared.unit_of_work.supabase import SupabaseUnitOfWork

    return SupabaseUnitOfWork(http, settings().supabase_base, api_key, token)


@PerProcess
def http_client() -> "httpx.Client":
    """For all callers: it carries no header of any of them."""
    from shared.unit_of_work.supabase import make_http_client

    return make_http_client()


@PerProcess
def _patient_http() -> "httpx.Client":
    """For seeding, which nobody waits for within a request."""
    from shared.unit_of_work.supabase import make_http_client

    return make_http_client(patience_s=120.0)


@PerProcess
def _engine() -> "Engine":
    from sqlalchemy.exc import ArgumentError, OperationalError

    from shared.settings import required
    from shared.unit_of_work.sqlalchemy import create_schema, make_engine

    url = required(settings().database_url, "SKILLPATH_DATABASE_URL").get_secret_value()
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


@PerProcess
def _memory() -> "MemoryRepository":
    from shared.repositories.fake import MemoryRepository

    return MemoryRepository()
