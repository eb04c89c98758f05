"""/v1/users/me"""

from fastapi import Response

from functions.users.schemas import UserIn, UserOut
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Now, SignedIn, Uow
from shared.domain.user import User
from shared.services import users

app = make_app("users", bootstrap)


@app.get("/v1/users/me", response_model=UserOut, responses=documented(404))
def get_profile(caller: SignedIn, uow: Uow) -> User:
    """The caller's profile; 404 `user-not-found` before it is first put."""
    return users.get_profile(caller.user_id, uow)


@app.put(
    "/v1/users/me",
    response_model=UserOut,
    response_description="Changed.",
    responses={201: {"model": UserOut, "description": "Created."}, **documented(400, 409, 413, 422)},
)
def put_profile(body: UserIn, response: Response, caller: SignedIn, uow: Uow, now: Now) -> User:
    """Create the caller's profile, or change it. An assessment needs one."""
    user = users.put_profile(caller.user_id, body.display_name, body.locale, uow, now)
    if user.version == 1:
        response.status_code = 201
    return user


handler = make_handler(app)
