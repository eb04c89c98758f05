"""What the page reads before anything else."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class ConfigOut(BaseModel):
    """Where a front end finds this API and where people sign in to it; on another host, a file to write by hand."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    api_url: Annotated[
        str, Field(description="Of the API, without a slash at its end; empty: the page's own.", examples=[""])
    ]
    supabase_url: Annotated[str, Field(examples=["https://abcdefghijklmnopqrst.supabase.co"])]
    supabase_key: Annotated[
        str, Field(description="The publishable key, which opens nothing by itself.", examples=["sb_publishable_…"])
    ]
