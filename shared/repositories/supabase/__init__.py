"""A store behind the Supabase Data API (PostgREST): each read is one request, and so is each commit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import httpx

from shared.domain.request import WriteRequest
from shared.repositories.rows.admissions import admission_from_json, admission_to_json
from shared.repositories.rows.batches import to_batches
from shared.repositories.rows.constraints import constraint_error, stale_error
from shared.repositories.staged.staging import Change
from shared.repositories.staged.store import Admission
from shared.repositories.supabase.api import DataApi, make_http_client, unexpected

if TYPE_CHECKING:
    from shared.repositories.supabase.documents import SupabaseDocuments
    from shared.repositories.supabase.erasures import SupabaseErasures
    from shared.repositories.supabase.plans import SupabasePlans
    from shared.repositories.supabase.skills import SupabaseCatalogue
    from shared.repositories.supabase.users import SupabasePeople
    from shared.repositories.supabase.workflows import SupabaseWorkflows

__all__ = ["SupabaseRepository", "make_http_client"]


class SupabaseRepository:
    """What one caller may see and do; arguments as of DataApi. A part is loaded as it is first asked for.

    Holdings and admissions are the caller's, as the functions of supabase/migrations say: another id finds nothing.
    """

    def __init__(self, http: httpx.Client, url: str, api_key: str, caller_token: str | None) -> None:
        self._api = DataApi(http, url, api_key, caller_token)

    @property
    def catalogue(self) -> "SupabaseCatalogue":
        from shared.repositories.supabase.skills import SupabaseCatalogue

        return SupabaseCatalogue(self._api)

    @property
    def people(self) -> "SupabasePeople":
        from shared.repositories.supabase.users import SupabasePeople

        return SupabasePeople(self._api)

    @property
    def plans(self) -> "SupabasePlans":
        from shared.repositories.supabase.plans import SupabasePlans

        return SupabasePlans(self._api)

    @property
    def documents(self) -> "SupabaseDocuments":
        from shared.repositories.supabase.documents import SupabaseDocuments

        return SupabaseDocuments(self._api)

    @property
    def workflows(self) -> "SupabaseWorkflows":
        from shared.repositories.supabase.workflows import SupabaseWorkflows

        return SupabaseWorkflows(self._api)

    @property
    def erasures(self) -> "SupabaseErasures":
        from shared.repositories.supabase.erasures import SupabaseErasures

        return SupabaseErasures(self._api)

    def admit(self, request: WriteRequest) -> Admission:
        match self._api.call("admit", {"request": admission_to_json(request)}):
            case {"user": bool(), "answer": _, "retry_after_s": int() | None, "profile": _} as said:
                return admission_from_json(request, said)
        raise unexpected()

    def apply(self, changes: Sequence[Change]) -> None:
        batches = [batch._asdict() for batch in to_batches(changes)]
        match self._api.call("apply_changes", {"changes": batches}):
            case {"applied": int()}:
                return
            case {"conflict": "stale", "table": str(table)}:
                raise stale_error(table)
            case {"conflict": "constraint", "constraint": str(constraint)}:
                raise constraint_error(constraint)
        raise unexpected()

    def ping(self) -> None:
        if self._api.call("ping") is not True:
            raise unexpected()
