"""What a route can ask for. Tests put others in their place: `app.dependency_overrides[get_uow] = …`.

All are `async`, those that block too: `shared/api/inline.py` says why.
"""

from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.api.paging import CursorSigner
from shared.api.providers import Providers
from shared.domain.caller import Caller
from shared.domain.errors import NotAllowedError, NotAuthenticatedError
from shared.gateways.object_store import ObjectReader, UploadSigner
from shared.gateways.queue import WorkQueue
from shared.telemetry.record import mark, note
from shared.unit_of_work.abstract import UnitOfWork

_bearer = HTTPBearer(
    bearerFormat="JWT",
    description="The `access_token` of Supabase Auth, as sign-in gives it out.",
    scheme_name="bearer",
    auto_error=False,
)


def providers_of(request: Request) -> Providers:
    """What the app was made with. No dependency: FastAPI goes through one anew for each that asks for it."""
    return cast("Providers", request.app.state.providers)


async def get_caller(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)], request: Request
) -> Caller:
    """Who is signed in; signing keys may have to be fetched for it.

    Raises:
        NotAuthenticatedError: nobody is.
    """
    if credentials is None or not credentials.credentials:
        raise NotAuthenticatedError("this needs a signed-in user: send `Authorization: Bearer <access token>`")
    caller = providers_of(request).token_verifier().verify(credentials.credentials)
    note(user=mark(caller.user_id))
    return caller


async def get_editor(caller: Annotated[Caller, Depends(get_caller)]) -> Caller:
    """A caller who may add to the catalogue.

    Raises:
        NotAllowedError: the caller may not.
    """
    if not caller.is_editor:
        raise NotAllowedError("only catalogue editors may do this: ask for `app_metadata.skillpath_role` = `editor`")
    return caller


async def get_uow(caller: Annotated[Caller, Depends(get_caller)], request: Request) -> UnitOfWork:
    """One for this request and its caller."""
    return providers_of(request).unit_of_work(caller)


Uow = Annotated[UnitOfWork, Depends(get_uow)]


async def get_upload_signer(request: Request) -> UploadSigner:
    """What signs the forms of uploads."""
    return providers_of(request).upload_signer()


async def get_text_reader(request: Request) -> ObjectReader:
    """What reads the texts of files."""
    return providers_of(request).text_reader()


async def get_work_queue(request: Request) -> WorkQueue:
    """What has workers take up runs."""
    return providers_of(request).work_queue()


async def get_cursors(request: Request) -> CursorSigner:
    """The signer of every list's cursors."""
    return providers_of(request).cursor_signer()


async def get_now() -> datetime:
    """The clock, read once a request."""
    return datetime.now(UTC)


SignedIn = Annotated[Caller, Depends(get_caller)]
Editor = Annotated[Caller, Depends(get_editor)]
Uploads = Annotated[UploadSigner, Depends(get_upload_signer)]
Texts = Annotated[ObjectReader, Depends(get_text_reader)]
Queue = Annotated[WorkQueue, Depends(get_work_queue)]
Cursors = Annotated[CursorSigner, Depends(get_cursors)]
Now = Annotated[datetime, Depends(get_now)]
