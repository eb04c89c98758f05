"""The public keys that Supabase Auth signs tokens for, as JSON Web Keys (RFC 7517)."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from shared.domain.errors import SigningKeysUnavailableError

if TYPE_CHECKING:
    import httpx

Key = Mapping[str, Any]

TTL_S = 600.0
# A token with an invented key id must not make us ask each time.
REFETCH_S = 30.0
TIMEOUT_S = 3.0

_log = logging.getLogger(__name__)


class SigningKeys(Protocol):
    def find(self, key_id: str) -> Key | None:
        """The public P-256 key with that id.

        Raises:
            SigningKeysUnavailableError: they cannot be had, and none are kept from before.
        """


class StaticSigningKeys:
    """Keys given once: none where only a local secret signs."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._keys = {key["kid"]: key for key in keys}

    def find(self, key_id: str) -> Key | None:
        return self._keys.get(key_id)


class JwksSigningKeys:
    """Keys from a JWKS address, kept for ten minutes.

    A key id that is not among them has them fetched again, at most every half minute, as keys are rotated. Where that
    fails, those from before go on serving.

    Args:
        clock: seconds, never going back.
    """

    def __init__(self, http: "httpx.Client", url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = http
        self._url = url
        self._clock = clock
        self._lock = Lock()
        self._keys: dict[str, Key] | None = None
        self._fetched_at = 0.0
        self._tried_at: float | None = None

    def find(self, key_id: str) -> Key | None:
        with self._lock:
            if self._is_due(key_id):
                self._refetch()
            if self._keys is None:
                raise SigningKeysUnavailableError("the keys that tokens are checked by cannot be had: try again soon")
            return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        now = self._clock()
        if self._keys is not None and key_id in self._keys and now - self._fetched_at < TTL_S:
            return False
        return self._tried_at is None or now - self._tried_at >= REFETCH_S

    def _refetch(self) -> None:
        import httpx

        self._tried_at = self._clock()
        try:
            answer = self._http.get(self._url, timeout=TIMEOUT_S)
            answer.raise_for_status()
            self._keys = _keys_of(answer.json())
        except (httpx.HTTPError, ValueError, RecursionError) as error:
            _log.warning("no signing keys from %s: %r", self._url, error)
        else:
            self._fetched_at = self._tried_at


def _keys_of(jwks: object) -> dict[str, Key]:
    """Those that ES256 tokens can be checked by; a shared secret among them is never one."""
    match jwks:
        case {"keys": [*keys]}:
            return {key["kid"]: key for key in keys if _is_es256_key(key)}
    raise ValueError("the answer is not a JSON Web Key Set")


def _is_es256_key(key: object) -> bool:
    match key:
        case {"kid": str(), "kty": "EC", "crv": "P-256", "x": str(), "y": str(), **rest}:
            return bool(rest.get("alg", "ES256") == "ES256" and rest.get("use", "sig") == "sig")
    return False
