"""A person's own profile."""

import re
from datetime import datetime

from shared.domain.errors import DuplicateUserError, InvalidInputError, UserNotFoundError
from shared.domain.ids import UserId
from shared.domain.text import one_line
from shared.domain.user import User
from shared.unit_of_work.abstract import UnitOfWork

MAX_NAME_CHARS = 120

# The shape of a BCP 47 language tag (RFC 5646, section 2.1), 2..35 characters; not whether its subtags are registered.
_LOCALE = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def get_profile(user_id: UserId, uow: UnitOfWork) -> User:
    """Raises:
    UserNotFoundError: the user has no profile yet.
    """
    with uow:
        user = uow.users.get(user_id)
    if user is None:
        raise UserNotFoundError("you have no profile yet: create it with PUT /v1/users/me")
    return user


def put_profile(user_id: UserId, display_name: str, locale: str, uow: UnitOfWork, now: datetime) -> User:
    """Create the profile, as its version 1, or change it.

    Args:
        display_name: 1..120 characters on one line; shown, never assessed.
        locale: a BCP 47 tag, as "en" or "pt-BR".

    Raises:
        InvalidInputError: one of the two cannot be used.
        StaleVersionError: the profile was changed at the same moment.
    """
    name = one_line(display_name, "the display name", MAX_NAME_CHARS)
    if not _LOCALE.fullmatch(locale):
        raise InvalidInputError("the locale is not a language tag: give one such as 'en' or 'pt-BR'")
    try:
        return _put(user_id, name, locale, uow, now)
    except DuplicateUserError:
        # Another first PUT came between our look and our write: theirs is there now, and ours changes it.
        return _put(user_id, name, locale, uow, now)


def _put(user_id: UserId, name: str, locale: str, uow: UnitOfWork, now: datetime) -> User:
    with uow:
        found = uow.users.get(user_id)
        if found is None:
            user = User.new(user_id, name, locale, now)
            uow.users.add(user)
        else:
            user = found.changed(name, locale, now)
            uow.users.update(user)
        uow.commit()
    return user
