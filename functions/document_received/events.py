"""What S3 says in a message: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
(read 2026-11-25)"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus

from shared.domain.errors import InvalidInputError

_CREATED = "ObjectCreated:"


def created_keys(body: str) -> Sequence[str]:
    """The keys that something has come to; none for word of anything else, as of what was deleted.

    Raises:
        InvalidInputError: this is no message of S3; what it holds is not quoted.
    """
    try:
        match json.loads(body):
            case {"Event": "s3:TestEvent"}:
                return ()
            case {"Records": [*records]}:
                return [_key_of(record) for record in records if record["eventName"].startswith(_CREATED)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise InvalidInputError("the message is none of S3's: it stays for somebody to look at")


def _key_of(record: Mapping[str, Any]) -> str:
    # As a form would encode it.
    return unquote_plus(record["s3"]["object"]["key"])
