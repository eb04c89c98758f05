"""How long what is held for a while is held, and that it then goes.

What is a person's own, they erase: profile, assessments, corrections, plans, documents that came. Limits and budgets go
with them. What is dead-lettered is kept until somebody has looked at it, as an erasure may be among it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from shared.repositories.abstract import Keep
from shared.unit_of_work.abstract import UnitOfWork

# As the API promises: a request with the same key is then a new one.
ANSWERS_KEPT = timedelta(hours=24)
# The form is good for minutes, and the store's word of an upload may take as long as its queue keeps it: four days.
UPLOADS_KEPT = timedelta(days=7)
# With what became of each line of a manifest, which is about other people.
RUNS_KEPT = timedelta(days=90)
# A choice: for whoever asks later whether an erasure was done. They name nobody.
RECEIPTS_KEPT = timedelta(days=3 * 365)
ROWS_A_ROUND = 500
# A round begins only with so much time left.
ROUND_S = 10.0

_log = logging.getLogger("skillpath.retention")


def expire(uow: UnitOfWork, now: datetime, seconds_left: Callable[[], float]) -> Mapping[str, int]:
    """Remove what is not kept any longer, while there is time: the next run goes on. How many rows, by what they were.

    Args:
        uow: with the service's rights.

    Raises:
        StoreUnavailableError: the store does not answer; what is gone is gone.
    """
    keep = Keep(now - ANSWERS_KEPT, now - UPLOADS_KEPT, now - RUNS_KEPT, now - RECEIPTS_KEPT)
    gone: Counter[str] = Counter()
    while seconds_left() > ROUND_S:
        with uow:
            removed = Counter(uow.erasures.expire(keep, ROWS_A_ROUND))
        gone += removed
        if not removed.total():
            break
    if gone:
        _log.info("not kept any longer: %s", ", ".join(f"{count} {name}" for name, count in gone.items()))
    return gone
