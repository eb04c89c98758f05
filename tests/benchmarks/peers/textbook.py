"""The design that tutorials teach: FastAPI, one `create_client()` at the module's top, Mangum as it comes.

The routes and bodies are those of functions/skills.
"""

import os
from typing import Annotated, Any
from uuid import UUID

import jwt
from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from mangum import Mangum
from supabase import Client, create_client

from tests.benchmarks.peers.shapes import SkillIn, SkillList, SkillMerge, SkillOut, SkillPatch

supabase: Client = create_client(os.environ["SUPABASE_URL"], os.environ["SUPABASE_PUBLISHABLE_KEY"])

app = FastAPI(title="Skills")
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
bearer = HTTPBearer()


def get_user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> dict[str, Any]:
    secret = os.environ["SUPABASE_JWT_SECRET"]
    try:
        return jwt.decode(credentials.credentials, secret, algorithms=["HS256"], audience="authenticated")
    except jwt.PyJWTError as error:
        raise HTTPException(401, "Invalid token") from error


User = Annotated[dict[str, Any], Depends(get_user)]


@app.get("/v1/skills", response_model=SkillList)
def list_skills(user: User, limit: Annotated[int, Query(ge=1, le=100)] = 20, query: str = "", type: str = "") -> Any:
    rows = supabase.table("skills").select("*").order("sort_key").limit(limit + 1).execute().data
    return {"items": rows[:limit], "next_cursor": None}


@app.get("/v1/skills/{skill_id}", response_model=SkillOut)
def get_skill(skill_id: UUID, user: User) -> Any:
    rows = supabase.table("skills").select("*").eq("id", str(skill_id)).execute().data
    if not rows:
        raise HTTPException(404, "Skill not found")
    return rows[0]


@app.post("/v1/skills", status_code=201, response_model=SkillOut)
def create_skill(body: SkillIn, user: User) -> Any:
    if supabase.table("skills").select("*").eq("name_key", body.name.casefold()).limit(1).execute().data:
        raise HTTPException(409, "Skill exists")
    return supabase.table("skills").insert(body.model_dump(mode="json")).execute().data[0]


@app.patch("/v1/skills/{skill_id}", response_model=SkillOut)
def change_skill(skill_id: UUID, body: SkillPatch, user: User) -> Any:
    changes = body.model_dump(mode="json", exclude_unset=True)
    rows = supabase.table("skills").update(changes).eq("id", str(skill_id)).execute().data
    if not rows:
        raise HTTPException(404, "Skill not found")
    return rows[0]


@app.delete("/v1/skills/{skill_id}", status_code=204)
def delete_skill(skill_id: UUID, user: User) -> None:
    supabase.table("skills").delete().eq("id", str(skill_id)).execute()


@app.post("/v1/skills/{skill_id}/merge", response_model=SkillOut)
def merge_skill(skill_id: UUID, body: SkillMerge, user: User) -> Any:
    rows = supabase.table("skills").update({"merged_into": str(body.into_id)}).eq("id", str(skill_id)).execute().data
    if not rows:
        raise HTTPException(404, "Skill not found")
    return rows[0]


handler = Mangum(app)
