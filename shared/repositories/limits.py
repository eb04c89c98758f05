"""The limit on what one user may change: the generic cell rate algorithm (ITU-T I.371, 1993), one instant per user.

Of each user the store keeps when their limit will be full again; a request moves that instant on, and is refused where
it would lie further away than the whole limit takes to fill. On Postgres `public.admit` does the same.
"""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.request import Limit

# How long an answer stands for repeats of its request.
ANSWERS_KEPT = timedelta(hours=24)


class Taken(NamedTuple):
    """Attributes:
    full_at: when the limit will be full again.
    retry_after_s: whole seconds until the cost can be taken, at least 1; None where it was taken now.
    """

    full_at: datetime
    retry_after_s: int | None


def take(limit: Limit, cost: int, full_at: datetime | None, now: datetime) -> Taken:
    """Take `cost` of a limit that will be full at `full_at` (None: it is full). A cost above the whole limit takes the
    whole."""
    one = timedelta(minutes=1) / limit.per_minute
    start = max(full_at or now, now)
    after = start + one * min(cost, limit.burst)
    wait = after - now - one * limit.burst
    # Microseconds are lost in both products: less than one is no reason to wait for a second.
    if wait > timedelta(milliseconds=1) and cost > 0:
        return Taken(start, max(1, math.ceil(wait.total_seconds())))
    return Taken(after, None)
