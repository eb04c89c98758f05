"""The unit of work over Supabase: a commit is one `rpc('apply_changes')`, one transaction under the caller's rights."""

import httpx

from shared.repositories.supabase import SupabaseRepository, make_http_client
from shared.unit_of_work.staged import StagedUnitOfWork

__all__ = ["SupabaseUnitOfWork", "make_http_client"]


class SupabaseUnitOfWork(StagedUnitOfWork):
    """For one caller: make a new one for each request, and share only the HTTP client (`make_http_client`)."""

    def __init__(self, http: httpx.Client, url: str, api_key: str, caller_token: str | None) -> None:
        super().__init__(SupabaseRepository(http, url, api_key, caller_token))
