"""The least that FastAPI and Mangum can be: one route that waits for nothing, no store, no document, no lifespan."""

from fastapi import FastAPI
from mangum import Mangum
from pydantic import BaseModel


class Health(BaseModel):
    status: str
    version: str
    attribution: str


app = FastAPI(openapi_url=None)


@app.get("/v1/health")
async def check_health(ready: bool = False) -> Health:
    text = "This service uses the ESCO classification of the European Commission."
    return Health(status="ok", version="0.1.0", attribution=text)


handler = Mangum(app, lifespan="off")
