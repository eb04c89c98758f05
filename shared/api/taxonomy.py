"""The taxonomy, as a route can ask for it; apart, so that only functions that do load what reads it."""

from typing import Annotated

from fastapi import Depends, Request

from shared.api.dependencies import Uow, providers_of
from shared.taxonomy.load import Taxonomy


async def get_base_taxonomy(request: Request) -> Taxonomy:
    """The compiled one alone."""
    return providers_of(request).taxonomy()


async def get_taxonomy(uow: Uow, request: Request) -> Taxonomy:
    """The compiled one with the installation's own skills, which the store is asked for every half minute."""
    with uow:
        return providers_of(request).vocabulary().current(uow.skills.list_own)


BaseTaxonomy = Annotated[Taxonomy, Depends(get_base_taxonomy)]
LoadedTaxonomy = Annotated[Taxonomy, Depends(get_taxonomy)]
