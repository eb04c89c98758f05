"""A store behind the Supabase Data API (PostgREST): each read is one request, and so is each commit."""

import re
import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, cast

import httpx
from postgrest import APIError, CountMethod, SyncPostgrestClient, SyncSelectRequestBuilder

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotAuthenticatedError,
    StoreUnavailableError,
)
from shared.domain.ids import AssessmentId, SkillId, UserId
from shared.domain.skill import Skill, SkillFilter
from shared.domain.user import User
from shared.repositories.rows import (
    SKILL_COLUMNS,
    SUMMARY_COLUMNS,
    USER_COLUMNS,
    Row,
    assessment_from_row,
    constraint_error,
    skill_from_row,
    stale_error,
    summary_from_row,
    to_batches,
    user_from_row,
)
from shared.repositories.staged import Change, Keyed

# A UUID takes 37 characters of a URL; gateways refuse URLs of more than some 8,000.
_IDS_A_REQUEST = 100

# https://docs.postgrest.org/en/stable/references/errors.html; a bare status stands for an answer that is not JSON.
_NOT_AUTHENTICATED = frozenset({"PGRST301", "PGRST302", "PGRST303", "401"})
_NOT_ALLOWED = frozenset({"42501", "403"})
_TOO_LONG = frozenset({"414", "431", "54000"})
_SAFE_CODE = re.compile(r"[A-Za-z0-9]{1,10}")


def make_http_client() -> httpx.Client:
    """The one HTTP client of a process, for all callers: it carries no header of any of them.

    Kept connections are short-lived because one that sleeps through a freeze of its Lambda is dead.
    """
    return httpx.Client(
        verify=ssl.create_default_context(),
        # A use case asks twice, and a function has 15 seconds to answer.
        timeout=httpx.Timeout(5.0, connect=2.0),
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=5.0),
        trust_env=False,
    )


class SupabaseRepository:
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

    def user(self, user_id: UserId) -> User | None:
        rows = self._rows(self._select("users", USER_COLUMNS).eq("id", user_id))
        return user_from_row(rows[0]) if rows else None

    def skill(self, skill_id: SkillId) -> Skill | None:
        rows = self._rows(self._select("skills", SKILL_COLUMNS).eq("id", skill_id))
        return skill_from_row(rows[0]) if rows else None

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        # A quoted member of a list is taken to the letter; after `eq.`, Lite reads `null`, `true` and JSON as such.
        quoted = name_key.replace("\\", "\\\\").replace('"', '\\"')
        request = self._select("skills", SKILL_COLUMNS).filter("name_key", "in", f'("{quoted}")')
        return self._skills(request, limit)

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        request = self._select("skills", SKILL_COLUMNS)
        if after is not None:
            request = request.gt("sort_key", after)
        if wanted.type:
            request = request.eq("type", wanted.type.value)
        if wanted.group:
            request = request.contains("groups", [wanted.group])
        if terms := wanted.query_terms:
            # Terms are letters and digits alone, so nothing in them is syntax to a tsquery.
            request = request.filter("search", "fts(simple)", "&".join(f"{term}:*" for term in terms))
        return self._skills(request, limit)

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int:
        counted = self._count(taxonomy_version)
        left_out = iter(other_than)
        while chunk := list(islice(left_out, _IDS_A_REQUEST)):
            counted -= self._count(taxonomy_version, chunk)
        return counted

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None:
        request = self._select("assessments", (*SUMMARY_COLUMNS, "result"))
        rows = self._rows(request.eq("id", assessment_id).eq("user_id", user_id))
        return assessment_from_row(rows[0]) if rows else None

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        request = self._select("assessments", SUMMARY_COLUMNS).eq("user_id", user_id)
        if before is not None:
            request = request.lt("id", before)
        return [summary_from_row(row) for row in self._rows(request.order("id", desc=True).limit(limit))]

    def apply(self, changes: Sequence[Change]) -> None:
        batches = [batch._asdict() for batch in to_batches(changes)]
        with _translated():
            # The stub says dict[str, str], the method sends any JSON.
            answer = self._client.rpc("apply_changes", cast("dict[str, str]", {"changes": batches})).execute().data
        match answer:
            case {"applied": int()}:
                return
            case {"conflict": "stale", "table": str(table)}:
                raise stale_error(table)
            case {"conflict": "constraint", "constraint": str(constraint)}:
                raise constraint_error(constraint)
        raise _unexpected()

    def ping(self) -> None:
        with _translated():
            answer = self._client.rpc("ping", {}).execute().data
        if answer is not True:
            raise _unexpected()

    def _select(self, table: str, columns: Sequence[str]) -> SyncSelectRequestBuilder:
        return self._client.from_(table).select(",".join(columns))

    def _skills(self, request: SyncSelectRequestBuilder, limit: int) -> list[Keyed]:
        return [
            Keyed(row["sort_key"], skill_from_row(row)) for row in self._rows(request.order("sort_key").limit(limit))
        ]

    def _count(self, taxonomy_version: str, among: Sequence[SkillId] | None = None) -> int:
        request = self._client.from_("skills").select("id", count=CountMethod.exact, head=True)
        request = request.eq("taxonomy_version", taxonomy_version)
        if among is not None:
            request = request.in_("id", [str(skill_id) for skill_id in among])
        with _translated():
            counted = request.execute().count
        if counted is None:
            raise _unexpected()
        return counted

    @staticmethod
    def _rows(request: SyncSelectRequestBuilder) -> list[Row]:
        with _translated():
            data: Any = request.execute().data
        if not isinstance(data, list):
            raise _unexpected()
        return data


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the API as the domain's. What it answered stays out of messages: it can quote rows."""
    try:
        yield
    except APIError as error:
        raise _error(error.code or "") from None
    except httpx.InvalidURL:
        raise InvalidInputError("this is too long to ask the store for: shorten it") from None
    except httpx.TimeoutException:
        raise StoreUnavailableError("the store did not answer in time: try again") from None
    except (ValueError, RecursionError):
        # What comes with a good status can still be no JSON.
        raise _unexpected() from None
    except httpx.HTTPError as error:
        raise StoreUnavailableError(f"the store could not be reached ({type(error).__name__}): try again") from None


def _error(code: str) -> Exception:
    if code in _NOT_AUTHENTICATED:
        return NotAuthenticatedError("the store did not accept this token: sign in again")
    if code in _NOT_ALLOWED:
        return NotAllowedError("the store does not allow this account to do that")
    if code in _TOO_LONG:
        return InvalidInputError("this is too long for the store: shorten it")
    return _unexpected(code)


def _unexpected(code: str = "") -> StoreUnavailableError:
    shown = f" (error {code})" if _SAFE_CODE.fullmatch(code) else ""
    return StoreUnavailableError(f"the store did not answer as it should{shown}: try again")
