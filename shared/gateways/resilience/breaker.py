"""What a circuit breaker's state may become. Pure: `public.breaker_enter` and `breaker_report` of supabase/migrations
say the same in SQL, over the one state that all instances share.

Closed, calls go through and are counted, in windows of time. Where enough of them failed, it opens: nothing goes
through for a while. Then it is half-open: a few probes go through, each with a lease, so that one that is never back
keeps its place no longer than that. Enough that succeed close it; one that fails opens it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Phase(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Attributes:
    failures, rate: it opens where at least so many calls of a window failed, and at least this share of them.
    window_s: a window begins with the first call after the one before it ended.
    open_s: how long nothing goes through.
    probes: how many may be on their way at once, half-open, and how many in all must succeed for it to close.
    lease_s: how long a probe keeps its place.
    """

    failures: int = 5
    rate: float = 0.5
    window_s: float = 30.0
    open_s: float = 15.0
    probes: int = 2
    lease_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Breaker:
    """Attributes:
    version: one more at each change of phase; a report that names another is of another time, and changes nothing.
    since: closed, when the window began; open, when it opened.
    ok, failed: closed, of the window; half-open, `ok` alone: probes that succeeded.
    probes: when the lease of each ends, by its id.
    """

    since: float
    phase: Phase = Phase.CLOSED
    version: int = 1
    ok: int = 0
    failed: int = 0
    probes: Mapping[str, float] = field(default_factory=dict)

    def next(self, phase: Phase, now: float) -> "Breaker":
        return Breaker(now, phase, self.version + 1)


@dataclass(frozen=True, slots=True)
class Word:
    """What a breaker answers.

    Attributes:
        probe: id of the lease that the call goes through with; None of one that is closed, or refuses.
        retry_after_s: where it refuses: how long at least; None where it does not.
    """

    phase: Phase
    version: int
    probe: str | None = None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of calls.

    Attributes:
        version: of the breaker that let them through.
        probe: of the one call that was a probe.
        ok, failed: how many; neither, where a probe was given up before anything was asked.
    """

    version: int
    probe: str | None = None
    ok: int = 0
    failed: int = 0


def enter(breaker: Breaker, policy: BreakerPolicy, ok: int, now: float, lease_id: str) -> tuple[Breaker, Word]:
    """Ask for one call to go through.

    Args:
        ok: calls that succeeded since it was last asked or told; they count where it is closed.
        lease_id: for the probe, where it becomes one.
    """
    if breaker.phase is Phase.CLOSED:
        breaker = _counted(breaker, policy, ok, 0, now)
        return breaker, Word(breaker.phase, breaker.version)
    if breaker.phase is Phase.OPEN:
        ends = breaker.since + policy.open_s
        if now < ends:
            return breaker, Word(breaker.phase, breaker.version, retry_after_s=ends - now)
        # Of one that another store said is open, probes may still be on their way.
        breaker = replace(breaker.next(Phase.HALF_OPEN, now), probes=breaker.probes)
    held = {probe: until for probe, until in breaker.probes.items() if until > now}
    if len(held) >= policy.probes:
        wait_s = min(held.values()) - now
        return replace(breaker, probes=held), Word(breaker.phase, breaker.version, retry_after_s=wait_s)
    held[lease_id] = now + policy.lease_s
    return replace(breaker, probes=held), Word(breaker.phase, breaker.version, lease_id)


def report(breaker: Breaker, policy: BreakerPolicy, said: Report, now: float) -> Breaker:
    """What it is after calls came back; as it was, where it did not let them through, or a lease has ended."""
    if said.version != breaker.version or breaker.phase is Phase.OPEN:
        return breaker
    if breaker.phase is Phase.CLOSED:
        breaker = _counted(breaker, policy, said.ok, said.failed, now)
        counted = breaker.ok + breaker.failed
        if breaker.failed >= policy.failures and breaker.failed >= policy.rate * counted:
            return breaker.next(Phase.OPEN, now)
        return breaker
    if said.probe is None or breaker.probes.get(said.probe, now) <= now:
        return breaker
    if said.failed:
        return breaker.next(Phase.OPEN, now)
    if breaker.ok + said.ok >= policy.probes:
        return breaker.next(Phase.CLOSED, now)
    held = {probe: until for probe, until in breaker.probes.items() if probe != said.probe}
    return replace(breaker, ok=breaker.ok + said.ok, probes=held)


def _counted(breaker: Breaker, policy: BreakerPolicy, ok: int, failed: int, now: float) -> Breaker:
    if now - breaker.since >= policy.window_s:
        return replace(breaker, since=now, ok=ok, failed=failed)
    return replace(breaker, ok=breaker.ok + ok, failed=breaker.failed + failed)
