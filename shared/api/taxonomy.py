"""The taxonomy, as a route can ask for it; apart, so that only functions that do load what reads it."""

from typing import Annotated

from fastapi import Depends

from shared.api.dependencies import FromProviders, Uow
from shared.taxonomy.load import Taxonomy


async def get_base_taxonomy(providers: FromProviders) -> Taxonomy:
    """The compiled one alone."""
    return providers.taxonomy()


async def get_taxonomy(uow: Uow, providers: FromProviders) -> Taxonomy:
    """The compiled one with the installation's own skills, which the store is asked for every half minute."""
    with uow:
        return providers.vocabulary().current(uow.skills.list_own)


BaseTaxonomy = Annotated[Taxonomy, Depends(get_base_taxonomy)]
LoadedTaxonomy = Annotated[Taxonomy, Depends(get_taxonomy)]
