"""Pages of a list: the query parameters they are asked for by, and cursors that cannot be made or moved by hand."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from itsdangerous import BadData, URLSafeSerializer
from pydantic import BaseModel, ConfigDict, Field

from shared.domain.errors import InvalidCursorError
from shared.domain.page import MAX_PAGE, Page

T = TypeVar("T")

DEFAULT_PAGE = 20


class PageQuery(BaseModel):
    """The query parameters of every list; a parameter that a list does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: Annotated[
        Annotated[str, Field(json_schema_extra={"minLength": 1})] | None,
        Field(description="`next_cursor` of the page before, with the same filters. Absent: the first page."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE, description="The most items to answer with.")] = DEFAULT_PAGE


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page as it is answered."""

    items: Sequence[T]
    next_cursor: str | None


class CursorSigner:
    """Makes cursors out of keys, and keys out of cursors that it made for the same list.

    A list is told from another by its scope: its name, its filters and, where it is private, whose it is.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def read(self, cursor: str | None, *scope: object) -> str | None:
        """The key to go on after; None for the first page.

        Raises:
            InvalidCursorError: it was changed, or made for another list.
        """
        if cursor is None:
            return None
        try:
            key = self._serializer(scope).loads(cursor)
        # itsdangerous encodes what it is given: half a surrogate pair has no bytes.
        except (BadData, UnicodeError) as error:
            raise InvalidCursorError(
                "the cursor is not one of this list with these filters: take `next_cursor` as it was given, "
                "or leave it out to begin again"
            ) from error
        return str(key)

    def listing(self, page: Page[T], *scope: object) -> Listing[T]:
        """The page, with the cursor of the next one."""
        cursor = None if page.next_key is None else str(self._serializer(scope).dumps(page.next_key))
        return Listing(page.items, cursor)

    def _serializer(self, scope: tuple[object, ...]) -> URLSafeSerializer:
        salt = json.dumps([None if part is None else str(part) for part in scope])
        return URLSafeSerializer(self._secret, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})
