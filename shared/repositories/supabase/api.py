"""Requests of one caller to the Supabase Data API (PostgREST), and what its errors mean."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

import httpx
from postgrest import APIError, CountMethod, SyncPostgrestClient, SyncSelectRequestBuilder

from shared.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotAuthenticatedError,
    StoreUnavailableError,
)
from shared.domain.ids import UserId
from shared.repositories.rows.values import Row
from shared.repositories.supabase.tls import make_tls_context
from shared.telemetry.spans import span

# https://docs.postgrest.org/en/stable/references/errors.html; a bare status stands for an answer that is not JSON.
_NOT_AUTHENTICATED = frozenset({"PGRST301", "PGRST302", "PGRST303", "401"})
_NOT_ALLOWED = frozenset({"42501", "403"})
_TOO_LONG = frozenset({"414", "431", "54000"})
_SAFE_CODE = re.compile(r"[A-Za-z0-9]{1,10}")


def make_http_client(patience_s: float = 5.0) -> httpx.Client:
    """The one HTTP client of a process, for all callers: it carries no header of any of them.

    Kept connections are short-lived because one that sleeps through a freeze of its Lambda is dead.

    Args:
        patience_s: for one answer. A use case asks up to three times, and a function has 15 seconds to answer; only
            what no request waits for can wait longer.
    """
    return httpx.Client(
        verify=make_tls_context(),
        timeout=httpx.Timeout(patience_s, connect=2.0),
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=5.0),
        trust_env=False,
    )


class DataApi:
    """What one caller may see and do; their headers are this object's own, for its whole life.

    Args:
        api_key: the publishable key on a user's request, the secret key for seeding alone.
        caller_token: the user's access token; None acts with the key's own role.
    """

    def __init__(self, http: httpx.Client, url: str, api_key: str, caller_token: str | None) -> None:
        headers = {"apikey": api_key, "Accept": "application/json"}
        # Legacy keys are JWTs and name their role in Authorization; keys of today are known by `apikey` alone.
        if bearer := caller_token or (api_key if api_key.startswith("eyJ") else None):
            headers["Authorization"] = f"Bearer {bearer}"
        self._client = SyncPostgrestClient(
            f"{url.rstrip('/')}/rest/v1", headers=headers, http_client=http, retry_enabled=False
        )

    def select(self, table: str, columns: Sequence[str]) -> SyncSelectRequestBuilder:
        """A request for these columns, to be narrowed and sent with `rows`."""
        return self._client.from_(table).select(",".join(columns))

    def counting(self, table: str, column: str) -> SyncSelectRequestBuilder:
        """A request for a number of rows, to be narrowed and sent with `count`."""
        return self._client.from_(table).select(column, count=CountMethod.exact, head=True)

    def owned(self, table: str, columns: Sequence[str], user_id: UserId, row_id: UUID) -> list[Row]:
        """The user's row of that id, where there is one; one round trip."""
        return self.rows(self.select(table, columns).eq("id", row_id).eq("user_id", user_id))

    def newest(self, table: str, columns: Sequence[str], user_id: UserId, before: UUID | None, limit: int) -> list[Row]:
        """The user's rows by id from the last down: those before the id `before`, where there is one; one round
        trip."""
        request = self.select(table, columns).eq("user_id", user_id)
        if before is not None:
            request = request.lt("id", before)
        return self.newest_of(request, limit)

    def newest_of(self, request: SyncSelectRequestBuilder, limit: int) -> list[Row]:
        """What a request finds, by id from the last down, in the order of the indexes that are made for it (see
        supabase/migrations/20261125000007_costs.sql); one round trip."""
        return self.rows(request.order("id", desc=True, nullsfirst=False).limit(limit))

    def rows(self, request: SyncSelectRequestBuilder) -> list[Row]:
        """One round trip; at most 1,000 rows, whatever was asked for."""
        with _round_trip("store rows"):
            data: Any = request.execute().data
        if not isinstance(data, list):
            raise unexpected()
        return data

    def count(self, request: SyncSelectRequestBuilder) -> int:
        """One round trip."""
        with _round_trip("store count"):
            counted = request.execute().count
        if counted is None:
            raise unexpected()
        return counted

    def call(self, function: str, arguments: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """What a function of supabase/migrations answers; one round trip."""
        with _round_trip(f"store {function}"):
            # The stub says dict[str, str], the method sends any JSON.
            return self._client.rpc(function, cast("dict[str, str]", arguments or {})).execute().data

    def call_for_object(self, function: str, arguments: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """As `call`, of a function that answers a JSON object or null."""
        answer = self.call(function, arguments)
        if answer is not None and not isinstance(answer, dict):
            raise unexpected()
        return answer


@contextmanager
def _round_trip(name: str) -> Iterator[None]:
    """Errors of the API as the domain's. What it answered stays out of messages: it can quote rows.

    Args:
        name: in traces.
    """
    try:
        with span(name):
            yield
    except APIError as error:
        raise _error(error.code or "") from None
    except httpx.InvalidURL:
        raise InvalidInputError("this is too long to ask the store for: shorten it") from None
    except httpx.TimeoutException:
        raise StoreUnavailableError("the store did not answer in time: try again") from None
    except (ValueError, RecursionError):
        # What comes with a good status can still be no JSON.
        raise unexpected() from None
    except httpx.HTTPError as error:
        raise StoreUnavailableError(f"the store could not be reached ({type(error).__name__}): try again") from None


def _error(code: str) -> Exception:
    if code in _NOT_AUTHENTICATED:
        return NotAuthenticatedError("the store did not accept this token: sign in again")
    if code in _NOT_ALLOWED:
        return NotAllowedError("the store does not allow this account to do that")
    if code in _TOO_LONG:
        return InvalidInputError("this is too long for the store: shorten it")
    return unexpected(code)


def unexpected(code: str = "") -> StoreUnavailableError:
    """The error for an answer that is none of those that the API gives."""
    shown = f" (error {code})" if _SAFE_CODE.fullmatch(code) else ""
    return StoreUnavailableError(f"the store did not answer as it should{shown}: try again")
