"""The taxonomy and how it is read for, as a route can ask for them; apart, so that only functions that do load it."""

from typing import Annotated

from fastapi import Depends, Request

from shared.api.dependencies import Uow, providers_of
from shared.domain.assessment import FindingStrategy
from shared.taxonomy.load import Taxonomy


async def get_base_taxonomy(request: Request) -> Taxonomy:
    """The compiled one alone."""
    return providers_of(request).taxonomy()


async def get_taxonomy(uow: Uow, request: Request) -> Taxonomy:
    """The compiled one with the installation's own skills, which the store is asked for every half minute."""
    with uow:
        return providers_of(request).vocabulary().current(uow.skills.list_own)


async def get_strategy(request: Request) -> FindingStrategy:
    """How skills are to be found in a text."""
    return providers_of(request).finding_strategy()


BaseTaxonomy = Annotated[Taxonomy, Depends(get_base_taxonomy)]
LoadedTaxonomy = Annotated[Taxonomy, Depends(get_taxonomy)]
Strategy = Annotated[FindingStrategy, Depends(get_strategy)]
