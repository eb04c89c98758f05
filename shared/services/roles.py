"""Roles, read from the compiled taxonomy: found by title, looked into, and held beside the caller's profile."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.errors import InvalidCursorError
from shared.domain.gap import NearbyRole, Requirement, RoleGap
from shared.domain.ids import RoleId, UserId
from shared.domain.page import Page
from shared.domain.profile import Profile
from shared.planning.gap import measure_gap
from shared.planning.matrix import only_optional
from shared.planning.nearby import rank_roles
from shared.planning.requirements import find_requirements
from shared.services.subjects import existing_role, known_profile
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role, TaxonomySkill
from shared.taxonomy.role_search import RoleIndex, RoleMatch
from shared.unit_of_work.abstract import UnitOfWork

_Rank = tuple[float, float, str, str]


@dataclass(frozen=True, slots=True)
class RoleDetail:
    """A role with its skills.

    Attributes:
        essential, optional: by name; what is essential is not optional too.
        requirements: what it may ask for and no CV shows.
    """

    role: Role
    taxonomy_version: str
    essential: tuple[TaxonomySkill, ...]
    optional: tuple[TaxonomySkill, ...]
    requirements: tuple[Requirement, ...]


def find_roles(query: str, group: str, after: str | None, limit: int, taxonomy: Taxonomy) -> Page[RoleMatch]:
    """Roles that have the query, or something spelt alike, for a title; best first. Asks the store for nothing.

    Args:
        query: "" for all roles, by title.
        group: how the ISCO-08 code of a role begins, as "25"; "" for any.
        limit: 1..MAX_PAGE.
    """
    return RoleIndex.of(taxonomy).search(query, group, after, limit)


def get_role(role_id: RoleId, taxonomy: Taxonomy) -> RoleDetail:
    """Asks the store for nothing.

    Raises:
        RoleNotFoundError: the compiled taxonomy has none with that id.
    """
    role = existing_role(role_id, taxonomy)
    essential, optional = _by_name(role.essential, taxonomy), _by_name(only_optional(role), taxonomy)
    return RoleDetail(role, taxonomy.version, essential, optional, find_requirements(role, essential, optional))


def measure_role(user_id: UserId, role_id: RoleId, uow: UnitOfWork, taxonomy: Taxonomy) -> RoleGap:
    """The gap between the user's profile and a role, in one round trip.

    Raises:
        RoleNotFoundError: the compiled taxonomy has none with that id.
        UserNotFoundError: the user has no profile yet.
        AssessmentNotFoundError: the profile says nothing yet.
    """
    role = existing_role(role_id, taxonomy)
    with uow:
        profile = known_profile(user_id, uow, taxonomy)
    return measure_gap(profile.skills(), role, taxonomy)


def list_nearby(
    user_id: UserId, group: str, after: str | None, limit: int, uow: UnitOfWork, taxonomy: Taxonomy
) -> Page[NearbyRole]:
    """Roles by the readiness of the user's profile for them, most ready first; in one round trip.

    Args:
        group: how the ISCO-08 code of a role begins, as "25"; "" for any.
        after: the key of a page before, which holds for the profile it was made for and no other.
        limit: 1..MAX_PAGE.

    Raises:
        UserNotFoundError: the user has no profile yet.
        AssessmentNotFoundError: the profile says nothing yet.
        InvalidCursorError: the profile changed since the page before, and with it the order.
    """
    with uow:
        profile = known_profile(user_id, uow, taxonomy)
    ranked = rank_roles(profile.skills(), taxonomy, group)
    state = _state_of(profile)
    start = 0 if after is None else bisect_right(ranked, _rank_in(after, state), key=_rank)
    items = ranked[start : start + limit]
    return Page(items, _key_of(items[-1], state) if len(ranked) > start + limit else None)


def _by_name(indexes: Sequence[int], taxonomy: Taxonomy) -> tuple[TaxonomySkill, ...]:
    skills = [taxonomy.skill(index) for index in indexes]
    return tuple(sorted(skills, key=lambda skill: (skill.name.casefold(), skill.id)))


def _state_of(profile: Profile) -> str:
    """What the profile stands on, as 16 hex digits: its assessment, and the person's latest word on each skill."""
    assessment = profile.assessment.id if profile.assessment else None
    words = sorted(str(correction.id) for correction in profile.corrections.values())
    return hashlib.sha256(" ".join([str(assessment), *words]).encode()).hexdigest()[:16]


def _rank(role: NearbyRole) -> _Rank:
    """Its place in the order of `rank_roles`, which is total."""
    return -role.readiness, -role.similarity, role.title.casefold(), str(role.role_id)


def _key_of(role: NearbyRole, state: str) -> str:
    return json.dumps([state, *_rank(role)])


def _rank_in(key: str, state: str) -> _Rank:
    seen_state, readiness, similarity, title, role_id = json.loads(key)
    if seen_state != state:
        raise InvalidCursorError(
            "your profile changed since this list was begun, and with it the order: leave the cursor out to begin again"
        )
    return readiness, similarity, title, role_id
