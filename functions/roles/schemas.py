"""Roles on the wire."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AliasPath, BeforeValidator, Field

from shared.api.paging import PageQuery
from shared.api.requirements import RequirementOut
from shared.api.wire import OfSkill, Out, Percent, Share
from shared.domain.gap import Band
from shared.domain.skill import ReuseLevel, SkillType

_ROLE = "/v1/roles/258e46f9-0075-4a2e-adae-1ff0477e0f30"

IscoCode = Annotated[str, Field(description='ISCO-08 unit group; "" where the source does not say.', examples=["2511"])]
Title = Annotated[str, Field(examples=["data scientist"])]
NextCursor = Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]


class NearbyQuery(PageQuery):
    """Which of the roles, and which page of them."""

    group: Annotated[
        str, Field(pattern=r"^[0-9]{0,4}$", description="How the ISCO-08 code of a role begins.", examples=["25"])
    ] = ""


class RoleQuery(NearbyQuery):
    """Which roles, and which page of them."""

    query: Annotated[
        str, Field(max_length=200, description="Any title of the role, as one types it.", examples=["data sientist"])
    ] = ""


class RoleLinks(Out):
    """The role itself, and what lies between it and the caller."""

    self: Annotated[str, Field(examples=[_ROLE])]
    gap: Annotated[str, Field(examples=[f"{_ROLE}/gap"])]


def links_of_role(role_id: UUID) -> RoleLinks:
    """Where a role stands."""
    return RoleLinks(self=f"/v1/roles/{role_id}", gap=f"/v1/roles/{role_id}/gap")


def _links(known: dict[str, Any]) -> RoleLinks:
    return links_of_role(known["id"])


def _links_by_role_id(known: dict[str, Any]) -> RoleLinks:
    return links_of_role(known["role_id"])


class RoleItemOut(Out):
    """A role as a list shows it."""

    id: Annotated[UUID, Field(validation_alias=AliasPath("role", "id"))]
    uri: Annotated[str, Field(validation_alias=AliasPath("role", "uri"), description="ESCO's.")]
    title: Annotated[Title, Field(validation_alias=AliasPath("role", "title"))]
    label: Annotated[str, Field(description="The title that was found.", examples=["data expert"])]
    isco_code: Annotated[IscoCode, Field(validation_alias=AliasPath("role", "isco_code"))]
    essential_count: Annotated[
        int, BeforeValidator(len), Field(validation_alias=AliasPath("role", "essential"), description="Of skills.")
    ]
    optional_count: Annotated[
        int, BeforeValidator(len), Field(validation_alias=AliasPath("role", "optional"), description="Of skills.")
    ]
    links: Annotated[RoleLinks, Field(default_factory=_links)]


class RoleList(Out):
    """A page of roles."""

    items: list[RoleItemOut]
    next_cursor: NextCursor


class NeededSkillOut(OfSkill):
    """A skill that a role needs."""

    skill_id: Annotated[UUID, Field(validation_alias="id")]
    name: Annotated[str, Field(examples=["Python (computer programming)"])]
    type: SkillType
    reuse_level: Annotated[ReuseLevel | None, Field(description="How widely it applies, where ESCO says so.")]


class RoleOut(Out):
    """A role, whole."""

    id: Annotated[UUID, Field(validation_alias=AliasPath("role", "id"))]
    uri: Annotated[str, Field(validation_alias=AliasPath("role", "uri"), description="ESCO's.")]
    title: Annotated[Title, Field(validation_alias=AliasPath("role", "title"))]
    alt_titles: Annotated[
        list[str],
        Field(
            validation_alias=AliasPath("role", "alt_titles"),
            description="Other titles of it.",
            examples=[["data expert", "research data scientist"]],
        ),
    ]
    isco_code: Annotated[IscoCode, Field(validation_alias=AliasPath("role", "isco_code"))]
    description: Annotated[str, Field(validation_alias=AliasPath("role", "description"))]
    is_regulated: Annotated[
        bool | None,
        Field(
            validation_alias=AliasPath("role", "is_regulated"),
            description="Whether law says who may practise it, as far as ESCO knows; null where the source is silent.",
        ),
    ]
    taxonomy_version: Annotated[str, Field(examples=["esco-1.1.1-en-1a2b3c4d"])]
    essential: Annotated[list[NeededSkillOut], Field(description="Skills that it needs wherever it is done; by name.")]
    optional: Annotated[list[NeededSkillOut], Field(description="Skills that it may need; by name.")]
    requirements: Annotated[list[RequirementOut], Field(description="Questions that no CV answers.")]
    links: Annotated[RoleLinks, Field(default_factory=_links)]


class NearbyRoleOut(Out):
    """A role beside the caller's profile."""

    role_id: UUID
    title: Title
    isco_code: IscoCode
    readiness: Annotated[Percent, Field(description="How much of what the role needs is there.", examples=[62.5])]
    similarity: Annotated[Share, Field(description="Of the profile and the role as weighted sets of skills.")]
    band: Annotated[Band, Field(description="How viable the move is: from 0.3 of similarity on, highly from 0.4 on.")]
    covered: Annotated[list[str], Field(description="The heaviest skills that are there.", examples=[["SQL"]])]
    missing: Annotated[
        list[str], Field(description="The heaviest skills that are not.", examples=[["data mining", "statistics"]])
    ]
    method_version: Annotated[str, Field(description="Of what measures and plans.", examples=["1"])]
    links: Annotated[RoleLinks, Field(default_factory=_links_by_role_id)]


class NearbyList(Out):
    """A page of roles beside the caller's profile."""

    items: list[NearbyRoleOut]
    next_cursor: NextCursor
