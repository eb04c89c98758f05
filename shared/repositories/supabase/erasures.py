"""What is read of what was erased, and what is not kept."""

from collections.abc import Mapping, Sequence

from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Receipt, owner_sha256
from shared.repositories.abstract import Keep
from shared.repositories.rows.erasures import RECEIPT_COLUMNS, receipt_from_row
from shared.repositories.rows.values import stamp
from shared.repositories.supabase.api import DataApi, unexpected


class SupabaseErasures:
    """The part of a store that is left of what was erased."""

    def __init__(self, api: DataApi) -> None:
        self._api = api

    def receipt(self, user_id: UserId, run_id: RunId) -> Receipt | None:
        request = self._api.select("erasure_receipts", RECEIPT_COLUMNS).eq("run_id", run_id)
        rows = self._api.rows(request.in_("owner_sha256", [owner_sha256(user_id)]))
        return receipt_from_row(rows[0]) if rows else None

    def expire(self, keep: Keep, limit: int) -> Mapping[str, int]:
        request = {"limit": limit, **{name: stamp(since) for name, since in keep._asdict().items()}}
        gone = self._api.call_for_object("expire", {"request": request})
        if gone is None:
            raise unexpected()
        return {name: int(count) for name, count in gone.items()}

    def doomed(self, limit: int) -> Sequence[str]:
        request = self._api.select("doomed_objects", ("key",)).order("doomed_at").order("key")
        return [row["key"] for row in self._api.rows(request.limit(limit))]
