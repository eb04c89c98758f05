"""What is read of the catalogue and of roles."""

from collections.abc import Collection, Sequence
from itertools import islice

from postgrest import SyncSelectRequestBuilder

from shared.domain.ids import RoleId, SkillId
from shared.domain.skill import Skill, SkillFilter, SkillSource
from shared.repositories.rows.skills import SKILL_COLUMNS, skill_from_row
from shared.repositories.staged.store import Keyed
from shared.repositories.supabase.api import DataApi

# A UUID takes 37 characters of a URL; gateways refuse URLs of more than some 8,000.
_IDS_A_REQUEST = 100
_PAIRS_A_REQUEST = 40

# What the Data API answers at most, whatever it is asked for.
_ROWS_A_REQUEST = 1000


class SupabaseCatalogue:
    """The part of a store that everybody shares."""

    def __init__(self, api: DataApi) -> None:
        self._api = api

    def skill(self, skill_id: SkillId) -> Skill | None:
        rows = self._api.rows(self._api.select("skills", SKILL_COLUMNS).eq("id", skill_id))
        return skill_from_row(rows[0]) if rows else None

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        # A quoted member of a list is taken to the letter; after `eq.`, Lite reads `null`, `true` and JSON as such.
        quoted = name_key.replace("\\", "\\\\").replace('"', '\\"')
        request = self._api.select("skills", SKILL_COLUMNS).filter("name_key", "in", f'("{quoted}")')
        return self._skills(request, limit)

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        request = self._api.select("skills", SKILL_COLUMNS)
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

    def own_skills(self) -> Sequence[Skill]:
        found: list[Skill] = []
        while True:
            request = self._api.select("skills", SKILL_COLUMNS).eq("source", SkillSource.OWN.value)
            if found:
                request = request.gt("id", found[-1].id)
            rows = self._api.rows(request.order("id").limit(_ROWS_A_REQUEST))
            found.extend(skill_from_row(row) for row in rows)
            if len(rows) < _ROWS_A_REQUEST:
                return found

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int:
        return self._count_by_id("skills", taxonomy_version, other_than)

    def count_roles(self, taxonomy_version: str, other_than: Collection[RoleId]) -> int:
        return self._count_by_id("roles", taxonomy_version, other_than)

    def count_role_skills(self, taxonomy_version: str, other_than: Collection[tuple[RoleId, SkillId]]) -> int:
        def counting() -> SyncSelectRequestBuilder:
            return self._api.counting("role_skills", "role_id").eq("taxonomy_version", taxonomy_version)

        counted = self._api.count(counting())
        left_out = iter(other_than)
        while chunk := list(islice(left_out, _PAIRS_A_REQUEST)):
            pairs = ",".join(f"and(role_id.eq.{role_id},skill_id.eq.{skill_id})" for role_id, skill_id in chunk)
            counted -= self._api.count(counting().or_(pairs))
        return counted

    def _count_by_id(self, table: str, taxonomy_version: str, other_than: Collection[SkillId | RoleId]) -> int:
        def counting() -> SyncSelectRequestBuilder:
            return self._api.counting(table, "id").eq("taxonomy_version", taxonomy_version)

        counted = self._api.count(counting())
        left_out = iter(other_than)
        while chunk := list(islice(left_out, _IDS_A_REQUEST)):
            counted -= self._api.count(counting().in_("id", [str(left) for left in chunk]))
        return counted

    def _skills(self, request: SyncSelectRequestBuilder, limit: int) -> list[Keyed]:
        rows = self._api.rows(request.order("sort_key").limit(limit))
        return [Keyed(row["sort_key"], skill_from_row(row)) for row in rows]
