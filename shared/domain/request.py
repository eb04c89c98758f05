"""What a changing request (POST, PATCH) is checked by before it does anything, and the answer kept for its repeats."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import KeyReusedError
from shared.domain.ids import UserId


@dataclass(frozen=True, slots=True)
class Limit:
    """How much one user may ask for: `burst` at once, refilled at `per_minute`. A request costs 1 or more of it."""

    burst: int
    per_minute: int


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """Attributes:
    cost: how much of the user's limit it takes; 0 takes nothing.
    key: its `Idempotency-Key`; None without one.
    fingerprint: SHA-256, hex, of what was asked: method, path, preconditions and body.
    wants_profile: whether the use case will read the caller's profile: it then comes with the admission.
    """

    user_id: UserId
    cost: int
    limit: Limit
    key: str | None
    fingerprint: str
    wants_profile: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request with an idempotency key was answered, kept with its effects in one transaction.

    Attributes:
        headers: those of the answer itself, as Location and ETag; lower-case names.
        body: as it was sent, JSON text.
    """

    user_id: UserId
    key: str
    fingerprint: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    created_at: datetime

    def require_same(self, fingerprint: str) -> None:
        """Raises:
        KeyReusedError: it answered another request.
        """
        if fingerprint != self.fingerprint:
            raise KeyReusedError(
                "this Idempotency-Key was used for another request: send a new key, or the same request again"
            )
