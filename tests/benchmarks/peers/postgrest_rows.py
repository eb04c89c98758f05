"""Tokens and rows for the peers without FastAPI, with the lightest client that there is for the store."""

import os
import ssl
from functools import cache
from typing import Any

import httpx
import jwt
from postgrest import SyncPostgrestClient

from tests.benchmarks.peers.shapes import SkillIn


@cache
def http() -> httpx.Client:
    return httpx.Client(verify=ssl.create_default_context(), timeout=5, trust_env=False)


def store_of(authorization: str) -> SyncPostgrestClient:
    """The store as the caller whose token it is may see it."""
    token = authorization.removeprefix("Bearer ")
    jwt.decode(token, os.environ["SUPABASE_JWT_SECRET"], algorithms=["HS256"], audience="authenticated")
    headers = {"apikey": os.environ["SUPABASE_PUBLISHABLE_KEY"], "Authorization": f"Bearer {token}"}
    url = f"{os.environ['SUPABASE_URL']}/rest/v1"
    return SyncPostgrestClient(url, headers=headers, http_client=http(), retry_enabled=False)


def list_page(store: SyncPostgrestClient, limit: int) -> Any:
    return store.from_("skills").select("*").order("sort_key").limit(limit + 1).execute().data


def create(store: SyncPostgrestClient, skill: SkillIn) -> Any:
    """The new row; None where the name is taken."""
    if store.from_("skills").select("*").eq("name_key", skill.name.casefold()).limit(1).execute().data:
        return None
    return store.from_("skills").insert(skill.model_dump(mode="json")).execute().data[0]
