"""/v1/roles"""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from functions.roles.gaps import RoleGapOut
from functions.roles.schemas import NearbyList, NearbyQuery, RoleList, RoleOut, RoleQuery
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, SignedIn, Uow
from shared.api.paging import Listing
from shared.api.taxonomy import BaseTaxonomy, LoadedTaxonomy
from shared.domain.gap import NearbyRole, RoleGap
from shared.domain.ids import RoleId
from shared.planning import METHOD_VERSION
from shared.services import roles
from shared.services.roles import RoleDetail
from shared.taxonomy.role_search import RoleMatch

app = make_app("roles", bootstrap)


@app.get("/v1/roles", response_model=RoleList, responses=documented(400, 422))
def list_roles(asked: Annotated[RoleQuery, Query()], taxonomy: BaseTaxonomy, cursors: Cursors) -> Listing[RoleMatch]:
    """Roles that have the query, or something spelt alike, for a title: best first. Without a query all, by title."""
    scope = ("roles", asked.query, asked.group, taxonomy.version)
    page = roles.find_roles(asked.query, asked.group, cursors.read(asked.cursor, *scope), asked.limit, taxonomy)
    return cursors.listing(page, *scope)


# Before the route of one role, which would take "nearby" for an id.
@app.get("/v1/roles/nearby", response_model=NearbyList, responses=documented(400, 404, 422))
def list_nearby_roles(
    asked: Annotated[NearbyQuery, Query()], caller: SignedIn, uow: Uow, taxonomy: LoadedTaxonomy, cursors: Cursors
) -> Listing[NearbyRole]:
    """All roles by how ready the caller is for them, most ready first.

    404 `user-not-found`: put a profile first. 404 `assessment-not-found`: nothing is known of the caller's skills yet.
    400 `invalid-cursor`, too, once the caller's assessment or corrections changed: the order did with them.
    """
    scope = ("nearby roles", caller.user_id, asked.group, taxonomy.version, METHOD_VERSION)
    after = cursors.read(asked.cursor, *scope)
    page = roles.list_nearby(caller.user_id, asked.group, after, asked.limit, uow, taxonomy)
    return cursors.listing(page, *scope)


@app.get("/v1/roles/{role_id}", response_model=RoleOut, responses=documented(404))
def get_role(role_id: UUID, taxonomy: BaseTaxonomy) -> RoleDetail:
    """One role, with the skills it needs and what it may ask for beside them."""
    return roles.get_role(RoleId(role_id), taxonomy)


@app.get("/v1/roles/{role_id}/gap", response_model=RoleGapOut, responses=documented(404))
def get_gap(role_id: UUID, caller: SignedIn, uow: Uow, taxonomy: LoadedTaxonomy) -> RoleGap:
    """What lies between the caller and a role: each skill in its parts, and the readiness they add up to.

    404 `user-not-found`: put a profile first. 404 `assessment-not-found`: nothing is known of the caller's skills yet.
    """
    return roles.measure_role(caller.user_id, RoleId(role_id), uow, taxonomy)


handler = make_handler(app, lambda uow: (uow.profiles, uow.skills))
